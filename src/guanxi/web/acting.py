"""Who acts in a request. Rights are read once for each request and never kept beyond it."""

import time

from django.http import HttpRequest
from django.utils.translation import gettext as _

from guanxi.access.actors import Actor, load_actor
from guanxi.access.viewing import eyes_of
from guanxi.errors import Denied
from guanxi.records.company import Company, company

# Where the session keeps through whose eyes somebody looks, and since when.
EYES = "eyes"
_LONGEST_LOOK = 3600


def actor_or_none(request: HttpRequest) -> Actor | None:
    """The actor of who is signed in, or of the colleague through whose eyes he looks; None for a stranger."""
    held: Actor | None = getattr(request, "actor", None)
    user = getattr(request, "user", None)
    if held is None and user is not None and user.is_authenticated:
        held = _through_eyes(request, load_actor(user))
        request.actor = held  # type: ignore[attr-defined]
    return held


def _through_eyes(request: HttpRequest, own: Actor) -> Actor:
    looked = request.session.get(EYES) if hasattr(request, "session") else None
    if not looked:
        return own
    try:
        if time.time() - looked["since"] < _LONGEST_LOOK:
            return eyes_of(own, looked["of"])
    except Denied:
        pass  # the colleague was disabled, or who looked is no administrator any longer
    del request.session[EYES]
    return own


def actor_of(request: HttpRequest) -> Actor:
    """The actor of who is signed in; the views that call it are for signed-in users."""
    actor = actor_or_none(request)
    if actor is None:
        raise Denied(_("Sign in first."))
    return actor


def company_of(request: HttpRequest) -> Company:
    """The settings of the company, read once a request."""
    held: Company | None = getattr(request, "company", None)
    if held is None:
        held = company()
        request.company = held  # type: ignore[attr-defined]
    return held
