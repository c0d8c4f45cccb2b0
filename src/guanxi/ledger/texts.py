"""Text files as lines of characters: compressed or not, in the encoding that their bytes show, with bounded memory."""

import codecs
import gzip
import io
import os
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import numpy as np

from guanxi.errors import Refused

_CHUNK: Final = 1 << 18
_LONGEST_LINE: Final = 64 << 20  # bytes; a longer line is no line of a ledger

_MAGIC: Final = {
    b"PAR1": "a Parquet file: name it .parquet",
    b"PK\x03\x04": "a spreadsheet or a ZIP archive: name it .xlsx or unpack it",
    b"\xd0\xcf\x11\xe0": "an old Excel file: name it .xls",
    b"\x1f\x8b": "a gzip file: name it .csv.gz",
    b"%PDF": "a PDF document: export the table as CSV",
}
_BOMS: Final = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True)
class _Text:
    """What a first pass over the bytes found: how to decode them, and how many lines they make."""

    encoding: str
    errors: str
    lines: int


class _Window(io.RawIOBase):
    """The bytes of an open file from its beginning up to ``size``, which were there when it was opened."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._left = size
        self._place = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]  # a memoryview is what readers pass
        wanted = min(len(buffer), self._left)
        if not wanted:
            return 0
        self._file.seek(self._place)
        data = self._file.read(wanted)
        buffer[: len(data)] = data
        self._place += len(data)
        self._left -= len(data)
        return len(data)


class _Told(io.RawIOBase):
    """Passes bytes through, turning what gzip and the disk report into a sentence."""

    def __init__(self, inner: IO[bytes], path: Path) -> None:
        self._inner = inner
        self._path = path

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]  # a memoryview is what readers pass
        try:
            data = self._inner.read(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            told = "is cut off" if isinstance(error, EOFError) else "is damaged or no gzip file"
            raise Refused(f"{self._path} {told}: copy or export it again.", code="damaged") from error
        except OSError as error:
            raise Refused(f"{self._path} cannot be read: {error.strerror or error}.", code="unreadable") from error
        buffer[: len(data)] = data
        return len(data)


def open_binary(path: Path) -> IO[bytes]:
    """The file, open for reading without a buffer; raises Refused when it is none that can be read."""
    try:
        file = open(path, "rb", buffering=0)  # noqa: SIM115  # the caller closes it
    except FileNotFoundError as error:
        raise Refused(f"{path} does not exist: check the name and the directory.", code="no_file") from error
    except IsADirectoryError as error:
        raise Refused(f"{path} is a directory: name a file in it.", code="no_file") from error
    except PermissionError as error:
        raise Refused(f"{path} may not be read: ask for permission or copy it.", code="no_file") from error
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or error
        raise Refused(f"{str(path)!r} cannot be opened: {told}.", code="no_file") from error
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise Refused(f"{path} is no regular file, and it must be read twice: save it to a file first.", code="no_file")
    return file


class TextFile:
    """A text file that can be read again and again.

    Opening reads it once, to find its encoding and to see that it is whole. Only the bytes that were there then are
    read, so that a file which is written to meanwhile comes to an end; but it is refused then: what is judged must be
    the whole ledger.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = open_binary(path)
        self._found = os.fstat(self._file.fileno())
        self._packed = path.suffix.lower() == ".gz"
        try:
            self._text = self._survey()
        except BaseException:
            self.close()
            raise

    @property
    def lines(self) -> int:
        """Lines as LF counts them."""
        return self._text.lines

    @property
    def encoding(self) -> str:
        return self._text.encoding

    def close(self) -> None:
        self._file.close()

    def blocks(self, size: int) -> Iterator[list[str]]:
        """Lines with their ends, in lists of about ``size`` characters together."""
        reader = io.TextIOWrapper(
            io.BufferedReader(self._bytes(), _CHUNK), encoding=self._text.encoding, errors=self._text.errors, newline=""
        )
        changed = Refused(
            f"{self.path} was changed while it was read: wait until it is complete, or copy it, and try again.",
            code="changed",
            retry=True,
        )
        try:
            while lines := reader.readlines(size):
                yield lines
        except UnicodeError as error:
            raise changed from error
        now = os.fstat(self._file.fileno())
        if (now.st_size, now.st_mtime_ns) != (self._found.st_size, self._found.st_mtime_ns):
            raise changed

    def _bytes(self) -> _Told:
        window: IO[bytes] = io.BufferedReader(_Window(self._file, self._found.st_size), _CHUNK)
        if self._packed:
            window = gzip.GzipFile(fileobj=window, mode="rb")  # type: ignore[assignment]  # reads like one
        return _Told(window, self.path)

    def _chunks(self) -> Iterator[bytes]:
        reader = self._bytes()
        while chunk := reader.read(_CHUNK):
            yield chunk

    def _survey(self) -> _Text:
        """Look at all bytes once; files that are not UTF-8 are looked at once more."""
        lines = unbroken = 0
        encoding = ""
        decoder: codecs.IncrementalDecoder | None = None
        for chunk in self._chunks():
            if not encoding:
                self._check_kind(chunk)
                encoding = next((name for bom, name in _BOMS.items() if chunk.startswith(bom)), "utf-8")
                decoder = codecs.getincrementaldecoder(encoding)()
            lines += chunk.count(b"\n")
            last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            unbroken = len(chunk) - 1 - last if last >= 0 else unbroken + len(chunk)
            if unbroken > _LONGEST_LINE:
                raise Refused(
                    f"{self.path} has a line of more than {_LONGEST_LINE >> 20} MB after line {lines}: "
                    "export it with line breaks.",
                    code="no_lines",
                )
            if decoder:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError as error:
                    if encoding == "utf-16":
                        raise Refused(f"{self.path} begins as UTF-16 and is not: save it as UTF-8.") from error
                    decoder = None
        if not encoding:
            raise Refused(f"{self.path} is empty: a header line and lines are needed.", code="empty")
        if decoder:
            # A character that is cut off at the end of the file is kept as stray bytes: its line shows it.
            return _Text(encoding, "surrogateescape" if encoding != "utf-16" else "replace", lines)
        encoding, errors = self._detect(encoding)
        return _Text(encoding, errors, lines)

    def _check_kind(self, chunk: bytes) -> None:
        for magic, told in _MAGIC.items():
            if chunk.startswith(magic):
                raise Refused(f"{self.path} is not a text file but {told}.", code="wrong_kind")

    def _detect(self, guess: str) -> tuple[str, str]:
        """The encoding of bytes that are not valid UTF-8 from end to end."""
        evidence = _Evidence()
        for chunk in self._chunks():
            evidence.add(chunk)
        if guess == "utf-8-sig" or evidence.is_utf8_with_stray_bytes():
            return guess, "surrogateescape"
        if evidence.is_chinese():
            return "gb18030", "strict"
        if evidence.is_traditional_chinese():
            return "cp950", "strict"
        return "cp1252", "guanxi.latin1"


