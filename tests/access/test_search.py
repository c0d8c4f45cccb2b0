"""Search on the database in force: both must find what `guanxi.text.matches` says, and nothing else."""

from collections.abc import Mapping

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi import text
from guanxi.access import search
from guanxi.access.directory import USERS
from guanxi.access.levels import FieldClass
from guanxi.access.models import SearchEntry, User
from guanxi.access.reading import view
from tests.access.cast import Cast

pytestmark = pytest.mark.django_db

SUMMARY, BUSINESS, PERSONAL, FREE_TEXT = (
    FieldClass.SUMMARY, FieldClass.BUSINESS, FieldClass.PERSONAL, FieldClass.FREE_TEXT,
)  # fmt: skip
ALL = (SUMMARY, BUSINESS, PERSONAL, FREE_TEXT, FieldClass.MONEY)
Texts = Mapping[FieldClass, str]


def stored(*entries: Texts, resource: str = "users") -> list[int]:
    """Rows with these texts, in the order of their keys. Any row serves: search knows records by key only."""
    rows = User.objects.bulk_create(User(username=f"{resource}{n}", version=n) for n in range(len(entries)))
    search.index_many(resource, [(row.pk, texts) for row, texts in zip(rows, entries, strict=True)])
    return [row.pk for row in rows]


def found(query: str, *classes: FieldClass, resource: str = "users") -> set[int]:
    rows = User.objects.all()
    return set(search.matching(rows, resource, classes or ALL, query).among(rows).values_list("pk", flat=True))


def best(query: str, limit: int = 10) -> list[int]:
    return search.best(User.objects.order_by("version"), "users", ALL, query, limit)


# ---- what is found by what ----


@pytest.mark.parametrize(
    "query",
    ["恒通", "通电", "电", "htdl", "dl", "heng", "hengtong", "hengtongdianl", "dianlan", "恒通电缆", "heng 电缆"],
)  # fmt: skip
def test_a_chinese_name_is_found_by_characters_syllables_and_initials(query: str) -> None:
    firm, _other = stored({SUMMARY: "恒通电缆有限公司"}, {SUMMARY: "明德泵业"})
    assert found(query) == {firm}


@pytest.mark.parametrize(
    "query", ["Łódź", "lod", "muller", "Müll", "mueller", "ｍüller", "hafenstrasse", "HAFENSTRAß", "soh mul"]
)
def test_a_latin_name_is_found_by_beginnings_of_its_words_in_any_order_with_or_without_accents(query: str) -> None:
    firm, _other = stored({SUMMARY: "Müller & Söhne Łódź\nHafenstraße"}, {SUMMARY: "Nordlicht"})
    assert found(query) == {firm}
    assert found("üller") == found("lźd") == set()


@pytest.mark.parametrize("query", ["+86 138", "13800138000", "8613800", "138 0013 8000", "8000", "0013", "00138000"])
def test_a_phone_number_is_found_by_four_of_its_digits_however_it_is_written(query: str) -> None:
    person, _other = stored({PERSONAL: "张伟\n+86 138-0013-8000"}, {PERSONAL: "李娜\n+49 40 555123"})
    assert found(query) == {person}


def test_the_words_may_stand_in_different_fields() -> None:
    firm, *_others = stored(
        {SUMMARY: "Nordlicht Pumpen", BUSINESS: "Wuhan", FREE_TEXT: "seals for the new line"},
        {SUMMARY: "Nordlicht Pumpen", BUSINESS: "Hamburg"},
    )
    assert found("wuhan nordlicht") == found("pump seals wu") == {firm}


def test_only_the_classes_asked_for_are_looked_at() -> None:
    person, _other = stored({BUSINESS: "Buyer", PERSONAL: "Zhao Min"}, {BUSINESS: "Zhaoqing"})
    assert found("zhao", PERSONAL) == {person}
    assert person not in found("zhao", BUSINESS, SUMMARY, FREE_TEXT)
    assert found("zhao buyer", BUSINESS) == set()
    assert search.best(User.objects.order_by("pk"), "users", [BUSINESS], "zhao min", 5) == []
    assert not search.matching(User.objects.all(), "users", [], "zhao").first(1).exists()


def test_resources_do_not_find_each_others_records_even_if_they_share_their_letters() -> None:
    (task,) = stored({SUMMARY: "Call Nordlicht"}, resource="tasks")
    (tag,) = stored({SUMMARY: "Nordlicht"}, resource="tags")
    assert found("nord", resource="tasks") == {task}
    assert found("nord", resource="tags") == {tag}


def test_prose_is_found_by_its_words_but_not_by_its_sound() -> None:
    (note,) = stored({FREE_TEXT: "与恒通讨论价格\nThey asked for samples"})
    assert found("恒通 sampl") == {note}
    assert found("hengtong") == set()


