"""Runs all tests: finds what some of them need (a browser, PostgreSQL, Java), says plainly what it could not find.

Called by ``make test``. A browser and PostgreSQL are taken from GUANXI_TEST_BROWSER and GUANXI_TEST_DATABASE_URL, else
from what is installed, else (as root on Debian) from apt-get. What is missing all the same leaves its tests out, with a
sentence at the end; in CI a missing browser or PostgreSQL is a failure. Spark is tested where Java 17 or newer is.

The tests of the application run on SQLite, and once more on PostgreSQL: those of ON_BOTH, with ``--prove`` all of
them and with the large numbers of ``make prove``.
"""

import contextlib
import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ON_BOTH = ("tests/access", "tests/customers", "tests/activities", "tests/records", "tests/database")
APPLICATION = (
    *ON_BOTH, "tests/ledger", "tests/relationships", "tests/plans", "tests/exchange", "tests/demo", "tests/web",
    "tests/test_cli_users.py", "tests/test_health.py", "tests/test_server.py",
)  # fmt: skip
PROOF = {
    "GUANXI_WRITER_SECONDS": "60",
    "GUANXI_KILL_ROUNDS": "40",
    "GUANXI_DRILL_ROUNDS": "20",
    "GUANXI_TEST_MATRIX": "all",
    "GUANXI_TEST_LOOKS": "all",
    "GUANXI_TEST_WALKS": "500",
    "GUANXI_HOSTILE_FILES": "400",
    "GUANXI_HOSTILE_TEXTS": "3",
    "GUANXI_QUIET_CUSTOMERS": "500",
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLE_BROWSERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def apt_install(package: str) -> bool:
    """Installs a Debian package; False where that cannot be done."""
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"Installing {package} ...", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    for command in (["apt-get", "update", "-qq"], install):
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            print(f"{' '.join(command)} failed: {done.stderr.strip()[-500:]}", flush=True)
            return False
    return True


def browser() -> str | None:
    """The path of a Chromium."""
    if given := os.environ.get("GUANXI_TEST_BROWSER"):
        return given
    for attempt in range(2):
        for name in (*BROWSERS, *APPLE_BROWSERS):
            if path := shutil.which(name):
                return path
        if attempt or not apt_install("chromium"):
            return None
    return None


def java_major() -> int | None:
    """17 for Java 17; None where there is no Java."""
    if not shutil.which("java"):
        return None
    told = subprocess.run(["java", "-version"], capture_output=True, text=True).stderr
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(found[1]) if found else None


def postgres_programs() -> Path | None:
    """The folder that holds initdb and postgres."""
    for attempt in range(2):
        folders = sorted(
            Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True
        )
        if on_path := shutil.which("initdb"):
            folders.append(Path(on_path).parent)
        for folder in folders:
            if (folder / "initdb").exists() and (folder / "postgres").exists():
                return folder
        if attempt or not apt_install("postgresql"):
            return None
    return None


@contextlib.contextmanager
def postgres() -> Iterator[str | None]:
    """The URL of a PostgreSQL server: the given one, or a cluster of its own that ends with the tests."""
    if given := os.environ.get("GUANXI_TEST_DATABASE_URL"):
        yield given
        return
    programs = postgres_programs()
    if programs is None:
        yield None
        return
    # PostgreSQL refuses to run as root; Debian's package brings a user for it.
    account = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="guanxi-postgres-", ignore_cleanup_errors=True) as folder:
        if account:
            shutil.chown(folder, account)
        cluster = Path(folder) / "cluster"
        options = ["-U", "guanxi", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
        subprocess.run(
            [programs / "initdb", "-D", cluster, *options],
            user=account,
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with (Path(folder) / "log").open("w") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", cluster, "-k", folder, "-h", "127.0.0.1", "-p", str(port), "-F"],
                user=account, cwd=folder, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            wait_for(port, server, Path(folder) / "log")
            yield f"postgresql://guanxi@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            server.wait(30)


def wait_for(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        if "ready to accept connections" in log.read_text():
            return
        time.sleep(0.1)
    raise SystemExit(f"PostgreSQL did not start on port {port}:\n{log.read_text()}")


def pytest(expression: str, *options: str, database: str = "") -> bool:
    command = [sys.executable, "-m", "pytest", "--no-header", "-m", expression, *options]
    environment = {name: value for name, value in os.environ.items() if name != "GUANXI_DATABASE_URL"}
    if database:
        environment["GUANXI_DATABASE_URL"] = database
        # How a page looks does not depend on the database.
        environment.pop("GUANXI_TEST_LOOKS", None)
    return subprocess.run(command, cwd=ROOT, env=environment).returncode == 0


def main() -> int:
    proves = sys.argv[1:] == ["--prove"]
    if proves:
        for name, value in PROOF.items():
            os.environ.setdefault(name, value)
    left_out: list[str] = []
    lacking: list[str] = []
    avoid: list[str] = []

    if path := browser():
        os.environ["GUANXI_TEST_BROWSER"] = path
    else:
        avoid.append("browser")
        lacking.append("browser tests: install Chromium, or name one in GUANXI_TEST_BROWSER")
    if not Path(os.environ.get("GUANXI_DATA") or ROOT.parent / "shared" / "data").is_dir():
        avoid.append("real")
        left_out.append("tests on real ledgers: they need a folder of them in GUANXI_DATA or at ../shared/data")

    java = java_major()
    with_spark = java is not None and java >= 17
    if with_spark and importlib.util.find_spec("pyspark") is None:
        subprocess.run(["make", "--no-print-directory", "install-spark"], cwd=ROOT, check=True)
    with postgres() as url:
        if url:
            os.environ["GUANXI_TEST_DATABASE_URL"] = url
        else:
            avoid.append("postgres")
            lacking.append(
                "PostgreSQL tests: install PostgreSQL 14 or newer, or name a server in GUANXI_TEST_DATABASE_URL"
            )
        without = "".join(f" and not {mark}" for mark in avoid)
        passed = pytest(f"not spark and not alone{without}", "-n", "auto")
        # What measures time runs by itself.
        passed = pytest(f"alone{without}") and passed
        if url:
            print("The application once more, on PostgreSQL:", flush=True)
            places = [place for place in (APPLICATION if proves else ON_BOTH) if (ROOT / place).exists()]
            passed = pytest(f"not spark and not alone{without}", "-n", "auto", *places, database=url) and passed
            passed = pytest(f"alone{without}", *places, database=url) and passed
        # Spark takes both cores and much memory, so its tests run alone.
        if with_spark:
            passed = pytest(f"spark{without}") and passed
        else:
            found = f"Java {java} is here" if java else "no Java is here"
            left_out.append(
                f"Spark tests: they need Java 17 or newer, and {found} (on Debian: openjdk-17-jre-headless)"
            )

    for sentence in (*left_out, *lacking):
        print(f"Not run: {sentence}.")
    if lacking and os.environ.get("CI"):
        print("In CI that is a failure.")
        return 1
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
