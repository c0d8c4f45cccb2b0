"""The built wheel, installed with the locked dependencies where nothing of the repository is: a firm starts with it."""

import os
import re
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
import xlsxwriter
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.serving import Server

ROOT = Path(__file__).parents[1]
PASSWORD = "a longer sentence"
# What is packed: the rest of the repository is not there when the wheel is made.
PACKED = ("src/guanxi", "pyproject.toml", "README.md", "LICENSE")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an environment of its own in `env`."""
    folder = tmp_path_factory.mktemp("elsewhere")
    source = folder / "source"
    for name in PACKED:
        into = source / name
        into.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, into, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, into)
    subprocess.run([sys.executable, "-m", "venv", folder / "env"], check=True)
    pip = [folder / "env" / "bin" / "python", "-m", "pip", "--quiet", "--disable-pip-version-check"]
    for arguments in (
        ["install", "--no-compile", "--require-hashes", "-r", ROOT / "constraints.txt"],
        ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, source],
        ["install", "--no-compile", "--no-deps", "--no-index", "--find-links", folder, "guanxi"],
    ):
        subprocess.run([*pip, *arguments], check=True, cwd=folder)
    shutil.rmtree(source)
    return folder


@pytest.fixture
def environment(elsewhere: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GUANXI", "DJANGO", "PYTHON"))}
    return kept | {"GUANXI_HOME": str(elsewhere / "firm"), "GUANXI_WORKERS": "1", "GUANXI_MFA": "nobody"}


@pytest.fixture
def guanxi(elsewhere: Path, environment: dict[str, str]) -> Callable[..., str]:
    def call(*arguments: str, typed: str = "") -> str:
        done = subprocess.run(
            [elsewhere / "env" / "bin" / "guanxi", *arguments],
            cwd=elsewhere, env=environment, input=typed, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    return call


class Browser:
    """Enough of one to fill forms in."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies))

    def get(self, path: str) -> str:
        with self._opener.open(self.address + path, timeout=120) as answer:
            return str(answer.read().decode())

    def post(self, path: str, **fields: object) -> tuple[str, str]:
        """Where it leads, and the page that is there."""
        token = next(cookie.value for cookie in self._cookies if cookie.name == "guanxi_csrf")
        body = encode_multipart(BOUNDARY, {**fields, "csrfmiddlewaretoken": token})
        request = urllib.request.Request(self.address + path, body, {"Content-Type": MULTIPART_CONTENT})
        with self._opener.open(request, timeout=120) as answer:
            return urllib.parse.urlsplit(answer.url).path, str(answer.read().decode())


@pytest.fixture
def browser_of_a_user(elsewhere: Path, environment: dict[str, str], guanxi: Callable[..., str]) -> Iterator[Browser]:
    create = ("user", "create", "lin.yue", "--email", "lin@example.com", "--department", "sales", "--password-stdin")
    assert guanxi(*create, typed=PASSWORD) == "lin.yue can sign in.\n"
    server = Server(environment, python=elsewhere / "env" / "bin" / "python")
    try:
        server.wait_until_ready()
        browser = Browser(server.address)
        browser.get("/accounts/login/")
        assert browser.post("/accounts/login/", login="lin.yue", password=PASSWORD)[0] == "/"
        yield browser
    finally:
        server.process.terminate()
        server.process.communicate(timeout=30)


def test_a_firm_starts_with_the_wheel_alone(
    elsewhere: Path, browser_of_a_user: Browser, guanxi: Callable[..., str], tmp_path: Path
) -> None:
    browser = browser_of_a_user
    today = browser.get("/")
    # All that pages are made of came along, and the Chinese texts.
    fetched = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', today))
    assert len(fetched) >= 3
    for address in fetched:
        assert browser.get(address) if not address.endswith(".woff2") else True
    assert "今日" in browser.post("/preferences/language/", language="zh-hans")[1]
    browser.post("/preferences/language/", language="en")

    csv = tmp_path / "customers.csv"
    csv.write_text("Name,Own code,City\nNordhafen Robotics,C-1,Hamburg\n苏州精密,C-2,苏州\n", encoding="utf-8")
    sheet = tmp_path / "customers.xlsx"
    with xlsxwriter.Workbook(sheet) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ("名称", "自有编号"))
        page.write_row(1, 0, ("Brunnthal Pumpen", "C-3"))
    for file, names in ((csv, ("Nordhafen Robotics", "苏州精密")), (sheet, ("Brunnthal Pumpen",))):
        browser.get("/import/customers/")
        with file.open("rb") as sent:
            run, preview = browser.post("/import/customers/", file=sent)
        assert all(name in preview for name in names)
        browser.post(f"{run}apply/")
        listed = browser.get("/customers/")
        assert all(name in listed for name in names)
    # And as the administrator of the server would, from the shell.
    told = guanxi("import", "customers", str(csv), "--as", "lin.yue")
    assert told.startswith("0 created, 0 changed, 2 there already,")
