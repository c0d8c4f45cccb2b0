"""Joining Parquet files of one schema without decoding them: their row groups are copied, their footers merged.

Tens of millions of rows come out block by block. Writing them into one file through a second COPY would decode and
encode everything again; a row group is complete in itself, so that only the places in the footer have to be moved.
The footer is Thrift's compact protocol; it is read and written here without knowing more of it than those places.
"""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

_MAGIC = b"PAR1"
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)

# A struct is {field number: (type, value)}, a list (type of its items, items): just enough to change and write it back.
Struct = dict[int, tuple[int, Any]]

# Field numbers of the format's FileMetaData, RowGroup, ColumnChunk and ColumnMetaData.
_ROWS, _ROW_GROUPS = 3, 4
_COLUMNS, _GROUP_PLACE, _ORDINAL = 1, 5, 7
_CHUNK_PLACES, _COLUMN = (2, 4, 6), 3
_COLUMN_PLACES = (9, 10, 11, 14)


class ParquetJoin:
    """A Parquet file that grows by whole files of the same schema.

    Memory stays with the footers: some kilobytes for a row group.
    """

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("wb")
        self._file.write(_MAGIC)
        self._footer: Struct | None = None
        self._groups: list[Struct] = []
        self.rows = 0

    def append(self, part: Path) -> None:
        """Copy the row groups of a complete Parquet file to the end of this one."""
        with part.open("rb") as source:
            size = source.seek(-8, os.SEEK_END) + 8
            (length,) = struct.unpack("<i", source.read(4))
            end = source.seek(size - 8 - length)
            footer = _Reader(source.read(length)).struct()
            source.seek(len(_MAGIC))
            shift = self._file.tell() - len(_MAGIC)
            _copy(source, self._file, end - len(_MAGIC))
        for group in footer[_ROW_GROUPS][1][1]:
            _move(group, shift)
            if len(self._groups) <= 0x7FFF:
                group[_ORDINAL] = (_I16, len(self._groups))
            else:  # the format counts row groups in 16 bits, and need not
                group.pop(_ORDINAL, None)
            self._groups.append(group)
        self.rows += footer[_ROWS][1]
        if self._footer is None:
            self._footer = footer

    def finish(self) -> None:
        """Write the footer: without it the file is no Parquet file."""
        if self._footer is None:
            raise ValueError("a Parquet file needs at least one part, for its schema")
        self._footer[_ROWS] = (_I64, self.rows)
        self._footer[_ROW_GROUPS] = (_LIST, (_STRUCT, self._groups))
        footer = bytearray()
        _write_struct(footer, self._footer)
        self._file.write(footer)
        self._file.write(struct.pack("<i", len(footer)))
        self._file.write(_MAGIC)
        self._file.close()

    def close(self) -> None:
        self._file.close()


def _copy(source: BinaryIO, target: BinaryIO, size: int) -> None:
    while size:
        piece = source.read(min(size, 1 << 20))
        target.write(piece)
        size -= len(piece)


def _move(group: Struct, shift: int) -> None:
    """Add ``shift`` to each place in the file that a row group speaks of; 0 stands for “not said”."""
    _add(group, (_GROUP_PLACE,), shift)
    for chunk in group[_COLUMNS][1][1]:
        _add(chunk, _CHUNK_PLACES, shift)
        _add(chunk[_COLUMN][1], _COLUMN_PLACES, shift)


def _add(fields: Struct, numbers: tuple[int, ...], shift: int) -> None:
    for number in numbers:
        kind, place = fields.get(number, (0, 0))
        if place:
            fields[number] = (kind, place + shift)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def struct(self) -> Struct:
        return dict(self._fields())

    def _fields(self) -> Iterator[tuple[int, tuple[int, Any]]]:
        number = 0
        while head := self._byte():
            step, kind = head >> 4, head & 15
            number = number + step if step else self._zigzag()
            value = kind == _TRUE if kind in (_TRUE, _FALSE) else self._value(kind)
            yield number, (kind, value)

    def _value(self, kind: int) -> Any:
        if kind in (_I16, _I32, _I64):
            return self._zigzag()
        if kind == _BINARY:
            return self._take(self._varint())
        if kind == _STRUCT:
            return self.struct()
        if kind in (_LIST, _SET):
            head = self._byte()
            size = head >> 4 if head >> 4 < 15 else self._varint()
            return head & 15, [self._value(head & 15) for _ in range(size)]
        if kind == _DOUBLE:
            return self._take(8)
        if kind in (_BYTE, _TRUE, _FALSE):  # in a list a boolean is a byte
            return self._byte()
        raise ValueError(f"a Parquet footer with a value of type {kind}")

    def _byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def _take(self, size: int) -> bytes:
        self._at += size
        return self._data[self._at - size : self._at]

    def _varint(self) -> int:
        value = shift = 0
        while (byte := self._byte()) & 0x80:
            value |= (byte & 0x7F) << shift
            shift += 7
        return value | byte << shift

    def _zigzag(self) -> int:
        value = self._varint()
        return value >> 1 ^ -(value & 1)


def _write_struct(out: bytearray, fields: Struct) -> None:
    last = 0
    for number, (kind, value) in sorted(fields.items()):
        if 0 < number - last <= 15:
            out.append(number - last << 4 | kind)
        else:
            out.append(kind)
            _write_zigzag(out, number)
        last = number
        if kind not in (_TRUE, _FALSE):
            _write_value(out, kind, value)
    out.append(0)


def _write_value(out: bytearray, kind: int, value: Any) -> None:
    if kind in (_I16, _I32, _I64):
        _write_zigzag(out, value)
    elif kind == _BINARY:
        _write_varint(out, len(value))
        out += value
    elif kind == _STRUCT:
        _write_struct(out, value)
    elif kind in (_LIST, _SET):
        item, items = value
        if len(items) < 15:
            out.append(len(items) << 4 | item)
        else:
            out.append(0xF0 | item)
            _write_varint(out, len(items))
        for each in items:
            _write_value(out, item, each)
    elif kind == _DOUBLE:
        out += value
    else:
        out.append(value)


def _write_zigzag(out: bytearray, value: int) -> None:
    _write_varint(out, value << 1 ^ value >> 63)


def _write_varint(out: bytearray, value: int) -> None:
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
