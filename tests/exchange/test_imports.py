"""Files brought in: the preview says what happens, a second run changes nothing, one click takes it back."""

import csv
import io
import random
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.utils import translation

from guanxi.access.levels import Level
from guanxi.access.models import Change, ChangeGroup, CustomValue, Involvement, Outbox
from guanxi.access.policy import level_on
from guanxi.access.reading import view
from guanxi.access.resources import Resource
from guanxi.access.writing import run
from guanxi.activities.actions import log_activity
from guanxi.activities.models import Activity, TimelineEntry
from guanxi.activities.resources import ACTIVITIES
from guanxi.catalogue import BY_MODEL
from guanxi.customers.actions import create_customer, edit_customer
from guanxi.customers.models import Customer, CustomerIdentifier, CustomerText
from guanxi.customers.people_models import Affiliation, Channel, Person, PersonIdentity
from guanxi.customers.resources import CUSTOMERS, INDUSTRIES, PEOPLE, SIZES
from guanxi.errors import NotFound, Refused
from guanxi.exchange import imports, planning
from guanxi.exchange.exports import BYTE_ORDER_MARK, export_csv
from guanxi.exchange.models import ImportRow, Plan
from tests.access.cast import NOW, Cast

TABLES = (
    Customer, CustomerIdentifier, CustomerText, Person, PersonIdentity, Affiliation, Channel, Activity, TimelineEntry,
    Involvement, CustomValue,
)  # fmt: skip


def _digest() -> list[tuple[str, list[tuple[object, ...]]]]:
    return [(table.__name__, sorted(map(repr, table.objects.values_list()))) for table in TABLES]  # type: ignore[misc]


