"""Settings: the two tables of access, custom fields, the audit trail."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.access.actors import Actor
from guanxi.access.custom_fields import COLUMNS
from guanxi.access.directory import AUDIT, CUSTOM_FIELDS, DEPARTMENTS
from guanxi.access.directory_actions import (
    add_custom_field,
    edit_custom_field,
    set_own_customers_only,
    set_tables,
)
from guanxi.access.levels import FieldClass, Level, Relation
from guanxi.access.queries import tables
from guanxi.access.reading import Row, view
from guanxi.access.resources import Kind, editable_fields
from guanxi.catalogue import BY_NAME
from guanxi.errors import Invalid
from guanxi.web.addresses import address_of
from guanxi.web.doing import form_page, go_on, perform, submitted
from guanxi.web.doors import administrators, auditors
from guanxi.web.forms import form_for, written
from guanxi.web.lists import csv_answer, list_page, read_address
from guanxi.web.signin.freshness import require_fresh
from guanxi.web.views.settings import settings_tabs

NEVER = "never"


def _relations() -> list[tuple[Relation, str]]:
    return [
        (Relation.OWNER, pgettext("relation", "Owner")),
        (Relation.TEAM, pgettext("relation", "Own team")),
        (Relation.LEAD, pgettext("relation", "Lead above it")),
        (Relation.ENGAGED, pgettext("relation", "Engaged")),
        (Relation.OTHERWISE, pgettext("relation", "Otherwise")),
    ]


@administrators
def access(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Both tables as grids of short lists; each department is saved with its own row."""
    if request.method == "POST":
        return _save_tables(request, actor)
    classes = [field_class for field_class in FieldClass if field_class != FieldClass.SECRET]
    levels = [(level.value, f"{level.value} · {level.label}") for level in Level]
    rows = [
        {
            "key": department.pk,
            "name": department.name,
            "owns": department.creates_as_owner,
            "levels": [(relation.value, label, by_relation[relation].value) for relation, label in _relations()],
            "reads": [
                (c.value, c.label, NEVER if by_class[c] is None else by_class[c].value)  # type: ignore[union-attr]
                for c in classes
            ],
        }
        for department, by_relation, by_class in tables(actor)
    ]
    owning = [row for row in rows if row["owns"]]
    own_only = bool(owning) and all(row["levels"][-1][2] <= Level.INDIRECT for row in owning)  # type: ignore[index]
    return render(
        request,
        "settings/access.html",
        {
            "nav": "settings",
            "tabs": settings_tabs(actor, "access"),
            "title": _("Access tables"),
            "rows": rows,
            "relations": [label for _relation, label in _relations()],
            "classes": [c.label for c in classes],
            "levels": levels,
            "never": NEVER,
            "own_only": own_only,
        },
    )


def _save_tables(request: HttpRequest, actor: Actor) -> HttpResponse:
    require_fresh(request)
    if "preset" in request.POST:
        own_only = request.POST["preset"] == "own"
        told = (
            _("Sales now reads of others' customers the summary alone.")
            if own_only
            else _("Sales reads all customers.")
        )
        perform(request, actor, set_own_customers_only, told=told, own_only=own_only)
        return go_on(request, "/settings/access/")
    department = request.POST.get("department", "")
    if not department.isdecimal() or len(department) > 18:
        raise Invalid({"department": _("There is no such department.")})
    view(actor, DEPARTMENTS).get(int(department))
    levels = {
        relation.value: request.POST[f"level_{relation.value}"]
        for relation in Relation
        if f"level_{relation.value}" in request.POST
    }
    reads: dict[str, Any] = {}
    for field_class in FieldClass:
        given = request.POST.get(f"reads_{field_class.value}")
        if given is not None:
            reads[field_class.value] = None if given == NEVER else given
    perform(
        request, actor, set_tables, told=_("Saved; it counts from now on."), department=int(department), levels=levels,
        reads=reads,
    )  # fmt: skip
    return go_on(request, "/settings/access/")


# ---- custom fields ----


