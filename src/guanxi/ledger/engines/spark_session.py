"""Starting Spark, quietly, with the interpreter that runs here; and its failures as sentences."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from guanxi.errors import Refused, WrongCall

OLDEST_JAVA: Final = 17

_PATIENCE: Final = 10.0  # seconds for a master to answer

# As DuckDB reads: days of UTC in today's calendar, columns whose names differ by case alone, bytes as text.
_SETTINGS: Final = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.binaryAsString": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "50000",
}


def master_of(url: str) -> str:
    """The master that an engine URL names: ``spark://host:7077``, ``spark:local[*]``, ``spark:yarn``."""
    master = url if url.startswith("spark://") else url.removeprefix("spark:")
    if re.fullmatch(r"local(\[(\*|[1-9][0-9]*)\])?|yarn|k8s://.+", master):
        return master
    with contextlib.suppress(ValueError):
        parts = urlsplit(master)
        if parts.scheme == "spark" and parts.hostname and parts.port:
            return master
    raise WrongCall(f"“{url}” is no Spark engine: write spark://HOST:PORT or spark:local[*].")


class Session:
    """A Spark session on the master that ``url`` names; one that runs already is used, and left running.

    Everything that is missing is ``Refused``: PySpark, PyArrow, Java, a master that answers.
    """

    def __init__(self, url: str) -> None:
        master = master_of(url)
        sessions = _sessions()
        self.spark = sessions.getActiveSession()
        self._log: Any = None
        if self.spark is None:
            _check_java()
            _check_master(master)
            self._log = tempfile.TemporaryFile()  # noqa: SIM115  # Java writes into it as long as the session lives
            with self.told():
                self.spark = _start(sessions, master, self._log)
        self._context = self.spark
        self.spark = self.spark.newSession()  # with settings of its own
        for name, value in _SETTINGS.items():
            self.spark.conf.set(name, value)
        self.spark.conf.set("spark.sql.shuffle.partitions", max(8, 4 * self.spark.sparkContext.defaultParallelism))

    @contextlib.contextmanager
    def told(self) -> Iterator[None]:
        """Failures of Spark as one sentence; a refusal in a worker is a refusal here."""
        try:
            yield
        except Exception as error:
            if not type(error).__module__.startswith(("pyspark", "py4j")):
                raise
            refused = re.search(r"^guanxi\.errors\.Refused: (.+)$", str(error), re.MULTILINE)
            said = refused.group(1) if refused else f"Spark could not finish: {_reason(error, self._log)}"
            raise Refused(said) from None

    def close(self) -> None:
        if self._log is not None:
            with contextlib.suppress(Exception):
                self._context.stop()
            self._log.close()
            self._log = None


def _sessions() -> Any:
    try:
        import pandas  # noqa: F401  # PySpark needs it beside Arrow
        import pyarrow  # noqa: F401

        # Workers that are started by Java would take the first python3 of the path, without Arrow and without us.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
        warnings.filterwarnings("ignore", category=FutureWarning, module=r"pyspark\.")
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise Refused(
            f"The Spark engine needs {error.name or 'PySpark'}, which is not installed: pip install 'guanxi[spark]'.",
            code="missing_extra",
        ) from None
    return SparkSession


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    advice = f"install Java {OLDEST_JAVA} or newer, or set JAVA_HOME to it."
    if java is None or not shutil.which(java):
        raise Refused(f"The Spark engine needs Java, which is not there: {advice}", code="missing_java")
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=True).stderr
    except (OSError, subprocess.SubprocessError):
        raise Refused(
            f"The Spark engine needs Java, and {java} does not start: {advice}", code="missing_java"
        ) from None
    version = re.search(r'version "(?:1\.)?([0-9]+)', said)
    if version and int(version.group(1)) < OLDEST_JAVA:
        raise Refused(f"The Spark engine needs a newer Java than {version.group(1)}: {advice}", code="missing_java")


def _check_master(master: str) -> None:
    """Spark itself would try for a minute, and then say so in a hundred lines."""
    if not master.startswith("spark://"):
        return
    parts = urlsplit(master)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout=_PATIENCE).close()
    except OSError as error:
        raise Refused(
            f"The Spark master {master} does not answer: {error.strerror or error}.", code="not_reachable", retry=True
        ) from None


def _start(sessions: Any, master: str, log: Any) -> Any:
    settings = {
        "spark.app.name": "guanxi",
        "spark.log.level": "ERROR",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.maxResultSize": "0",
    }
    if master.startswith("local"):
        # The name of this machine may lead to an address that nobody answers at.
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        settings |= {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
    building = sessions.builder.master(master)
    for name, value in settings.items():
        building = building.config(name, value)
    # Java inherits our standard error and writes what it likes there; it goes into a file that only failures show.
    sys.stderr.flush()
    kept = os.dup(2)
    os.dup2(log.fileno(), 2)
    try:
        return building.getOrCreate()
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _reason(error: Exception, log: Any) -> str:
    """The last line that says what went wrong, in the worker if it was there."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    told = [line for line in lines if re.match(r"[\w.]*(Error|Exception)\b.*: ", line)]
    said = told[-1] if told else lines[0]
    if "[JAVA_GATEWAY_EXITED]" in said and log is not None:
        log.seek(0)
        last = log.read()[-2000:].decode(errors="replace").strip().splitlines()
        said = last[-1] if last else said
    return said[:400].rstrip(".") + "."
