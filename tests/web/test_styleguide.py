"""The parts of the face in a real browser: how they look to axe, and what keys and scripts do."""

import gzip
import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from tests.web.browser import Seen, Visit, looks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = ("/blank/", "/styleguide/", "/styleguide/today/", "/styleguide/portfolio/", "/styleguide/customer/")


@pytest.fixture
def user(transactional_db: None) -> Any:
    return get_user_model().objects.create(username="lin.yue", name="Lin Yue 林悦", email="lin.yue@guanxi.example")


@pytest.mark.parametrize(("path", "widths", "theme", "language"), looks(SCREENS))
def test_nothing_is_wrong_with_a_screen(
    visit: Visit, user: Any, path: str, widths: tuple[int, ...], theme: str, language: str
) -> None:
    seen = visit(path, user=user, width=widths[0], theme=theme, language=language)
    # The form that shows its errors holds a day that is none, and browsers say so.
    seen.messages = [message for message in seen.messages if "yyyy-MM-dd" not in message]
    assert seen.faults_in(widths) == {}
    assert seen.page.locator("html").get_attribute("lang") == {"en": "en", "zh-hans": "zh-Hans"}[language]
    assert seen.page.locator("html").get_attribute("data-theme") == theme


@pytest.mark.parametrize("path", SCREENS)
def test_a_screen_can_be_read_without_scripts(visit: Visit, user: Any, path: str) -> None:
    seen = visit(path, user=user, scripts=False)
    assert seen.page.get_by_role("link", name="Today").first.is_visible()
    seen.page.get_by_role("button", name="Lin Yue").click()
    assert seen.page.get_by_role("button", name="Sign out").is_visible()


def test_the_theme_follows_the_device_until_one_is_chosen(visit: Visit, user: Any) -> None:
    light, dark = "rgb(251, 251, 250)", "rgb(14, 15, 17)"

    def ground(seen: Seen) -> str:
        return str(seen.page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))

    seen = visit("/blank/", user=user, theme="", color_scheme="dark")
    assert ground(seen) == dark
    seen = visit("/blank/", user=user, theme="", color_scheme="light")
    assert ground(seen) == light
    seen.page.get_by_role("button", name="Dark colours").first.click()
    seen.page.wait_for_selector("html[data-theme=dark]")
    assert ground(seen) == dark
    assert seen.page.url.endswith("/blank/")


def test_the_language_is_switched_and_kept_for_the_user(visit: Visit, user: Any) -> None:
    seen = visit("/blank/", user=user)
    seen.page.get_by_role("button", name="简体中文").first.click()
    seen.page.wait_for_selector("html[lang=zh-Hans]")
    user.refresh_from_db()
    assert user.language == "zh-hans"


def test_a_switch_leads_to_no_other_site_and_takes_no_other_value() -> None:
    client = Client()
    answer = client.post("/preferences/theme/", {"theme": "dark", "next": "https://elsewhere.example/"})
    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert client.post("/preferences/theme/", {"theme": "purple"}).status_code == 400
    assert client.post("/preferences/language/", {"language": "tlh"}).status_code == 400
    assert client.get("/preferences/theme/").status_code == 405


def test_the_palette_opens_by_key_and_gives_the_focus_back(visit: Visit, user: Any) -> None:
    seen = visit("/styleguide/", user=user)
    asked: list[str] = []
    options = (
        '<div role="group" aria-label="Customers"><a role="option" aria-selected="false" tabindex="-1" href="/blank/">'
        "Nordhafen Robotics</a><a role='option' aria-selected='false' tabindex='-1' href='/styleguide/today/'>"
        "Suzhou Precision</a></div>"
    )

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(body=options, content_type="text/html")

    seen.page.route("**/palette/**", answer)
    seen.page.get_by_role("link", name="Portfolio").first.focus()
    before = seen.page.evaluate("document.activeElement.outerHTML")
    seen.page.keyboard.press("Control+k")
    box = seen.page.locator("#palette-text")
    palette = seen.page.locator("#palette")
    first = palette.get_by_role("option", name="Nordhafen Robotics")
    first.wait_for()
    assert first.get_attribute("aria-selected") == "true"
    seen.page.keyboard.press("ArrowDown")
    second = palette.get_by_role("option", name="Suzhou Precision")
    assert second.get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == second.get_attribute("id")
    assert seen.barriers() == []
    seen.page.keyboard.press("Escape")
    assert not seen.page.locator("#palette").is_visible()
    assert seen.page.evaluate("document.activeElement.outerHTML") == before

    seen.page.keyboard.press("Control+k")
    seen.page.keyboard.type("su")
    with seen.page.expect_response(lambda response: response.url.endswith("q=su")):
        pass
    seen.page.keyboard.press("ArrowDown")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_url("**/styleguide/today/")
    assert all("/palette/?q=" in url for url in asked)


