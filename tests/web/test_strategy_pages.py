"""The pages of the strategy book: everybody reads them, the management edits them."""

import pytest
from django.test import Client

from guanxi.access.models import User
from guanxi.lifecycle.vocabulary import STAGES
from guanxi.plans.book import play, stage_page
from tests.access.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def entered(user: int) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_everybody_reads_every_stage_with_its_plays(cast: Cast) -> None:
    client = entered(cast.users["marta.nowak"])
    for word in STAGES:
        page = client.get(f"/strategy/?stage={word.key}").content.decode()
        assert f'data-stage="{word.key}"' in page
        assert "/strategy/plays/new/" not in page
    assert "Ask about the silence" in client.get("/strategy/plays/P21/").content.decode()
    assert client.get("/strategy/?stage=nothing").status_code == 404
    assert client.get("/strategy/plays/P99/").status_code == 404


def test_the_management_edits_a_sheet_and_a_play_and_others_are_refused(cast: Cast) -> None:
    sheet = {
        "position_en": "our main customers", "position_zh": "主要供应商", "goals_en": "Grow", "goals_zh": "增长",
    }  # fmt: skip
    lin, wang = entered(cast.users["lin.yue"]), entered(cast.users["wang.fang"])
    assert lin.post("/strategy/sheets/stable/", sheet).status_code == 403
    assert wang.post("/strategy/sheets/stable/", sheet).status_code == 303
    assert stage_page(cast["lin.yue"], 3).sheet.position.en == "our main customers"
    form = wang.get("/strategy/plays/P21/")
    initial = {name: field.initial for name, field in form.context["form"].fields.items()}
    data = {name: form.context["form"].initial.get(name, value) or "" for name, value in initial.items()}
    refused = wang.post("/strategy/plays/P21/", {**data, "title_en": ""})
    assert refused.status_code == 422
    assert wang.post("/strategy/plays/P21/", {**data, "title_en": "Call them"}).status_code == 303
    assert play(cast["lin.yue"], "P21").title.en == "Call them"


def test_a_play_of_ones_own_stands_beside_the_others(cast: Cast) -> None:
    wang: Client = entered(cast.users["wang.fang"])
    data = {
        "title_en": "Invite to the fair", "title_zh": "邀请参展", "on": "by_hand", "role": "R1", "due": "5",
        "department": str(cast.departments["marketing"]), "stages": ["1", "2"], "in_use": "on",
    }  # fmt: skip
    answer = wang.post("/strategy/plays/new/", data)
    assert answer.headers["Location"] == "/strategy/plays/C01/"
    assert "Invite to the fair" in wang.get("/strategy/?stage=initial").content.decode()
