"""What looks like chance and is always the same for the same things: no random numbers, no clock."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


def chance(below: int, *about: object) -> int:
    """A number from 0 to ``below`` - 1."""
    digest = hashlib.blake2b("|".join(map(str, about)).encode(), digest_size=8).digest()
    return int.from_bytes(digest) % below


def pick(options: Sequence[Item], *about: object) -> Item:
    return options[chance(len(options), *about)]


def shuffled(options: Sequence[Item], *about: object) -> list[Item]:
    order = sorted(range(len(options)), key=lambda place: (chance(1 << 60, *about, place), place))
    return [options[place] for place in order]
