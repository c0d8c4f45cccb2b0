"""Whatever somebody writes into whichever field of whichever form: an answer, never an error of the server."""

import base64
import os
import random
import re
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.utils.encoding import iri_to_uri

from guanxi.access.actors import system_actor
from guanxi.access.directory_actions import add_custom_field
from guanxi.access.models import User
from guanxi.access.writing import run
from guanxi.activities.actions import log_activity
from guanxi.activities.models import Task
from guanxi.activities.task_actions import create_task
from guanxi.customers.actions import create_customer
from guanxi.customers.models import Customer
from guanxi.customers.people_actions import create_person
from guanxi.records.tags import create_tag
from tests.access.cast import NOW, Cast, make_cast
from tests.web.crawling import Form, forms_behind
from tests.web.test_routes import routes

# In `make prove` every text in every field; otherwise some of them, other ones in each form.
EACH = int(os.environ.get("GUANXI_HOSTILE_TEXTS", "1"))
HOSTILE = (
    "", "\0", "a\0b", "\ud800x", "x" * 50_000, "\u202efdp.exe\u2066", "👩\u200d👧" * 30, "=1+1", "9" * 40, str(2**63),
    "-1", "99999", "1e400", "NaN", "9999-12-31", "0001-01-01", "9999-12-31T23:59", "0001-01-01T00:00", "2026-02-30",
    "<script>x</script>", "%s%(x)s{0}{x}", "../../etc/passwd", "'\";--", "İıß", "١٢٣", "²", "\r\n\t", "\x7f\x1b",
    "q:::::", "today-99999999999", "https://[", "a@b", "://",
)  # fmt: skip
STARTS = (
    "/", "/customers/", "/people/", "/tasks/", "/search/?q=a", "/notifications/", "/summaries/", "/customers/new/",
    "/people/new/", "/tasks/new/", "/activities/new/", "/settings/me/", "/settings/company/", "/settings/users/",
    "/settings/departments/", "/settings/teams/", "/settings/access/", "/settings/fields/", "/settings/tags/",
    "/settings/rules/", "/settings/categories/", "/settings/categories/new/", "/settings/rates/",
    "/settings/rates/new/", "/settings/audit/", "/settings/backups/", "/import/customers/", "/bin/",
)  # fmt: skip


@pytest.fixture
def cast(db: None, settings: object) -> Cast:
    settings.SECOND_FACTOR_REQUIRED_OF = "nobody"  # type: ignore[attr-defined]
    cast = make_cast(password="guanxi-demo")
    system, lin = system_actor("tests"), cast["lin.yue"]
    run(
        system, add_custom_field, on=NOW, channel="test", resource="customers", slug="limit", label_en="Limit",
        label_zh="", kind="integer", field_class="business",
    )  # fmt: skip
    run(system, create_tag, on=NOW, channel="test", name="Key")
    for name in ("Nordhafen Robotics", "恒通电缆"):
        customer = run(lin, create_customer, on=NOW, channel="test", values={"name": name, "country": "DE"})
        for person in ("Mara Lindt", "徐敏"):
            run(
                lin,
                create_person,
                on=NOW,
                channel="test",
                customer=customer,
                values={"name": person},
                place={},
                channels=[],
            )
        run(
            lin, log_activity, on=NOW, channel="test", customer=customer,
            values={"subject": "Called", "kind": "call", "at": "2026-11-02 10:00"},
        )  # fmt: skip
        run(lin, create_task, on=NOW, channel="test", customer=customer, values={"title": "Send the offer"})
    return cast


@pytest.mark.parametrize("username", ["chen.wei", "tom.hale"])
def test_no_text_in_any_field_is_an_error_of_the_server(cast: Cast, username: str) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": username, "password": "guanxi-demo"})
    assert User.objects.get(username=username).is_active
    chance = random.Random(username)
    forms = list(forms_behind(client, STARTS))
    assert len(forms) >= 10
    for page, form in forms:
        for name in [*form.fields, None]:
            for text in chance.sample(HOSTILE, min(EACH, len(HOSTILE))):
                _send(client, page, form, name, text, in_part=chance.random() < 0.3)


@pytest.mark.parametrize("key", [0, 2**53, 2**63 - 1, 2**63, 10**30])
def test_no_key_in_an_address_is_an_error_of_the_server(cast: Cast, key: int) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": "chen.wei", "password": "guanxi-demo"})
    addresses = [route for route, _view in routes() if "<int:" in route]
    assert len(addresses) > 20
    for route in addresses:
        address = "/" + re.sub("<int:[a-z_]+>", str(key), route).replace("<str:resource>", "customers")
        for answer in (client.get(re.sub("<[a-z]+:?[a-z_]*>", "name", address)), client.post(address)):
            assert answer.status_code < 500, address


@pytest.mark.parametrize(
    "text",
    ["x", "AAAA", "\0", '["a",1180591620717411303424,0]', '["\\ud800",1,0]', "[[],{},0]", "[null,1,0]", "[" * 1400],
)
def test_a_cursor_that_we_never_gave_is_refused(cast: Cast, text: str) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": "chen.wei", "password": "guanxi-demo"})
    for cursor in (text, base64.urlsafe_b64encode(text.encode()).decode()):
        for address in ("/customers/?sort=name", "/customers/?sort=-last_touched", "/people/?sort=name", "/tasks/?"):
            assert client.get(f"{address}&{urlencode({'after': cursor})}").status_code in (400, 422), (address, cursor)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_cursor_beyond_all_days_is_refused(cast: Cast, moment: str) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": "chen.wei", "password": "guanxi-demo"})
    cursor = base64.urlsafe_b64encode(f'["{moment}",1,0]'.encode()).decode()
    for page in ("/notifications/", f"/customers/{Customer.objects.values_list('pk', flat=True)[0]}/timeline/"):
        assert client.get(f"{page}?after={cursor}").status_code == 422


@pytest.mark.parametrize("given", ["/tasks/\nx", "/tasks/\r\nX-Own: 1", "/tasks/?q=任务", "//elsewhere.example/"])
def test_where_a_form_wants_to_go_on_is_one_address_of_ours(cast: Cast, given: str) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": "lin.yue", "password": "guanxi-demo"})
    task = Task.objects.values_list("pk", flat=True)[0]
    answer = client.post(f"/tasks/{task}/complete/", {"next": given})
    assert (answer.status_code, answer["Location"]) == (303, iri_to_uri(given) if "q=" in given else "/tasks/")


def test_a_task_is_put_off_by_a_year_at_most(cast: Cast) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": "lin.yue", "password": "guanxi-demo"})
    task = Task.objects.values_list("pk", flat=True)[0]
    for days in ("00019999999999", "367", "0", "-1", "x"):
        assert client.post(f"/tasks/{task}/snooze/", {"days": days}).status_code == 422


def _send(client: Client, page: str, form: Form, name: str | None, text: str, *, in_part: bool) -> None:
    """``text`` in one field, or in all of them; what it did is taken back."""
    sent = {field: [text] if name in (None, field) else values for field, values in form.fields.items()}
    lines = [(field, value.encode("utf-8", "surrogatepass")) for field, values in sent.items() for value in values]
    body, kind = urlencode(lines), "application/x-www-form-urlencoded"
    headers = {"HX-Request": "true"} if in_part else {}
    with transaction.atomic():
        if form.method == "post":
            answer = client.post(form.action, body, content_type=kind, headers=headers)
        else:
            answer = client.get(f"{form.action.partition('?')[0]}?{body}", headers=headers)
        if answer.streaming:
            b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        transaction.set_rollback(True)
    assert answer.status_code < 500, (page, form.action, name, text[:40])
