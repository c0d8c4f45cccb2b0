"""A call of ``guanxi assess``: what is to be assessed, and the command line that says so."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from guanxi.ledger.columns import ReadOptions
from guanxi.ledger.relations import By
from guanxi.lifecycle import Parameters
from guanxi.months import month_text


@dataclass(frozen=True)
class Call:
    """What is to be assessed, and how; ``report`` writes a report of the directory that it is given."""

    ledgers: Sequence[Path]
    totals: Path | None
    events: Path | None
    us: tuple[str, ...]
    every_supplier: bool
    by: By
    until: int | None  # month number
    parameters: Parameters
    read: ReadOptions
    engine: str | None
    out: Path
    report: Callable[[Path], object] | None
    today: date


def command_line(call: Call) -> list[str]:
    """The call as the command line that makes it, without secrets."""
    command = ["guanxi", "assess", *map(str, call.ledgers)]
    for option, value in (("--totals", call.totals), ("--events", call.events)):
        command += [option, str(value)] if value else []
    for name in call.us:
        command += ["--us", name]
    command += ["--every-supplier"] if call.every_supplier else []
    command += ["--by", call.by]
    command += ["--until", month_text(call.until)] if call.until is not None else []
    standard = asdict(Parameters())
    for name, number in asdict(call.parameters).items():
        command += ["--set", f"{name}={number}"] if number != standard[name] else []
    for name, source in call.read.mapping.items():
        command += ["--map", f"{name}={source.text}"]
    for form in call.read.date_formats:
        command += ["--date-format", form]
    command += ["--decimal", call.read.decimal] if call.read.decimal != "." else []
    command += ["--engine", without_secrets(call.engine)] if call.engine else []
    command += ["--out", str(call.out)]
    return command + (["--report"] if call.report else [])


def without_secrets(url: str) -> str:
    """An engine's address without user, password and what else it may hold beside host, path and table."""
    parts = urlsplit(url)
    if "://" not in url:
        return url.partition("?")[0]
    table = "".join(f"?table={value}" for key, value in parse_qsl(parts.query) if key == "table")
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}{table}"
