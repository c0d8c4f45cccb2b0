"""The two switches of the shell, language and theme: they hold for the browser, and for the user who is signed in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from guanxi.access.directory_actions import set_preferences
from guanxi.access.writing import run
from guanxi.web.acting import actor_or_none
from guanxi.web.doors import open_to_all
from guanxi.web.shell import THEME_COOKIE, THEMES

_YEAR = 365 * 24 * 3600


@open_to_all("a stranger reads the page of signing in in his language")
@login_not_required
@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    return _switched(request, settings.LANGUAGE_COOKIE_NAME, language, language=language)


@open_to_all("a stranger reads the page of signing in in the light he likes")
@login_not_required
@require_POST
def switch_theme(request: HttpRequest) -> HttpResponse:
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        return HttpResponseBadRequest()
    return _switched(request, THEME_COOKIE, theme, theme=theme)


def _switched(request: HttpRequest, cookie: str, value: str, **preferences: Any) -> HttpResponse:
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    response.status_code = 303
    response.set_cookie(cookie, value, max_age=_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    actor = actor_or_none(request)
    if actor is not None and not actor.viewed_by:
        run(actor, set_preferences, on=timezone.now(), channel="web", preferences=preferences)
    return response
