"""What follows from who is signed in: his language and time zone, and a second factor where one is required."""

import zoneinfo
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRedirect

from guanxi.access.signin import has_second_factor
from guanxi.web.middleware import READING

Answer = Callable[[HttpRequest], HttpResponse]

# What somebody can reach who still has to set up his second factor.
_OPEN_BEFORE = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "account_reauthenticate",
        "signin_identity_again",
        "openid_connect_login",
        "openid_connect_callback",
        "account_login",
        "account_logout",
        "invitation",
        "invitation_link",
        "switch-language",
        "switch-theme",
    }
)


def speak_as_the_user_wishes(answer: Answer) -> Answer:
    """The language and the time zone of the user's profile count before what the browser says."""

    def answer_in_his_language(request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, AnonymousUser):
            return answer(request)
        language = user.language if user.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        with timezone.override(_zone(user.time_zone)):
            return answer(request)

    return answer_in_his_language


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


def lead_the_whole_page(answer: Answer) -> Answer:
    """A part of a page that asks to sign in sends the whole page there, and back to where it stands.

    What a form sent is not sent again: its page is where signing in leads to, and in a part it stays as it was typed.
    """

    def answer_part(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if not isinstance(response, HttpResponseRedirect):
            return response
        asked = urlsplit(response.url)
        is_stopped = parse_qs(asked.query).get(REDIRECT_FIELD_NAME) == [request.get_full_path()]
        if "HX-Request" not in request.headers:
            if asked.path == settings.LOGIN_URL and is_stopped and request.method not in READING:
                response["Location"] = _signing_in_for(request, "Referer")
            return response
        if not asked.path.startswith("/accounts/"):
            return response
        if asked.path != settings.LOGIN_URL:
            return HttpResponseClientRedirect(response.url)
        address = _signing_in_for(request, "HX-Current-URL")
        if is_stopped and request.method not in READING:
            return HttpResponse(render_to_string("parts/_signed_out.html", {"address": address}), status=401)
        return HttpResponseClientRedirect(address)

    return answer_part


def _signing_in_for(request: HttpRequest, header: str) -> str:
    """The address of signing in that leads back to the page in this header, if that is one of ours."""
    try:
        page = urlsplit(request.headers.get(header, ""))
    except ValueError:
        page = urlsplit("")
    back = page._replace(scheme="", netloc="", fragment="").geturl() if page.netloc == request.get_host() else "/"
    return f"{settings.LOGIN_URL}?{urlencode({REDIRECT_FIELD_NAME: back})}"


class SecondFactorMiddleware:
    """Who must have a second factor and has none is led to set one up, and can do nothing else before."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._answer(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponseBase | None:
        name = request.resolver_match.url_name if request.resolver_match else None
        lacking = lacks_second_factor(request)
        # The pages that set one up show no way to anywhere else.
        request.lacks_second_factor = lacking  # type: ignore[attr-defined]
        if name in _OPEN_BEFORE or not lacking:
            return None
        return redirect("mfa_index")


def must_have_second_factor(request: HttpRequest) -> bool:
    """If GUANXI_MFA asks one of this user."""
    user = request.user
    if isinstance(user, AnonymousUser):
        return False
    required_of = settings.SECOND_FACTOR_REQUIRED_OF
    return required_of == "all" or (required_of == "administrators" and user.is_administrator)


def lacks_second_factor(request: HttpRequest) -> bool:
    return must_have_second_factor(request) and not has_second_factor(int(request.user.pk or 0))
