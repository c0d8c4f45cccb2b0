"""What one does with categories and with rates: they hold for the whole company."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from babel.numbers import list_currencies
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi import text
from guanxi.access.actors import Actor
from guanxi.access.conditions import Inputs, administrators
from guanxi.access.levels import FieldClass
from guanxi.access.writing import Work, action
from guanxi.customers.accepting import accepted
from guanxi.customers.parts import move, parts_of
from guanxi.errors import Conflict, Denied, Invalid, Refused
from guanxi.ledger.models import RATE_UNIT, Category, Rate
from guanxi.ledger.periods import today_here
from guanxi.ledger.queries import is_used
from guanxi.ledger.rates import rate_text
from guanxi.ledger.recording import check_day, correcting, supersede
from guanxi.ledger.resources import CATEGORIES, RATES
from guanxi.months import first_day, month_number
from guanxi.records.company import company

DEEPEST: Final = 8
_LARGEST_RATE: Final = 9 * 10**6


def _may_create(actor: Actor, _inputs: Inputs) -> None:
    if not (actor.is_system or actor.is_administrator or actor.reads_from(FieldClass.MONEY) is not None):
        raise Denied(_("Categories are made by who records purchases, and by administrators."))


@action(label=gettext_lazy("Create a category"), allow=_may_create)
def create_category(work: Work, *, values: Mapping[str, object], as_written: str = "") -> int:
    """Returns the key; two of one name stand in different places of the tree.

    ``as_written`` is the name as a ledger spells it, white space and all.
    """
    known = accepted(work.actor, CATEGORIES, values, creating=True)
    if as_written and as_written.split() == known["name"].split():
        known["name"] = as_written
    parent = known.get("parent")
    _check_place(None, parent, known["name"])
    category = Category(created_at=work.now)
    return work.add(CATEGORIES, category, known, derived={"sort_key": text.sort_key(known["name"])}).pk


@action(label=gettext_lazy("Edit the category"), allow=administrators)
def edit_category(work: Work, *, category: int, values: Mapping[str, object], version: int | None = None) -> bool:
    """Another name, or another place in the tree; without ``parent`` it stands at the top. False if nothing differs."""
    _hold_the_tree()
    found = _open(work, category)
    known = accepted(work.actor, CATEGORIES, values)
    if str(known.get("name", "")).split() == found.name.split():
        del known["name"]  # as a ledger spells it, white space and all
    name = known.get("name", found.name)
    _check_place(found.pk, known.get("parent", found.parent_id), name)
    derived = {"sort_key": text.sort_key(name)}
    return work.edit(CATEGORIES, found, known, version=version, derived=derived)


@action(label=gettext_lazy("Merge two categories"), allow=administrators)
def merge_category(work: Work, *, category: int, into: int) -> None:
    """Its facts count in the other one from now on, for all months; what is below it comes below the other one.

    What is planned in it, or said of it, moves there.
    """
    _hold_the_tree()
    found, other = _open(work, category), _open(work, into)
    if category in _line(other):
        raise Invalid({"into": _("Choose a category that is not below this one.")})
    there = set(Category.objects.filter(parent=into, merged_into=None).values_list("name", flat=True))
    for child in Category.objects.filter(parent=category, merged_into=None):
        if child.name in there:
            told = _("“%(name)s” stands below both of them: merge these two first, or rename one.")
            raise Invalid({"into": told % {"name": child.name}})
        _check_place(child.pk, into, child.name)
        work.change(child, parent_id=into)
    for part in parts_of(Category):
        if part.resource is not None:  # declared: facts stay where they were recorded
            move(work, part, category, into)
    work.change(found, merged_into_id=into)
    work.touch(CATEGORIES, category, into)


@action(label=gettext_lazy("Close the category"), allow=administrators)
def close_category(work: Work, *, category: int) -> None:
    """What is in it stays and is judged; nothing new is recorded in it."""
    found = _open(work, category)
    if found.closed_at is None:
        work.change(found, closed_at=work.now)


@action(label=gettext_lazy("Open the category again"), allow=administrators)
def reopen_category(work: Work, *, category: int) -> None:
    work.change(_open(work, category), closed_at=None)


@action(label=gettext_lazy("Remove the category"), allow=administrators)
def remove_category(work: Work, *, category: int) -> None:
    """Only one that nothing ever hung on: facts are never lost, also those that were corrected."""
    found = _open(work, category)
    if is_used(category):
        raise Refused(
            _("Facts, work or other categories hang on this one, so it stays. Merge it into another one, or close it."),
            code="in_use",
        )
    work.remove(found)
    work.touch(CATEGORIES, category)


def _open(work: Work, category: int) -> Category:
    return work.get(Category, category, merged_into__isnull=True)


def _hold_the_tree() -> None:
    """Who moves categories at the same moment waits: two moves together could make a ring."""
    list(Category.objects.select_for_update().order_by("pk").values_list("pk"))


def _line(category: Category) -> list[int]:
    """The keys from a category up to the top of the tree."""
    line = [category.pk]
    above: Category | None = category.parent
    while above is not None and above.pk not in line:
        line.append(above.pk)
        above = above.parent
    return line


def _floors(category: int) -> int:
    """How many floors it takes: itself, and what hangs below it."""
    floors, at = 0, [category]
    while at and floors <= DEEPEST:
        floors += 1
        at = list(Category.objects.filter(parent__in=at, merged_into=None).values_list("pk", flat=True))
    return floors


def _check_place(category: int | None, parent: int | None, name: str) -> None:
    if parent is not None:
        above = Category.objects.filter(pk=parent, merged_into=None).first()
        if above is None:
            raise Invalid({"parent": _("Choose a category from the list.")})
        line = _line(above)
        if category in line:
            raise Invalid({"parent": _("A category is not below itself.")})
        if len(line) + (1 if category is None else _floors(category)) > DEEPEST:
            raise Invalid({"parent": _("The tree has at most %(most)d floors.") % {"most": DEEPEST}})
    same = Category.objects.filter(parent=parent, name=name, merged_into=None).exclude(pk=category or 0)
    if same.exists():
        raise Invalid({"name": _("There is a category of this name here already.")})


# ---- rates ----


@action(label=gettext_lazy("Set a rate"), allow=administrators)
def set_rate(work: Work, *, currency: str, month: date, rate: str, version: int | None = None) -> int:
    """What one unit of the currency is worth in that of the company, on average of a month; returns the key.

    It replaces the rate of that month, and all lines and totals of it are converted anew. ``version`` is the key of
    the rate that a form was made from, 0 for none: with another one since then it raises Conflict.
    """
    code = currency.strip().upper()
    if code not in list_currencies() or code == company().base_currency:
        raise Invalid({"currency": _("Write the three letters of another currency than that of the company.")})
    check_day("month", month, today_here(work.now))
    value = _read_rate(rate)
    first = first_day(month_number(month))
    old = Rate.objects.select_for_update().filter(currency=code, month=first, superseded_at=None).first()
    held = 0 if old is None else old.pk
    if old is not None and old.rate == value:
        return old.pk
    if version is not None and version != held:
        theirs = "" if old is None else rate_text(old.rate)
        message = _(
            "Somebody else changed this record while you were writing. Nothing was overwritten: compare and save again."
        )
        if not version:
            message = _("This month has a rate already. Compare them, and save again to replace it.")
        raise Conflict(message, {"rate": (theirs, rate)}, held)
    if old is not None:
        supersede(work, old)
        work.touch(RATES, old.pk)
    new = work.create(Rate(currency=code, month=first, rate=value, **correcting(work, old)))
    work.touch(RATES, new.pk)
    return new.pk


def _read_rate(written: str) -> int:
    try:
        value = Decimal(written.strip().replace(",", "."))
        if not value.is_finite() or not 0 < value <= _LARGEST_RATE:
            raise ValueError
        units = int((value * RATE_UNIT).to_integral_value())
        if not units:
            raise ValueError
        return units
    except (InvalidOperation, ValueError):
        raise Invalid({"rate": _("Write the rate as a number above 0, for example 0.1287.")}) from None
