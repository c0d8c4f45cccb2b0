"""Creating and editing customers: the form, one field in place, many at once."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.levels import Level
from guanxi.access.policy import level_on
from guanxi.access.reading import view
from guanxi.access.resources import Field, Kind, Resource, editable_fields
from guanxi.access.writing import authorise
from guanxi.customers.actions import (
    AS_USUAL,
    assign_customers,
    edit_customer,
    edit_customers,
    set_team_of_customers,
    tag_customers,
)
from guanxi.customers.binning import bin_customers
from guanxi.customers.details import register_customer
from guanxi.customers.resources import CUSTOMERS, IDENTIFIERS
from guanxi.errors import Conflict, Denied, Invalid, UnknownField
from guanxi.records.tags import all_tags
from guanxi.web import cells
from guanxi.web.cells import LINKS, value_html
from guanxi.web.doing import form_page, go_on, next_address, perform, perform_on_many, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for, refused, written
from guanxi.web.views.duplicates import like

_LONG_LAST = (Kind.LONG_TEXT,)


def own_fields(resource: Resource) -> tuple[Field, ...]:
    """The fields of the form, long texts last."""
    fields = editable_fields(resource)
    return tuple(sorted(fields, key=lambda f: f.kind in _LONG_LAST))


@signed_in
def new(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    authorise(actor, register_customer, {})
    fields = own_fields(view(actor, CUSTOMERS).resource)
    given = {"name": request.GET.get("name", ""), "language": actor.language, "time_zone": actor.time_zone}
    number = forms.CharField(
        label=str(IDENTIFIERS.label), max_length=60, required=False,
        help_text=_("Unified social credit code, VAT number or another one; the kind is read off it."),
    )  # fmt: skip
    form = form_for(fields, request.POST or None, initial=given, extra={"number": number})
    form.order_fields(["name", "own_code", "number"])
    hints, is_another = like(actor, request.POST or request.GET), bool(request.POST.get("another"))
    if form.is_bound and form.is_valid() and not is_another and any(hint.is_sure for hint in hints):
        form.add_error(None, _("We have a customer like this. Open it, or say below that this is another one."))
    done, customer = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, register_customer, told=_("The customer was created."), values=written(form, fields),
            number=data["number"],
        ),
        fields,
    )  # fmt: skip
    if done:
        return go_on(request, f"/customers/{customer}/")
    return form_page(
        request, form, title=_("New customer"), label=_("Create the customer"), back="/customers/", nav="portfolio",
        above=[(_("Portfolio"), "/customers/")], template="customers/form.html", is_new=True,
        hints=hints, checked=is_another,
    )  # fmt: skip


@signed_in
def edit(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    query = view(actor, CUSTOMERS)
    row = query.get(customer)
    if level_on(actor, customer) < Level.EDIT:
        raise Denied(_("You may read this customer and not edit it. Its owner can share more with you."))
    fields = own_fields(query.resource)
    parent = row.get("parent")
    form = form_for(
        (*fields, _PARENT), request.POST or None,
        initial={f.name: row[f.name] for f in fields} | {"parent": parent}, version=row.version,
    )  # fmt: skip

    def save(data: dict[str, Any]) -> None:
        above = int(data["parent"]) if data["parent"] else None
        moved = above != (parent.key if parent else None)
        perform(
            request, actor, edit_customer, told=_("Saved."), customer=customer, version=data.get("version"),
            values=written(form, fields), parent=above if moved else AS_USUAL,
        )  # fmt: skip

    done, _nothing = submitted(request, form, save, fields)
    if done:
        return go_on(request, f"/customers/{customer}/")
    return form_page(
        request, form, title=_("Edit %(name)s") % {"name": row["name"]}, label=_("Save"),
        back=f"/customers/{customer}/", nav="portfolio", template="customers/form.html",
        above=[(_("Portfolio"), "/customers/"), (str(row["name"]), f"/customers/{customer}/")],
    )  # fmt: skip


_PARENT = Field(
    "parent", CUSTOMERS.field("parent").label, Kind.REFERENCE, CUSTOMERS.field("parent").field_class, target="customers"
)


@signed_in
def edit_field(request: HttpRequest, actor: Actor, customer: int, name: str) -> HttpResponseBase:
    """One value in place: the value as text (``?part=value``), the form with its field, or what was saved."""
    query = view(actor, CUSTOMERS)
    found = query.resource.field(name)
    if not found.edited:
        raise UnknownField(_("This field is not edited here."))
    row = query.get(customer)
    href = f"/customers/{customer}/field/{name}/"
    if request.GET.get("part") == "value":
        return _value_part(request, found, row[name], href)
    form = form_for((found,), request.POST or None, initial=row, version=row.version)
    if request.method == "POST" and form.is_valid():
        try:
            perform(
                request, actor, edit_customer, customer=customer, version=form.cleaned_data.get("version"),
                values=written(form, (found,)),
            )  # fmt: skip
            if not getattr(request, "htmx", False):
                return go_on(request, f"/customers/{customer}/")
            return _value_part(request, found, query.get(customer)[name], href)
        except (Invalid, Denied, Conflict) as error:
            refused(form, error, (found,))
    elif level_on(actor, customer) < Level.EDIT:
        raise Denied(_("You may read this customer and not edit it. Its owner can share more with you."))
    if not getattr(request, "htmx", False):
        return form_page(
            request, form, title=str(found.label), label=_("Save"), back=f"/customers/{customer}/", nav="portfolio",
            above=[(_("Portfolio"), "/customers/"), (str(row["name"]), f"/customers/{customer}/")],
        )  # fmt: skip
    form.fields[name].widget.attrs["autofocus"] = True
    context = {
        "action": href,
        "back": f"{href}?part=value",
        "field": form[name],
        "id": f"field-{name}",
        "version": row.version,
    }
    return render(request, "parts/_inline_form.html", context, status=422 if form.is_bound else 200)


def _value_part(request: HttpRequest, found: Field, value: Any, href: str) -> HttpResponse:
    context = {
        "id": f"field-{found.name}",
        "href": href,
        "label": found.label,
        "value": cells.value_text(found, value),
        "long": found.kind is Kind.LONG_TEXT,
        "link": value_html(found, value) if found.kind in LINKS else "",
    }
    return render(request, "parts/_inline_value.html", context)


# ---- many at once ----


@require_POST
@signed_in
def bulk(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """What the bar under the list asks for; where it needs a value, first a form that asks for it."""
    keys = [int(key) for key in request.POST.getlist("row") if key.isdecimal() and len(key) <= 18]
    what = request.POST.get("do", "")
    back = next_address(request, "/customers/")
    if not keys:
        raise Invalid({"row": _("Choose rows first.")})
    fields = _bulk_fields(view(actor, CUSTOMERS).resource)
    if what not in ("owner", "team", "tag", "field", "bin"):
        raise Http404
    if what == "bin":
        told = _("Put into the bin; there it stays for 30 days.")
        perform_on_many(request, actor, bin_customers, told=told, customers=keys)
        return go_on(request, back)
    asked = _bulk_form(request, actor, what, fields)
    if request.POST.get("sent") and asked.is_valid():
        try:
            if what == "owner":
                owner = int(asked.cleaned_data["owner"]) if asked.cleaned_data["owner"] else None
                perform_on_many(request, actor, assign_customers, told=_("Handed over."), customers=keys, owner=owner)
            elif what == "team":
                team = int(asked.cleaned_data["team"]) if asked.cleaned_data["team"] else None
                perform_on_many(
                    request, actor, set_team_of_customers, told=_("Handed over."), customers=keys, team=team
                )
            elif what == "tag":
                add = [int(key) for key in asked.cleaned_data["add"]]
                remove = [int(key) for key in asked.cleaned_data["remove"]]
                perform_on_many(
                    request, actor, tag_customers, told=_("Tagged."), customers=keys, add=add, remove=remove
                )
            else:
                name = asked.cleaned_data["field"]
                values = {name: asked.cleaned_data["value"]}
                perform_on_many(request, actor, edit_customers, told=_("Saved."), customers=keys, values=values)
            return go_on(request, back)
        except Invalid as error:
            refused(asked, error)
    title = ngettext("One customer", "%(number)d customers", len(keys)) % {"number": len(keys)}
    return form_page(
        request, asked, title=title, label=_("Do it"), back=back, nav="portfolio", template="customers/bulk.html",
        keys=keys, do=what, next=back,
    )  # fmt: skip


def _bulk_fields(resource: Resource) -> tuple[Field, ...]:
    fit = (Kind.CHOICE, Kind.COUNTRY, Kind.LANGUAGE, Kind.TIME_ZONE, Kind.TEXT, Kind.DATE, Kind.BOOLEAN, Kind.INTEGER)
    return tuple(f for f in resource.fields if f.edited and f.kind in fit and f.name not in ("name", "own_code"))


def _bulk_form(request: HttpRequest, actor: Actor, what: str, fields: tuple[Field, ...]) -> forms.Form:
    data = request.POST if request.POST.get("sent") else None
    if what in ("owner", "team"):
        return form_for((CUSTOMERS.field(what),), data)
    if what == "tag":
        tags = [(str(row.key), str(row["name"])) for row in all_tags(actor)]
        extra: dict[str, forms.Field] = {
            name: forms.MultipleChoiceField(
                label=label, choices=tags, required=False, widget=forms.CheckboxSelectMultiple
            )
            for name, label in (("add", _("Add")), ("remove", _("Take away")))
        }
        return form_for((), data, extra=extra)
    choices = [(f.name, str(f.label)) for f in fields]
    return form_for(
        (),
        data,
        extra={
            "field": forms.ChoiceField(label=_("Field"), choices=choices),
            "value": forms.CharField(label=_("Value"), required=False),
        },
    )
