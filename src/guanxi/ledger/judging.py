"""From sums kept aside to verdicts: partition by partition, piece by piece, in output order."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from guanxi.errors import Refused
from guanxi.ledger.output import Block
from guanxi.ledger.partitions import Partition, Sizes, pieces
from guanxi.ledger.relations import By, Relations
from guanxi.ledger.series import Groups, Market, Places, Series, SeriesBuilder, Sums
from guanxi.ledger.store import Rows, SumStore
from guanxi.lifecycle import LARGEST, Facts, Verdicts, WindowOverflowError, judge_once, mix_effect
from guanxi.lifecycle.vocabulary import REGRESSED, REGRESSING, SIGNALS
from guanxi.months import month_text

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Judging:
    """Judges all relations of a run. ``by`` says which of them are put out: accounts, categories or both."""

    builder: SeriesBuilder
    by: By
    sizes: Sizes = field(default_factory=Sizes)

    def blocks(self, store: SumStore, *, advance: Callable[[int], None]) -> Iterator[Block]:
        """The blocks of the output in its order; ``advance`` is called after each partition of the store."""
        named = self.builder.attached.keys()
        of_partition = self._relations.partition_of(named)
        for number in range(store.partitions):
            part = _partition(self.builder, store, number, named[of_partition == number], self.sizes)
            for slices in pieces(part.keys, width=self._relations.width, most=self._rows(self.sizes.piece)):
                if len(slices) > 1:
                    yield from self._torn(part, slices)
                    continue
                for series in _settled(self.builder, part, slices):
                    yield from self._whole(series)
            advance(1)

    @property
    def _relations(self) -> Relations:
        return self.builder.relations

    def _rows(self, cells: int) -> int:
        return max(cells // self.builder.months, 1)

    def _whole(self, series: Series) -> Iterator[Block]:
        """A piece of whole groups."""
        for slices in pieces(series.keys, width=self._relations.width, most=self._rows(self.sizes.block)):
            groups = series.part(slice(slices[0].start, slices[-1].stop))
            account = groups.keys % self._relations.width == 0
            if self.by != "both":
                groups = groups.part(account if self.by == "customer" else ~account)
            if len(groups.keys):
                facts, verdicts = self._judged(groups)
                if self.by == "both":
                    _mark_mix_effect(verdicts, account)
                yield from self._put_out(groups.keys, facts, verdicts)

    def _torn(self, part: Partition, slices: list[slice]) -> Iterator[Block]:
        """The pieces of a large group: its account comes first and looks at all categories, so these are judged
        twice.
        """
        if self.by != "category":
            seen: Verdicts | None = None
            for series in _settled(self.builder, part, slices):
                if series.keys[0] % self._relations.width == 0:
                    account, series = series.part([0]), series.part(slice(1, None))
                if self.by == "both" and len(series.keys):
                    _, verdicts = self._judged(series)
                    seen = _signals_seen(verdicts, seen)
            facts, verdicts = self._judged(account)
            if seen is not None:
                mix_effect(verdicts, seen, np.zeros(len(seen.stage), dtype=np.int64))
            yield from self._put_out(account.keys, facts, verdicts)
        if self.by != "customer":
            for rows in slices:
                series = _own(self.builder, part, rows)
                series = series.part(series.keys % self._relations.width > 0)
                if len(series.keys):
                    yield from self._put_out(series.keys, *self._judged(series))

    def _judged(self, series: Series) -> tuple[Facts, Verdicts]:
        facts = series.facts(self.builder.first)
        with _naming(self.builder, series.keys):
            _check_windows(facts, self.builder.parameters.W)
            return facts, judge_once(facts, self.builder.parameters)

    def _put_out(self, keys: Ints, facts: Facts, verdicts: Verdicts) -> Iterator[Block]:
        """In parts of the size of a block; a group may be larger."""
        most = self._rows(self.sizes.block)
        for start in range(0, len(keys), most):
            rows = slice(start, start + most)
            yield Block(*self._relations.names(keys[rows]), facts.part(rows), verdicts.part(rows))


def judge_groups(builder: SeriesBuilder, sums: Sums) -> tuple[Series, Facts, Verdicts]:
    """Whole groups of accounts and categories that fit into memory, judged in one piece, in the order of ``sums``.

    Raises ``Refused``, naming the relation by its number, for sums that are too large.
    """
    series = builder.own(sums)
    account = series.keys % builder.relations.width == 0
    with _naming(builder, series.keys):
        starts = np.flatnonzero(account)
        builder.settle(series, starts, builder.groups(series, starts))
        facts = series.facts(builder.first)
        _check_windows(facts, builder.parameters.W)
        verdicts = judge_once(facts, builder.parameters)
    _mark_mix_effect(verdicts, account)
    return series, facts, verdicts


def _check_windows(facts: Facts, window: int) -> None:
    """No window of our sales may sum to more than ``LARGEST``; the kernel looks only at months with a known total."""
    if not facts.ours.size or max(int(facts.ours.max()), -int(facts.ours.min())) * window <= LARGEST:
        return
    ours = np.where(np.arange(facts.months) >= facts.begin[:, None], facts.ours, 0)

    def windows(values: Array) -> Array:
        sums = np.cumsum(values, axis=1)
        sums[:, window:] -= sums[:, :-window].copy()
        return sums

    # Integers wrap in the long run, and their differences are right again where doubles say that they are small.
    beyond = np.abs(windows(ours.astype(np.float64))) > LARGEST * 1.01
    if not beyond.any():
        beyond = np.abs(windows(ours)) > LARGEST
    if beyond.any():
        raise WindowOverflowError(*np.argwhere(beyond)[0].tolist())


def _mark_mix_effect(verdicts: Verdicts, account: Bools) -> None:
    """Set the flag in the rows of accounts, each of which is followed by its categories."""
    warned = account & ((verdicts.signal == REGRESSING) | (verdicts.signal == REGRESSED)).any(axis=1)
    group = np.cumsum(account) - 1
    concerned = warned[account][group] & ~account
    if not concerned.any():
        return
    accounts = _rows_of(verdicts, warned)
    owner = (np.cumsum(warned[account]) - 1)[group[concerned]]
    mix_effect(accounts, _rows_of(verdicts, concerned), owner)
    verdicts.flags[warned] = accounts.flags


def _rows_of(verdicts: Verdicts, rows: Bools) -> Verdicts:
    """Only what the mix effect looks at: the other arrays stay those of all rows."""
    return replace(verdicts, stage=verdicts.stage[rows], signal=verdicts.signal[rows], flags=verdicts.flags[rows])


def _signals_seen(verdicts: Verdicts, before: Verdicts | None) -> Verdicts:
    """A row for each signal, begun in the months in which a row of ``verdicts`` or of ``before`` has it."""
    seen = before or Verdicts.empty(verdicts.first, len(SIGNALS), verdicts.months)
    if before is None:
        seen.stage[:] = 0
        seen.signal[:] = np.arange(1, len(SIGNALS) + 1)[:, None]
    for row, signal in enumerate(seen.signal[:, 0]):
        seen.stage[row] |= ((verdicts.signal == signal) & (verdicts.stage > 0)).any(axis=0)
    return seen


def build_market(
    builder: SeriesBuilder, store: SumStore, path: Path, *, advance: Callable[[int], None], sizes: Sizes | None = None
) -> Market:
    """What customers buy of everybody in each category and in all, from a store of the sums of all suppliers.

    The relations of ``builder`` are those without suppliers. The table of the sums is made at ``path``.
    """
    sizes = sizes or Sizes()
    keys: list[Ints] = []
    lines: list[Places] = []
    rows = Rows(path, width=builder.months)
    most = max(sizes.piece // builder.months, 1)
    for number in range(store.partitions):
        part = _partition(builder, store, number, np.zeros(0, dtype=np.int64), sizes)
        for slices in pieces(part.keys, width=builder.relations.width, most=most):
            for series in _settled(builder, part, slices):
                keys.append(series.keys)
                lines.append(series.line)
                rows.append(series.total.T)
        advance(1)
    return Market(np.concatenate(keys), np.concatenate(lines), rows)


def _settled(builder: SeriesBuilder, part: Partition, slices: list[slice]) -> Iterator[Series]:
    """The series of pieces of whole groups, or of the pieces of one group, with their accounts complete."""
    first = np.zeros(1, dtype=np.intp)
    together: Groups | None = None
    for rows in slices:
        keys = part.keys[rows]
        with _naming(builder, keys):
            series = _own(builder, part, rows)
        account = keys % builder.relations.width
        with _naming(builder, keys - account):
            starts = first if len(slices) > 1 else np.flatnonzero(account == 0)
            groups = builder.groups(series, starts)
            together = groups if together is None else together.with_more(groups)
    assert together is not None
    if len(slices) == 1:
        builder.settle(series, starts, together)
        yield series
        return
    for number, rows in enumerate(slices):
        series = _own(builder, part, rows)
        if number == 0:
            builder.settle(series, first, together)
        yield series


def _own(builder: SeriesBuilder, part: Partition, rows: slice) -> Series:
    begin, values = part.sums(rows)
    return builder.own(Sums(part.keys[rows], values[0], values[-1], begin))


@contextmanager
def _naming(builder: SeriesBuilder, keys: Ints) -> Iterator[None]:
    """Turn a sum that is too large into a refusal that names its relation, by the row in ``keys``."""
    try:
        yield
    except WindowOverflowError as error:
        raise Refused(
            f"The sums of {builder.relations.spoken(int(keys[error.relation]))} up to "
            f"{month_text(builder.first + error.column)} pass 900,000,000,000,000.00: look for a wrong amount there, "
            "or give the amounts in thousands.",
            code="sum_too_large",
        ) from error


def _partition(builder: SeriesBuilder, store: SumStore, number: int, named: Ints, sizes: Sizes) -> Partition:
    return Partition(
        store,
        number,
        named=named,
        width=builder.relations.width,
        first=builder.first,
        months=builder.months,
        entries=sizes.entries,
    )
