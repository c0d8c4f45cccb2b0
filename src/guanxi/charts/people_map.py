"""The buying centre as a map: who reports to whom, how each stands to us, how well one of us knows him."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from guanxi.charts.svg import number, picture, text, title

# Said twice, as a colour of the ring and as a sign, for who cannot tell the colours apart.
SIGNS: Final[Mapping[str, str]] = {
    "champion": "★",
    "supporter": "+",
    "neutral": "=",
    "sceptic": "−",
    "blocker": "×",
    "unknown": "?",
}
STRONGEST: Final = 4

_RADIUS: Final = 20.0
_CELL: Final = 112.0
_ROW: Final = 104.0
_TOP: Final = 8.0
_LETTER: Final = 6.9
_WIDEST: Final = 190.0
_OURS: Final = 60.0  # the place of our own below everybody


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody: what stands in his circle and below it, and what a pointer that rests on it shows.

    ``attitude`` is a key of `SIGNS`, ``strength`` of the best tie goes from 0 to 4.
    """

    key: str
    initials: str
    name: str
    roles: tuple[str, ...] = ()
    attitude: str = "unknown"
    strength: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """``person`` reports to ``manager``; both are keys of nodes."""

    person: str
    manager: str


def people_map(
    nodes: Sequence[Node],
    lines: Sequence[Line],
    *,
    label: str,
    us: str,
    role_names: Mapping[str, str],
    width: float = 780,
) -> str:
    """Managers stand above those who report to them, whoever has no line stands below; ``us`` names our own place.

    From it a curve leads to everybody whom one of us knows, the thicker the better. A line to somebody who is not there
    is left out; of several to one person's managers the first counts, and a loop is cut open.
    """
    managers = _managers(nodes, lines)
    place, rows = _places(nodes, managers, width)
    height = _TOP + rows * _ROW + _OURS
    ours = (width / 2, height - 26)
    parts = [_tie(node, place[node.key], ours) for node in nodes if node.strength > 0]
    parts += [
        _report(place[person], place[manager])
        for person, manager in managers.items()
    ]  # fmt: skip
    parts.append(
        f'<g class="us"><rect x="{number(ours[0] - 44)}" y="{number(ours[1] - 14)}" width="88" height="28" rx="14"/>'
        f'<text x="{number(ours[0])}" y="{number(ours[1] + 4)}" text-anchor="middle">{text(us)}</text></g>'
    )
    parts += [_person(node, place[node.key], role_names, _letters(place, node.key)) for node in nodes]
    return picture(parts, kind="people-map", label=label, width=width, height=height)


# ---- where everybody stands ----


def _managers(nodes: Sequence[Node], lines: Sequence[Line]) -> dict[str, str]:
    """Person to manager, without lines to nobody and without loops."""
    known = {node.key for node in nodes}
    managers: dict[str, str] = {}
    for line in lines:
        if line.person not in known or line.manager not in known or line.person in managers:
            continue
        above: str | None = line.manager
        while above is not None and above != line.person:
            above = managers.get(above)
        if above is None:
            managers[line.person] = line.manager
    return managers


