"""Ledger files of every kind, good and bad: what is used, what is rejected, and what is refused with which words."""

import gzip
import os
import random
import resource
import threading
import time
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it has no types
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.errors import GuanxiError, Refused
from guanxi.ledger.cleaning import HOLDS_NUL, NO_CUSTOMER, NOT_TEXT, TOO_LONG
from guanxi.ledger.dates import UNREADABLE as NO_DAY
from guanxi.ledger.reading import Names, ReadOptions, open_ledger, open_ledgers, parse_mapping, read_rows
from guanxi.ledger.records import BROKEN_QUOTES, TOO_FEW, TOO_MANY
from guanxi.ledger.rejects import Rejects
from tests.ledger.files import TODAY, read_ledger, write

GOOD = "customer,date,amount\nAda,2024-01-05,100\nBea,2024-02-06,0.50\n"
LINES = [("Ada", None, None, "2024-01", 10000), ("Bea", None, None, "2024-02", 50)]


def refusal(*paths: Path, mapping: tuple[str, ...] = ()) -> str:
    with pytest.raises(Refused) as caught:
        read_ledger(*paths, mapping=mapping)
    assert caught.value.message.endswith(".")
    assert "\n" not in caught.value.message
    return caught.value.message


# ---- CSV ----


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.rstrip("\n"),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        "\ufeff" + GOOD,
        "\ufeff\n \n" + GOOD,
        "\ufeff\ufeff" + GOOD.replace("customer", '"customer"'),
        GOOD.replace(",", ";"),
        GOOD.replace(",", "\t"),
        "".join(",".join(f'"{cell}"' for cell in line.split(",")) + "\n" for line in GOOD.split()),
        GOOD.replace("customer,date,amount", " CUSTOMER , Date,aMount ").replace("Ada", "  Ada "),
        GOOD.replace("\n", ",more\n").replace("customer", "Customer"),
    ],
)
def test_a_csv_file_is_read_whatever_its_ends_marks_and_delimiters(tmp_path: Path, text: str) -> None:
    assert read_ledger(write(tmp_path, text)).lines == LINES


@pytest.mark.parametrize("name", ["l.csv", "L.CSV", "l.txt", "l.tsv", "l.csv.gz", "L.CSV.GZ", "l.v2.csv"])
def test_the_extension_says_the_kind(tmp_path: Path, name: str) -> None:
    data = GOOD.encode()
    path = write(tmp_path, gzip.compress(data) if name.lower().endswith(".gz") else data, name)
    assert read_ledger(path).lines == LINES


def test_all_fields_are_read_and_missing_names_are_none(tmp_path: Path) -> None:
    text = (
        "supplier,category,customer,date,amount,currency,document,line\n"
        "We,Paper,Ada,2024-01-05,1,EUR,7,1\n"
        ",,Ada,2024-01-05,2,,7,2\n"
        "We,Paper,,2024-01-05,3,EUR,7,3\n"
    )
    found = read_ledger(write(tmp_path, text))
    assert found.lines == [("Ada", "Paper", "We", "2024-01", 100), ("Ada", None, None, "2024-01", 200)]
    assert found.bad == [("ledger.csv", 4, "customer", "", NO_CUSTOMER)]
    assert found.currencies == {"EUR"}
    assert found.rejects.amount == 300
    found.rejects.write(tmp_path / "rejects.csv")
    assert "the customer is empty (document 7, line 3)" in (tmp_path / "rejects.csv").read_text()


def test_rows_are_numbered_as_records_with_the_header_as_1(tmp_path: Path) -> None:
    text = '\ncustomer,date,amount,note\nAda,never,1,"two\nlines"\n\nBea,never,1,\nCem,never,1,x\n'
    assert read_ledger(write(tmp_path, text)).rows == [(3, NO_DAY), (5, NO_DAY), (6, NO_DAY)]


def test_bad_lines_stop_nothing(tmp_path: Path) -> None:
    text = (
        GOOD
        + 'A\0da,2024-01-05,1\n"Cem,2024-01-05,1\nDan,2024-01-05\nEva,2024-01-05,1,2\nFay,2024-01-05,"1"2\n'
        + "Gus,2024-03-01,7\n"
    )
    found = read_ledger(write(tmp_path, text))
    assert found.lines == [*LINES, ("Gus", None, None, "2024-03", 700)]
    assert found.rows == [(4, HOLDS_NUL), (5, BROKEN_QUOTES), (6, TOO_FEW), (7, TOO_MANY), (8, BROKEN_QUOTES)]
    assert found.bad[2] == ("ledger.csv", 6, "amount", "Dan,2024-01-05", TOO_FEW)


