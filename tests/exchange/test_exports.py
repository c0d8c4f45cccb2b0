"""Cells that no spreadsheet takes for a formula, and that come back as they were."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.exchange.exports import csv_line, guarded, unguarded


@pytest.mark.parametrize(
    "text", ["=1+1", "+49 40 555", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1", " =1", "\ufeff=1", "'=1"]
)
def test_what_could_begin_a_formula_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["", "plain", "a=b", "恒通电缆", "'quoted'", "5 = 5"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


@given(st.text(alphabet=st.sampled_from("'=+-@＝＋－＠ \t\r\nab\ufeff"), max_size=8))
def test_the_guard_comes_off_again_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20), min_size=1))
def test_a_line_is_read_back_as_it_was_written(cells: list[str]) -> None:
    assert next(csv.reader(io.StringIO(csv_line(cells), newline=""))) == cells or cells == [""]
