"""Saved views: a list as somebody wants to find it again, for himself, his team or everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi import text
from guanxi.access import values as written_values
from guanxi.access.actors import Actor
from guanxi.access.conditions import Inputs, any_user
from guanxi.access.reading import Row, view
from guanxi.access.resources import Resource, editable_fields
from guanxi.access.writing import Work, action
from guanxi.errors import Denied, GuanxiError, Invalid, NotFound
from guanxi.records.models import SavedView, Sharing
from guanxi.records.resources import SAVED_VIEWS

LONGEST = 2000
MOST_FILTERS = 12
MOST_COLUMNS = 40
MOST_VIEWS = 200  # of one of us for one list
# Parameters of a page that a view may keep besides those of every list.
_PAGE = ("view", "as")


@dataclass(frozen=True)
class ListView:
    """A saved view as its reader gets it."""

    key: int
    version: int
    name: str
    query: str
    columns: tuple[str, ...]
    sharing: str
    owner: str
    is_own: bool


def normalised_query(actor: Actor, resource: Resource, query: str, *, keep: Sequence[str] = _PAGE) -> str:
    """The query string of a list in its one form: parameters of lists only, in their order, each once, no cursor.

    Raises UnknownField or Invalid for what the reader cannot ask of this list.
    """
    if len(query) > LONGEST * 3:
        raise Invalid({"query": _("This filter is too long to be saved.")})
    try:
        pairs = parse_qsl(query.removeprefix("?"), max_num_fields=60, errors="strict")
    except ValueError:
        raise Invalid({"query": _("This filter cannot be read; set it anew.")}) from None
    asked = view(actor, resource)
    words = next((text.normalise(value) for name, value in pairs if name == "q"), "").strip()
    filters = list(dict.fromkeys(text.normalise(value) for name, value in pairs if name == "f"))
    sort = next((value for name, value in pairs if name == "sort"), "")
    if len(filters) > MOST_FILTERS:
        raise Invalid({"query": _("At most %(most)d filters can be saved.") % {"most": MOST_FILTERS}})
    for line in filters:
        name, _colon, rest = line.partition(":")
        operator, _colon, value = rest.partition(":")
        asked = asked.filter(name, operator, value)
    if sort:
        asked.order(sort)
    parts = [("q", words[:400])] if words else []
    parts += [("f", line) for line in filters]
    parts += [("sort", sort)] if sort else []
    parts += [(name, value[:40]) for name, value in pairs if name in keep and value.isascii() and value.isidentifier()]
    normal = urlencode(list(dict.fromkeys(parts)))
    if len(normal) > LONGEST:
        raise Invalid({"query": _("This filter is too long to be saved.")})
    return normal


def saved_views(actor: Actor, *resources: Resource) -> dict[str, list[ListView]]:
    """The views of lists that he finds: his own first, then shared ones that ask for nothing he may not read."""
    names = [resource.name for resource in resources]
    rows = view(actor, SAVED_VIEWS).exactly("resource", names).all(MOST_VIEWS * 3 * len(names))
    return {resource.name: _views_of(actor, resource, rows) for resource in resources}


def _views_of(actor: Actor, resource: Resource, rows: Sequence[Row]) -> list[ListView]:
    found: list[ListView] = []
    readable = {f.name for f in view(actor, resource).resource.fields}
    for row in rows:
        if row["resource"] != resource.name:
            continue
        is_own = row["owner"].key == actor.user_id
        try:
            normalised_query(actor, resource, row["query"])
        except GuanxiError:
            # A shared one would tell of fields that he may not read; an own one waits until he may again.
            continue
        columns = tuple(name for name in row["columns"] if name in readable)
        found.append(
            ListView(
                row.key, row.version, row["name"], row["query"], columns, row["sharing"], row["owner"].label, is_own
            )
        )
    return sorted(found, key=lambda line: not line.is_own)


def _own_view(actor: Actor, inputs: Inputs) -> None:
    any_user(actor, inputs)
    row = view(actor, SAVED_VIEWS).only("owner").get(int(inputs["saved_view"]))
    if row["owner"].key != actor.user_id and not actor.is_system:
        raise Denied(_("Only who saved this view can change it. Save a view of your own instead."))


@action(label=gettext_lazy("Save a view"), allow=any_user)
def save_view(
    work: Work, *, resource: Resource, name: str, query: str = "", columns: Sequence[str] = (), sharing: str = "me",
    team: int | None = None,
) -> int:  # fmt: skip
    """A new view of a list under a name; a view of his own with the same name is replaced."""
    known = written_values.parse_all(editable_fields(SAVED_VIEWS), {"name": name, "sharing": sharing}, work.actor)
    kept = _columns(work.actor, resource, columns)
    normal = normalised_query(work.actor, resource, query)
    team = _team(work.actor, known["sharing"], team)
    own = SavedView.objects.filter(owner=work.actor.user_id, resource=resource.name)
    held = own.select_for_update().filter(name=known["name"]).first()
    if held is not None:
        work.change(held, query=normal, columns=kept, sharing=known["sharing"], team_id=team)
        return held.pk
    if own.count() >= MOST_VIEWS:
        raise Invalid({"name": _("You have %(most)d views of this list; remove one first.") % {"most": MOST_VIEWS}})
    saved = SavedView(
        owner_id=work.actor.user_id, resource=resource.name, name=known["name"], query=normal, columns=kept,
        sharing=known["sharing"], team_id=team, sort_key=text.sort_key(known["name"]), created_at=work.now,
    )  # fmt: skip
    return work.create(saved).pk


@action(label=gettext_lazy("Edit a saved view"), allow=_own_view)
def edit_view(
    work: Work, *, saved_view: int, resource: Resource, name: str | None = None, query: str | None = None,
    columns: Sequence[str] | None = None, sharing: str | None = None, team: int | None = None,
    version: int | None = None,
) -> None:  # fmt: skip
    """Changes what is given; ``resource`` is the list that it is a view of."""
    found = work.get(SavedView, saved_view, resource=resource.name)
    given = {"name": name, "sharing": sharing}
    known = written_values.parse_all(
        editable_fields(SAVED_VIEWS), {key: value for key, value in given.items() if value is not None}, work.actor
    )
    derived: dict[str, object] = {}
    if "name" in known:
        others = SavedView.objects.filter(owner=found.owner_id, resource=resource.name, name=known["name"])
        if others.exclude(pk=saved_view).exists():
            raise Invalid({"name": _("You have a view of this name already.")})
        derived["sort_key"] = text.sort_key(known["name"])
    if query is not None:
        derived["query"] = normalised_query(work.actor, resource, query)
    if columns is not None:
        derived["columns"] = _columns(work.actor, resource, columns)
    if "sharing" in known:
        known["team"] = _team(work.actor, known["sharing"], team if team is not None else found.team_id)
    work.edit(SAVED_VIEWS, found, known, version=version, derived=derived)


@action(label=gettext_lazy("Remove a saved view"), allow=_own_view)
def remove_view(work: Work, *, saved_view: int) -> None:
    work.remove(work.get(SavedView, saved_view))


def find_view(actor: Actor, resource: Resource, key: int) -> ListView:
    """One view that he finds in his list; NotFound otherwise."""
    for found in saved_views(actor, resource)[resource.name]:
        if found.key == key:
            return found
    raise NotFound(_("There is no such saved view, or it is not shared with you."))


def _columns(actor: Actor, resource: Resource, columns: Sequence[str]) -> list[str]:
    if len(columns) > MOST_COLUMNS:
        raise Invalid({"columns": _("At most %(most)d columns fit.") % {"most": MOST_COLUMNS}})
    readable = view(actor, resource).resource
    return list(dict.fromkeys(readable.field(name).name for name in columns))


def _team(actor: Actor, sharing: str, team: int | None) -> int | None:
    """The team that it is shared with: one of his own, and his only one if he names none."""
    if sharing != Sharing.TEAM:
        return None
    own = actor.teams | actor.led_teams
    if team is None and len(own) == 1:
        return next(iter(own))
    if team not in own:
        raise Invalid({"team": _("Choose one of your teams.")})
    return team
