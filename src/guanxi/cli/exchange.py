"""``guanxi import`` and ``guanxi export``: files in and out, as one of us and with his rights."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from guanxi.cli.ledger_files import EXPORTED, IMPORTED, export_ledger_files, import_ledger_file
from guanxi.cli.opening import open_application
from guanxi.cli.terminal import printable
from guanxi.errors import Refused, WrongCall

if TYPE_CHECKING:
    from guanxi.access.actors import Actor

commands = typer.Typer()

_CHANNEL = "command line"
_REJECTS_SHOWN = 20
_As = Annotated[str, typer.Option("--as", metavar="USER", help="Who does it: the user name, with his rights.")]


def _actor(username: str) -> "Actor":
    from guanxi.access.actors import load_actor
    from guanxi.access.queries import user_called

    found = user_called(username)
    if found is None:
        raise WrongCall(f"There is no user called {username}.")
    return load_actor(found)


@commands.command("import")
def import_file(
    resource: Annotated[
        str,
        typer.Argument(
            metavar="RESOURCE",
            help="customers, people, activities; purchases, totals, rivals, events, rates.",
        ),
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or a spreadsheet; columns named as our fields.")],
    as_user: _As,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what each row would do, and write nothing.")] = False,
    us: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Purchases: the supplier that is us; repeat it.")
    ] = None,
    mapping: Annotated[
        list[str] | None, typer.Option("--map", metavar="FIELD=COLUMN", help="Purchases: as in guanxi assess.")
    ] = None,
    date_format: Annotated[
        list[str] | None, typer.Option(metavar="FMT", help="Ledger: a form of dates (strptime), tried after ISO.")
    ] = None,
    decimal: Annotated[Literal[".", ","], typer.Option(help="Ledger: the decimal mark of the amounts.")] = ".",
    create_customers: Annotated[
        bool, typer.Option("--create-customers", help="Ledger: create the customers that are not known yet.")
    ] = False,
) -> None:
    """Bring a file in; a second time nothing changes. Rejected rows are listed with their reasons."""
    open_application()
    if resource in IMPORTED:
        import_ledger_file(
            _actor(as_user), resource, file, us=us or [], mapping=mapping or [], date_formats=date_format or [],
            decimal=decimal, create_customers=create_customers, dry_run=dry_run,
        )  # fmt: skip
        return
    from guanxi.exchange import imports, planning
    from guanxi.exchange.importers import IMPORTERS
    from guanxi.exchange.models import Plan

    if resource not in IMPORTERS:
        raise WrongCall(f"{resource} cannot be imported; choose from: {', '.join((*IMPORTERS, *IMPORTED))}.")
    actor = _actor(as_user)
    now = datetime.now(UTC)
    key = planning.plan_import(actor, resource, file, file.name, on=now)
    done = imports.summary_of(actor, key) if dry_run else imports.apply_import(actor, key, on=now, channel=_CHANNEL)
    rejected = imports.summary_of(actor, key, plan=Plan.REJECT.value, most=_REJECTS_SHOWN)
    for row in rejected.rows:
        for column, sentence in row["reasons"]:
            typer.echo(printable(f"row {row['row']}{', ' + column if column else ''}: {sentence}"), err=True)
    if (more := done.counts.get(Plan.REJECT, 0) - len(rejected.rows)) > 0:
        typer.echo(f"and {more} more rejected rows", err=True)
    if done.ignored:
        typer.echo(printable(f"columns left out: {', '.join(done.ignored)}"), err=True)
    verb = "would be " if dry_run else ""
    typer.echo(
        f"{done.counts.get(Plan.CREATE, 0)} {verb}created, {done.counts.get(Plan.CHANGE, 0)} {verb}changed, "
        f"{done.counts.get(Plan.SAME, 0)} there already, {done.counts.get(Plan.TWICE, 0)} said again further down, "
        f"{done.counts.get(Plan.REJECT, 0)} rejected"
    )


@commands.command("export")
def export_file(
    resource: Annotated[str, typer.Argument(metavar="RESOURCE", help="customers, people … ; ledger, assessments.")],
    as_user: _As,
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder in which RESOURCE.csv is written.")],
    until: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="Ledger and assessments: the last month.")
    ] = None,
) -> None:
    """Write a whole list as CSV, with the rights of the user; noted in the audit trail."""
    open_application()
    if resource in EXPORTED:
        export_ledger_files(_actor(as_user), resource, out, until)
        return
    from guanxi.catalogue import BY_NAME
    from guanxi.exchange.exports import export_csv

    if resource not in BY_NAME:
        raise WrongCall(f"There is nothing called {resource}; choose from: {', '.join(sorted(BY_NAME))}.")
    lines = export_csv(_actor(as_user), BY_NAME[resource], lambda query: query, on=datetime.now(UTC), channel=_CHANNEL)
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{resource}.csv"
    count = -1
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            for line in lines:
                file.write(line)
                count += 1
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}.") from error
    typer.echo(printable(f"{path}: {count} rows"))
