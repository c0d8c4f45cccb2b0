"""What the audit trail tells of has words for its reader."""

import re
from pathlib import Path

import guanxi
from guanxi.access.events import EVENTS

_TOLD = re.compile(r'\b(?:record_event|note|_trail)\(\s*(?:work, )?"([^"]+)"')


def test_every_event_has_words() -> None:
    sources = Path(guanxi.__file__).parent.rglob("*.py")
    told = {event for path in sources for event in _TOLD.findall(path.read_text(encoding="utf-8"))}
    assert len(told) > 25
    assert told == {event for event, _words in EVENTS}
