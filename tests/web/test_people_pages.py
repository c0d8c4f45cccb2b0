"""People: the list, a person, his channels and places, two records that become one, the bin, a file of all, erasure."""

import json

import pytest

from guanxi.access.models import AuditEvent, User
from guanxi.access.writing import run
from guanxi.activities.actions import log_activity
from guanxi.customers.people_actions import add_channel
from guanxi.customers.people_models import Affiliation, Channel, Erasure, Person, PersonIdentity
from tests.access.cast import NOW, Cast, make_cast
from tests.web.people import client_of, customer_of, fresh_client_of, person_of


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def test_a_new_person_has_a_place_a_role_and_ways_to_be_reached(cast: Cast) -> None:
    at = customer_of(cast["lin.yue"])
    client = client_of("lin.yue")
    sent = {
        "customer": at, "name": "Katharina Vogel", "job_title": "Head of purchasing", "roles": ["buyer", "decider"],
        "attitude": "supporter", "phone": "+49 40 1234567", "mail": "k.vogel@nordhafen.example", "wechat": "kvogel",
    }  # fmt: skip
    done = client.post(f"/people/new/?customer={at}&next=/customers/{at}/people/", sent)
    assert done.headers["Location"] == f"/customers/{at}/people/"
    key = Person.objects.get().pk
    page = client.get(f"/people/{key}/").content.decode()
    for shown in ('href="tel:+49401234567"', 'href="mailto:k.vogel@nordhafen.example"', "kvogel", "Buyer", "supporter"):
        assert shown in page, shown
    assert client.post("/people/new/", {"name": "Nobody", "customer": "x"}).status_code == 422
    nowhere = client.post("/people/new/", {"name": "Nobody"})
    assert nowhere.status_code == 422
    # By the name of the customer alone, as without scripts.
    typed = client.post("/people/new/", {"name": "Ute Brandt", "customer": "", "customer_text": "nordhafen robotics"})
    assert typed.status_code == 303
    assert client_of("sofia.berg").post(f"/people/new/?customer={at}", sent).status_code == 403
    assert Person.objects.count() == 2


def test_channels_are_changed_and_removed(cast: Cast) -> None:
    lin = cast["lin.yue"]
    key = person_of(lin, customer_of(lin))
    client = client_of("lin.yue")
    assert client.post(f"/people/{key}/channels/new/", {"kind": "mail", "value": "no address"}).status_code == 422
    assert client.post(f"/people/{key}/channels/new/", {"kind": "whatsapp", "value": "+49 171 1"}).status_code == 303
    channel = Channel.objects.get()
    assert 'href="https://wa.me/491711"' in client.get(f"/people/{key}/").content.decode()
    changed = {"kind": "mobile", "value": "+49 171 22", "preferred": "on", "version": channel.version}
    assert client_of("sofia.berg").post(f"/people/channels/{channel.pk}/", changed).status_code == 403
    assert client.post(f"/people/channels/{channel.pk}/", changed).status_code == 303
    channel.refresh_from_db()
    assert (channel.kind, channel.preferred) == ("mobile", True)
    assert client_of("sofia.berg").post(f"/people/channels/{channel.pk}/remove/").status_code == 403
    assert client.post(f"/people/channels/{channel.pk}/remove/").status_code == 303
    assert not Channel.objects.exists()


def test_what_happened_with_somebody_stands_on_his_page(cast: Cast) -> None:
    lin = cast["lin.yue"]
    at = customer_of(lin)
    key = person_of(lin, at)
    for number in range(22):
        values = {"subject": f"Call number {number}.", "kind": "call", "people": [key]}
        run(lin, log_activity, on=NOW, channel="test", customer=at, values=values)
    client = client_of("sofia.berg")
    first = client.get(f"/people/{key}/").content.decode()
    assert first.count("Call number") == 20
    older = first.split("?after=")[1].split('"')[0]
    assert client.get(f"/people/{key}/?after={older}").content.decode().count("Call number") == 2
    assert client.get(f"/people/{key}/?after=nonsense").status_code < 500


def test_two_records_become_one_field_by_field_and_two_again(cast: Cast) -> None:
    lin = cast["lin.yue"]
    at = customer_of(lin)
    one, two = person_of(lin, at, "Katharina Vogel"), person_of(lin, at, "Kathi Vogel", is_decider=True)
    run(lin, add_channel, on=NOW, channel="test", person=two, values={"kind": "mail", "value": "kv@nordhafen.example"})
    client = client_of("lin.yue")
    assert f"/people/{one}/merge/{two}/" in client.get(f"/people/{one}/merge/?q=Kathi").content.decode()
    address = f"/people/{one}/merge/{two}/"
    preview = client.get(address).content.decode()
    assert "Kathi Vogel" in preview
    assert "Merge into Katharina Vogel" in preview
    assert client_of("sofia.berg").get(address).status_code in (403, 404)
    assert client_of("sofia.berg").post(address, {"name": "loser"}).status_code in (403, 404)
    assert client.post(address, {"name": "neither"}).status_code == 422
    done = client.get(client.post(address, {"name": "loser"}).headers["Location"]).content.decode()
    assert "The two are one person now." in done
    assert PersonIdentity.objects.get(person=one).name == "Kathi Vogel"
    assert client.get(f"/people/{two}/").headers["Location"] == f"/people/{one}/"
    undo = done.split('action="/undo/')[1].split("/")[0]
    client.post(f"/undo/{undo}/")
    assert PersonIdentity.objects.get(person=one).name == "Katharina Vogel"
    assert client.get(f"/people/{two}/").status_code == 200
    assert client.get(f"/people/{one}/merge/{one}/").status_code == 422


