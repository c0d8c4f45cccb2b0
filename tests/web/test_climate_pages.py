"""The climate of a relationship as a page, and the survey by link; team, process and brief of a customer."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from guanxi.access.reading import view
from guanxi.plans.resources import PROOFS
from guanxi.relationships.climate_models import Survey, SurveyAnswer
from guanxi.relationships.climate_resources import RATINGS, SURVEYS
from guanxi.relationships.dialogue_resources import TEAM_ROLES
from tests.access.cast import make_cast
from tests.activities.world import World, make_world
from tests.web.test_dialogue_pages import refused
from tests.web.test_plan_pages import entered


@pytest.fixture
def world(db: None) -> World:
    cache.clear()
    return make_world(make_cast())


def link_of(world: World, **data: str) -> str:
    answer = entered(world, "lin.yue").post(
        f"/customers/{world.hengtong}/climate/send/", {"form": "pulse", "language": "en", **data}
    )
    found = re.search(r"/survey/[\w-]+/", answer.content.decode())
    assert found is not None
    return found[0]


def test_our_side_answers_and_both_views_stand_beside_each_other(world: World) -> None:
    lin, marta = entered(world, "lin.yue"), entered(world, "marta.nowak")
    page = f"/customers/{world.hengtong}/climate/"
    for address in (page, f"{page}answer/", f"{page}send/", f"{page}ratings/"):
        assert refused(marta, address, t1="5", form="long", language="en")
    assert "Nobody has answered yet" in lin.get(page).content.decode()
    assert lin.post(f"{page}answer/", {}).status_code == 422
    assert lin.post(f"{page}answer/", {"t1": "9"}).status_code == 422
    assert lin.post(f"{page}answer/", {"t1": "7", "t2": "7", "k1": "6", "k2": "6"}).status_code == 303
    assert Client().post(link_of(world, form="long"), {"t1": "2", "t2": "2"}).status_code == 200
    shown = lin.get(page).content.decode()
    assert "1 of us, 1 of them" in shown
    assert "+83" in shown
    assert "lifecycle-curve" in shown
    assert "high cooperation" in lin.get(f"{page}?axis=single").content.decode()
    assert 'scope="row"' in lin.get(f"{page}?as=table").content.decode()
    lines = lin.get(f"{page}?as=csv").content.decode().splitlines()
    assert lines[0].endswith("month,cooperation,competition,balance,share,typical")
    assert len(lines) == 37


def test_distance_is_rated_from_the_page(world: World) -> None:
    lin = entered(world, "lin.yue")
    page = f"/customers/{world.hengtong}/climate/"
    assert lin.post(f"{page}ratings/", {"uncertainty": "6"}).status_code == 422
    assert lin.post(f"{page}ratings/", {"uncertainty": "4", "social": ""}).status_code == 303
    assert "4 of 5" in lin.get(page).content.decode()
    assert [row["value"] for row in view(world["lin.yue"], RATINGS).of_customer(world.hengtong).all(9)] == [4]


def test_a_customer_answers_by_link_once_in_either_language_and_without_a_cookie(world: World) -> None:
    link, stranger = link_of(world, language="zh-hans"), Client()
    page = stranger.get(link)
    assert 'lang="zh-Hans"' in page.content.decode()
    assert "对方言出必行" in page.content.decode()
    assert "They keep what they promise" in stranger.get(f"{link}?language=en").content.decode()
    assert not stranger.cookies
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert stranger.post(link, {}).status_code == 422
    assert stranger.post(link, {"t1": "8"}).status_code == 422
    assert stranger.post(f"{link}?language=en", {"t1": "6", "w3": "2"}).status_code == 200
    assert dict(SurveyAnswer.objects.values_list("item", "value")) == {"t1": 6, "w3": 2}
    again = stranger.get(link, headers={"accept-language": "en"})
    assert again.status_code == 410
    assert 'lang="zh-Hans"' in again.content.decode()
    assert stranger.post(link, {"t1": "1"}).status_code == 410
    assert SurveyAnswer.objects.count() == 2
    assert not stranger.cookies


def test_a_guessed_link_is_told_politely_and_guessing_is_slowed_down(world: World) -> None:
    link, stranger = link_of(world), Client()
    assert stranger.get("/survey/nothing/").status_code == 404
    assert "leads nowhere" in stranger.get(f"{link[:-2]}x/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    statuses = [stranger.get(f"/survey/guess-{number}/").status_code for number in range(30)]
    assert statuses[0] == 404
    assert statuses[-1] == 429
    cache.clear()
    # Who has a real link is never held up by opening it again.
    assert {stranger.get(link).status_code for _again in range(30)} == {200}


def test_a_link_is_over_after_thirty_days(world: World) -> None:
    link = link_of(world)
    Survey.objects.update(expires_at=timezone.now())
    answer = Client().get(link)
    assert answer.status_code == 410
    assert "30" in answer.content.decode()


def test_a_link_that_waits_is_shown_without_its_secret(world: World) -> None:
    link = link_of(world, person=str(world.zhao))
    shown = entered(world, "lin.yue").get(f"/customers/{world.hengtong}/climate/").content.decode()
    (row,) = view(world["lin.yue"], SURVEYS).of_customer(world.hengtong).all(5)
    assert row["person"].label in shown
    assert link.split("/")[2] not in shown


# ---- team and process ----


def test_a_missing_role_is_shown_and_given_to_somebody(world: World) -> None:
    lin, marta = entered(world, "lin.yue"), entered(world, "marta.nowak")
    page = f"/customers/{world.hengtong}/process/"
    assert refused(marta, page)
    assert "nobody yet, and it counts now" in lin.get(page).content.decode()
    give = f"/customers/{world.hengtong}/roles/R1/"
    assert refused(marta, give, user=str(world.cast.users["lin.yue"]))
    assert lin.get(f"/customers/{world.hengtong}/roles/R9/").status_code == 404
    assert lin.post(give, {"user": ""}).status_code == 422
    assert lin.post(give, {"user": str(world.cast.users["tom.hale"])}).status_code == 422
    assert lin.post(give, {"user": str(world.cast.users["chen.wei"])}).status_code == 303
    assert "Chen Wei 陈伟" in lin.get(page).content.decode()
    (row,) = view(world["lin.yue"], TEAM_ROLES).of_customer(world.hengtong).all(5)
    assert marta.post(f"/roles/{row.key}/remove/").status_code == 404
    assert lin.post(f"/roles/{row.key}/remove/").status_code == 303
    assert view(world["lin.yue"], TEAM_ROLES).of_customer(world.hengtong).all(5) == []


def test_a_step_is_done_with_its_proof_and_open_again_without(world: World) -> None:
    lin, marta = entered(world, "lin.yue"), entered(world, "marta.nowak")
    page = f"/customers/{world.hengtong}/process/"
    step = f"{page}init.qualify/"
    assert refused(marta, step, proof="x")
    assert "Ahead of the process" in lin.get(page).content.decode()
    assert lin.get(f"{page}init.nothing/").status_code == 404
    assert lin.post(step, {"proof": ""}).status_code == 422
    assert lin.post(step, {"proof": "Budget 2 million, decides in March"}).status_code == 303
    shown = lin.get(page).content.decode()
    assert "Process: 1 of 11" in shown
    assert "Budget 2 million" in shown
    assert lin.post(step, {"proof": "", "back": "on"}).status_code == 303
    assert view(world["lin.yue"], PROOFS).of_customer(world.hengtong).all(9) == []


# ---- before a visit ----


def test_the_brief_holds_what_one_must_know_before_a_visit(world: World) -> None:
    lin, marta = entered(world, "lin.yue"), entered(world, "marta.nowak")
    start, page = f"/customers/{world.hengtong}/dialogue", f"/customers/{world.hengtong}/brief/"
    assert refused(marta, page)
    assert "Nothing is in dispute" in lin.get(page).content.decode()
    lin.post(f"{start}/conflicts/new/", {"title": "Line stop", "kind": "delivery"})
    lin.post(f"{start}/promises/new/", {"promise": "8D report", "side": "us"})
    lin.post(f"{start}/needs/new/", {"words": "A buffer stock", "state": "open"})
    lin.post("/activities/new/", {"customer": str(world.hengtong), "line": "call about the forecast"})
    shown = lin.get(page).content.decode()
    for words in ("Line stop", "8D report", "A buffer stock", "恒通电缆"):
        assert words in shown
