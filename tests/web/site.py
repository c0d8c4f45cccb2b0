"""The server as it is run, with the sample world or with nothing in it, and ways in for a browser.

Started once for all tests of a process. The sample world takes a minute to build: on SQLite the processes of a run
build it once and take copies.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.database.scratch import scratch_database
from tests.serving import Server
from tests.web.browser import Seen, add_authenticator, listen

ROOT = Path(__file__).parents[2]


class Site:
    """A running server; ``keys`` names records in it."""

    def __init__(self, browser: Browser, address: str, keys: dict[str, Any]) -> None:
        self._browser = browser
        self._languages: dict[str, str] = {}
        self.address = address
        self.keys = keys

    @contextmanager
    def visit(
        self,
        path: str,
        who: str = "",
        *,
        width: int = 1440,
        theme: str = "light",
        language: str = "en",
        stale: bool = False,
        **options: Any,
    ) -> Iterator[Seen]:
        """A page in a browser of its own, as ``who``, or as a stranger."""
        cookies = {"guanxi_language": language, "guanxi_theme": theme}
        if who:
            cookies["guanxi_session"] = self._session(who, language, stale=stale)
        context = self._browser.new_context(viewport={"width": width, "height": 900}, base_url=self.address, **options)
        try:
            context.add_cookies([{"name": name, "value": of, "url": self.address} for name, of in cookies.items()])
            seen = listen(context)
            seen.page.goto(path)
            yield seen
        finally:
            context.close()

    def _session(self, who: str, language: str, *, stale: bool) -> str:
        session = str(self.keys["stale" if stale else "sessions"][who])
        if self._languages.get(who) != language:
            # Kept for the user, it goes before what his browser asks for.
            door = self._browser.new_context(base_url=self.address)
            door.add_cookies([{"name": "guanxi_session", "value": session, "url": self.address}])
            door.request.get("/blank/")
            token = next(cookie["value"] for cookie in door.cookies() if cookie["name"] == "guanxi_csrf")
            switch = {"language": language, "csrfmiddlewaretoken": token}
            assert door.request.post("/preferences/language/", form=switch, max_redirects=0).status == 303
            door.close()
            self._languages[who] = language
        return session


@pytest.fixture(scope="session")
def sample_world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A home with the sample world on SQLite, to be copied, and the keys in it; built once in a run."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    home, keys = shared / "sample-world", shared / "sample-world.json"
    with (shared / "sample-world.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not keys.exists():
            environment = {name: value for name, value in os.environ.items() if name != "GUANXI_DATABASE_URL"}
            keys.write_text(json.dumps(_fill(environment | {"GUANXI_HOME": str(home)}, "sample")))
    return home, json.loads(keys.read_text())


@pytest.fixture(scope="session")
def sample_site(
    browser: Browser, sample_world: tuple[Path, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """With the sample world of today."""
    with scratch_database(tmp_path_factory.mktemp("sample")) as environment:
        if os.environ.get("GUANXI_DATABASE_URL"):
            keys = _fill(environment, "sample")
        else:
            home, keys = sample_world
            shutil.copytree(home, environment["GUANXI_HOME"])
        with _serving(environment) as address:
            site = Site(browser, address, dict(keys))
            site.keys["passkey"] = _add_passkey(site)
            yield site


@pytest.fixture(scope="session")
def empty_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """With one administrator, who leads Sales, and nothing else."""
    with scratch_database(tmp_path_factory.mktemp("empty")) as environment:
        keys = _fill(environment, "empty")
        with _serving(environment) as address:
            yield Site(browser, address, keys)


def _add_passkey(site: Site) -> str:
    """Gives the guest a passkey, as only a browser can; its key."""
    with site.visit("/accounts/2fa/passkeys/add/", "ines.costa") as seen:
        add_authenticator(seen.page)
        seen.page.get_by_role("button", name="Add the passkey").click()
        seen.page.wait_for_url(lambda address: not address.endswith("/add/"))
        seen.page.goto("/accounts/2fa/")
        address = seen.page.get_by_role("link", name="Rename").get_attribute("href")
    return str(address).split("/")[-3]


@contextmanager
def _serving(environment: dict[str, str]) -> Iterator[str]:
    environment = environment | {"GUANXI_WORKERS": "1", "GUANXI_LOG_LEVEL": "ERROR", "GUANXI_MFA": "nobody"}
    server = Server({name: value for name, value in environment.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"})
    try:
        server.wait_until_ready()
        # By its name: a passkey belongs to one, and to no number.
        yield server.address.replace("127.0.0.1", "localhost")
    finally:
        server.process.terminate()
        server.process.communicate(timeout=30)


def _fill(environment: dict[str, str], what: str) -> dict[str, Any]:
    filling = [sys.executable, "-m", "tests.web.filling", what]
    environment = environment | {"DJANGO_SETTINGS_MODULE": "guanxi.settings"}
    told = subprocess.run(filling, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(told.stdout))