def _places(
    nodes: Sequence[Node], managers: Mapping[str, str], width: float
) -> tuple[dict[str, tuple[float, float]], int]:
    """Where everybody stands, and how many rows there are: a tree where it fits, else row by row."""
    most = max(1, int(width // _CELL))
    connected = {*managers, *managers.values()}
    alone = [node.key for node in nodes if node.key not in connected]
    tree = _tree(nodes, managers)
    columns = 1 + max((column for column, _floor in tree.values()), default=0.0)
    if columns <= most:
        step = min(width / columns, 1.6 * _CELL)
        left = (width - columns * step) / 2
        found = {key: (left + (column + 0.5) * step, _height(floor)) for key, (column, floor) in tree.items()}
        floors = 1 + max((floor for _column, floor in tree.values()), default=-1)
    else:
        rows = _rows([node.key for node in nodes if node.key in connected], managers, most)
        found = _in_rows(rows, 0, width)
        floors = len(rows)
    rest = [alone[start : start + most] for start in range(0, len(alone), most)]
    return found | _in_rows(rest, floors, width), floors + len(rest)


def _tree(nodes: Sequence[Node], managers: Mapping[str, str]) -> dict[str, tuple[float, int]]:
    """Column and floor: whoever has nobody below him takes the next column, a manager the middle of his people."""
    below: dict[str, list[str]] = {}
    for node in nodes:
        if node.key in managers:
            below.setdefault(managers[node.key], []).append(node.key)
    found: dict[str, tuple[float, int]] = {}
    free = 0

    def place(key: str, floor: int) -> float:
        nonlocal free
        columns = [place(child, floor + 1) for child in below.get(key, ())]
        if not columns:
            columns = [float(free)]
            free += 1
        found[key] = ((columns[0] + columns[-1]) / 2, floor)
        return found[key][0]

    for node in nodes:
        if node.key in below and node.key not in managers:
            place(node.key, 0)
    return found


def _rows(keys: Sequence[str], managers: Mapping[str, str], most: int) -> list[list[str]]:
    """Row by row, at most so many in one; those of one manager stay together."""
    floor = [key for key in keys if key not in managers]
    rows: list[list[str]] = []
    while floor:
        rows += [floor[start : start + most] for start in range(0, len(floor), most)]
        floor = [key for above in floor for key in keys if managers.get(key) == above]
    return rows


def _in_rows(rows: Sequence[Sequence[str]], first: int, width: float) -> dict[str, tuple[float, float]]:
    return {
        key: ((position + 0.5) * width / len(row), _height(first + depth))
        for depth, row in enumerate(rows)
        for position, key in enumerate(row)
    }


def _height(floor: int) -> float:
    return _TOP + floor * _ROW + _RADIUS + 4


# ---- how it is drawn ----


def _letters(place: Mapping[str, tuple[float, float]], key: str) -> int:
    """For how many letters there is room below somebody, up to his neighbours."""
    x, y = place[key]
    nearest = min((abs(x - other) for other, row in place.values() if row == y and other != x), default=_WIDEST)
    return max(16, int(min(nearest, _WIDEST) / _LETTER))


def _person(node: Node, at: tuple[float, float], role_names: Mapping[str, str], letters: int) -> str:
    x, y = at
    attitude = node.attitude if node.attitude in SIGNS else "unknown"
    sign_x, sign_y = x + _RADIUS * 0.75, y - _RADIUS * 0.75
    roles = " · ".join(role_names.get(role, role) for role in node.roles)
    return (
        f'<g class="person at-{attitude}">{title(node.words or node.name)}'
        f'<circle class="ring" cx="{number(x)}" cy="{number(y)}" r="{number(_RADIUS)}"/>'
        f'<text class="initials" x="{number(x)}" y="{number(y + 4.5)}" text-anchor="middle">'
        f"{text(node.initials)}</text>"
        f'<circle class="sign" cx="{number(sign_x)}" cy="{number(sign_y)}" r="7.5"/>'
        f'<text class="sign-text" x="{number(sign_x)}" y="{number(sign_y + 3.8)}" text-anchor="middle">'
        f"{SIGNS[attitude]}</text>"
        f'<text class="name" x="{number(x)}" y="{number(y + _RADIUS + 15)}" text-anchor="middle">'
        f"{text(_short(node.name, letters))}</text>"
        f'<text class="roles" x="{number(x)}" y="{number(y + _RADIUS + 29)}" text-anchor="middle">'
        f"{text(_short(roles, letters + 2))}</text></g>"
    )


def _report(below: tuple[float, float], above: tuple[float, float]) -> str:
    """Down from the manager, across between the rows, down to the person; the text below him stays free."""
    (x0, y0), (x1, y1) = above, below
    middle = y1 - _RADIUS - 12
    return (
        f'<path class="reports" d="M{number(x0)},{number(y0 + _RADIUS)}V{number(middle)}'
        f'H{number(x1)}V{number(y1 - _RADIUS)}"/>'
    )


def _tie(node: Node, at: tuple[float, float], ours: tuple[float, float]) -> str:
    strength = min(max(node.strength, 1), STRONGEST)
    (x, y), (x0, y0) = at, ours
    # From below his name, so that no line strikes it through.
    y += _RADIUS + 36
    bend = (y0 - y) * 0.6
    return (
        f'<path class="tie" stroke-width="{number(0.75 + 1.25 * (strength - 1))}" d="M{number(x0)},{number(y0 - 14)}'
        f'C{number(x0)},{number(y0 - bend)} {number(x)},{number(y + bend)} {number(x)},{number(y)}"/>'
    )


def _short(words: str, most: int) -> str:
    """As much as fits: a Han character is as wide as two letters."""
    room = most
    for place, sign in enumerate(words):
        room -= 2 if sign >= "\u2e80" else 1
        if room < 0:
            return words[: max(1, place - 1)].rstrip() + "…"
    return words
