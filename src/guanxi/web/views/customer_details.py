"""What stands more than once on a customer: other names, tax numbers, addresses; added, changed, taken away."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.levels import Level
from guanxi.access.policy import level_on
from guanxi.access.reading import Row, view
from guanxi.access.resources import Resource, editable_fields
from guanxi.access.writing import Action
from guanxi.customers.details import (
    add_address,
    add_identifier,
    add_name,
    change_address,
    change_identifier,
    change_name,
    remove_address,
    remove_identifier,
    remove_name,
)
from guanxi.customers.resources import ADDRESSES, CUSTOMERS, IDENTIFIERS, NAMES
from guanxi.errors import Denied
from guanxi.web.cells import formats_in_force, value_text
from guanxi.web.doing import form_page, go_on, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for, written

Texts = str | Promise


@dataclass(frozen=True)
class Detail:
    """One kind of line; ``key`` is the input by which its actions know the line."""

    resource: Resource
    key: str
    icon: str
    title: Texts
    new: Texts
    empty: Texts
    add: Action
    change: Action
    remove: Action
    removed: Texts


DETAILS = {
    "names": Detail(
        NAMES, "name", "globe", gettext_lazy("Other names"), gettext_lazy("New name"),
        gettext_lazy("In other scripts, the legal one, a former one: they are found by each."),
        add_name, change_name, remove_name, gettext_lazy("The name was removed."),
    ),
    "numbers": Detail(
        IDENTIFIERS, "identifier", "tag", gettext_lazy("Tax numbers"), gettext_lazy("New tax number"),
        gettext_lazy("Imports and the hints of doubles recognise a customer by them."),
        add_identifier, change_identifier, remove_identifier, gettext_lazy("The tax number was removed."),
    ),
    "addresses": Detail(
        ADDRESSES, "address", "map-pin", gettext_lazy("Addresses"), gettext_lazy("New address"),
        gettext_lazy("Where the works stands, where goods and invoices go."),
        add_address, change_address, remove_address, gettext_lazy("The address was removed."),
    ),
}  # fmt: skip


def _of_name(row: Row) -> dict[str, Any]:
    said = [value_text(NAMES.field(name), row[name]) for name in ("kind", "script")]
    return {"lines": [row["name"]], "language": row["language"], "about": _joined(said)}


def _of_number(row: Row) -> dict[str, Any]:
    scheme = row["label"] or value_text(IDENTIFIERS.field("scheme"), row["scheme"])
    return {"lines": [row["value"]], "about": scheme, "holds": bool(row["valid"])}


def _of_address(row: Row) -> dict[str, Any]:
    country = formats_in_force().country(row["country"]) if row["country"] else ""
    place = " ".join(part for part in (row["postcode"], row["city"]) if part)
    lines = [*str(row["lines"] or "").splitlines(), place, row["region"], country]
    return {
        "lines": [line for line in lines if line],
        "about": value_text(ADDRESSES.field("use"), row["use"]),
    }


_SHOWN = {"names": _of_name, "numbers": _of_number, "addresses": _of_address}


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)


def detail_card(kind: str, rows: Iterable[Row], customer: int, *, may_edit: bool) -> dict[str, Any]:
    """What the part ``customers/_detail.html`` shows of one kind of line."""
    detail = DETAILS[kind]
    lines = [
        {
            "key": row.key,
            "href": f"/customers/details/{kind}/{row.key}/" if may_edit else "",
            **_SHOWN[kind](row),
        }
        for row in rows
    ]
    return {
        "kind": kind,
        "resource": detail.resource.name,
        "icon": detail.icon,
        "title": detail.title,
        "new": detail.new,
        "empty": detail.empty,
        "new_href": f"/customers/{customer}/details/{kind}/new/" if may_edit else "",
        "lines": lines,
    }


# ---- forms ----


def _detail(kind: str) -> Detail:
    if kind not in DETAILS:
        raise Http404
    return DETAILS[kind]


def _above(customer: int, name: str) -> list[tuple[str, str]]:
    return [(pgettext("page", "Portfolio"), "/customers/"), (name, f"/customers/{customer}/")]


@signed_in
def new(request: HttpRequest, actor: Actor, customer: int, kind: str) -> HttpResponseBase:
    detail = _detail(kind)
    name = str(view(actor, CUSTOMERS).only("name").get(customer)["name"])
    refuse_reader(actor, customer)
    fields = editable_fields(view(actor, detail.resource).resource)
    form = form_for(fields, request.POST or None)
    done, _key = submitted(
        request,
        form,
        lambda _data: perform(
            request, actor, detail.add, told=_("Added."), customer=customer, values=written(form, fields)
        ),
        fields,
    )
    if done:
        return go_on(request, f"/customers/{customer}/")
    return form_page(
        request, form, title=str(detail.new), label=_("Add"), back=f"/customers/{customer}/", nav="portfolio",
        above=_above(customer, name),
    )  # fmt: skip


@signed_in
def change(request: HttpRequest, actor: Actor, kind: str, key: int) -> HttpResponseBase:
    detail = _detail(kind)
    query = view(actor, detail.resource)
    row = query.get(key)
    customer = row["customer"]
    refuse_reader(actor, customer.key)
    fields = editable_fields(query.resource)
    form = form_for(fields, request.POST or None, initial=row, version=row.version)
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, detail.change, told=_("Saved."), version=data.get("version"),
            values=written(form, fields), **{detail.key: key},
        ),
        fields,
    )  # fmt: skip
    if done:
        return go_on(request, f"/customers/{customer.key}/")
    return form_page(
        request, form, title=str(detail.resource.label), label=_("Save"), back=f"/customers/{customer.key}/",
        nav="portfolio", above=_above(customer.key, customer.label), template="settings/removable.html",
        remove_href=f"/customers/details/{kind}/{key}/remove/",
    )  # fmt: skip


@require_POST
@signed_in
def remove(request: HttpRequest, actor: Actor, kind: str, key: int) -> HttpResponseBase:
    detail = _detail(kind)
    customer = view(actor, detail.resource).get(key)["customer"].key
    perform(request, actor, detail.remove, told=str(detail.removed), **{detail.key: key})
    return go_on(request, f"/customers/{customer}/")


def refuse_reader(actor: Actor, customer: int, *, needed: Level = Level.EDIT) -> None:
    """The action would refuse too; here nobody fills in a form for nothing."""
    if level_on(actor, customer) < needed:
        raise Denied(
            _("You may read this customer and not edit it. Its owner can share more with you.")
            if needed <= Level.EDIT
            else _("For this one needs full rights on the customer: its owner and the leads above have them.")
        )
