"""What one records of purchases and totals. A correction is a new fact, and the one that it corrects stays readable."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access.conditions import on_record
from guanxi.access.levels import Level
from guanxi.access.writing import Work, action
from guanxi.customers.actions import live_customer
from guanxi.errors import Invalid
from guanxi.ledger.figures import parse_figure
from guanxi.ledger.histories import facts_of
from guanxi.ledger.models import Measure, ProcurementTotal, Purchase
from guanxi.ledger.periods import last_whole_month, today_here
from guanxi.ledger.recording import (
    Standing,
    check_day,
    checked_currency,
    correcting,
    filled_in,
    supersede,
    with_money,
)
from guanxi.ledger.resources import PURCHASES, TOTALS
from guanxi.lifecycle import LARGEST
from guanxi.lifecycle.ranges import WHOLE
from guanxi.months import first_day, last_day, month_number

MOST_LINES: Final = 5000
_YEAR: Final = 12
# A hundred of these still fit: of each category the total of a month, over a window of a year.
_LARGEST_TOTAL: Final = LARGEST // 100


# ---- purchases ----


@action(label=gettext_lazy("Record purchases"), allow=with_money(Level.EDIT))
def record_purchases(work: Work, *, customer: int, lines: Sequence[Mapping[str, object]]) -> list[int]:
    """Lines that the customer bought from us, by field name; returns their keys."""
    live_customer(work, customer)
    if len(lines) > MOST_LINES:
        raise Invalid({"": _("At most %(most)d lines at once: import a file.") % {"most": MOST_LINES}})
    standing, today = Standing(), today_here(work.now)
    known = [filled_in(work, PURCHASES, line, creating=True, standing=standing) for line in lines]
    return store_purchases(work, [_line(work, customer, line, today) for line in known])


def _line(work: Work, customer: int, known: dict[str, Any], today: date, corrects: Purchase | None = None) -> Purchase:
    check_day("date", known["date"], today)
    return Purchase(
        customer_id=customer, category_id=known.get("category"), date=known["date"],
        month=month_number(known["date"]), amount=known["amount"],
        currency=known.get("currency") or checked_currency(None), one_off=bool(known.get("one_off")),
        document=known.get("document") or "", line=known.get("line") or "", **correcting(work, corrects),
    )  # fmt: skip


def store_purchases(work: Work, lines: list[Purchase]) -> list[int]:
    """For actions that were allowed already; the lines may be of several customers."""
    work.create_many(lines, customer=lambda line: line.customer_id)
    keys = [line.pk for line in lines]
    work.touch(PURCHASES, *keys)
    return keys


@action(label=gettext_lazy("Correct the purchase"), allow=on_record(PURCHASES, Level.EDIT, key="purchase"))
def correct_purchase(work: Work, *, purchase: int, values: Mapping[str, object]) -> int:
    """A new line with other values; what is not given stays. Returns its key."""
    old = work.get(Purchase, purchase)
    held = {
        "category": old.category_id, "date": old.date, "amount": old.amount, "currency": old.currency,
        "one_off": old.one_off, "document": old.document, "line": old.line,
    }  # fmt: skip
    known = filled_in(work, PURCHASES, values, creating=False, corrects=old)
    supersede(work, old)
    new = _line(work, old.customer_id, {**held, **known}, today_here(work.now), corrects=old)
    work.touch(PURCHASES, old.pk)
    return store_purchases(work, [new])[0]


@action(label=gettext_lazy("Take the purchase back"), allow=on_record(PURCHASES, Level.EDIT, key="purchase"))
def withdraw_purchase(work: Work, *, purchase: int) -> None:
    """It never was: from now on it counts no more."""
    supersede(work, work.get(Purchase, purchase))
    work.touch(PURCHASES, purchase)


# ---- totals ----


@action(label=gettext_lazy("Record a total"), allow=with_money(Level.EDIT))
def record_total(work: Work, *, customer: int, values: Mapping[str, object], figure: str = "") -> int:
    """What the customer buys in all, by field name, or with ``figure`` as somebody writes it: see `parse_figure`.

    What is not said: the last 12 whole months, the currency of the company, class B, today. Returns the key.
    """
    live_customer(work, customer)
    known = filled_in(work, TOTALS, _with_figure(values, figure), creating=True)
    return _store_total(work, customer, known, None)


@action(label=gettext_lazy("Correct the total"), allow=on_record(TOTALS, Level.EDIT, key="total"))
def correct_total(work: Work, *, total: int, values: Mapping[str, object], figure: str = "") -> int:
    """Another total in its stead; what is not given stays. Returns its key."""
    old = work.get(ProcurementTotal, total)
    known = filled_in(work, TOTALS, _with_figure(values, figure), creating=False, corrects=old)
    text = getattr(old, "text", None)
    held: dict[str, Any] = {
        "category": old.category_id, "measure": old.measure, "low": old.low, "high": old.high,
        "currency": old.currency, "period_start": old.period_start, "period_end": old.period_end,
        "source_class": old.source_class, "stated_on": old.stated_on,
        "said_by": text.said_by if text else "", "note": text.note if text else "",
    }  # fmt: skip
    if "low" in known:  # another figure: the old end of a range says nothing about it
        held.pop("high")
    supersede(work, old)
    work.touch(TOTALS, old.pk)
    return _store_total(work, old.customer_id, {**held, **known}, old)


@action(label=gettext_lazy("Take the total back"), allow=on_record(TOTALS, Level.EDIT, key="total"))
def withdraw_total(work: Work, *, total: int) -> None:
    supersede(work, work.get(ProcurementTotal, total))
    work.touch(TOTALS, total)


def _with_figure(values: Mapping[str, object], figure: str) -> dict[str, object]:
    given = dict(values)
    if figure:
        read = parse_figure(figure)
        given.update(measure=str(read.measure), low=f"{read.low}E-2", high=f"{read.high}E-2")
        if read.currency:
            given["currency"] = read.currency
    return given


def _store_total(work: Work, customer: int, known: dict[str, Any], old: ProcurementTotal | None) -> int:
    today = today_here(work.now)
    filled = {
        "measure": known.get("measure") or Measure.AMOUNT,
        "low": known["low"],
        "high": known["low"] if known.get("high") is None else known["high"],
        "currency": known.get("currency") or checked_currency(None),
        "source_class": known.get("source_class") or "B",
        "stated_on": known.get("stated_on") or today,
        "category": known.get("category"),
        **{name: known[name] for name in ("said_by", "note") if known.get(name)},
        **_period(known, today),
    }
    check_total(customer, filled, today)
    total = ProcurementTotal(customer_id=customer, **correcting(work, old))
    return work.add(TOTALS, total, filled).pk


def _period(known: Mapping[str, Any], today: date) -> dict[str, date]:
    last = last_whole_month(today)
    start = known.get("period_start") or first_day(last - _YEAR + 1)
    end = known.get("period_end") or last_day(last)
    wrong = {}
    if start.day != 1:
        wrong["period_start"] = _("A period is whole months: begin with the first day of one.")
    if end != last_day(month_number(end)) or end < start:
        wrong["period_end"] = _("A period is whole months: end with the last day of one.")
    if wrong:
        raise Invalid(wrong)
    check_day("period_start", start, today)
    check_day("period_end", end, today)
    return {"period_start": start, "period_end": end}


def check_total(customer: int, filled: Mapping[str, Any], today: date) -> None:
    """Raises Invalid for a total that nobody can have meant."""
    if filled["stated_on"] is not None:
        check_day("stated_on", filled["stated_on"], today)
    low, high = filled["low"], filled["high"]
    if low > high:
        raise Invalid({"high": _("The second end of a range is not below the first.")})
    if filled["measure"] == Measure.SHARE:
        if not 0 < low <= high <= WHOLE:
            raise Invalid({"low": _("A share is above 0 and at most 100 %.")})
        if month_number(filled["period_end"]) > last_whole_month(today):
            raise Invalid({"period_end": _("Our share is stated of months that are over.")})
        sold = facts_of([customer]).sold(
            customer, filled["category"] or 0, month_number(filled["period_start"]), month_number(filled["period_end"])
        )
        if sold <= 0:
            raise Invalid({"low": _("We sold nothing in these months: give the total itself.")})
        if sold * WHOLE // low > _LARGEST_TOTAL:
            raise Invalid({"low": _("This is more than any customer buys: look at the zeros.")})
    elif max(abs(low), abs(high)) > _LARGEST_TOTAL:
        raise Invalid({"low": _("This is more than any customer buys: look at the zeros.")})
