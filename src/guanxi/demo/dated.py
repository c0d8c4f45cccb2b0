"""Puts the stories on the calendar: a beat so many days ago becomes an activity with its day and hour."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from guanxi.demo.cast import DEPARTMENT_OF
from guanxi.demo.chance import chance
from guanxi.demo.customer import Customer
from guanxi.demo.days import working_day_from, working_day_until
from guanxi.demo.diary import Diary
from guanxi.demo.everyone import KNOWN_AS
from guanxi.demo.history import Activity, Task
from guanxi.demo.story import Beat, Todo

# When each kind begins (first minute of the day, last one, step), and how long it lasts.
_BEGINS: Final = {
    "call": (550, 1050, 5),
    "meeting": (540, 960, 30),
    "visit": (540, 840, 30),
    "mail": (470, 1120, 1),
    "note": (930, 1130, 1),
    "exchange": (540, 540, 30),
}
_LASTS: Final = {"call": (5, 35, 5), "meeting": (45, 120, 15), "visit": (90, 300, 30), "exchange": (240, 480, 60)}
_AWAY: Final = ("visit", "exchange")
# By how far a visit may move to suit the diaries: over a feast of a week, if need be.
_EARLIER: Final = timedelta(9)
_LATER: Final = timedelta(24)


def days_back(today: date, ago: int, country: str) -> date:
    """The last working day until so many days before today."""
    return working_day_until(today - timedelta(ago), country)


def days_ahead(today: date, days: int, country: str) -> date:
    return working_day_from(today + timedelta(days), country)


def activities(today: date, diary: Diary, customer: Customer, beats: Sequence[Beat], mark: str) -> list[Activity]:
    """In order of time; visits give way to each other, so that nobody is at two places."""
    beats = sorted(beats, key=lambda beat: -beat.ago)
    told: list[Activity] = []
    for number, beat in enumerate(beats):
        day = _wanted(today, beat, customer.country)
        if beat.kind in _AWAY or beat.ago <= 0:
            day = _free_day(today, diary, customer, beat, day, told)
        elif told:
            day = max(day, _first_day(customer, told))
        begin = _begin(customer, beat, day, told)
        told.append(
            Activity(
                key=f"{customer.key}-{mark}{number:03d}",
                customer=customer.key,
                kind=beat.kind,
                at=begin,
                zone=customer.time_zone,
                minutes=_within(_LASTS[beat.kind], customer.key, beat.text) if beat.kind in _LASTS else 0,
                subject=beat.subject,
                text=beat.text,
                author=beat.us.split()[0],
                ours=tuple(beat.us.split()),
                theirs=_theirs(customer, beat),
                answered=beat.answered,
                planned=beat.ago <= 0,
                form=beat.form,
                we_learned=beat.we,
                they_learned=beat.they,
            )
        )
    return told


def _theirs(customer: Customer, beat: Beat) -> tuple[str, ...]:
    """Marketing reads no people of a customer, unless he is shared with it, and so names none."""
    if DEPARTMENT_OF[beat.us.split()[0]] == "marketing":
        return ()
    return tuple(KNOWN_AS[customer.key, short] for short in beat.them.split())


def _wanted(today: date, beat: Beat, country: str) -> date:
    if beat.fixed:
        return today - timedelta(beat.ago)
    return days_back(today, beat.ago, country) if beat.ago > 0 else days_ahead(today, -beat.ago, country)


def _free_day(
    today: date,
    diary: Diary,
    customer: Customer,
    beat: Beat,
    day: date,
    told: Sequence[Activity],
) -> date:
    """Not before what was told last; what follows gives way in its turn."""
    logins = tuple(beat.us.split())
    if beat.fixed:
        diary.travel(logins, day, customer.key, asia=customer.country == "CN")
        return day
    first, last = day - _EARLIER, day + _LATER
    if told:
        first = max(first, _first_day(customer, told))
    if beat.ago > 0:
        last = min(last, today - timedelta(1))
    else:
        first = max(first, today + timedelta(1))
    return diary.day_for(logins, day, customer.key, customer.country, first=first, last=max(first, last))


def _first_day(customer: Customer, told: Sequence[Activity]) -> date:
    """The day on which something can follow: what follows a call late in the evening follows on the next one."""
    last = told[-1].at
    return last.date() if last.hour < 20 else working_day_from(last.date() + timedelta(1), customer.country)


def _begin(customer: Customer, beat: Beat, day: date, told: Sequence[Activity]) -> datetime:
    if beat.at:
        return datetime.combine(day, time.fromisoformat(beat.at))
    minute = _within(_BEGINS[beat.kind], customer.key, beat.subject, beat.text)
    begin = datetime.combine(day, time(minute // 60, minute % 60))
    if told and begin <= told[-1].at:
        # Several things on one day follow each other.
        begin = told[-1].at + timedelta(minutes=told[-1].minutes + 20)
    return begin


def _within(span: tuple[int, int, int], *about: object) -> int:
    first, last, step = span
    return first + step * chance((last - first) // step + 1, *about)


def tasks(today: date, customer: Customer, todos: Sequence[Todo], mark: str) -> list[Task]:
    country = customer.country
    made = []
    for number, todo in enumerate(sorted(todos, key=lambda todo: -todo.ago)):
        opened = days_back(today, todo.ago, country)
        due = today + timedelta(todo.due)
        if not todo.fixed:
            due = days_ahead(today, todo.due, country) if todo.due > 0 else days_back(today, -todo.due, country)
        done = None
        if todo.done is not None:
            done = datetime.combine(
                max(days_back(today, todo.done, country), opened),
                time(17, chance(60, customer.key, todo.title, "done")),
            )
        owner = todo.whom if todo.whom in DEPARTMENT_OF else ""
        made.append(
            Task(
                key=f"{customer.key}-t{mark}{number:03d}",
                customer=customer.key,
                title=todo.title,
                text=todo.text,
                person=KNOWN_AS[customer.key, todo.person] if todo.person else "",
                opened=datetime.combine(opened, time(9, chance(60, customer.key, todo.title))),
                zone=customer.time_zone,
                by=todo.by,
                owner=owner,
                department=DEPARTMENT_OF[owner] if owner else todo.whom,
                due=max(due, opened),
                done=done,
                priority=todo.priority,
                every=todo.every,
            )
        )
    return made
