"""The monthly series of some relations: sums, statements and events put together as the kernel's facts.

Rows are relations in output order. Arrays have the shape (months, rows): the values of a month lie together.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from guanxi.ledger.attached import Attached, Marks
from guanxi.ledger.relations import Relations
from guanxi.ledger.store import Rows
from guanxi.lifecycle import LARGEST, Facts, Parameters, WindowOverflowError, totals

Ints = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]  # columns of months; the number of months stands for never
Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Array = npt.NDArray[Any]

_SAFE: Final = 1 << 62


@dataclass(frozen=True)
class Sums:
    """What the ledger's lines say of each row; an account row holds the lines without category only."""

    keys: Ints
    amount: Ints  # of everybody
    ours: Ints  # of us; the same array where the ledger names no suppliers
    line: Places  # the first line of anybody


@dataclass(frozen=True)
class Stated:
    """What a total needs that somebody stated: which part of ours stands against it, and how good it is."""

    counted: Ints
    estimated: Bools
    stale: Bools

    def part(self, rows: Any) -> "Stated":
        return Stated(self.counted[:, rows], self.estimated[:, rows], self.stale[:, rows])


@dataclass(frozen=True)
class Opened:
    """The opening position of each row: its stage, 0 none, and its month."""

    stage: Bytes
    month: Places

    def part(self, rows: Any) -> "Opened":
        return Opened(self.stage[rows], self.month[rows])


@dataclass
class Series:
    """The facts of each row. An account row says what is known of the account by itself until it is settled."""

    keys: Ints
    ours: Ints
    total: Ints
    known: Bools
    line: Places  # the first line
    fact: Places  # the first fact of any kind
    stated: Stated | None = None
    contact: Bools | None = None
    notice: Bools | None = None
    opened: Opened | None = None

    def facts(self, first: int) -> Facts:
        """The kernel's facts; its arrays of shape (rows, months) are views of these."""
        opened = self.opened
        return Facts(
            first=first,
            ours=self.ours.T,
            total=self.total.T,
            known=self.known.T,
            begin=np.where(opened.stage, opened.month, self.fact) if opened else self.fact,
            counted=self.stated.counted.T if self.stated else None,
            estimated=self.stated.estimated.T if self.stated else None,
            stale=self.stated.stale.T if self.stated else None,
            contact=None if self.contact is None else self.contact.T,
            notice=None if self.notice is None else self.notice.T,
            opening=opened.stage if opened else None,
        )

    def part(self, rows: Any) -> "Series":
        """The same of some rows, chosen by a slice (no copy) or an array."""
        return Series(
            keys=self.keys[rows],
            ours=self.ours[:, rows],
            total=self.total[:, rows],
            known=self.known[:, rows],
            line=self.line[rows],
            fact=self.fact[rows],
            stated=self.stated.part(rows) if self.stated else None,
            contact=None if self.contact is None else self.contact[:, rows],
            notice=None if self.notice is None else self.notice[:, rows],
            opened=self.opened.part(rows) if self.opened else None,
        )


@dataclass(frozen=True)
class StatedGroups:
    """The categories of each group whose total is known: what they buy, what we sell them, how good the totals are."""

    total: Ints
    counted: Ints
    known: Bools
    estimated: Bools
    stale: Bools

    def with_more(self, other: "StatedGroups") -> "StatedGroups":
        return StatedGroups(
            _added(self.total, other.total),
            _added(self.counted, other.counted),
            self.known | other.known,
            self.estimated | other.estimated,
            self.stale | other.stale,
        )


@dataclass(frozen=True)
class Groups:
    """What the rows of each group of an account and its categories come to: arrays of shape (months, groups)."""

    ours: Ints
    line: Places
    fact: Places
    total: Ints | None = None  # where lines tell the total
    stated: StatedGroups | None = None
    contact: Bools | None = None

    def with_more(self, other: "Groups") -> "Groups":
        """The same groups, made of the rows of both."""
        stated, contact, total = other.stated, other.contact, None
        if self.stated is not None:
            stated = self.stated if stated is None else self.stated.with_more(stated)
        if self.contact is not None:
            contact = self.contact if contact is None else self.contact | contact
        if self.total is not None and other.total is not None:
            total = _added(self.total, other.total)
        return Groups(
            _added(self.ours, other.ours),
            np.minimum(self.line, other.line),
            np.minimum(self.fact, other.fact),
            total,
            stated,
            contact,
        )


