"""`run`: the only door through which anything is written.

An action is authorised first, then validates, locks and writes; its change records, search entries and outbox rows
stand or fall with it in one transaction.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import DataError, IntegrityError, OperationalError, models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from guanxi.access import custom_fields
from guanxi.access.actors import Actor
from guanxi.access.conditions import Allow, Inputs
from guanxi.access.levels import FieldClass, InvolvementKind, Level, PrincipalKind
from guanxi.access.models import Change, ChangeGroup, CustomValue, Involvement, Outbox
from guanxi.access.resources import Field, Resource
from guanxi.access.storing import (
    Slot,
    changed_by_writer,
    exact,
    index_records,
    made_of,
    place_of,
    raise_owner,
    slot_of,
    stored_of,
    unshown,
)
from guanxi.errors import Conflict, Denied, GuanxiError, NotFound, Refused

logger = logging.getLogger("guanxi.access")
_DEADLOCK = "40P01"

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Action:
    """Something that somebody can do. ``allow`` raises Denied or NotFound before anything else happens."""

    name: str
    label: str | Promise
    allow: Allow
    perform: Callable[..., Any]
    lasts: bool = False  # no undo takes it back


# All actions by name: the change log knows them by it.
ACTIONS: dict[str, Action] = {}


def action(
    *, label: str | Promise, allow: Allow, lasts: bool = False
) -> Callable[[Callable[..., Any]], Action]:  # fmt: skip
    """Makes an action of a function ``(work, *, inputs …)``, named after its subject and itself."""

    def declare(perform: Callable[..., Any]) -> Action:
        subject = perform.__module__.split(".")[1]
        made = Action(f"{subject}.{perform.__name__}", label, allow, perform, lasts)
        return ACTIONS.setdefault(made.name, made)

    return declare


def run(actor: Actor, what: Action, *, on: datetime, channel: str, **inputs: Any) -> Any:
    """Does it as ``actor`` at the moment ``on`` and returns what the action returns.

    Raises Denied, NotFound, Invalid, Conflict, all of them before anything is kept.
    """
    return run_recorded(actor, what, on=on, channel=channel, **inputs)[0]


def run_recorded(actor: Actor, what: Action, *, on: datetime, channel: str, **inputs: Any) -> tuple[Any, int | None]:
    """Like `run`, with the key of the change group, by which it can be undone; None where nothing changed."""
    authorise(actor, what, inputs)
    try:
        with transaction.atomic():
            work = Work(actor, on, channel, what)
            result = what.perform(work, **inputs)
            return result, work.finish()
    except OperationalError as error:
        # PostgreSQL ends one of two that wait for each other; SQLite has one writer at a time.
        if getattr(error.__cause__, "sqlstate", "") != _DEADLOCK:
            raise
        logger.warning("two actions waited for each other", extra={"action": what.name})
        raise Conflict(_("Somebody else is changing the same records at this moment. Repeat it."), {}, None) from error
    except IntegrityError as error:
        # What the validation should have said. The text of the database may hold values: it stays out of the answer.
        logger.warning("constraint refused an action", extra={"action": what.name, "error": type(error).__name__})
        raise Conflict(
            _("Somebody else has just saved something that excludes this. Load the page again and repeat it."), {}, None
        ) from error
    except DataError as error:
        logger.warning("a column refused a value", extra={"action": what.name, "error": type(error).__name__})
        raise Refused(_("A value is too large for its field: make it smaller and save again.")) from error


def authorise(actor: Actor, what: Action, inputs: Inputs) -> None:
    """Raises what the action would raise for this actor, and leaves a line in the log of a denial."""
    try:
        if actor.viewed_by is not None:
            raise Denied(_("You look through a colleague's eyes: nothing can be changed here."))
        what.allow(actor, inputs)
    except (Denied, NotFound) as refused:
        logger.info("denied", extra={"action": what.name, "actor": actor.user_id, "code": refused.code})
        raise


@dataclass
class Work:
    """One action being done: every row it writes goes through here and is on record."""

    actor: Actor
    now: datetime
    channel: str
    action: Action
    _group: ChangeGroup | None = None
    _changes: list[Change] = field(default_factory=list)
    _touched: dict[str, tuple[Resource, set[int]]] = field(default_factory=dict)
    _told: list[Outbox] = field(default_factory=list)

    # ---- reading what will be written ----

    def get(self, model: type[M], key: int, **where: Any) -> M:
        """The row, locked until the action ends; NotFound where there is none."""
        rows = model._default_manager.select_for_update(of=("self",)).filter(pk=key, **where)
        found = rows.first()
        if found is None:
            raise NotFound(_("There is no such record, or it is not open to you."))
        return found

    # ---- writing ----

    @property
    def group(self) -> ChangeGroup:
        if self._group is None:
            self._group = ChangeGroup.objects.create(
                actor_id=self.actor.user_id or None, action=self.action.name, channel=self.channel, at=self.now
            )
        return self._group

    def create(self, record: M, *, customer: int | None = None) -> M:
        """Stores a new row."""
        record.save(force_insert=True)
        self._note(record, "create", None, made_of(record), customer=customer, version=raise_owner(record))
        return record

    def create_many(self, records: list[M], *, customer: Callable[[M], int | None] | None = None) -> None:
        """Stores many new rows of one model with keys of their own in few statements."""
        if not records:
            return
        type(records[0])._default_manager.bulk_create(records, batch_size=500)
        for record in records:
            self._note(record, "create", None, made_of(record), customer=customer(record) if customer else None)

    def change(self, record: models.Model, /, *, customer: int | None = None, **values: Any) -> bool:
        """Stores new values (by column name, as ``owner_id``) and raises the version; False where nothing differs."""
        old: dict[str, Any] = {}
        new: dict[str, Any] = {}
        for name, value in values.items():
            described = record._meta.get_field(name.removesuffix("_id") if name.endswith("_id") else name)
            column: str = described.attname  # type: ignore[union-attr]  # a column of this very table
            before = getattr(record, column)
            if before != value:
                old[column], new[column] = before, value
                setattr(record, column, value)
        if not new:
            return False
        columns = list(new)
        if hasattr(record, "version"):
            record.version += 1
            columns.append("version")
        record.save(update_fields=columns)
        self._note(record, "change", old, new, customer=customer, version=raise_owner(record))
        return True

    def change_many(self, records: Sequence[models.Model], /, *, noted: int | None = None, **values: Any) -> int:
        """The same new values, by column name, on many rows of one model, in few statements; how many differed.

        ``noted`` is the customer under which that is noted, where the rows do not say it.
        """
        changed = [record for record in records if any(getattr(record, n) != value for n, value in values.items())]
        for start in range(0, len(changed), 500):
            batch = changed[start : start + 500]
            rows = type(batch[0])._default_manager.filter(pk__in=[record.pk for record in batch])
            raised = {"version": models.F("version") + 1} if hasattr(batch[0], "version") else {}
            rows.update(**values, **raised)
            for record in batch:
                old = {name: getattr(record, name) for name in values}
                for name, value in values.items():
                    setattr(record, name, value)
                if raised:
                    record.version += 1  # type: ignore[attr-defined]
                self._note(record, "change", old, dict(values), customer=noted, version=raise_owner(record))
        return len(changed)

    def remove(self, record: models.Model, *, customer: int | None = None) -> None:
        """Deletes a row; the change record keeps what an undo needs."""
        key, old, version = record.pk, stored_of(record), raise_owner(record)
        record.delete()
        record.pk = key  # taken away by the deletion
        self._note(record, "remove", old, None, customer=customer, version=version)

    def _note(
        self,
        record: models.Model,
        operation: str,
        old: Any,
        new: Any,
        *,
        customer: int | None,
        version: int | None = None,
    ) -> None:
        if customer is None:
            customer = getattr(record, "customer_id", None) or getattr(record, "customer_key", None)
        if customer is None and isinstance(record, Involvement):
            customer = record.customer
        self._changes.append(
            Change(
                group=self.group,
                model=record._meta.label_lower,
                record=record.pk,
                customer=customer,
                operation=operation,
                field_class=getattr(record, "field_class", FieldClass.BUSINESS),
                version=version if version is not None else getattr(record, "version", None),
                old=exact(old),
                new=exact(new),
            )
        )

    # ---- a record with its side tables and custom fields ----

    def edit(
        self, resource: Resource, main: models.Model, values: Mapping[str, Any], *, version: int | None = None,
        customer: int | None = None, derived: Mapping[str, Any] | None = None,
    ) -> bool:  # fmt: skip
        """Stores values by field name on a record, its one-to-one tables, its custom fields; False if nothing differs.

        With ``version`` (what the form was made from) a field that somebody else set to another value since then raises
        Conflict with both values; changes of different fields join. The record's version speaks for all its tables.
        ``derived`` holds columns by path that follow from the values, such as a sort key; they are no fields.
        """
        declared = self._declared(resource)
        slots = [slot_of(main, declared.field(name), value) for name, value in values.items()]
        slots += [slot_of(main, unshown(path), value) for path, value in (derived or {}).items()]
        slots = [slot for slot in slots if slot.current != slot.value]
        if not slots:
            return False
        held = getattr(main, "version", None)
        if version is not None and held is not None and version != held:
            slots = changed_by_writer(slots, version, held)
            if not slots:
                return False
        if held is not None:
            type(main)._default_manager.filter(pk=main.pk).update(version=held + 1)
            main.version = held + 1  # type: ignore[attr-defined]
        stamp = held + 1 if held is not None else None
        holders: dict[tuple[str, int | None], list[Slot]] = {}
        for slot in slots:
            holders.setdefault((slot.model._meta.label_lower, slot.field.custom), []).append(slot)
        for group in holders.values():
            self._store(main, group, stamp, customer)
        self.touch(resource, main.pk)
        return True

    def add(
        self, resource: Resource, main: M, values: Mapping[str, Any], *, customer: int | None = None,
        derived: Mapping[str, Any] | None = None,
    ) -> M:  # fmt: skip
        """Stores a new record with its one-to-one tables and custom fields from values by field name."""
        sides: dict[type[models.Model], dict[str, Any]] = {}
        custom: list[tuple[Field, Any]] = []
        declared = self._declared(resource)
        fields = [(declared.field(name), value) for name, value in values.items()]
        for found, value in [*fields, *((unshown(path), value) for path, value in (derived or {}).items())]:
            if found.custom is not None:
                if value not in (None, ""):
                    custom.append((found, value))
                continue
            model, column, kept = place_of(type(main), found, value)
            if model is type(main):
                setattr(main, column, kept)
            elif kept not in (None, ""):
                sides.setdefault(model, {})[column] = kept
        self.create(main, customer=customer)
        customer = customer or self._changes[-1].customer
        for model, columns in sides.items():
            side = model(pk=main.pk, **columns)
            side.save(force_insert=True)
            self._note(side, "create", None, made_of(side), customer=customer, version=getattr(main, "version", None))
        for found, value in custom:
            columns = {custom_fields.COLUMNS[found.kind]: value}
            self.create(CustomValue(field_id=found.custom or 0, record=main.pk, **columns), customer=customer)
        self.touch(resource, main.pk)
        return main

    def _declared(self, resource: Resource) -> Resource:
        """With the fields that were added while the system runs."""
        if not resource.has_custom_fields:
            return resource
        return resource.with_fields(resource.fields + custom_fields.fields_of(self.actor, resource.entries))

    def _store(self, main: models.Model, slots: list[Slot], stamp: int | None, customer: int | None) -> None:
        columns = {slot.column: slot.value for slot in slots}
        holder = slots[0].holder
        if customer is None:
            customer = getattr(main, "customer_id", None) or getattr(main, "customer_key", None)
        if holder is None:
            if slots[0].field.custom is not None:
                made: models.Model = CustomValue(field_id=slots[0].field.custom, record=main.pk, **columns)
            else:
                made = slots[0].model(pk=main.pk, **columns)
            made.save(force_insert=True)
            self._note(made, "create", None, made_of(made), customer=customer, version=stamp)
            return
        old = {slot.column: slot.current for slot in slots}
        for column, value in columns.items():
            setattr(holder, column, value)
        holder.save(update_fields=list(columns))
        self._note(holder, "change", old, columns, customer=customer, version=stamp)

    # ---- who has to do with a customer ----

    def involve(
        self, customer: int, principal: int, principal_kind: PrincipalKind, kind: InvolvementKind, *,
        level: Level | None = None, reason: str = "", until: datetime | None = None,
    ) -> None:  # fmt: skip
        """Somebody has to do with the customer from now on; what stood there of the same kind is replaced."""
        line = Involvement.objects.filter(customer=customer, principal=principal, kind=kind).first()
        if line is None:
            self.create(
                Involvement(
                    customer=customer, principal=principal, principal_kind=principal_kind, kind=kind, level=level,
                    reason=reason, until=until, granted_by_id=self.actor.user_id or None, created_at=self.now,
                )
            )  # fmt: skip
        else:
            self.change(line, level=level, reason=reason, until=until)

    def release(self, customer: int, kind: InvolvementKind, *, principal: int | None = None) -> None:
        """Nobody (or this principal not) has this to do with the customer any longer."""
        lines = Involvement.objects.filter(customer=customer, kind=kind)
        if principal is not None:
            lines = lines.filter(principal=principal)
        for line in lines:
            self.remove(line)

    def hold(self, customer: int) -> None:
        """Whoever else holds this customer waits until this action has ended, and then reads what it left."""
        list(Involvement.objects.select_for_update().filter(customer=customer).order_by("pk").values_list("pk"))

    def engage(self, customer: int, departments: Collection[int]) -> None:
        """These departments and no others have open work with the customer.

        That follows from the work and is no change of its own: an undo of one task never meets what another one needs.
        """
        lines = Involvement.objects.filter(customer=customer, kind=InvolvementKind.ENGAGED)
        lines.exclude(principal__in=list(departments)).delete()
        missing = set(departments) - set(lines.values_list("principal", flat=True))
        Involvement.objects.bulk_create(
            Involvement(
                customer=customer, principal=department, principal_kind=PrincipalKind.DEPARTMENT,
                kind=InvolvementKind.ENGAGED, created_at=self.now,
            )
            for department in sorted(missing)
        )  # fmt: skip

    # ---- what follows ----

    def touch(self, resource: Resource, *keys: int) -> None:
        """The search entries of these records are made anew when the action ends."""
        self._touched.setdefault(resource.name, (resource, set()))[1].update(keys)

    def emit(self, kind: str, *, customer: int | None = None, **payload: Any) -> None:
        """Others must be told: who listens here at once, who is outside after the transaction and at least once."""
        self._told.append(Outbox(group=self.group, kind=kind, customer=customer, payload=payload, at=self.now))

    def also(self, what: Action, **inputs: Any) -> Any:
        """Another action as a part of this one: authorised like any other, undone together with it."""
        authorise(self.actor, what, inputs)
        return what.perform(self, **inputs)

    def attempt(self, what: Action, **inputs: Any) -> Any:
        """Like `also`; if it is refused, nothing of it stays and the rest goes on after the error was caught."""
        with self.trying():
            return self.also(what, **inputs)

    @contextmanager
    def trying(self) -> Iterator[None]:
        """What is done inside stays whole or not at all; the error goes on to who catches it."""
        assert self.group  # made outside, for it outlasts a refusal
        changes, told = len(self._changes), len(self._told)
        touched = {name: (resource, set(keys)) for name, (resource, keys) in self._touched.items()}
        try:
            with transaction.atomic():
                yield
        except GuanxiError:
            del self._changes[changes:], self._told[told:]
            self._touched = touched
            raise

    def finish(self) -> int | None:
        settled: dict[str, set[int]] = {}
        # What follows from a record may touch others.
        while waiting := [(r, keys - settled.get(n, set())) for n, (r, keys) in self._touched.items()
                          if keys - settled.get(n, set())]:  # fmt: skip
            for resource, keys in waiting:
                settled.setdefault(resource.name, set()).update(keys)
                if resource.settle is not None:
                    resource.settle(self, sorted(keys))
        for told in self._told:
            for listener in LISTENERS.get(told.kind, ()):
                listener(self, told)
                told.handled_at = self.now
        Change.objects.bulk_create(self._changes, batch_size=500)
        Outbox.objects.bulk_create(self._told, batch_size=500)
        for resource, keys in self._touched.values():
            index_records(resource, sorted(keys))
        return None if self._group is None else self._group.pk

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(self._changes)


# Who is told inside the application, in the same transaction: by kind, called with the work and what is told.
LISTENERS: dict[str, list[Callable[[Work, Outbox], None]]] = {}
