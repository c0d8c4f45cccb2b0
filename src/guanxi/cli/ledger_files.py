"""``guanxi import`` of ledger files, ``guanxi export`` of ledger and assessments, ``guanxi month-end``."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from guanxi.cli.opening import open_application
from guanxi.cli.terminal import printable
from guanxi.errors import Refused, WrongCall
from guanxi.ledger.columns import ReadOptions, parse_mapping
from guanxi.money import DecimalMark
from guanxi.months import month_text, parse_month

if TYPE_CHECKING:
    from guanxi.access.actors import Actor

commands = typer.Typer()

IMPORTED: Final = ("purchases", "totals", "rivals", "events", "rates")
EXPORTED: Final = ("ledger", "assessments")
_CHANNEL: Final = "command line"
_REJECTS_SHOWN: Final = 20


def import_ledger_file(
    actor: "Actor", kind: str, file: Path, *, us: list[str], mapping: list[str], date_formats: list[str],
    decimal: DecimalMark, create_customers: bool, dry_run: bool,
) -> None:  # fmt: skip
    from guanxi.exchange.ledger_imports import bring_file
    from guanxi.pipeline import settle_all

    if not file.is_file():
        raise Refused(f"There is no file {file}.")
    options = ReadOptions(
        mapping=parse_mapping(mapping), date_formats=tuple(date_formats), decimal=decimal, today=date.today()
    )
    now = datetime.now(UTC)
    with _counting("recording") as advance:
        done = bring_file(
            actor, kind, file, options, on=now, channel=_CHANNEL, us=us, create_customers=create_customers,
            dry_run=dry_run, advance=advance,
        )  # fmt: skip
    for row, column, sentence in done.reasons[:_REJECTS_SHOWN]:
        place = f"row {row}" if row else "a total or rival that follows from the lines"
        typer.echo(printable(f"{place}{', ' + column if column else ''}: {sentence}"), err=True)
    if (more := done.rejected - min(len(done.reasons), _REJECTS_SHOWN)) > 0:
        typer.echo(f"and {more} more rejected", err=True)
    verb = "would be " if dry_run else ""
    again = f"{done.twice} said again further down, " if done.twice else ""
    customers = f", {done.customers} customers {verb}created" if done.customers else ""
    typer.echo(f"{done.created} {verb}recorded, {done.same} there already, {again}{done.rejected} rejected{customers}")
    if not dry_run:
        with _counting("judging") as advance:
            settle_all(on=now, between=advance)


def export_ledger_files(actor: "Actor", what: str, out: Path, until: str | None) -> None:
    from guanxi.exchange.ledger_exports import export_assessments, export_ledger

    last = None if until is None else parse_month(until)
    now = datetime.now(UTC)
    if what == "ledger":
        written = export_ledger(actor, out, on=now, channel=_CHANNEL, until=last)
    else:
        with _counting("judging") as advance:
            written = export_assessments(actor, out, on=now, channel=_CHANNEL, until=last, advance=advance)
    for path in written:
        typer.echo(printable(str(path)))


@commands.command("month-end")
def month_end(
    until: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="The month; the last whole one if absent.")
    ] = None,
) -> None:
    """Judge all relationships; the worker does it by itself on the first of a month."""
    open_application()
    from guanxi.ledger.periods import last_whole_month, today_here
    from guanxi.relationships.assessments import month_end as judge_all

    now = datetime.now(UTC)
    last = last_whole_month(today_here(now))
    month = last if until is None else parse_month(until)
    if month > last:
        raise WrongCall(f"{month_text(month)} is not over: the last whole month is {month_text(last)}.")
    with _counting("judging") as advance:
        count = judge_all(on=now, until=month, between=advance)
    typer.echo(f"{count} customers judged up to {month_text(month)}")


@contextmanager
def _counting(what: str) -> Iterator["_Advance"]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        yield _Advance(progress, what)


class _Advance:
    def __init__(self, progress: Progress, what: str) -> None:
        self._progress = progress
        self._task = progress.add_task(what, total=None)

    def __call__(self, count: int) -> None:
        self._progress.advance(self._task, count)
