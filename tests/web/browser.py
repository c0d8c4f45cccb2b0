"""A real browser for the pages: what it complains of is collected, and axe looks at what it shows.

A test asks for ``visit``: ``visit("/tasks/", width=390, theme="dark", language="zh-hans")`` opens a page as a
user of the database of the test, with or without scripts. ``seen.faults()`` is empty where nothing is wrong.
"""

import itertools
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
# Taken before any script of the page runs, so that nothing is missed.
_LISTEN = """
window.guanxiViolations = [];
document.addEventListener('securitypolicyviolation', (event) =>
  window.guanxiViolations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
"""
_FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


WIDTHS, THEMES, LANGUAGES = (1440, 390, 320), ("light", "dark"), ("en", "zh-hans")
Look = tuple[str, tuple[int, ...], str, str]


def looks(paths: Sequence[str]) -> list[Look]:
    """Each page in widths, in a theme, in a language: one combination a page, or all with GUANXI_TEST_LOOKS=all.

    A page is opened in the first of its widths; in the others the window is drawn to that size.
    """
    every = list(itertools.product(WIDTHS, THEMES, LANGUAGES))
    if os.environ.get("GUANXI_TEST_LOOKS") == "all":
        turned = [WIDTHS[at:] + WIDTHS[:at] for at in range(len(WIDTHS))]
        return [
            (path, turned[(place + at) % len(turned)], *look)
            for place, path in enumerate(paths)
            for at, look in enumerate(itertools.product(THEMES, LANGUAGES))
        ]
    # By steps of five through the twelve, so that few pages already meet each width, theme and language.
    alone = [every[place * 5 % len(every)] for place in range(len(paths))]
    return [(path, (width,), theme, language) for path, (width, theme, language) in zip(paths, alone, strict=True)]


@dataclass
class Seen:
    """A page with what it logged."""

    page: Page
    messages: list[str] = field(default_factory=list)

    def overflow(self) -> int:
        """Pixels by which the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def violations(self) -> list[str]:
        """What the content security policy had to stop."""
        return list(self.page.evaluate("window.guanxiViolations"))

    def barriers(self) -> list[str]:
        """What axe finds, of any impact."""
        if self.page.evaluate("typeof axe") == "undefined":
            self.page.evaluate(AXE)
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
        return [
            f"{violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    def faults(self) -> dict[str, Any]:
        """Everything that is wrong with the page as it stands; empty when nothing is."""
        looked = {
            "console": self.messages,
            "policy": self.violations(),
            "axe": self.barriers(),
            "overflow": max(0, self.overflow()),
        }
        return {name: what for name, what in looked.items() if what}

    def faults_in(self, widths: Sequence[int]) -> dict[str, Any]:
        """Everything that is wrong in the first of these widths in which something is."""
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": 900})
            # A page that moves with its window has drawn itself anew after the second frame.
            self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            if faults := self.faults():
                return {"width": width, **faults}
        return {}


def listen(context: BrowserContext, *, scripts: bool = True) -> Seen:
    """A new page that writes down what is complained of."""
    if scripts:
        context.add_init_script(_LISTEN)
    seen = Seen(context.new_page())
    seen.page.on("console", lambda message: seen.messages.append(message.text))
    seen.page.on("pageerror", lambda error: seen.messages.append(str(error)))
    return seen


def add_authenticator(page: Page) -> Any:
    """A device that keeps passkeys and has just recognised its owner: the connection to it, and its id."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devices, made["authenticatorId"]


class Visit:
    """Opens pages, each in a browser of its own."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.address = address

    def __call__(
        self, path: str, *, user: Any = None, width: int = 1440, theme: str = "light", language: str = "en",
        scripts: bool = True, **options: Any,
    ) -> Seen:  # fmt: skip
        context = self._browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, base_url=self.address, **options
        )
        self._contexts.append(context)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language, "guanxi_theme": theme}
        if user is not None:
            type(user).objects.filter(pk=user.pk).update(language=language)
            client = Client()
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in cookies.items()])
        seen = listen(context, scripts=scripts)
        seen.page.goto(path)
        return seen

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("GUANXI_TEST_BROWSER") or next(filter(None, map(shutil.which, _NAMES)), None)
    if not path or not Path(path).exists():
        pytest.fail(
            "There is no Chromium for the browser tests: install one (on Debian: apt-get install chromium) or set "
            "GUANXI_TEST_BROWSER to its path.",
            pytrace=False,
        )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Visit]:
    made = Visit(browser, live_server.url)
    yield made
    made.close()
