"""Why a relationship stands where it stands, replayed from the files that ``guanxi assess`` left in a directory."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

import duckdb
import numpy as np

from guanxi.errors import Refused, WrongCall
from guanxi.ledger.cleaning import clean_name
from guanxi.ledger.output import EVIDENCE, MONTHS, RUN
from guanxi.ledger.parquet_tables import path_literal
from guanxi.lifecycle.facts import Facts
from guanxi.lifecycle.parameters import Parameters
from guanxi.lifecycle.vocabulary import FLAGS, MIX_EFFECT, SIGNALS, STAGES, flag_text
from guanxi.lifecycle.why import Why, WindowFigures, explain
from guanxi.money import format_minor
from guanxi.months import first_day, month_text

# Where the total of a month comes from, as far as the files tell: all lines of a ledger that names suppliers, or a
# statement; an estimate is one of source class D or E, a stale one was carried for more than STALE months.
TotalSource = Literal["unknown", "suppliers", "statement", "estimate", "stale statement", "stale estimate"]

_STAGE = {word.key: code for code, word in enumerate(STAGES, start=1)}
_SIGNAL = {word.key: code for code, word in enumerate(SIGNALS, start=1)}
_FLAGS = {flag_text(bits): bits for bits in range(1 << len(FLAGS))}
_LISTED = 6  # names in a message


class CategoryThen(NamedTuple):
    """A category of an account, in the month that is explained; codes as in the vocabulary."""

    category: str
    stage: int
    signal: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Explanation:
    supplier: str | None
    customer: str
    category: str | None  # None: the account
    currency: str | None
    why: Why
    total_source: TotalSource
    categories: tuple[CategoryThen, ...]  # of an account, where both were judged


def explain_relation(
    directory: Path,
    *,
    customer: str,
    category: str | None = None,
    supplier: str | None = None,
    month: int | None = None,
) -> Explanation:
    """Why this relation stood as it did at the end of ``month`` (a month number; None: the last one of the results).

    Reads three files of ``directory``; a row of ``months.parquet`` is found by its statistics, so that this takes
    well under a second for the largest results. What cannot be found is ``Refused``, naming what comes closest.
    """
    run = _run(directory)
    results = _Results(directory)
    customer = clean_name(customer)
    supplier = results.supplier(customer, clean_name(supplier) or None)
    category = results.category(customer, supplier, clean_name(category) or None)
    facts, stored = results.facts(customer, supplier, category)
    last = facts.first + facts.months - 1
    month = last if month is None else month
    if not facts.first <= month <= last:
        raise Refused(
            f"The record of “{category or customer}” runs from {month_text(facts.first)} to {month_text(last)}: "
            f"{month_text(month)} lies outside; choose a month within."
        )
    why = explain(facts, Parameters.from_settings(run["parameters"]), month)
    stage, signal, flags, since = stored[month - facts.first]
    if (why.stage, why.signal, why.flags, why.since) != (stage, signal, flags & ~MIX_EFFECT, since):
        raise Refused(
            f"The files in “{directory}” do not fit together: "
            f"{month_text(month)} of “{customer}” is {STAGES[stage - 1].key} in {MONTHS}, and its figures say "
            f"{STAGES[why.stage - 1].key}. Run guanxi assess again."
        )
    named = bool(run.get("us")) or bool(run.get("every_supplier"))
    return Explanation(
        supplier=supplier,
        customer=customer,
        category=category,
        currency=run.get("currency"),
        why=replace(why, flags=flags),
        total_source=total_source_of(facts, month, named=named),
        categories=() if category else results.categories(customer, supplier, month),
    )


def as_data(explanation: Explanation) -> dict[str, Any]:
    """The same for programs: keys of the vocabulary, months as ``YYYY-MM``, money as decimal text, shares per cent."""
    why = explanation.why
    return {
        "supplier": explanation.supplier,
        "customer": explanation.customer,
        "category": explanation.category,
        "currency": explanation.currency,
        "month": month_text(why.month),
        "record_begins": month_text(why.begin),
        "stage_before": STAGES[why.stage_before - 1].key,
        "stage": STAGES[why.stage - 1].key,
        "since": month_text(why.since),
        "months_in_stage": why.months_in_stage,
        "signal": SIGNALS[why.signal - 1].key,
        "flags": [word.key for bit, word in enumerate(FLAGS) if why.flags >> bit & 1],
        "rule": why.rule.value,
        "warnings": [warning.value for warning in why.warnings],
        "ours": format_minor(why.ours),
        "total": _money(why.total),
        "total_source": explanation.total_source,
        "window": _window_data(why.window),
        "recent_window": _window_data(why.recent),
        "up_run": why.up_run,
        "down_run": why.down_run,
        "confirmations_needed": why.needed,
        "estimated": why.estimated,
        "notice_in_force": why.leaving,
        "former_customer": why.former,
        "silence": why.silence,
        "overdue_from": why.overdue_from,
        "silence_limit": why.limit,
        "intervals": list(why.intervals),
        "median_interval": why.median,
        "last_purchase": _month(why.last_purchase),
        "last_contact": _month(why.last_contact),
        "residual_contact": why.residual_contact,
        "share_before": why.share_then,
        "parameters": asdict(why.parameters),
        "categories": [
            {
                "category": then.category,
                "stage": STAGES[then.stage - 1].key,
                "signal": SIGNALS[then.signal - 1].key,
                "share": then.share,
            }
            for then in explanation.categories
        ],
    }


def _window_data(window: WindowFigures) -> dict[str, Any]:
    return {
        "first": month_text(window.first),
        "last": month_text(window.last),
        "months": window.last - window.first + 1,
        "months_known": window.known,
        "ours": format_minor(window.ours),
        "total": format_minor(window.total),
        "share": window.share,
        "band": None if window.band is None else STAGES[window.band - 1].key,
    }


def _money(minor: int | None) -> str | None:
    return None if minor is None else format_minor(minor)


def _month(month: int | None) -> str | None:
    return None if month is None else month_text(month)


def _run(directory: Path) -> dict[str, Any]:
    if not directory.is_dir():
        raise Refused(f"There is no directory “{directory}”: give the one that guanxi assess wrote with --out.")
    for name in (RUN, MONTHS, EVIDENCE):
        if not (directory / name).is_file():
            raise Refused(
                f"“{directory}” holds no results of guanxi assess ({name} is missing): "
                "give the directory that you named with --out."
            )
    try:
        run = json.loads((directory / RUN).read_text(encoding="utf-8"))
        Parameters.from_settings(run["parameters"])
    except (ValueError, KeyError, TypeError, WrongCall, OSError):
        raise Refused(f"“{directory / RUN}” cannot be read: run guanxi assess again.") from None
    return dict(run)


class _Results:
    """The tables of a directory, asked for one customer at a time."""

    def __init__(self, directory: Path) -> None:
        self._connection = duckdb.connect()
        self._directory = directory
        for name in (MONTHS, EVIDENCE):
            self._ask(f"create view {Path(name).stem} as from read_parquet({path_literal(directory / name)})")

    def _ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(query, values).fetchall()
        except duckdb.Error:
            raise Refused(f"The results in “{self._directory}” cannot be read: run guanxi assess again.") from None

    def supplier(self, customer: str, supplier: str | None) -> str | None:
        """The supplier whose relation with the customer is meant: None where the results are those of one seller."""
        found = self._ask("select distinct supplier from months where customer = $1 order by supplier", customer)
        if not found:
            closest = self._closest("customer", customer)
            raise Refused(f"There is no customer “{customer}” in these results: the closest name is “{closest}”.")
        suppliers = [name for (name,) in found if name is not None]
        if not suppliers:
            if supplier is not None:
                raise WrongCall("These results are those of one supplier: leave out --supplier.")
            return None
        if supplier is None and len(suppliers) > 1:
            raise WrongCall(f"“{customer}” buys from several: choose one with --supplier: {_listed(suppliers)}.")
        if supplier is not None and supplier not in suppliers:
            closest = self._closest("supplier", supplier, customer)
            raise Refused(f"“{customer}” buys nothing from “{supplier}”: the closest name is “{closest}”.")
        return supplier or suppliers[0]

    def category(self, customer: str, supplier: str | None, category: str | None) -> str | None:
        """The category, if these results have it; None, the account, if they have that."""
        found = self._ask(
            "select distinct category from months where customer = $1 and supplier is not distinct from $2 "
            "order by category nulls first",
            customer,
            supplier,
        )
        categories = [name for (name,) in found if name is not None]
        if category is None:
            if len(categories) == len(found):
                raise WrongCall(f"Only categories were judged: choose one with --category: {_listed(categories)}.")
        elif not categories:
            raise Refused(f"No category of “{customer}” was judged: leave out --category.")
        elif category not in categories:
            closest = self._closest("category", category, customer)
            raise Refused(f"“{customer}” has no category “{category}”: the closest name is “{closest}”.")
        return category

    def facts(
        self, customer: str, supplier: str | None, category: str | None
    ) -> tuple[Facts, list[tuple[int, int, int, int]]]:
        """The facts of a relation from the first month of its record on, and the stage, signal, flags and since that
        were stored for each month."""
        which = "where customer = $1 and supplier is not distinct from $2 and category is not distinct from $3"
        number = "(year({0}) * 12 + month({0}) - 1)::int"
        rows = self._ask(
            f"select {number.format('month')}, (ours * 100)::bigint, (total * 100)::bigint, stage, signal, flags, "
            f"{number.format('since')} from months {which} order by month",
            *(customer, supplier, category),
        )
        evidence = self._ask(
            f"select {number.format('month')}, (counted * 100)::bigint, contact, exit_notice, "
            f"opening, estimated, stale from evidence {which}",
            *(customer, supplier, category),
        )
        first, months = rows[0][0], len(rows)
        ours = np.array([[row[1] for row in rows]], dtype=np.int64)
        counted, opening = ours.copy(), np.zeros(1, dtype=np.uint8)
        contact, notice, estimated, stale = (np.zeros((1, months), dtype=bool) for _ in range(4))
        for month, amount, *marks, opened, is_estimated, is_stale in evidence:
            column = month - first
            counted[0, column] = amount
            contact[0, column], notice[0, column] = marks
            estimated[0, column], stale[0, column] = is_estimated, is_stale
            if opened is not None:
                opening[0] = _STAGE[opened]
        facts = Facts(
            first=first,
            ours=ours,
            total=np.array([[row[2] or 0 for row in rows]], dtype=np.int64),
            known=np.array([[row[2] is not None for row in rows]], dtype=bool),
            begin=np.zeros(1, dtype=np.int32),
            counted=counted,
            estimated=estimated,
            stale=stale,
            contact=contact,
            notice=notice,
            opening=opening,
        )
        return facts, [(_STAGE[row[3]], _SIGNAL[row[4]], _FLAGS[row[5]], row[6]) for row in rows]

    def categories(self, customer: str, supplier: str | None, month: int) -> tuple[CategoryThen, ...]:
        rows = self._ask(
            "select category, stage, signal, share from months where customer = $1 "
            "and supplier is not distinct from $2 and category is not null and month = $3 order by category",
            *(customer, supplier, first_day(month)),
        )
        return tuple(CategoryThen(name, _STAGE[stage], _SIGNAL[signal], share) for name, stage, signal, share in rows)

    def _closest(self, column: str, name: str, customer: str | None = None) -> str:
        rows = self._ask(
            f"select {column} from months where {column} is not null and ($2::varchar is null or customer = $2) "
            f"group by 1 order by jaro_winkler_similarity(lower({column}), lower($1)) desc, {column} limit 1",
            *(name, customer),
        )
        if not rows:
            raise Refused(f"The results in “{self._directory}” are empty: run guanxi assess again.")
        return str(rows[0][0])


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:_LISTED])
    return f"{shown} and {len(names) - _LISTED:,} more" if len(names) > _LISTED else shown


def total_source_of(facts: Facts, month: int, *, named: bool) -> TotalSource:
    column = month - facts.first
    if not facts.known[0, column]:
        return "unknown"
    if named:
        return "suppliers"
    estimated = facts.estimated is not None and bool(facts.estimated[0, column])
    if facts.stale is not None and facts.stale[0, column]:
        return "stale estimate" if estimated else "stale statement"
    return "estimate" if estimated else "statement"
