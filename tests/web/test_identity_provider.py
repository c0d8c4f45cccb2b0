"""Signing in by the company's identity provider: found by issuer and subject, and by nothing else."""

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from guanxi.access.actors import load_actor
from guanxi.access.models import User
from guanxi.access.signin import invite_user
from guanxi.access.writing import run
from guanxi.web.signin.adapter import IdentityAdapter
from tests.web.entering import is_in, make_user, sign_in, trail

pytestmark = pytest.mark.django_db

ISSUER = "https://login.example.com"
START, BACK = "/accounts/oidc/login/", "/accounts/oidc/callback/"


class Answer:
    def __init__(self, body: dict[str, Any]) -> None:
        self.body, self.status_code, self.headers = body, 200, {"content-type": "application/json"}
        self.text = self.content = ""

    def json(self) -> dict[str, Any]:
        return self.body

    def raise_for_status(self) -> None:
        pass


class Provider:
    """An identity provider that says what a test lets it say."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.asked: list[dict[str, Any]] = []

    def __enter__(self) -> "Provider":
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def get(self, url: str) -> Answer:
        assert url == f"{ISSUER}/.well-known/openid-configuration"
        return Answer(
            {
                "issuer": ISSUER,
                "authorization_endpoint": f"{ISSUER}/authorize",
                "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys",
            }
        )

    def request(self, method: str, url: str, *, data: dict[str, Any], **_: Any) -> Answer:
        self.asked.append(data)
        claims = {"iss": ISSUER, "aud": "guanxi", "sub": "s-1", "exp": time.time() + 60, **self.claims}
        return Answer({"access_token": "t", "id_token": jwt.encode(claims, "k" * 32, algorithm="HS256")})


@pytest.fixture(autouse=True)
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Provider:
    cache.clear()
    made = Provider()
    monkeypatch.setattr(IdentityAdapter, "get_requests_session", lambda self: made)
    settings.OIDC_ISSUER = ISSUER
    app = {
        "provider_id": settings.OIDC_PROVIDER,
        "name": "login.example.com",
        "client_id": "guanxi",
        "secret": "s",
        "settings": {"server_url": ISSUER, "fetch_userinfo": False},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "SCOPE": ["openid"], "APPS": [app]}
    }
    return made


def link(user: User, subject: str = "s-1") -> None:
    SocialAccount.objects.create(user=user, provider=settings.OIDC_PROVIDER, uid=subject)


def go(client: Client, process: str = "login") -> Any:
    """From our form to the provider and back."""
    page = client.post(f"{START}?process={process}")
    address = urlsplit(page.context["address"])
    assert f"{address.scheme}://{address.netloc}" == ISSUER
    asked = parse_qs(address.query)
    assert asked["scope"] == ["openid"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    return client.get(BACK, {"code": "c", "state": asked["state"][0]})


def test_who_is_linked_is_signed_in(client: Client, provider: Provider) -> None:
    user = make_user()
    link(user)
    assert go(client)["Location"] == "/"
    assert is_in(client)
    assert provider.asked[0]["code_verifier"]
    assert trail() == [("signed in", user.pk)]


def test_the_sign_in_page_offers_it(client: Client) -> None:
    assert "Sign in by login.example.com" in client.get("/accounts/login/").content.decode()


def test_an_address_never_makes_somebody_a_user_nor_another_user(client: Client, provider: Provider) -> None:
    make_user(email="lin.yue@example.com")
    provider.claims = {"sub": "s-2", "email": "lin.yue@example.com", "email_verified": True}
    page = go(client)
    assert "Nobody here has this identity" in page.content.decode()
    assert not is_in(client)
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()
    assert trail() == [("sign-in failed", None)]


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://login.example.net"},
        {"aud": "another application"},
        {"exp": 1},
    ],
)
def test_an_identity_for_others_or_by_others_is_refused(client: Client, provider: Provider, claims: Any) -> None:
    link(make_user())
    provider.claims = claims
    assert go(client).status_code == 401
    assert not is_in(client)


def test_nobody_returns_from_a_journey_that_he_did_not_begin(client: Client) -> None:
    link(make_user())
    assert client.get(BACK, {"code": "c", "state": "made up"}).status_code == 401
    assert not is_in(client)


def test_the_journey_begins_with_a_form_and_not_with_a_link(client: Client) -> None:
    page = client.get(START)
    assert page.status_code == 200
    assert "address" not in (page.context or {})


def test_a_user_links_his_identity_and_unlinks_it(client: Client) -> None:
    user = make_user()
    sign_in(client)
    go(client, "connect")
    linked = SocialAccount.objects.get()
    assert (linked.user, linked.uid) == (user, "s-1")
    page = client.get("/accounts/identity/").content.decode()
    assert "Unlink" in page
    client.post("/accounts/identity/", {"account": linked.pk})
    assert not SocialAccount.objects.exists()
    assert [kind for kind, _ in trail()] == ["signed in", "identity linked", "identity unlinked"]


def test_what_the_provider_tells_of_a_person_is_not_kept(client: Client, provider: Provider) -> None:
    make_user()
    provider.claims = {"name": "Somebody Else", "email": "private@example.org", "email_verified": True}
    sign_in(client)
    go(client, "connect")
    client.post("/accounts/logout/")
    go(client)
    assert SocialAccount.objects.get().extra_data == {}
    assert User.objects.get().name == "lin.yue"
    assert not EmailAddress.objects.exists()


def test_the_identity_of_another_user_cannot_be_linked(client: Client) -> None:
    other = make_user("sofia.berg")
    link(other)
    make_user()
    sign_in(client)
    go(client, "connect")
    assert SocialAccount.objects.get().user == other


def test_an_invitation_can_be_taken_up_without_a_password(client: Client) -> None:
    boss = make_user("tom.hale", is_administrator=True)
    newcomer = User.objects.create(username="anna.weber", email="anna@example.com", name="Anna Weber", password="!")
    token = run(load_actor(boss), invite_user, on=timezone.now(), channel="test", user=newcomer.pk)
    client.get(f"/invitation/{token}/")
    assert "No password: sign in by login.example.com" in client.get("/invitation/").content.decode()
    go(client)
    assert is_in(client)
    assert SocialAccount.objects.get().user == newcomer
    assert client.get("/invitation/").status_code == 410
    client.post("/accounts/logout/")
    go(client)
    assert is_in(client)


def test_who_has_no_password_proves_it_again_at_the_provider(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_user()
    user.set_unusable_password()
    user.save()
    link(user)
    go(client)
    later = time.time() + 16 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    asked = client.get("/accounts/password/set/")
    assert asked["Location"] == "/accounts/identity/again/?next=%2Faccounts%2Fpassword%2Fset%2F"
    page = client.get(asked["Location"]).content.decode()
    assert "prompt%3Dlogin" in page
    go(client)
    assert client.get("/accounts/password/set/").status_code == 200


def test_a_disabled_user_does_not_come_in_this_way_either(client: Client) -> None:
    link(make_user(is_active=False))
    assert go(client)["Location"] == "/accounts/inactive/"
    assert not is_in(client)


def test_without_the_setting_there_is_no_provider(client: Client, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "Sign in by" not in client.get("/accounts/login/").content.decode()
    assert client.post(START).status_code == 404
