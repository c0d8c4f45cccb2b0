"""Why a relationship stands where it stands: figures, counts, rule, settings; and what we believed on a past day."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.reading import view
from guanxi.access.resources import editable_fields
from guanxi.customers.resources import CUSTOMERS
from guanxi.errors import NotFound, WrongCall
from guanxi.ledger.periods import today_here
from guanxi.ledger.recording import EARLIEST
from guanxi.lifecycle.vocabulary import STAGES
from guanxi.months import parse_month
from guanxi.records.company import company
from guanxi.relationships.actions import end_override, override_stage
from guanxi.relationships.queries import Answer, RelationMonths, as_of, why
from guanxi.relationships.resources import OVERRIDES
from guanxi.relationships.rules import rules
from guanxi.web.cells import formats_in_force
from guanxi.web.doing import form_page, go_on, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for, written
from guanxi.web.tables import plain_table
from guanxi.web.templatetags.face import stage_name
from guanxi.web.views.customer_frame import framed
from guanxi.web.views.relationship_marks import ORDER, flag_names, range_of
from guanxi.web.views.rule_words import settings_of
from guanxi.web.views.totals import categories

_MONTHS_SHOWN = 24


def _number(given: str) -> int | None:
    return int(given) if given.isdecimal() and 0 < len(given) <= 16 else None


def _month(given: str) -> int | None:
    if not given:
        return None
    try:
        return parse_month(given)
    except WrongCall:
        raise NotFound(_("The record does not reach this month.")) from None


@signed_in
def explain(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """Of the account, or of one category; of the last month-end, or of an earlier one."""
    frame = framed(actor, customer, "overview")
    category, month = _number(request.GET.get("category", "")), _month(request.GET.get("month", ""))
    answer = why(actor, customer, on=timezone.now(), category=category, month=month)
    last = answer.relation.last
    told = formats_in_force()
    context = {
        **frame.context,
        "facts": [],
        "name": answer.relation.name,
        "month": told.month(last.month),
        "stage": last.stage,
        "signal": "" if last.signal == "steady" else last.signal,
        "share": told.percent(last.share),
        "flags": flag_names(last.flags),
        "reasons": answer.reasons,
        "mix": _mix(answer),
        "settings": settings_of(rules().parameters),
        "months": _months(answer.relation, category),
        "category": category,
    }
    return render(request, "relationship/why.html", context)


def _mix(answer: Answer) -> dict[str, Any] | None:
    if answer.mix is None:
        return None
    told, currency = formats_in_force(), company().base_currency
    head = [
        (_("Category"), False), (_("They bought, the year before"), True), (_("They bought, the last 12 months"), True),
        (_("From us, the year before"), True), (_("From us, the last 12 months"), True),
    ]  # fmt: skip
    lines = [
        [
            part.name,
            *(told.money_short(a, currency) for a in (part.total_then, part.total_now, part.ours_then, part.ours_now)),
        ]
        for part in answer.mix.parts
    ]
    return {"sentence": answer.mix.sentence, "table": plain_table(_("What they buy, by category"), head, lines)}


def _months(relation: RelationMonths, category: int | None) -> list[dict[str, Any]]:
    """The last month-ends before it, each with its own explanation."""
    told = formats_in_force()
    more = f"&category={category}" if category else ""
    return [
        {
            "label": told.month(one.month), "href": f"?month={one.month.isoformat()[:7]}{more}", "stage": one.stage,
            "signal": "" if one.signal == "steady" else one.signal, "share": told.percent(one.share),
        }
        for one in reversed(relation.months[-_MONTHS_SHOWN:])
    ]  # fmt: skip


# ---- what we believed ----


@signed_in
def believed(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """By the facts and settings that were known on a day."""
    frame = framed(actor, customer, "overview")
    now = timezone.now()
    today, given = today_here(now), request.GET.get("on", "")
    try:
        day = date.fromisoformat(given) if given else today - timedelta(days=90)
        if day.year < EARLIEST:
            raise ValueError(given)
    except ValueError:
        raise NotFound(_("Write the day as 2026-09-30.")) from None
    found, present = as_of(actor, customer, day, on=now), as_of(actor, customer, today, on=now)
    today_of = {one.category: one for one in present.relations}
    told = formats_in_force()
    lines = [
        {
            "name": one.name, "then": one.last, "share": told.percent(one.last.share),
            "month": told.month(one.last.month),
            "now": today_of[one.category].last if one.category in today_of else None,
            "share_now": told.percent(_same_month(today_of.get(one.category), one.last.month)),
        }
        for one in found.relations
    ]  # fmt: skip
    changed = [
        (label, before, after)
        for (label, before), (_label, after) in zip(
            settings_of(found.rules.parameters), settings_of(present.rules.parameters), strict=True
        )
        if before != after
    ]
    context = {
        **frame.context, "is_past": True, "facts": [], "day": day, "day_text": told.day(day), "lines": lines,
        "changed": changed,
    }  # fmt: skip
    return render(request, "relationship/as_of.html", context)


def _same_month(relation: RelationMonths | None, month: date) -> float | None:
    if relation is None:
        return None
    return next((one.share for one in relation.months if one.month == month), None)


# ---- another stage is shown ----


@signed_in
def override(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """A neighbour of the computed stage, for a time, with a reason; the computed one stays beside it and counts."""
    row = view(actor, CUSTOMERS).only("name", "stage", "share").get(customer)
    override_stage.allow(actor, {"customer": customer})
    fields = editable_fields(view(actor, OVERRIDES).resource)
    form = form_for(fields, request.POST or None, choices={"category": categories(actor)})
    near = [
        (word.key, f"{stage_name(word.key)} · {range_of(word.key)}")
        for word in STAGES[:4]
        if abs(ORDER[word.key] - ORDER[row["stage"]]) == 1
    ]
    stage, category = form.fields["stage"], form.fields["category"]
    assert isinstance(stage, forms.ChoiceField)
    assert isinstance(category, forms.ChoiceField)
    category.choices = [("", _("All that they buy")), *categories(actor)]
    if not category.choices[1:]:
        form.fields.pop("category")
        stage.choices = near
    done, _key = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, override_stage, told=_("Shown beside the computed stage."), customer=customer,
            values=written(form, fields),
        ),
        fields,
    )  # fmt: skip
    if done:
        return go_on(request, f"/customers/{customer}/")
    return form_page(
        request, form, title=_("Show another stage: %(name)s") % {"name": row["name"]}, label=_("Show it"),
        back=f"/customers/{customer}/", nav="portfolio",
        above=[(pgettext("page", "Portfolio"), "/customers/"), (row["name"], f"/customers/{customer}/")],
        lead=_(
            "Computed: %(stage)s, our share %(share)s. Only a stage next to it can be shown, for six months at most; "
            "lists, counts and mails go on using the computed one."
        ) % {"stage": stage_name(row["stage"]), "share": formats_in_force().percent(row.get("share"))},
    )  # fmt: skip


@require_POST
@signed_in
def end(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    customer = view(actor, OVERRIDES).only("customer").get(key)["customer"].key
    perform(request, actor, end_override, told=_("The computed stage is shown again."), override=key)
    return go_on(request, f"/customers/{customer}/")
