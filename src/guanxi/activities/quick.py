"""One line of text as an activity: the first word tells what it was, in either language."""

import re

from guanxi import text
from guanxi.activities.models import ActivityKind, Direction

_CALL, _MEETING, _VISIT = ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.VISIT
_MAIL, _NOTE, _EXCHANGE = ActivityKind.MAIL, ActivityKind.NOTE, ActivityKind.EXCHANGE
_WORDS: dict[ActivityKind, str] = {
    _CALL: "call called calling phone phoned rang spoke telephoned",
    _MEETING: "meeting met meet",
    _VISIT: "visit visited visiting",
    _MAIL: "mail mailed email emailed e-mail wrote sent received",
    _NOTE: "note noted",
    _EXCHANGE: "exchange workshop training trained",
}
_BY_WORD = {word: kind for kind, words in _WORDS.items() for word in words.split()}
# Chinese has no spaces: what the line begins with, the longer first.
_BEGINNINGS: tuple[tuple[str, ActivityKind], ...] = (
    ("打电话", _CALL), ("通电话", _CALL), ("来电", _CALL), ("致电", _CALL), ("电话", _CALL), ("通话", _CALL),
    ("开会", _MEETING), ("会议", _MEETING), ("见面", _MEETING), ("会面", _MEETING), ("面谈", _MEETING),
    ("拜访", _VISIT), ("走访", _VISIT), ("上门", _VISIT), ("参观", _VISIT), ("到访", _VISIT),
    ("邮件", _MAIL), ("发邮件", _MAIL), ("写信", _MAIL), ("收到邮件", _MAIL),
    ("备注", _NOTE), ("记录", _NOTE), ("笔记", _NOTE),
    ("研讨", _EXCHANGE), ("培训", _EXCHANGE), ("交流", _EXCHANGE), ("联合项目", _EXCHANGE),
)  # fmt: skip
_EXCHANGES = {"workshop": "workshop", "training": "training", "trained": "training"}
_CHINESE_EXCHANGES = {"研讨": "workshop", "培训": "training", "联合项目": "project"}
_INCOMING = ("received", "rang", "来电", "收到邮件", "到访")
_LONGEST_SUBJECT = 200


def read_line(line: str) -> dict[str, object]:
    """The values that a line stands for: subject, kind, and what its first word tells besides.

    More than a subject holds goes on in the notes; nothing of the line is lost.
    """
    line = " ".join(line.split())
    values: dict[str, object] = {"subject": line[:_LONGEST_SUBJECT], "kind": _NOTE.value}
    if len(line) > _LONGEST_SUBJECT:
        values["body"] = line
    key = text.search_key(line)
    first = re.match(r"[a-z-]+", key)
    word = first[0].rstrip("-") if first else ""
    kind = _BY_WORD.get(word)
    if kind is None:
        for beginning, meant in sorted(_BEGINNINGS, key=lambda pair: -len(pair[0])):
            if key.startswith(beginning):
                kind, word = meant, beginning
                break
    if kind is None:
        return values
    values["kind"] = kind.value
    if kind is _EXCHANGE and (meant_exchange := _EXCHANGES.get(word) or _CHINESE_EXCHANGES.get(word)):
        values["exchange_kind"] = meant_exchange
    if kind in (_CALL, _MAIL):
        values["direction"] = (Direction.IN if word in _INCOMING else Direction.OUT).value
    return values
