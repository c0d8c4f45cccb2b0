"""Brings the Chinese catalogue up to date and compiles it. Called by ``make messages``; needs no gettext programs.

Texts are found in the Python files and in Django's templates. What is translated already stays, what is no longer used
goes; what is new stands in the catalogue with an empty translation, and is printed.
"""

import io
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages import extract, mofile, pofile
from babel.messages.catalog import Catalog, Message
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "guanxi"
CATALOGUE = SOURCE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
COMPILED = CATALOGUE.with_suffix(".mo")

# The names under which Django's functions are called, with the places of their texts.
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = """\
# Guanxi in Simplified Chinese. The words are those of docs/glossary.md; make messages keeps this file up to date.
"""


def sources() -> Iterator[Path]:
    """The files that may hold texts of the application. The report on the ledger has its own two languages."""
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.*")]):
        if path.suffix in (".py", ".html", ".txt") and "report" not in path.relative_to(SOURCE).parts:
            yield path


def texts_in(path: Path) -> Iterator[tuple[int, Any, list[str], str | None]]:
    """Line, text or (singular, plural), comments for translators and context of each text of a file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django makes something like Python of a template. In brackets its indentation means nothing.
        text = f"({templatize(text, origin=str(path))}\n)"
    file = io.BytesIO(text.encode())
    yield from extract.extract(
        "python", file, keywords=KEYWORDS, comment_tags=["Translators:"], strip_comment_tags=True
    )


def extracted(paths: Iterable[Path] | None = None) -> Catalog:
    """All texts of the source, without translations."""
    catalogue = Catalog()
    for path in sources() if paths is None else paths:
        for line, message, comments, context in texts_in(path):
            # The line is not written: the catalogue changes with the texts and not with what stands above them.
            place = (path.relative_to(ROOT).as_posix(), line)
            catalogue.add(message, locations=[place], auto_comments=comments, context=context)
    return catalogue


def read(path: Path = CATALOGUE) -> Catalog:
    if not path.exists():
        return Catalog(locale="zh_Hans")
    with path.open("rb") as file:
        return pofile.read_po(file, locale="zh_Hans")


def renewed(old: Catalog, found: Catalog) -> Catalog:
    """The texts of the source with the translations there are, in the order in which people read: file by file."""
    new = Catalog(locale="zh_Hans", header_comment=HEADER.rstrip(), fuzzy=False)
    for message in sorted(found, key=_place):
        if message.id:
            known = old.get(message.id, context=message.context)
            new.add(
                message.id,
                string=_fitting(message, known),
                locations=message.locations,
                auto_comments=message.auto_comments,
                user_comments=known.user_comments if known else (),
                context=message.context,
            )
    return new


def _place(message: Message) -> tuple[str, str, str]:
    text = message.id if isinstance(message.id, str) else message.id[0] if message.id else ""
    return min((place for place, _line in message.locations), default=""), text, message.context or ""


def _fitting(message: Message, known: Message | None) -> str | tuple[str, ...]:
    """The known translation, in the number of forms that the text needs now: Chinese has one form for all numbers."""
    first = forms(known)[0] if known else ""
    return (first,) if message.pluralizable else first


def written(catalogue: Catalog) -> bytes:
    """The catalogue as a file: no dates and no line numbers, so that it changes only when a text does."""
    file = io.BytesIO()
    pofile.write_po(file, catalogue, width=120, omit_header=True, include_lineno=False)
    fields = {
        "Language": "zh_Hans",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    header = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())
    return f'{HEADER}msgid ""\nmsgstr ""\n{header}\n'.encode() + file.getvalue().rstrip() + b"\n"


def compiled(path: Path = CATALOGUE) -> bytes:
    """The .mo for a .po; texts without a translation are left out, and appear in English."""
    catalogue, file = read(path), io.BytesIO()
    catalogue.creation_date = catalogue.revision_date = _NO_DATE  # else it would be that of today
    mofile.write_mo(file, catalogue)
    return file.getvalue()


def untranslated(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id and (message.fuzzy or not all(forms(message)))]


def forms(message: Message) -> tuple[str, ...]:
    """The translations of a text, one for each form of number."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def main() -> None:
    catalogue = renewed(read(), extracted())
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(written(catalogue))
    COMPILED.write_bytes(compiled())
    missing = untranslated(read())
    for message in missing:
        print(message.id if isinstance(message.id, str) else message.id[0])
    print(f"{len(read())} texts, {len(missing)} of them still to be translated in {CATALOGUE.relative_to(ROOT)}.")
    sys.exit(bool(missing))


if __name__ == "__main__":
    main()
