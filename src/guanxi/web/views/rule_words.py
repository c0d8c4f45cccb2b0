"""The settings of the rules in words: what each is called, in what it is counted, and what it changes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from guanxi.lifecycle import Parameters


@dataclass(frozen=True)
class Unit:
    """``name`` stands beside the input, ``count`` says a number of them."""

    name: Any
    count: Callable[[int], str]


def _months(number: int) -> str:
    return ngettext("%(number)d month", "%(number)d months", number) % {"number": number}


def _month_ends(number: int) -> str:
    return ngettext("%(number)d month-end", "%(number)d month-ends", number) % {"number": number}


def _intervals(number: int) -> str:
    return _("%(number)d times the own interval") % {"number": number}


def _points(number: int) -> str:
    return ngettext("%(number)d point", "%(number)d points", number) % {"number": number}


MONTHS: Final = Unit(pgettext_lazy("unit", "months"), _months)
MONTH_ENDS: Final = Unit(pgettext_lazy("unit", "month-ends"), _month_ends)
INTERVALS: Final = Unit(pgettext_lazy("unit", "times the own interval"), _intervals)
POINTS: Final = Unit(pgettext_lazy("unit", "points"), _points)
PER_CENT: Final = Unit(pgettext_lazy("unit", "per cent"), lambda number: f"{number}%")


@dataclass(frozen=True)
class ParameterWords:
    """``name`` is the one that the rules have for it; ``effect`` says what another number changes."""

    name: str
    label: Any
    unit: Unit
    effect: Any


# As the page of the rules groups them.
PARAMETERS: Final = (
    (
        gettext_lazy("The share"),
        (
            ParameterWords(
                "W", pgettext_lazy("of the rules", "Stage window"), MONTHS,
                gettext_lazy(
                    "The share is taken over so many months. A longer window is calmer, and sees a fall later."
                ),
            ),
            ParameterWords(
                "R", pgettext_lazy("of the rules", "Recent window"), MONTHS,
                gettext_lazy(
                    "The last months, which must agree before a stage changes, and which warn first. "
                    "Who buys more seldom has a longer one: his own interval."
                ),
            ),
            ParameterWords(
                "TOL", pgettext_lazy("of the rules", "Tolerance"), PER_CENT,
                gettext_lazy(
                    "By so much our sales may pass the total of the customer. "
                    "More is a contradiction, and the share is unknown."
                ),
            ),
        ),
    ),
    (
        gettext_lazy("How the stage moves"),
        (
            ParameterWords(
                "C", pgettext_lazy("of the rules", "Confirmation"), MONTH_ENDS,
                gettext_lazy("So many month-ends in a row must lie above or below a stage before it changes."),
            ),
            ParameterWords(
                "N", pgettext_lazy("of the rules", "Stagnation"), MONTHS,
                gettext_lazy(
                    "After so many months in one stage without growth a relationship stagnates; "
                    "a strategic one is looked at for routine risk."
                ),
            ),
            ParameterWords(
                "RISE", pgettext_lazy("of the rules", "Growth"), POINTS,
                gettext_lazy("A share that rose by so many points in that time does not stagnate."),
            ),
        ),
    ),
    (
        gettext_lazy("Silence, contact and lapse"),
        (
            ParameterWords(
                "K", pgettext_lazy("of the rules", "Silence limit"), INTERVALS,
                gettext_lazy(
                    "Silence of so many times the customer's own purchase interval interrupts the relationship; "
                    "from half of it on the customer is overdue."
                ),
            ),
            ParameterWords(
                "GMIN", pgettext_lazy("of the rules", "Smallest silence limit"), MONTHS,
                gettext_lazy("No relationship is interrupted by silence sooner, however often the customer buys."),
            ),
            ParameterWords(
                "GNEW", pgettext_lazy("of the rules", "Limit for new customers"), MONTHS,
                gettext_lazy("Holds while fewer than two purchase intervals are known."),
            ),
            ParameterWords(
                "Q", pgettext_lazy("of the rules", "Residual contact"), MONTHS,
                gettext_lazy(
                    "A contact of so many months back still counts: an interrupted customer is in touch, "
                    "a prospect is not overdue."
                ),
            ),
            ParameterWords(
                "L", pgettext_lazy("of the rules", "Lapse"), MONTHS,
                gettext_lazy("Interrupted for so long, a customer is a former customer and back at the start."),
            ),
        ),
    ),
    (
        gettext_lazy("Stated totals"),
        (
            ParameterWords(
                "CARRY", pgettext_lazy("of the rules", "Carried on"), MONTHS,
                gettext_lazy(
                    "A stated total is used for so many months after its period, until a new one comes. "
                    "After that it is unknown."
                ),
            ),
            ParameterWords(
                "STALE", pgettext_lazy("of the rules", "Stale"), MONTHS,
                gettext_lazy("A total that is carried on for longer is marked as stale."),
            ),
        ),
    ),
)  # fmt: skip


def settings_of(parameters: Parameters) -> list[tuple[str, str]]:
    """The settings of the rules as a page names them."""
    words = [one for _title, group in PARAMETERS for one in group]
    return [(str(one.label), one.unit.count(getattr(parameters, one.name))) for one in words]