def test_a_line_may_lack_cells_that_nobody_needs(tmp_path: Path) -> None:
    text = "customer,date,amount,document,line,note\nAda,2024-01-05,100\nBea,2024-02-06,0.50,7\n"
    assert read_ledger(write(tmp_path, text)).lines == LINES


def test_a_ledger_can_be_read_again(tmp_path: Path) -> None:
    file = open_ledger(write(tmp_path, GOOD), ReadOptions(today=TODAY))
    for _ in range(2):
        customers = Names()
        (batch,) = file.batches(customers, Names(), Names(), Rejects(), set())
        assert (batch.amount.tolist(), customers.names) == ([10000, 50], ["Ada", "Bea"])
    assert (file.lines, file.has_category, file.has_supplier, file.has_currency) == (2, False, False, False)
    file.close()


def test_batches_are_bounded_and_keep_the_order(tmp_path: Path) -> None:
    text = "customer,date,amount\n" + "".join(f"c{n % 7},2024-01-05,{n}\n" for n in range(230_000))
    found = read_ledger(write(tmp_path, text))
    assert max(found.sizes) <= 100_000
    assert len(found.sizes) < 30
    assert [line[4] for line in found.lines] == [100 * n for n in range(230_000)]


def test_date_forms_decimal_commas_and_mappings_apply(tmp_path: Path) -> None:
    text = "Käufer;Datum;Menge;Preis;Einheit\nAda;29.04.2022;3;1.000,335;Nord\n;29.04.2022;1;1;\n"
    mapping = ("customer=Käufer+Einheit", "date=Datum", "amount=Menge*Preis")
    found = read_ledger(write(tmp_path, text), mapping=mapping, date_formats=("%d.%m.%Y",), decimal=",")
    assert found.lines == [("Ada | Nord", None, None, "2022-04", 300100)]
    assert found.bad == [("ledger.csv", 3, "Käufer+Einheit", "", NO_CUSTOMER)]


def test_a_repeated_header_name_is_reached_by_its_number(tmp_path: Path) -> None:
    text = "name,date,amount,name\nwrong,2024-01-05,100,Ada\nwrong,2024-02-06,0.5,Bea\n"
    assert read_ledger(write(tmp_path, text), mapping=("customer=name.1",)).lines == LINES


# ---- what cannot be read ----


def test_files_that_cannot_be_opened_are_refused(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "none.csv")
    (tmp_path / "dir.csv").mkdir()
    assert "is a directory" in refusal(tmp_path / "dir.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    threading.Thread(target=lambda: (tmp_path / "pipe.csv").write_bytes(b""), daemon=True).start()
    assert "no regular file" in refusal(tmp_path / "pipe.csv")


@pytest.mark.parametrize("name", ["ledger.doc", "ledger", "ledger.parquet.gz", "ledger.gz", ".csv.bak"])
def test_an_unknown_kind_is_refused(tmp_path: Path, name: str) -> None:
    assert "of no kind that can be read" in refusal(write(tmp_path, GOOD, name))


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, GOOD)
    path.chmod(0)
    if os.access(path, os.R_OK):  # the administrator may read everything

        def denied(*_: object, **__: object) -> object:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("builtins.open", denied)
    assert "may not be read" in refusal(path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"\n\n  \n", "no header line"),
        (b"\xef\xbb\xbf", "no header line"),
        (b"\0" * 5000, "no column “customer”"),
        (b'customer,"date,amount\nAda,2024-01-05,1\n', "broken quotes"),
        (b"a,b\n1,2\n", "no column “customer”"),
        (b"\x1f\x8b\x08\x00abc", "a gzip file"),
        (b"PK\x03\x04abc", "a spreadsheet or a ZIP archive"),
        (b"PAR1abc", "a Parquet file"),
        (b"%PDF-1.7", "a PDF document"),
    ],
)
def test_a_file_without_a_usable_header_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    assert told in refusal(write(tmp_path, content))


