"""``guanxi assess``: from a ledger to the stage of every relationship, step by step."""

import platform
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

import duckdb
import numpy as np

from guanxi import __version__
from guanxi.errors import Refused, WrongCall
from guanxi.ledger.aggregation import Engine, MonthlySums, Roll, SumTooLargeError, Wanted
from guanxi.ledger.attached import attach
from guanxi.ledger.call import Call, command_line
from guanxi.ledger.cleaning import clean_name
from guanxi.ledger.columns import closest
from guanxi.ledger.engines.opening import Opened, open_engines
from guanxi.ledger.events import Event, read_events
from guanxi.ledger.judging import Judging, build_market
from guanxi.ledger.output import FILES, Block, Output
from guanxi.ledger.overview import Overview
from guanxi.ledger.rejects import Rejects
from guanxi.ledger.relations import Ids, Ints, Relations, ranks
from guanxi.ledger.series import SeriesBuilder
from guanxi.ledger.store import SumStore
from guanxi.ledger.totals import StatedTotal, read_totals
from guanxi.months import month_text

if TYPE_CHECKING:
    from guanxi.ledger.engines.spark import SparkEngine

__all__ = ["Call", "Progress", "Summary", "run"]

_LAYOUT: Final = 1  # of run.json and the files beside it
_NO_TOTALS: Final = "--totals does not go with a ledger that names suppliers: there the ledger is the total."


class Progress(Protocol):
    """Is told of steps that take long, and how far they are."""

    def step(self, name: str, total: int | None) -> None: ...

    def advance(self, n: int) -> None: ...


@dataclass(frozen=True)
class Summary:
    """What a run did: ``run`` is what stands in run.json, ``files`` the names of what was written."""

    directory: Path
    run: dict[str, Any]
    overview: Overview
    files: list[str]


def run(call: Call, *, progress: Progress) -> Summary:
    """Assess a ledger and leave the results in ``call.out``; on any error its older results stay.

    Raises ``WrongCall`` for options that do not fit each other or the ledger, ``Refused`` for what cannot be used.
    """
    _check_options(call)
    with ExitStack() as stack:
        output = stack.enter_context(Output(call.out))
        stack.enter_context(output.guard())
        rejects = Rejects()
        stack.callback(rejects.close)
        assessment = _Assessment(call, progress, output, rejects)
        stack.callback(assessment.close)
        return assessment.run()


def _check_options(call: Call) -> None:
    if call.us and call.every_supplier:
        raise WrongCall("Use --us or --every-supplier, not both.")
    if call.totals and (call.us or call.every_supplier):
        raise WrongCall(_NO_TOTALS)
    if call.events and call.every_supplier:
        raise WrongCall("--events does not go with --every-supplier: events belong to one supplier.")


class _Numbers(NamedTuple):
    """For the names of one engine their ranks among all; the last entry serves number -1, none."""

    customers: Ids
    categories: Ids
    suppliers: Ids


class _Clock:
    """Wall and CPU seconds of each step."""

    def __init__(self) -> None:
        self.wall: dict[str, float] = {}
        self.cpu: dict[str, float] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            self.wall[step] = self.wall.get(step, 0.0) + time.perf_counter() - wall
            self.cpu[step] = self.cpu.get(step, 0.0) + time.process_time() - cpu


