"""Reads what the report says from the files of a run, through DuckDB and with bounded memory."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb

from guanxi.errors import Refused
from guanxi.ledger.overview import MASKED
from guanxi.lifecycle.parameters import Parameters
from guanxi.lifecycle.vocabulary import SIGNALS
from guanxi.months import parse_month
from guanxi.report.contents import (
    AT_RISK,
    AT_WORK,
    NEW,
    STAGE_ORDER,
    Concern,
    Figures,
    History,
    Migration,
    Moves,
    Quality,
    Reject,
    Relation,
    Report,
    Scope,
    SignalLine,
    StageLine,
)
from guanxi.report.migration import impossible_moves

YEAR: Final = 12
HISTORY: Final = 36  # months of a small chart
ROWS: Final = {"regressing": 12, "overdue": 12, "interrupted": 15, "stagnant": 8, "contact_overdue": 8, "advancing": 12}
LARGEST: Final = 12
CASES: Final = 20  # fewer cases say nothing about the next one

_NAMES = "supplier, customer, category"
_NUMBER = "(year({0}) * 12 + month({0}) - 1)"
_ACTIVE = "stage in ('initial', 'stable', 'strategic')"

# One row for each relation with all that lists and sums need, from one pass over the file. Amounts are minor units.
_RELATIONS = f"""
create temp table relations as
with sums as (
    select {_NAMES},
        min(month) as first_month,
        max(month) filter (ours > 0) as last_order,
        max(month) filter (ours > 0 and month <= $before) as last_order_before,
        count(*) filter (ours > 0) as orders,
        coalesce(sum(ours) filter (month > $until - 12), 0) as sales,
        case when count(total) filter (month > $until - 12) = 12
            then sum(total) filter (month > $until - 12) end as wallet,
        any_value(stage) filter (month = $until) as stage,
        any_value(signal) filter (month = $until) as signal,
        any_value(flags) filter (month = $until) as flags,
        any_value(share) filter (month = $until) as share,
        any_value(recent_share) filter (month = $until) as recent_share,
        any_value(since) filter (month = $until) as since,
        any_value(silence) filter (month = $until) as silence,
        any_value(silence_limit) filter (month = $until) as silence_limit,
        any_value(stage) filter (month = $before) as stage_before,
        any_value(signal) filter (month = $before) as signal_before,
        any_value(share) filter (month = $before) as share_before
    from rows group by all)
select *, regexp_matches(supplier, '{MASKED}', 'i') or regexp_matches(customer, '{MASKED}', 'i') as masked
from sums where stage is not null
"""

# Sales in the twelve months up to and with the last order: what there was before any silence began.
_STAKES = f"""
create temp table {{name}} as
select {_NAMES}, sum(ours) as money
from rows join relations using ({_NAMES})
where {{which}} and rows.month between relations.{{last}} - 11 and relations.{{last}}
group by all
"""

_FALLS = f"""
create temp table falls as
select {_NAMES}, any_value("from") as fell_from
from moves join relations using ({_NAMES})
where moves.signal = 'regressed' and moves.month = relations.since and moves.month > $until - 12
group by all
"""

_LISTED = f"""
create temp table listed as
select relations.*, falls.fell_from,
    case when stage = 'development' then 0 else coalesce(stakes.money, sales) end as at_stake
