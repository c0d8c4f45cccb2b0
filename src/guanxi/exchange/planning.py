"""The preview of a file: what each of its rows will do. Nothing is written but the plan.

`plan_import` does it at once. `receive_import` keeps a long file, so that a job plans it (`plan_received`) while its
owner sees how far it has come. Either goes through the file in batches and holds one of them in memory.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi import text
from guanxi.access.actors import Actor
from guanxi.access.conditions import Inputs, any_user
from guanxi.access.resources import Field, Kind
from guanxi.access.writing import Work, action, run
from guanxi.errors import GuanxiError, NotFound, Refused
from guanxi.exchange.files import MOST_BYTES, RowFile, digest_of
from guanxi.exchange.importers import BATCH, IMPORTERS, Importer
from guanxi.exchange.models import ImportRow, ImportRun, Plan, RunState
from guanxi.records.files import remove_bytes, store, stored_path

CHANNEL = "import"


@dataclass(frozen=True)
class Columns:
    """Which column of the file is which field; ``ignored`` are those that mean nothing to us."""

    places: Mapping[str, int]
    ignored: tuple[str, ...]


def importer_of(resource: str) -> Importer:
    try:
        return IMPORTERS[resource]
    except KeyError:
        raise NotFound(
            _("There is nothing to import under this name; choose from: %(names)s.") % {"names": ", ".join(IMPORTERS)}
        ) from None


def column_names(fields: tuple[Field, ...]) -> dict[str, str]:
    """{name as a file may write it: field}: the field's own name and its label in both languages."""
    names: dict[str, str] = {}
    for found in fields:
        names.setdefault(text.search_key(found.name), found.name)
    for language in ("en", "zh-hans"):
        with translation.override(language):
            for found in fields:
                names.setdefault(text.search_key(str(found.label)), found.name)
    return names


def _columns(importer: Importer, actor: Actor, names: list[str]) -> Columns:
    known = column_names(importer.headed(actor))
    names = [text.normalise(name.replace("\0", "")) for name in names]
    places: dict[str, int] = {}
    ignored = []
    for place, name in enumerate(names):
        found = known.get(text.search_key(name.strip().lstrip("'")))
        if found is None or found in places:
            ignored.append(name)
        else:
            places[found] = place
    lacking = [name for name in importer.needed if name not in places]
    if lacking:
        labels = [str(f.label) for f in importer.fields(actor) if f.name in lacking]
        raise Refused(
            _(
                "The file has no column for: %(lacking)s. Its columns are: %(names)s. Call the right one so in the "
                "first line of the file and bring it again."
            )
            % {"lacking": ", ".join(labels), "names": ", ".join(names[:30])},
            code="missing_column",
        )
    return Columns(places, tuple(ignored))


# ---- at once, or later ----


def plan_import(actor: Actor, resource: str, path: Path, name: str, *, on: datetime) -> int:
    """Reads the file and stores what each row would do; returns the key of the run. Writes no record."""
    importer = importer_of(resource)
    with RowFile(path, tuple(column_names(importer.fields(actor)))) as file:
        columns = _columns(importer, actor, file.names)
        key = int(run(actor, begin_plan, on=on, channel=CHANNEL, resource=resource, name=name))
        _plan_rows(actor, key, importer, file, columns, on, None)
    run(actor, end_plan, on=on, channel=CHANNEL, import_run=key, columns=columns, digest=digest_of(path))
    return key


def receive_import(actor: Actor, resource: str, content: IO[bytes], name: str, *, on: datetime) -> int:
    """Keeps a file that will be planned later; returns the key of the run."""
    importer_of(resource)
    stored = store(content, most=MOST_BYTES)
    try:
        return int(
            run(
                actor, begin_plan, on=on, channel=CHANNEL, resource=resource, name=name, digest=stored.sha256,
                stored_as=stored.stored_as,
            )
        )  # fmt: skip
    except BaseException:
        remove_bytes(stored.stored_as)
        raise


def plan_received(actor: Actor, key: int, *, on: datetime, between: Callable[[], None]) -> None:
    """Plans a file that was kept, from its beginning: what an attempt before left is thrown away.

    ``between`` is called between two batches and may end it there. A file that cannot be used is refused in the run.
    """
    found = ImportRun.objects.filter(pk=key, actor=actor.user_id, state=RunState.PLANNING).exclude(stored_as="").first()
    if found is None:
        return
    ImportRow.objects.filter(run=found).delete()
    importer = importer_of(found.resource)
    # Sentences and numbers of the preview are in the language of its reader.
    with translation.override(actor.language), tempfile.TemporaryDirectory(prefix="guanxi-import-") as folder:
        path = Path(folder) / f"file{Path(found.file_name).suffix.lower()}"
        path.symlink_to(stored_path(found.stored_as).absolute())
        try:
            with RowFile(path, tuple(column_names(importer.fields(actor)))) as file:
                columns = _columns(importer, actor, file.names)
                run(actor, count_rows, on=on, channel=CHANNEL, import_run=key, total=file.count())
                _plan_rows(actor, key, importer, file, columns, on, between)
        except Refused as refused:
            run(actor, refuse_plan, on=on, channel=CHANNEL, import_run=key, told=refused.message)
        else:
            run(actor, end_plan, on=on, channel=CHANNEL, import_run=key, columns=columns, digest=found.digest)
    remove_bytes(found.stored_as)


