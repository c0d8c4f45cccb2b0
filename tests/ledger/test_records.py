"""Records: broken quotes and ragged lines are bad ones, and nothing behind them is lost."""

import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.errors import Refused
from guanxi.ledger import records as module
from guanxi.ledger.records import BROKEN_QUOTES, TOO_FEW, TOO_MANY, RecordReader


def read(
    text: str, *, block: int = 1000, width: int = 3, needed: tuple[int, ...] = (0, 1, 2)
) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str, str, int | None]]]:
    """Good records with their numbers, and the bad ones, from blocks of ``block`` lines."""
    lines = io.StringIO(text, newline="").readlines()
    reader = RecordReader(name="f.csv", delimiter=",", width=width, needed=needed, first_row=2)
    good: list[tuple[int, list[str]]] = []
    bad: list[tuple[int, str, str, int | None]] = []
    for records in reader.read(lines[start : start + block] for start in range(0, len(lines), block)):
        good += zip(records.rows, records.cells, strict=True)
        bad += [tuple(one) for one in records.bad]  # type: ignore[misc]  # the four of a named tuple
        assert records.read == len(records.rows) + len(records.bad)
    return good, bad


@pytest.mark.parametrize("block", [1, 2, 1000])
@pytest.mark.parametrize(
    ("text", "good", "bad"),
    [
        ('a,b,c\r\n"x,y","q""q",""\r\n', [(2, ["a", "b", "c"]), (3, ["x,y", 'q"q', ""])], []),
        ('a,b,c\r"l\nm",b,c\r1,2,3', [(2, ["a", "b", "c"]), (3, ["l\nm", "b", "c"]), (4, ["1", "2", "3"])], []),
        ('5" pipe,b"c,c\n', [(2, ['5" pipe', 'b"c', "c"])], []),
        ("a,b,c\0\n", [(2, ["a", "b", "c\0"])], []),
        ("\n\na,b,c\n  \n\n1,2,3\n", [(4, ["a", "b", "c"]), (7, ["1", "2", "3"])], []),
        # Unclosed, and closed much later by another cell's quote.
        ('a,"b,c\nd,e,f\ng,h,i\n', [(3, ["d", "e", "f"]), (4, ["g", "h", "i"])], [(2, 'a,"b,c', BROKEN_QUOTES, None)]),
        ('a,"b,c\nd,e,f\n"g",h,i\n', [(3, ["d", "e", "f"]), (4, ["g", "h", "i"])],
         [(2, 'a,"b,c', BROKEN_QUOTES, None)]),
        ('a,b,"c\nd,e,"f\ng,h,i\n', [(4, ["g", "h", "i"])],
         [(2, 'a,b,"c', BROKEN_QUOTES, None), (3, 'd,e,"f', BROKEN_QUOTES, None)]),
        ('a,"b"x,c\nd,e,f\n', [(3, ["d", "e", "f"])], [(2, 'a,"b"x,c', BROKEN_QUOTES, None)]),
        ('a,b,c\nd,e,"', [(2, ["a", "b", "c"])], [(3, 'd,e,"', BROKEN_QUOTES, None)]),
        # A quoted line break in a record with a wrong number of cells.
        ('"a\nb",c\n1,2,3\n', [(4, ["1", "2", "3"])], [(2, '"a', BROKEN_QUOTES, None), (3, 'b",c', TOO_FEW, 2)]),
        ("a,b,c,\n1,2,3\n", [(3, ["1", "2", "3"])], [(2, "a,b,c,", TOO_MANY, None)]),
        ("a,b\n1,2,3\n", [(3, ["1", "2", "3"])], [(2, "a,b", TOO_FEW, 2)]),
        (",,\n", [(2, ["", "", ""])], []),
    ],
)  # fmt: skip
def test_each_record_is_read_or_bad(
    text: str, good: list[tuple[int, list[str]]], bad: list[tuple[int, str, str, int | None]], block: int
) -> None:
    assert read(text, block=block) == (good, bad)


def test_a_short_record_is_used_when_nothing_that_is_needed_is_missing() -> None:
    assert read("a,b\na\n", needed=(0, 1)) == ([(2, ["a", "b", ""])], [(3, "a", TOO_FEW, 1)])


def test_a_quoted_cell_of_ten_megabytes_is_read() -> None:
    for cell in ("x" * 10**7, "line\n" * 2000):
        good, bad = read(f'a,b,c\n"{cell}",b,c\n1,2,3\n')
        assert [record[0] for _, record in good] == ["a", cell, "1"]
        assert bad == []


def test_an_unclosed_quote_in_a_large_file_costs_one_line() -> None:
    body = "".join(f"{n},b,c\n" for n in range(200_000))
    began = time.process_time()
    good, bad = read('x,"y,z\n' + body, block=2000)
    assert time.process_time() - began < 10
    assert (len(good), len(bad)) == (200_000, 1)
    assert good[0] == (3, ["0", "b", "c"])
    assert good[-1] == (200_002, ["199999", "b", "c"])


def test_unclosed_quotes_everywhere_cost_each_line_about_twice() -> None:
    began = time.process_time()
    good, bad = read('x,"y,z\n1,2,3\n' * 20_000, block=500)
    assert time.process_time() - began < 10
    assert (len(good), len(bad)) == (20_000, 20_000)


def test_text_made_to_be_read_again_and_again_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FREE_REPEATS", 1 << 20)
    with pytest.raises(Refused, match="so many broken quotes"):
        read('5",x,"\n' * 20_000, block=1000)


TEXT = st.lists(st.sampled_from(["a", "b", ",", ",", ",", '"', '"', "\n", "\n", "\r\n", "\0", " "]), max_size=60).map(
    "".join
)


@given(TEXT, st.integers(1, 5))
def test_blocks_make_no_difference_and_no_line_is_lost(text: str, block: int) -> None:
    whole = read(text)
    assert read(text, block=block) == whole
    good, bad = whole
    seen = [row for row, _ in good] + [row for row, *_ in bad]
    assert len(set(seen)) == len(seen)
    # Every letter of the text is in a record that is used or in a line that is shown as bad.
    letters = sum(cell.count("a") + cell.count("b") for _, record in good for cell in record)
    letters += sum(value.count("a") + value.count("b") for _, value, _, _ in bad)
    assert letters == text.count("a") + text.count("b")


@given(st.lists(st.lists(st.text(alphabet='ab,"\n\r \0', max_size=5), min_size=3, max_size=3), max_size=10))
def test_what_was_written_well_is_read_as_it_was(records: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(records)
    good, bad = read(out.getvalue(), block=2)
    assert [record for _, record in good] == records
    assert bad == []
    assert [row for row, _ in good] == list(range(2, 2 + len(records)))
