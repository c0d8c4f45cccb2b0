"""The command line. What the application's commands need of Django they import when they run, not before."""

import signal
import threading
from collections.abc import Sequence
from types import FrameType
from typing import Annotated, Any

import typer

from guanxi import __version__
from guanxi.cli import application, demo, exchange, ledger_files, lifecycle, users
from guanxi.cli.opening import database_sentence
from guanxi.cli.terminal import complain
from guanxi.errors import GuanxiError, WrongCall

app = typer.Typer(
    name="guanxi",
    help="Guanxi knows where every customer relationship stands.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(lifecycle.commands)
app.add_typer(application.commands)
app.add_typer(demo.commands)
app.add_typer(exchange.commands)
app.add_typer(ledger_files.commands)
app.add_typer(users.commands, name="user")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0 done, 1 refused, 2 wrong call, 130 interrupted.

    What a user can do wrong ends in one sentence on standard error, never in a traceback.
    """
    interruption = _Interruption()
    try:
        with interruption:
            code = app(None if arguments is None else list(arguments), prog_name="guanxi", standalone_mode=False)
    except BaseException as error:
        if interruption.came:
            code = 130
        elif isinstance(error, GuanxiError):
            complain(error.message)
            return error.exit_code
        elif isinstance(error, typer.exceptions.TyperException):
            message = error.format_message().rstrip(".")
            complain(f"{message}; guanxi --help and guanxi COMMAND --help say what there is.")
            return WrongCall.exit_code
        elif isinstance(error, SystemExit):  # who reads our output has seen enough, as in `guanxi explain … | head`
            return error.code if isinstance(error.code, int) else 1
        elif sentence := database_sentence(error):
            complain(sentence)
            return 1
        else:
            raise
    if code == 130:
        complain("Interrupted; nothing was changed.")
    return int(code or 0)


class _Interruption:
    """Notes that Ctrl-C came, for it does not always arrive as what it is: DuckDB puts it into errors of its own."""

    def __init__(self) -> None:
        self.came = False
        self._before: Any = None

    def __enter__(self) -> None:
        if threading.current_thread() is threading.main_thread():  # only there a signal can be heard
            self._before = signal.signal(signal.SIGINT, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.came = True
        raise KeyboardInterrupt

    def __exit__(self, *error: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"guanxi {__version__}")
        raise typer.Exit


@app.callback()
def _guanxi(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Guanxi knows where every customer relationship stands."""
