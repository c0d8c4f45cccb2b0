"""The commands that run the application and look after it: serve, worker, check, backup, restore."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guanxi import __version__
from guanxi.cli.opening import open_application
from guanxi.cli.terminal import printable
from guanxi.errors import WrongCall
from guanxi.variables import check_bind

if TYPE_CHECKING:
    from guanxi.database.restore import Restored

commands = typer.Typer()


@commands.command()
def serve(
    bind: Annotated[
        str | None, typer.Option(metavar="ADDRESS:PORT", help="Where to listen; default GUANXI_BIND, 127.0.0.1:8000.")
    ] = None,
) -> None:
    """Bring the database up to date, then run pages and worker until told to end."""
    if bind is not None:
        check_bind(bind, name="--bind")
    open_application(bind=bind)
    from django.conf import settings

    from guanxi import server

    server.serve(
        bind=settings.VARIABLES.bind,
        workers=settings.VARIABLES.workers,
        on_ready=lambda url: typer.echo(f"Guanxi is ready at {url}"),
    )


@commands.command()
def worker(
    name: Annotated[str | None, typer.Option(hidden=True)] = None,
    replaces: Annotated[str | None, typer.Option(hidden=True)] = None,
) -> None:
    """Run a worker alone, beside a server that runs elsewhere."""
    open_application()
    from guanxi import health
    from guanxi.errors import Refused
    from guanxi.records.worker import Worker, release_jobs_of

    if not (finding := health.migrations()).is_well:
        raise Refused(f"The worker does not start: migrations {finding.sentence}.")
    if replaces:
        release_jobs_of(replaces, on=datetime.now(UTC))
    Worker(name=name).run()


@commands.command()
def backup(
    out: Annotated[Path, typer.Option(metavar="FILE", help="A new file; it holds personal data, so keep it safe.")],
) -> None:
    """Write database and files, as of one moment, into one file; while everybody works."""
    open_application()
    from guanxi.database.backup import back_up

    manifest = back_up(out, on=datetime.now(UTC), version=__version__)
    typer.echo(
        f"{out}: {sum(manifest.rows.values())} rows in {len(manifest.rows)} tables, {manifest.files} files, "
        f"{out.stat().st_size / 2**20:.1f} MB"
    )


@commands.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    verify: Annotated[
        bool, typer.Option("--verify", help="Restore into a scratch place, try it out, remove it.")
    ] = False,
    into: Annotated[Path | None, typer.Option(metavar="DIR", help="A new home, which the backup becomes.")] = None,
) -> None:
    """Restore a backup, and check every byte and row of it while doing so."""
    if verify == (into is not None):
        raise WrongCall("Give either --verify or --into DIR.")
    open_application()
    from guanxi.database import restore as restoring

    if into is None:
        found = restoring.verify(file)
        typer.echo(f"{file} is sound: {_told(found)}")
        return
    found = restoring.restore_into(file, into, on=datetime.now(UTC))
    typer.echo(f"Restored into {into}: {_told(found)}")
    if found.database:
        typer.echo(f"The database is {found.database}: put this name at the end of GUANXI_DATABASE_URL.")
    typer.echo(f"To use it: GUANXI_HOME={into} guanxi serve; everybody signs in again.")


def _told(found: "Restored") -> str:
    erased = f", {found.erased} erased again" if found.erased else ""
    return f"made {found.made_at[:16]} UTC by Guanxi {found.version}, {found.rows} rows, {found.files} files{erased}"


@commands.command(hidden=True)
def rehearse() -> None:
    """Try out a restored home, as `guanxi restore` does."""
    open_application()
    from guanxi.rehearsal import rehearse

    typer.echo(json.dumps({"erased": rehearse()}))


@commands.command(hidden=True)
def pages(listener: Annotated[int, typer.Option()], workers: Annotated[int, typer.Option()]) -> None:
    """The pages alone, as `guanxi serve` starts them."""
    open_application()
    from guanxi.server import run_pages

    run_pages(listener, workers)


@commands.command()
def check() -> None:
    """Look at settings, database, migrations, mail and disk; one line each."""
    open_application()
    from guanxi import health

    findings = health.findings()
    for finding in findings:
        typer.echo(printable(f"{finding.subject:<11} {'ok    ' if finding.is_well else 'FAILS '} {finding.sentence}"))
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(1)
