"""What the bar under a list does to the chosen rows."""

import pytest
from django.test import Client

from guanxi.access.models import User
from guanxi.access.reading import view
from guanxi.access.writing import run
from guanxi.customers.actions import create_customer
from guanxi.customers.models import Customer
from guanxi.customers.resources import CUSTOMERS
from guanxi.records.tags import create_tag
from tests.access.cast import NOW, Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def _client(username: str) -> Client:
    client = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(User.objects.get(username=username), backend=backend)
    return client


def test_the_bar_asks_for_a_value_and_changes_what_one_may(cast: Cast) -> None:
    lin, client = cast["lin.yue"], _client("lin.yue")
    keys = [
        run(lin, create_customer, on=NOW, channel="test", values={"name": name}) for name in ("Nordhafen", "Gransee")
    ]
    tag = run(lin, create_tag, on=NOW, channel="test", name="Reference")
    rows = [str(key) for key in keys]
    for what in ("owner", "team", "tag", "field"):
        asked = client.post("/customers/bulk/", {"do": what, "row": rows})
        assert asked.status_code == 200, what
        assert all(f'value="{key}"' in asked.content.decode() for key in keys)
    client.post("/customers/bulk/", {"do": "field", "row": rows, "sent": "1", "field": "city", "value": "Kiel"})
    client.post("/customers/bulk/", {"do": "tag", "row": rows, "sent": "1", "add": [str(tag)]})
    shown = view(lin, CUSTOMERS).among(keys).all()
    assert [(row["city"], [one.label for one in row["tags"]]) for row in shown] == [("Kiel", ["Reference"])] * 2
    sofia = cast.users["sofia.berg"]
    client.post("/customers/bulk/", {"do": "owner", "row": rows, "sent": "1", "owner": str(sofia)})
    assert set(Customer.objects.values_list("owner_id", flat=True)) == {sofia}
    # They are hers now: he may read them, and the bin stays shut.
    client.post("/customers/bulk/", {"do": "bin", "row": rows})
    assert Customer.objects.filter(deleted_at=None).count() == 2
    _client("sofia.berg").post("/customers/bulk/", {"do": "bin", "row": rows})
    assert Customer.objects.filter(deleted_at=None).count() == 0


def test_the_bar_says_how_many_changed_and_how_many_were_left(cast: Cast) -> None:
    lin, client = cast["lin.yue"], _client("lin.yue")
    mine, hers = (
        run(cast[who], create_customer, on=NOW, channel="test", values={"name": name})
        for who, name in (("lin.yue", "Nordhafen"), ("sofia.berg", "Gransee"))
    )
    tag = run(lin, create_tag, on=NOW, channel="test", name="Reference")

    def told(what: str, *rows: int, **sent: str) -> str:
        answer = client.post("/customers/bulk/", {"do": what, "row": [str(row) for row in rows], "sent": "1"} | sent)
        assert answer.status_code == 303
        return client.get("/tasks/").content.decode().partition('id="toasts"')[2].partition('id="failure"')[0]

    for what, sent in (("tag", {"add": str(tag)}), ("field", {"field": "city", "value": "Kiel"})):
        both = told(what, mine, hers, **sent)
        assert "One was changed. One was left: you may not do this with it." in both
        assert "/undo/" in both
        none = told(what, hers, **sent)
        assert "Nothing was changed. One was left" in none
        assert "/undo/" not in none
    assert "Nothing was changed.<" in told("tag", mine, add=str(tag))
    assert "Nothing was changed. One was left" in told("bin", hers)
    row = view(lin, CUSTOMERS).get(mine)
    assert ([one.label for one in row["tags"]], row["city"]) == (["Reference"], "Kiel")


def test_nothing_chosen_is_said_in_a_sentence(cast: Cast) -> None:
    assert _client("lin.yue").post("/customers/bulk/", {"do": "tag"}).status_code == 422
