"""Days in cells: ISO, typed, and the written forms that strptime knows."""

import locale
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.errors import WrongCall
from guanxi.ledger.dates import EMPTY, UNREADABLE, DateReader, compile_format

TODAY = date(2026, 5, 1)
days = st.dates(date(1900, 1, 1), date(2027, 12, 31))


def read(cell: object, *formats: str) -> date | str:
    return DateReader(formats, today=TODAY).read(cell)


@pytest.mark.parametrize(
    "behind",
    ["", " 08:34", "T08:34:05", "T08:34:05.123456789Z", " 08:34:05,5", " 8:34 PM", " 08:34+02", " 08:34:00 +0200",
     " 08:34:00 UTC", " 23:59:60", "  00:00"],
)  # fmt: skip
def test_an_iso_day_is_read_and_a_time_behind_it_dropped(behind: str) -> None:
    assert read(f" 2022-04-29{behind}\n") == date(2022, 4, 29)


@pytest.mark.parametrize(
    "text",
    ["2022-02-30", "2022-13-01", "2022-00-10", "0000-01-01", "2022-4-9", "20220429", "2022/04/29", "22-04-29",
     "2022-04-29 ?", "2022-04-29T", "2022-04-29 24:00", "2022-04-29 12:60", "2022-04-29 12", "2022-04-29Z",
     "2022-04-2908:00", "２０２２-０４-２９", "2022–04–29", "+2022-04-29", "43831", "2022-04-29 2022-04-30", "\x00"],
)  # fmt: skip
def test_what_only_looks_like_a_day_is_none(text: str) -> None:
    assert read(text) == UNREADABLE


@pytest.mark.parametrize("cell", ["", "  ", "\u3000", None])
def test_an_empty_cell_says_so(cell: object) -> None:
    assert read(cell) == EMPTY


@pytest.mark.parametrize("cell", [43831, 43831.0, True, b"2022-04-29", timedelta(1), ["2022-04-29"]])
def test_a_cell_of_another_kind_is_no_day(cell: object) -> None:
    assert read(cell) == UNREADABLE


def test_typed_days_and_times_are_the_day_as_stored() -> None:
    assert read(date(2022, 4, 29)) == read(datetime(2022, 4, 29, 23, 59)) == date(2022, 4, 29)


def test_years_run_from_1900_to_the_next_one() -> None:
    outside = "the year is outside 1900 to 2027"
    assert [read(f"{year}-06-30") for year in (1899, 2028, 9999)] == [outside] * 3
    assert read(date(1, 1, 1)) == read("01.01.2028", "%d.%m.%Y") == outside
    assert [read("1900-01-01"), read("2027-12-31")] == [date(1900, 1, 1), date(2027, 12, 31)]


def test_written_forms_are_tried_after_iso_in_their_order() -> None:
    forms = ("%d/%m/%Y", "%m/%d/%Y", "%Y-%d-%m")
    assert read("02/03/2022", *forms) == date(2022, 3, 2)
    assert read("02/13/2022", *forms) == date(2022, 2, 13)
    assert read("2022-03-02", *forms) == date(2022, 3, 2)
    assert read("2022-13-02", *forms) == date(2022, 2, 13)
    assert read("Friday, April 29, 2022", "%A, %B %d, %Y") == date(2022, 4, 29)
    assert read("2022年4月29日", "%Y年%m月%d日") == date(2022, 4, 29)
    assert read("Apr 2022", "%b %Y") == date(2022, 4, 1)


def test_names_are_english_in_every_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    before = locale.setlocale(locale.LC_TIME)
    for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "zh_CN.UTF-8", "C.UTF-8", "C"):
        try:
            locale.setlocale(locale.LC_TIME, name)
        except locale.Error:
            continue
        try:
            assert read("1 May 2022", "%d %B %Y") == date(2022, 5, 1)
            assert read("1 mai 2022", "%d %B %Y") == UNREADABLE
        finally:
            locale.setlocale(locale.LC_TIME, before)


@pytest.mark.parametrize(
    "form", ["%d %B", "%Y", "%Y %d", "%d/%m/%Y %q", "%Y-%m-%d %", "%Y %m %Y", "%x", "%G-W%V-%u", ""]
)
def test_a_form_that_names_no_month_or_is_unknown_is_a_wrong_call(form: str) -> None:
    with pytest.raises(WrongCall):
        compile_format(form)


FORMS = ["%d/%m/%Y", "%m-%d-%y", "%A, %B %d, %Y", "%a %d %b %Y", "%d. %B %y", "%Y%m%d", "%j/%Y", "%d/%m/%Y %H:%M:%S",
         "%B %Y", "%I:%M %p %d %b %Y", "%Y-%m-%dT%H:%M:%S.%f%z", "%Y%%%m%%%d", "%y%j", "(%Y) [%m] {%d}"]  # fmt: skip


@given(st.datetimes(datetime(1969, 1, 1), datetime(2027, 12, 31)), st.sampled_from(FORMS))
def test_what_strftime_writes_is_read_as_strptime_reads_it(moment: datetime, form: str) -> None:
    text = moment.strftime(form.replace("%z", "+0000"))
    assert read(text, form) == datetime.strptime(text, form).date()


@given(st.text(alphabet="0123456789 /-JanuryFebMay,%\u00a0", max_size=14), st.sampled_from(FORMS))
def test_any_text_is_read_as_strptime_reads_it(text: str, form: str) -> None:
    text = text.strip()
    try:
        expected: date | None = datetime.strptime(text, form).date()
    except ValueError:
        expected = None
    assert compile_format(form)(text) == expected


@given(st.text())
def test_any_text_is_a_day_or_has_a_reason(text: str) -> None:
    assert isinstance(read(text, "%d/%m/%Y", "%B %d %Y"), date | str)


@given(days)
def test_every_day_in_range_is_read(day: date) -> None:
    assert read(day.isoformat()) == read(f"{day:%d.%m.%Y}", "%d.%m.%Y") == read(day) == day


def test_ten_megabytes_of_text_are_no_day() -> None:
    for text in ("1" * 10**7, "2022-01-01 " + "1" * 10**7, "January " * 10**6, " " * 10**7):
        assert read(text, "%A, %B %d, %Y", "%d %m %Y") in (UNREADABLE, EMPTY)