def test_a_header_alone_is_a_ledger_without_lines(tmp_path: Path) -> None:
    found = read_ledger(write(tmp_path, "customer,date,amount"))
    assert (found.lines, found.bad) == ([], [])


def test_a_damaged_gzip_file_is_refused(tmp_path: Path) -> None:
    data = gzip.compress(GOOD.encode() * 5000)
    assert "is cut off" in refusal(write(tmp_path, data[:-30], "a.csv.gz"))
    assert "is cut off" in refusal(write(tmp_path, data[:5], "b.csv.gz"))
    assert "is damaged" in refusal(write(tmp_path, data[:40] + b"\xff" * 9 + data[49:], "c.csv.gz"))
    assert "is damaged" in refusal(write(tmp_path, data[:-8] + b"\0" * 8, "d.csv.gz"))
    assert "is damaged or no gzip file" in refusal(write(tmp_path, GOOD, "e.csv.gz"))
    assert "is damaged" in refusal(write(tmp_path, data + b"trailing", "f.csv.gz"))
    assert "is empty" in refusal(write(tmp_path, gzip.compress(b""), "g.csv.gz"))
    whole = gzip.compress(b"customer,date,amount\n") + gzip.compress(b"Ada,2024-01-05,100\nBea,2024-02-06,0.5\n")
    assert read_ledger(write(tmp_path, whole, "h.csv.gz")).lines == LINES


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    for change in (b"Cem,2024-01-01,5\n", b""):
        file = open_ledger(path, ReadOptions(today=TODAY))
        path.write_bytes(path.read_bytes() + change if change else b"customer,date,amount\n")
        os.utime(path, ns=(1, 1))
        with pytest.raises(Refused, match="was changed while it was read") as caught:
            list(file.batches(Names(), Names(), Names(), Rejects(), set()))
        assert caught.value.retry
        file.close()


def test_a_file_that_grows_faster_than_it_is_read_comes_to_an_end(tmp_path: Path) -> None:
    path = write(tmp_path, "customer,date,amount\n" + "Ada,2024-01-05,100\n" * 50_000)
    file = open_ledger(path, ReadOptions(today=TODAY))
    sizes: list[int] = []

    def read_while_it_grows() -> None:
        with path.open("ab") as more:
            for batch in file.batches(Names(), Names(), Names(), Rejects(), set()):
                sizes.append(len(batch))
                more.write(b"Ada,2024-01-05,100\n" * 100_000)
                more.flush()

    with pytest.raises(Refused, match="was changed"):
        read_while_it_grows()
    assert 0 < sum(sizes) <= 50_000
    file.close()