from relations left join stakes using ({_NAMES}) left join falls using ({_NAMES})
"""

_CONCERNS: Final = {
    "regressing": f"signal in ('regressing', 'regressed') or (fell_from is not null and {_ACTIVE}"
    " and signal in ('steady', 'stagnant', 'advancing', 'repaired'))",
    "overdue": "signal = 'overdue'",
    "interrupted": "stage = 'interrupted'",
    # An unknown share alone is no reason to call anybody.
    "stagnant": f"signal = 'stagnant' and {_ACTIVE} and share is not null and fell_from is null",
    "contact_overdue": "signal = 'contact_overdue'",
    "advancing": "signal = 'advancing' and fell_from is null",
}
_FIRST: Final = {"interrupted": "signal = 'interrupted_silent', "}  # with contact first
_BEFORE: Final = {
    "regressing": "signal_before = 'regressing'",
    "overdue": "signal_before = 'overdue'",
}


def read_report(directory: Path) -> Report:
    """Everything the report says about the run whose files are in ``directory``.

    Refused when one of them is missing or is not what ``guanxi assess`` writes.
    """
    for name in ("months.parquet", "moves.csv", "run.json"):
        if not (directory / name).is_file():
            raise Refused(f"{name} is missing in {directory}: run “guanxi assess … --out {directory}” first.")
    try:
        run = json.loads((directory / "run.json").read_text(encoding="utf-8"))
        with _connection(directory, by_category=run["by"] == "category") as db:
            return _Reading(db, run).report()
    except (json.JSONDecodeError, KeyError, TypeError, duckdb.Error) as error:
        problem = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise Refused(f"The files in {directory} are not those of one run of guanxi assess ({problem}).") from error


@contextmanager
def _connection(directory: Path, *, by_category: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    """Views over the relations that the report speaks of: ``rows``, ``moves`` and ``talks``, the months with contact.

    An absent supplier or category is an empty text in them.
    """
    with tempfile.TemporaryDirectory(prefix="guanxi-report-") as spill:
        db = duckdb.connect(
            config={"memory_limit": "384MB", "temp_directory": spill, "preserve_insertion_order": "false"}
        )
        try:
            which = "is not null" if by_category else "is null"
            names = "coalesce(supplier, '') as supplier, customer, coalesce(category, '') as category"
            db.execute(
                f"""create view rows as select {names}, {_NUMBER.format("month")} as month,
                    (ours * 100)::bigint as ours, (total * 100)::bigint as total, share, recent_share, stage, signal,
                    flags, {_NUMBER.format("since")} as since, silence, silence_limit
                from read_parquet({_quoted(directory / "months.parquet")}) where category {which}"""
            )
            columns = "', '".join(("supplier", "customer", "category", "month", "from", "to", "signal"))
            types = ", ".join(f"'{name}': 'varchar'" for name in columns.split("', '"))
            db.execute(
                f"""create view moves as select {names}, {_NUMBER.format("month::date")} as month, "from", "to", signal
                from read_csv({_quoted(directory / "moves.csv")}, header = true, delim = ',', quote = '"',
                    escape = '"', auto_detect = false, columns = {{{types}}}, parallel = false)
                where category {which}"""
            )
            evidence = directory / "evidence.parquet"
            db.execute(
                f"""create view talks as select {names}, {_NUMBER.format("month")} as month
                from read_parquet({_quoted(evidence)}) where contact and category {which}"""
                if evidence.is_file()
                else "create view talks as select supplier, customer, category, month from rows where false"
            )
            yield db
        finally:
            db.close()


class _Reading:
    """One report's worth of questions to the same connection."""

    def __init__(self, db: duckdb.DuckDBPyConnection, run: dict[str, Any]) -> None:
        self.db = db
        self.run = run
        self.first = parse_month(str(run["period"]["first"])[:7])
        self.until = parse_month(str(run["period"]["until"])[:7])
        self.before = max(self.until - YEAR, self.first)
        self.parameters = Parameters.from_settings(run["parameters"])

    def report(self) -> Report:
        self._prepare()
        return Report(
            scope=self._scope(),
            figures=self._figures(),
            stages=self._stages(),
            signals=self._signals(),
            single_source=self._one(
                "select count(distinct customer) from listed where stage = 'strategic' and share >= 80"
            ),
            migration=self._migration(),
            concerns={key: self._concern(key) for key in _CONCERNS},
            largest=self._list("largest", f"{_ACTIVE} or stage = 'interrupted'", order="sales desc", rows=LARGEST),
            quality=self._quality(),
        )

    def _prepare(self) -> None:
        self._execute(_RELATIONS)
        self._execute(_STAKES.format(name="stakes", which="last_order < $until", last="last_order"))
        at_risk = ", ".join(f"'{signal}'" for signal in AT_RISK)
        self._execute(
            _STAKES.format(
                name="stakes_before",
                which=f"$until - $before = 12 and signal_before in ({at_risk})",
                last="last_order_before",
            )
        )
        self._execute(_FALLS)
        self._execute(_LISTED)

    def _scope(self) -> Scope:
        counts = self.run["counts"]
        return Scope(
            us=tuple(self.run["us"] or ()),
            every_supplier=bool(self.run["every_supplier"]),
            by_category=self.run["by"] == "category",
            first=self.first,
            until=self.until,
            currency=self.run["currency"],
            lines=int(counts["used"]),
            rejects=int(counts["rejects"]),
            customers=self._one("select count(distinct customer) from listed"),
            suppliers=self._one("select count(distinct supplier) from listed where supplier <> ''"),
            judged=self._one("select count(*) from listed"),
            parameters=self.parameters,
            version=str(self.run["versions"]["guanxi"]),
        )

    # Figures

    def _figures(self) -> Figures:
        whole_year = self.until - self.before == YEAR
        work = ", ".join(f"'{stage}'" for stage in AT_WORK)
        risk = ", ".join(f"'{signal}'" for signal in AT_RISK)
        row = self._row(
            f"""select count(*) filter (stage in ({work})),
                avg(share) filter (stage in ({work})),
                count(share) filter (stage in ({work})),
                coalesce(sum(at_stake) filter (signal in ({risk})), 0),
                count(*) filter (signal in ({risk})),
                count(*) filter (signal in ('advancing', 'advanced')),
                count(*) filter (signal in ({risk}, 'regressed', 'interrupted_silent')),
                count(*) filter (stage_before in ({work})),
                avg(share_before) filter (stage_before in ({work}))
            from listed"""
        )
        before = self._one("select coalesce(sum(money), 0) from stakes_before")
        return Figures(
            active=row[0],
            active_before=row[7] if whole_year else None,
            share=row[1],
            share_before=row[8] if whole_year else None,
            shares_known=row[2],
            moves=self._moves(self.until),
            moves_before=self._moves(self.until - YEAR) if self.until - self.first >= 2 * YEAR - 1 else None,
            at_risk=int(row[3]),
            at_risk_count=row[4],
            at_risk_before=before if whole_year else None,
            growing=row[5],
            in_trouble=row[6],
        )

    def _moves(self, until: int) -> Moves:
        """The moves of twelve months. The month in which a record begins shows what was there, not a change."""
        row = self._row(
            f"""select count(*) filter (moves.signal = 'advanced'),
                count(*) filter (moves.signal = 'advanced' and moves."from" = 'development'),
                count(*) filter (moves.signal = 'regressed'),
                count(*) filter (moves."to" = 'interrupted'),
                count(*) filter (moves.signal = 'recovered'),
                count(*) filter (moves.signal = 'lapsed')
            from moves join relations using ({_NAMES})
            where moves.month between $to - 11 and $to and moves.month > relations.first_month""",
            to=until,
        )
        return Moves(*row)

    def _stages(self) -> tuple[StageLine, ...]:
        found = {
            row[0]: row[1:]
            for row in self._rows(
                """select stage, count(*), sum(sales), avg(share) filter (stage <> 'interrupted'),
                    median($until - since + 1)
                from listed group by stage"""
            )
        }
        rank = "case {0} when 'strategic' then 3 when 'stable' then 2 when 'initial' then 1 else 0 end"
        moved = {
            row[0]: (row[1], row[2])
            for row in self._rows(
                f"""select stage_before,
                    count(*) filter (stage <> 'interrupted' and {rank.format("stage")} > {rank.format("stage_before")}),
                    count(*)
                from listed where stage_before is not null group by stage_before"""
            )
            if self.until - self.before == YEAR
        }
        lines = []
        for key in STAGE_ORDER:
            count, sales, share, waiting = found.get(key, (0, 0, None, None))
            lines.append(StageLine(key, count, int(sales), share, waiting, moved.get(key)))
        return tuple(lines)

    def _signals(self) -> tuple[SignalLine, ...]:
        found = {
            row[0]: row[1:] for row in self._rows("select signal, count(*), sum(sales) from listed group by signal")
        }
        return tuple(
            SignalLine(word.key, found[word.key][0], int(found[word.key][1])) for word in SIGNALS if word.key in found
        )

    def _migration(self) -> Migration | None:
        if self.before == self.until:
            return None
        rows = self._rows(
            f"select coalesce(stage_before, '{NEW}'), stage, count(*) from listed group by all order by all"
        )
        return Migration(
            before=self.before,
            until=self.until,
            counts={(start, end): count for start, end, count in rows},
            impossible=impossible_moves(self.until - self.before, parameters=self.parameters),
        )

    # Lists

    def _concern(self, key: str) -> Concern:
        order = _FIRST.get(key, "") + ("wallet desc nulls last" if key == "contact_overdue" else "at_stake desc")
        fell = None
        if key in _BEFORE and self.until - self.before == YEAR:
            cases, gone = self._row(
                f"""select count(*), count(*) filter (exists (
                    select 1 from moves where moves.supplier = listed.supplier and moves.customer = listed.customer
                        and moves.category = listed.category and moves.month > $before
                        and (moves.signal = 'regressed' or moves."to" = 'interrupted')))
                from listed where {_BEFORE[key]}"""
            )
            fell = (gone, cases) if cases >= CASES else None
        return self._list(key, _CONCERNS[key], order=order, rows=ROWS[key], fell=fell)

    def _list(self, key: str, which: str, *, order: str, rows: int, fell: tuple[int, int] | None = None) -> Concern:
        money = "wallet" if key == "contact_overdue" else "sales" if key == "largest" else "at_stake"
        count, total, masked = self._row(
            f"select count(*), coalesce(sum({money}), 0), count(*) filter (masked) from listed where {which}"
        )
        self._execute(
            f"""create or replace temp table shown as
            select *, row_number() over (order by {order}, {_NAMES}) as place from listed
            where ({which}) and not masked
            order by {order}, {_NAMES} limit {rows}"""
        )
        histories = self._histories()
        silences = dict(
            self._rows(f"select place, rows.silence from rows join shown using ({_NAMES}) where month = shown.since")
        )
        contacts = dict(self._rows(f"select place, max(month) from talks join shown using ({_NAMES}) group by place"))
        found = self._rows(
            f"""select place, {_NAMES}, stage, signal, flags, share, recent_share, share_before, since, silence,
                silence_limit, orders, last_order, sales, at_stake, wallet, fell_from
            from shown order by place"""
        )
        relations = tuple(
            _relation(row, silences.get(row[0], 0), contacts.get(row[0]), histories[row[0]]) for row in found
        )
        return Concern(key, count, int(total), masked, relations, fell)

    def _histories(self) -> dict[int, History]:
        start = max(self.until - HISTORY + 1, self.first)
        months = self.until - start + 1
        drawn: dict[int, list[tuple[Any, ...] | None]] = {
            place: [None] * months for (place,) in self._rows("select place from shown")
        }
        for place, month, *cells in self._rows(
            f"""select place, rows.month, rows.share, rows.stage, rows.ours, rows.flags
            from rows join shown using ({_NAMES}) where rows.month >= $start""",
            start=start,
        ):
            drawn[place][month - start] = tuple(cells)
        return {
            place: History(
                shares=tuple(cell[0] if cell else None for cell in cells),
                stages=tuple(cell[1] if cell else None for cell in cells),
                sales=tuple(int(cell[2]) if cell else None for cell in cells),
                estimated=tuple("estimated_total" in cell[3] if cell else False for cell in cells),
            )
            for place, cells in drawn.items()
        }

    def _quality(self) -> Quality:
        def flagged(flag: str) -> str:
            return f"count(*) filter (list_contains(string_split(flags, '|'), '{flag}'))"

        row = self._row(
            f"""select {flagged("share_unknown")}, {flagged("no_demand")}, {flagged("total_conflict")},
                {flagged("estimated_total")}, {flagged("stale_total")}, count(share),
                coalesce(sum(sales) filter (share is null), 0), coalesce(sum(sales), 0)
            from listed"""
        )
        rejects = [
            Reject(reason, entry["lines"], entry["amount"] if entry["unknown"] < entry["lines"] else None)
            for reason, entry in self.run["rejects"].items()
        ]
        return Quality(
            no_total=row[0],
            no_demand=row[1],
            conflict=row[2],
            estimated=row[3],
            stale=row[4],
            known=row[5],
            unknown_sales=int(row[6]),
            all_sales=int(row[7]),
            rejects=tuple(sorted(rejects, key=lambda reject: (-reject.lines, reject.reason))),
        )

    # Asking

    def _execute(self, sql: str, **values: int) -> duckdb.DuckDBPyConnection:
        known = {"until": self.until, "before": self.before, **values}
        return self.db.execute(sql, {name: value for name, value in known.items() if f"${name}" in sql})

    def _rows(self, sql: str, **values: int) -> list[tuple[Any, ...]]:
        return self._execute(sql, **values).fetchall()

    def _row(self, sql: str, **values: int) -> tuple[Any, ...]:
        return self._rows(sql, **values)[0]

    def _one(self, sql: str) -> int:
        return int(self._row(sql)[0])


def _relation(row: Sequence[Any], began_silent: int, last_contact: int | None, history: History) -> Relation:
    (_, supplier, customer, category, stage, signal, flags, share, recent, share_before, since, silence, limit,
     orders, last_order, sales, at_stake, wallet, fell_from) = row  # fmt: skip
    return Relation(
        supplier=supplier or None,
        customer=customer,
        category=category or None,
        stage=stage,
        signal=signal,
        flags=frozenset(flags.split("|")) - {""},
        share=share,
        recent_share=recent,
        share_before=share_before,
        since=since,
        silence=silence,
        limit=limit,
        orders=orders,
        last_order=last_order,
        sales=int(sales),
        at_stake=int(at_stake),
        wallet=None if wallet is None else int(wallet),
        fell_from=fell_from,
        began_silent=began_silent,
        last_contact=last_contact,
        history=history,
    )


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
