"""When a relation changed its stage, and how long it kept its signal: read off the verdicts of all months."""

from typing import NamedTuple

import numpy as np

from guanxi.lifecycle.facts import Array, Facts, Verdicts
from guanxi.lifecycle.vocabulary import DEVELOPMENT


def moves_of(facts: Facts, verdicts: Verdicts) -> tuple[Array, Array, Array, Array]:
    """Relation, column, stage before and stage after of each month that ends in another stage than it began in."""
    stage = verdicts.stage
    before = np.zeros_like(stage)
    before[:, 1:] = stage[:, :-1]
    begins = np.flatnonzero(facts.begin < facts.months)
    opening = 0 if facts.opening is None else facts.opening[begins]
    before[begins, facts.begin[begins]] = np.maximum(opening, DEVELOPMENT)
    relation, column = np.nonzero((stage > 0) & (stage != before))
    return relation, column, before[relation, column], stage[relation, column]


class Stretches(NamedTuple):
    """Months in a row with the same signal, by relation and month; ``last`` is the column of the last of them."""

    relation: Array
    first: Array
    last: Array
    signal: Array


def stretches_of(verdicts: Verdicts) -> Stretches:
    signal = np.where(verdicts.stage > 0, verdicts.signal, 0)
    starts = np.empty(signal.shape, dtype=np.bool_)
    starts[:, 0] = True
    np.not_equal(signal[:, 1:], signal[:, :-1], out=starts[:, 1:])
    relation, first = np.nonzero(starts)
    months = signal.shape[1]
    end = np.append(relation[1:] * months + first[1:], relation.size and signal.size) - relation * months
    found = signal[relation, first]
    real = found > 0
    return Stretches(relation[real], first[real], end[real] - 1, found[real])
