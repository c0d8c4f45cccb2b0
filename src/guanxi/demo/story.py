"""How the stories in ``stories/`` are written: what happened at one customer, counted in days back from today."""

from dataclasses import dataclass
from typing import Final

KINDS: Final = ("call", "meeting", "visit", "mail", "note", "exchange")


@dataclass(frozen=True, slots=True)
class Beat:
    """Something that happened ``ago`` days before today, or on the last working day before that.

    ``us`` and ``them`` hold logins and short names, parted by blanks; the first of us wrote it down. ``answered`` says
    whether the customer took part. A negative ``ago`` is a meeting ahead; ``fixed`` keeps its day, whatever day it is.
    """

    ago: int
    kind: str
    us: str
    them: str
    subject: str
    text: str
    answered: bool
    at: str = ""  # 14:30; otherwise an hour that suits the kind
    form: str = ""  # of an exchange: workshop, training, project
    we: str = ""  # what we learned
    they: str = ""  # what they learned
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Todo:
    """A task: opened ``ago`` days before today by ``by``, for a person or a department, due ``due`` days from today."""

    ago: int
    by: str
    whom: str  # a login, or a department for whoever takes it there
    due: int
    title: str
    text: str = ""
    done: int | None = None  # days ago
    priority: str = "normal"  # low, normal, high
    every: str = ""  # weekly, monthly, quarterly, yearly
    person: str = ""
    fixed: bool = False  # keep the day it is due, whatever day it is


@dataclass(frozen=True, slots=True)
class Story:
    """What happened at one customer, and how much of everyday business to tell beside it.

    ``routine`` is a number of entries, told between ``since`` and ``until`` days ago; ``silent`` holds spans of days
    (from, to) in which nobody spoke, and ``without`` names routine threads that would contradict the story.
    """

    customer: str
    tells: str
    beats: tuple[Beat, ...] = ()
    tasks: tuple[Todo, ...] = ()
    routine: int = 0
    since: int = 728
    until: int = 9
    without: tuple[str, ...] = ()


def call(ago: int, us: str, them: str, subject: str, text: str, *, at: str = "") -> Beat:
    return Beat(ago, "call", us, them, subject, text, True, at)


def meet(ago: int, us: str, them: str, subject: str, text: str, *, at: str = "") -> Beat:
    """A meeting by video or at our place."""
    return Beat(ago, "meeting", us, them, subject, text, True, at)


def visit(ago: int, us: str, them: str, subject: str, text: str, *, at: str = "") -> Beat:
    """At their place."""
    return Beat(ago, "visit", us, them, subject, text, True, at)


def mail(ago: int, us: str, them: str, subject: str, text: str, *, at: str = "") -> Beat:
    """A mail of ours that nobody has answered yet, or that needed no answer."""
    return Beat(ago, "mail", us, them, subject, text, False, at)


def reply(ago: int, us: str, them: str, subject: str, text: str, *, at: str = "") -> Beat:
    """Mails in both directions, or one of theirs."""
    return Beat(ago, "mail", us, them, subject, text, True, at)


def note(ago: int, us: str, subject: str, text: str, *, about: str = "", at: str = "", fixed: bool = False) -> Beat:
    """What one of us wants the others to know; ``about`` names people at the customer whom it concerns."""
    return Beat(ago, "note", us, about, subject, text, False, at, fixed=fixed)


def exchange(
    ago: int, us: str, them: str, form: str, subject: str, text: str, *, we: str, they: str, at: str = "09:00"
) -> Beat:
    """Where both sides learn."""
    return Beat(ago, "exchange", us, them, subject, text, True, at, form, we, they)


def ahead(days: int, us: str, them: str, subject: str, text: str, *, at: str = "", kind: str = "meeting") -> Beat:
    """A meeting or visit that is agreed."""
    return Beat(-days, kind, us, them, subject, text, True, at)


def on_the_day(days: int, us: str, them: str, subject: str, text: str, *, at: str, kind: str = "meeting") -> Beat:
    """As ``ahead``, and on exactly that day: for work that knows no weekend."""
    return Beat(-days, kind, us, them, subject, text, True, at, fixed=True)
