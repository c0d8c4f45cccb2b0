"""How a view says who may come in. Every address has one of these; a test lists those that have none."""

import zoneinfo
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.access.actors import Actor
from guanxi.errors import Denied
from guanxi.web.acting import actor_of

View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Everybody with an account; what he sees follows from `view` and `run`. The clock is his own."""

    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            if getattr(request, "htmx", False):
                return HttpResponse(status=401, headers={"HX-Redirect": "/accounts/login/"})
            return redirect_to_login(request.get_full_path())
        actor = actor_of(request)
        with timezone.override(zoneinfo.ZoneInfo(actor.time_zone)):
            response = view(request, actor, *args, **kwargs)
            # Drawn here, while the clock is his.
            if hasattr(response, "render") and callable(response.render):
                response.render()
        # What somebody may see is for nobody's cache.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    enter.policy = "signed in"  # type: ignore[attr-defined]
    return enter


def administrators(view: View) -> View:
    """Administrators: settings and users."""
    return _restricted(view, "administrators", lambda actor: actor.is_administrator)


def auditors(view: View) -> View:
    """Auditors and administrators: the trail."""
    return _restricted(view, "auditors", lambda actor: actor.is_auditor or actor.is_administrator)


def _restricted(view: View, policy: str, fits: Callable[[Actor], bool]) -> View:
    def check(request: HttpRequest, actor: Actor, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not fits(actor):
            raise Denied(_("This page belongs to the administration."))
        return view(request, actor, *args, **kwargs)

    enter = signed_in(wraps(view)(check))
    enter.policy = policy  # type: ignore[attr-defined]
    return enter


def decides_itself(reason: str) -> Callable[[View], View]:
    """For views that have an action or a library decide; the reason says which."""

    def declare(view: View) -> View:
        view.policy = f"decides itself: {reason}"  # type: ignore[attr-defined]
        return view

    return declare


def open_to_all(reason: str) -> Callable[[View], View]:
    """Without signing in; the reason stands in the list of addresses."""

    def declare(view: View) -> View:
        view.policy = f"open: {reason}"  # type: ignore[attr-defined]
        return view

    return declare
