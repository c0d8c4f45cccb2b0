"""The filters of templates write by the language and the time zone that a request has activated."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Engine
from django.utils import timezone, translation

NOW = datetime(2026, 11, 5, 23, 30, tzinfo=UTC)  # the sixth in Shanghai
SHOWN = {
    "at|day": ("5 Nov 2026", "2026年11月6日"),
    "at|weekday": ("Thu", "周五"),
    "at|clock": ("23:30", "07:30"),
    "at|moment": ("5 Nov 2026, 23:30", "2026年11月6日 07:30"),
    "at|week": ("week of 2 Nov 2026", "2026年11月2日当周"),
    "at|month": ("Nov 2026", "2026年11月"),
    "at|ago:now": ("just now", "刚刚"),
    "on|near_day:today": ("yesterday", "昨天"),
    "at|near_moment:today": ("today, 23:30", "明天 07:30"),
    "minor|money:'EUR'": ("€1,234.50", "€1,234.50"),
    "minor|money_short:'EUR'": ("€1,234", "€1,234"),
    "minor|count": ("123\u00a0450", "123\u00a0450"),
    "minor|capped": ("10 000+", "10 000+"),
    "minor|in_sidebar": ("99+", "99+"),
    "minor|file_size": ("123\u00a0kB", "123\u00a0kB"),
    "share|percent": ("44%", "44%"),
    "share|points": ("+44", "+44"),
    "names|listed": ("A, B and C", "A、B和C"),
    "names|listed:2": ("A, B and 1 more", "A、B和其他1项"),
    "'DE'|country": ("Germany", "德国"),
    "'zh'|language_name": ("Chinese", "中文"),
    "nothing|day": ("–", "–"),
}


@pytest.mark.parametrize("written", SHOWN)
def test_a_filter_writes_for_its_reader(written: str) -> None:
    engine = Engine(libraries={"formats": "guanxi.web.templatetags.formats"})
    page = engine.from_string(f"{{% load formats %}}{{{{ {written} }}}}")
    values = {"at": NOW, "now": NOW, "on": date(2026, 11, 4), "today": date(2026, 11, 5), "minor": 123_450}
    values |= {"share": 44.2, "names": ["A", "B", "C"], "nothing": None}
    shown = []
    for language, zone in (("en", "UTC"), ("zh-hans", "Asia/Shanghai")):
        with translation.override(language), timezone.override(zone):
            shown.append(page.render(Context(values)))
    assert tuple(shown) == SHOWN[written]
