"""Lists as people narrow them: a filter with the input that fits it, columns, saved views; without scripts."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from guanxi.access.models import User
from guanxi.access.writing import run
from guanxi.customers.actions import create_customer
from guanxi.customers.resources import CUSTOMERS
from guanxi.records.tags import create_tag, tag_records
from tests.access.cast import NOW, Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    made = make_cast()
    for name, industry, country, tag in (
        ("Kieler Pumpen", "machinery", "DE", "Reference"), ("Almendral", "food", "ES", "Win back"),
    ):  # fmt: skip
        values = {"name": name, "industry": industry, "country": country, "since": "2020-05-01"}
        lin = made["lin.yue"]
        key = run(lin, create_customer, on=NOW, channel="test", values=values)
        made_tag = run(lin, create_tag, on=NOW, channel="test", name=tag)
        run(lin, tag_records, on=NOW, channel="test", resource=CUSTOMERS, records=[key], add=[made_tag])
    return made


def client(username: str) -> Client:
    found = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    found.force_login(User.objects.get(username=username), backend=backend)
    return found


def shown(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.content.decode()[:2000])
    return str(answer.content.decode())


def names(page: str) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*>.*?<b>(.*?)</b>', page)


def heads(page: str) -> list[str]:
    return [head.strip() for head in re.findall(r'<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)', page)]


def sent(form: str, **values: str) -> str:
    """The address that a browser asks for when it sends the form of a page."""
    action = re.search(r'<form class="form" method="get" action="([^"]+)"', form)
    assert action
    held = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[action.end() :])
    pairs = [(name, unescape(value)) for name, value in held if name not in values] + list(values.items())
    return action[1] + "?" + "&".join(f"{name}={value}" for name, value in pairs)


def filters(page: str) -> list[str]:
    """The links that the menu of the filter offers."""
    return [unescape(link) for link in re.findall(r'href="(/filters/[^"]+)"', page)]


def test_every_field_that_the_menu_offers_has_a_form_that_fits_it(cast: Cast) -> None:
    lin = client("lin.yue")
    for list_page in ("/customers/", "/people/", "/tasks/"):
        offered = filters(shown(lin, list_page))
        assert len(offered) > 5
        for address in offered:
            form = shown(lin, address)
            assert 'name="value' in form, address
    industry = next(link for link in filters(shown(lin, "/customers/")) if "/industry/" in link)
    assert "<select" in shown(lin, industry)
    assert 'type="date"' in shown(lin, industry.replace("/industry/", "/since/"))
    assert 'role="combobox"' in shown(lin, industry.replace("/industry/", "/owner/"))


def test_a_filter_comes_on_top_of_those_that_hold_and_can_be_taken_away(cast: Cast) -> None:
    lin = client("lin.yue")
    page = shown(lin, "/customers/?f=country:is:DE&sort=-since")
    industry = next(link for link in filters(page) if "/industry/" in link)
    address = sent(shown(lin, industry), operator="is", value="machinery")
    assert ("f", "country:is:DE") in parse_qsl(urlsplit(address).query)
    assert ("sort", "-since") in parse_qsl(urlsplit(address).query)
    narrowed = shown(lin, address)
    assert names(narrowed) == ["Kieler Pumpen"]
    removals = [unescape(link) for link in re.findall(r'<a href="([^"]+)" aria-label="Remove the filter', narrowed)]
    assert len(removals) == 2
    assert names(shown(lin, removals[0])) == ["Kieler Pumpen"]


def test_a_filter_by_a_number_beyond_all_numbers_is_refused(cast: Cast) -> None:
    assert client("chen.wei").get("/customers/?f=share:gt:1e9999999").status_code in (400, 422)


def test_a_filter_by_a_record_is_told_by_its_name(cast: Cast) -> None:
    lin, owner = client("lin.yue"), cast.users["lin.yue"]
    page = shown(lin, f"/customers/?f=owner:is:{owner}")
    assert "<b>Lin Yue 林悦</b>" in page
    assert f"<b>{owner}</b>" not in page
    # Also where no row tells it.
    assert "<b>Sofia Berg</b>" in shown(lin, f"/customers/?f=owner:is:{cast.users['sofia.berg']}")


def test_a_filter_leads_only_to_pages_of_ours_and_only_to_fields_that_one_reads(cast: Cast) -> None:
    lin = client("lin.yue")
    for address, status in (
        ("/filters/customers/industry/?list=https://evil.example/", 404),
        ("/filters/customers/industry/?list=//evil.example/", 404),
        ("/filters/customers/nonsense/?list=/customers/", 400),
        ("/filters/nonsense/name/?list=/customers/", 404),
    ):
        assert lin.get(address).status_code == status, address
    # Marketing reads summaries: of a customer's own code nobody tells it.
    assert client("marta.nowak").get("/filters/summaries/own_code/?list=/summaries/").status_code == 400


def test_columns_are_chosen_and_a_view_keeps_them(cast: Cast) -> None:
    lin = client("lin.yue")
    page = shown(lin, "/customers/?columns=country&columns=industry")
    assert heads(page) == ["Name", "Industry", "Country"]
    save = re.search(r'href="(/views/customers/new/[^"]+)"', page)
    assert save
    assert lin.post(unescape(save[1]), {"name": "Where and what", "sharing": "all"}).status_code == 303
    sofia = client("sofia.berg")
    tab = re.search(r'<a href="([^"]+)"[^>]*>Where and what</a>', shown(sofia, "/customers/"))
    assert tab
    seen = shown(sofia, unescape(tab[1]))
    assert heads(seen) == ["Name", "Industry", "Country"]
    # It is his, so only he is offered to change it.
    assert "Change the view" not in seen
    own = shown(lin, unescape(tab[1]))
    change = re.search(r'href="(/views/\d+/\?list=customers)"', own)
    assert change
    assert lin.post(change[1], {"name": "Places", "sharing": "me"}).status_code == 303
    assert "Where and what" not in shown(sofia, "/customers/")
    assert "Places" in shown(lin, "/customers/")
    assert lin.post(change[1].partition("?")[0] + "remove/").status_code == 303
    assert "Places</a>" not in shown(lin, "/customers/")


def test_a_column_that_one_may_not_read_is_not_shown_however_one_asks(cast: Cast) -> None:
    page = shown(client("lin.yue"), "/customers/?columns=password,country,__class__")
    assert heads(page) == ["Name", "Country"]


def test_who_may_not_create_customers_is_not_offered_to_and_learns_why_the_list_is_empty(cast: Cast) -> None:
    page = shown(client("ines.costa"), "/customers/")
    assert "No customer is open to you" in page
    assert 'class="btn btn-primary" href="/customers/new/"' not in page


def test_how_few_a_filter_finds_is_not_told_to_who_only_knows_of_them(cast: Cast) -> None:
    del cast
    assert 'data-announce="1 results"' in shown(client("lin.yue"), "/customers/?q=Kieler")
    few = shown(client("marta.nowak"), "/summaries/?q=Kieler")
    assert "Kieler Pumpen" in few
    assert "results" not in few
