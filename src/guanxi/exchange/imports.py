"""Bringing in what was previewed (`planning`), in pieces that a crash cannot double, and its undo.

`apply_import` goes on where it stopped; rows, change records and the cursor are committed together. `undo_import`
takes back all of it; what was edited since stays.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access.actors import Actor, load_actor
from guanxi.access.audit import record_event
from guanxi.access.conditions import Inputs, any_user
from guanxi.access.models import ChangeGroup
from guanxi.access.resources import Resource
from guanxi.access.undo import undo
from guanxi.access.writing import Work, action, run, run_recorded
from guanxi.errors import GuanxiError, Invalid, Refused
from guanxi.exchange.importers import Importer
from guanxi.exchange.ledger_files import KINDS
from guanxi.exchange.models import ImportRow, ImportRun, Plan, RunState
from guanxi.exchange.planning import CHANNEL, importer_of, no_such_run

CHUNK = 100
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class RunSummary:
    """A run as its owner sees it: counts by plan, the first rows of each, the rejects with their reasons."""

    key: int
    resource: str
    file_name: str
    state: str
    counts: Mapping[str, int]
    ignored: tuple[str, ...]
    left: int
    seen: int = 0
    total: int = 0
    told: str = ""
    rows: tuple[Any, ...] = ()

    @property
    def is_busy(self) -> bool:
        return self.state in (RunState.PLANNING, RunState.APPLYING)

    @property
    def to_do(self) -> int:
        return self.counts.get(Plan.CREATE, 0) + self.counts.get(Plan.CHANGE, 0)


def summary_of(actor: Actor, key: int, *, plan: str = "", most: int = 100) -> RunSummary:
    """Raises NotFound for runs of others: their files are theirs."""
    found = _own(actor, key)
    counts = dict(found.rows.values_list("plan").annotate(Count("pk")).order_by())
    rows = found.rows.order_by("row")
    shown = rows.filter(plan=plan) if plan else rows
    seen = found.cursor if found.state == RunState.APPLYING else found.seen
    return RunSummary(
        found.pk, found.resource, found.file_name, found.state, counts, tuple(found.ignored), found.left,
        seen, found.total, found.told, tuple(shown.values("row", "cells", "plan", "reasons", "record")[:most]),
    )  # fmt: skip


def runs_of(actor: Actor, resource: str, most: int = 20) -> list[RunSummary]:
    """The latest runs of this actor, with those of the ledger, which have no page of their own."""
    found = _shown(actor).filter(resource__in=(resource, *KINDS)).order_by("-created_at")[:most]
    return [RunSummary(r.pk, r.resource, r.file_name, r.state, {}, tuple(r.ignored), r.left) for r in found]


def _shown(actor: Actor) -> QuerySet[ImportRun]:
    """What is being planned at once is there for nobody before all of it is."""
    return ImportRun.objects.filter(actor=actor.user_id).exclude(state=RunState.PLANNING, stored_as="")


def _own(actor: Actor, key: int) -> ImportRun:
    found = _shown(actor).filter(pk=key).first()
    if found is None:
        raise no_such_run()
    return found


def _own_run(actor: Actor, inputs: Inputs) -> None:
    _own(actor, int(inputs["import_run"]))


# ---- applying ----


def apply_import(
    actor: Actor, key: int, *, on: datetime, channel: str = CHANNEL, between: Callable[[], None] | None = None
) -> RunSummary:
    """Applies what is left of the run, in pieces; a run that was interrupted goes on where it stopped.

    ``between`` is called between two pieces and may end it there.
    """
    record_event("imported", on=on, channel=channel, actor=actor, resource=_own(actor, key).resource, record=key)
    while True:
        # Whoever was disabled meanwhile imports nothing more.
        now = load_actor(actor.user_id) if not actor.is_system else actor
        if not run(now, apply_rows, on=on, channel=channel, import_run=key):
            return summary_of(actor, key)
        if between is not None:
            between()


@action(label=gettext_lazy("Begin an import"), allow=_own_run)
def begin_apply(work: Work, *, import_run: int) -> None:
    """So that whoever waits for the worker sees that it was started."""
    ImportRun.objects.filter(pk=import_run, state=RunState.PLANNED).update(state=RunState.APPLYING)


@action(label=gettext_lazy("Import rows"), allow=_own_run)
def apply_rows(work: Work, *, import_run: int) -> bool:
    """The next piece; False once nothing is left."""
    found = work.get(ImportRun, import_run)
    if found.state not in (RunState.PLANNED, RunState.APPLYING):
        if found.state == RunState.APPLIED:
            return False
        if found.state in (RunState.PLANNING, RunState.REFUSED):
            raise Refused(_("There is no preview of this file, so that nothing can be brought in."), code="not_planned")
        raise Refused(_("This import was undone; bring the file in again."), code="undone_already")
    lines = list(found.rows.filter(row__gt=found.cursor, plan__in=(Plan.CREATE, Plan.CHANGE)).order_by("row")[:CHUNK])
    importer = importer_of(found.resource)
    for line in lines:
        try:
            line.plan, line.record = work.attempt(_import_row, importer=importer, cells=line.cells)
        except GuanxiError as refused:
            fields = getattr(refused, "fields", {})
            line.reasons = [[name, str(sentence)] for name, sentence in fields.items()] or [["", refused.message]]
            line.plan = Plan.REJECT
    ImportRow.objects.bulk_update(lines, ["record", "plan", "reasons"])
    if lines:
        found.cursor = lines[-1].row
        found.state = RunState.APPLYING
        found.groups = [*found.groups, work.group.pk]
    if len(lines) < CHUNK:
        found.state = RunState.APPLIED
        found.applied_at = work.now
    found.save(update_fields=["cursor", "state", "groups", "applied_at"])
    return len(lines) == CHUNK


@action(label=gettext_lazy("Import a row"), allow=any_user)
def _import_row(work: Work, *, importer: Importer, cells: Mapping[str, str]) -> tuple[str, int]:
    # Planned once more: since the preview, or since an earlier row, the record may have come, changed or gone.
    planned = importer.plan(work.actor, [cells])[0]
    if planned.plan == Plan.REJECT:
        raise Invalid(dict(planned.reasons))
    if planned.plan == Plan.SAME and planned.record is not None:
        return planned.plan, planned.record
    return planned.plan, importer.apply(work, cells, planned.record)


# ---- undoing ----


def undo_import(
    actor: Actor, key: int, *, on: datetime, resources: Mapping[str, Resource], channel: str = CHANNEL
) -> RunSummary:
    """Takes the whole run back, the last piece first; records edited since stay and are counted."""
    run(actor, begin_undo, on=on, channel=channel, import_run=key)
    found = _own(actor, key)
    left = found.left
    for group in reversed(found.groups):
        if ChangeGroup.objects.filter(pk=group, reversed_by__isnull=False).exists():
            continue
        done, _change = run_recorded(
            actor, undo, on=on, channel=channel, change=group, resources=resources, partly=True
        )
        left += len(done.left)
        ImportRun.objects.filter(pk=key).update(left=left)
    ImportRun.objects.filter(pk=key).update(state=RunState.UNDONE, undone_at=on, left=left)
    return summary_of(actor, key)


@action(label=gettext_lazy("Take the whole file back"), allow=_own_run)
def begin_undo(work: Work, *, import_run: int) -> None:
    """From now on no piece comes in: what the run holds afterwards is all of it."""
    found = work.get(ImportRun, import_run)
    if found.state not in (RunState.APPLIED, RunState.APPLYING, RunState.UNDOING):
        raise Refused(_("There is nothing to undo in this import."), code="undone_already")
    ImportRun.objects.filter(pk=import_run).update(state=RunState.UNDOING)


def forget_old_runs(*, on: datetime) -> int:
    """Rows of files are kept for as long as a run can be undone, and no longer."""
    old = ImportRow.objects.filter(run__created_at__lt=on - KEPT)
    return int(old.delete()[0])
