"""Small blocks of relations, as the tests of the output need them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from guanxi.ledger.output import Block
from guanxi.lifecycle.facts import Facts, Verdicts
from guanxi.months import parse_month

FIRST = parse_month("2024-01")


def block(
    names: Sequence[tuple[str | None, str, str | None]],
    *,
    stage: Sequence[Sequence[int]],
    ours: Sequence[Sequence[int]] | None = None,
    total: Sequence[Sequence[int | None]] | None = None,
    share: Sequence[Sequence[float]] | None = None,
    signal: Sequence[Sequence[int]] | None = None,
    since: Sequence[Sequence[int]] | None = None,
    opening: Sequence[int] | None = None,
    flags: int = 0,
    **facts: Any,
) -> Block:
    """A block of the months from January 2024; the record of a relation begins at its first stage that is not 0.

    Where nothing is said, every month has sales of 0, a total of 1.00, a share of 0, the signal steady, silence 1 of 6.
    """
    stages = np.array(stage, dtype=np.uint8)
    relations, months = stages.shape
    totals = total or [[100] * months] * relations
    begun = stages > 0
    verdicts = replace(
        Verdicts.empty(FIRST, relations, months),
        stage=stages,
        signal=np.array(signal if signal is not None else begun * 13, dtype=np.uint8),
        flags=np.full(stages.shape, flags, dtype=np.uint8),
        share=np.array(share if share is not None else begun * 0.0, dtype=np.float64),
        recent_share=np.array(share if share is not None else begun * 0.0, dtype=np.float64),
        since=np.array(since if since is not None else begun * FIRST, dtype=np.int32),
        silence=np.ones(stages.shape, dtype=np.int32),
        limit=np.full(stages.shape, 6, dtype=np.int32),
    )
    return Block(
        suppliers=[supplier for supplier, _, _ in names],
        customers=[customer for _, customer, _ in names],
        categories=[category for _, _, category in names],
        facts=Facts(
            first=FIRST,
            ours=np.array(ours if ours is not None else np.zeros(stages.shape), dtype=np.int64),
            total=np.array([[value or 0 for value in row] for row in totals], dtype=np.int64),
            known=np.array([[value is not None for value in row] for row in totals], dtype=bool),
            begin=np.where(begun.any(axis=1), begun.argmax(axis=1), months).astype(np.int32),
            opening=None if opening is None else np.array(opening, dtype=np.uint8),
            **{name: np.array(values) for name, values in facts.items()},
        ),
        verdicts=verdicts,
    )
