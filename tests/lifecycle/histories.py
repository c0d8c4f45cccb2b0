"""Random histories for the kernel and the reference, the same for the same seed.

Plain histories (steady, seasonal, rare, leaving …) are mixed with ones built to stand on an edge: shares exactly on,
just below and just above 50 and 80, ours at the tolerance, ties of the RISE and halving rules, sums near 9·10¹⁶ whose
products pass 64 bits and whose differences no double can see.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from guanxi.lifecycle import Facts, Parameters
from tests.lifecycle.reference import Month

LARGEST = 9 * 10**16  # minor units, of a line and of a window sum
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Histories:
    """Relations over the same months, with the same parameters."""

    facts: Facts
    parameters: Parameters

    def record(self, relation: int) -> list[Month]:
        """The facts of one relation from the beginning of its record, as the reference takes them."""
        f = self.facts
        assert f.counted is not None
        assert f.estimated is not None
        assert f.stale is not None
        assert f.contact is not None
        assert f.notice is not None
        columns = (f.ours, f.total, f.known, f.counted, f.estimated, f.stale, f.contact, f.notice)
        cells = zip(*(column[relation, f.begin[relation] :].tolist() for column in columns), strict=True)
        return [
            Month(ours, total if known else None, counted, estimated, stale, contact, notice)
            for ours, total, known, counted, estimated, stale, contact, notice in cells
        ]

    def opening(self, relation: int) -> int | None:
        assert self.facts.opening is not None
        return int(self.facts.opening[relation]) or None


def cut(facts: Facts, start: int, stop: int, *, rows: Any = slice(None)) -> Facts:
    """The facts of the months from column ``start`` to before ``stop``, of some relations; records begin as before."""
    values = {field.name: getattr(facts, field.name) for field in fields(facts)}
    for name, value in values.items():
        if isinstance(value, np.ndarray):
            values[name] = value[rows, start:stop] if value.ndim == 2 else value[rows]
    return Facts(**{**values, "first": facts.first + start, "begin": (values["begin"] - start).astype(np.int32)})


# ---- Parameters -----------------------------------------------------------------------------------------------------


def random_parameters(rng: np.random.Generator) -> Parameters:
    kind = rng.random()
    if kind < 0.2:
        return Parameters()
    if kind < 0.4:
        return Parameters(W=3, R=1)
    if kind < 0.65:  # near the defaults
        return Parameters(
            W=_one(rng, 6, 12, 12, 12, 13, 24),
            R=_one(rng, 1, 2, 3, 3, 6),
            C=_one(rng, 1, 2, 3, 3, 4),
            K=_one(rng, 2, 3, 3, 4),
            GMIN=_one(rng, 1, 2, 3, 3, 5),
            GNEW=_one(rng, 3, 6, 6, 8),
            N=_one(rng, 6, 12, 12, 18),
            RISE=_one(rng, 0, 5, 5, 10),
            Q=_one(rng, 1, 3, 3, 6),
            L=_one(rng, 6, 12, 12, 18),
            TOL=_one(rng, 0, 1, 1, 2),
        )
    return Parameters(
        W=_one(rng, 1, 2, 3, 4, 5, 7, 12, 18, 36, 60, 300),
        R=_one(rng, 1, 2, 3, 5, 8, 14, 30, 1200),
        C=_one(rng, 1, 1, 2, 2, 3, 5, 8),
        K=_one(rng, 1, 2, 3, 5, 9, 40, 1200),
        GMIN=_one(rng, 1, 2, 3, 4, 7, 15, 1200),
        GNEW=_one(rng, 1, 2, 3, 4, 7, 20),
        N=_one(rng, 1, 2, 3, 5, 12, 13, 24, 37),
        RISE=_one(rng, 0, 1, 2, 5, 10, 25, 50, 100, 1200),
        Q=_one(rng, 1, 2, 4, 12, 13, 30, 1200),
        L=_one(rng, 1, 2, 3, 5, 12, 20, 31),
        TOL=_one(rng, 0, 1, 2, 5, 25, 100, 1200),
    )


def _one(rng: np.random.Generator, *values: int) -> int:
    return int(rng.choice(values))


# ---- Purchases: ours and total of all months, int64 -----------------------------------------------------------------

Purchases = tuple[Ints, Ints]


def _rhythm(rng: np.random.Generator, months: int) -> Bools:
    """The months in which a customer orders: every month, or at intervals up to some two years, with jitter."""
    interval = _one(rng, 1, 1, 1, 1, 2, 3, 3, 4, 5, 7, 9, 12, 13, 14, 16, 20, 25)
    jitter = int(rng.integers(0, max(1, interval // 3) + 1)) if interval > 1 else 0
    orders = np.zeros(months, dtype=np.bool_)
    month = int(rng.integers(0, interval + 2))
    while month < months:
        orders[month] = True
        month += max(1, interval + int(rng.integers(-jitter, jitter + 1)))
    return orders


def _level(rng: np.random.Generator, months: int) -> npt.NDArray[np.float64]:
    """Our share of the orders: constant for some months, then another; now and then nothing for long."""
    level = np.empty(months)
    month = 0
    while month < months:
        length = int(rng.integers(2, 30))
        level[month : month + length] = rng.choice([0.0, 0.05, 0.3, 0.45, 0.5, 0.55, 0.7, 0.8, 0.85, 0.95, 1.0, 1.02])
        month += length
    return level


def steady(rng: np.random.Generator, months: int, parameters: Parameters) -> Purchases:
    base = int(rng.integers(50, 10_000_000))
    total = np.full(months, base) if rng.random() < 0.5 else (base * rng.lognormal(0, 0.4, months)).astype(np.int64)
    ours = (total * _level(rng, months) * (rng.lognormal(0, 0.2, months) if rng.random() < 0.5 else 1.0)).astype(
        np.int64
    )
    orders = _rhythm(rng, months)
    gaps = np.diff(np.append(np.flatnonzero(orders), months))
    ours = np.where(orders, ours, 0)
    if rng.random() < 0.6:  # a rare order covers the months until the next one
        ours[orders] *= gaps
    return ours, total


def seasonal(rng: np.random.Generator, months: int, parameters: Parameters) -> Purchases:
    season = 1 + rng.uniform(0.2, 1.0) * np.sin((np.arange(months) + rng.integers(0, 12)) * np.pi / 6)
    total = (rng.integers(1_000, 1_000_000) * season).astype(np.int64)
    ours = (total * np.minimum(_level(rng, months) * rng.uniform(0.8, 1.2, months), 1.005)).astype(np.int64)
    return ours, total


def returns(rng: np.random.Generator, months: int, parameters: Parameters) -> Purchases:
    ours, total = steady(rng, months, parameters)
    ours = np.where(rng.random(months) < rng.choice([0.05, 0.2, 0.5]), -ours * rng.integers(0, 3, months), ours)
    total = np.where(rng.random(months) < 0.1, -total, total)
    return ours, total


def ties(rng: np.random.Generator, months: int, parameters: Parameters) -> Purchases:
    """Small round figures: shares fall on 50 and 80, on halves of each other and RISE apart all the time."""
    unit = _one(rng, 1, 2, 5, 10, 20)
    total = np.full(months, 20 * unit) if rng.random() < 0.6 else unit * rng.integers(0, 21, months)
    steps = rng.choice([0, 1, 2, 4, 5, 8, 10, 12, 16, 20], months)
    ours = unit * np.repeat(steps, rng.integers(1, 9))[:months]
    if rng.random() < 0.3:
        total = unit * rng.integers(-2, 6, months)
        ours = unit * rng.integers(-2, 5, months)
    return ours.astype(np.int64), total.astype(np.int64)


def edges(rng: np.random.Generator, months: int, parameters: Parameters) -> Purchases:
    """Exactly on 50, on 80 and on the tolerance of every window, or one minor unit beside."""
    total = np.full(months, 100 * int(rng.integers(1, 50)))
    per_cent = np.array([50, 80, 100, 100 + parameters.TOL])
    ours = total * np.repeat(rng.choice(per_cent, months), rng.integers(1, 20))[:months] // 100
    beside = rng.random(months) < rng.choice([0.0, 0.05, 0.2])
    return ours + beside * rng.integers(-1, 2, months), total


def rising(rng: np.random.Generator, months: int, parameters: Parameters) -> Purchases:
    """The share grows by exactly RISE points in N months, or falls as fast, or a little beside that."""
    total = np.full(months, 100 * parameters.N * int(rng.integers(1, 9)))
    slope = int(rng.choice([-1, 1, 1])) * min(parameters.RISE, 100) * total[0] // (100 * parameters.N)
    start = total[0] * int(rng.choice([0, 20, 40, 50, 80])) // 100
    ours = start + slope * (np.arange(months) % 40)
    return np.clip(ours + rng.integers(-1, 2) * (rng.random(months) < 0.1), 0, total), total


def falling(rng: np.random.Generator, months: int, parameters: Parameters) -> Purchases:
    """Buys every month in stage 2; the recent share drops to half of the share of the stage window or about that."""
    window, recent = parameters.W, min(parameters.W, parameters.R)
    high, low = 2 * window - recent, window - recent  # after ``recent`` low months the shares are exactly 2 to 1
    unit = int(rng.integers(1, 50))
    total = np.full(months, 3 * high * unit)
    ours = np.full(months, high * unit)
    for month in np.flatnonzero(rng.random(months) < 0.08):
        ours[month : month + recent] = max(1, low * unit)
        if recent > 1 and rng.random() < 0.7:  # the month before is below half already
            ours[month : month + recent - 1] = 1
            ours[month + recent - 1 : month + recent] = max(1, low * unit * recent - recent + 1)
    if rng.random() < 0.3:
        ours = unit * rng.choice([1, 1, 2, 4, 6, high], months)
    return ours.astype(np.int64), total


def churning(rng: np.random.Generator, months: int, parameters: Parameters) -> Purchases:
    """Phases of buying and of long silence: interruption, lapse, winning back."""
    ours, total = steady(rng, months, parameters)
    month = 0
    while month < months:
        month += int(rng.integers(1, 24))
        pause = int(rng.integers(2, 40))
        ours[month : month + pause] = 0
        month += pause
    return ours, total


KINDS: tuple[Callable[[np.random.Generator, int, Parameters], Purchases], ...] = (
    steady,
    seasonal,
    returns,
    ties,
    edges,
    rising,
    falling,
    churning,
)


def _huge(rng: np.random.Generator, values: Purchases, parameters: Parameters) -> Purchases:
    """The same figures so large that a window just fits, some of them one minor unit off."""
    ones = np.ones(min(parameters.W, len(values[0])), dtype=np.int64)
    most = max(int(np.convolve(np.abs(series), ones).max()) for series in values)
    if most == 0:
        return values
    factor = (LARGEST - 2 * len(ones)) // most
    if rng.random() < 0.5:
        factor = max(1, factor // int(10 ** rng.uniform(0, 8)))  # doubles stop to be exact somewhere on the way
    ours, total = (series * factor for series in values)
    off = rng.random(len(ours)) < rng.choice([0.0, 0.1, 0.5])
    return ours + off * rng.integers(-1, 2, len(ours)), total + off * rng.integers(-1, 2, len(ours))


# ---- One relation and a batch of them -------------------------------------------------------------------------------


def _stretches(rng: np.random.Generator, months: int, often: float, longest: int) -> Bools:
    """Stretches of months, each beginning with the chance ``often`` in a month."""
    marked = np.zeros(months, dtype=np.bool_)
    for start in np.flatnonzero(rng.random(months) < often):
        marked[start : start + int(rng.integers(1, longest + 1))] = True
    return marked


def _now_and_then(rng: np.random.Generator, months: int, *rates: float) -> Bools:
    """Events at a rate that changes every year or so."""
    phases = np.repeat(rng.choice(rates, months), rng.integers(4, 20))[:months]
    return rng.random(months) < phases


def random_histories(
    rng: np.random.Generator, *, relations: int, months: int, parameters: Parameters | None = None
) -> Histories:
    """A batch; the months before a record begins are filled with figures that must not be used."""
    parameters = parameters or random_parameters(rng)
    cells: dict[str, Any] = {
        name: np.zeros((relations, months), dtype=dtype, order="F")
        for name, dtype in {
            "ours": np.int64,
            "total": np.int64,
            "counted": np.int64,
            "known": np.bool_,
            "estimated": np.bool_,
            "stale": np.bool_,
            "contact": np.bool_,
            "notice": np.bool_,
        }.items()
    }
    begin = np.zeros(relations, dtype=np.int32)
    opening = np.zeros(relations, dtype=np.uint8)
    for row in range(relations):
        ours, total = KINDS[int(rng.integers(len(KINDS)))](rng, months, parameters)
        if rng.random() < 0.25:  # nobody buys
            idle = _stretches(rng, months, 0.04, 8)
            ours, total = np.where(idle, 0, ours), np.where(idle, 0, total)
        if rng.random() < 0.2:
            ours, total = _huge(rng, (ours, total), parameters)
        counted = ours
        if rng.random() < 0.2:  # the account: some categories have no total
            part = rng.random() < 0.5
            counted = np.where(_stretches(rng, months, 0.1, 12), ours // 3 if part else 0, ours)
        gaps = rng.choice([0.0, 0.0, 0.0, 0.02, 0.1, 0.5], p=[0.2, 0.2, 0.2, 0.2, 0.15, 0.05])
        known = ~_stretches(rng, months, float(gaps), _one(rng, 1, 4, 4, 15))
        estimated = _stretches(rng, months, _one(rng, 0, 0, 1, 3) * 0.04, _one(rng, 1, 3, 20))
        if rng.random() < 0.4:
            begin[row] = rng.integers(0, months + 3)
        if rng.random() < 0.3:
            opening[row] = rng.integers(1, 5)
        before = np.arange(months) < begin[row]
        # A record starts with its first line or total: only an opening leaves some of them unused before it.
        junk = int(rng.choice([1, 1000, LARGEST // 2])) * bool(opening[row])
        cells["ours"][row] = np.where(before, junk * rng.integers(-1, 3, months), ours)
        cells["counted"][row] = np.where(before, junk * rng.integers(-1, 3, months), counted)
        cells["known"][row] = np.where(before, bool(junk) & (rng.random(months) < 0.5), known)
        cells["total"][row] = np.where(cells["known"][row], np.where(before, junk, total), 0)
        cells["estimated"][row] = estimated & cells["known"][row]
        cells["stale"][row] = _now_and_then(rng, months, 0, 0, 0.3) & cells["known"][row]
        cells["contact"][row] = _now_and_then(rng, months, 0, 0.05, 0.3, 0.8)
        cells["notice"][row] = _now_and_then(rng, months, 0, 0, 0, 0.04, 0.2)
    facts = Facts(first=int(rng.integers(1900 * 12, 2030 * 12)), begin=begin, opening=opening, **cells)
    return Histories(facts, parameters)


def random_length(rng: np.random.Generator) -> int:
    """Months of a batch: mostly some years, sometimes one month, sometimes twenty years."""
    kind = rng.random()
    if kind < 0.15:
        return int(rng.integers(1, 13))
    if kind < 0.9:
        return int(rng.integers(13, 73))
    return int(rng.integers(73, 241))
