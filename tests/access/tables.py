"""The two tables of `docs/access.md`, read from the page: what the tests hold the code against."""

import re
from pathlib import Path

from guanxi.access.levels import FieldClass, Level, Relation

PAGE = Path(__file__).parents[2] / "docs" / "access.md"
NEVER = None


def _table(head: str) -> list[list[str]]:
    lines = PAGE.read_text().splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {head} |"))
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        if not set(line) <= set("|- "):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def levels() -> dict[str, dict[str, Level]]:
    """{department slug or "": {owner, team, lead, engaged, otherwise: level}}."""
    _head, *rows = _table("level on a customer")
    table = {}
    for name, owner, team, lead, engaged, otherwise in rows:
        cells = zip(Relation, (owner, team, lead, engaged, otherwise), strict=True)
        table[_slug(name)] = {r.value: Level(0 if cell == "–" else int(cell)) for r, cell in cells}
    return table


def reads() -> dict[str, dict[FieldClass, Level | None]]:
    """{department slug or "": {class: level from which it is read, None for never}}."""
    head, *rows = _table("class")
    slugs = [_slug(name) for name in head[1:]]
    table: dict[str, dict[FieldClass, Level | None]] = {slug: {} for slug in slugs}
    for name, *cells in rows:
        for slug, cell in zip(slugs, cells, strict=True):
            field_class = FieldClass(name.replace(" ", "_"))
            table[slug][field_class] = NEVER if cell == "never" else Level(int(cell))
    return table


def _slug(name: str) -> str:
    return "" if name == "No department" else re.sub(r"\W+", "-", name.casefold())
