"""Keys of records that have an address: random, so that neither addresses nor gaps tell anything.

53 bits, so that every program that reads JSON keeps them exact.
"""

import base64
import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

BITS = 53
_BESIDE = 33
_seeded: ContextVar[random.Random | None] = ContextVar("seeded_keys", default=None)


def new_key() -> int:
    """A key between 1 and 2**53 - 1."""
    source = _seeded.get()
    while True:
        key = source.getrandbits(BITS) if source else secrets.randbits(BITS)
        if key:
            return key


def key_beside(customer: int) -> int:
    """A key that begins as that of its customer, so that what is judged of one customer lies together in the database
    and few pages are read and written for it. Random but for that; the customer stands in the row itself.
    """
    beginning = customer >> _BESIDE
    return beginning << _BESIDE | new_key() & (1 << _BESIDE) - 1 if beginning else new_key()


def new_token(size: int) -> str:
    """So many random bytes, as letters and digits that a link may hold."""
    source = _seeded.get()
    content = source.randbytes(size) if source else secrets.token_bytes(size)
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@contextmanager
def seeded_keys(seed: int | str) -> Iterator[None]:
    """Inside, keys and tokens follow from the seed: for the sample world and for tests that compare two worlds."""
    token = _seeded.set(random.Random(seed))
    try:
        yield
    finally:
        _seeded.reset(token)