def test_a_line_without_end_is_refused_in_little_memory(tmp_path: Path) -> None:
    with (tmp_path / "ledger.csv").open("wb") as file:
        file.write(GOOD.encode())
        file.seek(100 << 20, os.SEEK_CUR)
        file.write(b"\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "a line of more than 64 MB after line 3" in refusal(tmp_path / "ledger.csv")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000


def test_cells_of_ten_megabytes_are_rejects(tmp_path: Path) -> None:
    huge = "9" * 10_000_000
    text = f'{GOOD}{huge},2024-01-05,1\nAda,{huge},1\nAda,2024-01-05,{huge}\n"Ada\n{huge}",2024-01-05,1\n'
    began = time.process_time()
    found = read_ledger(write(tmp_path, text))
    assert time.process_time() - began < 20
    assert found.lines == LINES
    assert found.rows == [
        (4, TOO_LONG), (5, NO_DAY), (6, "the amount is beyond 900,000,000,000,000.00"), (7, TOO_LONG),
    ]  # fmt: skip
    assert max(len(value) for _, _, _, value, _ in found.bad) == 200


# ---- encodings ----

CHINESE = (
    "客户,日期,金额,类别\n上海汽车集团股份有限公司,2024-01-05,1.50,办公用品\n镕基（北京）有限公司,2024-01-06,2,纸张\n"
)
WESTERN = "customer,date,amount,category\nCafé Müller & Söhne – “Ä”,2024-01-05,£1.50,Bücher\nVäätäinen,2024-01-06,2,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_chinese_text_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    data = (mark + CHINESE).encode(encoding)
    found = read_ledger(write(tmp_path, data), mapping=("customer=客户", "date=日期", "amount=金额", "category=类别"))
    assert [line[:2] for line in found.lines] == [
        ("上海汽车集团股份有限公司", "办公用品"), ("镕基（北京）有限公司", "纸张"),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_western_text_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    found = read_ledger(write(tmp_path, WESTERN.encode(encoding)))
    assert [line[:2] for line in found.lines] == [("Café Müller & Söhne – “Ä”", "Bücher"), ("Väätäinen", None)]
    assert found.currencies == {"GBP"}


@pytest.mark.parametrize(
    "name", ["é", "Müller", "ÄÖÜ", "Großhandel Weiß", "España", "PÄÄTÖS", "Ñandú", "naïve", "£", "½", "Øre"]
)
def test_a_single_western_word_is_not_taken_for_chinese(tmp_path: Path, name: str) -> None:
    data = f"customer,date,amount\n{name},2024-01-05,1\n".encode("cp1252")
    assert [line[0] for line in read_ledger(write(tmp_path, data)).lines] == [name]


@pytest.mark.parametrize("name", ["上海公司", "办公", "中国石油化工", "李明", "北京（总部）"])
def test_a_single_chinese_name_is_not_taken_for_western(tmp_path: Path, name: str) -> None:
    data = f"customer,date,amount\n{name},2024-01-05,1\n".encode("gb18030")
    assert [line[0] for line in read_ledger(write(tmp_path, data)).lines] == [name]


def test_the_encoding_is_that_of_the_whole_file(tmp_path: Path) -> None:
    body = "Ada,2024-01-05,1\n" * 100_000
    for encoding, name in (("utf-8", "Café"), ("cp1252", "Café"), ("gb18030", "上海公司")):
        data = f"customer,date,amount\n{body}{name},2024-01-05,1\n".encode(encoding)
        assert read_ledger(write(tmp_path, data)).lines[-1][0] == name


def test_a_stray_byte_in_utf8_costs_one_line_and_an_open_byte_of_windows_none(tmp_path: Path) -> None:
    good = "".join(f"Café {n},2024-01-05,1\n" for n in range(20))
    data = b"customer,date,amount\n" + good.encode() + b"Caf\xe9,2024-01-05,1\n" + good.encode()
    found = read_ledger(write(tmp_path, data))
    assert len(found.lines) == 40
    assert found.rows == [(22, NOT_TEXT)]
    found.rejects.write(tmp_path / "rejects.csv")
    assert "Caf\\udce9" in (tmp_path / "rejects.csv").read_text(encoding="utf-8")
    data = b"customer,date,amount\nCaf\xe9 \x81,2024-01-05,1\n"
    assert [line[0] for line in read_ledger(write(tmp_path, data)).lines] == ["Café \x81"]


def test_a_file_that_ends_inside_a_character_rejects_that_line_alone(tmp_path: Path) -> None:
    data = "customer,date,amount,category\nCafé,2024-01-05,1,Tee\nCafé,2024-01-05,1,纸".encode()
    found = read_ledger(write(tmp_path, data[:-1]))
    assert [line[0] for line in found.lines] == ["Café"]
    assert found.rows == [(3, NOT_TEXT)]


# ---- several files ----


def test_several_files_are_one_ledger_and_share_names(tmp_path: Path) -> None:
    first = write(tmp_path, "customer,date,amount,category\nAda,2024-01-05,1,Paper\n,,,\n", "a.csv")
    second = write(tmp_path, "amount,customer,date\n2,Ada,2024-01-05\n2,Ada,never\n", "b.csv")
    found = read_ledger(first, second)
    assert found.lines == [("Ada", "Paper", None, "2024-01", 100), ("Ada", None, None, "2024-01", 200)]
    assert [bad[:2] for bad in found.bad] == [("a.csv", 3), ("b.csv", 3)]


def test_a_supplier_column_stands_in_all_files_or_in_none(tmp_path: Path) -> None:
    first = write(tmp_path, "customer,date,amount,supplier\nAda,2024-01-05,1,We\n", "a.csv")
    second = write(tmp_path, GOOD, "b.csv")
    assert "a.csv has a supplier column and" in refusal(second, first)


def test_a_mapped_column_must_be_in_one_file_at_least(tmp_path: Path) -> None:
    first = write(tmp_path, GOOD, "a.csv")
    second = write(tmp_path, "customer,date,amount,Kind\nAda,2024-01-05,1,Paper\n", "b.csv")
    assert [line[1] for line in read_ledger(first, second, mapping=("category=kind",)).lines] == [None, None, "Paper"]
    assert "no column “knd”; the closest is “Kind”" in refusal(second, first, mapping=("category=knd",))
    assert "a.csv has no column “Kind”" in refusal(first, mapping=("category=Kind",))
    assert "b.csv has no column “buyer”" in refusal(second, mapping=("customer=buyer",))


def test_files_are_closed_when_one_of_them_is_refused(tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(Refused):
        open_ledgers([write(tmp_path, GOOD), write(tmp_path, "x", "b.csv")], ReadOptions(today=TODAY))
    assert len(os.listdir("/proc/self/fd")) == before


# ---- spreadsheets ----


def sheet(path: Path, rows: dict[tuple[int, int], object], *, hidden_first: bool = False) -> Path:
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        if hidden_first:
            notes = book.add_worksheet("notes")
            notes.write(0, 0, "hidden")
            book.add_worksheet("empty")
        page = book.add_worksheet("ledger")
        for (row, column), value in rows.items():
            if isinstance(value, datetime):
                page.write_datetime(row, column, value, moment)
            elif isinstance(value, date):
                page.write_datetime(row, column, datetime(value.year, value.month, value.day), day)
            else:
                page.write(row, column, value)
        if hidden_first:
            page.activate()
            page.set_first_sheet()
            notes.hide()
    return path


TYPED: dict[tuple[int, int], object] = {
    (3, 1): "Customer", (3, 2): "date", (3, 3): "amount",
    (4, 1): 13047, (4, 2): date(2024, 1, 5), (4, 3): 0.1 + 0.2,
    (6, 1): " Bea", (6, 2): datetime(2024, 2, 29, 23, 59), (6, 3): "£1,000",
    (7, 1): "Cem", (7, 2): 45000, (7, 3): 5,
    (8, 3): 7,
}  # fmt: skip


@pytest.mark.parametrize("hidden", [False, True])
def test_a_spreadsheet_gives_typed_cells_and_its_own_row_numbers(tmp_path: Path, hidden: bool) -> None:
    found = read_ledger(sheet(tmp_path / "l.xlsx", TYPED, hidden_first=hidden))
    assert found.lines == [("13047", None, None, "2024-01", 30), ("Bea", None, None, "2024-02", 100000)]
    assert found.bad == [("l.xlsx", 8, "date", "45000", NO_DAY), ("l.xlsx", 9, "Customer", "", NO_CUSTOMER)]
    assert found.currencies == {"GBP"}


def test_a_tiny_spreadsheet_that_asks_for_terabytes_is_refused_quickly(tmp_path: Path) -> None:
    path = sheet(tmp_path / "far.xlsx", {**TYPED, (1_048_575, 16_383): "x"})
    assert path.stat().st_size < 10_000
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert "A single cell far below or right of the table" in refusal(path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 10
    assert after.ru_maxrss < 1 << 20  # KiB
    alone = sheet(tmp_path / "alone.xlsx", {(1_048_575, 16_383): "x"})
    assert "no column “customer”" in refusal(alone)


def test_other_spreadsheets_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    assert "has no cells" in refusal(sheet(tmp_path / "a.xlsx", {}))
    whole = sheet(tmp_path / "b.xlsx", TYPED).read_bytes()
    for number, data in enumerate((whole[: len(whole) // 2], b"", b"PK\x03\x04", os.urandom(500), GOOD.encode())):
        assert "is damaged or no spreadsheet" in refusal(write(tmp_path, data, f"c{number}.xlsx"))
    for name in ("d.xls", "d.ods", "d.xlsb"):
        assert "is damaged or no spreadsheet" in refusal(write(tmp_path, b"nothing", name))
    assert "does not exist" in refusal(tmp_path / "none.xlsx")


def test_a_larger_spreadsheet_is_read_in_batches(tmp_path: Path) -> None:
    rows: dict[tuple[int, int], object] = {(0, 0): "customer", (0, 1): "date", (0, 2): "amount"}
    for row in range(1, 12_001):
        rows |= {(row, 0): f"c{row % 9}", (row, 1): "2024-01-05", (row, 2): row / 4}
    found = read_ledger(sheet(tmp_path / "l.xlsx", rows))
    assert [line[4] for line in found.lines] == [25 * row for row in range(1, 12_001)]


# ---- Parquet ----


def parquet(path: Path, query: str) -> Path:
    with duckdb.connect() as connection:
        connection.execute(f"copy ({query}) to '{str(path).replace(chr(39), chr(39) * 2)}' (format parquet)")
    return path


def test_parquet_cells_are_text_or_typed_and_records_begin_with_1(tmp_path: Path) -> None:
    query = """
        select * from (values
            ('Ada ', '2024-01-05', 0.1::float, 'Paper'), (null, '2024-01-05', 2.5::float, null),
            ('Bea', '2024-02-30', 1.0::float, ''), ('Bea', '2024-02-06 10:00:00', 1e30::float, ''),
            ('Bea', '2024-02-06', 1.005::float, ''), ('Cem', '2024-03-01', null, ''), ('Cem', null, 'nan'::float, ''))
            as t("Customer", "DATE", amount, category)
    """
    found = read_ledger(parquet(tmp_path / "l.parquet", query))
    assert found.lines == [("Ada", "Paper", None, "2024-01", 10), ("Bea", None, None, "2024-02", 100)]
    assert found.rows == [
        (2, NO_CUSTOMER), (3, NO_DAY), (4, "the amount is beyond 900,000,000,000,000.00"), (6, "the amount is empty"),
        (7, "the date is empty"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "month"),
    [
        ("date '2024-01-31'", "2024-01"),
        ("timestamp '2024-01-31 23:59:59.999999'", "2024-01"),
        ("timestamptz '2024-01-31 23:30:00+00'", "2024-01"),
        ("timestamptz '2024-02-01 01:30:00+02'", "2024-01"),
        ("timestamp_ns '2024-01-31 23:59:59'", "2024-01"),
        ("'2024-01-31'::blob", "2024-01"),
        ("date 'infinity'", None),
        ("timestamp '-infinity'", None),
        ("date '12024-01-31'", None),
        ("date '0044-03-15 (BC)'", None),
        ("20240131", None),
        ("20240131.0::double", None),
        ("true", None),
    ],
)
def test_parquet_days_are_days_as_stored_whatever_their_type(tmp_path: Path, value: str, month: str | None) -> None:
    found = read_ledger(parquet(tmp_path / "l.parquet", f"select 'Ada' customer, {value} as date, 5 as amount"))
    assert [line[3] for line in found.lines] == ([month] if month else [])
    assert len(found.bad) == (0 if month else 1)


@pytest.mark.parametrize(
    ("value", "minor"),
    [("5::tinyint", 500), ("1.005::decimal(18,3)", 100), ("1.015::double", 102), ("'(1,000.5)'", -100050),
     ("170141183460469231731687303715884105727::hugeint", None), ("'inf'::double", None), ("true", None),
     ("9223372036854775807::bigint", None), ("0.1::float", 10), ("18446744073709551615::ubigint", None),
     ("'x'::blob", None), ("1::decimal(38,30)", 100)],
)  # fmt: skip
def test_parquet_amounts_are_exact_whatever_their_type(tmp_path: Path, value: str, minor: int | None) -> None:
    query = f"select 'Ada' customer, date '2024-01-31' as date, {value} as amount"
    found = read_ledger(parquet(tmp_path / "l.parquet", query))
    assert [line[4] for line in found.lines] == ([] if minor is None else [minor])


def test_parquet_names_of_any_simple_type_are_read_and_lists_are_refused(tmp_path: Path) -> None:
    query = """
        select 13047.0::double customer, date '2024-01-31' as date, 5 as amount, 'K'::enum('K') category,
               '5b6d0a5e-0000-0000-0000-000000000001'::uuid supplier
    """
    found = read_ledger(parquet(tmp_path / "a.parquet", query))
    assert found.lines == [("13047", "K", "5b6d0a5e-0000-0000-0000-000000000001", "2024-01", 500)]
    for value in ("['a']", "{'a': 1}", "map {'a': 1}"):
        query = f"select {value} customer, date '2024-01-31' as date, 5 as amount"
        assert "holds lists or records" in refusal(parquet(tmp_path / "b.parquet", query))


@pytest.mark.parametrize("name", ["we[1]rd*.parquet", "it's?.parquet", "a'; drop table x; --.parquet", "[[].parquet"])
def test_a_parquet_file_is_read_whatever_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "other").mkdir()
    parquet(tmp_path / "plain.parquet", "select 'Ada' customer, date '2024-01-31' as date, 5 as amount")
    os.replace(tmp_path / "plain.parquet", tmp_path / name)
    assert len(read_ledger(tmp_path / name).lines) == 1


def test_a_damaged_parquet_file_is_refused(tmp_path: Path) -> None:
    whole = parquet(
        tmp_path / "a.parquet",
        "select 'c' || range customer, date '2024-01-31' as date, random() amount from range(5000)",
    ).read_bytes()
    for number, data in enumerate((b"", b"PAR1", whole[:-20], whole[:2000], GOOD.encode())):
        assert "is damaged or not a Parquet file" in refusal(write(tmp_path, data, f"b{number}.parquet"))
    hurt = bytearray(whole)
    hurt[200:1200] = os.urandom(1000)
    with pytest.raises(Refused, match="is damaged"):
        read_ledger(write(tmp_path, bytes(hurt), "c.parquet"))


def test_parquet_types_and_places_are_told_to_the_engine(tmp_path: Path) -> None:
    query = "select 'Ada' \"Buyer\", date '2024-01-31' as date, 5::decimal(18,2) as amount"
    path = parquet(tmp_path / "l.parquet", query)
    options = ReadOptions(mapping=parse_mapping(["customer=buyer"]), today=TODAY)
    file = open_ledger(path, options)
    assert file.kind == "parquet"
    assert file.types == {"Buyer": "VARCHAR", "date": "DATE", "amount": "DECIMAL(18,2)"}
    assert file.sources["customer"].columns == ("Buyer",)
    assert file.lines == 1


# ---- small files ----


def test_rows_of_a_small_file_come_with_their_numbers(tmp_path: Path) -> None:
    rejects = Rejects()
    path = write(tmp_path, "Kind,customer\ncontact,Ada\nx\ncontact,Bea,\n")
    rows = list(read_rows(path, required=("customer", "kind"), optional=("stage",), rejects=rejects))
    assert rows == [(2, {"customer": "Ada", "kind": "contact"})]
    assert {reason: count.lines for reason, count in rejects.by_reason.items()} == {TOO_FEW: 1, TOO_MANY: 1}
    with pytest.raises(Refused, match="no column “kind”; the closest is “kindd”: if that is meant, call it “kind”"):
        list(read_rows(write(tmp_path, "kindd,customer\n"), required=("kind",), optional=(), rejects=rejects))


# ---- attacks ----

PIECES = [b"customer", b"date", b"amount", b"supplier", b"Ada", b"2024-01-05", b"1,000.50", b"(5)", b",", b",", b";",
          b"\t", b'"', b"\n", b"\n", b"\r\n", b"\r", b"\0", b"\xe9", b"\xef\xbb\xbf", "上海".encode(),
          "上海".encode("gbk"), b"\xff\xfe", b"\x81", b" ", b"1E+999999999", b"\x1f\x8b", b"PAR1"]  # fmt: skip
HEADERS = [b"", b"customer,date,amount\n", b"customer;date;amount\r\n", b"\xef\xbb\xbfcustomer,date,amount,category\n"]


def answer(path: Path) -> None:
    """Read the file, or get a sentence that says why not; anything else that is raised fails the test."""
    told = "."
    try:
        read_ledger(path)
    except GuanxiError as error:
        told = error.message
    assert told.endswith(".")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(st.sampled_from(HEADERS), st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=6)), max_size=40))
def test_any_bytes_are_read_or_refused(tmp_path: Path, header: bytes, pieces: list[bytes]) -> None:
    answer(write(tmp_path, header + b"".join(pieces)))


@pytest.mark.parametrize("name", ["l.xlsx", "l.parquet", "l.csv.gz"])
def test_a_file_with_changed_bytes_is_read_or_refused(tmp_path: Path, name: str) -> None:
    if name == "l.xlsx":
        whole = sheet(tmp_path / "whole.xlsx", TYPED).read_bytes()
    elif name == "l.parquet":
        query = "select 'Ada' customer, '2024-01-31' as date, 5.5 as amount from range(100)"
        whole = parquet(tmp_path / "whole.parquet", query).read_bytes()
    else:
        whole = gzip.compress(GOOD.encode() * 50)
    chance = random.Random(7)
    for _ in range(6 if name == "l.xlsx" else 60):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        answer(write(tmp_path, bytes(data), name))