HOSTILE = [
    "", "   ", "!?", "*", '"', "' OR 1=1 --", '") OR ("', "a:*", "a & !b", "NEAR(a b)", "tokens:a", "^a", "{a b}: c",
    "a AND", "-a", "\\", "\\'", "%", "_", "\0", "a\0b", "\ud800", "🙂", "🙂a", "\u202e", "ø", "0",
    "a" * 10_000, "通" * 10_000, " " * 10_000 + "x", "1 " * 10_000 + "x", "1" * 10_000,
    " ".join(f"w{n}" for n in range(3_000)), "(" * 500, "'" * 500, "%s", "%(x)s", "{}", "\n", "a\nb", "ﷺ", "İ", "ı",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_any_text_may_be_searched(query: str) -> None:
    keys = stored({SUMMARY: "Nordlicht"}, {SUMMARY: "alpha beta"})
    for way in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(search._Sample, "says_look", lambda *_, way=way: way)
            assert found(query) <= set(keys[1:])
            assert set(best(query)) <= set(keys[1:])


def test_a_query_without_letter_or_digit_finds_nothing() -> None:
    stored({SUMMARY: "Nordlicht !?"})
    assert found("!?") == found("") == found("🙂") == set()


@pytest.mark.parametrize("content", HOSTILE)
def test_any_text_may_be_indexed(content: str) -> None:
    hostile, other = stored({SUMMARY: f"{content} nordlicht", FREE_TEXT: content}, {SUMMARY: "Nordlicht"})
    assert found("nordlicht", SUMMARY) >= {other}
    search.forget("users", hostile)
    assert found("nordlicht") == {other}


def test_a_text_longer_than_the_database_takes_is_found_by_its_beginning() -> None:
    han = [chr(0x4E00 + n) for n in range(20_000)]
    names = "\n".join("".join(han[n : n + 20]) for n in range(0, 20_000, 20))
    (record,) = stored({SUMMARY: f"Nordlicht\n{names}", BUSINESS: names[::-1], FREE_TEXT: "".join(han) * 3})
    assert found("nordlicht") == {record}


# ---- writing ----


def test_a_new_text_takes_the_place_of_the_old_one() -> None:
    first, second = stored({SUMMARY: "Nordlicht", PERSONAL: "Zhao Min"}, {SUMMARY: "Nordlicht"})
    search.index("users", first, {SUMMARY: "Südstern"})
    assert found("nordlicht") == {second}
    assert found("zhao") == set()
    assert found("sudst") == {first}
    search.index("users", first, {SUMMARY: ""})
    assert found("sudst") == set()


def test_the_last_of_two_texts_for_a_record_counts() -> None:
    (record,) = stored({})
    search.index_many("users", [(record, {SUMMARY: "first"}), (record, {SUMMARY: "second"})])
    assert found("second") == {record}
    assert found("first") == set()


@pytest.mark.django_db(transaction=True)
def test_nothing_of_what_is_forgotten_is_left_in_the_index() -> None:
    first, second, third = stored(*[{PERSONAL: f"Zebulon Quark{n} +49 40 5550{n}71"} for n in range(3)])
    search.index("users", second, {PERSONAL: "Anna"})
    search.forget("users", first)
    search.forget("users", third)
    assert found("zebulon") == set()
    assert SearchEntry.objects.count() == 1
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT block FROM access_search_data")
            content = b"".join(block for (block,) in cursor.fetchall())
        assert b"anna" in content
        assert b"zebul" not in content
        assert b"quark" not in content


def test_many_records_are_indexed_in_batches_and_reindexed() -> None:
    keys = stored(*[{SUMMARY: f"firm number{n}"} for n in range(1_203)])
    assert len(found("firm")) == 1_203
    search.reindex("users", [(key, {SUMMARY: "works"}) for key in keys[:600]])
    assert found("firm") == set()
    assert found("works") == set(keys[:600])


def test_secrets_are_never_indexed() -> None:
    with pytest.raises(ValueError, match="secret"):
        search.index("users", 1, {FieldClass.SECRET: "token"})
    assert found("token", FieldClass.SECRET) == set()


# ---- what comes first ----


def test_what_is_called_so_comes_before_what_begins_so_and_that_before_the_rest() -> None:
    inside, begins, other, exact, sound = stored(
        {SUMMARY: "Great Heng Tong"},
        {SUMMARY: "Hengtong Cable"},
        {SUMMARY: "Nordlicht"},
        {SUMMARY: "Heng-Tong\nHT Group"},
        {SUMMARY: "恒通电缆有限公司"},
    )
    assert best("heng tong") == [exact, begins, sound, inside]
    assert best("hengtong") == [exact, begins, sound]
    assert best("heng tong", 2) == [exact, begins]
    assert best("恒通") == [sound]
    assert best("htdl") == [sound]
    assert best("ht") == [exact, sound]
    assert other not in best("h")


def test_the_rows_of_the_caller_decide_who_is_offered_and_in_which_order() -> None:
    keys = stored(*[{SUMMARY: "Nordlicht"} for _ in range(4)])
    rows = User.objects.exclude(pk=keys[3]).order_by("-version")
    assert search.best(rows, "users", ALL, "nord", 10) == [keys[2], keys[1], keys[0]]


def test_a_list_offers_its_rows_in_the_same_order(cast: Cast) -> None:
    users = view(cast["lin.yue"], USERS).only("name")
    assert [row["name"] for row in users.best("lin", 3)] == ["Lin Yue 林悦"]
    assert {row["name"] for row in users.best("m", 9)} == {"Marta Nowak"}
    assert [row["name"] for row in users.best("王芳", 9)] == ["Wang Fang 王芳"]


# ---- the same on every database, by both ways ----

# Few signs, so that queries hit: words, Han with readings, umlauts, digits, and what languages of queries are made of.
_PIECES = st.sampled_from(
    ["a", "ab", "abc", "b", "heng", "tong", "恒", "通", "恒通", "电缆", "绿", "ü", "mü", "ø", "ı", "İ", "1", "13",
     "8000", "'", '"', "*", ":", "-", "&", "^", ".", " ", " ", " ", "カ", "한", "ﬁ",
     "é", "e\u0301", "🙂", "+49 40 555", "\u200b"]
)  # fmt: skip
_TEXTS = st.lists(_PIECES, max_size=8).map("".join)
_LINES = st.lists(_TEXTS, max_size=3).map("\n".join)
_ENTRIES = st.dictionaries(st.sampled_from(ALL), _LINES, max_size=3)


def naive(texts: Texts, classes: frozenset[FieldClass], query: str) -> bool:
    tokens: set[str] = set()
    for field_class in classes & texts.keys():
        for line in texts[field_class].split("\n"):
            tokens |= text.tokens(line, phonetic=field_class != FREE_TEXT)
            if field_class != FREE_TEXT and search._is_phone_number(line):
                tokens |= text.phone_tokens(line)
    return text.matches(text.query_parts(query), frozenset(tokens))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    entries=st.lists(_ENTRIES, min_size=1, max_size=6),
    classes=st.frozensets(st.sampled_from(ALL), min_size=1),
    queries=st.lists(st.one_of(_TEXTS, _PIECES), min_size=1, max_size=5),
    look=st.booleans(),
)
def test_a_database_finds_what_a_naive_reader_finds(
    entries: list[Texts], classes: frozenset[FieldClass], queries: list[str], look: bool
) -> None:
    User.objects.all().delete()
    SearchEntry.objects.all().delete()
    keys = stored(*entries)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search._Sample, "says_look", lambda *_: look)
        for query in queries:
            expected = {key for key, texts in zip(keys, entries, strict=True) if naive(texts, classes, query)}
            assert found(query, *classes) == expected, query


