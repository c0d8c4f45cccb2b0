"""What the report says, as data: one dataclass for the page and one for each part of it.

Months are month numbers, money is in minor units, shares are per cent; ``None`` is unknown. Stages and signals are the
keys of ``lifecycle.vocabulary``.
"""

from dataclasses import dataclass
from typing import Literal

from guanxi.lifecycle.parameters import Parameters

STAGE_ORDER = ("strategic", "stable", "initial", "development", "interrupted")
AT_WORK = ("initial", "stable", "strategic")
AT_RISK = ("regressing", "overdue", "interrupted_contact")
NEW = "new"  # the record of the relation began after the first of the two dates


@dataclass(frozen=True, slots=True)
class Scope:
    """What was judged. ``judged`` counts the relations that the report speaks of: accounts, or with ``by_category``
    customers and categories; ``lines`` are those that were used."""

    us: tuple[str, ...]
    every_supplier: bool
    by_category: bool
    first: int
    until: int
    currency: str | None
    lines: int
    rejects: int
    customers: int
    suppliers: int
    judged: int
    parameters: Parameters
    version: str

    @property
    def months(self) -> int:
        return self.until - self.first + 1

    @property
    def by_customer(self) -> bool:
        """Each relation is one customer."""
        return not self.every_supplier and not self.by_category


@dataclass(frozen=True, slots=True)
class History:
    """The last months of a relation, at most 36; None before its record began (``stages``, ``sales``) or unknown."""

    shares: tuple[float | None, ...]
    stages: tuple[str | None, ...]
    sales: tuple[int | None, ...]
    estimated: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """``at_stake``: our sales in the twelve months up to and with the month of the last order, before any silence;
    0 in development. ``sales`` and ``wallet`` (what the customer bought from all, None unless known in every month)
    are those of the last twelve months. ``began_silent`` is the silence in the month the present stage began,
    ``last_contact`` the month of the last two-way contact, None when none is known of."""

    supplier: str | None
    customer: str
    category: str | None
    stage: str
    signal: str
    flags: frozenset[str]
    share: float | None
    recent_share: float | None
    share_before: float | None
    since: int
    silence: int
    limit: int
    orders: int
    last_order: int | None
    sales: int
    at_stake: int
    wallet: int | None
    fell_from: str | None
    began_silent: int
    last_contact: int | None
    history: History

    @property
    def estimated(self) -> bool:
        return "estimated_total" in self.flags

    @property
    def elsewhere(self) -> int | None:
        """What the customer bought from others in the last twelve months."""
        return None if self.wallet is None or self.share is None else max(self.wallet - self.sales, 0)


@dataclass(frozen=True, slots=True)
class StageLine:
    """``moved_up``: of those who stood here at the earlier date, how many stand higher now (of how many)."""

    key: str
    count: int
    sales: int
    share: float | None
    waiting: float | None  # median months in the stage so far
    moved_up: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class SignalLine:
    key: str
    count: int
    sales: int


@dataclass(frozen=True, slots=True)
class Moves:
    """Moves of twelve months; the first month of a record is no move."""

    advanced: int = 0
    first_orders: int = 0  # of those advanced, from development to initial
    regressed: int = 0
    interrupted: int = 0
    recovered: int = 0
    lapsed: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of the first row, with those of twelve months earlier where the record reaches back so far."""

    active: int
    active_before: int | None
    share: float | None  # plain mean over active relations with a known share
    share_before: float | None
    shares_known: int
    moves: Moves
    moves_before: Moves | None
    at_risk: int
    at_risk_count: int
    at_risk_before: int | None
    growing: int
    in_trouble: int


@dataclass(frozen=True, slots=True)
class Migration:
    """Counts by (stage before, stage now); ``NEW`` before means that the record began in between."""

    before: int
    until: int
    counts: dict[tuple[str, str], int]
    impossible: frozenset[tuple[str, str]]

    @property
    def months(self) -> int:
        return self.until - self.before

    def left(self, stage: str) -> int:
        return sum(count for (start, _), count in self.counts.items() if start == stage)

    def right(self, stage: str) -> int:
        return sum(count for (_, end), count in self.counts.items() if end == stage)

    @property
    def started(self) -> int:
        return self.left(NEW)

    def direction(self, start: str, end: str) -> Literal["stay", "up", "down", "new"]:
        """stay, up, down or new: what the move is worth. Coming back from an interruption is up, lapsing is down."""
        if start == NEW:
            return "new"
        if start == end:
            return "stay"
        worth = {"interrupted": 0.5, "development": 0, "initial": 1, "stable": 2, "strategic": 3}
        if end == "interrupted":
            return "down"
        return "up" if worth[end] > worth[start] else "down"


@dataclass(frozen=True, slots=True)
class Concern:
    """One list: all that belong to it, the first of them, and how many are left out because their name is masked.

    ``fell``: of the relations with this signal twelve months ago, how many fell a stage or broke off since (of how
    many); None under twenty cases.
    """

    key: str
    count: int
    money: int
    masked: int
    rows: tuple[Relation, ...]
    fell: tuple[int, int] | None = None

    @property
    def more(self) -> int:
        return self.count - self.masked - len(self.rows)


@dataclass(frozen=True, slots=True)
class Reject:
    """Lines of one reason; ``amount`` is the sum of those that could be read, None when there was none."""

    reason: str
    lines: int
    amount: int | None


@dataclass(frozen=True, slots=True)
class Quality:
    """Relations by what weakens their share in the last month; ``unknown_sales`` are those of relations without one."""

    no_total: int
    no_demand: int
    conflict: int
    estimated: int
    stale: int
    known: int
    unknown_sales: int
    all_sales: int
    rejects: tuple[Reject, ...]

    @property
    def unknown(self) -> int:
        return self.no_total + self.no_demand + self.conflict


@dataclass(frozen=True, slots=True)
class Report:
    scope: Scope
    figures: Figures
    stages: tuple[StageLine, ...]
    signals: tuple[SignalLine, ...]
    single_source: int  # customers who buy 80 per cent or more from one supplier
    migration: Migration | None
    concerns: dict[str, Concern]
    largest: Concern
    quality: Quality

    @property
    def shares_known(self) -> bool:
        return self.quality.known > 0