@dataclass(frozen=True)
class Market:
    """What customers buy of everybody, where every supplier is judged: first lines and sums of each relation."""

    keys: Ints  # sorted
    line: Places
    rows: Rows

    def take(self, keys: Ints) -> tuple[Ints, Places]:
        """Totals of shape (months, keys), and first lines; every key must be known."""
        places = np.searchsorted(self.keys, keys)
        return np.ascontiguousarray(self.rows.take(places).T), self.line[places]


@dataclass(frozen=True)
class SeriesBuilder:
    """Makes series of sums. ``named``: the ledger names suppliers, so that its lines tell the totals."""

    relations: Relations
    first: int
    months: int
    named: bool
    parameters: Parameters
    attached: Attached
    market: Market | None = None  # where every supplier is judged

    def own(self, sums: Sums) -> Series:
        """Each row by itself. ``sums`` has at least one row, in rising order of their numbers."""
        if self.market is not None:
            total, line = self.market.take(sums.keys % (len(self.relations.customers) * self.relations.width))
            return Series(sums.keys, sums.ours, total, self._since(line), line, line)
        if self.named:
            series = Series(sums.keys, sums.ours, sums.amount, self._since(sums.line), sums.line, sums.line)
            return self._with_events(series, self._openings(sums.keys))
        return self._with_events(self._with_statements(sums), self._openings(sums.keys))

    def groups(self, series: Series, starts: Array) -> Groups:
        """What the groups that begin at these rows come to."""
        total, stated, contact = None, None, None
        if self.named and self.market is None:
            total = _reduced(np.add, series.total, starts)
        if series.stated is not None:
            known = series.known & (series.keys % self.relations.width > 0)
            stated = StatedGroups(
                _reduced(np.add, series.total * known, starts),
                _reduced(np.add, series.ours * known, starts),
                _reduced(np.logical_or, known, starts),
                _reduced(np.logical_or, series.stated.estimated & known, starts),
                _reduced(np.logical_or, series.stated.stale & known, starts),
            )
        if series.contact is not None:
            contact = _reduced(np.logical_or, series.contact, starts)
        return Groups(
            _reduced(np.add, series.ours, starts),
            np.minimum.reduceat(series.line, starts),
            np.minimum.reduceat(series.fact, starts),
            total,
            stated,
            contact,
        )

    def settle(self, series: Series, accounts: Array, groups: Groups) -> None:
        """Complete the rows of accounts, which are at ``accounts``, by what their groups come to."""
        series.ours[:, accounts] = groups.ours
        series.line[accounts] = groups.line
        series.fact[accounts] = groups.fact
        if groups.total is not None:
            series.total[:, accounts] = groups.total
            series.known[:, accounts] = self._since(groups.line)
        if groups.contact is not None:
            if series.contact is None:
                series.contact = np.zeros(series.known.shape, dtype=np.bool_)
            series.contact[:, accounts] = groups.contact
        if groups.stated is not None:
            if series.stated is None:
                nothing = np.zeros(series.known.shape, dtype=np.bool_)
                series.stated = Stated(series.ours.copy(), nothing, nothing.copy())
            # A statement about the account itself goes before the sum of its categories.
            said, of = series.known[:, accounts], groups.stated
            series.total[:, accounts] = np.where(said, series.total[:, accounts], of.total)
            series.known[:, accounts] = said | of.known
            stated = series.stated
            stated.counted[:, accounts] = np.where(said | ~of.known, groups.ours, of.counted)
            stated.estimated[:, accounts] = np.where(said, stated.estimated[:, accounts], of.estimated)
            stated.stale[:, accounts] = np.where(said, stated.stale[:, accounts], of.stale)
        elif series.stated is not None:
            series.stated.counted[:, accounts] = groups.ours

    def _since(self, line: Places) -> Bools:
        known: Bools = np.arange(self.months, dtype=np.int32)[:, None] >= line
        return known

    def _openings(self, keys: Ints) -> Opened | None:
        low, high = int(keys[0]), int(keys[-1]) + 1
        openings = self.attached.openings.between(low, high)
        if not openings.keys.size:
            return None
        opened = Opened(np.zeros(len(keys), dtype=np.uint8), np.full(len(keys), -1, dtype=np.int32))
        row = np.searchsorted(keys, openings.keys)
        opened.month[row] = openings.months - self.first
        opened.stage[row] = self.attached.stages_between(low, high)
        return opened

    def _with_statements(self, sums: Sums) -> Series:
        keys = sums.keys
        statements = self.attached.statements_between(int(keys[0]), int(keys[-1]) + 1)
        row = np.searchsorted(keys, statements.relation)
        if not row.size:
            unknown = np.zeros(sums.ours.shape, dtype=np.bool_)
            return Series(keys, sums.ours, np.zeros_like(sums.ours), unknown, sums.line, sums.line)
        found = totals(
            replace(statements, relation=row),
            len(keys),
            first=self.first,
            months=self.months,
            parameters=self.parameters,
        )
        known = found.known.T
        fact = np.where(known.any(axis=0), known.argmax(axis=0), self.months).astype(np.int32)
        return Series(
            keys,
            sums.ours,
            found.total.T,
            known,
            sums.line,
            np.minimum(sums.line, fact),
            stated=Stated(sums.ours.copy(), found.estimated.T, found.stale.T),
        )

    def _with_events(self, series: Series, opened: Opened | None) -> Series:
        """Add contacts, notices and openings.

        What is known of months before an opening stays: the kernel does not use it for that relation, but a category's
        facts are its account's too, and a total of before may be carried past the opening.
        """
        if opened is not None:
            month = np.where(opened.stage, opened.month, self.months).astype(np.int32)
            series = replace(series, fact=np.minimum(series.fact, month), opened=opened)
        series.contact = self._marked(self.attached.contacts, series)
        series.notice = self._marked(self.attached.notices, series)
        return series

    def _marked(self, marks: Marks, series: Series) -> Bools | None:
        """Where the marks of each row and of its account are. The row's own are facts that begin its record; those of
        its account begin none.
        """
        keys, width = series.keys, self.relations.width
        accounts = keys - keys % width
        marks = marks.between(int(accounts[0]), int(keys[-1]) + 1)
        if not marks.keys.size:
            return None
        marked = np.zeros(series.known.shape, dtype=np.bool_)
        row, column = np.searchsorted(keys, marks.keys), (marks.months - self.first).astype(np.int32)
        own = keys[row] == marks.keys  # a piece of a large group has not all of its rows
        marked[column[own], row[own]] = True
        series.fact = series.fact.copy()
        np.minimum.at(series.fact, row[own], column[own])
        of_account = marks.keys % width == 0
        if of_account.any():
            groups, group = np.unique(accounts, return_inverse=True)
            felt = np.zeros((self.months, len(groups)), dtype=np.bool_)
            felt[column[of_account], np.searchsorted(groups, marks.keys[of_account])] = True
            marked |= felt[:, group]
        return marked


