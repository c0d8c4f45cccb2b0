"""``guanxi demo``: a server with the sample world, in a home of its own, open to whoever can reach this machine."""

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from guanxi.cli.opening import open_application
from guanxi.cli.terminal import parse_day
from guanxi.errors import Refused
from guanxi.variables import NAMES

commands = typer.Typer()

# What makes a home a demo; in it the day of the sample world. The settings look for it, too.
MARK: Final = "this-is-a-demo"
_KEPT: Final = ("GUANXI_LOG_LEVEL", "GUANXI_WORKERS")


@commands.command()
def demo(
    port: Annotated[int, typer.Option(metavar="PORT", min=1, max=65535, help="Where to listen on 127.0.0.1.")] = 8000,
    data: Annotated[Path, typer.Option(metavar="DIR", help="The home of the demo, made if it is not there.")] = Path(
        "guanxi-demo"
    ),
    today: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The day on which the sample world ends; default today.")
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Build the sample world anew; what was changed is lost.")
    ] = False,
) -> None:
    """Build a sample world once, then serve it; one click on the sign-in page enters as any of the cast."""
    day = parse_day(today)
    _make_home(data, day, is_given=today is not None, fresh=fresh)
    # Never the database, mail server or sign-in of a real server that the same shell looks after.
    for name in NAMES:
        if name not in _KEPT:
            os.environ.pop(name, None)
    # What a server writes down is of no use to somebody who looks around.
    os.environ.setdefault("GUANXI_LOG_LEVEL", "WARNING")
    open_application(home=data.resolve(), bind=f"127.0.0.1:{port}")
    from django.conf import settings

    from guanxi import server

    with _quiet():
        server.prepare()
        _build(data)
    server.serve(
        bind=settings.VARIABLES.bind,
        workers=settings.VARIABLES.workers,
        on_ready=lambda url: typer.echo(f"The demo is ready at {url}; enter with one click, end with Ctrl-C."),
    )


def _make_home(data: Path, day: date, *, is_given: bool, fresh: bool) -> None:
    mark = data / MARK
    try:
        if mark.is_file() and fresh:
            shutil.rmtree(data)
        elif mark.is_file():
            built = mark.read_text(encoding="utf-8").strip()
            if is_given and built != day.isoformat():
                raise Refused(f"The demo in “{data}” is of {built}; --fresh builds it anew for {day}.")
            return
        elif data.exists() and any(data.iterdir()):
            raise Refused(f"“{data}” is not empty and no demo: choose another --data.")
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        mark.write_text(f"{day}\n", encoding="utf-8")
    except OSError as error:
        raise Refused(f"Cannot make a demo in “{data}” ({error.strerror}): choose another --data.") from error


def _build(data: Path) -> None:
    """The world in one transaction: a demo that was interrupted while it was built begins anew."""
    from guanxi.demo.loading import is_loaded, load
    from guanxi.demo.world import sample_world

    if not is_loaded():
        day = date.fromisoformat((data / MARK).read_text(encoding="utf-8").strip())
        with _progress() as progress:
            load(sample_world(day), progress=progress)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    console = Console(stderr=True)
    if not console.is_terminal:
        typer.echo("Building the sample world; this takes a minute or two.")
        yield lambda done, steps: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        bar = bars.add_task("Building the sample world", total=None)
        yield lambda done, steps: bars.update(bar, completed=done, total=steps)


@contextmanager
def _quiet() -> Iterator[None]:
    """Migrations and the world are long transactions, and nobody waits beside them."""
    logger = logging.getLogger("guanxi")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
