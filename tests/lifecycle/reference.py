"""The rules of the relationship in plain Python: one relation, month by month, exact, slow and short.

This is the rule book as a program. It shares nothing with the kernel but the parameters, so that the two check each
other. Money is in whole minor units (int), shares are per cent (Fraction), None means unknown. Months are counted
from the first month of the record, which is month 0.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil
from statistics import median

from guanxi.lifecycle.parameters import Parameters

DEVELOPMENT, INITIAL, STABLE, STRATEGIC, INTERRUPTED = 1, 2, 3, 4, 5
FLAGS = (
    "share_unknown",
    "no_demand",
    "total_conflict",
    "mix_effect",
    "estimated_total",
    "stale_total",
    "routine_risk",
)


@dataclass(frozen=True, slots=True)
class Month:
    """The facts of one month."""

    ours: int = 0  # net sales; negative when returns prevail
    total: int | None = None  # the customer's purchases from everyone
    counted: int | None = None  # the part of ours that stands against the total; None: all of it
    estimated: bool = False  # the total is of class D or E
    stale: bool = False  # the total was carried for long
    contact: bool = False  # two-way contact
    notice: bool = False  # exit notice


@dataclass(frozen=True, slots=True)
class Row:
    """The judgement of one month."""

    stage: int
    signal: str
    flags: frozenset[str]
    share: Fraction | None
    recent_share: Fraction | None
    since: int
    silence: int
    limit: int


def flag_text(flags: Collection[str]) -> str:
    return "|".join(flag for flag in FLAGS if flag in flags)


# ---- The share of one window, and its band --------------------------------------------------------------------------


def window_share(months: Sequence[Month], t: int, length: int, tolerance: int) -> tuple[Fraction | None, str]:
    """The share of the ``length`` months that end with month t; when it is unknown, the flag that says why."""
    window = months[max(0, t - length + 1) : t + 1]
    ours = total = known = 0
    for month in window:
        if month.total is not None:
            known += 1
            total += month.total
            ours += month.ours if month.counted is None else month.counted
    if 2 * known < len(window):
        return None, "share_unknown"
    if total <= 0:
        return None, "total_conflict" if ours > 0 else "no_demand"
    if 100 * ours > (100 + tolerance) * total:
        return None, "total_conflict"
    return Fraction(100 * min(max(ours, 0), total), total), ""


def band(share: Fraction | None) -> int | None:
    if share is None:
        return None
    return STRATEGIC if share >= 80 else STABLE if share >= 50 else INITIAL


# ---- The record of one relation -------------------------------------------------------------------------------------


def judge(months: Sequence[Month], parameters: Parameters | None = None, *, opening: int | None = None) -> list[Row]:
    """Judge the whole record; ``opening`` is the stage 1–4 that the relation is given in month 0."""
    p = parameters or Parameters()
    rows: list[Row] = []

    stage, since = opening or DEVELOPMENT, 0
    former = False  # stage 1 after a lapse
    leaving = False  # a notice is in force
    above = below = 0  # the runs
    purchases: list[int] = []
    silence = 0
    clock = stage != DEVELOPMENT
    recent_bands: list[int | None] = []
    halvings: list[bool] = []  # months whose recent share is at most half of the share
    last_contact: int | None = None

    for t, month in enumerate(months):
        # Purchase, silence and rhythm
        buys = month.ours > 0
        if buys:
            purchases.append(t)
            silence, clock = 0, True
        elif clock and t > 0 and month.total != 0:
            silence += 1
        intervals = [later - earlier for earlier, later in pairwise(purchases)][-12:]
        rhythm = Fraction(median(intervals)) if len(intervals) >= 2 else None  # halves are exact
        limit = p.GNEW if rhythm is None else max(p.GMIN, ceil(p.K * rhythm))

        # Shares
        share, unknown_because = window_share(months, t, p.W, p.TOL)
        recent_length = p.R if rhythm is None else max(p.R, ceil(rhythm))
        recent, _ = window_share(months, t, min(recent_length, p.W), p.TOL)
        share_band, recent_band = band(share), band(recent)
        recent_bands.append(recent_band)
        halvings.append(
            rhythm is not None and share is not None and recent is not None and share > 0 and recent <= share / 2
        )
        known = [m for m in months[max(0, t - p.W + 1) : t + 1] if m.total is not None]
        estimated = bool(known) and known[-1].estimated

        # Contact and notice
        if month.contact:
            last_contact = t
        in_contact = last_contact is not None and t - last_contact < p.Q
        if month.notice and stage in (INITIAL, STABLE, STRATEGIC):
            leaving = True

        # The state: the first rule that matches, and the signal of a move
        before, moved = stage, ""
        run_above = run_below = 0
        if stage == INTERRUPTED:
            if buys:
                stage, moved = INITIAL, "recovered"
            elif t - since >= p.L:
                stage, moved, former = DEVELOPMENT, "lapsed", True
        elif stage == DEVELOPMENT:
            if buys:
                stage, moved, former = INITIAL, "recovered" if former else "advanced", False
        elif (leaving and not buys) or silence >= limit:
            stage, leaving = INTERRUPTED, False
        else:
            climbing_band = STABLE if stage == STABLE and estimated and share_band == STRATEGIC else share_band
            run_above = above + 1 if climbing_band is not None and climbing_band > stage else 0
            run_below = below + 1 if share_band is not None and share_band < stage else 0
            if run_above >= p.C and (recent_band is None or recent_band > stage):
                stage, moved = stage + 1, "advanced"
            elif run_below >= p.C and (recent_band is None or recent_band < stage):
                stage, moved = stage - 1, "regressed"
        if stage != before:
            since = t
            run_above = run_below = 0
        above, below = run_above, run_below

        # The signal: the first that matches, looking at the stage that the month ends in
        warned = bool(rows) and rows[-1].signal in ("regressing", "overdue")
        if stage in (STABLE, STRATEGIC):
            regressing = (share_band is not None and share_band < stage) or (
                t > 0 and all(b is not None and b < stage for b in recent_bands[-2:])
            )
        else:
            regressing = stage == INITIAL and t > 0 and all(halvings[-2:])
        long_here = t - since >= p.N
        share_then = rows[t - p.N].share if t >= p.N else None
        risen = share is not None and share_then is not None and share - share_then >= p.RISE
        if stage == INTERRUPTED:
            signal = "interrupted_contact" if in_contact else "interrupted_silent"
        elif moved:
            signal = moved
        elif stage != DEVELOPMENT and silence >= ceil(Fraction(limit, 2)):
            signal = "overdue"
        elif regressing:
            signal = "regressing"
        elif stage == DEVELOPMENT and last_contact is not None and not in_contact:
            signal = "contact_overdue"
        elif warned and (share is not None or buys):
            signal = "repaired"
        elif above > 0:
            signal = "advancing"
        elif stage != STRATEGIC and long_here and not risen:
            signal = "stagnant"
        else:
            signal = "steady"

        # Flags
        flat = share is not None and share_then is not None and abs(share - share_then) < p.RISE
        contacts = sum(m.contact for m in months[max(0, t - 5) : t + 1])
        contacts_before = sum(m.contact for m in months[max(0, t - 11) : max(0, t - 5)])
        thinning = contacts_before >= 2 and 2 * contacts < contacts_before
        flags = {
            unknown_because: share is None,
            "estimated_total": estimated,
            "stale_total": month.stale and month.total is not None,
            "routine_risk": stage == STRATEGIC and long_here and flat and thinning,
        }
        rows.append(
            Row(
                stage=stage,
                signal=signal,
                flags=frozenset(flag for flag, holds in flags.items() if holds),
                share=share,
                recent_share=recent,
                since=since,
                silence=silence,
                limit=limit,
            )
        )
    return rows


# ---- The customer's total: statements, spread and carried -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Statement:
    """What the customer bought from everyone in the months ``first`` to ``last``, both included."""

    first: int
    last: int
    amount: int
    grade: str = "A"  # A (best) to E
    stated: int | None = None  # day; None is the oldest


@dataclass(frozen=True, slots=True)
class Total:
    amount: int
    estimated: bool
    stale: bool


def spread(statement: Statement) -> list[int]:
    """One amount a month, as even as whole minor units allow, the odd units first."""
    each, odd = divmod(statement.amount, statement.last - statement.first + 1)
    return [each + 1] * odd + [each] * (statement.last - statement.first + 1 - odd)


def total_in(month: int, statements: Sequence[Statement], parameters: Parameters) -> Total | None:
    """The total that counts in a month; ``statements`` stand in the order of their rows."""

    def merit(row: int) -> tuple[int, int, int]:
        statement = statements[row]
        return (-ord(statement.grade), -1 if statement.stated is None else statement.stated, row)

    covering = [row for row, s in enumerate(statements) if s.first <= month <= s.last]
    if covering:
        best = statements[max(covering, key=merit)]
        return Total(spread(best)[month - best.first], best.grade in "DE", stale=False)
    ended = [row for row, s in enumerate(statements) if 0 < month - s.last <= parameters.CARRY]
    if ended:
        best = statements[max(ended, key=lambda row: (statements[row].last, *merit(row)))]
        return Total(spread(best)[-1], best.grade in "DE", stale=month - best.last > parameters.STALE)
    return None


# ---- The account of several categories ------------------------------------------------------------------------------


def account(
    categories: Sequence[Sequence[Month]],
    *,
    uncategorised: Sequence[int] = (),
    own_totals: Sequence[Total | None] = (),
) -> list[Month]:
    """The facts of the account: all series begin in the same month; contacts and notices are added by the caller.

    ``uncategorised`` is what we sold without category, ``own_totals`` what was stated without category, by month.
    """
    months = []
    for t, parts in enumerate(zip(*categories, strict=True)):
        ours = sum(part.ours for part in parts) + (uncategorised[t] if uncategorised else 0)
        own = own_totals[t] if own_totals else None
        known = [part for part in parts if part.total is not None]
        if own is not None:
            month = Month(ours, own.amount, ours, own.estimated, own.stale)
        elif known:
            month = Month(
                ours,
                total=sum(part.total for part in known if part.total is not None),
                counted=sum(part.ours for part in known),
                estimated=any(part.estimated for part in known),
                stale=any(part.stale for part in known),
            )
        else:
            month = Month(ours)
        months.append(month)
    return months


def mix_effect(account_signal: str, category_signals: Collection[str]) -> bool:
    """True when the account warns and none of its categories does (only those with a row that month are given)."""
    trouble = {"regressing", "regressed", "overdue", "interrupted_contact", "interrupted_silent"}
    return (
        account_signal in ("regressing", "regressed") and bool(category_signals) and not trouble & {*category_signals}
    )


def with_mix_effect(rows: Sequence[Row], categories: Sequence[Sequence[Row | None]]) -> list[Row]:
    """The rows of the account with the flag added; a category has None in the months before its record."""
    return [
        replace(row, flags=row.flags | {"mix_effect"})
        if mix_effect(row.signal, [category[t].signal for category in categories if category[t] is not None])  # type: ignore[union-attr]
        else row
        for t, row in enumerate(rows)
    ]


# ---- Where a record begins ------------------------------------------------------------------------------------------


def record(
    lines: Mapping[int, Sequence[int]],
    *,
    known: Collection[int] = (),
    events: Collection[int] = (),
    openings: Sequence[tuple[int, int]] = (),
) -> tuple[int | None, int | None]:
    """The month in which the record begins and the opening stage, if there is one; (None, None): no record.

    ``lines`` are the amounts of our ledger lines by month, ``known`` the months with a known total, ``events`` those
    with an event of the relation's own, ``openings`` the (month, stage) in the order of their rows.
    """
    for month, stage in openings:
        if not any(amount > 0 for earlier, amounts in lines.items() if earlier < month for amount in amounts):
            return month, stage
    return min((*lines, *known, *events), default=None), None
