"""Who sees a customer and why, sharing, restricting, and deciding who asked: through the pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guanxi.access.levels import Level
from guanxi.access.models import AccessRequest, Involvement
from guanxi.access.policy import level_on
from guanxi.customers.sharing import ask_for_access, share_customer
from tests.access.cast import Cast, make_cast
from tests.customers.doing import customer, do
from tests.web.acting import client_of, offered_undo, words


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def test_the_page_names_everybody_with_level_and_reason_to_readers_alone(cast: Cast) -> None:
    key = customer(cast["lin.yue"], "Nordhafen Robotics")
    do(
        cast["lin.yue"], share_customer, customer=key, principal=cast.users["amara.diallo"], principal_kind="user",
        level=2, reason="She repairs their line.",
    )  # fmt: skip
    shown = words(client_of("wang.fang").get(f"/customers/{key}/access/"))
    assert "Lin Yue 林悦 Sales Is the owner of this customer." in shown
    assert "Amara Diallo Service It is shared: She repairs their line." in shown
    assert "Chen Wei 陈伟 Sales Leads the team of this customer." in shown
    assert "Tom Hale no department Nothing gives access." in shown
    # A reader is told, and offered nothing; who knows the Summary alone is not even told.
    assert "End share" not in shown
    assert client_of("wang.fang").get(f"/customers/{key}/access/share/").status_code == 403
    assert client_of("marta.nowak").get(f"/customers/{key}/access/").status_code == 404
    assert client_of("tom.hale").get(f"/customers/{key}/access/").status_code in (302, 404)


def test_the_owner_shares_with_a_department_and_ends_the_share(cast: Cast) -> None:
    key, address = customer(cast["lin.yue"]), "/customers/{}/access/"
    marketing = cast.departments["marketing"]
    lin, marta = client_of("lin.yue"), cast["marta.nowak"]
    page = address.format(key)
    sent = {"principal": f"department-{marketing}", "principal_text": "Marketing", "level": "2", "reason": "The fair."}
    assert client_of("sofia.berg").post(f"{page}share/", sent).status_code == 403
    assert level_on(marta, key) == Level.INDIRECT
    assert lin.post(f"{page}share/", sent | {"reason": ""}).status_code == 422
    assert lin.post(f"{page}share/", sent).status_code == 303
    assert level_on(marta, key) == Level.READ
    assert client_of("sofia.berg").post(page, {"do": "end", "principal": str(marketing)}).status_code == 403
    lin.post(page, {"do": "end", "principal": str(marketing)})
    assert level_on(marta, key) == Level.INDIRECT
    lin.post(offered_undo(lin, page))
    assert level_on(marta, key) == Level.READ


def test_whoever_has_no_scripts_writes_the_name(cast: Cast) -> None:
    key, lin = customer(cast["lin.yue"]), client_of("lin.yue")
    sent = {"principal": "", "principal_text": "amara diallo", "level": "3", "reason": "Service visit."}
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert lin.post(f"/customers/{key}/access/share/", sent | {"principal_text": "Nobody"}).status_code == 422
    assert lin.post(f"/customers/{key}/access/share/", sent | {"until": tomorrow}).status_code == 303
    assert level_on(cast["amara.diallo"], key) == Level.EDIT
    # The last day is a day of hers still.
    line = Involvement.objects.get(customer=key, kind="share")
    assert line.until is not None
    assert timedelta(hours=24) < line.until - timezone.now() <= timedelta(hours=48)
    assert level_on(cast["amara.diallo"], key, on=line.until) == Level.INDIRECT


def test_nobody_shares_more_than_his_own_level_nor_into_the_past(cast: Cast) -> None:
    key, lin = customer(cast["lin.yue"]), client_of("lin.yue")
    sent = {"principal_text": "Amara Diallo", "level": "2", "reason": "Service visit.", "until": "2020-01-01"}
    for wrong in (sent, sent | {"until": "9999-12-31"}, sent | {"until": "", "level": "5"}):
        assert lin.post(f"/customers/{key}/access/share/", wrong).status_code == 422
    assert not Involvement.objects.filter(kind="share").exists()


def test_a_request_is_granted_with_its_level_and_end_or_declined(cast: Cast) -> None:
    key, page = customer(cast["lin.yue"]), "/customers/{}/access/"
    marta, amara, lin = cast["marta.nowak"], cast["amara.diallo"], client_of("lin.yue")
    asked = do(marta, ask_for_access, customer=key, reason="Case study.")
    other = do(amara, ask_for_access, customer=key, reason="Repair.")
    assert "Case study." in words(lin.get(page.format(key)))
    assert client_of("sofia.berg").get(f"{page.format(key)}{asked}/").status_code == 403
    assert client_of("sofia.berg").post(page.format(key), {"do": "grant", "request": asked}).status_code == 403
    assert lin.get(f"{page.format(key)}{asked}/").status_code == 200
    assert lin.post(f"{page.format(key)}{asked}/", {"level": "3", "until": ""}).status_code == 303
    assert level_on(cast["marta.nowak"], key) == Level.EDIT
    lin.post(page.format(key), {"do": "decline", "request": other})
    assert level_on(cast["amara.diallo"], key) == Level.INDIRECT
    assert AccessRequest.objects.filter(decided_at=None).count() == 0


def test_a_restricted_customer_is_open_to_the_named_until_it_is_opened_again(cast: Cast) -> None:
    key, lin = customer(cast["lin.yue"], "Nordhafen Robotics"), client_of("lin.yue")
    page = f"/customers/{key}/access/"
    sent = {"named_1_text": "Marta Nowak", "level_1": "2", "level_2": "3", "level_3": "3", "reason": "A takeover."}
    assert client_of("sofia.berg").post(f"{page}restrict/", sent).status_code == 403
    assert level_on(cast["sofia.berg"], key) == Level.READ
    assert lin.post(f"{page}restrict/", sent).status_code == 303
    assert [level_on(cast[name], key) for name in ("lin.yue", "marta.nowak", "sofia.berg", "chen.wei")] == [4, 2, 0, 0]
    assert "Is named on this restricted customer." in words(lin.get(page))
    assert client_of("sofia.berg").get(page).status_code == 404
    # Who is named stands in the form, to be changed.
    assert 'value="Marta Nowak"' in lin.get(f"{page}restrict/").content.decode()
    assert client_of("marta.nowak").post(page, {"do": "open"}).status_code == 403
    lin.post(page, {"do": "open"})
    assert level_on(cast["sofia.berg"], key) == Level.READ


def test_suggestions_name_people_teams_and_departments_by_any_part(cast: Cast) -> None:
    found = words(client_of("lin.yue").get("/suggest/principals/?principal_text=eur"))
    assert found == "Europe team"
    found = words(client_of("lin.yue").get("/suggest/principals/?principal_text=mar"))
    assert "Marta Nowak Marketing" in found
    assert "Marketing department" in found
