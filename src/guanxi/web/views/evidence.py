"""What the figures of a customer rest on: each with its source, who said and recorded it, and until when it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.reading import Row, view
from guanxi.access.resources import Resource, editable_fields
from guanxi.access.writing import Action
from guanxi.customers.resources import CUSTOMERS
from guanxi.errors import NotFound
from guanxi.ledger.position_actions import (
    record_exit_notice,
    record_opening,
    record_rival,
    withdraw_exit_notice,
    withdraw_opening,
    withdraw_rival,
)
from guanxi.ledger.queries import every_total
from guanxi.ledger.resources import EXIT_NOTICES, OPENINGS, PURCHASES, RIVALS, TOTALS
from guanxi.lifecycle.vocabulary import STAGES
from guanxi.months import first_day, month_number
from guanxi.relationships.rules import rules
from guanxi.web import cells
from guanxi.web.cells import formats_in_force
from guanxi.web.doing import form_page, go_on, may, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for, written
from guanxi.web.templatetags.face import stage_name
from guanxi.web.views.customer_frame import framed
from guanxi.web.views.totals import categories, may_record

_MOST, _MOST_PURCHASES = 200, 12


@dataclass(frozen=True)
class _Kind:
    """What is recorded of a customer's position, besides totals; ``key`` is the input of ``withdraw``."""

    resource: Resource
    record: Action
    withdraw: Action
    key: str
    title: Any


_KINDS: Final[Mapping[str, _Kind]] = {
    "rivals": _Kind(RIVALS, record_rival, withdraw_rival, "rival", gettext_lazy("Who else sells to %(name)s?")),
    "notices": _Kind(
        EXIT_NOTICES, record_exit_notice, withdraw_exit_notice, "notice", gettext_lazy("%(name)s stops buying")
    ),
    "openings": _Kind(
        OPENINGS, record_opening, withdraw_opening, "opening", gettext_lazy("Where %(name)s stood before the record")
    ),
}


@signed_in
def evidence(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    frame = framed(actor, customer, "overview")
    reads_money = "low" in {f.name for f in view(actor, TOTALS).resource.fields}
    totals = every_total(actor, customer).all(_MOST) if reads_money else []
    address = f"/customers/{customer}/"
    context = {
        **frame.context,
        "facts": [],
        "reads_money": reads_money,
        "may_total": may_record(actor, frame.level),
        "totals": [_total(row) for row in totals if row["superseded_at"] is None],
        "corrected": [_total(row) for row in totals if row["superseded_at"] is not None],
        "purchases": [_purchase(row) for row in view(actor, PURCHASES).of_customer(customer).all(_MOST_PURCHASES)],
        "rivals": [_rival(row) for row in view(actor, RIVALS).of_customer(customer).all(_MOST)],
        "notices": [_notice(row) for row in view(actor, EXIT_NOTICES).of_customer(customer).all(_MOST)],
        "openings": [_opening(row) for row in view(actor, OPENINGS).of_customer(customer).all(_MOST)],
        "may_open": may(actor, record_opening, customer=customer),
        "address": address,
    }
    return render(request, "relationship/evidence.html", context)


def _recorded(row: Row) -> dict[str, Any]:
    return {
        "key": row.key,
        "category": row["category"].label if row.get("category") else "",
        "recorded": formats_in_force().day(row["recorded_at"]),
        "recorded_by": row["recorded_by"].label if row["recorded_by"] else "",
        "note": row.get("note") or row.get("reason") or "",
    }


def _total(row: Row) -> dict[str, Any]:
    told = formats_in_force()
    held = rules().parameters
    end = month_number(row["period_end"])
    return _recorded(row) | {
        "figure": _figure(row),
        "period": _("%(first)s to %(last)s")
        % {"first": told.month(row["period_start"]), "last": told.month(row["period_end"])},
        "source": row["source_class"],
        "source_text": cells.value_text(TOTALS.field("source_class"), row["source_class"]),
        "said_by": row.get("said_by") or "",
        "stated": told.day(row["stated_on"]) if row["stated_on"] else "",
        "stale": told.month(first_day(end + held.STALE + 1)),
        "until": told.month(first_day(end + held.CARRY)),
        "superseded": told.day(row["superseded_at"]) if row["superseded_at"] else "",
    }


def _figure(row: Row) -> str:
    told = formats_in_force()
    if row["measure"] == "share":
        ends = [told.percent(row[name] / 100) for name in ("low", "high")]
    else:
        ends = [told.money(row[name], row["currency"]) for name in ("low", "high")]
    text = ends[0] if ends[0] == ends[1] else _("%(low)s to %(high)s") % {"low": ends[0], "high": ends[1]}
    return _("our share: %(share)s") % {"share": text} if row["measure"] == "share" else text


def _purchase(row: Row) -> dict[str, Any]:
    told = formats_in_force()
    return _recorded(row) | {
        "day": told.day(row["date"]), "amount": told.money(row["amount"], row["currency"]), "one_off": row["one_off"],
        "document": row["document"] or "",
    }  # fmt: skip


def _rival(row: Row) -> dict[str, Any]:
    told, share = formats_in_force(), row.get("share")
    return _recorded(row) | {
        "name": row["name"], "share": told.percent(share / 100) if share is not None else "",
        "confidence": cells.value_text(RIVALS.field("confidence"), row["confidence"]),
        "contract": told.day(row["contract_end"]) if row["contract_end"] else "", "second": row["is_second_source"],
    }  # fmt: skip


def _notice(row: Row) -> dict[str, Any]:
    return _recorded(row) | {"day": formats_in_force().day(row["date"])}


def _opening(row: Row) -> dict[str, Any]:
    return _recorded(row) | {
        "month": formats_in_force().month(row["month"]), "stage": stage_name(STAGES[int(row["stage"]) - 1].key),
    }  # fmt: skip


# ---- recording ----


def _kind(name: str) -> _Kind:
    if name not in _KINDS:
        raise NotFound(_("There is no such page."))
    return _KINDS[name]


@signed_in
def new(request: HttpRequest, actor: Actor, customer: int, kind: str) -> HttpResponseBase:
    what = _kind(kind)
    name = view(actor, CUSTOMERS).only("name").get(customer)["name"]
    what.record.allow(actor, {"customer": customer})
    fields = editable_fields(view(actor, what.resource).resource)
    choices = {"category": categories(actor)}
    form = form_for(fields, request.POST or None, choices=choices)
    if "stage" in form.fields:
        form.fields["stage"].choices = [  # type: ignore[attr-defined]
            (str(number), stage_name(word.key)) for number, word in enumerate(STAGES[:4], 1)
        ]
    done, _key = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, what.record, told=_("Recorded."), customer=customer, values=written(form, fields)
        ),
        fields,
    )
    back = f"/customers/{customer}/evidence/"
    if done:
        return go_on(request, back)
    return form_page(
        request, form, title=str(what.title) % {"name": name}, label=pgettext("button", "Record"), back=back,
        nav="portfolio", above=[(pgettext("page", "Portfolio"), "/customers/"), (name, f"/customers/{customer}/")],
    )  # fmt: skip


@require_POST
@signed_in
def withdraw(request: HttpRequest, actor: Actor, kind: str, key: int) -> HttpResponse:
    what = _kind(kind)
    customer = view(actor, what.resource).only("customer").get(key)["customer"].key
    perform(request, actor, what.withdraw, told=_("Taken back."), **{what.key: key})
    return go_on(request, f"/customers/{customer}/evidence/")
