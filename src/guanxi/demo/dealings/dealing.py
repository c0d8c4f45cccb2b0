"""What the sample world knows of the business with one customer."""

from dataclasses import dataclass
from datetime import date

from guanxi.demo.dealings.matters import Disputed, Needed, Promised
from guanxi.demo.dealings.opinions import Opinion, Rating
from guanxi.demo.dealings.work import Played, Proven, Repaired, Role, Shown


@dataclass(frozen=True, slots=True)
class Invoiced:
    """A line of an invoice of ours, in minor units of the customer's currency."""

    on: date
    month: int
    category: str  # a key of products.CATEGORIES
    amount: int
    document: str
    line: int
    one_off: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody said that the customer buys in all, from month ``start`` to ``stop``; ``figure`` as one writes it.

    ``stated_on`` is the day on which it was said, and on which one of us recorded it.
    """

    category: str  # "" for all of them
    start: int
    stop: int
    figure: str
    source_class: str
    stated_on: date
    said_by: str
    note: str = ""
    misheard: str = ""  # what was written down first, and corrected on the next day


@dataclass(frozen=True, slots=True)
class Rival:
    """Who else sells to the customer; recorded ``on`` a day."""

    on: date
    name: str
    category: str
    share: int | None  # per cent
    confidence: str
    contract_end: date | None
    second_source: bool
    note: str


@dataclass(frozen=True, slots=True)
class Notice:
    on: date
    note: str


@dataclass(frozen=True, slots=True)
class Opened:
    month: int
    stage: int
    reason: str


@dataclass(frozen=True, slots=True)
class Dealings:
    customer: str
    currency: str
    lines: tuple[Invoiced, ...]  # by day
    statements: tuple[Statement, ...]
    rivals: tuple[Rival, ...] = ()
    notices: tuple[Notice, ...] = ()
    opened: tuple[Opened, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    ratings: tuple[Rating, ...] = ()
    needs: tuple[Needed, ...] = ()
    conflicts: tuple[Disputed, ...] = ()
    promises: tuple[Promised, ...] = ()
    roles: tuple[Role, ...] = ()
    plays: tuple[Played, ...] = ()
    repairs: tuple[Repaired, ...] = ()
    shown: tuple[Shown, ...] = ()
    proven: tuple[Proven, ...] = ()
