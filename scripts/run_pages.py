"""Runs what pages show of a shell, and writes what came out into them. Called by ``make pages``.

In a page, a code block under a line that names a file is that file. A ``console`` block holds commands behind ``$``,
each followed by what it prints. A line of three dots stands for whatever comes there; when a page is renewed, as many
lines as before stay in front of it and behind it.
"""

import contextlib
import io
import os
import re
import shlex
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from guanxi.cli import main as guanxi

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "docs/tutorial.md")
# What a page takes for granted.
BEFORE = {"README.md": ["sample", "--data", "guanxi-sample", "--today", "2026-11-05"]}

DOTS = "..."
BLOCK = re.compile(r"(?:^`([\w.]+)`:\n\n)?^```(\w+)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", flags=re.MULTILINE)


def output_of(command: str) -> list[str]:
    """The lines that a command prints, run in the current directory."""
    words = shlex.split(command.replace("\\\n", " "))
    if words[0] == "cat":
        return Path(words[1]).read_text(encoding="utf-8").splitlines()
    if words[0] != "guanxi":
        raise ValueError(f"A page may run guanxi and cat, not {words[0]}.")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = guanxi(words[1:])
    if code:
        raise ValueError(f"{command} ended with exit code {code}.")
    lines = [line.rstrip() for line in printed.getvalue().splitlines()]
    return "\n".join(lines).strip("\n").split("\n")


def shortened(output: list[str], shown: list[str]) -> list[str]:
    """The output with dots where the page has them."""
    if DOTS not in shown:
        return output
    place = shown.index(DOTS)
    return [*output[:place], DOTS, *output[len(output) - (len(shown) - place - 1) :]]


def renewed(page: str, run: Callable[[str], list[str]] = output_of) -> str:
    """The page with what its commands print now. Its files are written into the current directory."""

    def block(found: re.Match[str]) -> str:
        name, kind, body = found.groups()
        if name:
            Path(name).write_text(body, encoding="utf-8")
        return found[0] if kind != "console" else f"```console\n{COMMAND.sub(command, body)}```"

    def command(found: re.Match[str]) -> str:
        lines = shortened(run(found[1]), found[2].splitlines())
        return "\n".join([f"$ {found[1]}", *lines, ""])

    return BLOCK.sub(block, page)


@contextlib.contextmanager
def fresh_directory(page: str) -> Iterator[None]:
    """An empty directory, a wide terminal, and what the page takes for granted."""
    columns = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "100"
    try:
        with tempfile.TemporaryDirectory() as directory, contextlib.chdir(directory):
            if before := BEFORE.get(page):
                output_of(shlex.join(["guanxi", *before]))
            yield
    finally:
        os.environ.pop("COLUMNS") if columns is None else os.environ.update(COLUMNS=columns)


def main() -> None:
    for page in PAGES:
        path = ROOT / page
        text = path.read_text(encoding="utf-8")
        with fresh_directory(page):
            new = renewed(text)
        if new != text:
            path.write_text(new, encoding="utf-8")
            print(f"{page} is renewed.")


if __name__ == "__main__":
    main()
