"""Two worlds that differ only in what their reader may not see answer every walk of his with the same bytes."""

import os
from collections.abc import Sequence
from typing import Any

import pytest
from django.core import mail

from tests.access.walking import STEPS, Answer, difference, walk
from tests.access.worlds import READERS, entered, taken_back

pytestmark = pytest.mark.django_db

# `make prove` walks 500 times.
WALKS = int(os.environ.get("GUANXI_TEST_WALKS", "16"))
SEED = int(os.environ.get("GUANXI_SEED", "1"))


Keys = dict[str, list[int]]


def walks_in(
    reader: str, variant: int, seeds: Sequence[object], *, seed: int, steps: int, keys: Keys | None = None
) -> tuple[list[list[Answer]], Keys]:
    """Each walk begins in the same world; nothing of it stays. What is sent to the reader counts as an answer.

    ``keys`` is what the walks ask for, where another world says it.
    """
    walks = []
    with entered(reader, seed=seed, variant=variant) as (world, clock):
        world.keys = keys or world.keys
        for one in seeds:
            clock.restart()
            mail.outbox.clear()
            with taken_back():
                taken = walk(world, clock, one, steps)
            letters = [str(m.message()) for m in mail.outbox if "reader@guanxi.example" in m.recipients()]
            walks.append([*taken, Answer("mails", 0, (), "\n".join(letters))])
    return walks, world.keys


def compare(reader: str, seeds: Sequence[object], *, seed: int = SEED, steps: int = STEPS) -> int:
    """How many answers were compared; fails with the walk that tells the worlds apart."""
    # The second variant has all keys that the first one has, and more.
    second, keys = walks_in(reader, 1, seeds, seed=seed, steps=steps)
    first, _keys = walks_in(reader, 0, seeds, seed=seed, steps=steps, keys=keys)
    for name, one, other in zip(seeds, first, second, strict=True):
        told = difference(one, other)
        assert not told, f"{reader}, world {seed}, walk {name}:\n{told}"
    return sum(len(taken) for taken in first)


# A few walks are for the readers from whom most is hidden.
_READERS = tuple(READERS) if WALKS >= 100 else ("marketing", "sales, own customers only", "administrator")


@pytest.mark.parametrize("reader", _READERS)
def test_no_walk_tells_apart_what_its_reader_may_not_see(reader: str, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED_OF = "nobody"
    share = len(range(_READERS.index(reader), WALKS, len(_READERS)))
    # Several worlds, for what is hidden sorts and matches otherwise in each.
    pairs = max(1, share // 32)
    answers = sum(
        compare(reader, range(at, share, pairs), seed=SEED + at) for at in range(pairs)
    )  # fmt: skip
    assert answers >= share * STEPS
