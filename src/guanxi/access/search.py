"""Search: each record has an entry with the tokens of its texts, and a query finds it by the beginnings of tokens.

Every token is marked with its resource and its field class: `cussheng` is "heng" in the summary of a customer. So a
query asks for tokens of the classes that its reader may read and of no others, all its parts may stand in different
fields, and resources do not share postings. What a text is found by is said by `guanxi.text`; `text.matches` is this
module, said slowly.

SQLite searches the entries through an FTS5 table that triggers keep in step, PostgreSQL through a GIN index (migration
0002_search); both get the same tokens and the same question, so that they find the same.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Expression, F, QuerySet, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber

from guanxi import text as texts_of
from guanxi.access.keys import BITS
from guanxi.access.levels import FieldClass
from guanxi.access.models import SearchEntry

Sql = tuple[str, tuple[Any, ...]]
Parts = tuple[tuple[str, ...], ...]

# Two letters keep the postings of resources apart; should two share them, the column `resource` still decides.
_LETTERS: Final = 2
_MARKS: Final[Mapping[FieldClass, str]] = {
    FieldClass.SUMMARY: "s",
    FieldClass.BUSINESS: "b",
    FieldClass.PERSONAL: "p",
    FieldClass.FREE_TEXT: "f",
    FieldClass.MONEY: "m",
}
# In front of a whole line without its blanks: a name is found by its beginning before what only contains the words.
# No part of a query holds this sign.
_LINE: Final = "^"
_MOST_LINES: Final = 20
_BEGINNING: Final = 200  # characters of a line that count as its beginning
# PostgreSQL keeps at most 1 MiB of tokens for a row. Each class has its part, so that none shortens another.
_MOST_BYTES: Final = 2**20 // len(_MARKS) - 1
_BATCH: Final = 500


# ---- writing ----


def index(resource: str, record: int, texts: Mapping[FieldClass, str]) -> None:
    """The record is found by these texts from now on, and by nothing else.

    Each line of a text is a name or a value of its own: what begins a line is offered first.
    """
    index_many(resource, ((record, texts),))


def index_many(resource: str, entries: Iterable[tuple[int, Mapping[FieldClass, str]]]) -> None:
    """The same for many records in few statements."""
    waiting = iter(entries)
    while batch := dict(islice(waiting, _BATCH)):
        made = {record: tokens_of(resource, texts) for record, texts in batch.items()}
        SearchEntry.objects.bulk_create(
            [SearchEntry(resource=resource, record=record, tokens=tokens) for record, tokens in made.items() if tokens],
            update_conflicts=True, unique_fields=("resource", "record"), update_fields=("tokens",),
        )  # fmt: skip
        if empty := [record for record, tokens in made.items() if not tokens]:
            SearchEntry.objects.filter(resource=resource, record__in=empty).delete()


def forget(resource: str, record: int) -> None:
    """The record is not found any more, and nothing of its texts is left in the index."""
    SearchEntry.objects.filter(resource=resource, record=record).delete()


def reindex(resource: str, entries: Iterable[tuple[int, Mapping[FieldClass, str]]]) -> None:
    """All entries of a resource anew; to be called in a transaction, else searches find too little meanwhile."""
    SearchEntry.objects.filter(resource=resource).delete()
    index_many(resource, entries)


def tokens_of(resource: str, texts: Mapping[FieldClass, str]) -> list[str]:
    """The marked tokens of an entry, each once, sorted."""
    found: set[str] = set()
    for field_class, text in texts.items():
        if field_class == FieldClass.SECRET:
            raise ValueError("secrets are not searched")
        mark = resource[:_LETTERS] + _MARKS[FieldClass(field_class)]
        room = _MOST_BYTES
        for token in dict.fromkeys(_tokens(text, is_prose=field_class == FieldClass.FREE_TEXT)):
            room -= len(mark) + len(token.encode())
            if room < 0:
                break
            found.add(mark + token)
    return sorted(found)


def _tokens(text: str, *, is_prose: bool) -> Iterator[str]:
    """Prose is found by its words, and its first line by its beginning; names also by their sound."""
    text = text[: texts_of.LONGEST_INDEXED]
    lines = [line for line in text.split("\n") if line.strip()]
    for line in lines[: 1 if is_prose else _MOST_LINES]:
        for beginning in _beginnings(line, sounds=not is_prose):
            yield _LINE + beginning
    if is_prose:
        yield from sorted(texts_of.tokens(text, phonetic=False))
        return
    for line in lines:
        yield from sorted(texts_of.tokens(line))
        if _is_phone_number(line):
            yield from sorted(texts_of.phone_tokens(line))


_PHONE: Final = re.compile(r"\+?[\d\s().–/-]{4,40}(?:(?:ext|x|转|#)[.\s]{0,4}\d{1,6})?")


def _is_phone_number(line: str) -> bool:
    return _PHONE.fullmatch(line.strip()) is not None


_APART: Final = re.compile(r"[\W_]+")


def _beginnings(line: str, *, sounds: bool) -> list[str]:
    """A line in one piece, as it is written and, if Han, as it sounds: 恒通, hengtong, ht."""
    line = line[:_BEGINNING]
    pieces = [line]
    if sounds and texts_of.has_han(line):
        for is_person in (False, True):
            reading = texts_of.pinyin(line, person=is_person)
            pieces += [reading, "".join(word[0] for word in reading.split())]
    return [piece for piece in dict.fromkeys(map(_in_one_piece, dict.fromkeys(pieces))) if piece]


def _in_one_piece(line: str) -> str:
    return _APART.sub("", texts_of.fold(line))[: texts_of.LONGEST_TOKEN]


# ---- finding ----


def matching(rows: QuerySet[Any], resource: str, classes: Iterable[FieldClass], text: str) -> "Finder":
    """Finds among ``rows`` those for which all parts of ``text`` occur in what the record says in these classes.

    The primary key of the rows is that of the record; whose they are must be said already. Any text serves; one without
    a letter or digit finds nothing.
    """
    return Finder(rows, _asked(resource, classes, texts_of.query_parts(text)))


def best(rows: QuerySet[Any], resource: str, classes: Iterable[FieldClass], text: str, limit: int) -> list[int]:
    """Keys among ``rows``: first what is called exactly so, then what begins so, then whatever `matching` finds.

    The caller gives the rows scoped and sorted, and each of the three comes in their order. Quickest is one that names
    have no part in, as the last contact.
    """
    classes = frozenset(classes)
    whole = _in_one_piece(text)
    named: Parts = ((_LINE + whole,),) if whole else ()
    keys: list[int] = []
    for asked in (
        _asked(resource, classes, named, whole=True),
        _asked(resource, classes, named),
        _asked(resource, classes, texts_of.query_parts(text)),
    ):
        if len(keys) < limit:
            more = Finder(rows.exclude(pk__in=keys), asked).first(limit - len(keys))
            keys += more.values_list("pk", flat=True)
    return keys


@dataclass(frozen=True)
class _Asked:
    """A question to the entries of a resource: of each part one token must be there, or begin one that is."""

    resource: str
    parts: Parts
    whole: bool = False

    def as_match(self) -> str:
        """In the language of FTS5."""
        sign = "" if self.whole else "*"
        return " AND ".join("(" + " OR ".join(f'"{token}"{sign}' for token in part) + ")" for part in self.parts)

    def as_tsquery(self) -> str:
        sign = "" if self.whole else ":*"
        return " & ".join("(" + " | ".join(f"'{token}'{sign}" for token in part) + ")" for part in self.parts)

    def holds(self) -> Sql:
        """The condition on the column `tokens` of one entry."""
        if connection.vendor == "postgresql":
            return "tokens @@ %s::tsquery", (self.as_tsquery(),)
        end = " " if self.whole else ""
        condition = " AND ".join("(" + " OR ".join(["instr(tokens, %s)"] * len(part)) + ")" for part in self.parts)
        return condition, tuple(f" {token}{end}" for part in self.parts for token in part)


def _asked(resource: str, classes: Iterable[FieldClass], parts: Parts, *, whole: bool = False) -> _Asked:
    marks = [resource[:_LETTERS] + _MARKS[field_class] for field_class in _MARKS if field_class in frozenset(classes)]
    tokens = tuple(tuple(mark + token for mark in marks for token in part) for part in parts)
    return _Asked(resource, tokens if marks else (), whole)


# ---- two ways to find ----
#
# Rare words: all records with them from the index, then those among the rows. Frequent words: row after row in the
# order of the list, looking at the entry of each, until the page is full; all records with an "a" would take hundreds
# of times as long. Neither database knows beforehand what is frequent, so a sample tells it: the first entries by key,
# which is a fair choice since keys are random. How often a word occurs is not enough: who sorts by name and asks for
# "z" looks through the whole alphabet. So the sample is put into the order of the rows as well.

_SAMPLED: Final = 300
# Microseconds, of which only the ratio matters: a record out of the index, and a look at the entry of a row.
_OUT_OF_INDEX: Final = 2.0
_LOOK: Final = 5.0
_SAMPLE: Final = "SELECT record FROM access_searchentry WHERE resource = %s ORDER BY record LIMIT %s"


@dataclass(frozen=True)
class _Sample:
    """How many entries each of the sample stands for, its hits among all, and which rows, in their order, are hits."""

    each: float = 0
    hits: int = 0
    in_order: tuple[bool, ...] = ()

    def says_look(self, first: int | None) -> bool:
        """Whether looking at row after row is the quicker way to the first so many (None: all)."""
        if not self.each:
            return False
        looks = self._looks(len(self.in_order) if first is None else first / self.each)
        return looks * _LOOK < self.hits * _OUT_OF_INDEX

    def _looks(self, wanted: float) -> int:
        """How many rows are looked at until so many of them (at least one) were a hit; all, where there are fewer."""
        hits = 0
        for place, hit in enumerate(self.in_order, 1):
            hits += hit
            if hits and hits >= wanted:
                return place
        return len(self.in_order)


@dataclass(frozen=True)
class Finder:
    """A question to be put to rows: it samples once, however often it is put."""

    rows: QuerySet[Any]
    asked: _Asked

    def first(self, most: int) -> QuerySet[Any]:
        return self.among(self.rows, most)[:most]

    def among(self, rows: QuerySet[Any], first: int | None = None) -> QuerySet[Any]:
        """Those that are found; ``first``: how many will be read, in the order of the rows (None: all)."""
        if not self.asked.parts:
            return rows.none()
        # What is called exactly so is always rare.
        look = not self.asked.whole and self._sample.says_look(first)
        return rows.filter(_IsFound(self.asked, look=look))

    @cached_property
    def _sample(self) -> _Sample:
        condition, parameters = self.asked.holds()
        resource = self.asked.resource
        among = self.rows.filter(pk__in=RawSQL(_SAMPLE, (resource, _SAMPLED)))
        order: Any = self.rows.query.order_by
        place = Window(RowNumber(), order_by=order or None)
        try:
            own, more = among.order_by().annotate(place=place).values("pk", "place").query.sql_with_params()
        except EmptyResultSet:
            return _Sample()
        with connection.cursor() as cursor:
            cursor.execute(
                f"""SELECT record, CASE WHEN {condition} THEN 1 ELSE 0 END, own.place FROM access_searchentry
                LEFT JOIN ({own}) own ON own.pk = record
                WHERE resource = %s AND record IN ({_SAMPLE})""",
                [*parameters, *more, resource, resource, _SAMPLED],
            )
            lines = cursor.fetchall()
        if len(lines) < _SAMPLED:
            return _Sample()
        in_order = sorted((place, bool(hit)) for _record, hit, place in lines if place is not None)
        each = 2**BITS / max(record for record, _hit, _place in lines)
        return _Sample(each, sum(hit for _record, hit, _place in lines), tuple(hit for _place, hit in in_order))


class _IsFound(Expression):
    """The question as a condition on the primary key of a row."""

    def __init__(self, asked: _Asked, *, look: bool) -> None:
        super().__init__(output_field=BooleanField())
        self.asked = asked
        self.look = look
        self.key: Any = F("pk")

    def get_source_expressions(self) -> list[Any]:
        return [self.key]

    def set_source_expressions(self, expressions: Any) -> None:
        (self.key,) = expressions

    def as_sql(self, compiler: Any, _connection: Any) -> Sql:
        key, parameters = compiler.compile(self.key)
        if self.look:
            condition, more = self.asked.holds()
            # OFFSET 0 keeps PostgreSQL from making a join of it, which would look at everything.
            found = f"""EXISTS (SELECT 1 FROM access_searchentry WHERE resource = %s AND record = {key}
                AND ({condition}) LIMIT 1 OFFSET 0)"""
            return found, (self.asked.resource, *parameters, *more)
        if connection.vendor == "postgresql":
            # The empty text keeps PostgreSQL from reading all entries of the resource out of the other index.
            found = "SELECT record FROM access_searchentry WHERE tokens @@ %s::tsquery AND resource || '' = %s"
            more = (self.asked.as_tsquery(), self.asked.resource)
        else:
            found = """SELECT entry.record FROM access_search CROSS JOIN access_searchentry entry
                ON entry.id = access_search.rowid WHERE access_search MATCH %s AND +entry.resource = %s"""
            more = (self.asked.as_match(), self.asked.resource)
        return f"{key} IN ({found})", (*parameters, *more)
