"""The strategy book as it holds: what ships, with the company's own editions in its place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from guanxi.access.actors import Actor
from guanxi.access.directory import DEPARTMENTS
from guanxi.access.reading import Reference, Row, view
from guanxi.errors import NotFound
from guanxi.lifecycle.playbook import ACTIONS, Action
from guanxi.lifecycle.strategy import SHEETS as SHIPPED_SHEETS
from guanxi.lifecycle.strategy import Sheet, Text
from guanxi.lifecycle.triggers import WAITS_FOR, On
from guanxi.plans import resources


@dataclass(frozen=True)
class EditionNote:
    """Which edition a text is, of when and by whom; 0 ships."""

    number: int = 0
    at: datetime | None = None
    by: Reference | None = None


@dataclass(frozen=True)
class StagePage:
    """The sheet of a stage."""

    sheet: Sheet
    edition: EditionNote


@dataclass(frozen=True)
class Play:
    """A play as it holds. ``steps`` are never empty; ``department`` is a key of ours."""

    key: str
    title: Text
    what: Text
    steps: tuple[Text, ...]
    stages: tuple[int, ...]
    on: On
    role: str
    department: int
    partners: Text | None
    changes: Text
    due: int
    after: int
    in_use: bool
    starts_by_itself: bool
    edition: EditionNote

    @property
    def waits_for(self) -> str:
        """The part of the application without which its trigger is silent, "" if it is heard."""
        return WAITS_FOR.get(self.on, "")


def say(text: Text) -> str:
    """In the language of the reader."""
    return text.zh if str(get_language()).startswith("zh") else text.en


def stage_pages(actor: Actor) -> list[StagePage]:
    """The sheets of all stages, in order. One statement."""
    editions = _newest(view(actor, resources.SHEETS).all(10_000), "stage")
    return [
        StagePage(_sheet_of(row), _note(row)) if (row := editions.get(sheet.stage)) else StagePage(sheet, EditionNote())
        for sheet in SHIPPED_SHEETS
    ]


def stage_page(actor: Actor, stage: int) -> StagePage:
    """One sheet; NotFound for what is no stage."""
    for page in stage_pages(actor):
        if page.sheet.stage == stage:
            return page
    raise NotFound("")


def plays(actor: Actor) -> list[Play]:
    """All plays in order of their keys, those that ship first. Two statements."""
    places = {row["slug"]: row.key for row in view(actor, DEPARTMENTS).only("slug").all()}
    editions = _newest(view(actor, resources.PLAYS).all(10_000), "key")
    found = [
        _play_of(row) if (row := editions.pop(action.key, None)) else _shipped(action, places) for action in ACTIONS
    ]
    return found + [_play_of(editions[key]) for key in sorted(editions)]


def titles(actor: Actor) -> dict[str, Text]:
    """What each play is called, by its key. One statement."""
    editions = _newest(view(actor, resources.PLAYS).only("key", "number", "title_en", "title_zh").all(10_000), "key")
    return {action.key: action.title for action in ACTIONS} | {
        key: _text(row, "title") for key, row in editions.items()
    }


def play(actor: Actor, key: str) -> Play:
    """One play; NotFound for a key of none."""
    for found in plays(actor):
        if found.key == key:
            return found
    raise NotFound("")


def _newest(rows: list[Row], name: str) -> dict[Any, Row]:
    newest: dict[Any, Row] = {}
    for row in sorted(rows, key=lambda row: int(row["number"])):
        newest[row[name]] = row
    return newest


def _note(row: Row) -> EditionNote:
    return EditionNote(row["number"], row["at"], row["by"])


def _text(row: Row, name: str) -> Text:
    return Text(row[f"{name}_en"], row[f"{name}_zh"])


def _texts(row: Row, name: str) -> tuple[Text, ...]:
    """A line each; where one language has fewer, the other one stands in."""
    english, chinese = (lines_of(row[f"{name}_{code}"]) for code in ("en", "zh"))
    most = max(len(english), len(chinese))
    return tuple(
        Text(
            english[at] if at < len(english) else chinese[at],
            chinese[at] if at < len(chinese) else english[at],
        )
        for at in range(most)
    )


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _sheet_of(row: Row) -> Sheet:
    return Sheet(
        row["stage"], _text(row, "position"), _texts(row, "drivers"), _texts(row, "goals"),
        _texts(row, "countermeasures"),
    )  # fmt: skip


def _play_of(row: Row) -> Play:
    return Play(
        key=row["key"],
        title=_text(row, "title"),
        what=_text(row, "what"),
        steps=_texts(row, "steps") or (_text(row, "title"),),
        stages=tuple(int(digit) for digit in row["stages"]),
        on=On(row["on"]),
        role=row["role"],
        department=row["department"].key,
        partners=next((action.partners for action in ACTIONS if action.key == row["key"]), None),
        changes=_text(row, "changes"),
        due=row["due"],
        after=row["after"],
        in_use=row["in_use"],
        starts_by_itself=row["starts_by_itself"],
        edition=_note(row),
    )


def _shipped(action: Action, places: dict[str, int]) -> Play:
    """A department that was renamed or removed leaves its work to the first one."""
    department = places.get(action.department) or next(iter(places.values()), 0)
    return Play(
        key=action.key, title=action.title, what=action.what, steps=(action.what,), stages=action.stages,
        on=action.on, role=action.role, department=department, partners=action.partners, changes=action.changes,
        due=action.due, after=action.after, in_use=True, starts_by_itself=False, edition=EditionNote(),
    )  # fmt: skip
