"""How one is greeted on the first page of the day."""

import pytest
from django.utils import translation

from guanxi.web.views.today import greeted_as


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        ("Lin Yue 林悦", "Lin Yue", "林悦"),
        ("林悦", "林悦", "林悦"),
        ("Marta Nowak", "Marta", "Marta"),
        ("Íñigo Cuestarrubia", "Íñigo", "Íñigo"),
        ("", "", ""),
    ],
)
def test_one_is_greeted_by_the_name_that_the_reader_reads(name: str, english: str, chinese: str) -> None:
    for language, called in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert greeted_as(name) == called