def _reduced(operation: np.ufunc, values: Array, starts: Array) -> Array:
    """``operation`` over the rows of each group. A sum that does not fit is a ``WindowOverflowError``."""
    if operation is np.add and values.size:
        largest = max(int(values.max()), -int(values.min()))
        longest = int(np.diff(starts, append=values.shape[1]).max())
        if largest * longest >= _SAFE:  # it might wrap: doubles are near enough to tell
            rough = np.abs(np.add.reduceat(values.astype(np.float64), starts, axis=1))
            if rough.max() > LARGEST * 1.01:
                column, group = np.argwhere(rough > LARGEST * 1.01)[0].tolist()
                raise WindowOverflowError(int(starts[group]), column)
    reduced: Array = operation.reduceat(values, starts, axis=1)
    return reduced


def _added(one: Ints, another: Ints) -> Ints:
    """Sums of two parts of the same groups. A part stays below 2**62 (see ``_reduced``), what they come to below
    2**61, so that the next addition cannot wrap either; a sum that large would have to be cancelled 25 times over.
    """
    both: Ints = one + another
    beyond = (both >= _SAFE >> 1) | (both <= -_SAFE >> 1)
    if beyond.any():
        column, group = np.argwhere(beyond)[0].tolist()
        raise WindowOverflowError(group, column)
    return both
