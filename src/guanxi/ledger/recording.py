"""What every action of the ledger does: who may, what a fact may say, how one corrects another."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeVar

from babel.numbers import list_currencies
from django.utils.translation import gettext as _

from guanxi.access.actors import Actor
from guanxi.access.conditions import Allow, Inputs, on_customer
from guanxi.access.levels import FieldClass, Level
from guanxi.access.policy import level_on
from guanxi.access.resources import Resource
from guanxi.access.writing import Work
from guanxi.customers.accepting import accepted
from guanxi.errors import Denied, Invalid
from guanxi.ledger.models import Category, CustomerFact, Fact, Purchase
from guanxi.ledger.rates import Rates, rates
from guanxi.ledger.rollup import effective_categories

EARLIEST: Final = 1900  # as in files of `guanxi assess`

F = TypeVar("F", bound=Fact)


def with_money(needed: Level) -> Allow:
    """From this level on the customer, for whom amounts may be read there."""
    at_customer = on_customer(needed)

    def allow(actor: Actor, inputs: Inputs) -> None:
        at_customer(actor, inputs)
        start = actor.reads_from(FieldClass.MONEY)
        if start is None or level_on(actor, int(inputs["customer"])) < start:
            raise Denied(_("The amounts of this customer are not open to you."))

    return allow


class Standing:
    """What the facts of one action are checked against: read once, however many lines it has."""

    @cached_property
    def rates(self) -> Rates:
        return rates()

    @cached_property
    def open_categories(self) -> frozenset[int]:
        return frozenset(Category.objects.filter(merged_into=None, closed_at=None).values_list("pk", flat=True))


def filled_in(
    work: Work, resource: Resource, values: Mapping[str, object], *, creating: bool, standing: Standing | None = None,
    corrects: CustomerFact | Purchase | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The values by field name, with a category that facts may be recorded in and a currency that can be converted.

    What corrects a fact may stay in its category, though that was closed or merged since.
    """
    held = standing or Standing()
    known = accepted(work.actor, resource, values, creating=creating)
    category = known.get("category")
    if category is not None and category not in held.open_categories and category not in _places_of(corrects):
        raise Invalid({"category": _("Choose a category that is open.")})
    if "currency" in known:
        known["currency"] = checked_currency(known["currency"], held)
    return known


def _places_of(fact: CustomerFact | Purchase | None) -> tuple[int, ...]:
    """The category of a fact, and the one that it counts in."""
    own = None if fact is None else fact.category_id
    return () if own is None else (own, effective_categories().get(own, own))


def checked_currency(written: str | None, standing: Standing | None = None) -> str:
    """The code of a currency that has a rate; that of the company for none."""
    known = (standing or Standing()).rates
    code = (written or known.base).upper()
    if code not in list_currencies():
        raise Invalid({"currency": _("Write the three letters of the currency, for example EUR.")})
    if not known.knows(code):
        raise Invalid({"currency": _("There is no rate for %(currency)s yet: set one first.") % {"currency": code}})
    return code


def check_day(name: str, day: date, today: date) -> None:
    if not EARLIEST <= day.year <= today.year + 1:
        raise Invalid({name: _("Choose a day from 1900 to the end of next year.")})


def supersede(work: Work, old: Fact) -> None:
    """From this moment on the fact counts no more; what was believed before can still be read."""
    if old.superseded_at is not None:
        raise Invalid({"": _("This was corrected already: correct the newer one.")})
    work.change(old, superseded_at=work.now)


def correcting(work: Work, old: F | None) -> dict[str, Any]:
    """The columns by which a new fact says who recorded it, and which one it corrects."""
    return {
        "recorded_at": work.now,
        "recorded_by_id": work.actor.user_id or None,
        "corrects_id": None if old is None else old.pk,
    }