def test_into_the_bin_and_out_of_it(cast: Cast) -> None:
    lin = cast["lin.yue"]
    key = person_of(lin, customer_of(lin))
    assert client_of("sofia.berg").post(f"/people/{key}/bin/").status_code == 403
    client = client_of("lin.yue")
    assert client.post(f"/people/{key}/bin/").status_code == 303
    assert "This person is in the bin" in client.get(f"/people/{key}/").content.decode()
    assert client_of("sofia.berg").get(f"/people/{key}/").status_code == 404
    assert client_of("sofia.berg").post(f"/people/{key}/restore/").status_code == 404
    assert client.post(f"/people/{key}/restore/").status_code == 303
    assert "Katharina Vogel" in client.get(f"/people/{key}/").content.decode()


def test_all_about_somebody_leaves_as_a_file_for_who_has_just_proven_who_he_is(cast: Cast) -> None:
    lin = cast["lin.yue"]
    at = customer_of(lin)
    key = person_of(lin, at, job_title="Head of purchasing")
    led = client_of("lin.yue").get(f"/people/{key}/export/")
    assert led.status_code == 302
    assert led.headers["Location"].startswith("/accounts/")
    answer = fresh_client_of("lin.yue").get(f"/people/{key}/export/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    document = json.loads(answer.content)
    assert document["person"]["name"]["value"] == "Katharina Vogel"
    assert document["affiliations"][0]["job_title"]["value"] == "Head of purchasing"
    assert AuditEvent.objects.filter(kind="person exported", record=key).count() == 1
    assert fresh_client_of("sofia.berg").get(f"/people/{key}/export/").status_code == 403
    assert AuditEvent.objects.filter(kind="person exported").count() == 1


def test_an_erasure_says_what_goes_asks_once_and_proves_itself(cast: Cast) -> None:
    lin = cast["lin.yue"]
    at = customer_of(lin)
    key = person_of(lin, at, is_decider=True)
    run(lin, add_channel, on=NOW, channel="test", person=key, values={"kind": "mail", "value": "kv@nordhafen.example"})
    values = {"subject": "Spoke to Katharina Vogel about seals.", "people": [key]}
    run(lin, log_activity, on=NOW, channel="test", customer=at, values=values)
    address = f"/people/{key}/erase/"
    assert client_of("lin.yue").post(address, {"reason": ""}).status_code == 302, "not without proving who he is"
    assert fresh_client_of("sofia.berg").post(address, {"reason": ""}).status_code == 403
    assert not Erasure.objects.exists()
    client = fresh_client_of("lin.yue")
    asked = client.get(address).content.decode()
    assert "Erase Katharina Vogel for good" in asked
    assert "One number or address." in asked
    assert "The name in one entry of the timeline; the entry stays." in asked
    shown = client.get(client.post(address, {"reason": "Asked for it"}).headers["Location"]).content.decode()
    assert "Proof of erasure" in shown
    assert "Asked for it" in shown
    assert "Katharina" not in shown
    assert client.get(f"/people/{key}/").status_code == 404
    assert "Katharina" not in client.get(f"/customers/{at}/").content.decode()
    proof = Erasure.objects.get(person=key)
    assert not Affiliation.objects.exists()
    assert not Channel.objects.exists()
    assert client_of("sofia.berg").get(f"/people/erasures/{proof.pk}/").status_code == 404
    assert client_of("ines.costa").get(f"/people/erasures/{proof.pk}/").status_code in (200, 302)


def test_the_list_is_narrowed_sorted_and_leaves_as_a_file(cast: Cast) -> None:
    lin = cast["lin.yue"]
    at = customer_of(lin)
    known, unknown = person_of(lin, at, "Ada Holm"), person_of(lin, at, "Bodo Kern")
    client = client_of("lin.yue")
    client.post(f"/people/{known}/ties/new/", {"user": cast.users["lin.yue"], "user_text": "Lin", "strength": "1"})
    mine = client.get("/people/?f=known_by:is:me").content.decode()
    assert "Ada Holm" in mine
    assert "Bodo Kern" not in mine
    down = client.get("/people/?sort=-name").content.decode()
    assert down.index("Bodo Kern") < down.index("Ada Holm")
    assert client.get("/people/?as=csv").status_code == 302
    lines = b"".join(fresh_client_of("lin.yue").get("/people/?as=csv&q=Bodo").streaming_content).decode("utf-8-sig")
    assert "Bodo Kern" in lines
    assert "Ada Holm" not in lines
    # Who may not read people has none: no name, no page.
    assert "Bodo Kern" not in client_of("amara.diallo").get("/people/").content.decode()
    assert client_of("amara.diallo").get(f"/people/{unknown}/").status_code == 404
    assert User.objects.get(username="amara.diallo").is_active
