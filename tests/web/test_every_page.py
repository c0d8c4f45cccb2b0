"""Every page there is, as it is served, in a real browser: nothing is wrong with it in any width, theme and language.

The addresses are read off the routes; their examples stand in `pages.py`.
"""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from guanxi.access.models import User
from tests.web.browser import Seen, looks
from tests.web.filling import FIRST, PASSWORD
from tests.web.pages import AUTHENTICATE, GUEST, NO_PAGE, OWNER, PAGES, Page
from tests.web.site import Site
from tests.web.test_routes import filled, routes

pytestmark = pytest.mark.browser


def test_every_address_has_an_example_here_or_is_no_page(db: None) -> None:
    new = [route for route, _view in routes() if route not in {*PAGES, *NO_PAGE} and _answers(route)]
    assert not new, f"{new} are not looked at: add an example of each to PAGES of pages.py, or the reason to NO_PAGE."
    gone = {*PAGES, *NO_PAGE} - {route for route, _view in routes()}
    assert not gone, f"{gone} lead nowhere any more: take them out of pages.py."


def _answers(route: str) -> bool:
    """If it answers to a browser that goes there."""
    user, _ = User.objects.get_or_create(username=OWNER)
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client.get("/" + filled(route)).status_code != 405


def _named(pages: Iterable[Page]) -> dict[str, Page]:
    return {f"{page.who or 'stranger'} {page.path}": page for page in pages}


_ALL = [page for pages in PAGES.values() for page in pages]
SAMPLE = _named(_ALL)
DIALOGS = _named(page for page in _ALL if page.dialog)
# What needs no key is there before anything else is; of several that differ by who looks, one.
EMPTY = {
    page.path: page
    for page in _ALL
    if "{" not in page.path and page.path != AUTHENTICATE and page.who not in ("wang.fang", GUEST) and not page.stale
}


@pytest.mark.parametrize(("name", "widths", "theme", "language"), looks(list(SAMPLE)))
def test_nothing_is_wrong_with_a_page(
    sample_site: Site, name: str, widths: tuple[int, ...], theme: str, language: str
) -> None:
    page = SAMPLE[name]
    start = "/accounts/login/" if page.path == AUTHENTICATE else page.path.format(**sample_site.keys)
    with sample_site.visit(start, page.who, stale=page.stale, width=widths[0], theme=theme, language=language) as seen:
        if page.path == AUTHENTICATE:
            seen.page.locator("[name=login]").fill(GUEST)
            seen.page.locator("[name=password]").fill(PASSWORD)
            seen.page.keyboard.press("Enter")
            seen.page.wait_for_url(f"**{AUTHENTICATE}")
        _is_there(seen, page.lands or page.path.format(**sample_site.keys), theme, language)
        assert _faults(seen, page, widths) == {}


@pytest.mark.parametrize(("name", "widths", "theme", "language"), looks(list(DIALOGS)))
def test_nothing_is_wrong_with_a_form_in_the_dialog(
    sample_site: Site, name: str, widths: tuple[int, ...], theme: str, language: str
) -> None:
    page = DIALOGS[name]
    with sample_site.visit("/blank/", page.who, width=widths[0], theme=theme, language=language) as seen:
        address = page.path.format(**sample_site.keys)
        seen.page.evaluate("(path) => htmx.ajax('GET', path, '#dialog-content')", address)
        dialog = seen.page.get_by_role("dialog")
        dialog.get_by_role("heading").first.wait_for()
        assert dialog.locator("form").count() > 0
        assert _faults(seen, page, widths) == {}


@pytest.mark.parametrize(("path", "widths", "theme", "language"), looks(list(EMPTY)))
def test_nothing_is_wrong_with_a_page_of_an_empty_database(
    empty_site: Site, path: str, widths: tuple[int, ...], theme: str, language: str
) -> None:
    page = EMPTY[path]
    with empty_site.visit(path, FIRST if page.who else "", width=widths[0], theme=theme, language=language) as seen:
        _is_there(seen, path, theme, language)
        assert _faults(seen, page, widths) == {}


def _is_there(seen: Seen, path: str, theme: str, language: str) -> None:
    """That the page is the one that was asked for, and looks as asked."""
    at = urlsplit(seen.page.url)
    assert fnmatchcase(at.path, path.partition("?")[0])
    html = seen.page.locator("html")
    assert html.get_attribute("lang") == {"en": "en", "zh-hans": "zh-Hans"}[language]
    assert html.get_attribute("data-theme") == theme


def _faults(seen: Seen, page: Page, widths: Sequence[int]) -> dict[str, object]:
    # An answer that refuses is noted by the browser as well.
    noted = page.noted or f"status of {page.status}"
    seen.messages = [message for message in seen.messages if noted not in message]
    return seen.faults_in(widths)