class _Evidence:
    """Counts characters for and against each encoding, over all bytes of a file.

    Own counting, because the choice is between four encodings only and must not depend on a sample: a library that
    guesses among fifty from the first kilobytes is right less often on a table of mostly ASCII names.
    """

    def __init__(self) -> None:
        self._utf8 = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._gb: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("gb18030")()
        self._big5: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("cp950")()
        self._characters = self._strays = 0
        self._seen = np.zeros(0x10000, dtype=np.int64)  # how often GB18030 gives each character of the first plane
        self._seen_big5 = np.zeros(0x10000, dtype=np.int64)
        self._rare = 0  # characters beyond it

    def add(self, chunk: bytes) -> None:
        codes = _codes(self._utf8.decode(chunk))
        strays = int(np.count_nonzero((codes >= 0xD800) & (codes <= 0xDFFF)))
        self._strays += strays
        self._characters += int(np.count_nonzero(codes > 0x7F)) - strays
        if self._big5:
            try:
                self._seen_big5 += np.bincount(_codes(self._big5.decode(chunk)), minlength=0x10000)
            except UnicodeDecodeError:
                self._big5 = None
        if self._gb:
            try:
                codes = _codes(self._gb.decode(chunk))
            except UnicodeDecodeError:
                self._gb = None
                return
            self._seen += np.bincount(codes[codes < 0x10000], minlength=0x10000)
            self._rare += int(np.count_nonzero(codes >= 0x10000))

    def is_utf8_with_stray_bytes(self) -> bool:
        """Accented letters of other encodings hardly ever make a valid UTF-8 sequence, least of all ten to one."""
        return self._characters >= 10 * self._strays

    def is_chinese(self) -> bool:
        """Whether all bytes are GB18030 and most of its characters are everyday ones.

        Western letters often form valid pairs too ("ü" and the letter behind it), but these are rare characters: the
        second byte of everyday Chinese is never ASCII, and its first byte is not that of "à" to "ÿ".
        """
        if self._gb is None:
            return False
        everyday = other = 0
        for code in (np.flatnonzero(self._seen[0x80:]) + 0x80).tolist():
            count = int(self._seen[code])
            pair = chr(code).encode("gb18030")
            if len(pair) == 2 and pair[1] >= 0xA1 and (0xA1 <= pair[0] <= 0xA9 or 0xB0 <= pair[0] <= 0xD7):
                everyday += count
            else:
                other += count
        return everyday > 2 * (other + self._rare)

    def is_traditional_chinese(self) -> bool:
        """The same for Big5, whose everyday characters begin with A4 to C6.

        Capital umlauts and the letter behind them look like these, but Western letters seldom stand two in a row.
        """
        if self._big5 is None:
            return False
        everyday = high = other = 0
        for code in (np.flatnonzero(self._seen_big5[0x80:]) + 0x80).tolist():
            count = int(self._seen_big5[code])
            first, second = chr(code).encode("cp950")
            if 0xA1 <= first <= 0xC6:
                everyday += count
                high += count if second >= 0xA1 else 0
            else:
                other += count
        return everyday > 2 * other and 4 * high > everyday


def _codes(text: str) -> "np.ndarray[tuple[int], np.dtype[np.uint32]]":
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _latin1(error: UnicodeError) -> tuple[str, int]:
    """The five bytes that Windows-1252 leaves open, as the control characters that browsers make of them."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("guanxi.latin1", _latin1)