def _file(folder: Path, text: str, name: str = "customers.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _import(cast: Cast, resource: str, path: Path, user: str = "lin.yue") -> imports.RunSummary:
    key = planning.plan_import(cast[user], resource, path, path.name, on=NOW)
    return imports.apply_import(cast[user], key, on=NOW)


CUSTOMER_FILE = """Name,Own code,Country,City,Industry,税号,Colour
Nordhafen Robotics,C-1,Germany,Hamburg,Machinery,,blue
恒通电缆,C-2,中国,无锡,,,red
Broken,C-3,Atlantis,,,,
,C-4,,,,,
"""


def test_the_preview_says_what_each_row_does_and_writes_nothing(cast: Cast, tmp_path: Path) -> None:
    before = _digest()
    key = planning.plan_import(cast["lin.yue"], "customers", _file(tmp_path, CUSTOMER_FILE), "customers.csv", on=NOW)
    summary = imports.summary_of(cast["lin.yue"], key)
    assert summary.counts == {Plan.CREATE: 2, Plan.REJECT: 2}
    rejected = {row["row"]: row["reasons"] for row in summary.rows if row["plan"] == Plan.REJECT}
    assert rejected[4][0][0] == "country"
    assert "Atlantis" in rejected[4][0][1]
    assert rejected[5][0][0] == "name"
    assert "Colour" in summary.ignored
    assert _digest() == before
    with pytest.raises(NotFound):
        imports.summary_of(cast["sofia.berg"], key)


def test_a_second_run_of_the_same_file_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    path = _file(tmp_path, CUSTOMER_FILE)
    _import(cast, "customers", path)
    before, groups = _digest(), ChangeGroup.objects.count()
    again = _import(cast, "customers", path)
    assert again.counts == {Plan.SAME: 2, Plan.REJECT: 2}
    assert _digest() == before
    assert ChangeGroup.objects.count() == groups
    assert Outbox.objects.filter(kind="import").count() == 0


def test_the_whole_run_is_taken_back_and_nothing_else(cast: Cast, tmp_path: Path) -> None:
    kept = run(cast["lin.yue"], create_customer, on=NOW, channel="test", values={"name": "Kept", "own_code": "C-9"})
    before = _digest()
    path = _file(tmp_path, CUSTOMER_FILE + "Kept,C-9,Italy,Milan,,,\n")
    done = _import(cast, "customers", path)
    assert view(cast["lin.yue"], CUSTOMERS).get(kept)["city"] == "Milan"
    undone = imports.undo_import(cast["lin.yue"], done.key, on=NOW, resources=BY_MODEL)
    assert undone.left == 0
    after = _digest()
    # The version of what was changed and put back has gone on, as versions do.
    Customer.objects.filter(pk=kept).update(version=1)
    assert [table for table, rows in after if table != "Customer"] == [t for t, _ in before if t != "Customer"]
    assert set(Customer.objects.values_list("name", flat=True)) == {"Kept"}
    assert view(cast["lin.yue"], CUSTOMERS).get(kept)["city"] in (None, "")
    with pytest.raises(Refused):
        imports.undo_import(cast["lin.yue"], done.key, on=NOW, resources=BY_MODEL)


def test_what_was_edited_since_stays_and_is_counted(cast: Cast, tmp_path: Path) -> None:
    done = _import(cast, "customers", _file(tmp_path, CUSTOMER_FILE))
    touched = Customer.objects.get(own_code="C-1").pk
    run(cast["lin.yue"], edit_customer, on=NOW, channel="test", customer=touched, values={"city": "Kiel"})
    undone = imports.undo_import(cast["lin.yue"], done.key, on=NOW, resources=BY_MODEL)
    assert undone.left == 1
    assert Customer.objects.get(pk=touched).city == "Kiel"
    assert not Customer.objects.filter(own_code="C-2").exists()


def test_what_stays_after_an_undo_stays_whole(cast: Cast, tmp_path: Path) -> None:
    done = _import(cast, "customers", _file(tmp_path, CUSTOMER_FILE))
    lin = cast["lin.yue"]
    first = Customer.objects.get(own_code="C-1").pk
    run(lin, log_activity, on=NOW, channel="test", customer=first, values={"kind": "call", "subject": "A call"})
    before = view(lin, CUSTOMERS).get(first)
    assert imports.undo_import(lin, done.key, on=NOW, resources=BY_MODEL).left == 1
    assert view(lin, CUSTOMERS).get(first) == before
    assert level_on(lin, first) == Level.FULL
    assert not Customer.objects.filter(own_code="C-2").exists()


def test_no_piece_comes_in_while_a_run_is_taken_back(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "CHUNK", 1)
    lin, path = cast["lin.yue"], _file(tmp_path, CUSTOMER_FILE)
    key = planning.plan_import(lin, "customers", path, path.name, on=NOW)
    undoes = imports.run_recorded
    assert run(lin, imports.apply_rows, on=NOW, channel="test", import_run=key)

    def meanwhile(*given: Any, **more: Any) -> Any:
        with pytest.raises(Refused):
            run(lin, imports.apply_rows, on=NOW, channel="test", import_run=key)
        return undoes(*given, **more)

    monkeypatch.setattr(imports, "run_recorded", meanwhile)
    imports.undo_import(lin, key, on=NOW, resources=BY_MODEL)
    assert not Customer.objects.exists()


def test_of_rows_that_mean_the_same_record_the_last_one_counts(cast: Cast, tmp_path: Path) -> None:
    path = _file(tmp_path, "name,own_code,city\nNordhafen,C-1,Hamburg\nNordhafen,C-1,Kiel\n")
    done = _import(cast, "customers", path)
    assert done.counts == {Plan.TWICE: 1, Plan.CREATE: 1}
    assert Customer.objects.get(own_code="C-1").city == "Kiel"
    assert _import(cast, "customers", path).counts == {Plan.TWICE: 1, Plan.SAME: 1}


def test_rows_mean_the_same_record_by_whatever_they_name_it(cast: Cast, tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "name,own_code,city\nNordhafen  Robotics,C-1,Hamburg\nNordhafen Robotics,,Kiel\nNordhafen Robotics,C-2,Emden\n",
    )
    assert _import(cast, "customers", path).counts == {Plan.CREATE: 2, Plan.CHANGE: 1}
    assert set(Customer.objects.values_list("name", "own_code", "city")) == {
        ("Nordhafen Robotics", "C-1", "Kiel"),
        ("Nordhafen Robotics", "C-2", "Emden"),
    }


def test_spaces_that_nobody_sees_make_no_second_customer(cast: Cast, tmp_path: Path) -> None:
    path = _file(tmp_path, "name,city\n  Nordhafen \u00a0 Robotics ,Hamburg\n")
    assert _import(cast, "customers", path).counts == {Plan.CREATE: 1}
    assert _import(cast, "customers", path).counts == {Plan.SAME: 1}


def test_a_file_that_was_previewed_twice_is_brought_in_once(cast: Cast, tmp_path: Path) -> None:
    path = _file(tmp_path, CUSTOMER_FILE)
    keys = [planning.plan_import(cast["lin.yue"], "customers", path, path.name, on=NOW) for _time in range(2)]
    for key in keys:
        imports.apply_import(cast["lin.yue"], key, on=NOW)
    assert Customer.objects.count() == 2
    # The second run did nothing, so that there is nothing of the first for it to take back.
    imports.undo_import(cast["lin.yue"], keys[1], on=NOW, resources=BY_MODEL)
    assert Customer.objects.count() == 2


def test_people_and_activities_find_their_customer_by_code_or_name(cast: Cast, tmp_path: Path) -> None:
    _import(cast, "customers", _file(tmp_path, CUSTOMER_FILE))
    people = _file(
        tmp_path,
        "Name,Customer,Job title,Decider,E-mail addresses\n"
        "Mara Lindt,C-1,Plant engineer,yes,mara@nordhafen.example\nXu Min 徐敏,恒通电缆,,,\nNobody,C-99,,,\n",
        "people.csv",
    )
    done = _import(cast, "people", people)
    assert done.counts == {Plan.CREATE: 2, Plan.REJECT: 1}
    mara = next(row for row in view(cast["lin.yue"], PEOPLE).all() if row["name"] == "Mara Lindt")
    assert [one.label for one in mara["mails"]] == ["mara@nordhafen.example"]
    assert _import(cast, "people", people).counts == {Plan.SAME: 2, Plan.REJECT: 1}
    activities = _file(tmp_path, "Customer,Subject,When,Kind\nC-1,Called about stock,2026-11-02 10:00,call\n", "a.csv")
    assert _import(cast, "activities", activities).counts == {Plan.CREATE: 1}
    assert _import(cast, "activities", activities).counts == {Plan.SAME: 1}
    assert Activity.objects.count() == 1


def test_a_tax_number_finds_its_customer_however_the_country_is_written(cast: Cast, tmp_path: Path) -> None:
    written = {"name": "Nordhafen", "own_code": "C-1", "country": "DE", "identifiers": "136695976"}
    _import(cast, "customers", _file(tmp_path, f"{','.join(written)}\n{','.join(written.values())}\n"))
    assert CustomerIdentifier.objects.get().value == "DE136695976"
    for country in ("Germany", "德国", "de"):
        path = _file(tmp_path, f"name,country,identifiers,city\nNordhafen SE,{country},136 695 976,Kiel\n")
        key = planning.plan_import(cast["lin.yue"], "customers", path, path.name, on=NOW)
        assert imports.summary_of(cast["lin.yue"], key).counts == {Plan.CHANGE: 1}


def test_another_job_of_somebody_is_brought_in_and_taken_back(cast: Cast, tmp_path: Path) -> None:
    _import(cast, "customers", _file(tmp_path, CUSTOMER_FILE))
    line = "name,customer,job_title,department,is_decider,attitude\nMara Lindt,C-1,{},{}\n"
    before = _file(tmp_path, line.format("Plant engineer", "Plant,no,unknown"), "before.csv")
    after = _file(tmp_path, line.format("Head of plant", "Board,yes,supporter"), "after.csv")

    def place() -> tuple[object, ...]:
        return Affiliation.objects.values_list("job_title", "department", "is_decider", "attitude").get()

    _import(cast, "people", before)
    held = place()
    assert _import(cast, "people", before).counts == {Plan.SAME: 1}
    done = _import(cast, "people", after)
    assert done.counts == {Plan.CHANGE: 1}
    assert place() == ("Head of plant", "Board", True, "supporter")
    assert _import(cast, "people", after).counts == {Plan.SAME: 1}
    imports.undo_import(cast["lin.yue"], done.key, on=NOW, resources=BY_MODEL)
    assert place() == held


def test_an_export_of_activities_finds_those_logged_at_a_moment_within_the_minute(cast: Cast, tmp_path: Path) -> None:
    lin, at = cast["lin.yue"], NOW.replace(second=17, microsecond=1)
    key = run(lin, create_customer, on=NOW, channel="test", values={"name": "Nordhafen"})
    run(lin, log_activity, on=at, channel="test", customer=key, values={"subject": "Called"})
    assert _import(cast, "activities", _file(tmp_path, _exported(cast, ACTIVITIES))).counts == {Plan.SAME: 1}


def test_a_column_head_is_kept_without_what_no_text_may_hold(cast: Cast, tmp_path: Path) -> None:
    path = _file(tmp_path, "name,Col\0our\nNordhafen,blue\n")
    assert _import(cast, "customers", path).ignored == ("Colour",)


def test_a_spreadsheet_is_read_like_a_text_file(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "customers.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for place, line in enumerate([["Name", "Own code", "City"], ["Gransee Wind", 4711, "Rostock"]]):
        sheet.write_row(place, 0, line)
    book.close()
    _import(cast, "customers", path)
    assert Customer.objects.get(name="Gransee Wind").own_code == "4711"


def test_a_file_without_the_needed_column_is_refused_with_its_columns(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Firm"):
        planning.plan_import(cast["lin.yue"], "customers", _file(tmp_path, "Firm,City\nA,B\n"), "x.csv", on=NOW)


def test_who_may_not_edit_a_customer_changes_nothing_by_a_file(cast: Cast, tmp_path: Path) -> None:
    key = run(cast["lin.yue"], create_customer, on=NOW, channel="test", values={"name": "Nordhafen", "own_code": "C-1"})
    before = Customer.objects.get(pk=key).city
    path = _file(tmp_path, "name,own_code,city\nNordhafen,C-1,Kiel\n")
    assert _import(cast, "customers", path, "wang.fang").counts == {Plan.REJECT: 1}
    assert Customer.objects.get(pk=key).city == before
    assert Change.objects.filter(record=key, operation="change").count() == 0


def _exported(cast: Cast, resource: Resource) -> str:
    return "".join(export_csv(cast["lin.yue"], resource, lambda query: query, on=NOW, channel="test"))


def _imported_columns(exported: str, resource: Resource) -> set[tuple[str, ...]]:
    labels = {str(f.label) for f in resource.fields if f.imported}
    head, *rows = csv.reader(io.StringIO(exported.removeprefix(BYTE_ORDER_MARK), newline=""))
    return {tuple(cell for label, cell in zip(head, row, strict=True) if label in labels) for row in rows}


_PIECES = (
    "=SUM(1)", "+", "-2", "@x", "＝1", "'", "''=", "\"", ",", ";", "\t", " ", "\u200b=", "Nord", "恒通", "é",
    "e\u0301", "İ", "👩\u200d👧", "\u202e", "yes", "0", "1,5", "2026-11-05", "#REF!", "|", "%", "\\",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_an_export_comes_back_as_it_was(cast: Cast, tmp_path: Path, seed: int) -> None:
    """Into a world that has it, where nothing changes, and into one that has nothing, where it is all there again."""
    chance = random.Random(seed)

    def written(most: int) -> str:
        return "".join(chance.choices(_PIECES, k=chance.randint(1, most)))

    for number in range(12):
        values = {
            "name": f"{written(4)}{number}", "own_code": chance.choice(["", f"{written(1)}{number}"]),
            "city": written(3), "notes": "\n".join(written(3) for _line in range(chance.randint(0, 3))),
            "region": written(2), "country": chance.choice(["", "DE", "CN"]), "since": "2024-02-29",
            "industry": chance.choice(["", INDUSTRIES[0][0]]), "time_zone": chance.choice(["", "Asia/Shanghai"]),
        }  # fmt: skip
        run(cast["lin.yue"], create_customer, on=NOW, channel="test", values=values)
    before = _exported(cast, CUSTOMERS)
    path = tmp_path / "export.csv"
    path.write_bytes(before.encode())
    assert _import(cast, "customers", path).counts == {Plan.SAME: 12}
    assert _exported(cast, CUSTOMERS) == before
    Customer.objects.update(deleted_at=NOW)
    assert _import(cast, "customers", path).counts == {Plan.CREATE: 12}
    assert _imported_columns(_exported(cast, CUSTOMERS), CUSTOMERS) == _imported_columns(before, CUSTOMERS)


def test_people_and_activities_come_back_as_they_were(cast: Cast, tmp_path: Path) -> None:
    files = {
        "customers": "name,own_code\nNordhafen,C-1\n恒通电缆,C-2\n",
        "people": "name,customer,title,decider,mails\n周敏,C-2,Head of purchasing,yes,min@hengtong.example\n"
        '"O\'Brien, Anna",Nordhafen,=SUM(1),no,\n',
        "activities": 'customer,subject,at,kind,notes\nC-1,Call: prices,2026-11-02 10:00,call,"two\nlines"\n'
        "恒通电缆,访问,2026-10-07 09:30,visit,\n",
    }
    for kind, text in files.items():
        _import(cast, kind, _file(tmp_path, text, f"{kind}.csv"))
    for resource in (PEOPLE, ACTIVITIES):
        before = _exported(cast, resource)
        counts = _import(cast, resource.name, _file(tmp_path, before, "back.csv")).counts
        assert counts == {Plan.SAME: 2}, (resource.name, counts)
        assert _exported(cast, resource) == before


def test_a_file_in_the_other_language_comes_back_as_well(cast: Cast, tmp_path: Path) -> None:
    values = {"name": "恒通电缆", "country": "CN", "industry": INDUSTRIES[0][0], "size": SIZES[0][0]}
    run(cast["lin.yue"], create_customer, on=NOW, channel="test", values=values)
    with translation.override("zh-hans"):
        path = _file(tmp_path, _exported(cast, CUSTOMERS))
    assert _import(cast, "customers", path).counts == {Plan.SAME: 1}


@pytest.mark.parametrize("content", [b"\0\0\0", b"", b"\xff\xfe", b"name\n" + b"x" * 100_000, b"PK\x03\x04 broken"])
def test_broken_files_are_refused_with_a_sentence(cast: Cast, tmp_path: Path, content: bytes) -> None:
    for name in ("a.csv", "a.xlsx"):
        path = tmp_path / name
        path.write_bytes(content)
        refusal: Refused | None = None
        try:
            key = planning.plan_import(cast["lin.yue"], "customers", path, name, on=NOW)
        except Refused as refused:
            refusal = refused
        assert refusal is None or refusal.message.strip()
        if refusal is None:
            assert set(imports.summary_of(cast["lin.yue"], key).counts) <= {Plan.REJECT}


@pytest.mark.parametrize("resource", ["customers", "people", "activities"])
def test_a_plan_asks_the_database_by_batches_and_not_by_rows(
    cast: Cast, tmp_path: Path, resource: str, django_assert_max_num_queries: Any
) -> None:
    lines = {
        "customers": ("name,own_code,country,city", "Firm {0},C-{0},DE,City {0}"),
        "people": ("name,customer,title,decider", "Person {0},C-{0},Engineer,yes"),
        "activities": ("customer,subject,at,kind", "C-{0},Call {0},2026-11-02 10:00,call"),
    }
    for kind in ("customers", resource):
        head, line = lines[kind]
        path = _file(tmp_path, "\n".join([head, *(line.format(number) for number in range(90))]), f"{kind}.csv")
        _import(cast, kind, path)
    with django_assert_max_num_queries(45):
        key = planning.plan_import(cast["lin.yue"], resource, path, path.name, on=NOW)
    assert imports.summary_of(cast["lin.yue"], key).counts == {Plan.SAME: 90}


def test_a_worker_that_died_in_the_middle_of_a_plan_begins_it_anew(cast: Cast, tmp_path: Path) -> None:
    text = "name,own_code\n" + "".join(f"Firm {number},C-{number % 900}\n" for number in range(1200))
    key = planning.receive_import(cast["lin.yue"], "customers", io.BytesIO(text.encode()), "long.csv", on=NOW)

    def dies() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        planning.plan_received(cast["lin.yue"], key, on=NOW, between=dies)
    assert imports.summary_of(cast["lin.yue"], key).is_busy
    planning.plan_received(cast["lin.yue"], key, on=NOW, between=lambda: None)
    assert imports.summary_of(cast["lin.yue"], key).counts == {Plan.CREATE: 900, Plan.TWICE: 300}
    at_once = planning.plan_import(cast["lin.yue"], "customers", _file(tmp_path, text), "long.csv", on=NOW)
    rows = [list(ImportRow.objects.filter(run=one).values_list("row", "plan", "reasons")) for one in (key, at_once)]
    assert sorted(rows[0]) == sorted(rows[1])
