"""A thread of everyday business before it is told of a customer.

Texts have gaps: ``{item}`` and ``{machine}`` of the customer; ``{n}`` pieces, ``{few}`` of them, ``{hours}``,
``{days}``, ``{weeks}``, ``{pct}``, ``{order}``; ``{who}`` is the person of the line, ``{buyer}`` and ``{user}`` those
who buy and use. Each text stands in two wordings; a telling keeps to
the first ones or to the second ones, for they tell two different things.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """``after`` days after the line before; ``us`` is sales, service, marketing or lead, ``them`` a role."""

    after: int
    kind: str
    us: str
    them: str
    subject: tuple[str, ...]
    text: tuple[str, ...]
    answered: bool | None = None
    form: str = ""
    we: tuple[str, ...] = ()
    they: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """A task that comes out of a line, and is done by the time of the next one."""

    line: int
    whom: str  # sales, or a department that is thereby engaged
    days: int
    title: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thread:
    key: str
    lines: tuple[Line, ...]
    jobs: tuple[Job, ...] = ()
    buys: tuple[str, ...] = ()  # only where one of these categories is bought
