"""Where relationships moved between two month-ends, and what that says: the view from above.

The past is read with today's knowledge. Everything counts accounts, and only those that the reader reads.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import mean, median
from typing import Final, NamedTuple

from guanxi.access.actors import Actor
from guanxi.access.reading import Row, view
from guanxi.ledger.periods import last_whole_month, today_here
from guanxi.lifecycle.vocabulary import STAGES
from guanxi.months import first_day, last_day, month_number
from guanxi.relationships.attitudes import attitudes
from guanxi.relationships.judging import judge_customers, pieces
from guanxi.relationships.resources import ASSESSMENTS, SIGNAL_MONTHS, STAGE_CHANGES
from guanxi.relationships.rules import rules

MOST_JUDGED: Final = 5_000  # more accounts than these are counted, and their past shares are left unknown
LEAST_CASES: Final = 20  # fewer tell nothing
AT_RISK: Final = ("regressing", "overdue", "interrupted_contact")
WARNINGS: Final = ("regressing", "regressed", "overdue")
WARNED_WITHIN: Final = 6  # months before an interruption
_YEAR: Final = 12
_ALL: Final = 1_000_000
_ORDER: Final = {word.key: number for number, word in enumerate(STAGES, 1)}
_X: Final = "interrupted"
_AT_ONCE: Final = 500


class Change(NamedTuple):
    month: int
    before: str
    after: str


class Stretch(NamedTuple):
    signal: str
    since: int
    until: int  # the last month, or beyond every month while it goes on


@dataclass(frozen=True)
class Account:
    """An account with its past, the oldest first."""

    key: int
    name: str
    stage: str
    since: int
    changes: Sequence[Change]
    signals: Sequence[Stretch]

    def stage_at(self, month: int) -> str:
        """Before its record began everybody is to be developed."""
        later = self.changes[bisect_right(self.changes, month, key=lambda change: change.month) :]
        return later[0].before if later else self.stage

    def since_at(self, month: int) -> int | None:
        """The month in which it came into the stage of that month-end; None where that is not on record."""
        earlier = [change.month for change in self.changes if change.month <= month]
        if earlier:
            return earlier[-1]
        return None if self.changes else min(self.since, month)

    def signal_at(self, month: int) -> str:
        return next((one.signal for one in self.signals if one.since <= month <= one.until), "")


class Standing(NamedTuple):
    share: float | None
    ours_12: int


@dataclass(frozen=True)
class Loss:
    """A customer that may be lost; ``cases`` are (lost, all) of those before it with this signal in this stage."""

    key: int
    name: str
    signal: str
    stage: str
    ours_12: int | None
    cases: tuple[int, int] | None


@dataclass(frozen=True)
class Floor:
    """A stage of the funnel: how many are there, for how long (median days), and how many of before went up."""

    stage: str
    count: int
    days: int | None
    advanced: int
    before: int


@dataclass(frozen=True)
class Period:
    """What happened between two month-ends. ``moves`` has the keys of the customers by stage before and after."""

    first: int
    last: int
    moves: Mapping[tuple[str, str], Sequence[int]]
    average_share: float | None
    revenue_at_risk: int | None
    interrupted_unwarned: int

    def count(self, before: str, after: str) -> int:
        return len(self.moves.get((before, after), ()))

    @property
    def advanced(self) -> int:
        return sum(len(keys) for move, keys in self.moves.items() if direction_of(*move) == "up")

    @property
    def regressed(self) -> int:
        return sum(len(keys) for (a, b), keys in self.moves.items() if _X not in (a, b) and _ORDER[b] < _ORDER[a])

    @property
    def interrupted(self) -> int:
        return sum(len(keys) for (a, b), keys in self.moves.items() if b == _X and a != _X)


@dataclass(frozen=True)
class Migration:
    now: Period
    earlier: Period
    floors: Sequence[Floor]
    losses: Sequence[Loss]
    cells: Mapping[str, Sequence[int]]
    names: Mapping[int, str]
    reads_money: bool
    interruptions_from: Mapping[str, int]


def direction_of(before: str, after: str) -> str:
    """ "up", "down" or "stay": recovery goes up, interruption and lapse go down."""
    if before == after:
        return "stay"
    if before == _X:
        return "down" if after == "development" else "up"
    return "up" if after != _X and _ORDER[after] > _ORDER[before] else "down"


def last_month_end(on: datetime) -> int:
    return last_whole_month(today_here(on))


def migration(actor: Actor, *, first: int, last: int, on: datetime) -> Migration:
    """Between the month-ends ``first`` and ``last``, held against the period of the same length before it."""
    rows = view(actor, ASSESSMENTS, on=on).filter("category", "empty")
    reads_money = any(field.name == "ours_12" for field in rows.resource.fields)
    accounts = _accounts(actor, rows.only("customer", "stage", "since").all(_ALL), on=on)
    earlier = first - (last - first)
    keys = [account.key for account in accounts]
    until = last_month_end(on)
    standings = _standings(keys, {first, last}, until=until) if len(keys) <= MOST_JUDGED else {}
    now = _period(accounts, first, last, standings, money=reads_money)
    return Migration(
        now=now,
        earlier=_period(accounts, earlier, first, standings, money=reads_money),
        floors=[_floor(accounts, word.key, first, last) for word in STAGES[:4]],
        losses=_losses(accounts, last, standings, money=reads_money),
        cells=_cells(actor, accounts, on=on),
        names={account.key: account.name for account in accounts},
        reads_money=reads_money,
        interruptions_from=Counter(
            change.before
            for account in accounts
            for change in account.changes
            if first < change.month <= last and change.after == _X
        ),
    )


def _accounts(actor: Actor, rows: Iterable[Row], *, on: datetime) -> list[Account]:
    changes: dict[int, list[Change]] = defaultdict(list)
    for row in view(actor, STAGE_CHANGES, on=on).filter("category", "empty").order("month").all(_ALL):
        change = Change(month_number(row["month"]), row["stage_before"], row["stage"])
        changes[row["customer"].key].append(change)
    signals: dict[int, list[Stretch]] = defaultdict(list)
    for row in view(actor, SIGNAL_MONTHS, on=on).filter("category", "empty").order("since").all(_ALL):
        until = month_number(row["until"]) if row["until"] else _ALL
        signals[row["customer"].key].append(Stretch(row["signal"], month_number(row["since"]), until))
    return [
        Account(
            row["customer"].key, row["customer"].label, row["stage"], month_number(row["since"]),
            changes[row["customer"].key], signals[row["customer"].key],
        )
        for row in rows
    ]  # fmt: skip


def _standings(customers: Sequence[int], months: set[int], *, until: int) -> dict[tuple[int, int], Standing]:
    """Share and purchases of twelve months, by customer and month-end."""
    known, found = rules(), {}
    for piece in pieces(customers, _AT_ONCE):
        judgement = judge_customers(piece, until=until, rules=known)
        if judgement is None:
            continue
        facts, verdicts = judgement.facts, judgement.verdicts
        for row, (customer, place) in enumerate(judgement.relations):
            for month in months if place == 0 else ():
                column = month - facts.first
                if 0 <= column < facts.months and verdicts.stage[row, column]:
                    share = float(verdicts.share[row, column])
                    ours = int(facts.ours[row, max(column - _YEAR + 1, 0) : column + 1].sum())
                    found[customer, month] = Standing(None if share != share else share, ours)
    return found


def _period(
    accounts: Sequence[Account], first: int, last: int, standings: Mapping[tuple[int, int], Standing], *, money: bool
) -> Period:
    moves: dict[tuple[str, str], list[int]] = defaultdict(list)
    for account in accounts:
        moves[account.stage_at(first), account.stage_at(last)].append(account.key)
    there = [standing for account in accounts if (standing := standings.get((account.key, last)))]
    shares = [standing.share for standing in there if standing.share is not None]
    at_risk = [account.key for account in accounts if account.signal_at(last) in AT_RISK]
    stakes = [standings[key, last].ours_12 for key in at_risk if (key, last) in standings]
    return Period(
        first, last, moves,
        average_share=mean(shares) if shares else None,
        revenue_at_risk=sum(stakes) if money and (stakes or not at_risk) else None,
        interrupted_unwarned=sum(
            not _was_warned(account, change.month)
            for account in accounts
            for change in account.changes
            if first < change.month <= last and change.after == _X
        ),
    )  # fmt: skip


def _was_warned(account: Account, month: int) -> bool:
    return any(
        one.signal in WARNINGS and one.since < month and one.until >= month - WARNED_WITHIN for one in account.signals
    )


def _floor(accounts: Sequence[Account], stage: str, first: int, last: int) -> Floor:
    here = [account for account in accounts if account.stage_at(last) == stage]
    since = [begun for account in here if (begun := account.since_at(last)) is not None]
    days = [(last_day(last) - first_day(month)).days for month in since]
    before = [account for account in accounts if account.stage_at(first) == stage]
    advanced = sum(direction_of(stage, account.stage_at(last)) == "up" for account in before)
    return Floor(stage, len(here), round(median(days)) if days else None, advanced, len(before))


def _losses(
    accounts: Sequence[Account], month: int, standings: Mapping[tuple[int, int], Standing], *, money: bool
) -> list[Loss]:
    """By what is at stake."""
    cases = _cases(accounts, month)
    found = []
    for account in accounts:
        signal, stage = account.signal_at(month), account.stage_at(month)
        if signal in AT_RISK:
            standing = standings.get((account.key, month))
            lost, of = cases[signal, stage]
            found.append(
                Loss(
                    account.key, account.name, signal, stage, standing.ours_12 if money and standing else None,
                    (lost, of) if of >= LEAST_CASES else None,
                )
            )  # fmt: skip
    return sorted(found, key=lambda loss: (-(loss.ours_12 or 0), loss.name))


def _cases(accounts: Sequence[Account], month: int) -> Mapping[tuple[str, str], tuple[int, int]]:
    """How often it went badly within a year, of all that came up a year ago or earlier: (lost, all)."""
    lost: Counter[tuple[str, str]] = Counter()
    of: Counter[tuple[str, str]] = Counter()
    for account in accounts:
        for one in account.signals:
            if one.signal in AT_RISK and one.since <= month - _YEAR:
                case = one.signal, account.stage_at(one.since)
                of[case] += 1
                lost[case] += _is_lost(account, one)
    return defaultdict(lambda: (0, 0), {case: (lost[case], number) for case, number in of.items()})


def _is_lost(account: Account, one: Stretch) -> bool:
    after = [change for change in account.changes if one.since < change.month <= one.since + _YEAR]
    if account.stage_at(one.since) == _X:  # broken off already: lost is who did not come back
        return not any(direction_of(change.before, change.after) == "up" for change in after)
    return any(direction_of(change.before, change.after) == "down" for change in after)


def _cells(actor: Actor, accounts: Sequence[Account], *, on: datetime) -> dict[str, list[int]]:
    """Customers by cell of share and attitude, today; "" where the attitude is unknown, interrupted ones left out."""
    known = attitudes(actor, on=on)
    cells: dict[str, list[int]] = defaultdict(list)
    for account in accounts:
        if account.stage != _X:
            word = known[account.key].cell(_ORDER[account.stage]) if account.key in known else None
            cells[word.key if word else ""].append(account.key)
    return cells
