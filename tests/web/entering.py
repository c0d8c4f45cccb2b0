"""What the tests of signing in share: a user, the form, codes of an app, the lines of the trail."""

import re
import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from guanxi.access.models import AuditEvent, User

PASSWORD = "guanxi-demo"
LOGIN = "/accounts/login/"
# A page of the application that asks for nothing but somebody who is signed in.
SOME_PAGE = "/blank/"


def make_user(name: str = "lin.yue", **values: Any) -> User:
    given = {"email": f"{name}@example.com", "name": name, **values}
    user = User(username=name, **given)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, login: str = "lin.yue", password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(LOGIN, {"login": login, "password": password}, **extra)


def is_in(client: Client) -> bool:
    return client.get(SOME_PAGE).status_code == 200


def add_app(user: User) -> str:
    """Gives the user an authenticator app and recovery codes; returns the app's secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def code_now(secret: str, *, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def recovery_codes(user: User) -> list[str]:
    codes: list[str] = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    return codes


def trail() -> list[tuple[str, int | None]]:
    """Kind of each line, and the user that it is about."""
    return list(AuditEvent.objects.order_by("id").values_list("kind", "record"))


def page_text(response: Any) -> str:
    """A page without its safety codes and without what was typed."""
    return re.sub(r'(value=|"X-CSRFToken":)"[^"]*"', "", response.content.decode())
