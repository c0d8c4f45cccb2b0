"""What every command says and hears alike: complaints, texts that a terminal may be given, days."""

from datetime import date

import typer

from guanxi.errors import WrongCall


def complain(sentence: str) -> None:
    typer.echo(printable(sentence), err=True)


def printable(text: str) -> str:
    """Names come from files: what could move the cursor or colour the terminal is shown as a question mark."""
    return "".join(sign if sign.isprintable() else " " if sign.isspace() else "�" for sign in text)


def parse_day(text: str | None) -> date:
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongCall(f"“{text}” is not a day: write it as YYYY-MM-DD, for example 2026-11-05.") from None
