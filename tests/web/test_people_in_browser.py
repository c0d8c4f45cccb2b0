"""People and activities in a real browser: add a person, draw the reporting line, log a call with one line."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.access.models import User
from guanxi.access.writing import run
from guanxi.activities.models import Activity, Notification, Task
from guanxi.activities.task_actions import create_task
from guanxi.customers.people_models import Affiliation, Person, ReportingLine
from tests.access.cast import NOW, make_cast
from tests.web.browser import Visit
from tests.web.people import customer_of, person_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _is_at(page: Page, path: str) -> None:
    expect(page).to_have_url(re.compile(rf"^http://[^/]+{re.escape(path)}$"))


def _menu(page: Page, name: str, entry: str) -> None:
    page.get_by_role("button", name=f"What to do with {name}").click()
    page.get_by_role("link", name=entry).and_(page.locator(":visible")).click()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_person_is_added_and_the_reporting_line_drawn(visit: Visit, width: int) -> None:
    cast = make_cast()
    at = customer_of(cast["lin.yue"])
    person_of(cast["lin.yue"], at, "Ingrid Falk", is_decider=True, attitude="champion")
    seen = visit(f"/customers/{at}/people/", user=User.objects.get(username="lin.yue"), width=width)
    page = seen.page
    expect(page.get_by_text("No buyer known.")).to_be_visible()
    page.get_by_role("link", name="New person").and_(page.locator(":visible")).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("Jonas Ried")
    dialog.get_by_label("Job title").fill("Purchaser")
    dialog.get_by_label("Buyer: negotiates and orders").check()
    dialog.get_by_role("button", name="Add the person").click()
    expect(page.get_by_text("The person was added.")).to_be_visible()
    _is_at(page, f"/customers/{at}/people/")
    expect(page.get_by_text("No buyer known.")).to_have_count(0)
    _menu(page, "Jonas Ried", "Reporting line")
    dialog.get_by_label("Reports to").select_option("Ingrid Falk")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("reports to Ingrid Falk")).to_be_visible()
    line = ReportingLine.objects.get()
    assert (line.person.identity.name, line.manager.identity.name) == ("Jonas Ried", "Ingrid Falk")
    # The other way round would be a loop: it is said in the dialog, which stays.
    _menu(page, "Ingrid Falk", "Reporting line")
    dialog.get_by_label("Reports to").select_option("Jonas Ried")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.locator("p.error")).to_contain_text("That would be a loop")
    assert ReportingLine.objects.count() == 1
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("reports to Ingrid Falk")).to_have_count(0)
    # The 422 of the loop is told to the console by the browser itself.
    faults = seen.faults()
    assert [text for text in faults.pop("console", []) if "422" not in text] == []
    assert faults == {}


def test_without_scripts_the_same_is_done_by_pages(visit: Visit) -> None:
    cast = make_cast()
    at = customer_of(cast["lin.yue"])
    person_of(cast["lin.yue"], at, "Ingrid Falk")
    page = visit(f"/customers/{at}/people/", user=User.objects.get(username="lin.yue"), scripts=False).page
    page.get_by_role("link", name="New person").first.click()
    page.get_by_label("Name", exact=True).fill("Jonas Ried")
    page.get_by_role("button", name="Add the person").click()
    _is_at(page, f"/customers/{at}/people/")
    _menu(page, "Jonas Ried", "Reporting line")
    page.get_by_label("Reports to").select_option("Ingrid Falk")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("reports to Ingrid Falk")).to_be_visible()
    page.goto("/activities/new/")
    page.get_by_role("combobox", name="Customer").fill("nordhafen robotics")
    page.get_by_label("What happened?").fill("Visited the works")
    page.keyboard.press("Enter")
    _is_at(page, f"/customers/{at}/")
    assert Activity.objects.get().kind == "visit"


@pytest.mark.parametrize("width", [1440, 320])
def test_a_call_is_logged_with_a_key_one_line_and_enter(visit: Visit, width: int) -> None:
    cast = make_cast()
    at = customer_of(cast["lin.yue"])
    key = person_of(cast["lin.yue"], at, "Mara Lindt")
    seen = visit(f"/people/{key}/", user=User.objects.get(username="lin.yue"), width=width)
    page = seen.page
    page.keyboard.press("l")
    line = page.get_by_role("combobox", name="What happened with Nordhafen Robotics?")
    expect(line).to_be_focused()
    line.press_sequentially("Called about buffer stock, @sof")
    option = page.get_by_role("option", name="Sofia Berg")
    expect(option).to_be_visible()
    page.keyboard.press("Enter")
    expect(line).to_have_value("Called about buffer stock, @sofia.berg ")
    assert seen.faults() == {}
    page.keyboard.press("Enter")
    expect(page.get_by_text("Logged.")).to_be_visible()
    _is_at(page, f"/people/{key}/")
    expect(page.locator(".timeline")).to_contain_text("Called about buffer stock")
    entry = Activity.objects.get()
    assert (entry.kind, entry.customer_id) == ("call", at)
    assert Notification.objects.get().recipient_id == cast.users["sofia.berg"]


def test_a_task_is_done_from_the_list_by_a_key_and_taken_back(visit: Visit) -> None:
    cast = make_cast()
    run(cast["lin.yue"], create_task, on=NOW, channel="test", values={"title": "Send the 8D report"})
    seen = visit("/tasks/", user=User.objects.get(username="lin.yue"))
    page = seen.page
    page.keyboard.press("j")
    page.keyboard.press("d")
    expect(page.get_by_text("Nothing to do here")).to_be_visible()
    assert Task.objects.get().done_at is not None
    page.keyboard.press("z")
    expect(page.get_by_role("link", name="Send the 8D report")).to_be_visible()
    assert Task.objects.get().done_at is None
    assert seen.faults() == {}


_LOOKS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/customers/{customer}/people/", {"width": 320, "theme": "dark", "language": "zh-hans"}),
    ("/customers/{customer}/people/?as=table", {"width": 390}),
    ("/customers/{customer}/people/add/?q=Ingrid", {"width": 320}),
    ("/people/", {"width": 390, "language": "zh-hans"}),
    ("/people/{person}/", {"theme": "dark"}),
    ("/people/{person}/", {"width": 320, "language": "zh-hans"}),
    ("/people/{person}/ties/new/", {"width": 320}),
    ("/people/{person}/merge/?q=Jonas", {"width": 390}),
    ("/people/{person}/merge/{other}/", {"width": 320, "theme": "dark"}),
    ("/people/places/{place}/", {"width": 390}),
    ("/activities/new/", {"width": 320, "theme": "dark"}),
    ("/activities/new/?customer={customer}&kind=exchange", {"language": "zh-hans"}),
    ("/tasks/", {"width": 320, "theme": "dark", "language": "zh-hans"}),
    ("/tasks/new/", {"width": 390}),
    ("/tasks/{task}/", {"width": 320}),
    ("/tasks/{task}/pass/", {"theme": "dark"}),
    ("/notifications/", {"width": 390, "theme": "dark"}),
)


def test_nothing_is_wrong_with_any_of_the_pages(visit: Visit) -> None:
    cast = make_cast()
    lin = cast["lin.yue"]
    at = customer_of(lin)
    one = person_of(lin, at, "Ingrid Falk", is_decider=True, attitude="blocker", job_title="Works manager")
    keys = {
        "customer": at,
        "person": one,
        "other": person_of(lin, at, "Jonas Ried", is_buyer=True),
        "place": Affiliation.objects.get(person=one).pk,
        "task": run(
            lin, create_task, on=NOW, channel="test", customer=at, values={"title": "Visit", "due": "2026-11-20"},
            reason="They wait",
        ),
    }  # fmt: skip
    run(cast["sofia.berg"], create_task, on=NOW, channel="test", values={"title": "Look"}, owner=lin.user_id)
    assert Person.objects.count() == 2
    user = User.objects.get(username="lin.yue")
    found = {}
    for path, look in _LOOKS:
        faults = visit(path.format(**keys), user=user, **look).faults()
        if faults:
            found[path, str(look)] = faults
    assert found == {}
