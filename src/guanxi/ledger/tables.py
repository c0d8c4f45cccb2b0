"""What every kind of file is for its readers: a header and chunks of raw cells with the numbers of their records."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from guanxi.ledger.records import Bad


class Chunk(NamedTuple):
    """Some records: their numbers, the raw cells of the asked columns, and the records that cannot be used.

    ``read`` counts them all. Numbers begin at 1 with the header; in a Parquet file, which has none, with the first
    record.
    """

    rows: Sequence[int]
    columns: dict[int, Sequence[object]]
    bad: Sequence[Bad]
    read: int


class Table(Protocol):
    """An open file: the names of its columns, about how many records it has, and its records, as often as asked."""

    path: Path
    names: list[str]
    lines: int

    def chunks(self, needed: Sequence[int], *, spare: Sequence[int] = ()) -> Iterator[Chunk]:
        """The records in file order, at most 100 000 at once, with the cells of the columns at ``needed``.

        A record that is too short for some of them is bad, unless they are among the ``spare`` ones.
        """

    def close(self) -> None: ...
