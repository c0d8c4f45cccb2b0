"""Records that may be of one firm: hints while somebody types, and a queue to work through.

A hint comes only from what its reader may read: of customers whose Summary alone is open to him from the name that it
shows, of hidden ones never.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi import text
from guanxi.access.actors import Actor
from guanxi.access.conditions import Inputs, on_customer
from guanxi.access.levels import FieldClass, Level
from guanxi.access.reading import Row, view
from guanxi.access.writing import Work, action
from guanxi.customers import recognition
from guanxi.customers.actions import live_customer
from guanxi.customers.models import Customer, KeptApart, MatchKey, MatchKind
from guanxi.customers.recognition import Key
from guanxi.customers.resources import CUSTOMERS, SUMMARIES
from guanxi.errors import Invalid

_ALIKE: Final = 0.5  # of their pairs of letters two names with the same telling word must share this part
_SHORTEST_BEGINNING: Final = 4
_SHORTEST_HAN: Final = 2
_STRENGTH: Final = {MatchKind.NUMBER: 5, MatchKind.CODE: 4, MatchKind.NAME: 3, MatchKind.DOMAIN: 2, MatchKind.WORD: 1}

_SURE: Final = frozenset({MatchKind.NUMBER, MatchKind.CODE, MatchKind.NAME})


@dataclass(frozen=True)
class Hint:
    """A customer that may be the one somebody is about to create. ``is_summary``: its Summary alone is open to him.

    ``is_sure``: a name, code or number is the same; else it is only like it.
    """

    key: int
    name: str
    city: str
    country: str
    is_summary: bool
    is_sure: bool
    reasons: tuple[str | Promise, ...]


@dataclass(frozen=True)
class Typed:
    """What somebody has typed so far."""

    name: str = ""
    own_code: str = ""
    numbers: tuple[str, ...] = ()
    website: str = ""
    mail: str = ""


def suggest(actor: Actor, typed: Typed, *, but: int | None = None, most: int = 6) -> list[Hint]:
    """The likeliest first; ``but`` is the customer that is being edited. At most five statements."""
    known, names = _keys(typed), _keys_of_names(typed)
    full = [f for f in ("name", "city", "country") if _has(actor, f)]
    open_keys = _same(known | names, _classes(actor)) | _beginning(typed.name, _classes(actor))
    rows = _seen(actor, CUSTOMERS, open_keys, but, most, full)
    hints = [_hint(row, reasons, False) for row, reasons in _reasoned(typed, rows, known | names, _classes(actor))]
    if len(hints) < most:
        only = [FieldClass.SUMMARY.value]
        summaries = _seen(
            actor, SUMMARIES, _same(names, only) | _beginning(typed.name, only), but, most, ("name", "country")
        )
        shown = {hint.key for hint in hints} | {row.key for row in rows}
        rest = [row for row in summaries if row.key not in shown]
        hints += [_hint(row, reasons, True) for row, reasons in _reasoned(typed, rest, names, only)]
    return hints[:most]


def _has(actor: Actor, name: str) -> bool:
    return any(f.name == name for f in CUSTOMERS.readable_by(actor).fields)


def _classes(actor: Actor) -> list[str]:
    """The classes that he reads of every customer in his list."""
    start = CUSTOMERS.rows_from(actor)
    found = []
    for field_class in (FieldClass.SUMMARY, FieldClass.BUSINESS, FieldClass.PERSONAL):
        level = actor.reads_from(field_class)
        if level is not None and start is not None and level <= start:
            found.append(field_class.value)
    return found


def _keys(typed: Typed) -> set[Key]:
    found = recognition.keys_of_code(typed.own_code, FieldClass.BUSINESS)
    found |= recognition.keys_of_domain(typed.website, FieldClass.BUSINESS)
    found |= recognition.keys_of_domain(typed.mail, FieldClass.BUSINESS)
    for number in typed.numbers:
        found |= recognition.keys_of_number(number, FieldClass.BUSINESS)
    return found


def _keys_of_names(typed: Typed) -> set[Key]:
    return recognition.keys_of_name(typed.name, FieldClass.SUMMARY) if typed.name.strip() else set()


def _same(keys: Collection[Key], classes: Sequence[str]) -> Q:
    found = Q(pk__in=())
    for key in keys:
        found |= Q(kind=key.kind, value=key.value, class_of_key__in=classes)
    return found


def _beginning(name: str, classes: Sequence[str]) -> Q:
    """Names that begin with what was typed so far."""
    begun = recognition.whole_name(name)
    if len(begun) < (_SHORTEST_HAN if text.has_han(begun) else _SHORTEST_BEGINNING):
        return Q(pk__in=())
    return Q(kind=MatchKind.NAME, value__gte=begun, value__lt=begun + "\U0010ffff", class_of_key__in=classes)


def _seen(
    actor: Actor, resource: Any, condition: Q, but: int | None, most: int, fields: Sequence[str]
) -> list[Row]:  # fmt: skip
    """What is visible is limited, and never what is there: a hint must not tell how many hidden ones there are."""
    if not condition or condition == Q(pk__in=()):
        return []
    keys = MatchKey.objects.filter(condition)
    keys = keys.exclude(customer=but) if but is not None else keys
    return view(actor, resource).only(*fields).among(keys.values("customer")).all(most * 4)


def _reasoned(
    typed: Typed, rows: Sequence[Row], keys: Collection[Key], classes: Sequence[str]
) -> list[tuple[Row, tuple[MatchKind, ...]]]:  # fmt: skip
    wanted = {(key.kind, key.value) for key in keys}
    begun = recognition.whole_name(typed.name)
    held: dict[int, set[MatchKind]] = {}
    for line in MatchKey.objects.filter(customer__in=[row.key for row in rows], class_of_key__in=classes):
        if (line.kind, line.value) in wanted:
            held.setdefault(line.customer_id, set()).add(MatchKind(line.kind))
        elif line.kind == MatchKind.NAME and begun and line.value.startswith(begun):
            held.setdefault(line.customer_id, set()).add(MatchKind.WORD)
    found = []
    for row in rows:
        reasons = held.get(row.key, set())
        if MatchKind.NAME in reasons:
            reasons.discard(MatchKind.WORD)
        if reasons == {MatchKind.WORD} and not _looks_alike(typed.name, row["name"]):
            continue
        if reasons:
            found.append((row, tuple(sorted(reasons, key=lambda kind: -_STRENGTH[kind]))))
    return sorted(found, key=lambda pair: (-sum(_STRENGTH[kind] for kind in pair[1]), pair[0]["name"], pair[0].key))


def _looks_alike(typed: str, name: str) -> bool:
    if text.has_han(typed) != text.has_han(name):
        return True  # one is read like the other: letters cannot be compared
    return recognition.likeness(typed, name) >= _ALIKE


def _hint(row: Row, reasons: tuple[MatchKind, ...], is_summary: bool) -> Hint:
    is_sure = not _SURE.isdisjoint(reasons)
    return Hint(
        row.key,
        row["name"],
        row.get("city") or "",
        row.get("country") or "",
        is_summary,
        is_sure,
        tuple(kind.label for kind in reasons),
    )


# ---- the queue ----


@dataclass(frozen=True)
class Suspects:
    """Two customers that look like one, and why."""

    one: Row
    other: Row
    reasons: tuple[str | Promise, ...]


_QUEUED: Final = (MatchKind.NUMBER, MatchKind.CODE, MatchKind.NAME, MatchKind.DOMAIN)
_MOST_OF_A_KEY: Final = 8


def suspects(actor: Actor, *, most: int = 100) -> list[Suspects]:
    """Pairs among the customers that he reads, the surest first; not those kept apart, nor sisters with one domain."""
    visible = view(actor, CUSTOMERS).subquery()
    keys = MatchKey.objects.filter(
        kind__in=_QUEUED, class_of_key__in=_classes(actor), customer__in=visible
    )  # fmt: skip
    shared = keys.values("kind", "value").annotate(customers=Count("customer", distinct=True)).filter(customers__gt=1)
    wanted = {(line["kind"], line["value"]) for line in shared.order_by("kind", "value")[: most * 2]}
    if not wanted:
        return []
    held = keys.filter(value__in={value for _kind, value in wanted}).order_by("customer")
    holders: dict[tuple[str, str], list[int]] = {}
    for kind, value, customer in held.values_list("kind", "value", "customer"):
        found = holders.setdefault((kind, value), [])
        if (kind, value) in wanted and customer not in found and len(found) < _MOST_OF_A_KEY:
            found.append(customer)
    pairs: dict[tuple[int, int], set[MatchKind]] = {}
    for (kind, _value), customers in holders.items():
        for one, other in combinations(customers, 2):
            pairs.setdefault((one, other), set()).add(MatchKind(kind))
    return _shown(actor, pairs, most)


def _shown(actor: Actor, pairs: dict[tuple[int, int], set[MatchKind]], most: int) -> list[Suspects]:
    everybody = {key for pair in pairs for key in pair}
    rows = {row.key: row for row in view(actor, CUSTOMERS).only(*_shown_fields(actor)).among(list(everybody)).all(5000)}
    apart = set(KeptApart.objects.filter(first__in=everybody).values_list("first_id", "second_id"))
    found = []
    for (one, other), kinds in pairs.items():
        if (one, other) in apart or one not in rows or other not in rows:
            continue
        if kinds <= {MatchKind.DOMAIN} and _of_one_group(rows[one], rows[other]):
            continue
        reasons = sorted(kinds, key=lambda kind: -_STRENGTH[kind])
        found.append(
            (
                sum(_STRENGTH[kind] for kind in reasons),
                Suspects(rows[one], rows[other], tuple(k.label for k in reasons)),
            )
        )
    found.sort(key=lambda line: (-line[0], line[1].one["name"], line[1].one.key, line[1].other.key))
    return [pair for _strength, pair in found[:most]]


def _shown_fields(actor: Actor) -> list[str]:
    return [name for name in ("name", "city", "country", "own_code", "owner", "parent") if _has(actor, name)]


def _of_one_group(one: Row, other: Row) -> bool:
    """Sisters, or a mother and her daughter, share a domain by right."""
    above, above_other = one.get("parent"), other.get("parent")
    keys = {getattr(above, "key", None), getattr(above_other, "key", None)} - {None}
    return (above is not None and above == above_other) or bool(keys & {one.key, other.key})


def _may_keep_apart(actor: Actor, inputs: Inputs) -> None:
    on_customer(Level.EDIT)(actor, inputs)
    on_customer(Level.EDIT, key="other")(actor, inputs)


@action(label=gettext_lazy("Keep two customers apart"), allow=_may_keep_apart)
def keep_apart(work: Work, *, customer: int, other: int) -> bool:
    """They look like one and are two: out of the queue, for everybody. False where that is known."""
    if customer == other:
        raise Invalid({"other": _("Choose another customer: this is the same one.")})
    first, second = sorted((customer, other))
    for key in (first, second):
        live_customer(work, key)
    if KeptApart.objects.filter(first=first, second=second).exists():
        return False
    work.create(KeptApart(first_id=first, second_id=second), customer=customer)
    return True


def matching_customers(actor: Actor, *, own_code: str = "", number: str = "", name: str = "") -> list[int]:
    """The customers that a line of a file means: by own code, else by tax number, else by exactly this name.

    Among those that he reads; more than one key says that the line is not clear.
    """
    query = view(actor, CUSTOMERS)
    for kind, keys in (
        (MatchKind.CODE, recognition.keys_of_code(own_code, FieldClass.BUSINESS)),
        (MatchKind.NUMBER, recognition.keys_of_number(number, FieldClass.BUSINESS)),
    ):
        for key in keys:
            rows = MatchKey.objects.filter(kind=kind, value=key.value, class_of_key__in=_classes(actor))
            if found := query.among(rows.values("customer")).keys(10):
                return found
    written = " ".join(text.normalise(name).split())
    alike = MatchKey.objects.filter(kind=MatchKind.NAME, value=recognition.whole_name(written)[: recognition.LONGEST])
    exact = Customer.objects.filter(Q(name=written) | Q(names__name=written), pk__in=alike.values("customer"))
    return query.among(exact.values("pk")).keys(10) if written else []
