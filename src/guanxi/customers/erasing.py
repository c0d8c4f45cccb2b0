"""Erasing a person: every place where he can be is named in one map, walked, and proved empty.

`RULES` says for each table of ours what becomes of it. A subject above declares its tables when the application starts;
a test fails for any table, and any column of text, that no rule names.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi import text
from guanxi.access import search
from guanxi.access.actors import Actor
from guanxi.access.audit import record_event
from guanxi.access.levels import Level
from guanxi.access.models import Change, CustomField, CustomValue
from guanxi.access.resources import Resource
from guanxi.access.storing import index_records
from guanxi.access.writing import Work, action
from guanxi.customers.following import renew_match_keys
from guanxi.customers.people_actions import at_all_places
from guanxi.customers.people_models import Affiliation, Channel, Erasure, Person, PersonIdentity
from guanxi.customers.resources import CUSTOMERS, PEOPLE
from guanxi.database import erasures
from guanxi.errors import NotFound
from guanxi.records.files import remove_bytes
from guanxi.records.models import StoredFile, Tagging, Visit
from guanxi.records.resources import FILES

# What stands where his name stood.
TOMBSTONE: Final = "—"
_SHORTEST: Final = 5  # characters of a number or address that is looked for everywhere
_CHUNK: Final = 500


@dataclass(frozen=True)
class Rule:
    """What an erasure does to one table.

    ``own``: his rows are deleted; ``also`` does it where the subject alone knows which rows are his, and returns how
    many. ``texts`` are columns in which somebody may have written about him: there his names, numbers and addresses are
    replaced; ``customer`` is the path to the customer of such a row. ``keeps`` are columns of text that hold nothing of
    their people. ``sort_keys`` names the text that each sort key follows from, ``resource`` what is indexed anew.
    """

    own: bool = False
    texts: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    customer: str = ""
    sort_keys: Mapping[str, str] = field(default_factory=dict)
    resource: Resource | None = None
    also: Callable[[list[int]], int] | None = None


RULES: dict[str, Rule] = {}


def declare(model: str, rule: Rule) -> None:
    """Each subject names its tables, when the application starts."""
    RULES[model.lower()] = rule


# Of somebody else's rows the words.
_AT_HIS_CUSTOMERS = "person__affiliations__customer_id"
declare("customers.PersonIdentity", Rule(own=True))
declare("customers.ReportingLine", Rule(own=True))
declare("customers.PersonText", Rule(own=True, texts=("notes",), customer=_AT_HIS_CUSTOMERS, resource=PEOPLE))
declare("customers.Affiliation", Rule(own=True, texts=("job_title", "department"), customer="customer_id"))
declare("customers.Tie", Rule(own=True, texts=("how",), customer=_AT_HIS_CUSTOMERS))
declare("customers.Channel", Rule(own=True, texts=("label",), customer=_AT_HIS_CUSTOMERS))
declare("customers.CustomerText", Rule(texts=("trigger_event", "notes"), customer="customer_id", resource=CUSTOMERS))
declare("customers.CustomerAddress", Rule(
    texts=("lines",), keeps=("postcode", "city", "region", "country"), customer="customer_id",
))  # fmt: skip
declare("customers.Customer", Rule(keeps=(
    "name", "sort_key", "pinyin", "initials", "industry", "country", "region", "city", "size", "language", "time_zone",
    "website", "own_code",
)))  # fmt: skip
declare("customers.CustomerName", Rule(keeps=("name", "sort_key", "language")))
declare("customers.CustomerIdentifier", Rule(keeps=("value", "label")))
declare("customers.MatchKey", Rule(keeps=("value",)))  # domains are made anew
declare("customers.Erasure", Rule(texts=("reason",), keeps=("rows",)))
declare("customers.Person", Rule())
declare("customers.KeptApart", Rule())

declare("access.Change", Rule(texts=("old", "new"), keeps=("model",), customer="customer"))
declare("access.Involvement", Rule(texts=("reason",), customer="customer"))
declare("access.AccessRequest", Rule(texts=("reason",), customer="customer"))
declare("access.CustomValue", Rule(texts=("text",), keeps=("key",)))
declare("access.Outbox", Rule(keeps=("kind", "payload")))  # keys alone
declare("access.AuditEvent", Rule(keeps=("kind", "channel", "resource", "details")))  # keys and counts
declare("access.SearchEntry", Rule(keeps=("resource",)))  # his entry is deleted, others are made anew
declare("access.User", Rule(keeps=(  # one of us
    "password", "username", "email", "name", "sort_key", "phone", "title", "language", "time_zone", "theme", "muted",
)))  # fmt: skip
declare("access.Department", Rule(keeps=("slug", "name_en", "name_zh")))
declare("access.Team", Rule(keeps=("name_en", "name_zh")))
declare("access.CustomField", Rule(keeps=("resource", "slug", "label_en", "label_zh", "kind", "choices")))
declare("access.ChangeGroup", Rule(keeps=("action", "channel")))
declare("access.Invitation", Rule(keeps=("digest",)))
declare("access.ReadMark", Rule(keeps=("resource",)))
declare("access.Membership", Rule())

declare("records.StoredFile", Rule(
    texts=("name",), keeps=("resource", "stored_as", "sha256", "content_type"), customer="customer_id",
    sort_keys={"sort_key": "name"}, resource=FILES,
))  # fmt: skip
declare("records.SavedView", Rule(
    texts=("name", "query"), keeps=("resource", "columns"), sort_keys={"sort_key": "name"},
))  # fmt: skip
declare("records.Tag", Rule(keeps=("name_en", "name_zh", "sort_key")))
declare("records.Tagging", Rule(keeps=("resource",)))
declare("records.Visit", Rule(keeps=("resource",)))
declare("records.CompanySettings", Rule(keeps=("name", "base_currency", "country", "language", "time_zone")))
declare("records.Job", Rule(keeps=("key", "worker", "failure")))
declare("records.WorkerBeat", Rule(keeps=("worker",)))


# ---- the action ----


@action(label=gettext_lazy("Erase the person"), allow=at_all_places(Level.FULL))
def erase_person(work: Work, *, person: int, reason: str = "") -> int:
    """For good, with what others wrote of him; there is no undo. Returns the key of the proof."""
    return erase_data(person, now=work.now, by=work.actor.user_id or None, reason=reason).pk


def erase_data(person: int, *, now: datetime, by: int | None, reason: str = "") -> Erasure:
    """Walks the map for somebody and for the records that were merged into his; the caller has a transaction."""
    keys = [person, *Person.objects.filter(merged_into=person).values_list("pk", flat=True)]
    customers = set(Affiliation.objects.filter(person__in=keys).values_list("customer_id", flat=True))
    own_changes = _changes_of(keys)
    # The longest first: of a full name nothing stays because a part of it went before.
    marks = sorted(_marks(keys, own_changes), key=lambda mark: (-mark.length, mark.needle))
    rows: dict[str, int] = {}
    for model, rule in RULES.items():
        count = _delete_own(apps.get_model(model), keys) if rule.own else 0
        count += rule.also(keys) if rule.also is not None else 0
        count += _replace(apps.get_model(model), rule, marks, customers) if rule.texts else 0
        if count:
            rows[model] = count
    rows["access.change"] = rows.get("access.change", 0) + own_changes.update(old=None, new=None)
    rows.update({name: count for name, count in _delete_marks(keys).items() if count})
    for key in keys:
        search.forget("people", key)
        PersonIdentity.objects.create(person_id=key, name=TOMBSTONE)
    Person.objects.filter(pk__in=keys).update(erased_at=now, version=F("version") + 1)
    renew_match_keys(customers)
    for key in keys:
        record_event("person erased", on=now, channel="erasure", user=by, resource="people", record=key)
        erasures.remember(erasures.Erasure(at=now, kind="person", key=key))
    proofs = [
        Erasure.objects.update_or_create(person=key, defaults={"at": now, "by_id": by, "reason": reason, "rows": rows})
        for key in keys
    ]
    return proofs[0][0]


@dataclass(frozen=True)
class Proof:
    """That somebody was erased: which key, when, by whom, how many rows of which table. No data of him."""

    person: int
    at: datetime
    by: str
    reason: str
    rows: Mapping[str, int]


def proof_of(actor: Actor, proof: int) -> Proof:
    """For who did it, and for administrators and auditors; NotFound for everybody else."""
    found = Erasure.objects.filter(pk=proof).select_related("by").first()
    if found is None or not (actor.is_administrator or actor.is_auditor or found.by_id == actor.user_id):
        raise NotFound(_("There is no such record, or it is not open to you."))
    return Proof(found.person, found.at, str(found.by or ""), found.reason, found.rows)


# ---- his own rows ----


def _delete_own(model: type[models.Model], keys: list[int]) -> int:
    condition = Q()
    for column in model._meta.concrete_fields:
        if column.related_model is Person:
            condition |= Q(**{f"{column.name}__in": keys})
    rows = model._default_manager.filter(condition)
    return int(rows._raw_delete(rows.db))


def _delete_marks(keys: list[int]) -> dict[str, int]:
    """What names his record without a foreign key. The bytes of files go when nothing names them any more."""
    files = StoredFile.objects.filter(resource="people", record__in=keys)
    for name in files.values_list("stored_as", flat=True):
        transaction.on_commit(partial(remove_bytes, name))
    counts = {"records.storedfile": files.delete()[0]}
    counts["access.customvalue"] = CustomValue.objects.filter(field__resource="people", record__in=keys).delete()[0]
    for marks in (Tagging, Visit):
        rows = marks._default_manager.filter(resource="people", record__in=keys)
        counts[marks._meta.label_lower] = rows.delete()[0]
    return counts


def _changes_of(keys: list[int]) -> "models.QuerySet[Change]":
    """The change records of his rows, of those too that are gone by now."""
    wanted = Q(pk__in=())
    for model, rule in RULES.items():
        if rule.own:
            table = apps.get_model(model)
            columns = [f.attname for f in table._meta.concrete_fields if f.related_model is Person]
            wanted |= _changes_about(model, table, columns, keys)
    wanted |= _changes_about("records.storedfile", StoredFile, ["record"], keys, resource="people")
    fields = CustomField.objects.filter(resource="people").values_list("pk", flat=True)
    for custom in fields:
        wanted |= _changes_about("access.customvalue", CustomValue, ["record"], keys, field_id=custom)
    return Change.objects.filter(wanted)


def _changes_about(
    model: str, table: type[models.Model], columns: list[str], keys: list[int], **also: Any
) -> Q:  # fmt: skip
    lines = Change.objects.filter(model=model)
    if table._meta.pk is not None and table._meta.pk.attname in columns:
        return Q(model=model, record__in=keys)
    about = Q(pk__in=())
    for side in ("old", "new"):
        for column in columns:
            more = {f"{side}__{name}": value for name, value in also.items()}
            about |= Q(**{f"{side}__{column}__in": keys}, **more)
    records = set(lines.filter(about).values_list("record", flat=True))
    return Q(model=model, record__in=records)


# ---- what others wrote of him ----


@dataclass(frozen=True)
class _Mark:
    """Something by which he is named. Only what no other text can mean is looked for outside of his customers."""

    needle: str  # what the database is asked for
    pattern: re.Pattern[str]
    everywhere: bool
    length: int


def _marks(keys: list[int], changes: "models.QuerySet[Change]") -> Iterator[_Mark]:
    names: set[str] = set()
    values: set[str] = set()
    for identity in PersonIdentity.objects.filter(person__in=keys):
        names.update((identity.name, identity.other_name, identity.pinyin))
    values.update(Channel.objects.filter(person__in=keys).values_list("value", flat=True))
    for change in changes.filter(model__in=("customers.personidentity", "customers.channel")):
        for line in (change.old or {}, change.new or {}):
            names.update(str(line[column]) for column in ("name", "other_name") if line.get(column))
            values.update(str(line[column]) for column in ("value",) if line.get(column))
    for name in names:
        name = name.strip()
        if len(name) > 1 and name != TOMBSTONE:
            telling = len(name.split()) > 1 or (text.has_han(name) and len(name) > 2)
            yield _Mark(name, _as_word(name), telling, len(name))
    for value in values:
        digits = text.phone_digits(value) if re.fullmatch(r"[+0-9 ().\-/–]+", value) else ""
        if len(digits) > _SHORTEST:
            # However it was written, the last digits mostly stand together.
            pattern = re.compile(r"[+0(]*" + r"[\s().\-/–0]{0,5}".join(digits))
            yield _Mark(digits[-3:], pattern, True, 2 * len(digits))
            yield _Mark(digits[-2:], pattern, False, 2 * len(digits))
        if len(value) >= _SHORTEST:
            yield _Mark(value, _as_word(value), True, len(value))


def _as_word(written: str) -> re.Pattern[str]:
    """Not inside of a longer word; Han has no gaps between words."""
    before = r"(?<!\w)" if written[0].isascii() else ""
    after = r"(?!\w)" if written[-1].isascii() else ""
    return re.compile(before + re.escape(written) + after, re.IGNORECASE)


def _replace(model: type[models.Model], rule: Rule, marks: list[_Mark], customers: set[int]) -> int:
    """Replaces his names, numbers and addresses in the texts of a table; returns how many rows changed."""
    wanted = Q(pk__in=())
    for mark in marks:
        # SQLite knows small and capital letters of ASCII alone, and keeps JSON with escapes.
        spellings = {mark.needle, mark.needle.lower(), mark.needle.upper()}
        for needle in spellings | {json.dumps(spelling)[1:-1] for spelling in spellings}:
            found = Q(pk__in=())
            for column in rule.texts:
                found |= Q(**{f"{column}_text__icontains": needle})
            if not mark.everywhere:
                found &= Q(**{f"{rule.customer}__in": customers}) if rule.customer else Q(pk__in=())
            wanted |= found
    read = {f"{column}_text": Cast(column, TextField()) for column in rule.texts}
    rows = model._default_manager.annotate(**read).filter(wanted)
    changed: list[int] = []
    paths = [*rule.texts, rule.customer or "pk"]
    for pk, *values, customer in list(rows.values_list("pk", *paths)):
        known = [mark for mark in marks if mark.everywhere or (rule.customer and customer in customers)]
        new = {name: _without(value, known) for name, value in zip(rule.texts, values, strict=True)}
        if new != dict(zip(rule.texts, values, strict=True)):
            new.update({key: text.sort_key(new[source]) for key, source in rule.sort_keys.items()})
            model._default_manager.filter(pk=pk).update(**new)
            changed.append(pk)
    if rule.resource is not None and changed:
        index_records(rule.resource, changed)
    return len(changed)


def _without(value: Any, marks: Iterable[_Mark]) -> Any:
    if isinstance(value, str):
        for mark in marks:
            value = mark.pattern.sub(TOMBSTONE, value)
        return value
    if isinstance(value, dict):
        return {key: _without(part, marks) for key, part in value.items()}
    if isinstance(value, list):
        return [_without(part, marks) for part in value]
    return value


# ---- after a restore ----


def replay_erasure(erasure: erasures.Erasure) -> bool:
    """Erases somebody again whom an older backup brought back; False where there is nothing of him."""
    with transaction.atomic():
        found = Person.objects.select_for_update().filter(pk=erasure.key, erased_at__isnull=True).first()
        if found is None:
            return False
        erase_data(erasure.key, now=erasure.at, by=None, reason="restored")
    return True


def known_erasures() -> Iterator[erasures.Erasure]:
    for person, at in Erasure.objects.values_list("person", "at"):
        yield erasures.Erasure(at=at, kind="person", key=person)


erasures.register("person", replay=replay_erasure, known=known_erasures)
