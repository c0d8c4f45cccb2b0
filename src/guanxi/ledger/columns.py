"""Which column of a file holds which field: the mapping of the call, and its match with a header."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final, Literal

from guanxi.errors import Refused, WrongCall
from guanxi.ledger.dates import compile_format
from guanxi.money import DecimalMark

LEDGER_FIELDS: Final = ("customer", "date", "amount", "category", "supplier", "currency", "document", "line")
LEDGER_REQUIRED: Final = ("customer", "date", "amount")
_JOINED_FIELDS: Final = ("customer", "category", "supplier")

JOINT: Final = " | "  # between the parts of a name that several columns make up


@dataclass(frozen=True)
class Source:
    """Where a field is read: one column, several joined to a name, or two multiplied to an amount.

    ``columns`` are names as the caller or the file wrote them; ``indexes`` their positions once a header is known.
    """

    columns: tuple[str, ...]
    how: Literal["one", "join", "product"] = "one"
    indexes: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        return {"one": "", "join": "+", "product": "*"}[self.how].join(self.columns)


@dataclass(frozen=True, kw_only=True)
class ReadOptions:
    """How the cells of the files are read; ``today`` decides which year is the next one.

    ``mapping`` is for the ledger alone. With ``category_required`` a line without category is a reject.
    """

    mapping: Mapping[str, Source] = field(default_factory=dict)
    date_formats: tuple[str, ...] = ()
    decimal: DecimalMark = "."
    today: date
    category_required: bool = False

    def __post_init__(self) -> None:
        if self.decimal not in (".", ","):
            raise WrongCall(f"“{self.decimal}” is no decimal mark: use . or , with --decimal.")
        for form in self.date_formats:
            compile_format(form)


def parse_mapping(items: Iterable[str]) -> dict[str, Source]:
    """The mapping that ``--map field=expression`` options make; raises WrongCall for what cannot be meant."""
    mapping: dict[str, Source] = {}
    for item in items:
        name, equals, expression = (part.strip() for part in item.partition("="))
        name = name.lower()
        if not (equals and name and expression):
            raise WrongCall(f"“--map {item}” is not understood: write it as field=column, for example customer=Buyer.")
        if name not in LEDGER_FIELDS:
            hint = closest(name, LEDGER_FIELDS)
            meant = f"perhaps “{hint}” is meant." if hint else f"the fields are {', '.join(LEDGER_FIELDS)}."
            raise WrongCall(f"“--map {item}”: the ledger has no field “{name}”; {meant}")
        if name in mapping:
            raise WrongCall(f"“{name}” is mapped twice: give one --map for each field.")
        mapping[name] = _source(item, name, expression)
    return mapping


def _source(item: str, name: str, expression: str) -> Source:
    if name == "amount" and "*" in expression:
        factors = tuple(part.strip() for part in expression.split("*"))
        if len(factors) != 2 or not all(factors):
            raise WrongCall(f"“--map {item}”: a product has two columns, for example amount=Quantity*UnitPrice.")
        return Source(factors, "product")
    if name in _JOINED_FIELDS and "+" in expression:
        parts = tuple(part.strip() for part in expression.split("+"))
        if not all(parts):
            raise WrongCall(f"“--map {item}”: a column name is missing beside the +, as in customer=buyer+unit.")
        return Source(parts, "join")
    return Source((expression,))


def header_names(cells: Sequence[object]) -> list[str]:
    """The column names of a header row, trimmed; a repeated name reads as ``name.1``, the next as ``name.2``."""
    bases = [cell_text(cell).strip() for cell in cells]
    written = set(map(folded, bases))
    repeats: dict[str, int] = {}
    names: list[str] = []
    for base in bases:
        key = folded(base)
        name = base
        if base and key in repeats:
            # A column that is really called "name.1" keeps its name: the repeated one takes the next number.
            while name == base or folded(name) in written:
                repeats[key] += 1
                name = f"{base}.{repeats[key]}"
        else:
            repeats[key] = 0
        names.append(name)
    return names


def cell_text(cell: object) -> str:
    """The text of a typed cell, as a person would write it: a whole number without ``.0``, nothing for no value."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e16:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return str(cell)


def folded(name: str) -> str:
    return name.strip().casefold()


def closest(name: str, among: Iterable[str]) -> str | None:
    """The name that is most like ``name``, in its own spelling; nothing when none is near."""
    spelled = {folded(other): other for other in among if other}
    near = difflib.get_close_matches(folded(name)[:200], [key[:200] for key in spelled], n=1, cutoff=0.5)
    return spelled.get(near[0]) if near else None


def match_header(names: Sequence[str], *, path: Path, mapping: Mapping[str, Source] | None = None) -> dict[str, Source]:
    """The ledger fields that a header serves, with spelled names and positions; Refused when a required one is missing.

    An optional field that is mapped and absent is left to the caller: one of several files may lack it.
    """
    found: dict[str, Source] = {}
    for name in LEDGER_FIELDS:
        source = (mapping or {}).get(name) or Source((name,))
        resolved = resolve(source, names)
        if resolved:
            found[name] = resolved
        elif name in LEDGER_REQUIRED:
            raise Refused(missing_column(source, names, path=path, field=name), code="missing_column")
    return found


def resolve(source: Source, names: Sequence[str]) -> Source | None:
    positions = {folded(name): index for index, name in reversed(list(enumerate(names))) if name}
    if source.how != "one" and (index := positions.get(folded(source.text))) is not None:
        return Source((names[index],), "one", (index,))  # a column that is really called "a+b"
    indexes = [positions.get(folded(column)) for column in source.columns]
    if any(index is None for index in indexes):
        return None
    places = tuple(index for index in indexes if index is not None)
    return Source(tuple(names[index] for index in places), source.how, places)


def missing_column(source: Source, names: Sequence[str], *, path: Path, field: str, mappable: bool = True) -> str:
    """The sentence for a column that is not in the file: which one is near, and what to write."""
    known = set(map(folded, names))
    column = next(column for column in source.columns if folded(column) not in known)
    readable = [name for name in names if name][:1000]
    if not readable:
        return f"{path} has no header line: its first line must name the columns, “{column}” among them."
    near = closest(column, readable)
    if near:
        advice = f"--map {field}={_quoted(clear(source.text.replace(column, near), 80))}"
        advice = f"add {advice}" if mappable else f"call it “{column}”"
        return f"{path} has no column “{column}”; the closest is “{clear(near)}”: if that is meant, {advice}."
    shown = ", ".join(f"“{clear(name)}”" for name in readable[:12]) + (" …" if len(readable) > 12 else "")
    advice = f"name the right one with --map {field}=…" if mappable else "it is needed"
    return f"{path} has no column “{column}”: {advice}; its columns are {shown}."


def shorten(text: str, length: int = 200) -> str:
    """At most ``length`` characters, an ellipsis being the last when some were left out."""
    return text if len(text) <= length else text[: length - 1] + "…"


def clear(text: str, length: int = 40) -> str:
    """A text from a file in a sentence: short, and without signs that a terminal would obey."""
    return shorten("".join(sign if sign.isprintable() else "\ufffd" for sign in text[: length + 1]), length)


def _quoted(expression: str) -> str:
    return f'"{expression}"' if any(sign.isspace() for sign in expression) else expression
