"""The pages of a customer as its people use them: names, numbers, addresses, tags, files, whose it is, its timeline."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanxi.access.actors import system_actor
from guanxi.access.models import User
from guanxi.access.writing import run
from guanxi.activities.actions import log_activity
from guanxi.customers.actions import create_customer
from guanxi.customers.models import Customer
from guanxi.records.company import set_company
from tests.access.cast import NOW, Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def kiel(cast: Cast) -> int:
    values = {"name": "Kieler Pumpen", "country": "DE", "trigger_event": "The old pumps leaked"}
    return int(run(cast["lin.yue"], create_customer, on=NOW, channel="test", values=values))


def client(username: str) -> Client:
    found = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    found.force_login(User.objects.get(username=username), backend=backend)
    return found


def shown(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def undo(browser: Client, page: str) -> None:
    """Presses Undo in the toast of the page."""
    found = re.search(r'action="(/undo/\d+/)"', page)
    assert found, "no toast with Undo"
    assert browser.post(found[1]).status_code == 303


def links(page: str, pattern: str) -> list[str]:
    return sorted(set(re.findall(f'href="({pattern})"', page)))


def test_a_name_a_number_and_an_address_are_added_changed_and_removed_and_come_back(kiel: int, cast: Cast) -> None:
    lin, page = client("lin.yue"), f"/customers/{kiel}/details/"
    for kind, values, changed, seen in (
        (
            "names",
            {"name": "基尔泵业", "kind": "trading"},
            {"name": "基尔泵业有限公司", "kind": "legal"},
            "基尔泵业有限公司",
        ),
        ("numbers", {"scheme": "other", "value": "HRB 1"}, {"scheme": "other", "value": "HRB 77"}, "HRB 77"),
        ("addresses", {"lines": "Hafen 1", "city": "Kiel"}, {"lines": "Werftbahn 9", "city": "Kiel"}, "Werftbahn 9"),
    ):
        assert lin.post(f"/customers/{kiel}/details/{kind}/new/", values).status_code == 303
        (line,) = links(shown(lin, page), rf"/customers/details/{kind}/\d+/")
        form = shown(lin, line)
        version = re.search(r'name="version" value="(\d+)"', form)
        assert version
        assert lin.post(line, changed | {"version": version[1]}).status_code == 303
        assert seen in shown(lin, page)
        assert lin.post(f"{line}remove/").status_code == 303
        without = shown(lin, page)
        assert not links(without, rf"/customers/details/{kind}/\d+/")
        undo(lin, without)
        assert seen in shown(lin, page)


def test_a_tax_number_that_cannot_be_is_refused_beside_its_field_and_what_was_typed_stays(kiel: int) -> None:
    answer = client("lin.yue").post(
        f"/customers/{kiel}/details/numbers/new/", {"scheme": "eu_vat", "value": "DE 123456789"}
    )
    assert answer.status_code == 422
    assert "DE 123456789" in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_who_only_reads_sees_the_details_and_no_way_to_change_them(kiel: int) -> None:
    client("lin.yue").post(f"/customers/{kiel}/details/names/new/", {"name": "基尔泵业"})
    sofia = client("sofia.berg")  # sales of another team: reads
    page = shown(sofia, f"/customers/{kiel}/details/")
    assert "基尔泵业" in page
    assert "/details/names/new/" not in page
    assert "/field/" not in page
    for address in ("details/names/new/", "tags/", "owner/", "team/"):
        assert sofia.get(f"/customers/{kiel}/{address}").status_code == 403, address
    assert sofia.post(f"/customers/{kiel}/take/").status_code in (403, 422)


def test_tags_are_put_on_taken_off_and_made_where_one_stands(kiel: int) -> None:
    lin = client("lin.yue")
    assert lin.post(f"/customers/{kiel}/tags/", {"new": "Reference"}).status_code == 303
    assert "Reference" in shown(lin, f"/customers/{kiel}/")
    form = shown(lin, f"/customers/{kiel}/tags/")
    assert re.search(r'type="checkbox" name="tags" value="\d+"[^>]* checked', form)
    lin.post(f"/customers/{kiel}/tags/", {"new": ""})
    assert '<span class="chip">Reference</span>' not in shown(lin, f"/customers/{kiel}/")


def test_the_owner_is_changed_in_a_form_and_a_customer_without_one_can_be_taken(kiel: int, cast: Cast) -> None:
    lin, sofia = client("lin.yue"), client("sofia.berg")
    # Without a key nobody owns it.
    assert lin.post(f"/customers/{kiel}/owner/", {"owner": "", "keep_team": "on"}).status_code == 303
    page = shown(sofia, f"/customers/{kiel}/")
    assert "This customer has no owner." in page
    assert f"/customers/{kiel}/take/" in page
    assert sofia.post(f"/customers/{kiel}/take/").status_code == 303
    assert Customer.objects.get(pk=kiel).owner_id == cast.users["sofia.berg"]
    page = shown(sofia, f"/customers/{kiel}/")
    assert "This customer has no owner." not in page
    undo(sofia, page)
    assert Customer.objects.get(pk=kiel).owner_id is None


def test_the_timeline_is_narrowed_by_department_and_kind_and_says_so_when_nothing_is_left(
    kiel: int, cast: Cast
) -> None:
    for who, kind, subject in (("lin.yue", "call", "Buffer stock"), ("amara.diallo", "visit", "Seal replaced")):
        values = {"subject": subject, "kind": kind}
        run(cast[who], log_activity, on=NOW, channel="test", customer=kiel, values=values)
    lin, address = client("lin.yue"), f"/customers/{kiel}/timeline/"
    service = cast.departments["service"]
    for query, seen in (
        ("", {"Buffer stock", "Seal replaced"}),
        ("?kind=call", {"Buffer stock"}),
        (f"?department={service}", {"Seal replaced"}),
        (f"?department={service}&kind=call", set()),
        ("?department=x&kind=nonsense", {"Buffer stock", "Seal replaced"}),
    ):
        page = shown(lin, address + query)
        assert {subject for subject in ("Buffer stock", "Seal replaced") if subject in page} == seen, query
    assert "Nothing of this kind was logged" in shown(lin, f"{address}?department={service}&kind=call")


def test_older_lines_of_the_timeline_are_put_below_those_that_are_there(kiel: int, cast: Cast) -> None:
    for number in range(35):
        values = {"subject": f"Call {number}", "kind": "call"}
        run(cast["lin.yue"], log_activity, on=NOW, channel="test", customer=kiel, values=values)
    lin = client("lin.yue")
    (older,) = links(shown(lin, f"/customers/{kiel}/"), r"/customers/\d+/timeline/\?after=[^\"]+")
    part = lin.get(older.replace("&amp;", "&"), headers={"HX-Request": "true"}).content.decode()
    assert part.count("<li") == 5
    assert "<html" not in part
    assert 'id="timeline"' not in part


def test_the_form_saves_all_of_it_or_nothing(kiel: int, cast: Cast) -> None:
    below = run(cast["lin.yue"], create_customer, on=NOW, channel="test", values={"name": "Kieler Dichtungen"})
    lin, form = client("lin.yue"), {"name": "Kieler Pumpen GmbH", "parent_text": ""}
    lin.post(f"/customers/{below}/edit/", {"name": "Kieler Dichtungen", "parent": str(kiel), "parent_text": "Kieler"})
    assert Customer.objects.get(pk=below).parent_id == kiel
    refused = lin.post(f"/customers/{kiel}/edit/", form | {"parent": str(below)})
    assert refused.status_code == 422
    assert "That would be a loop" in refused.content.decode()
    assert Customer.objects.get(pk=kiel).name == "Kieler Pumpen"
    assert "Saved." not in shown(lin, "/tasks/").partition('id="toasts"')[2].partition("<span>Saved.</span>")[0]
    both = {"name": "Kieler Ringe", "parent": "", "parent_text": ""}
    assert lin.post(f"/customers/{below}/edit/", both).status_code == 303
    undo(lin, shown(lin, f"/customers/{below}/"))
    now = Customer.objects.get(pk=below)
    assert (now.name, now.parent_id) == ("Kieler Dichtungen", kiel)


# ---- files ----


def test_a_file_is_taken_in_given_out_renamed_removed_and_taken_back(kiel: int) -> None:
    lin, page = client("lin.yue"), f"/customers/{kiel}/files/"
    sent = [SimpleUploadedFile("报价 2026.txt", b"Angebot"), SimpleUploadedFile("plan.html", b"<script>x</script>")]
    assert lin.post(page, {"file": sent}).status_code == 303
    files = links(shown(lin, page), r"/files/\d+/")
    assert len(files) == 2
    for address in files:
        answer = lin.get(address)
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "html" not in answer.headers["Content-Type"]
        assert b"".join(answer.streaming_content) in (b"Angebot", b"<script>x</script>")  # type: ignore[attr-defined]
    assert lin.post(f"{files[0]}rename/", {"name": "Angebot.txt"}).status_code == 303
    assert "Angebot.txt" in shown(lin, page)
    assert lin.post(f"{files[0]}remove/").status_code == 303
    without = shown(lin, page)
    assert links(without, r"/files/\d+/") == files[1:]
    assert lin.get(files[0]).status_code == 404
    undo(lin, without)
    assert "Angebot.txt" in shown(lin, page)


def test_a_form_without_a_file_says_what_is_missing(kiel: int) -> None:
    answer = client("lin.yue").post(f"/customers/{kiel}/files/", {"sent": "1"})
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    empty = client("lin.yue").post(f"/customers/{kiel}/files/", {"file": SimpleUploadedFile("empty.txt", b"")})
    assert empty.status_code == 422


def test_of_several_files_none_is_taken_in_where_one_is_too_large(kiel: int) -> None:
    run(system_actor("tests"), set_company, on=NOW, channel="test", values={"largest_file": "1"})
    lin, page = client("lin.yue"), f"/customers/{kiel}/files/"
    sent = [SimpleUploadedFile("offer.txt", b"Offer"), SimpleUploadedFile("film.txt", b"x" * 1_000_001)]
    assert lin.post(page, {"file": sent}).status_code == 422
    assert links(shown(lin, page), r"/files/\d+/") == []


def test_who_reads_gets_the_files_and_may_not_add_any_and_who_does_not_read_gets_nothing(kiel: int) -> None:
    lin, page = client("lin.yue"), f"/customers/{kiel}/files/"
    lin.post(page, {"file": SimpleUploadedFile("offer.txt", b"Offer")})
    (address,) = links(shown(lin, page), r"/files/\d+/")
    sofia, amara = client("sofia.berg"), client("amara.diallo")
    assert 'type="file"' not in shown(sofia, page)
    assert sofia.get(address).status_code == 200
    assert sofia.post(page, {"file": SimpleUploadedFile("x.txt", b"x")}).status_code == 403
    assert sofia.post(f"{address}remove/").status_code == 403
    for path in (page, address, f"{address}rename/"):
        assert amara.get(path).status_code == 404, path
