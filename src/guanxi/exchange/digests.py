"""Who gets a mail of what changed, and when: on working mornings for everybody, on Mondays for the management.

One row a person, kind and day, whatever happens to workers: *waiting*, then *sending* when one of them has it in hand,
then *sent*, or *nothing* where there was nothing to tell. What a mail tells begins where the last one ended.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from guanxi.access.actors import Actor, load_actor, load_actors
from guanxi.access.models import User
from guanxi.errors import Denied
from guanxi.exchange.models import Digest, DigestKind, DigestState
from guanxi.ledger.periods import today_here
from guanxi.months import month_number
from guanxi.relationships.rules import rules

DAILY: Final = DigestKind.DAILY.value
WEEKLY: Final = DigestKind.WEEKLY.value
MORNING: Final = range(7, 12)  # hours on the clock of who gets it
MONDAY, SATURDAY = 0, 5
LONGEST: Final = timedelta(days=14)  # what is older is told by no mail
KEPT: Final = timedelta(days=90)
_FINISHED: Final = (DigestState.SENT, DigestState.NOTHING)


@dataclass(frozen=True)
class Due:
    """A mail that somebody may have to get today."""

    user: int
    kind: str
    day: date


@dataclass(frozen=True)
class Telling:
    """A mail in the making: to whom, with the rights of this moment, and what it tells of: after ``since``."""

    key: int
    actor: Actor
    address: str
    since: datetime
    muted: frozenset[str]


# ---- who, and when ----


def is_quiet(*, on: datetime) -> bool:
    """Before the first month of the company a long history may come in: no mail goes out."""
    first = rules().first_month
    return first is None or month_number(today_here(on)) < first


def reads_weekly(actor: Actor) -> bool:
    """Who leads a department, and the management."""
    return any(place.leads or place.slug == "management" for place in actor.places)


def muted_by(user: int) -> frozenset[str]:
    return frozenset(" ".join(User.objects.filter(pk=user).values_list("muted", flat=True)).split())


def working_morning(on: datetime, zone: str) -> date | None:
    """The day there, while it is the morning of a working day."""
    there = on.astimezone(ZoneInfo(zone))
    return there.date() if there.weekday() < SATURDAY and there.hour in MORNING else None


def due(*, on: datetime) -> Iterator[Due]:
    """The mails whose morning has come and that nobody has begun yet."""
    if is_quiet(on=on):
        return
    begun = set(Digest.objects.filter(day__gte=on.date() - timedelta(days=1)).values_list("user", "kind", "day"))
    muted = dict(User.objects.filter(is_active=True).exclude(email="").values_list("pk", "muted"))
    for actor in load_actors():
        day = working_morning(on, actor.time_zone)
        if day is None or actor.user_id not in muted:
            continue
        for kind in _kinds(actor, day):
            if kind not in muted[actor.user_id].split() and (actor.user_id, kind, day) not in begun:
                yield Due(actor.user_id, kind, day)


def _kinds(actor: Actor, day: date) -> list[str]:
    return [DAILY, WEEKLY] if day.weekday() == MONDAY and reads_weekly(actor) else [DAILY]


# ---- one of them ----


def begin(user: int, kind: str, day: date, *, on: datetime) -> Telling | None:
    """Takes a mail in hand; None if it is not to be sent (any more), or somebody sends it or has sent it."""
    try:
        actor = load_actor(user)
    except Denied:
        return None
    address = User.objects.values_list("email", flat=True).get(pk=user)
    muted = muted_by(user)
    is_his = kind in _kinds(actor, day) and kind not in muted and working_morning(on, actor.time_zone) == day
    if not address or not is_his or is_quiet(on=on):
        return None
    since = _since(user, kind, day, zone=actor.time_zone, on=on)
    row, _is_new = Digest.objects.get_or_create(
        user_id=user, kind=kind, day=day, defaults={"told_from": since, "told_until": on}
    )
    if row.state != DigestState.WAITING:
        return None
    return Telling(row.pk, actor, address, row.told_from, muted)


def _since(user: int, kind: str, day: date, *, zone: str, on: datetime) -> datetime:
    """Where the last one ended; where it began, if it was broken off: it may not have come."""
    last = Digest.objects.filter(user=user, kind=kind, day__lt=day).order_by("-day").first()
    if last is not None:
        return max(last.told_until if last.state in _FINISHED else last.told_from, on - LONGEST)
    if kind == WEEKLY:
        return on - timedelta(days=7)
    back = 3 if day.weekday() == MONDAY else 1
    return datetime.combine(day - timedelta(days=back), time(MORNING.start), ZoneInfo(zone))


def found_nothing(key: int, *, on: datetime) -> None:
    Digest.objects.filter(pk=key, state=DigestState.WAITING).update(state=DigestState.NOTHING, told_until=on)


def claim(key: int) -> bool:
    """Whether it is this worker that sends it: of two that try only one is told so, and it is never given again."""
    waiting = Digest.objects.filter(pk=key, state=DigestState.WAITING)
    return bool(waiting.update(state=DigestState.SENDING))


def give_back(key: int) -> None:
    """It was not sent, and may be tried again."""
    Digest.objects.filter(pk=key, state=DigestState.SENDING).update(state=DigestState.WAITING)


def sent(key: int, *, on: datetime) -> None:
    Digest.objects.filter(pk=key, state=DigestState.SENDING).update(state=DigestState.SENT, told_until=on)


def forget_old_digests(*, on: datetime) -> None:
    Digest.objects.filter(day__lt=on.date() - KEPT).delete()
