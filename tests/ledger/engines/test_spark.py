"""The Spark engine: what it says when something is missing, and that it is quiet when nothing is."""

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from guanxi.cli import main
from guanxi.errors import WrongCall
from guanxi.ledger import relations
from guanxi.ledger.engines import spark_session
from guanxi.ledger.engines.spark_session import Session, master_of
from tests.ledger.dirt import lines, write_csv, write_parquet

LEDGER = "customer,date,amount\nAlice,2024-01-31,10\nBob,2024-02-28,x\n"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.csv"
    path.write_text(LEDGER)
    return path


def refused(capsys: pytest.CaptureFixture[str], ledger: Path, engine: str) -> str:
    out = ledger.parent / "out"
    assert main(["assess", str(ledger), "--engine", engine, "--out", str(out)]) in (1, 2)
    said = capsys.readouterr().err.strip()
    assert said
    assert "Traceback" not in said
    assert "\n" not in said
    assert not out.exists() or not any(out.iterdir())
    return said


@pytest.mark.parametrize(
    ("url", "master"),
    [
        ("spark://host:7077", "spark://host:7077"),
        ("spark:local[*]", "local[*]"),
        ("spark:local[2]", "local[2]"),
        ("spark:local", "local"),
        ("spark:yarn", "yarn"),
    ],
)
def test_a_url_names_its_master(url: str, master: str) -> None:
    assert master_of(url) == master


@pytest.mark.parametrize(
    "url", ["spark:", "spark://", "spark://host", "spark://host:port", "spark:local[x]", "spark:lokal"]
)
def test_other_urls_are_wrong_calls(url: str) -> None:
    with pytest.raises(WrongCall, match=r"spark://HOST:PORT or spark:local"):
        master_of(url)


def test_without_pyspark_the_extra_is_named(
    ledger: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in [name for name in sys.modules if name.partition(".")[0] == "pyspark"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    assert "guanxi[spark]" in refused(capsys, ledger, "spark:local[2]")


def test_without_java_that_is_said(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "needs Java, which is not there: install Java 17" in refused(capsys, ledger, "spark:local[2]")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'openjdk version \"1.8.0_392\"' >&2", "a newer Java than 8"),
        ("echo 'openjdk version \"11.0.2\" 2019' >&2", "a newer Java than 11"),
        ("exit 3", "does not start"),
    ],
)
def test_a_java_that_does_not_serve_is_refused(
    ledger: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    script: str,
    said: str,
) -> None:
    pytest.importorskip("pyspark")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").write_text(f"#!/bin/sh\n{script}\n")
    (tmp_path / "bin" / "java").chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert said in refused(capsys, ledger, "spark:local[2]")


def test_a_master_that_does_not_answer_is_named(
    ledger: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.setattr(spark_session, "_check_java", lambda: None)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert f"spark://127.0.0.1:{port} does not answer" in refused(capsys, ledger, f"spark://127.0.0.1:{port}")


def test_spark_reads_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "--engine", "spark:local[2]", "--out", str(tmp_path / "out")]) == 2
    assert "no ledger" in capsys.readouterr().err


@pytest.fixture(scope="module")
def spark() -> Iterator[str]:
    """The engine URL of a session that lasts for all tests of this module."""
    if not shutil.which("java"):
        pytest.skip("Spark needs Java 17 or newer, which is not here")
    session = Session("spark:local[2]")
    yield "spark:local[2]"
    session.close()


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.parametrize("who", ["--us=Lotus", "--every-supplier"])
def test_many_stretches_of_customers_come_out_as_one(
    tmp_path: Path, spark: str, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    monkeypatch.setattr(relations, "_PARTITION_CELLS", 800)
    ledger = write_parquet(tmp_path / "ledger.parquet", lines())
    for engine in ([], ["--engine", spark]):
        assert main(["assess", str(ledger), who, *engine, "--out", str(tmp_path / f"out{len(engine)}")]) == 0
    for name in ("latest.csv", "moves.csv"):
        assert (tmp_path / "out0" / name).read_bytes() == (tmp_path / "out2" / name).read_bytes()
    assert json.loads((tmp_path / "out2" / "run.json").read_text())["engine"] == "spark"


@pytest.mark.spark
@pytest.mark.slow
def test_a_refusal_in_a_worker_is_one_sentence_here(
    tmp_path: Path, spark: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join("Huge Works,2024-01-05,900000000000000\n" for _ in range(300))
    for name, content in (
        ("huge.csv", "customer,date,amount\n" + rows),
        ("broken.csv", LEDGER + '"open,2024-01-01,1\n'),
    ):
        (tmp_path / name).write_text(content)
    assert "Huge Works" in refused(capsys, tmp_path / "huge.csv", spark)


@pytest.mark.spark
@pytest.mark.slow
def test_a_run_is_quiet_and_ends_its_session(tmp_path: Path) -> None:
    if not shutil.which("java"):
        pytest.skip("Spark needs Java 17 or newer, which is not here")
    write_csv(tmp_path / "ledger.csv", lines(200))
    command = [sys.executable, "-m", "guanxi", "assess", "ledger.csv", "--every-supplier"]
    done = subprocess.run(
        [*command, "--engine", "spark:local[1]", "--out", "out"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0
    assert done.stderr == ""
    assert (tmp_path / "out" / "months.parquet").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ledger.csv", "out"]


@pytest.mark.spark
@pytest.mark.slow
def test_odd_parquet_files_are_read_as_everywhere(tmp_path: Path, spark: str) -> None:
    stamps = [datetime(2024, 5, 31, 23, 59), datetime(1500, 3, 1), None, datetime(2024, 1, 1)]
    columns = {
        "customer": pa.array([b"Alice", b"Bob", b"Alice", b"Alice"], pa.binary()),
        "CUSTOMER": pa.array([1, 2, 3, 4]),
        "when`s": pa.array(stamps, pa.timestamp("us")),
        "amount": pa.array([0.1, 2.675, 1e-7, float("nan")], pa.float32()),
        "category": pa.array([1.0, 2.5, None, 1.0]),
        "supplier": pa.array(["a", "b", "a", "a"]).dictionary_encode(),
    }
    pq.write_table(pa.table(columns), tmp_path / "micro.parquet")
    columns["when`s"] = pa.array([datetime(2024, 7, 1, 12), None, None, None], pa.timestamp("ns"))
    pq.write_table(pa.table(columns), tmp_path / "nano.parquet")
    ledgers = [str(tmp_path / name) for name in ("micro.parquet", "nano.parquet")]
    mapping = ["--map", "date=when`s", "--every-supplier"]
    for engine in ([], ["--engine", spark]):
        assert main(["assess", *ledgers, *mapping, *engine, "--out", str(tmp_path / f"out{len(engine)}")]) == 0
    for name in ("latest.csv", "moves.csv", "rejects.csv"):
        assert (tmp_path / "out0" / name).read_bytes() == (tmp_path / "out2" / name).read_bytes()