def test_the_palette_waits_while_an_input_method_composes(visit: Visit, user: Any) -> None:
    seen = visit("/blank/", user=user)
    asked: list[str] = []
    seen.page.route("**/palette/**", lambda route: (asked.append(route.request.url), route.fulfill(body="")))
    seen.page.keyboard.press("Control+k")
    seen.page.wait_for_timeout(300)
    asked.clear()
    composing = """(text) => {
      const box = document.querySelector('#palette-text');
      box.value = text;
      box.dispatchEvent(new InputEvent('input', {bubbles: true, isComposing: true}));
    }"""
    seen.page.evaluate(composing, "sz")
    seen.page.wait_for_timeout(300)
    assert asked == []
    seen.page.evaluate(
        """() => {
      const box = document.querySelector('#palette-text');
      box.value = '苏州';
      box.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true}));
    }"""
    )
    seen.page.wait_for_timeout(400)
    assert len(asked) == 1


def test_keys_go_to_pages_move_in_lists_and_rest_in_fields(visit: Visit, user: Any) -> None:
    seen = visit("/styleguide/portfolio/", user=user)
    page = seen.page
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('[data-row]').dataset.id") == "1"
    page.keyboard.press("k")
    page.keyboard.press("x")
    assert page.locator("tr[data-id='0'] .select").is_checked()
    assert page.locator(".bulk").is_visible()
    assert page.locator("[data-selected]").inner_text() == "One chosen"
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("[data-selected]").inner_text() == "2 chosen"
    page.keyboard.press("?")
    keys = page.locator("#keys")
    assert keys.get_by_text("New customer").is_visible()
    assert keys.get_by_text("G P").is_visible()
    assert seen.faults() == {}
    page.keyboard.press("Escape")

    page.goto("/styleguide/")
    name = page.get_by_role("textbox", name="Name").first
    name.focus()
    page.keyboard.type("g t c l")
    assert page.url.endswith("/styleguide/")
    assert name.input_value() == "g t c l"


def test_keys_can_be_switched_off(visit: Visit, user: Any) -> None:
    type(user).objects.filter(pk=user.pk).update(uses_keys=False)
    seen = visit("/styleguide/portfolio/", user=user)
    seen.page.keyboard.press("j")
    assert seen.page.evaluate("document.activeElement === document.body")


def test_choosing_all_rows_and_a_range(visit: Visit, user: Any) -> None:
    page = visit("/styleguide/portfolio/", user=user).page
    page.locator("[data-select-all]").check()
    assert page.locator(".select:checked").count() == 10
    page.locator("[data-select-all]").uncheck()
    page.locator(".select").nth(1).click()
    page.locator(".select").nth(4).click(modifiers=["Shift"])
    assert page.locator(".select:checked").count() == 4
    assert page.locator("[data-select-all]").evaluate("(box) => box.indeterminate")


TOAST = (
    '<div class="toast"><span>Task done.</span><form method="post" action="/undo/1/"><button data-key="z">Undo</button>'
    '</form><button type="button" class="toast-close" data-close-toast aria-label="Close">x</button></div>'
)


def test_a_toast_goes_after_eight_seconds_unless_somebody_is_at_it(visit: Visit, user: Any) -> None:
    page = visit("/blank/", user=user).page
    page.clock.install()
    page.reload()
    show = "(html) => document.querySelector('#toasts').insertAdjacentHTML('beforeend', html)"
    toast = page.locator("#toasts .toast")

    page.evaluate(show, TOAST)
    page.clock.run_for(7_000)
    assert toast.is_visible()
    page.clock.run_for(2_000)
    assert toast.count() == 0

    page.evaluate(show, TOAST)
    toast.get_by_role("button", name="Undo").focus()
    page.clock.run_for(20_000)
    assert toast.is_visible()
    toast.get_by_role("button", name="Close").click()
    assert toast.count() == 0

    page.evaluate(show, TOAST)
    with page.expect_request("**/undo/1/"):
        page.keyboard.press("z")


EDITED = (
    '<form class="edit-form field" id="g-industry" method="post" action="/edited/" hx-post="/edited/" '
    'hx-target="#g-industry" hx-swap="outerHTML"><label class="unseen" for="value">Industry</label>'
    '<input id="value" name="value" value="Machinery" required autofocus>{error}<button class="btn">Save</button>'
    '<a class="btn" href="/value/" hx-get="/value/" hx-target="#g-industry" hx-swap="outerHTML" data-cancel>Cancel</a>'
    "</form>"
)
VALUE = '<span id="g-industry"><a class="edit" href="/edit/">{value}</a></span>'


