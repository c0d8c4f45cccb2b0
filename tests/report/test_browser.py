"""The report in a real browser, with scripts switched off, as a mail attachment is opened."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from guanxi.report import write_report
from tests.report.samples import Life, Story, write_lives, write_run
from tests.report.test_page import NASTY

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The kinds of report that lay themselves out differently."""
    at = tmp_path_factory.mktemp("reports")
    lives = [Life(name, ours=[90] * 34 + [0] * 2, total=[300] * 36) for name in NASTY]
    write_run(at / "customers", Story(relations=300, rejects=5))
    write_run(at / "suppliers", Story(relations=300, suppliers=True))
    write_run(at / "no totals", Story(relations=120, totals=False))
    write_lives(at / "nasty names", lives, us=["W" * 90])
    return {path.name: write_report(path) for path in sorted(at.iterdir())}


@dataclass
class Seen:
    """A page with what it logged and what it asked for."""

    page: Page
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def overflow(self) -> int:
        """Pixels by which the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def choose(self, name: str) -> None:
        self.page.locator(f"label[for={name}]").click()

    def background(self) -> str:
        return str(self.page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()


@pytest.fixture
def opened(browser: Browser) -> Iterator["Opening"]:
    opening = Opening(browser)
    yield opening
    opening.close()


class Opening:
    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[object] = []

    def __call__(self, path: Path, *, width: int = 1440, scheme: str = "light") -> Seen:
        context = self._browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=False,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        self._contexts.append(context)
        seen = Seen(context.new_page())
        seen.page.on("console", lambda message: seen.messages.append(message.text))
        seen.page.on("pageerror", lambda error: seen.messages.append(str(error)))
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        seen.page.goto(path.as_uri())
        return seen

    def close(self) -> None:
        for context in self._contexts:
            context.close()  # type: ignore[attr-defined]


KINDS = ("customers", "suppliers", "no totals", "nasty names")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_leaves_the_file_and_nothing_is_complained_of(
    opened: Opening, reports: dict[str, Path], kind: str
) -> None:
    seen = opened(reports[kind])
    for name in ("language-zh", "theme-dark", "language-en", "theme-light"):
        seen.choose(name)
    assert seen.messages == []
    assert [url for url in seen.requests if not url.startswith("data:font/woff2")] == [reports[kind].as_uri()]


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_is_never_wider_than_the_window(opened: Opening, reports: dict[str, Path], kind: str) -> None:
    seen = opened(reports[kind])
    for language in ("language-en", "language-zh"):
        seen.choose(language)
        for width in (1440, 1100, 1000, 860, 720, 390, 320):
            seen.page.set_viewport_size({"width": width, "height": 900})
            assert seen.overflow() <= 0, f"{language} at {width} pixels"


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_sticks_out_of_its_card(opened: Opening, reports: dict[str, Path], kind: str) -> None:
    seen = opened(reports[kind])
    for width in (1440, 1100, 390):
        seen.page.set_viewport_size({"width": width, "height": 900})
        outside = seen.page.evaluate(
            """[...document.querySelectorAll('.card *, .figures *')].filter(part => {
                if (!part.checkVisibility() || part.closest('svg, .scroll, .unseen, thead')) return false;
                const card = part.closest('.card, .figures').getBoundingClientRect();
                const box = part.getBoundingClientRect();
                return box.width > 1 && (box.right > card.right + 1 || box.left < card.left - 1);
            }).map(part => part.className + ': ' + part.textContent.trim().slice(0, 40))"""
        )
        assert outside == [], f"at {width} pixels"


def test_the_language_is_switched_without_scripts(opened: Opening, reports: dict[str, Path]) -> None:
    seen = opened(reports["customers"])
    assert seen.heading() == "Hexa Motion: where our customers stand"
    assert not seen.page.get_by_text("需要修复", exact=True).first.is_visible()
    seen.choose("language-zh")
    assert seen.heading() == "Hexa Motion：客户关系现状"
    assert seen.page.get_by_role("heading", name="需要修复").is_visible()
    assert not seen.page.get_by_role("heading", name="Needs repair").is_visible()
    seen.choose("language-en")
    assert seen.page.get_by_role("heading", name="Needs repair").is_visible()


def test_the_theme_follows_the_device_until_one_is_chosen(opened: Opening, reports: dict[str, Path]) -> None:
    light, dark = "rgb(251, 251, 250)", "rgb(14, 15, 17)"
    assert opened(reports["customers"], scheme="light").background() == light
    seen = opened(reports["customers"], scheme="dark")
    assert seen.background() == dark
    seen.choose("theme-light")
    assert seen.background() == light
    seen.choose("theme-dark")
    assert seen.background() == dark
    seen.choose("theme-auto")
    assert seen.background() == dark


def test_the_switches_work_from_the_keyboard(opened: Opening, reports: dict[str, Path]) -> None:
    seen = opened(reports["customers"])
    seen.page.locator("#language-en").focus()
    seen.page.keyboard.press("ArrowRight")
    assert seen.heading() == "Hexa Motion：客户关系现状"


def test_the_sections_have_headings_and_the_links_reach_them(opened: Opening, reports: dict[str, Path]) -> None:
    seen = opened(reports["customers"])
    for name in ("Movement", "Needs repair", "Ready to grow", "Largest customers", "How far to trust it"):
        assert seen.page.get_by_role("heading", name=name).is_visible()
    seen.page.get_by_role("link", name="Movement").click()
    top = seen.page.evaluate("document.querySelector('#movement-en').getBoundingClientRect().top")
    assert 0 < top < 200


def test_the_lists_stay_tables_on_a_phone(opened: Opening, reports: dict[str, Path]) -> None:
    seen = opened(reports["customers"], width=390)
    table = seen.page.get_by_role("table", name="Overdue")
    assert table.get_by_role("row").count() > 3
    assert table.get_by_role("rowheader").first.is_visible()
    box = seen.page.locator("#repair-en .relations tbody tr").first.bounding_box()
    assert box is not None
    assert box["height"] > 100  # a card of several lines, not a row


def test_paper_is_light_and_without_switches(opened: Opening, reports: dict[str, Path]) -> None:
    seen = opened(reports["customers"], scheme="dark")
    seen.choose("theme-dark")
    seen.page.emulate_media(media="print")
    assert seen.background() == "rgb(255, 255, 255)"
    assert not seen.page.locator(".switch").first.is_visible()
    assert seen.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
