"""A PostgreSQL table as the ledger: what may stand in it, what is said of it, and what never is."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from guanxi.cli import main
from guanxi.errors import WrongCall
from guanxi.ledger.columns import ReadOptions
from guanxi.ledger.engines.postgres import Address, PostgresEngine
from guanxi.ledger.rejects import Rejects
from tests.ledger.conftest import Database

TABLE = "CREATE TABLE ledger (customer text, date date, amount numeric, category text)"


def months(out: Path) -> list[tuple[Any, ...]]:
    """Customer, category, month and our minor units of each row that has any."""
    query = "SELECT customer, category, month::VARCHAR, (ours * 100)::BIGINT FROM read_parquet(?) WHERE ours <> 0"
    with duckdb.connect() as connection:
        return connection.execute(query, [str(out / "months.parquet")]).fetchall()


def assess(out: Path, database: Database, table: str, *arguments: str) -> list[tuple[Any, ...]]:
    assert main(["assess", *arguments, "--engine", database.url(table), "--out", str(out)]) == 0
    return months(out)


def refused(capsys: pytest.CaptureFixture[str], out: Path, engine: str, *arguments: str) -> str:
    """What a call says that does not work; it leaves nothing behind."""
    assert main(["assess", *arguments, "--engine", engine, "--out", str(out)]) in (1, 2)
    said = capsys.readouterr().err.strip()
    assert said
    assert "Traceback" not in said
    assert "\n" not in said
    assert not out.exists() or not any(out.iterdir())
    return said


def test_an_address_keeps_its_password_to_itself() -> None:
    address = Address.parse("postgresql://ann:top%20secret@db.example:5433/sales?sslmode=require&table=a.b")
    assert address.connection == "postgresql://ann:top%20secret@db.example:5433/sales?sslmode=require"
    assert address.table == "a.b"
    assert address.secret == "top secret"
    assert address.label == "postgresql://db.example:5433/sales?table=a.b"
    assert "secret" not in Address.parse("postgres://h/d?table=t&password=secret&user=u").label


@pytest.mark.parametrize("url", ["postgresql://h/d", "postgresql://h/d?table=", "postgresql://h/d?table=a&table=b"])
def test_an_address_names_one_table(url: str) -> None:
    with pytest.raises(WrongCall, match="must name one table"):
        Address.parse(url)


@pytest.mark.postgres
def test_half_cents_go_to_the_even_one(tmp_path: Path, database: Database) -> None:
    database.connection.execute(TABLE)
    amounts = ["0.125", "0.135", "-0.125", "-0.135", "0.1250000001", "2.675", "90071992547409.925"]
    for number, amount in enumerate(amounts):
        database.connection.execute("INSERT INTO ledger VALUES (%s, '2024-01-31', %s)", [f"C{number}", amount])
    found = assess(tmp_path / "out", database, "ledger", "--by", "customer")
    assert [ours for _, _, _, ours in found] == [12, 14, -12, -14, 13, 268, 9007199254740992]


@pytest.mark.postgres
def test_floats_and_products_count_as_their_decimal_text(tmp_path: Path, database: Database) -> None:
    columns = '"Who" text, "When" timestamptz, quantity real, price float8'
    database.connection.execute(f'CREATE TABLE "Order Lines" ({columns})')
    for number, price in enumerate((0.1, 2.675, 1.005, -0.125, 1e-05, 123456.785)):
        row = [f"C{number}", "2024-06-01 01:30+02", 1.1, price]
        database.connection.execute('INSERT INTO "Order Lines" VALUES (%s, %s, %s, %s)', row)
    mapping = ["customer=who", "date=WHEN", "amount=Quantity*Price"]
    arguments = [text for item in mapping for text in ("--map", item)]
    found = assess(tmp_path / "out", database, '"Order Lines"', *arguments, "--by", "customer")
    # A time stamp with a zone is on its day in UTC; 1.1 * 2.675 = 2.9425, exactly.
    assert found == [
        ("C0", None, "2024-05-01", 11),
        ("C1", None, "2024-05-01", 294),
        ("C2", None, "2024-05-01", 111),
        ("C3", None, "2024-05-01", -14),
        ("C5", None, "2024-05-01", 13580246),
    ]


@pytest.mark.postgres
def test_what_cannot_be_used_is_listed_by_its_row(tmp_path: Path, database: Database) -> None:
    database.connection.execute("CREATE TABLE ledger (customer text, date timestamp, amount float8, category text)")
    rows = [
        ("A", "2024-01-31", 1, None),
        (None, "2024-01-31", 1, None),
        ("A", None, 1, None),
        ("A", "infinity", 1, None),
        ("A", "1899-12-31 23:59:59", 1, None),
        ("A", "0044-03-15 BC", 1, None),
        ("A", "2024-01-31", None, None),
        ("A", "2024-01-31", "NaN", None),
        ("A", "2024-01-31", "-Infinity", None),
        ("A", "2024-01-31", 1e15, None),
        ("B" * 5_000, "2024-01-31", 1, None),
        ("\u3000", "2024-01-31", 1, None),
        ("A", "2024-02-29", 1, "C" * 1_001),
        ("A", "2024-02-29", 2, ""),
    ]
    with database.connection.cursor() as cursor:
        cursor.executemany("INSERT INTO ledger VALUES (%s, %s, %s, %s)", rows)
    found = assess(tmp_path / "out", database, "ledger")
    assert found == [("A", None, "2024-01-01", 100), ("A", None, "2024-02-01", 200)]
    with duckdb.connect() as connection:
        query = 'SELECT "row", "column", reason FROM read_csv(?, all_varchar = true)'
        bad = connection.execute(query, [str(tmp_path / "out" / "rejects.csv")]).fetchall()
    assert bad == [
        ("2", "customer", "the customer is empty"),
        ("3", "date", "the date is empty"),
        ("4", "date", "not a date"),
        ("5", "date", bad[3][2]),
        ("6", "date", "not a date"),
        ("7", "amount", "the amount is empty"),
        ("8", "amount", "not an amount"),
        ("9", "amount", "not an amount"),
        ("10", "amount", "the amount is beyond 900,000,000,000,000.00"),
        ("11", "customer", "the name is longer than 1000 characters"),
        ("12", "customer", "the customer is empty"),
        ("13", "category", "the name is longer than 1000 characters"),
    ]
    assert bad[3][2].startswith("the year is outside 1900 to ")


@pytest.mark.postgres
def test_views_partitions_domains_and_quoted_names_are_tables_too(tmp_path: Path, database: Database) -> None:
    run = database.connection.execute
    run("CREATE DOMAIN money_of_ours AS numeric(20, 4) CHECK (value > -1000)")
    run(
        """
        CREATE TABLE "The ""Lines" (buyer text, unit varchar(9), date date, amount money_of_ours)
        PARTITION BY RANGE (date);
        CREATE TABLE part_2023 PARTITION OF "The ""Lines" FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
        CREATE TABLE part_2024 PARTITION OF "The ""Lines" FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        INSERT INTO "The ""Lines" VALUES ('A', 'x', '2023-05-05', 1.005), ('A ', ' x', '2024-05-05', 2.5),
            ('A', NULL, '2024-05-06', 4), (NULL, '', '2024-05-06', 8);
        CREATE VIEW seen AS SELECT * FROM "The ""Lines";
        CREATE MATERIALIZED VIEW "Kept" AS SELECT * FROM seen;
        """
    )
    arguments = ["--map", "customer=Buyer+UNIT", "--by", "customer"]
    expected = [
        ("A | ", None, "2024-05-01", 400),
        ("A | x", None, "2023-05-01", 100),
        ("A | x", None, "2024-05-01", 250),
    ]
    for number, table in enumerate(('"The ""Lines"', "seen", "SEEN", '"Kept"', "Kept")):
        assert assess(tmp_path / str(number), database, table, *arguments) == expected, table


@pytest.mark.postgres
def test_names_are_compared_byte_by_byte_whatever_the_collation(tmp_path: Path, database: Database) -> None:
    psycopg = pytest.importorskip("psycopg")
    try:
        database.connection.execute(
            "CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"
        )
    except psycopg.errors.FeatureNotSupported:
        pytest.skip("this PostgreSQL is built without ICU")
    database.connection.execute("CREATE TABLE ledger (customer text COLLATE any_case, date date, amount numeric)")
    database.connection.execute(
        "INSERT INTO ledger VALUES ('acme', '2024-01-01', 1), ('ACME', '2024-01-01', 2), ('acme ', '2024-01-01', 4)"
    )
    assert assess(tmp_path / "out", database, "ledger", "--by", "customer") == [
        ("ACME", None, "2024-01-01", 200),
        ("acme", None, "2024-01-01", 500),
    ]


@pytest.mark.postgres
def test_a_table_that_changes_meanwhile_gives_one_answer(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    database.connection.execute(TABLE)
    database.connection.execute("INSERT INTO ledger VALUES ('A', '2024-01-01', 1, 'k'), ('', '2024-01-01', 1, 'k')")
    fill = PostgresEngine._fill_sums

    def fill_while_others_write(engine: PostgresEngine) -> None:
        database.connection.execute("INSERT INTO ledger VALUES ('B', '2024-03-01', 1, 'new'), (NULL, NULL, NULL, NULL)")
        fill(engine)

    monkeypatch.setattr(PostgresEngine, "_fill_sums", fill_while_others_write)
    rejects = Rejects()
    with PostgresEngine(database.url("ledger"), ReadOptions(today=date(2026, 5, 1))) as engine:
        engine.read(rejects)
        assert engine.names.customers.names == ["A"]
        assert engine.lines == 2
        assert len(rejects) == 1


@pytest.mark.postgres
def test_currencies_of_usable_lines_must_agree(
    tmp_path: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    database.connection.execute("CREATE TABLE ledger (customer text, date date, amount numeric, currency text)")
    database.connection.execute(
        "INSERT INTO ledger VALUES ('A', '2024-01-01', 1, 'eur'), ('A', '2024-01-01', 2, '€ '), ('A', NULL, 2, 'USD')"
    )
    assert assess(tmp_path / "one", database, "ledger") == [("A", None, "2024-01-01", 300)]
    database.connection.execute("INSERT INTO ledger VALUES ('A', '2024-02-01', 1, '£')")
    said = refused(capsys, tmp_path / "two", database.url("ledger"))
    assert "EUR" in said
    assert "GBP" in said


@pytest.mark.postgres
def test_columns_of_other_types_are_refused_by_name(
    tmp_path: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    database.connection.execute("CREATE TABLE ledger (customer text, date text, amount money, day date, number text)")
    out = tmp_path / "out"
    said = refused(capsys, out, database.url("ledger"))
    assert "“date”" in said
    assert "of type text" in said
    said = refused(capsys, out, database.url("ledger"), "--map", "date=day")
    assert "“amount”" in said
    assert "of type money" in said
    said = refused(capsys, out, database.url("ledger"), "--map", "date=day", "--map", "amount=numbr")
    assert "the closest is “number”" in said
    said = refused(capsys, out, database.url("ledger"), "--map", "category=kind")
    assert "“kind”" in said


@pytest.mark.postgres
def test_a_table_that_is_not_there_is_refused_with_the_closest(
    tmp_path: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    database.connection.execute(TABLE)
    said = refused(capsys, tmp_path / "out", database.url("ledgr"))
    assert "no table" in said
    assert f"{database.schema}.ledger" in said
    assert "no table" in refused(capsys, tmp_path / "out", database.url('"half quoted'))


@pytest.mark.postgres
def test_sums_beyond_all_limits_are_refused_with_the_customer(
    tmp_path: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    database.connection.execute(TABLE)
    database.connection.execute(
        "INSERT INTO ledger SELECT 'Huge Works', '2024-01-01', 900000000000000, 'k' FROM generate_series(1, 2000)"
    )
    assert "Huge Works" in refused(capsys, tmp_path / "out", database.url("ledger"))


@pytest.mark.postgres
def test_the_password_stands_nowhere(tmp_path: Path, database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    database.connection.execute(TABLE)
    database.connection.execute("INSERT INTO ledger VALUES ('A', '2024-01-01', 1, 'k'), ('', '2024-01-01', 1, 'k')")
    joint = "&" if "?" in database.url("ledger") else "?"
    engine = database.url("ledger") + f"{joint}password=open-sesame"
    assert main(["assess", "--engine", engine, "--out", str(tmp_path / "out")]) == 0
    told = capsys.readouterr()
    said = refused(capsys, tmp_path / "other", engine.replace("ledger", "nowhere"))
    said += refused(capsys, tmp_path / "other", "postgresql://u:open-sesame@127.0.0.1:1/d?table=t")
    said += refused(capsys, tmp_path / "other", "postgresql://u:open-sesame@127.0.0.1:port/d?table=t")
    assert "open-sesame" not in told.out + told.err + said
    for file in (tmp_path / "out").iterdir():
        assert b"open-sesame" not in file.read_bytes(), file.name


def test_a_server_that_does_not_answer_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("psycopg")
    said = refused(capsys, tmp_path / "out", "postgresql://127.0.0.1:1/sales?table=t")
    assert "postgresql://127.0.0.1:1/sales?table=t cannot be reached" in said


def test_without_the_driver_the_extra_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    assert "guanxi[postgres]" in refused(capsys, tmp_path / "out", "postgresql://127.0.0.1/sales?table=t")


@pytest.mark.postgres
def test_a_table_without_a_usable_row_is_refused(
    tmp_path: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    database.connection.execute(TABLE)
    assert "no usable line" in refused(capsys, tmp_path / "out", database.url("ledger"))
    database.connection.execute("INSERT INTO ledger VALUES (' ', '2024-01-01', 1, 'k'), ('A', '2024-01-01', NULL, 'k')")
    assert "2 were rejected" in refused(capsys, tmp_path / "out", database.url("ledger"))


@pytest.mark.postgres
def test_a_missing_right_is_named(tmp_path: Path, database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    database.connection.execute(TABLE)
    database.connection.execute("INSERT INTO ledger VALUES ('A', '2024-01-01', 1, 'k')")
    role = f"{database.schema}_reader"
    database.connection.execute(f"CREATE ROLE {role}; GRANT USAGE ON SCHEMA {database.schema} TO {role}")
    try:
        joint = "&" if "?" in database.url("ledger") else "?"
        engine = database.url("ledger") + f"{joint}options=-c%20role%3D{role}"
        said = refused(capsys, tmp_path / "out", engine)
        assert "permission denied for table ledger" in said
        database.connection.execute(f"GRANT SELECT ON ledger TO {role}")
        assert main(["assess", "--engine", engine, "--out", str(tmp_path / "out")]) == 0
    finally:
        database.connection.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")