def test_a_value_is_edited_in_place(visit: Visit, user: Any) -> None:
    seen = visit("/styleguide/", user=user)
    page = seen.page
    saved: list[str] = []

    def save(route: Any) -> None:
        value = re.sub(r".*name=\"value\"\r\n\r\n|value=", "", route.request.post_data or "").split("&")[0]
        saved.append(value)
        refuse = value == "bad"
        body = EDITED.format(error="<p class='error'>No.</p>") if refuse else VALUE.format(value=value)
        route.fulfill(status=422 if refuse else 200, body=body, content_type="text/html")

    page.route("**/edited/", save)
    page.route("**/value/", lambda route: route.fulfill(body=VALUE.format(value="Machinery"), content_type="text/html"))
    form = EDITED.format(error="").replace("{error}", "")
    page.route("**/styleguide/", lambda route: route.fulfill(body=form, content_type="text/html"))
    value = page.locator("#g-industry .edit")
    value.click()
    field = page.locator("#value")
    field.wait_for()
    assert page.evaluate("document.activeElement.id") == "value"
    page.wait_for_function("document.activeElement.selectionEnd > 0")
    page.keyboard.type("bad")  # it was selected, so this replaces it
    page.keyboard.press("Enter")
    page.get_by_text("No.").wait_for()
    assert page.evaluate("document.activeElement.id") == "value"
    page.keyboard.press("Escape")
    value.wait_for()
    assert value.inner_text() == "Machinery"
    assert page.evaluate("document.activeElement.className") == "edit"
    assert saved == ["bad"]


def test_suggestions_fill_a_field_and_its_hidden_key(visit: Visit, user: Any) -> None:
    page = visit("/styleguide/", user=user).page
    owner = page.locator("#good_owner")
    owner.fill("berg")
    page.get_by_role("option", name="Sofia Berg").wait_for()
    page.keyboard.press("Enter")
    assert owner.input_value() == "Sofia Berg"
    assert page.locator("#good_owner_list").inner_html() == ""
    assert page.locator("form:has(#good_owner) [name=owner]").input_value() != ""
    owner.press("x")
    assert page.locator("form:has(#good_owner) [name=owner]").input_value() == ""


def test_a_lost_connection_is_told_and_nothing_typed_is_lost(visit: Visit, user: Any) -> None:
    page = visit("/styleguide/", user=user).page
    name = page.get_by_role("textbox", name="Name").first
    name.fill("Nordhafen")
    page.context.set_offline(True)
    page.get_by_text("No connection.").wait_for()
    assert name.input_value() == "Nordhafen"
    page.context.set_offline(False)
    page.get_by_text("No connection.").wait_for(state="hidden")


def test_a_failed_part_is_told_in_a_toast(visit: Visit, user: Any) -> None:
    page = visit("/styleguide/", user=user).page
    page.route("**/styleguide/", lambda route: route.fulfill(status=500, body="<html>broken</html>"))
    page.locator("#g-industry .edit").click()
    page.get_by_text("That did not work, and nothing was changed.").wait_for()


def test_a_menu_closes_with_escape_and_stays_in_the_window(visit: Visit, user: Any) -> None:
    page = visit("/styleguide/", user=user, width=390).page
    page.locator("[popovertarget=more]").click()
    menu = page.locator("#more")
    box = menu.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert menu.get_by_role("button", name="Sign out").is_visible()
    page.keyboard.press("Escape")
    assert not menu.is_visible()


def test_a_table_scrolls_in_its_own_box_and_keeps_its_first_column(visit: Visit, user: Any) -> None:
    page = visit("/styleguide/portfolio/", user=user, width=390).page
    box = page.get_by_role("region", name="Customers")
    assert box.get_attribute("tabindex") == "0"
    before = page.get_by_role("rowheader").first.bounding_box()
    box.evaluate("(box) => box.scrollTo(600, 0)")
    after = page.get_by_role("rowheader").first.bounding_box()
    assert before is not None
    assert after is not None
    assert 0 <= after["x"] <= before["x"]


def test_a_page_that_does_not_exist_says_so_in_three_parts(visit: Visit, user: Any) -> None:
    seen = visit("/no-such-page/", user=user)
    assert seen.page.get_by_role("heading", level=1).inner_text() == "There is no such page"
    for term in ("What happened", "What is kept", "What to do"):
        assert seen.page.get_by_text(term).is_visible()
    assert seen.page.locator("code").inner_text()
    seen.messages = [message for message in seen.messages if "404" not in message]
    assert seen.faults() == {}


def test_paper_is_light_and_without_the_shell(visit: Visit, user: Any) -> None:
    page = visit("/styleguide/customer/", user=user, theme="dark").page
    page.emulate_media(media="print")
    assert not page.locator(".side").is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 28, 30)"
    assert page.pdf().startswith(b"%PDF")


def test_a_first_visit_takes_six_requests_and_at_most_90_kb(visit: Visit, user: Any) -> None:
    page = visit("/accounts/login/", user=user).page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/styleguide/today/")
    page.wait_for_load_state("networkidle")
    ours = [url for url in asked if not url.startswith("data:")]
    assert len(ours) <= 6
    # Each answer as the server compresses it, with room for its headers.
    sizes = []
    for url in ours:
        body = page.request.get(url).body()
        sizes.append(700 + (len(body) if url.endswith(".woff2") else len(gzip.compress(body, 6))))
    assert sum(sizes) <= 90_000, dict(zip(ours, sizes, strict=True))


@pytest.mark.django_db
def test_the_shell_costs_the_same_few_statements(django_assert_max_num_queries: Any, user: Any) -> None:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    client.get("/blank/")
    with django_assert_max_num_queries(8):
        assert client.get("/blank/").status_code == 200
