"""The buying centre of a customer as a page: who stands where, what is not known, and the forms that fill it in."""

import pytest

from guanxi.access.writing import run
from guanxi.customers.buying_centre import set_manager, set_tie
from guanxi.customers.people_models import Affiliation, ReportingLine, Tie
from tests.access.cast import NOW, Cast, make_cast
from tests.web.people import client_of, customer_of, fresh_client_of, person_of


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def test_the_map_the_list_and_the_gaps_tell_the_same(cast: Cast) -> None:
    lin = cast["lin.yue"]
    at = customer_of(lin)
    boss = person_of(lin, at, "Ingrid Falk", job_title="Works manager", is_decider=True, attitude="sceptic")
    buyer = person_of(lin, at, "Jonas Ried", is_buyer=True)
    run(lin, set_manager, on=NOW, channel="test", customer=at, person=buyer, manager=boss)
    run(lin, set_tie, on=NOW, channel="test", person=buyer, user=cast.users["lin.yue"], strength=3)
    shown = client_of("lin.yue").get(f"/customers/{at}/people/").content.decode()
    assert shown.count('<svg class="chart people-map"') == 2, "one for a desk, one for a phone"
    assert "reports to Ingrid Falk" in shown
    assert "works with" in shown
    assert "No influencer known." in shown
    assert "Nobody of us knows Ingrid Falk, who decides." in shown
    assert "No decider known." not in shown
    table = client_of("lin.yue").get(f"/customers/{at}/people/?as=table").content.decode()
    assert "people-map" not in table
    assert "Lin Yue 林悦: works with" in table
    # Who has the summary alone is led there; who knows nothing of the customer finds nothing.
    led = client_of("amara.diallo").get(f"/customers/{at}/people/")
    assert led.headers["Location"] == f"/summaries/{at}/"
    assert client_of("ines.costa").get(f"/customers/{at}/people/").status_code == 404


def test_roles_and_attitude_are_one_form_and_a_second_writer_is_told(cast: Cast) -> None:
    lin = cast["lin.yue"]
    at = customer_of(lin)
    person_of(lin, at, "Ingrid Falk")
    place = Affiliation.objects.get()
    client, address = client_of("lin.yue"), f"/people/places/{place.pk}/?next=/customers/{at}/people/"
    sent = {
        "version": place.version,
        "job_title": "Plant manager",
        "roles": ["decider", "user"],
        "attitude": "champion",
    }
    done = client.post(address, sent)
    assert (done.status_code, done.headers["Location"]) == (303, f"/customers/{at}/people/")
    place.refresh_from_db()
    assert (place.is_decider, place.is_user, place.is_buyer, place.attitude) == (True, True, False, "champion")
    late = client.post(address, sent | {"job_title": "Director"})
    assert late.status_code == 422
    assert "Plant manager" in late.content.decode()
    refused = client_of("sofia.berg").post(address, sent | {"version": place.version})
    assert refused.status_code == 403
    place.refresh_from_db()
    assert place.job_title == "Plant manager"


def test_a_reporting_line_is_drawn_and_a_loop_is_refused_beside_the_field(cast: Cast) -> None:
    lin = cast["lin.yue"]
    at = customer_of(lin)
    one, two = person_of(lin, at, "Ingrid Falk"), person_of(lin, at, "Jonas Ried")
    client = client_of("lin.yue")
    assert client.post(f"/customers/{at}/people/{two}/manager/", {"manager": one}).status_code == 303
    loop = client.post(f"/customers/{at}/people/{one}/manager/", {"manager": two})
    assert loop.status_code == 422
    assert "That would be a loop" in loop.content.decode()
    assert list(ReportingLine.objects.values_list("person", "manager")) == [(two, one)]
    assert client_of("sofia.berg").post(f"/customers/{at}/people/{two}/manager/", {"manager": ""}).status_code == 403
    assert client.post(f"/customers/{at}/people/{two}/manager/", {"manager": ""}).status_code == 303
    assert not ReportingLine.objects.exists()


def test_a_tie_is_set_changed_and_taken_away(cast: Cast) -> None:
    lin = cast["lin.yue"]
    at = customer_of(lin)
    key = person_of(lin, at)
    client = client_of("lin.yue")
    # Without scripts the name is typed, and the key is that of the last choice, or empty.
    sent = {"user": "", "user_text": "Sofia Berg", "strength": "2", "how": "From the fair"}
    assert client.post(f"/people/{key}/ties/new/", sent).status_code == 303
    tie = Tie.objects.get()
    assert (tie.user_id, tie.strength, tie.how) == (cast.users["sofia.berg"], 2, "From the fair")
    assert client_of("sofia.berg").post(f"/people/ties/{tie.pk}/", {"strength": "4"}).status_code == 403
    assert client.post(f"/people/ties/{tie.pk}/", {"strength": "9"}).status_code == 422
    assert client.post(f"/people/ties/{tie.pk}/", {"strength": "4"}).status_code == 303
    tie.refresh_from_db()
    assert tie.strength == 4
    assert client.post(f"/people/ties/{tie.pk}/remove/").status_code == 303
    assert not Tie.objects.exists()


def test_somebody_known_elsewhere_gets_a_place_and_leaves_it(cast: Cast) -> None:
    lin = cast["lin.yue"]
    one, two = customer_of(lin), customer_of(lin, "Gransee Maschinen")
    key = person_of(lin, one)
    client = client_of("lin.yue")
    found = client.get(f"/customers/{two}/people/add/?q=Katharina").content.decode()
    address = f"/people/{key}/places/new/?customer={two}&amp;next=/customers/{two}/people/"
    assert address in found
    done = client.post(
        address.replace("&amp;", "&"), {"customer": two, "job_title": "Adviser", "roles": ["influencer"]}
    )
    assert done.headers["Location"] == f"/customers/{two}/people/"
    place = Affiliation.objects.get(customer=two)
    assert (place.job_title, place.is_influencer) == ("Adviser", True)
    assert "works here already" in client.get(f"/customers/{two}/people/add/?q=Katharina").content.decode()
    assert client_of("sofia.berg").get(f"/customers/{two}/people/add/").status_code == 403
    assert client_of("sofia.berg").post(f"/people/places/{place.pk}/end/", {"until": "2026-11-20"}).status_code == 403
    assert client.post(f"/people/places/{place.pk}/end/", {"until": "2026-11-20"}).status_code == 303
    shown = client.get(f"/customers/{two}/people/").content.decode()
    assert "Worked here" in shown
    assert "until 20 Nov 2026" in shown


def test_the_table_as_a_file_asks_who_one_is(cast: Cast) -> None:
    lin = cast["lin.yue"]
    at = customer_of(lin)
    person_of(lin, at, "=cmd", is_decider=True)
    other = customer_of(lin, "Gransee Maschinen")
    person_of(lin, other, "Somebody else")
    client = client_of("lin.yue")
    assert client.get(f"/customers/{at}/people/?as=csv").status_code == 302, "signed in by a link, proven nothing"
    answer = fresh_client_of("lin.yue").get(f"/customers/{at}/people/?as=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "'=cmd" in lines
    assert "Somebody else" not in lines
