"""Writes report.html from the files of a run."""

import base64
import hashlib
import os
import re
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from guanxi import charts
from guanxi.errors import Refused
from guanxi.report.contents import Report
from guanxi.report.language import Language
from guanxi.report.page import Page
from guanxi.report.queries import read_report

_HERE: Final = Path(__file__).parent
_FONT: Final = _HERE.parent / "assets" / "inter-latin.woff2"
_STYLES: Final = (_HERE / "report.css", Path(charts.__file__).parent / "charts.css")


def write_report(directory: Path) -> Path:
    """Write ``report.html`` into ``directory`` from its months.parquet, moves.csv and run.json; returns its path.

    The page is one file in two languages that loads nothing and runs nothing. The same files give the same page.
    """
    html = render(read_report(directory))
    path, aside = directory / "report.html", directory / "report.html.part"
    try:
        aside.write_text(html, encoding="utf-8", errors="replace", newline="\n")
        os.replace(aside, path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise Refused(f"{path} cannot be written: {error.strerror or error}.", code="not_writable") from error
    return path


def render(report: Report) -> str:
    """The page as text."""
    scope = report.scope
    pages = [
        Page(report, Language(key, currency=scope.currency, by_customer=scope.by_customer)) for key in ("en", "zh")
    ]
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            scope=scope,
            pages=pages,
            style=Markup(style),
            style_hash=f"sha256-{digest}",
            patterns=Markup(charts.patterns()),
        )
    )


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _style() -> str:
    """The style sheets of the report and of the charts in one, with the font inside, without comments."""
    css = "\n".join(path.read_text(encoding="utf-8") for path in _STYLES)
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = css.replace("@FONT@", base64.b64encode(_FONT.read_bytes()).decode())
    return "\n".join(line.strip() for line in css.splitlines() if line.strip())
