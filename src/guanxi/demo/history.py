"""What happened and what is ahead, with its day and hour: the records that the stories become."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from guanxi.demo.cast import DEPARTMENT_OF

_MENTION: Final = re.compile(r"@([a-z]+\.[a-z]+)")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_LATIN_SENTENCE: Final = re.compile(r"(?:[A-Za-z]+ ){4}")


@dataclass(frozen=True, slots=True)
class Activity:
    """``at`` is the time on the clock of the customer's ``zone``; ``planned`` says that it has not happened yet."""

    key: str
    customer: str
    kind: str  # call, meeting, visit, mail, note, exchange
    at: datetime
    zone: str
    minutes: int
    subject: str
    text: str
    author: str
    ours: tuple[str, ...]  # logins, the author among them
    theirs: tuple[str, ...]  # keys of people
    answered: bool  # the customer took part
    planned: bool = False
    form: str = ""
    we_learned: str = ""
    they_learned: str = ""

    @property
    def written_down(self) -> datetime:
        """What happened is entered a few minutes after its end."""
        return self.at + timedelta(minutes=self.minutes + 6)

    @property
    def department(self) -> str:
        return DEPARTMENT_OF[self.author]

    @property
    def mentions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_MENTION.findall(self.text)))

    @property
    def languages(self) -> tuple[str, ...]:
        """In which languages the text is written; some notes are in both."""
        found = ("zh-hans",) if _HAN.search(self.text) else ()
        return (*found, "en") if not found or _LATIN_SENTENCE.search(self.text) else found


@dataclass(frozen=True, slots=True)
class Task:
    """``owner`` is empty where the whole department is asked and nobody there has taken it yet."""

    key: str
    customer: str
    title: str
    text: str
    person: str
    opened: datetime
    zone: str
    by: str
    owner: str
    department: str
    due: date
    done: datetime | None
    priority: str
    every: str

    @property
    def engages(self) -> bool:
        """Open work for another department gives it something to do with the customer."""
        return self.done is None and self.department not in ("", DEPARTMENT_OF[self.by])
