"""``guanxi assess``, ``explain`` and ``sample``: the lifecycle engine, without server and database."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from guanxi.cli.terminal import parse_day, printable
from guanxi.errors import Refused, WrongCall
from guanxi.ledger import assess as engine
from guanxi.ledger.columns import ReadOptions, parse_mapping
from guanxi.ledger.explain import Explanation, as_data, explain_relation
from guanxi.ledger.reasons import Language, money_text, name_of, reasons, share_text
from guanxi.lifecycle import Parameters
from guanxi.lifecycle.vocabulary import INTERRUPTED, SIGNALS, STAGES
from guanxi.months import month_number, month_text, parse_month
from guanxi.report import write_report
from guanxi.sample import write_sample

commands = typer.Typer()

_REASONS_SHOWN = 8


@commands.command()
def assess(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Directory for the results.")],
    ledger: Annotated[
        list[Path] | None,
        typer.Argument(metavar="LEDGER...", help="CSV, CSV.gz, Parquet or XLSX; several files are one ledger."),
    ] = None,
    totals: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What the customers buy in total, as stated.")
    ] = None,
    events: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Contacts, exit notices and opening positions.")
    ] = None,
    us: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="The supplier that is us; repeat it for several names.")
    ] = None,
    every_supplier: Annotated[bool, typer.Option("--every-supplier", help="Judge every supplier in turn.")] = False,
    by: Annotated[
        Literal["customer", "category", "both"], typer.Option(help="Judge accounts, their categories, or both.")
    ] = "both",
    until: Annotated[str | None, typer.Option(metavar="YYYY-MM", help="The last month to judge.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=N", help="A parameter of the rules, such as W=12.")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN",
            help="Where the ledger has a field: customer=Buyer, customer=buyer+unit, amount=Quantity*UnitPrice.",
        ),
    ] = None,
    date_format: Annotated[
        list[str] | None, typer.Option(metavar="FMT", help="A form of dates (strptime), tried after ISO.")
    ] = None,
    decimal: Annotated[Literal[".", ","], typer.Option(help="The decimal mark of the amounts.")] = ".",
    engine_url: Annotated[
        str | None,
        typer.Option(
            "--engine",
            metavar="URL",
            help="postgresql://…?table=NAME, spark://… or spark:local[*]; embedded DuckDB if absent.",
        ),
    ] = None,
    report: Annotated[
        bool, typer.Option("--report", help="Write report.html as well, one self-contained file.")
    ] = False,
) -> None:
    """Judge the stage of every relationship in a purchase ledger, month by month."""
    today = date.today()
    call = engine.Call(
        ledgers=ledger or [],
        totals=totals,
        events=events,
        us=tuple(us or ()),
        every_supplier=every_supplier,
        by=by,
        until=None if until is None else parse_month(until),
        parameters=Parameters.from_settings(_settings(settings or [])),
        read=ReadOptions(
            mapping=parse_mapping(mapping or []), date_formats=tuple(date_format or ()), decimal=decimal, today=today
        ),
        engine=engine_url,
        out=out,
        report=write_report if report else None,
        today=today,
    )
    _run(call)


@commands.command()
def explain(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="What guanxi assess wrote with --out.")],
    customer: Annotated[str, typer.Option(metavar="NAME", help="The customer.")],
    category: Annotated[str | None, typer.Option(metavar="NAME", help="The category; the account if absent.")] = None,
    supplier: Annotated[
        str | None, typer.Option(metavar="NAME", help="The supplier, where every supplier was judged.")
    ] = None,
    month: Annotated[str | None, typer.Option(metavar="YYYY-MM", help="The month; the last one if absent.")] = None,
    language: Annotated[Literal["en", "zh-hans"], typer.Option(help="The language of the words.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print it as data.")] = False,
) -> None:
    """Say why a relationship stands where it stands: figures, windows, counts and the rule that fired."""
    explanation = explain_relation(
        directory,
        customer=customer,
        category=category,
        supplier=supplier,
        month=None if month is None else parse_month(month),
    )
    if as_json:
        typer.echo(json.dumps(as_data(explanation), ensure_ascii=False, indent=2))
    else:
        _print_explanation(explanation, language)


@commands.command()
def sample(
    data: Annotated[
        Path, typer.Option("--data", metavar="DIR", help="Directory for the sample and its results.")
    ] = Path("guanxi-sample"),
    today: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The day to pretend; the sample ends a month before.")
    ] = None,
) -> None:
    """Write a sample ledger with a story in it, judge it and print the path of the report."""
    day = parse_day(today)
    try:
        files = write_sample(data / "sample", until=month_number(day) - 1)
    except OSError as error:
        raise Refused(f"Cannot write the sample into “{data}” ({error.strerror}): choose another --data.") from error
    call = engine.Call(
        ledgers=[files.ledger],
        totals=files.totals,
        events=files.events,
        us=(),
        every_supplier=False,
        by="both",
        until=files.until,
        parameters=Parameters(),
        read=ReadOptions(today=day),
        engine=None,
        out=data / "results",
        report=write_report,
        today=day,
    )
    _run(call)
    typer.echo(f"Open {(data / 'results' / 'report.html').absolute()} in a browser.")


def _settings(texts: Sequence[str]) -> dict[str, int]:
    settings: dict[str, int] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not (equals and value.isascii() and value.isdigit()) or len(value) > 9:
            raise WrongCall(f"“--set {text}” is no parameter with a whole number: write it as in --set W=12.")
        settings[name] = int(value)
    return settings


# ---- what a run says on the way and at its end ----


class _Bars:
    """Progress on the terminal: one bar a step; the bar of the last one stays."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def step(self, name: str, total: int | None) -> None:
        self._finish()
        self._task = self._progress.add_task(name.capitalize(), total=total)

    def advance(self, n: int) -> None:
        if self._task is not None:
            self._progress.advance(self._task, n)

    def _finish(self) -> None:
        if self._task is not None:
            task = self._progress.tasks[-1]
            self._progress.update(self._task, total=task.completed or 1, completed=task.completed or 1)


