"""What people do with it from one end to the other, in a real browser."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import xlsxwriter
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from guanxi.access.models import User
from guanxi.activities.models import Activity, Task
from guanxi.activities.task_actions import create_task
from guanxi.customers.models import Customer
from guanxi.records.models import SavedView
from tests.access.cast import Cast, make_cast
from tests.customers.doing import customer, do
from tests.web.browser import Visit
from tests.web.entering import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def user(cast: Cast) -> Callable[[str], User]:
    return lambda name: User.objects.get(pk=cast.users[name])


def requests_of(page: Page) -> list[str]:
    """What the page asks the server for from now on: method and path."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {urlsplit(request.url).path}"))
    return asked


def is_at(page: Page, path: str) -> None:
    expect(page).to_have_url(re.compile(rf"^http://[^/]+{re.escape(path)}$"))


# ---- finding ----


@pytest.mark.parametrize("typed", ["szjm", "精密"])
def test_a_customer_is_found_by_the_keyboard_alone(visit: Visit, cast: Cast, user: Any, typed: str) -> None:
    """By the initials of its pinyin, and by two of its characters."""
    key = customer(cast["lin.yue"], "苏州精密机械有限公司")
    for name in ("Nordhafen Robotics", "上海重型机器厂", "Ostermark Getriebe GmbH"):
        customer(cast["lin.yue"], name)
    seen = visit("/", user=user("lin.yue"))
    page = seen.page
    page.keyboard.press("Control+k")
    page.locator("#palette").get_by_role("combobox").wait_for()
    page.keyboard.type(typed)
    first = page.locator("#palette").get_by_role("group", name="Customers").get_by_role("option").first
    expect(first).to_have_text(re.compile("苏州精密机械有限公司"))
    expect(first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    is_at(page, f"/customers/{key}/")
    assert seen.violations() == []


# ---- logging ----


@pytest.mark.parametrize("width", [1440, 390])
def test_a_call_is_logged_by_one_key_one_line_and_enter(visit: Visit, cast: Cast, user: Any, width: int) -> None:
    key = customer(cast["lin.yue"], "Nordhafen Robotics")
    seen = visit(f"/customers/{key}/", user=user("lin.yue"), width=width)
    page = seen.page
    page.keyboard.press("l")
    line = page.get_by_role("dialog").get_by_label("What happened with Nordhafen Robotics?")
    expect(line).to_be_focused()
    assert seen.faults() == {}
    page.keyboard.type("Called Mara about buffer stock")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Logged.")).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("main").get_by_text("Mara about buffer stock").first).to_be_visible()
    logged = Activity.objects.get()
    assert (logged.kind, logged.customer_id) == ("call", key)
    assert seen.overflow() <= 0
    # And taken back by another key.
    page.keyboard.press("z")
    expect(page.get_by_role("main").get_by_text("Mara about buffer stock")).to_have_count(0)


# ---- files ----


def test_a_spreadsheet_is_looked_at_brought_in_and_taken_back(
    visit: Visit, cast: Cast, user: Any, tmp_path: Path
) -> None:
    sheet = tmp_path / "customers.xlsx"
    with xlsxwriter.Workbook(sheet) as book:
        table = book.add_worksheet()
        for place, row in enumerate(
            (("Name", "City"), ("Nordhafen Robotics", "Hamburg"), ("苏州精密", "苏州"), ("", "Turin"))
        ):
            table.write_row(place, 0, row)
    seen = visit("/import/customers/", user=user("lin.yue"))
    page = seen.page
    page.get_by_label("CSV or spreadsheet").set_input_files(sheet)
    page.get_by_role("main").locator("form button").first.click()
    page.get_by_text("Nordhafen Robotics").wait_for()
    assert not Customer.objects.exists()
    assert seen.faults() == {}
    page.get_by_role("button", name="Bring in 2 rows").click()
    page.get_by_role("button", name="Take the whole file back").wait_for()
    assert set(Customer.objects.values_list("name", flat=True)) == {"Nordhafen Robotics", "苏州精密"}
    page.goto("/customers/")
    expect(page.get_by_role("rowheader", name="苏州精密")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Take the whole file back").click()
    expect(page.get_by_role("button", name="Take the whole file back")).to_have_count(0)
    assert not Customer.objects.filter(deleted_at=None).exists()


# ---- customers that are one ----


def test_two_customers_become_one_and_two_again(visit: Visit, cast: Cast, user: Any) -> None:
    stays = customer(cast["lin.yue"], "Nordhafen Robotics", city="Hamburg", website="https://nordhafen.example")
    goes = customer(cast["lin.yue"], "Nordhafen Robotics GmbH", city="Lübeck")
    seen = visit(f"/customers/{stays}/merge/?with={goes}", user=user("lin.yue"))
    page = seen.page
    page.get_by_role("radiogroup", name="City").get_by_label("Lübeck").check()
    page.get_by_role("main").get_by_role("button", name="Merge", exact=True).click()
    is_at(page, f"/customers/{stays}/")
    merged = Customer.objects.get(pk=stays)
    assert (merged.city, merged.website) == ("Lübeck", "https://nordhafen.example")
    page.goto(f"/customers/{goes}/")
    is_at(page, f"/customers/{stays}/")
    page.goto(f"/customers/{stays}/history/")
    page.get_by_role("button", name="Undo").first.click()
    page.goto(f"/customers/{goes}/")
    is_at(page, f"/customers/{goes}/")
    assert Customer.objects.get(pk=stays).city == "Hamburg"
    assert seen.violations() == []


# ---- people ----


def test_somebody_is_added_and_the_reporting_line_drawn(visit: Visit, cast: Cast, user: Any) -> None:
    key = customer(cast["lin.yue"], "Nordhafen Robotics")
    seen = visit(f"/customers/{key}/people/", user=user("lin.yue"))
    page = seen.page
    for name in ("Katharina Vogel", "Jonas Albrecht"):
        page.get_by_role("link", name="New person").first.click()
        box = page.get_by_role("dialog")
        box.get_by_label("Name", exact=True).fill(name)
        box.locator("form button.btn-primary").click()
        expect(page.get_by_role("main").get_by_role("link", name=name)).to_be_visible()
    page.get_by_role("button", name="What to do with Jonas Albrecht").click()
    page.get_by_role("link", name="Reporting line").click()
    box = page.get_by_role("dialog")
    box.locator("[name=manager]").select_option(label="Katharina Vogel")
    box.locator("form button.btn-primary").click()
    expect(page.get_by_text("reports to Katharina Vogel").first).to_be_visible()
    assert seen.faults() == {}


# ---- access ----


def test_who_knows_the_summary_asks_gets_access_and_loses_it_on_its_day(
    visit: Visit, cast: Cast, user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = customer(cast["lin.yue"], "Nordhafen Robotics", city="Hamburg", website="https://nordhafen.example")
    page = visit(f"/summaries/{key}/", user=user("marta.nowak")).page
    assert page.get_by_role("heading", name="Nordhafen Robotics").first.is_visible()
    assert "nordhafen.example" not in page.content()
    page.goto(f"/customers/{key}/")
    is_at(page, f"/summaries/{key}/")
    page.get_by_role("link", name="Ask for access").click()
    box = page.get_by_role("dialog")
    box.get_by_label("What do you need it for?").fill("We plan a fair together.")
    box.locator("form button.btn-primary").click()
    expect(page.get_by_role("dialog")).to_be_hidden()

    owner = visit(f"/customers/{key}/access/", user=user("lin.yue")).page
    expect(owner.get_by_text("We plan a fair together.")).to_be_visible()
    owner.get_by_role("button", name="Grant").first.click()

    page.goto(f"/customers/{key}/")
    assert page.get_by_role("heading", name="Nordhafen Robotics").first.is_visible()
    assert "nordhafen.example" in page.content()

    now = datetime.now(tz=timezone.get_current_timezone()) + timedelta(days=91)
    monkeypatch.setattr(timezone, "now", lambda: now)
    later = visit(f"/customers/{key}/", user=user("marta.nowak")).page
    is_at(later, f"/summaries/{key}/")
    assert "nordhafen.example" not in later.content()


# ---- lists ----


def test_a_filtered_list_is_kept_as_a_view_and_is_there_again(visit: Visit, cast: Cast, user: Any) -> None:
    customer(cast["lin.yue"], "Nordhafen Robotics", country="DE")
    customer(cast["lin.yue"], "苏州精密", country="CN")
    page = visit("/customers/?f=country:is:DE", user=user("lin.yue")).page
    expect(page.get_by_role("rowheader")).to_have_count(1)
    page.get_by_role("link", name="Save this list as a view").click()
    box = page.get_by_role("dialog")
    box.get_by_label("Name").fill("Germany")
    page.keyboard.press("Enter")
    tab = page.get_by_role("navigation", name="Saved views").get_by_role("link", name="Germany", exact=True)
    expect(tab).to_have_attribute("aria-current", "page")
    assert SavedView.objects.get().name == "Germany"
    page.goto("/customers/")
    expect(page.get_by_role("rowheader")).to_have_count(2)
    tab.click()
    page.reload()
    expect(page.get_by_role("rowheader")).to_have_count(1)
    expect(tab).to_have_attribute("aria-current", "page")


# ---- forms ----


def test_what_will_not_do_comes_back_in_place_with_the_focus_and_what_was_typed(
    visit: Visit, cast: Cast, user: Any
) -> None:
    key = customer(cast["lin.yue"], "Nordhafen Robotics", website="https://nordhafen.example")
    page = visit(f"/customers/{key}/", user=user("lin.yue")).page
    page.locator("#field-website .edit").click()
    field = page.locator("[name=website]")
    expect(field).to_be_focused()
    page.wait_for_function("document.activeElement.selectionEnd > 0")  # what was there is selected, a moment later
    page.keyboard.type("javascript:alert(1)")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        page.keyboard.press("Enter")
    assert answered.value.status == 422
    expect(page.locator("#field-website .error")).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_value("javascript:alert(1)")
    asked = requests_of(page)
    page.keyboard.press("Shift+Tab")
    page.wait_for_timeout(400)  # leaving a field gives up what was not changed, a moment later
    assert asked == []
    expect(field).to_have_value("javascript:alert(1)")
    assert Customer.objects.get().website == "https://nordhafen.example"


def test_a_form_in_the_dialog_comes_back_with_what_was_typed_and_leads_to_what_is_wrong(
    visit: Visit, cast: Cast, user: Any
) -> None:
    page = visit("/tasks/", user=user("lin.yue")).page
    page.get_by_role("link", name="New task").first.click()
    box = page.get_by_role("dialog")
    box.locator("[name=notes]").fill("By post.")
    box.locator("[name=title]").fill(" ")
    page.keyboard.press("Enter")
    wrong = box.get_by_role("alert")
    expect(wrong).to_be_focused()
    expect(box.locator("[name=notes]")).to_have_value("By post.")
    wrong.get_by_role("link").first.click()
    expect(box.locator("[name=title]")).to_be_focused()


@pytest.mark.parametrize("in_dialog", [True, False])
def test_a_form_whose_button_is_pressed_twice_is_saved_once(
    visit: Visit, cast: Cast, user: Any, in_dialog: bool
) -> None:
    page = visit("/tasks/" if in_dialog else "/tasks/new/", user=user("lin.yue")).page
    if in_dialog:
        page.get_by_role("link", name="New task").first.click()
    page.locator("[name=title]").fill("Send the drawing")
    held: list[Route] = []
    page.route("**/tasks/new/", lambda route: held.append(route))
    twice = "button => { button.click(); setTimeout(() => button.click(), 100); }"
    page.get_by_role("button", name="Create the task").evaluate(twice)
    page.wait_for_timeout(300)
    held[0].continue_()
    expect(page.get_by_text("The task was created.")).to_be_visible()
    page.unroute("**/tasks/new/")
    assert len(held) == 1
    assert Task.objects.count() == 1
    # The form is there again for who comes back to it.
    if not in_dialog:
        page.go_back()
        page.locator("[name=title]").fill("Send the offer")
        page.get_by_role("button", name="Create the task").click()
        expect(page.get_by_role("link", name="Send the offer")).to_be_visible()


def test_a_key_that_is_held_presses_once(visit: Visit, cast: Cast, user: Any) -> None:
    for title in ("Send the drawing", "Send the offer"):
        do(cast["lin.yue"], create_task, values={"title": title, "due": "2026-11-30"})
    page = visit("/tasks/", user=user("lin.yue")).page
    page.keyboard.press("j")
    page.keyboard.down("d")
    expect(page.get_by_text("Done.")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("j")
    asked = requests_of(page)
    page.keyboard.down("d")  # held all the time: the browser repeats it
    page.wait_for_timeout(400)
    assert asked == []
    assert Task.objects.filter(done_at=None).count() == 1


def test_who_is_signed_out_keeps_what_was_typed_in_the_dialog(visit: Visit, cast: Cast, user: Any) -> None:
    seen = visit("/tasks/", user=user("lin.yue"))
    page, box = seen.page, seen.page.get_by_role("dialog")
    page.get_by_role("link", name="New task").first.click()
    box.locator("[name=title]").fill("Send the drawing")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    box.get_by_role("button", name="Create the task").click()
    told = box.get_by_role("alert")
    expect(told).to_contain_text("You are not signed in any more")
    expect(told.get_by_role("link", name="Sign in")).to_have_attribute("href", "/accounts/login/?next=%2Ftasks%2F")
    expect(box.locator("[name=title]")).to_have_value("Send the drawing")
    faults = seen.faults()
    assert [text for text in faults.pop("console", []) if "401" not in text] == []
    assert faults == {}
    told.get_by_role("button", name="Close").click()
    expect(told).to_have_count(0)


# ---- without scripts ----


def test_without_scripts_one_signs_in_filters_pages_and_writes(visit: Visit, cast: Cast, user: Any) -> None:
    lin = user("lin.yue")
    lin.set_password(PASSWORD)
    lin.save()
    key = customer(cast["lin.yue"], "Nordhafen Robotics", country="DE")
    customer(cast["lin.yue"], "苏州精密", country="CN")
    page = visit("/customers/", scripts=False).page
    page.get_by_label("User name or e-mail").fill("lin.yue")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    is_at(page, "/customers/")
    page.get_by_role("main").get_by_role("searchbox").first.fill("nordhafen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader")).to_have_count(1)
    page.get_by_role("rowheader").get_by_role("link").click()
    is_at(page, f"/customers/{key}/")
    page.get_by_role("link", name="Log activity").first.click()
    page.get_by_label(re.compile("What happened")).fill("Met Mara in Hamburg")
    page.keyboard.press("Enter")
    is_at(page, f"/customers/{key}/")
    expect(page.get_by_text("Mara in Hamburg").first).to_be_visible()
    page.goto(f"/tasks/new/?customer={key}")
    page.locator("[name=title]").fill("Send the drawing")
    page.keyboard.press("Enter")
    is_at(page, f"/customers/{key}/")
    expect(page.get_by_text("Send the drawing").first).to_be_visible()


def test_language_and_theme_survive_signing_out(visit: Visit, cast: Cast, user: Any) -> None:
    page = visit("/", user=user("lin.yue"), theme="").page
    page.get_by_role("button", name="Dark colours").first.click()
    page.wait_for_selector("html[data-theme=dark]")
    page.get_by_role("button", name="简体中文").first.click()
    page.wait_for_selector("html[lang=zh-Hans]")
    page.goto("/accounts/logout/")
    page.get_by_role("main").locator("form button").first.click()
    is_at(page, "/accounts/login/")
    html = page.locator("html")
    expect(html).to_have_attribute("lang", "zh-Hans")
    expect(html).to_have_attribute("data-theme", "dark")