@administrators
def fields(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    asked = read_address(request)
    if request.GET.get("as") == "csv":
        return csv_answer(request, actor, CUSTOM_FIELDS, asked)
    page = list_page(
        view(actor, CUSTOM_FIELDS), asked,
        ("label_en", "label_zh", "resource", "kind", "class_of_field", "retired"),
        label=CUSTOM_FIELDS.plural, address=lambda row: f"/settings/fields/{row.key}/",
        drawn={"resource": _resource_cell, "kind": lambda row: format_html("{}", dict(_kinds())[row["kind"]])},
    )  # fmt: skip
    context = {
        "nav": "settings",
        "tabs": settings_tabs(actor, "fields"),
        "title": CUSTOM_FIELDS.plural,
        "page": page,
        "new_href": "/settings/fields/new/",
        "new_label": _("New field"),
    }
    return render(request, "settings/list.html", context)


def _kinds() -> list[tuple[str, str]]:
    names = {
        Kind.TEXT: _("Text, one line"),
        Kind.LONG_TEXT: _("Text, several lines"),
        Kind.URL: _("Web address"),
        Kind.CHOICE: _("Choice"),
        Kind.INTEGER: _("Whole number"),
        Kind.NUMBER: _("Number"),
        Kind.DATE: pgettext("type of a field", "Date"),
        Kind.BOOLEAN: _("Yes or no"),
    }
    return [(kind.value, names[kind]) for kind in COLUMNS]


def _choice_lines(written_choices: str) -> list[list[str]]:
    return [[line.strip(), line.strip()] for line in written_choices.splitlines() if line.strip()]


def _choices_field() -> forms.Field:
    return forms.CharField(
        label=_("Choices"), required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("One a line.")
    )


@administrators
def new_field(request: HttpRequest, actor: Actor) -> HttpResponse:
    classes = [(c.value, str(c.label)) for c in FieldClass if c not in (FieldClass.SECRET, FieldClass.PERSONAL)]
    resources = [("customers", _("Customers")), ("people", _("People"))]
    extra: dict[str, forms.Field] = {
        "resource": forms.ChoiceField(label=pgettext("custom field", "On"), choices=resources),
        "slug": forms.CharField(
            label=_("Short name"), help_text=_("For files and addresses, for example credit_limit.")
        ),
        "kind": forms.ChoiceField(label=_("Type"), choices=_kinds()),
        "field_class": forms.ChoiceField(label=_("Field class"), choices=classes, initial="business"),
        "choices": _choices_field(),
    }
    declared = tuple(f for f in editable_fields(CUSTOM_FIELDS) if f.name.startswith("label"))
    form = form_for(declared, request.POST or None, extra=extra)
    done, _key = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, add_custom_field, told=_("The field is there from now on."), resource=data["resource"],
            slug=data["slug"], label_en=data["label_en"], label_zh=data["label_zh"], kind=data["kind"],
            field_class=data["field_class"], choices=_choice_lines(data["choices"]),
        ),
        declared,
    )  # fmt: skip
    if done:
        return go_on(request, "/settings/fields/")
    return form_page(
        request, form, title=_("New field"), label=_("Add the field"), back="/settings/fields/", nav="settings",
        above=[(_("Custom fields"), "/settings/fields/")],
    )  # fmt: skip


@administrators
def field(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    row = view(actor, CUSTOM_FIELDS).get(key)
    declared = editable_fields(CUSTOM_FIELDS)
    extra: dict[str, forms.Field] = {
        "retired": forms.BooleanField(label=_("Retired: hidden, its values are kept"), required=False)
    }
    initial: dict[str, Any] = {f.name: row[f.name] for f in declared} | {"retired": row["retired"]}
    if row["kind"] == Kind.CHOICE:
        extra["choices"] = _choices_field()
        initial["choices"] = "\n".join(str(choice[0]) for choice in row["choices"])
    form = form_for(declared, request.POST or None, initial=initial, version=row.version, extra=extra)
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, edit_custom_field, told=_("Saved."), field=key, version=data.get("version"),
            values_by_name=written(form, declared), retired=data["retired"],
            choices=_choice_lines(data["choices"]) if "choices" in data else None,
        ),
        declared,
    )  # fmt: skip
    if done:
        return go_on(request, "/settings/fields/")
    return form_page(
        request, form, title=str(row["label_en"]), label=_("Save"), back="/settings/fields/", nav="settings",
        above=[(_("Custom fields"), "/settings/fields/")],
    )  # fmt: skip


def _resource_cell(row: Row) -> SafeString:
    resource = BY_NAME.get(str(row["resource"]))
    return format_html("{}", resource.plural if resource else row["resource"])


# ---- the trail ----


def _record_cell(row: Row) -> SafeString:
    """The key of the record, as the link to its page where it has one."""
    if row["record"] is None:
        return SafeString("")
    key, href = row["record"], address_of(str(row["resource"]), row["record"])
    return format_html('<a class="link" href="{}">{}</a>', href, key) if href else format_html("{}", key)


def _details_cell(row: Row) -> SafeString:
    held = row["details"]
    if not isinstance(held, dict):
        return format_html("{}", held or "")
    told = {name: value if isinstance(value, list) else [value] for name, value in held.items()}
    return format_html("{}", "; ".join(f"{name}: {', '.join(map(str, values))}" for name, values in told.items()))


@auditors
def audit(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    asked = read_address(request)
    if request.GET.get("as") == "csv":
        return csv_answer(request, actor, AUDIT, asked)
    page = list_page(
        view(actor, AUDIT), asked,
        ("at", "actor", "as_user", "kind", "channel", "resource", "record", "details"), label=AUDIT.plural,
        drawn={"resource": _resource_cell, "record": _record_cell, "details": _details_cell},
    )  # fmt: skip
    context = {"nav": "settings", "tabs": settings_tabs(actor, "audit"), "title": AUDIT.plural, "page": page}
    return render(request, "settings/list.html", context)
