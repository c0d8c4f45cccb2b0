"""Signing in in a real browser: codes of an app, passkeys under the strict policy, and every page looked at by axe."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from guanxi.access.models import AuditEvent
from tests.web.browser import Seen, Visit, add_authenticator
from tests.web.entering import LOGIN, PASSWORD, SOME_PAGE, add_app, code_now, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_attempts_before(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def enter(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("User name or e-mail").fill("lin.yue")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def is_at(page: Page, path: str) -> None:
    expect(page).to_have_url(re.compile(rf"^http://[^/]+{re.escape(path)}$"))


def test_the_way_in_with_password_and_app(visit: Visit) -> None:
    secret = add_app(make_user())
    seen = visit(SOME_PAGE)
    enter(seen.page)
    is_at(seen.page, reverse("mfa_authenticate"))
    seen.page.get_by_label("Code").fill(code_now(secret))
    seen.page.keyboard.press("Enter")
    is_at(seen.page, SOME_PAGE)
    assert seen.violations() == []


def test_who_must_have_a_second_factor_sets_up_an_app_on_the_way_in(visit: Visit, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED_OF = "all"
    make_user()
    seen = visit(SOME_PAGE)
    enter(seen.page)
    is_at(seen.page, reverse("mfa_index"))
    seen.page.get_by_role("link", name="Use an authenticator app").click()
    secret = seen.page.locator("[data-secret]").inner_text()
    seen.page.get_by_label("Code").fill(code_now(secret))
    seen.page.get_by_role("button", name="Set it up").click()
    expect(seen.page.locator("[data-recovery-codes]")).to_contain_text(re.compile(r"(\d{8}\s+){10}"))
    seen.page.goto(SOME_PAGE)
    is_at(seen.page, SOME_PAGE)


def test_a_passkey_is_added_and_signs_in_without_name_and_password(visit: Visit) -> None:
    user = make_user()
    seen = visit(reverse("mfa_add_webauthn"))
    add_authenticator(seen.page)
    enter(seen.page)
    is_at(seen.page, reverse("mfa_add_webauthn"))
    seen.page.get_by_role("button", name="Add the passkey").click()
    is_at(seen.page, reverse("mfa_view_recovery_codes"))
    seen.page.goto("/accounts/logout/")
    seen.page.get_by_role("main").get_by_role("button", name="Sign out").click()
    seen.page.goto(f"{LOGIN}?next={SOME_PAGE}")
    seen.page.get_by_role("button", name="Sign in with a passkey").click()
    is_at(seen.page, SOME_PAGE)
    assert seen.faults() == {}
    latest = AuditEvent.objects.filter(kind="signed in").order_by("-id").first()
    assert latest is not None
    assert (latest.actor_id, latest.details) == (user.pk, {"by": ["webauthn"]})


def test_a_passkey_is_the_second_factor_after_the_password_and_proves_it_again(visit: Visit) -> None:
    make_user()
    seen = visit(reverse("mfa_add_webauthn"))
    add_authenticator(seen.page)
    enter(seen.page)
    seen.page.get_by_role("button", name="Add the passkey").click()
    is_at(seen.page, reverse("mfa_view_recovery_codes"))
    seen.page.context.clear_cookies(name="guanxi_session")
    seen.page.goto(SOME_PAGE)
    enter(seen.page)
    is_at(seen.page, reverse("mfa_authenticate"))
    seen.page.get_by_role("button", name="Use a passkey").click()
    is_at(seen.page, SOME_PAGE)
    seen.page.goto(f"{reverse('mfa_reauthenticate_webauthn')}?next={SOME_PAGE}")
    seen.page.get_by_role("button", name="Use the passkey").click()
    is_at(seen.page, SOME_PAGE)
    assert AuditEvent.objects.filter(kind="signed in again").count() == 1
    assert seen.violations() == []


def test_who_breaks_off_is_told_so_and_can_try_again(visit: Visit) -> None:
    make_user()
    seen = visit(LOGIN)
    devices, device = add_authenticator(seen.page)
    devices.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    seen.page.get_by_role("button", name="Sign in with a passkey").click()
    expect(seen.page.get_by_role("alert")).to_have_text("Nothing was chosen, or it took too long. Try again.")
    enter(seen.page)
    expect(seen.page).not_to_have_url(re.compile("login"))


def test_without_scripts_the_way_in_is_open_and_passkeys_are_not_offered(visit: Visit) -> None:
    secret = add_app(make_user())
    page = visit(SOME_PAGE, scripts=False).page
    expect(page.get_by_role("button", name="Sign in with a passkey")).not_to_be_visible()
    enter(page)
    page.get_by_label("Code").fill(code_now(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()
    is_at(page, SOME_PAGE)


STRANGER = (
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_inactive",
    "invitation",
)
ONESELF = (
    "me",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_add_webauthn",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
    "usersessions_list",
    "account_logout",
)


def look(seen: Seen, name: str) -> dict[str, Any]:
    seen.messages.clear()
    seen.page.goto(reverse(name))
    faults = seen.faults()
    # The page of an invitation that is over says 410, and a browser notes that.
    noted = [message for message in faults.pop("console", []) if "410" not in message]
    return faults | ({"console": noted} if noted else {})


@pytest.mark.parametrize(
    ("width", "theme", "language"),
    [
        (390, "dark", "zh-hans"),
        pytest.param(1440, "light", "en", marks=pytest.mark.slow),
        pytest.param(320, "light", "zh-hans", marks=pytest.mark.slow),
        pytest.param(1440, "dark", "en", marks=pytest.mark.slow),
    ],
)
def test_nothing_is_wrong_with_any_page_of_signing_in(visit: Visit, width: int, theme: str, language: str) -> None:
    user = make_user(language=language)
    seen = visit(LOGIN, width=width, theme=theme, language=language)
    found = {name: look(seen, name) for name in STRANGER}
    seen.page.goto(LOGIN)
    seen.page.locator("[name=login]").fill("lin.yue")
    seen.page.locator("[name=password]").fill(PASSWORD)
    seen.page.keyboard.press("Enter")
    expect(seen.page).not_to_have_url(re.compile("login"))
    # The pages of a first app, then with one; recovery codes are shown once.
    found["mfa_activate_totp"] = look(seen, "mfa_activate_totp")
    add_app(user)
    found["mfa_view_recovery_codes"] = look(seen, "mfa_view_recovery_codes")
    found |= {name: look(seen, name) for name in ONESELF}
    assert {name: faults for name, faults in found.items() if faults} == {}
