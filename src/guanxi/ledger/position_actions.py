"""What one records of how a customer stands with others and with us: rivals, exit notices, opening positions."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi import text
from guanxi.access.conditions import on_customer, on_record
from guanxi.access.levels import Level
from guanxi.access.writing import Work, action
from guanxi.customers.actions import live_customer
from guanxi.errors import Invalid
from guanxi.ledger.models import Confidence, ExitNotice, MonthlyPurchases, Opening, Rival
from guanxi.ledger.periods import last_whole_month, today_here
from guanxi.ledger.recording import check_day, correcting, filled_in, supersede
from guanxi.ledger.resources import EXIT_NOTICES, OPENINGS, RIVALS
from guanxi.ledger.rollup import effective_categories
from guanxi.lifecycle.ranges import WHOLE
from guanxi.months import first_day, month_number

# ---- rivals ----


@action(label=gettext_lazy("Record a rival"), allow=on_customer(Level.EDIT))
def record_rival(work: Work, *, customer: int, values: Mapping[str, object]) -> int:
    """Who else sells to the customer; returns the key."""
    live_customer(work, customer)
    return _store_rival(work, customer, filled_in(work, RIVALS, values, creating=True), None)


@action(label=gettext_lazy("Correct the rival"), allow=on_record(RIVALS, Level.EDIT, key="rival"))
def correct_rival(work: Work, *, rival: int, values: Mapping[str, object]) -> int:
    old = work.get(Rival, rival)
    held = {
        "name": old.name, "category": old.category_id, "share": old.share, "confidence": old.confidence,
        "contract_end": old.contract_end, "is_second_source": old.is_second_source,
        "note": old.text.note if hasattr(old, "text") else "",
    }  # fmt: skip
    known = filled_in(work, RIVALS, values, creating=False)
    supersede(work, old)
    work.touch(RIVALS, old.pk)
    return _store_rival(work, old.customer_id, {**held, **known}, old)


@action(label=gettext_lazy("Take the rival back"), allow=on_record(RIVALS, Level.EDIT, key="rival"))
def withdraw_rival(work: Work, *, rival: int) -> None:
    supersede(work, work.get(Rival, rival))
    work.touch(RIVALS, rival)


def _store_rival(work: Work, customer: int, known: dict[str, Any], old: Rival | None) -> int:
    share = known.get("share")
    if share is not None and not 0 <= share <= WHOLE:
        raise Invalid({"share": _("A share is at most 100 %.")})
    known["confidence"] = known.get("confidence") or Confidence.MEDIUM
    rival = Rival(customer_id=customer, **correcting(work, old))
    return work.add(RIVALS, rival, known, derived={"sort_key": text.sort_key(known["name"])}).pk


# ---- exit notices ----


@action(label=gettext_lazy("Record an exit notice"), allow=on_customer(Level.EDIT))
def record_exit_notice(work: Work, *, customer: int, values: Mapping[str, object]) -> int:
    """The customer said that he stops buying, in one category or at all; returns the key."""
    live_customer(work, customer)
    known = filled_in(work, EXIT_NOTICES, values, creating=True)
    check_day("date", known["date"], today_here(work.now))
    return work.add(EXIT_NOTICES, ExitNotice(customer_id=customer, **correcting(work, None)), known).pk


@action(label=gettext_lazy("Take the exit notice back"), allow=on_record(EXIT_NOTICES, Level.EDIT, key="notice"))
def withdraw_exit_notice(work: Work, *, notice: int) -> None:
    """He took it back: it counts no more."""
    supersede(work, work.get(ExitNotice, notice))
    work.touch(EXIT_NOTICES, notice)


# ---- opening positions ----


@action(label=gettext_lazy("Record an opening position"), allow=on_customer(Level.FULL))
def record_opening(work: Work, *, customer: int, values: Mapping[str, object]) -> int:
    """The stage in which a relation enters, whose history is elsewhere: once, and before all that we sold it."""
    live_customer(work, customer)
    known = filled_in(work, OPENINGS, values, creating=True)
    check_day("month", known["month"], today_here(work.now))
    month = month_number(known["month"])
    if month > last_whole_month(today_here(work.now)) + 1:
        raise Invalid({"month": _("An opening position is no promise: choose a month that has begun.")})
    known["month"], known["stage"] = first_day(month), int(known["stage"])
    into = effective_categories()
    place = known.get("category")
    same = Opening.objects.filter(customer=customer, superseded_at=None)
    if any((into.get(held, held) if held else None) == place for held in same.values_list("category_id", flat=True)):
        raise Invalid({"": _("The relation has an opening position already: take that one back first.")})
    sold = MonthlyPurchases.objects.filter(customer=customer, bought__gt=0, month__lt=month)
    if place is not None:
        sold = sold.filter(place__in=[place, *(key for key, at in into.items() if at == place)])
    if sold.exists():
        raise Invalid({"month": _("The customer bought from us before this month: the history is in the ledger.")})
    return work.add(OPENINGS, Opening(customer_id=customer, **correcting(work, None)), known).pk


@action(label=gettext_lazy("Take the opening position back"), allow=on_record(OPENINGS, Level.FULL, key="opening"))
def withdraw_opening(work: Work, *, opening: int) -> None:
    supersede(work, work.get(Opening, opening))
    work.touch(OPENINGS, opening)


def put_opening_aside(work: Work, moving: Opening, _held: Opening) -> None:
    """Of two customers that become one, the opening position of the one that stays counts."""
    supersede(work, moving)
