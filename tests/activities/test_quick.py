"""One line of text: the kind from its first word, in both languages, and nothing of it lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.activities.models import ActivityKind
from guanxi.activities.quick import read_line


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Called Mara about buffer stock", "call"),
        ("CALLED: Mara", "call"),
        ("phone call with Mara", "call"),
        ("met the new buyer", "meeting"),
        ("Meeting, 3 people", "meeting"),
        ("visited the plant", "visit"),
        ("E-mail sent", "mail"),
        ("wrote to Mara", "mail"),
        ("Workshop on sealing", "exchange"),
        ("note: they like us", "note"),
        ("Callous remark", "note"),
        ("They called Mara", "note"),
        ("电话：谈备货", "call"),
        ("打电话给赵敏", "call"),
        ("拜访工厂", "visit"),
        ("开会讨论价格", "meeting"),
        ("收到邮件，询价", "mail"),
        ("培训一天", "exchange"),
        ("今天打电话", "note"),
        ("Ｃａｌｌｅｄ Mara", "call"),
    ],
)
def test_the_first_word_tells_the_kind(line: str, kind: str) -> None:
    assert read_line(line)["kind"] == kind


def test_what_an_exchange_was_and_who_began_is_read_too() -> None:
    assert read_line("Training for operators")["exchange_kind"] == "training"
    assert read_line("联合项目启动")["exchange_kind"] == "project"
    assert read_line("来电询价")["direction"] == "in"
    assert read_line("Called back")["direction"] == "out"
    assert "direction" not in read_line("met the buyer")


@given(st.text(max_size=600))
def test_every_line_is_read_and_nothing_of_it_is_lost(line: str) -> None:
    values = read_line(line)
    kept = " ".join(line.split())
    assert values["kind"] in ActivityKind.values
    assert values.get("body", values["subject"]) == kept
    assert kept.startswith(str(values["subject"]))
