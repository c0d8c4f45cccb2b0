"""The page of an import, from the file to taking it back."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from guanxi.access.models import User
from guanxi.customers.models import Customer
from guanxi.exchange.jobs import SMALL_FILE
from guanxi.exchange.ledger_imports import bring_file
from guanxi.ledger.columns import ReadOptions
from guanxi.ledger.models import Purchase
from guanxi.records.worker import Worker
from tests.access.cast import NOW, Cast, make_cast

FILE = 'Name,Own code,City\nNordhafen Robotics,C-1,Hamburg\nBroken,C-2,"\0"\n'


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def _client(username: str) -> Client:
    client = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(User.objects.get(username=username), backend=backend)
    return client


def test_a_file_is_shown_brought_in_and_taken_back(cast: Cast) -> None:
    client = _client("lin.yue")
    assert client.get("/import/customers/").status_code == 200
    sent = SimpleUploadedFile("customers.csv", FILE.encode())
    shown = client.post("/import/customers/", {"file": sent})
    assert shown.status_code == 303
    address = shown.headers["Location"]
    page = client.get(address).content.decode()
    assert "Nordhafen Robotics" in page
    assert not Customer.objects.exists()
    assert _client("sofia.berg").get(address).status_code == 404, "the file is hers alone"
    client.post(f"{address}apply/")
    assert Customer.objects.get().name == "Nordhafen Robotics"
    client.post(f"{address}undo/")
    assert not Customer.objects.exists()


@pytest.mark.parametrize("name", ["customers.exe", "../../etc/passwd", "a.xlsx", "a.csv"])
def test_a_file_of_another_kind_is_refused_beside_the_form(cast: Cast, name: str) -> None:
    answer = _client("lin.yue").post("/import/customers/", {"file": SimpleUploadedFile(name, b"\0\x01\x02")})
    assert answer.status_code == 422
    assert "/tmp" not in answer.content.decode()


def test_there_is_no_page_for_what_cannot_be_imported(cast: Cast) -> None:
    assert _client("lin.yue").get("/import/users/").status_code == 404


def _long_file(head: str) -> SimpleUploadedFile:
    rows = "".join(f"Nordhafen Robotics {number},C-{number},Hamburg {number}\n" for number in range(3000))
    content = f"{head}\n{rows}Nordhafen again,C-7,Kiel\nBroken,C-8\n".encode()
    assert len(content) > SMALL_FILE
    return SimpleUploadedFile("long.csv", content)


def test_a_long_file_is_previewed_by_the_worker_while_the_page_shows_how_far_it_is(cast: Cast) -> None:
    client = _client("lin.yue")
    address = client.post("/import/customers/", {"file": _long_file("Name,Own code,City")}).headers["Location"]
    waiting = client.get(address).content.decode()
    assert 'http-equiv="refresh"' in waiting, "without scripts the page comes again by itself"
    assert "apply/" not in waiting
    assert client.post(f"{address}apply/").status_code == 409
    assert client.get(address, headers={"HX-Request": "true"}).status_code == 200
    Worker(name="test").work_off()
    asked = client.get(address, headers={"HX-Request": "true"})
    assert (asked.status_code, asked.headers["HX-Refresh"]) == (204, "true")
    shown = client.get(address).content.decode()
    assert "Bring in 3000 rows" in shown
    assert "http-equiv" not in shown
    again = client.get(f"{address}?plan=twice").content.decode()
    assert "Row 3002 says it anew." in again
    assert not Customer.objects.exists()


def test_a_long_file_that_cannot_be_used_says_why_in_its_preview(cast: Cast) -> None:
    client = _client("lin.yue")
    address = client.post("/import/customers/", {"file": _long_file("Firm,Code,Town")}).headers["Location"]
    Worker(name="test").work_off()
    shown = client.get(address).content.decode()
    assert "The file has no column for: Name" in shown
    assert "Bring another file" in shown


def test_a_file_that_the_worker_gave_up_on_says_so_and_can_be_tried_again(cast: Cast) -> None:
    client = _client("lin.yue")
    address = client.post("/import/customers/", {"file": _long_file("Name,Own code,City")}).headers["Location"]
    for step in ("Bring in 3000 rows", "up to row 0"):
        DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(status=TaskResultStatus.FAILED)
        shown = client.get(address).content.decode()
        assert "The worker gave up on this file." in shown
        assert "Try again" in shown
        assert "http-equiv" not in shown
        assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
        client.post(f"{address}apply/")
        assert DBTaskResult.objects.filter(status=TaskResultStatus.READY).count() == 1
        if step.startswith("Bring"):
            Worker(name="test").work_off()
            assert step in client.get(address).content.decode()
            client.post(f"{address}apply/")
    assert step in client.get(address).content.decode()


def test_a_file_of_the_ledger_is_listed_with_its_rejects_and_taken_back(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text("customer,date,amount\nHailu,2026-01-05,100\nHailu,2026-01-32,7\n")
    options = ReadOptions(today=NOW.date())
    done = bring_file(cast["lin.yue"], "purchases", path, options, on=NOW, channel="test", create_customers=True)
    client = _client("lin.yue")
    address = f"/import/purchases/{done.run}/"
    assert address in client.get("/import/customers/").content.decode()
    shown = client.get(address).content.decode()
    assert 'class="pin num">3</th>' in shown
    assert "Take the whole file back" in shown
    assert 'href="/import/purchases/"' not in shown
    assert _client("sofia.berg").get(address).status_code == 404
    client.post(f"{address}undo/")
    assert not Purchase.objects.exists()
