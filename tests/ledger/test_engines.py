"""One ledger, many engines: the same call gives the same files, byte by byte, from DuckDB, PostgreSQL and Spark."""

import csv
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from guanxi.cli import main
from tests.ledger.conftest import Database
from tests.ledger.dirt import COLUMNS, lines, write_csv, write_events, write_parquet, write_table, write_totals

DATA = Path(os.environ.get("GUANXI_DATA") or Path(__file__).parents[3] / "shared" / "data")

WITHOUT_SUPPLIER = tuple(name for name in COLUMNS if name != "supplier")
WHO = {"nobody named": (), "us": ("--us", "Lotus", "--us", "競合"), "every supplier": ("--every-supplier",)}
BY = ("customer", "category", "both")
CASES = [pytest.param(who, by, id=f"{who}, by {by}") for who in WHO for by in BY]

needs_java = pytest.mark.skipif(
    not (shutil.which("java") or os.environ.get("JAVA_HOME")), reason="Spark needs Java 17 or newer, which is not here"
)


def assess(out: Path, *arguments: str | Path, engine: str | None = None) -> Path:
    chosen = ["--engine", engine] if engine else []
    assert main(["assess", *map(str, arguments), *chosen, "--out", str(out)]) == 0
    return out


def calls(tmp_path: Path, who: str, by: str) -> list[str]:
    """The arguments of one case beside the ledger; without suppliers there are totals and events."""
    arguments = ["--by", by, *WHO[who]]
    if who == "nobody named" and by != "customer":
        arguments += ["--totals", str(write_totals(tmp_path / "totals.csv"))]
    if who != "every supplier":
        arguments += ["--events", str(write_events(tmp_path / "events.csv"))]
    return arguments


def assert_same(one: Path, other: Path) -> None:
    """The text files byte by byte, and the months row by row."""
    for name in ("latest.csv", "moves.csv"):
        assert (one / name).read_bytes() == (other / name).read_bytes(), name
        assert len((one / name).read_bytes().splitlines()) > 1
    with duckdb.connect() as connection:
        for name in ("months.parquet", "evidence.parquet"):
            first, second = (f"FROM read_parquet('{directory / name}')" for directory in (one, other))
            assert connection.execute(f"{first} EXCEPT ALL {second}").fetchall() == []
            assert connection.execute(f"{second} EXCEPT ALL {first}").fetchall() == []


def rejects(directory: Path) -> list[tuple[str, str, str]]:
    """Row, column and reason of each reject of a ledger (not of totals and events)."""
    with (directory / "rejects.csv").open(encoding="utf-8", newline="") as file:
        return [
            (row["row"], row["column"], row["reason"])
            for row in csv.DictReader(file)
            if not row["file"].endswith(("totals.csv", "events.csv"))
        ]


@pytest.mark.parametrize(("who", "by"), CASES)
def test_text_and_parquet_give_the_same_files(tmp_path: Path, who: str, by: str) -> None:
    columns = WITHOUT_SUPPLIER if who == "nobody named" else COLUMNS
    arguments = calls(tmp_path, who, by)
    text = assess(tmp_path / "text", write_csv(tmp_path / "ledger.csv", lines(), columns), *arguments)
    typed = assess(tmp_path / "typed", write_parquet(tmp_path / "ledger.parquet", lines(), columns), *arguments)
    assert_same(text, typed)
    assert len(rejects(text)) == len(rejects(typed)) > 100


@pytest.mark.postgres
@pytest.mark.parametrize(("who", "by"), CASES)
def test_postgresql_gives_the_same_files(tmp_path: Path, database: Database, who: str, by: str) -> None:
    columns = WITHOUT_SUPPLIER if who == "nobody named" else COLUMNS
    arguments = calls(tmp_path, who, by)
    write_table(database.connection, "ledger", lines(), columns)
    embedded = assess(tmp_path / "embedded", write_parquet(tmp_path / "ledger.parquet", lines(), columns), *arguments)
    server = assess(tmp_path / "server", *arguments, engine=database.url("ledger"))
    assert_same(embedded, server)
    # The server stores rows where it has room: their numbers may differ, the documents named in the reasons do not.
    assert sorted(told[1:] for told in rejects(embedded)) == sorted(told[1:] for told in rejects(server))


@pytest.mark.spark
@pytest.mark.slow
@needs_java
@pytest.mark.parametrize(("who", "by"), CASES)
def test_spark_gives_the_same_files(tmp_path: Path, spark: str, who: str, by: str) -> None:
    columns = WITHOUT_SUPPLIER if who == "nobody named" else COLUMNS
    arguments = calls(tmp_path, who, by)
    half = len(lines()) // 2
    ledgers = [
        write_csv(tmp_path / "first half.csv", lines()[:half], columns),
        write_parquet(tmp_path / "second [half].parquet", lines()[half:], columns),
    ]
    embedded = assess(tmp_path / "embedded", *ledgers, *arguments)
    cluster = assess(tmp_path / "cluster", *ledgers, *arguments, engine=spark)
    assert_same(embedded, cluster)
    assert (embedded / "rejects.csv").read_bytes() == (cluster / "rejects.csv").read_bytes()


@pytest.fixture(scope="module")
def spark() -> Iterator[str]:
    """The engine URL of a session that lasts for all tests: starting one takes longer than any of them."""
    from guanxi.ledger.engines.spark_session import Session

    session = Session("spark:local[2]")
    yield "spark:local[2]"
    session.close()


REAL = ("--map", "customer=unit", "--every-supplier")


@pytest.fixture(scope="module")
def cabinet_office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A real ledger, its results from DuckDB, and its lines with a typed date and amount, in Parquet."""
    ledger = DATA / "spend_cabinet_office.csv.gz"
    if not ledger.exists():
        pytest.skip(f"{ledger} is not here: name the folder of the real ledgers in GUANXI_DATA")
    directory = tmp_path_factory.mktemp("real")
    typed = directory / "typed.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            COPY (SELECT * REPLACE (
                      try_cast(trim(date) AS DATE) AS date, try_cast(trim(amount) AS DECIMAL(24, 6)) AS amount)
                  FROM read_csv('{ledger}', all_varchar = true, strict_mode = false))
            TO '{typed}' (FORMAT parquet)
            """
        )
    return ledger, assess(directory / "text", ledger, *REAL), typed


@pytest.mark.real
@pytest.mark.postgres
def test_postgresql_gives_the_same_files_for_a_real_ledger(
    tmp_path: Path, database: Database, cabinet_office: tuple[Path, Path, Path]
) -> None:
    _, text, typed = cabinet_office
    with duckdb.connect() as connection:
        names = [row[0] for row in connection.execute(f"DESCRIBE FROM '{typed}'").fetchall()]
        rows = connection.execute(f"FROM '{typed}'").fetchall()
    types = {"date": "date", "amount": "numeric"}
    described = ", ".join(f"{name} {types.get(name, 'text')}" for name in names)
    database.connection.execute(f"CREATE TABLE spend ({described})")
    with database.connection.cursor().copy("COPY spend FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    assert_same(text, assess(tmp_path / "server", *REAL, engine=database.url("spend")))


@pytest.mark.real
@pytest.mark.spark
@pytest.mark.slow
@needs_java
def test_spark_gives_the_same_files_for_a_real_ledger(
    tmp_path: Path, spark: str, cabinet_office: tuple[Path, Path, Path]
) -> None:
    ledger, text, typed = cabinet_office
    assert_same(text, assess(tmp_path / "text", ledger, *REAL, engine=spark))
    assert_same(text, assess(tmp_path / "typed", typed, *REAL, engine=spark))
