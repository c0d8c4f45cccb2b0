"""Who of us can be given something: users, teams and departments, found by what somebody types."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from guanxi import text
from guanxi.access.actors import Actor
from guanxi.access.directory import DEPARTMENTS, TEAMS, USERS, spoken_name
from guanxi.access.levels import PrincipalKind
from guanxi.access.reading import Row, view
from guanxi.access.resources import Resource
from guanxi.web.forms import SuggestedField

_MOST = 500  # of a kind: those of us who are at work, not customers
_NAMED = ("name_en", "name_zh")
_PLACES: dict[PrincipalKind, Resource] = {PrincipalKind.TEAM: TEAMS, PrincipalKind.DEPARTMENT: DEPARTMENTS}


@dataclass(frozen=True)
class Principal:
    """``about`` tells a team from a department of the same name."""

    kind: PrincipalKind
    key: int
    name: str
    about: str = ""

    @property
    def value(self) -> str:
        """What a form carries."""
        return f"{self.kind.value}-{self.key}"


def _principal(kind: PrincipalKind, row: Row) -> Principal:
    if kind is PrincipalKind.USER:
        about = ", ".join(str(place) for place in row["departments"] or row["teams"])
        return Principal(kind, row.key, str(row["name"]), about)
    return Principal(kind, row.key, spoken_name(row), str(kind.label))


def everybody(actor: Actor, *, users_only: bool = False) -> list[Principal]:
    """Active users, then teams, then departments."""
    users = view(actor, USERS).filter("is_active", "is", "yes").only("name", "departments", "teams").all(_MOST)
    found = [_principal(PrincipalKind.USER, row) for row in users]
    for kind, resource in () if users_only else _PLACES.items():
        found += [_principal(kind, row) for row in view(actor, resource).only(*_NAMED).all(_MOST)]
    return found


def matching(actor: Actor, words: str, *, users_only: bool = False, most: int = 8) -> list[Principal]:
    wanted = text.search_key(words)
    return [one for one in everybody(actor, users_only=users_only) if wanted in text.search_key(one.name)][:most]


def names_of(actor: Actor, held: Iterable[tuple[str, int]]) -> dict[int, str]:
    """The names behind keys of principals, also of those who left."""
    keys: dict[str, list[int]] = {}
    for kind, key in held:
        keys.setdefault(kind, []).append(key)
    names: dict[int, str] = {}
    if users := keys.get(PrincipalKind.USER):
        names |= {row.key: str(row["name"]) for row in view(actor, USERS).only("name").among(users).all(len(users))}
    for kind, resource in _PLACES.items():
        if places := keys.get(kind):
            rows = view(actor, resource).only(*_NAMED).among(places).all(len(places))
            names |= {row.key: spoken_name(row) for row in rows}
    return names


class PrincipalField(SuggestedField):
    """One of us, or with ``users_only`` False also a team or a department; None where nothing was written.

    Whoever has no scripts writes the whole name.
    """

    def __init__(self, actor: Actor, *, users_only: bool = False, **kwargs: Any) -> None:
        super().__init__("users" if users_only else "principals", **kwargs)
        self._actor = actor
        self._users_only = users_only

    def clean(self, value: Any) -> Any:
        key, written = value if isinstance(value, tuple) else ("", str(value or ""))
        if not written and not self.required:
            return None
        named = [one for one in everybody(self._actor, users_only=self._users_only) if _same(one.name, written)]
        chosen = [one for one in named if key in (one.value, str(one.key))]
        found = chosen or named
        if len(found) != 1:
            raise forms.ValidationError(_("Choose one from the list.") if written else _("Fill this in."))
        return found[0]


def _same(name: str, written: str) -> bool:
    return text.search_key(name) == text.search_key(written)