def test_frequent_words_are_looked_for_row_by_row_and_rare_ones_in_the_index() -> None:
    lines = [f"firm{n % 2} {'early' if n < 200 else 'late'} rare{n:03}" for n in range(400)]
    keys = stored(*[{SUMMARY: line} for line in lines])
    by_time = User.objects.order_by("version")

    def way(query: str, first: int | None = 20) -> str:
        rows = search.matching(by_time, "users", ALL, query).among(by_time, first)
        expected = [key for key, line in zip(keys, lines, strict=True) if query in line]
        assert list(rows.values_list("pk", flat=True)[:20]) == expected[:20]
        return "look" if "EXISTS" in str(rows.query) else "index"

    assert way("firm0") == "look"
    assert way("early") == "look"
    # In the order of the rows it comes late, so looking would take long.
    assert way("late") == "index"
    assert way("rare017") == "index"
    # All of them cost less out of the index.
    assert way("firm0", None) == "index"


def test_a_search_costs_two_statements_whatever_the_rows(django_assert_num_queries: object) -> None:
    stored({SUMMARY: "Nordlicht"})
    with django_assert_num_queries(2):  # type: ignore[operator]
        found("nord")
    stored(*[{SUMMARY: "Nordlicht"} for _ in range(400)], resource="use")
    with django_assert_num_queries(2):  # type: ignore[operator]
        found("nord", resource="use")


# ---- in step with the entries ----


def test_the_index_is_in_step_after_every_kind_of_write() -> None:
    keys = stored(*[{SUMMARY: f"Nordlicht {n}"} for n in range(30)])
    search.index("users", keys[0], {SUMMARY: "Südstern"})
    SearchEntry.objects.filter(record__in=keys[5:9]).delete()
    SearchEntry.objects.filter(record=keys[10]).update(tokens=["ussother"])
    assert found("nord") == set(keys[1:5] + keys[9:10] + keys[11:])
    assert found("other") == {keys[10]}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # raises where the index and the entries differ
            cursor.execute("INSERT INTO access_search (access_search, rank) VALUES ('integrity-check', 1)")


@pytest.mark.django_db(transaction=True)
def test_the_migration_can_go_back_and_forth_over_entries_that_are_there() -> None:
    from importlib import import_module

    migration = import_module("guanxi.access.migrations.0002_search")
    (key,) = stored({SUMMARY: "Nordlicht"})
    for step in (migration.unmake, migration.make):
        with connection.schema_editor() as editor:
            step(None, editor)
    assert found("nord") == {key}
    search.forget("users", key)
    assert found("nord") == set()