class _Silence:
    def step(self, name: str, total: int | None) -> None: ...

    def advance(self, n: int) -> None: ...


@contextmanager
def _progress() -> Iterator[_Bars | _Silence]:
    """Bars on a terminal, nothing where the output goes into a file or another program."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Silence()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield _Bars(progress)


def _run(call: engine.Call) -> None:
    with _progress() as progress:
        summary = engine.run(call, progress=progress)
    for line in _summary(summary):
        typer.echo(printable(line))


def _summary(summary: engine.Summary) -> Iterator[str]:
    run, overview = summary.run, summary.overview
    counts, currency = run["counts"], run["currency"]
    yield f"{_lines(counts['lines'])} read, {counts['used']:,} used."
    if counts["later"]:
        yield f"{counts['later']:,} lines, totals and events lie after {run['period']['until']} and were left out."
    rejects = run["rejects"]
    if rejects:
        amount = sum(rejected["amount"] for rejected in rejects.values())
        yield f"{_lines(counts['rejects'])} rejected, {money_text(amount, currency)} in all as far as readable:"
        often = sorted(rejects.items(), key=lambda item: (-item[1]["lines"], item[0]))
        for reason, rejected in often[:_REASONS_SHOWN]:
            yield f"  {rejected['lines']:>9,}  {reason}, {money_text(rejected['amount'], currency)}"
        if len(often) > _REASONS_SHOWN:
            yield f"  and {len(often) - _REASONS_SHOWN} more reasons"
    period = run["period"]
    named = [f"{counts[what]:,} {what}" for what in ("customers", "categories", "suppliers") if counts.get(what)]
    yield f"{', '.join(named)}: {counts['relations']:,} relations judged, {period['first']} to {period['until']}."
    yield f"Stages of the {overview.level} relations in {period['until']}:"
    for word, count in zip(STAGES, overview.stages[1:], strict=True):
        yield f"  {count:>9,}  {word.en}"
    if overview.concerns:
        yield "Look at these first (our sales in the twelve months up to the last order):"
    for concern in overview.concerns:
        names = " | ".join(name for name in (concern.supplier, concern.customer, concern.category) if name)
        signal, stage = SIGNALS[concern.signal - 1].en.lower(), STAGES[concern.stage - 1].en.lower()
        state = signal if concern.stage == INTERRUPTED else f"{signal}, {stage}"
        share = "unknown" if concern.share != concern.share else share_text(concern.share)
        yield (
            f"  {money_text(concern.at_stake, currency):>20}  {names}: {state} since {month_text(concern.since)}, "
            f"share {share}"
        )
    yield f"Results in {summary.directory}: {', '.join(summary.files)}."


def _lines(count: int) -> str:
    return f"{count:,} line{'' if count == 1 else 's'}"


def _print_explanation(explanation: Explanation, language: Language) -> None:
    console = Console()
    names = [name for name in (explanation.supplier, explanation.customer, explanation.category) if name]
    table = Table(
        title=Text(printable(f"{' | '.join(names)}, {month_text(explanation.why.month)}")),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        show_header=False,
    )
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for reason in reasons(explanation, language):
        table.add_row(Text(reason.label), Text(printable(reason.text)))
    console.print(table)
    if explanation.categories:
        table = Table(box=box.SIMPLE_HEAD)
        for heading in _HEADINGS[language]:
            table.add_column(heading, justify="right" if heading == _HEADINGS[language][1] else "left")
        for then in explanation.categories:
            table.add_row(
                Text(printable(then.category)),
                share_text(then.share),
                name_of(STAGES[then.stage - 1], language),
                name_of(SIGNALS[then.signal - 1], language),
            )
        console.print(table)


_HEADINGS: dict[Language, tuple[str, ...]] = {
    "en": ("Category", "Share", "Stage", "Signal"),
    "zh-hans": ("品类", "份额", "阶段", "信号"),
}
