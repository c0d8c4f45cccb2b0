"""Facts that come from files, many at once and of many customers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi import text
from guanxi.access.conditions import any_user, on_customer
from guanxi.access.levels import Level
from guanxi.access.writing import Work, action
from guanxi.activities.actions import log_activity
from guanxi.activities.contact_days import two_way_contacts
from guanxi.customers.actions import live_customer
from guanxi.errors import GuanxiError, Invalid
from guanxi.ledger.actions import check_total, store_purchases
from guanxi.ledger.models import ExitNotice, Measure, Opening, ProcurementTotal, Purchase, Rival
from guanxi.ledger.periods import today_here
from guanxi.ledger.position_actions import record_exit_notice, record_opening
from guanxi.ledger.recording import check_day, checked_currency, correcting, with_money
from guanxi.ledger.resources import RIVALS, TOTALS
from guanxi.ledger.rollup import effective_categories
from guanxi.months import month_number
from guanxi.records.company import company

# (customer, category, kind, values, row of the file)
Brought = tuple[int, int | None, str, Mapping[str, Any], int]
_ALLOWED: Final = {"purchase": with_money(Level.EDIT), "total": with_money(Level.EDIT)}


@action(label=gettext_lazy("Import facts"), allow=any_user)
def bring_facts(work: Work, *, facts: Sequence[Brought]) -> list[tuple[int, str]]:
    """Records them as far as their customers are open to the actor; returns (row, why) of those that are refused."""
    refused: list[tuple[int, str]] = []
    closed: dict[tuple[int, str], str] = {}
    purchases: list[Purchase] = []
    totals: list[ProcurementTotal] = []
    currencies: dict[str, str] = {}
    for customer, category, kind, values, row in facts:
        if (customer, kind) not in closed:
            closed[customer, kind] = _why_not(work, customer, kind)
        if why := closed[customer, kind]:
            refused.append((row, why))
            continue
        try:
            if "currency" in values and values["currency"] not in currencies:
                currencies[values["currency"]] = checked_currency(values["currency"])
            if kind == "purchase":
                purchases.append(_purchase(work, customer, category, values, currencies))
            elif kind == "total":
                totals.append(_total(work, customer, category, values, currencies))
            else:
                _OTHERS[kind](work, customer, category, values)
        except GuanxiError as error:
            refused.append((row, error.message))
    store_purchases(work, purchases)
    work.create_many(totals, customer=lambda total: total.customer_id)
    work.touch(TOTALS, *(total.pk for total in totals))
    return refused


def _why_not(work: Work, customer: int, kind: str) -> str:
    try:
        _ALLOWED.get(kind, on_customer(Level.EDIT))(work.actor, {"customer": customer})
        live_customer(work, customer)
    except GuanxiError as error:
        return error.message
    return ""


def _purchase(
    work: Work, customer: int, category: int | None, values: Mapping[str, Any], currencies: Mapping[str, str]
) -> Purchase:
    check_day("date", values["date"], today_here(work.now))
    return Purchase(
        customer_id=customer, category_id=category, date=values["date"], month=month_number(values["date"]),
        amount=values["amount"], currency=currencies[values["currency"]], document=values["document"],
        line=values["line"], **correcting(work, None),
    )  # fmt: skip


def _total(
    work: Work, customer: int, category: int | None, values: Mapping[str, Any], currencies: Mapping[str, str]
) -> ProcurementTotal:
    filled = {**values, "high": values["low"], "measure": Measure.AMOUNT, "category": category}
    check_total(customer, filled, today_here(work.now))
    return ProcurementTotal(
        customer_id=customer, category_id=category, measure=Measure.AMOUNT, low=values["low"], high=values["low"],
        currency=currencies[values["currency"]], period_start=values["period_start"], period_end=values["period_end"],
        source_class=values["source_class"], stated_on=values["stated_on"], **correcting(work, None),
    )  # fmt: skip


def _contact(work: Work, customer: int, category: int | None, values: Mapping[str, Any]) -> None:
    if category is not None:
        raise Invalid({"category": _("A contact belongs to the customer as a whole: leave the category out.")})
    at = datetime.combine(values["date"], time(12), ZoneInfo(company().time_zone))
    entry = {"subject": _("Contact"), "kind": "note", "at": at.isoformat(), "customer_took_part": "yes"}
    work.also(log_activity, customer=customer, values=entry)


def _notice(work: Work, customer: int, category: int | None, values: Mapping[str, Any]) -> None:
    work.also(record_exit_notice, customer=customer, values={"date": values["date"], "category": category or ""})


def _opening(work: Work, customer: int, category: int | None, values: Mapping[str, Any]) -> None:
    entry = {"month": values["month"], "stage": str(values["stage"]), "category": category or "",
             "reason": _("from a file")}  # fmt: skip
    work.also(record_opening, customer=customer, values=entry)


def _rival(work: Work, customer: int, category: int | None, values: Mapping[str, Any]) -> None:
    """One of a name counts in a category: what the file says later takes the place of what was known."""
    for old in Rival.objects.filter(customer=customer, category=category, name=values["name"], superseded_at=None):
        work.change(old, superseded_at=work.now)
        work.touch(RIVALS, old.pk)
    rival = Rival(customer_id=customer, category_id=category, sort_key=text.sort_key(values["name"]), **values,
                  **correcting(work, None))  # fmt: skip
    work.touch(RIVALS, work.create(rival).pk)


_OTHERS: Final = {"contact": _contact, "exit_notice": _notice, "opening": _opening, "rival": _rival}


# ---- what is there already ----

_COLUMNS: Final[Mapping[str, tuple[Any, tuple[str, ...]]]] = {
    "purchase": (Purchase, ("amount", "currency", "date", "document", "line")),
    "total": (ProcurementTotal, ("currency", "low", "period_end", "period_start", "source_class", "stated_on")),
    "exit_notice": (ExitNotice, ("date",)),
    "opening": (Opening, ("month", "stage")),
}


def held_facts(customer: int, kinds: set[str]) -> Counter[Any]:
    """How often each fact was recorded: (kind, category, values by the order of their names)."""
    into = effective_categories()
    held: Counter[Any] = Counter()
    for kind in kinds & set(_COLUMNS):
        model, columns = _COLUMNS[kind]
        # What was corrected since came from a file too; a correction did not.
        for category, *values in model._default_manager.filter(customer=customer, corrects=None).values_list(
            "category_id", *columns
        ):
            held[kind, into.get(category, category), *values] += 1
    if "contact" in kinds:
        zone = ZoneInfo(company().time_zone)
        for _customer, at in two_way_contacts([customer]):
            held["contact", None, at.astimezone(zone).date()] += 1
    if "rival" in kinds:
        for rival in Rival.objects.filter(customer=customer, superseded_at=None):
            held[_rival_key(rival, into)] += 1
    return held


def _rival_key(rival: Rival, into: Mapping[int, int]) -> tuple[Any, ...]:
    values = {"name": rival.name, "share": rival.share, "confidence": rival.confidence,
              "contract_end": rival.contract_end, "is_second_source": rival.is_second_source}  # fmt: skip
    given = {name: value for name, value in values.items() if value not in (None, False) or name == "is_second_source"}
    return ("rival", into.get(rival.category_id or 0, rival.category_id), *(v for _n, v in sorted(given.items())))
