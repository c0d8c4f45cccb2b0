"""The settings of the rules: one set for the company, dated. The newest replays the whole history."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access.conditions import administrators
from guanxi.access.models import Outbox
from guanxi.access.writing import Work, action
from guanxi.database.fetching import fetch
from guanxi.errors import Conflict, Invalid, WrongCall
from guanxi.lifecycle import Parameters
from guanxi.lifecycle.parameters import MOST, least
from guanxi.months import first_day, month_number, month_text
from guanxi.relationships.models import RuleSettings

RULES_CHANGED: Final = "rules_changed"  # other settings replay everything: the worker does it
_EARLIEST: Final = 1900 * 12


@dataclass(frozen=True)
class Rules:
    """``first_month``: what happened in months before it opens nothing; None: nothing opens anything yet.

    ``key`` is that of the set, 0 for what ships.
    """

    parameters: Parameters = field(default_factory=Parameters)
    first_month: int | None = None
    key: int = 0


def rules(known_at: datetime | None = None) -> Rules:
    """As they hold now, or as they were known at a moment."""
    condition, values = "", []
    if known_at is not None:
        condition, values = "WHERE set_at <= %s ", [connection.ops.adapt_datetimefield_value(known_at)]
    lines = fetch(
        "SELECT CAST(parameters AS text), first_month, id FROM relationships_rulesettings "
        f"{condition}ORDER BY set_at DESC, id DESC LIMIT 1",
        values,
    )
    if not lines:
        return Rules()
    given, first, key = json.loads(lines[0][0]), *lines[0][1:]
    return Rules(Parameters.from_settings(given), None if first is None else month_number(first), key)


def judge_by_another_clock(work: Work, told: Outbox) -> None:
    """In another time zone a contact at midnight is of another month."""
    if "time_zone" in told.payload["fields"]:
        work.emit(RULES_CHANGED)


@action(label=gettext_lazy("Set the rules"), allow=administrators)
def set_rules(
    work: Work, *, parameters: Mapping[str, int] | None = None, first_month: date | None = None,
    version: int | None = None,
) -> bool:  # fmt: skip
    """Other parameters, by name, or another first month; what is not given stays. All relations are judged anew.

    ``version`` is the key of the set that a form was made from, 0 for what ships: with another one since then, what
    differs from it raises Conflict.
    """
    from guanxi.relationships.resources import RULES

    # Who sets them at the same moment waits here.
    list(RuleSettings.objects.select_for_update().order_by("-set_at", "-pk")[:1])
    held = rules()
    new = _changed(held.parameters, parameters or {})
    first = held.first_month if first_month is None else month_number(first_month)
    if (new, first) == (held.parameters, held.first_month):
        return False
    if version is not None and version != held.key:
        message = _(
            "Somebody else changed this record while you were writing. Nothing was overwritten: compare and save again."
        )
        raise Conflict(message, _differing(held, new, first), held.key)
    if first is not None and not _EARLIEST <= first <= month_number(work.now.date()) + 12:
        raise Invalid({"first_month": _("Choose a month from 1900 to a year from now.")})
    row = RuleSettings(
        set_at=work.now, set_by_id=work.actor.user_id or None, parameters=asdict(new),
        first_month=None if first is None else first_day(first),
    )  # fmt: skip
    work.create(row)
    work.touch(RULES, row.pk)
    return True


def _changed(held: Parameters, given: Mapping[str, int]) -> Parameters:
    known = asdict(held)
    wrong = {
        name: _("Write a whole number from %(least)d to %(most)d.") % {"least": least(name), "most": MOST}
        for name, value in given.items()
        if name in known and (type(value) is not int or not least(name) <= value <= MOST)
    }
    if wrong:
        raise Invalid(wrong)
    try:
        return Parameters.from_settings({**known, **given})
    except WrongCall as unknown:
        raise Invalid({"parameters": unknown.message}) from None


def _differing(held: Rules, new: Parameters, first: int | None) -> dict[str, tuple[object, object]]:
    """(theirs, mine) of everything that is not the same in both, as one writes it."""
    mine = asdict(new)
    found: dict[str, tuple[object, object]] = {
        name: (str(theirs), str(mine[name])) for name, theirs in asdict(held.parameters).items() if theirs != mine[name]
    }
    if first != held.first_month:
        ends = [None if month is None else month_text(month) for month in (held.first_month, first)]
        found["first_month"] = (ends[0], ends[1])
    return found