class _Assessment:
    """One run. The methods are its steps, in their order."""

    def __init__(self, call: Call, progress: Progress, output: Output, rejects: Rejects) -> None:
        self.call, self.progress, self.output, self.rejects = call, progress, output, rejects
        self.clock = _Clock()
        self.currencies: set[str] = set()
        self.statements: list[StatedTotal] = []
        self.events: list[Event] = []
        self.later = 0  # lines, statements and events after the last month
        self.stack = ExitStack()

    def close(self) -> None:
        self.stack.close()

    def run(self) -> Summary:
        with self.clock("read"):
            self.open()
            self.read()
            self.find_months()
            self.find_us()
            self.number()
        with self.clock("sum"):
            self.sum()
            self.attach()
        self.judge()
        return self.finish()

    # ---- read --------------------------------------------------------------------------------------------------

    def open(self) -> None:
        call = self.call
        options = replace(call.read, category_required=call.by == "category")
        self.ledger: Opened = open_engines(
            call.ledgers, call.engine, options, aside=self.output.aside, advance=self.progress.advance
        )
        self.stack.callback(self.ledger.close)
        if self.ledger.has_supplier:
            if call.totals:
                raise WrongCall(_NO_TOTALS)
            if not (call.us or call.every_supplier):
                raise WrongCall("The ledger names suppliers: say which is us with --us NAME, or use --every-supplier.")
        elif call.us or call.every_supplier:
            raise WrongCall("--us and --every-supplier need a supplier column, and the ledger has none.")
        if call.by == "category" and not self.ledger.has_category:
            raise WrongCall("--by category needs a category column, and the ledger has none.")
        self.named = self.ledger.has_supplier

    def read(self) -> None:
        call = self.call
        self.progress.step("read", self.ledger.lines)
        for file in self.ledger.files:
            self.rejects.expect(file)
        for engine in self.ledger.engines:
            engine.read(self.rejects)
        self.currencies = set().union(*(engine.currencies for engine in self.ledger.engines))
        self.lines = sum(engine.lines for engine in self.ledger.engines)
        if call.totals:
            self.statements = read_totals(call.totals, call.read, rejects=self.rejects, currencies=self.currencies)
            if not self.ledger.has_category and any(statement.category for statement in self.statements):
                raise WrongCall(f"{call.totals} states totals of categories, and the ledger has no category column.")
        if call.events:
            self.events = read_events(call.events, call.read, rejects=self.rejects)
        if len(self.currencies) > 1:
            raise Refused(
                f"The amounts are in {' and '.join(sorted(self.currencies))}: convert them into one currency first.",
                code="mixed_currencies",
            )

    def find_months(self) -> None:
        """The months to judge: up to the one asked for, else to that of the last usable line."""
        periods = [engine.period for engine in self.ledger.engines if engine.period is not None]
        if not periods:
            raise Refused(self._why_nothing_is_usable(), code="nothing_usable")
        first, last = min(period.first for period in periods), max(period.last for period in periods)
        self.until = last if self.call.until is None else self.call.until
        if first > self.until:
            raise Refused(
                f"There is no usable line up to {month_text(self.until)}: the first is of {month_text(first)}.",
                code="nothing_usable",
            )
        self.used = sum(period.lines for period in periods)
        if last > self.until:
            self.later = sum(engine.lines_after(self.until) for engine in self.ledger.engines)
            self.used -= self.later
        facts = len(self.statements) + len(self.events)
        self.statements = [statement for statement in self.statements if statement.first <= self.until]
        self.events = [event for event in self.events if event.month <= self.until]
        self.later += facts - len(self.statements) - len(self.events)
        self.first = min(first, *(s.first for s in self.statements), *(e.month for e in self.events), self.until)

    def _why_nothing_is_usable(self) -> str:
        what = " and ".join(self.ledger.files)
        if not self.lines:
            return f"{what} has no usable line: it has no line at all."
        often = max(self.rejects.by_reason.items(), key=lambda reason: reason[1].lines)
        return (
            f"{what} has no usable line: {self.lines:,} were rejected, most of them ({often[1].lines:,}) for this: "
            f"{often[0]}."
        )

    def find_us(self) -> None:
        known = {name for engine in self.ledger.engines for name in engine.names.suppliers.names}
        if self.call.every_supplier and not known:
            raise Refused("No usable line names a supplier, so there is nobody to judge.", code="nothing_usable")
        self.us = frozenset(map(clean_name, self.call.us))
        for name in sorted(self.us - known):
            near = closest(name, known)
            hint = f"the closest is “{near}”." if near else "write it as in the supplier column."
            raise Refused(f"No supplier is called “{name}”: {hint}", code="unknown_supplier")

    def number(self) -> None:
        """Give all names their ranks, and say what sums are wanted."""
        said: list[StatedTotal | Event] = [*self.statements, *self.events]
        by_category = self.call.by != "customer" or any(fact.category for fact in said)
        names = [engine.names for engine in self.ledger.engines]
        customers = _sorted_names([names.customers for names in names], (fact.customer for fact in said))
        categories = _sorted_names(
            [names.categories for names in names] if by_category else [], (fact.category or "" for fact in said)
        )
        suppliers = _sorted_names([names.suppliers for names in names], ())
        self.numbers = [
            _Numbers(
                _ranks(names.customers, customers),
                _ranks(names.categories, categories) if by_category else np.full(1, -1, dtype=np.int32),
                _ranks(names.suppliers, suppliers),
            )
            for names in names
        ]
        every = self.call.every_supplier
        self.relations = Relations(
            customers,
            categories,
            suppliers if every else None,
            _lines([(n.customers, ids.customers) for n, ids in zip(names, self.numbers, strict=True)], len(customers)),
            _lines([(n.suppliers, ids.suppliers) for n, ids in zip(names, self.numbers, strict=True)], len(suppliers))
            if every
            else None,
            self.until - self.first + 1,
        )
        self.suppliers = len(suppliers)
        self.wanted = Wanted(
            by_category=by_category,
            by_supplier=every,
            us=frozenset() if self.us else None,
            bought=any(event.kind == "opening" for event in self.events),
        )

    # ---- sum ---------------------------------------------------------------------------------------------------

    def sum(self) -> None:
        self.progress.step("sum", self.relations.months)
        self.seen = [
            np.zeros(len(names), dtype=np.bool_) for names in (self.relations.customers, self.relations.categories)
        ]
        self.bought: dict[int, int] = {}
        if self.ledger.spark is not None:
            self._look_at(self.ledger.spark)
            return
        every = self.call.every_supplier
        self.store = self.stack.enter_context(
            SumStore(
                self.output.aside / "sums",
                partitions=self.relations.partitions,
                columns=1 if self.wanted.us is None else 2,
            )
        )
        if every:
            self.markets = self.relations.without_suppliers()
            self.market_store = self.stack.enter_context(
                SumStore(self.output.aside / "market-sums", partitions=self.markets.partitions, columns=1)
            )
        for engine, numbers in zip(self.ledger.engines, self.numbers, strict=True):
            wanted = replace(self.wanted, us=self._numbers_of_us(engine)) if self.us else self.wanted
            try:
                for sums in engine.sums(wanted, first=self.first, last=self.until):
                    self._keep(sums, numbers)
                    self.progress.advance(1)
            except SumTooLargeError as error:
                raise Refused(
                    f"The sums of “{error.customer}” in {month_text(error.month)} pass 900,000,000,000,000.00: look "
                    "for a wrong amount there, or give the amounts in thousands.",
                    code="sum_too_large",
                ) from error
        self.ledger.close()

    def _look_at(self, spark: "SparkEngine") -> None:
        """The sums stay with Spark's workers; here is only counted what they are of."""
        names = spark.names_between(self.first, self.until)
        for seen, roll, among in zip(
            self.seen, (names.customers, names.categories), (self.relations.customers, self.relations.categories),
            strict=True,
        ):  # fmt: skip
            if among:
                seen[ranks(roll.names, among)] = True
        if self.wanted.bought:
            wanted = replace(self.wanted, us=self._numbers_of_us(spark)) if self.us else self.wanted
            (numbers,) = self.numbers
            for sums in spark.sums(wanted, first=self.first, last=self.until):
                if sums.bought is not None:
                    customer, category = numbers.customers[sums.customer], numbers.categories[sums.category]
                    self._note_purchases(sums.month, customer[sums.bought], category[sums.bought])

    def _numbers_of_us(self, engine: Engine) -> frozenset[int]:
        return frozenset(number for number, name in enumerate(engine.names.suppliers.names) if name in self.us)

    def _keep(self, sums: MonthlySums, numbers: _Numbers) -> None:
        customer, category = numbers.customers[sums.customer], numbers.categories[sums.category]
        if sums.bought is not None:
            self._note_purchases(sums.month, customer[sums.bought], category[sums.bought])
        if self.call.every_supplier:
            keys = self.markets.keys(customer, category)
            self.market_store.add(sums.month, self.markets.partition(customer), keys, [sums.amount])
            named = sums.supplier >= 0
            customer, category, supplier = (
                ids[named] for ids in (customer, category, numbers.suppliers[sums.supplier])
            )
            keys = self.relations.keys(customer, category, supplier)
            self.store.add(sums.month, self.relations.partition(customer, supplier), keys, [sums.amount[named]])
        else:
            values = [sums.amount] if sums.ours is None else [sums.amount, sums.ours]
            keys = self.relations.keys(customer, category)
            self.store.add(sums.month, self.relations.partition(customer), keys, values)
        self.seen[0][customer] = True
        self.seen[1][category[category >= 0]] = True

    def _note_purchases(self, month: int, customer: Ids, category: Ids) -> None:
        """Remember the first sale to relations that have openings, and to their accounts."""
        opened = ranks([e.customer for e in self.events if e.kind == "opening"], self.relations.customers)
        concerned = np.isin(customer, opened)
        customer, category = customer[concerned], category[concerned]
        account = np.full_like(category, -1)
        for key in np.unique(
            np.concatenate([self.relations.keys(customer, category), self.relations.keys(customer, account)])
        ).tolist():
            self.bought[key] = min(month, self.bought.get(key, month))

    def attach(self) -> None:
        self.attached, forbidden = attach(
            self.relations, statements=self.statements, events=self.events, bought=self.bought
        )
        for event, reason in forbidden:
            self.rejects.add(file=str(self.call.events), row=event.row, column="kind", value=event.kind, reason=reason)
        _, customers, categories = self.relations.split(self.attached.keys())
        self.seen[0][customers] = True
        self.seen[1][categories[categories >= 0]] = True

    # ---- judge -------------------------------------------------------------------------------------------------

    def judge(self) -> None:
        builder = SeriesBuilder(
            self.relations,
            first=self.first,
            months=self.relations.months,
            named=self.named,
            parameters=self.call.parameters,
            attached=self.attached,
        )
        blocks = self._blocks(builder) if self.ledger.spark is None else self._blocks_of(self.ledger.spark, builder)
        while True:
            with self.clock("judge"):
                block = next(blocks, None)
            if block is None:
                return
            with self.clock("write"):
                self.output.write(block)

    def _blocks(self, builder: SeriesBuilder) -> Iterator[Block]:
        store, every = self.store, self.call.every_supplier
        self.progress.step("judge", store.partitions + (self.market_store.partitions if every else 0))
        if every:
            market = build_market(
                replace(builder, relations=self.markets),
                self.market_store,
                self.output.aside / "market",
                advance=self.progress.advance,
            )
            self.stack.callback(market.rows.close)
            self.market_store.close()
            builder = replace(builder, market=market)
        yield from Judging(builder, self.call.by).blocks(store, advance=self.progress.advance)

    def _blocks_of(self, spark: "SparkEngine", builder: SeriesBuilder) -> Iterator[Block]:
        from guanxi.ledger.engines.spark_workers import Work

        market = None
        if self.call.every_supplier:
            market = replace(builder, relations=self.relations.without_suppliers())
        work = Work(Judging(builder, self.call.by), us=self.us or None, market=market)
        self.progress.step("judge", work.stretches.partitions)
        yield from spark.blocks(work, advance=self.progress.advance)

    # ---- write -------------------------------------------------------------------------------------------------

    def finish(self) -> Summary:
        self.progress.step("write", None)
        call, overview = self.call, self.output.overview
        counts = {
            "lines": self.lines,
            "used": self.used,
            "later": self.later,
            "rejects": len(self.rejects),
            "customers": int(self.seen[0].sum()),
            "categories": int(self.seen[1].sum()),
        }
        if self.named:
            counts["suppliers"] = self.suppliers
        run: dict[str, Any] = {
            "version": _LAYOUT,
            "command": command_line(call),
            "period": {"first": month_text(self.first), "until": month_text(self.until)},
            "parameters": asdict(call.parameters),
            "by": call.by,
            "us": sorted(self.us),
            "every_supplier": call.every_supplier,
            "engine": self.ledger.kind,
            "currency": next(iter(self.currencies), None),
            "counts": counts,
            "rejects": {
                reason: {"lines": count.lines, "amount": count.amount, "unknown": count.unknown}
                for reason, count in sorted(self.rejects.by_reason.items(), key=lambda item: (-item[1].lines, item[0]))
            },
            "seconds": {step: round(seconds, 3) for step, seconds in self.clock.wall.items()},
            "cpu_seconds": {step: round(seconds, 3) for step, seconds in self.clock.cpu.items()},
            "versions": {
                "guanxi": __version__,
                "python": platform.python_version(),
                "duckdb": duckdb.__version__,
                "numpy": np.__version__,
            },
        }
        self.close()
        self.output.finish(run, self.rejects, call.report or None)
        return Summary(call.out, run, overview, [name for name in FILES if (call.out / name).exists()])


def _sorted_names(rolls: Sequence[Roll], more: Iterable[str]) -> list[str]:
    """All names, by code point, each once."""
    names = set(more).union(*(roll.names for roll in rolls))
    names.discard("")
    return sorted(names)


def _ranks(roll: Roll, among: Sequence[str]) -> Ids:
    return np.append(ranks(roll.names, among), np.int32(-1))


def _lines(rolls: Sequence[tuple[Roll, Ids]], length: int) -> Ints:
    """How many lines each name has in all engines together."""
    lines = np.zeros(length, dtype=np.int64)
    for roll, ids in rolls:
        np.add.at(lines, ids[:-1], roll.lines)
    return lines
