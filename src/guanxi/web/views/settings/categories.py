"""Settings: the tree of categories. What has facts is merged or closed, never removed."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.reading import Row, view
from guanxi.access.resources import editable_fields
from guanxi.customers.queries import changes_of_record
from guanxi.errors import Invalid
from guanxi.ledger.category_actions import (
    close_category,
    create_category,
    edit_category,
    merge_category,
    remove_category,
    reopen_category,
)
from guanxi.ledger.queries import CategoryNode, category_tree, facts_in, is_used, keys_below, merged_into
from guanxi.ledger.resources import CATEGORIES
from guanxi.web.cells import formats_in_force
from guanxi.web.doing import form_page, go_on, perform, perform_or_say, submitted
from guanxi.web.doors import administrators
from guanxi.web.forms import form_for, refused, written
from guanxi.web.lists import csv_answer, read_address
from guanxi.web.views.history import change_groups
from guanxi.web.views.settings import settings_tabs

_LIST = "/settings/categories/"
_FIELDS = editable_fields(CATEGORIES)
_MOST_CHANGES = 40


@administrators
def categories(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    if request.GET.get("as") == "csv":
        return csv_answer(request, actor, CATEGORIES, read_address(request))
    context = {
        "nav": "settings", "tabs": settings_tabs(actor, "categories"), "title": CATEGORIES.plural,
        "tree": category_tree(actor),
    }  # fmt: skip
    return render(request, "settings/categories.html", context)


def _name(node: CategoryNode) -> str:
    """In a list of choices the floor shows; a closed one says so."""
    name = "\u2003" * node.depth + node.name
    return _("%(name)s (closed)") % {"name": name} if node.closed else name


def _form(request: HttpRequest, tree: list[CategoryNode], initial: dict[str, Any], version: int | None) -> forms.Form:
    choices = [(str(node.key), _name(node)) for node in tree]
    form = form_for(_FIELDS, request.POST or None, initial=initial, version=version, choices={"parent": choices})
    form.fields["parent"].choices = [("", _("nothing: it stands at the top")), *choices]  # type: ignore[attr-defined]
    return form


def _above(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(str(CATEGORIES.plural), _LIST), *more]


@administrators
def new(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    form = _form(request, category_tree(actor), {"name": "", "parent": request.GET.get("parent", "")}, None)
    done, _key = submitted(
        request,
        form,
        lambda _data: perform(
            request, actor, create_category, told=_("The category was created."), values=written(form, _FIELDS)
        ),
        _FIELDS,
    )
    if done:
        return go_on(request, _LIST)
    return form_page(
        request, form, title=_("New category"), label=_("Create the category"), back=_LIST, nav="settings",
        above=_above(),
    )  # fmt: skip


@administrators
def category(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    row, tree = view(actor, CATEGORIES).get(key), category_tree(actor)
    below = keys_below(tree, key)
    initial = {"name": row["name"], "parent": str(row["parent"].key) if row["parent"] else ""}
    form = _form(request, [node for node in tree if node.key not in below], initial, row.version)
    done, _changed = submitted(
        request,
        form,
        lambda data: perform_or_say(
            request, actor, edit_category, told=_("Saved."), category=key, values=written(form, _FIELDS),
            version=data.get("version"),
        ),
        _FIELDS,
    )  # fmt: skip
    if done:
        return go_on(request, _address(key))
    merged = merged_into(actor, key)
    changes = changes_of_record(actor, CATEGORIES, key, merged=[one.key for one in merged], most=_MOST_CHANGES)
    return form_page(
        request, form, title=str(row["name"]), label=_("Save"), back=_LIST, nav="settings", above=_above(),
        template="settings/category.html", row=row, is_used=is_used(key), facts=_facts(actor, key),
        merged=merged, below=[node for node in tree if node.parent == key],
        others=len(tree) - len(below), groups=change_groups(actor, changes, may_undo=actor.viewed_by is None),
        here=_address(key),
    )  # fmt: skip


def _address(key: int) -> str:
    return f"{_LIST}{key}/"


def _facts(actor: Actor, key: int) -> dict[str, Any]:
    """What hangs on it, as far as its reader may know."""
    told, found = formats_in_force(), facts_in(actor, key)
    return {
        "counts": [(resource.plural, told.capped(count)) for resource, count in found.counts if count],
        "customers": found.customers,
    }


# ---- two become one ----


@administrators
def merge(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    """Without another one in ``?into=`` that is chosen first; then what moves, and the button."""
    row, tree = view(actor, CATEGORIES).get(key), category_tree(actor)
    below = keys_below(tree, key)
    choices = [(str(node.key), _name(node)) for node in tree if node.key not in below]
    asked = request.POST.get("into") or request.GET.get("into", "")
    extra: dict[str, forms.Field] = {
        "into": forms.ChoiceField(
            label=_("Into which category?"), choices=[("", "–"), *choices],
            help_text=_("It stays, and all facts of this one count there from then on, for all months."),
            error_messages={"invalid_choice": _("Choose a category from the list.")},
        )
    }  # fmt: skip
    form = form_for((), {"into": asked} if "into" in request.GET or request.method == "POST" else None, extra=extra)
    other: Row | None = None
    if form.is_bound and form.is_valid():
        other = view(actor, CATEGORIES).get(int(asked))
        try:
            if request.method == "POST":
                told = _("The two categories are one now.")
                perform(request, actor, merge_category, told=told, category=key, into=other.key)
                return go_on(request, _address(other.key))
        except Invalid as error:
            other = None
            refused(form, error)
    context = {
        "nav": "settings", "title": _("Merge %(name)s") % {"name": row["name"]}, "row": row, "form": form,
        "above": [{"label": text, "href": href} for text, href in _above((str(row["name"]), _address(key)))],
        "other": other, "facts": _facts(actor, key), "moved": [node.name for node in tree if node.parent == key],
        "here": pgettext("page", "Merge"),
    }  # fmt: skip
    return render(
        request, "settings/category_merge.html", context, status=422 if form.is_bound and form.errors else 200
    )


# ---- closed, open, gone ----


@require_POST
@administrators
def close(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    perform(request, actor, close_category, told=_("The category was closed."), category=key)
    return go_on(request, _address(key))


@require_POST
@administrators
def reopen(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    perform(request, actor, reopen_category, told=_("The category is open again."), category=key)
    return go_on(request, _address(key))


@require_POST
@administrators
def remove(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    perform(request, actor, remove_category, told=_("The category was removed."), category=key)
    return go_on(request, _LIST)