# ---- the rows ----


def _plan_rows(
    actor: Actor, key: int, importer: Importer, file: RowFile, columns: Columns, on: datetime,
    between: Callable[[], None] | None,
) -> None:  # fmt: skip
    sorting = _Sorting(actor, importer)
    # In portions, so that nobody waits for all of them.
    for lines in _batches(_read(importer, actor, file, columns)):
        twice = sorting.sort(lines)
        run(actor, store_rows, on=on, channel=CHANNEL, import_run=key, lines=lines, twice=twice)
        if between is not None:
            between()


def _batches(lines: Iterator[ImportRow]) -> Iterator[list[ImportRow]]:
    batch: list[ImportRow] = []
    for line in lines:
        batch.append(line)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _read(importer: Importer, actor: Actor, file: RowFile, columns: Columns) -> Iterator[ImportRow]:
    """The rows of the file, without a plan unless they cannot be read."""
    long = {f.name for f in importer.fields(actor) if f.kind is Kind.LONG_TEXT}
    for row, cells, why in file.rows():
        if why:
            yield ImportRow(row=row, cells={}, plan=Plan.REJECT, reasons=[["", why]])
            continue
        given: dict[str, str] = {}
        reasons = []
        for name, place in columns.places.items():
            try:
                written = text.normalise(cells[place])
                # As it will be stored: what is searched for must be what a first run left.
                given[name] = written.strip() if name in long else " ".join(written.split())
            except GuanxiError as refused:
                reasons.append([name, refused.message])
        if reasons:
            yield ImportRow(row=row, cells=given, plan=Plan.REJECT, reasons=reasons)
        elif any(given.values()):
            yield ImportRow(row=row, cells=given, plan="")


@dataclass
class _Sorting:
    """Says of each row what it will do. Of rows that mean the same record the last one counts."""

    actor: Actor
    importer: Importer
    _last: dict[object, int] = field(default_factory=dict)  # the row that named a record last

    def sort(self, lines: list[ImportRow]) -> dict[int, str]:
        """Fills in the plans of a batch; {row of a batch before: why it does not count any more}."""
        open_lines = [line for line in lines if not line.plan]
        here = {line.row: line for line in open_lines}
        twice: dict[int, str] = {}
        planned = self.importer.plan(self.actor, [line.cells for line in open_lines])
        for line, found in zip(open_lines, planned, strict=True):
            for before in {self._last[name] for name in found.names if name in self._last}:
                told = _("Row %(row)d says it anew.") % {"row": line.row}
                if before in here:
                    here[before].plan, here[before].reasons = Plan.TWICE, [["", told]]
                else:
                    twice[before] = told
            self._last.update(dict.fromkeys(found.names, line.row))
            line.plan, line.record, line.reasons = found.plan, found.record, found.reasons
        return twice


# ---- what is stored of it ----


@action(label=gettext_lazy("Preview an import"), allow=any_user)
def begin_plan(work: Work, *, resource: str, name: str, digest: str = "", stored_as: str = "") -> int:
    """A run without its rows. It is no record of ours yet and stands in no change log."""
    made = ImportRun.objects.create(
        resource=resource, file_name=text.file_name(name)[-200:], digest=digest, actor_id=work.actor.user_id,
        created_at=work.now, state=RunState.PLANNING, stored_as=stored_as,
    )  # fmt: skip
    return made.pk


def _planning(actor: Actor, inputs: Inputs) -> None:
    own = ImportRun.objects.filter(pk=inputs["import_run"], actor=actor.user_id, state=RunState.PLANNING)
    if not own.exists():
        raise no_such_run()


@action(label=gettext_lazy("Preview an import"), allow=_planning)
def count_rows(work: Work, *, import_run: int, total: int) -> None:
    ImportRun.objects.filter(pk=import_run).update(total=total, seen=0)


@action(label=gettext_lazy("Preview an import"), allow=_planning)
def store_rows(work: Work, *, import_run: int, lines: list[ImportRow], twice: Mapping[int, str]) -> None:
    for line in lines:
        line.run_id = import_run
    ImportRow.objects.bulk_create(lines, batch_size=BATCH)
    before = list(ImportRow.objects.filter(run=import_run, row__in=list(twice)))
    for line in before:
        line.plan, line.reasons = Plan.TWICE, [["", twice[line.row]]]
    ImportRow.objects.bulk_update(before, ["plan", "reasons"], batch_size=BATCH)
    ImportRun.objects.filter(pk=import_run).update(seen=lines[-1].row)


@action(label=gettext_lazy("Preview an import"), allow=_planning)
def end_plan(work: Work, *, import_run: int, columns: Columns, digest: str) -> None:
    """All rows are there: from now on it can be applied."""
    ImportRun.objects.filter(pk=import_run).update(
        state=RunState.PLANNED, digest=digest, stored_as="", columns=dict(columns.places), ignored=list(columns.ignored)
    )


@action(label=gettext_lazy("Preview an import"), allow=_planning)
def refuse_plan(work: Work, *, import_run: int, told: str) -> None:
    ImportRow.objects.filter(run=import_run).delete()
    ImportRun.objects.filter(pk=import_run).update(state=RunState.REFUSED, told=told[:1000], stored_as="")


def no_such_run() -> NotFound:
    return NotFound(_("There is no such import of yours."))
