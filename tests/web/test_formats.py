"""Dates, money and counts in both languages, in the reader's time zone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from guanxi.web.formats import Formats, formats_for

EN, ZH = formats_for("en", "Europe/Berlin"), formats_for("zh-hans", "Asia/Shanghai")
NOW = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)  # a Thursday: 13:00 in Berlin, 20:00 in Shanghai
TODAY = date(2026, 11, 5)
LATE = datetime(2026, 9, 30, 22, 30, tzinfo=UTC)  # already the first of October in both places


def both(name: str, *values: object) -> tuple[str, str]:
    return getattr(EN, name)(*values), getattr(ZH, name)(*values)


# ---- days and times ----


def test_a_day_is_that_of_the_readers_calendar() -> None:
    assert both("day", date(2026, 9, 30)) == ("30 Sep 2026", "2026年9月30日")
    assert both("day", LATE) == ("1 Oct 2026", "2026年10月1日")
    assert formats_for("en", "America/New_York").day(LATE) == "30 Sep 2026"


def test_times_are_those_of_the_readers_clock() -> None:
    assert both("time", LATE) == ("00:30", "06:30")
    assert both("moment", LATE) == ("1 Oct 2026, 00:30", "2026年10月1日 06:30")
    assert both("near_moment", NOW, TODAY) == ("today, 13:00", "今天 20:00")


def test_summer_time_ends_where_the_reader_lives() -> None:
    assert EN.time(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "02:30"
    assert EN.time(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "02:30"


@pytest.mark.parametrize(
    ("ahead", "en", "zh"),
    [
        (-1, "yesterday", "昨天"),
        (0, "today", "今天"),
        (1, "tomorrow", "明天"),
        (2, "Sat", "周六"),
        (6, "Wed", "周三"),
        (7, "12 Nov", "11月12日"),
        (-2, "3 Nov", "11月3日"),
        (60, "4 Jan 2027", "2027年1月4日"),
    ],
)
def test_what_is_due_soon_is_named_by_its_day(ahead: int, en: str, zh: str) -> None:
    assert both("near_day", TODAY + timedelta(days=ahead), TODAY) == (en, zh)


def test_a_week_begins_on_monday() -> None:
    assert both("week", date(2026, 10, 4)) == ("week of 28 Sep 2026", "2026年9月28日当周")
    assert EN.week(date(2026, 9, 28)) == EN.week(date(2026, 10, 4)) != EN.week(date(2026, 10, 5))


def test_months_are_written_long_and_for_axes() -> None:
    assert both("month", date(2026, 9, 30)) == ("Sep 2026", "2026年9月")
    assert both("axis_month", date(2026, 6, 1)) == ("Jun 26", "26年6月")


@pytest.mark.parametrize(
    ("past", "en", "zh"),
    [
        (timedelta(seconds=20), "just now", "刚刚"),
        (timedelta(minutes=1), "1 minute ago", "1分钟前"),
        (timedelta(minutes=59), "59 minutes ago", "59分钟前"),
        (timedelta(hours=5), "5 hours ago", "5小时前"),
        (timedelta(minutes=-30), "in 30 minutes", "30分钟后"),
        (timedelta(days=1), "yesterday", "昨天"),
        (timedelta(days=3), "3 days ago", "3天前"),
        (timedelta(days=-2), "in 2 days", "2天后"),
        (timedelta(days=28), "28 days ago", "28天前"),
        (timedelta(days=29), "7 Oct 2026", "2026年10月7日"),
    ],
)
def test_the_past_is_told_by_its_distance(past: timedelta, en: str, zh: str) -> None:
    assert both("ago", NOW - past, NOW) == (en, zh)


def test_yesterday_evening_is_yesterday_even_an_hour_ago() -> None:
    assert EN.ago(datetime(2026, 11, 4, 22, 30, tzinfo=UTC), datetime(2026, 11, 4, 23, 30, tzinfo=UTC)) == "yesterday"
    assert EN.ago(date(2026, 11, 5), NOW) == "today"


# ---- numbers ----


def test_counts_are_grouped_and_stop_where_nobody_counted_on() -> None:
    assert EN.count(1234567) == "1\u00a0234\u00a0567"
    assert EN.count(-5) == "\u22125"
    assert [EN.capped(number) for number in (0, 9999, 10_000, 10_001)] == [
        "0", "9\u00a0999", "10\u00a0000", "10 000+",
    ]  # fmt: skip


def test_the_sidebar_has_room_for_two_digits() -> None:
    assert [EN.in_sidebar(number) for number in (0, 1, 99, 100)] == ["", "1", "99", "99+"]


def test_a_share_never_crosses_a_line_that_it_has_not_reached() -> None:
    assert both("percent", 44.2) == ("44%", "44%")
    assert EN.percent(49.7) == "49.7%"
    assert both("points", -21.2) == ("\u221221", "\u221221")


@pytest.mark.parametrize(
    ("size", "written"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (12_345, "12 kB"), (999_499, "999 kB"), (999_500, "1.0 MB"),
     (9_960_000, "10 MB"), (3_200_000_000, "3.2 GB"), (5 * 10**15, "5000 TB")],
)  # fmt: skip
def test_the_size_of_a_file_has_a_unit_that_fits(size: int, written: str) -> None:
    assert EN.file_size(size).replace("\u00a0", " ") == written


def test_figures_have_their_decimals_and_the_minus_sign_of_typography() -> None:
    assert EN.number(-1234.56, 1) == "\u22121,234.6"
    assert EN.number(-0.04, 1) == "0.0"


# ---- money ----


@pytest.mark.parametrize(
    ("minor", "currency", "en", "zh"),
    [
        (123_450, "EUR", "€1,234.50", "€1,234.50"),
        (-5, "EUR", "\u2212€0.05", "\u2212€0.05"),
        (100, "CNY", "CN¥1.00", "¥1.00"),
        (123_450, "JPY", "JP¥1,234", "JP¥1,234"),
        (123_550, "JPY", "JP¥1,236", "JP¥1,236"),
        (-40, "JPY", "JP¥0", "JP¥0"),
        (123, "BHD", "BHD\u00a01.230", "BHD\u00a01.230"),
        (9 * 10**16 + 1, "USD", "US$900,000,000,000,000.01", "US$900,000,000,000,000.01"),
    ],
)
def test_a_whole_amount_has_the_decimals_of_its_currency(minor: int, currency: str, en: str, zh: str) -> None:
    assert both("money", minor, currency) == (en, zh)


@pytest.mark.parametrize(
    ("minor", "en", "zh"),
    [
        (840_000_000, "€8.4M", "€840万"),
        (-840_000_000, "\u2212€8.4M", "\u2212€840万"),
        (1_130_000_000, "€11.3M", "€1130万"),
        (50_000, "€500", "€500"),
        (0, "€0", "€0"),
        (25_000_000_000, "€250M", "€2.5亿"),
    ],
)
def test_a_short_amount_counts_millions_in_english_and_ten_thousands_in_chinese(minor: int, en: str, zh: str) -> None:
    assert both("money_short", minor, "EUR") == (en, zh)


# ---- words ----


def test_a_list_is_joined_as_the_language_joins_it() -> None:
    assert both("listed", ["A", "B", "C"]) == ("A, B and C", "A、B和C")
    assert both("listed", ["A", "B", "C", "D"], 2) == ("A, B and 2 more", "A、B和其他2项")
    assert both("listed", ["A"]) == ("A", "A")
    assert both("listed", []) == ("", "")


def test_countries_and_languages_have_names() -> None:
    assert both("country", "DE") == ("Germany", "德国")
    assert both("language", "zh") == ("Chinese", "中文")
    assert both("country", "QZ") == ("QZ", "QZ")


@pytest.mark.parametrize("name", ["day", "time", "moment", "week", "month", "count", "number", "percent", "points"])
def test_what_is_not_known_is_shown_as_such(name: str) -> None:
    assert both(name, None) in (("–", "–"), ("unknown", "未知"))


def test_the_formats_of_a_reader_are_made_once() -> None:
    assert formats_for("en", "Europe/Berlin") is EN
    assert isinstance(EN, Formats)
