"""Looking through a colleague's eyes: beginning and ending it, and refusing every write in between."""

import time
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.viewing import look_through
from guanxi.web.acting import EYES, actor_or_none
from guanxi.web.doing import go_on, next_address, perform
from guanxi.web.doors import administrators, signed_in
from guanxi.web.signin.freshness import require_fresh
from guanxi.web.views.errors import answer_failure

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# What is his own, and no record of the company.
_ALLOWED = frozenset({"stop-viewing", "switch-language", "switch-theme", "account_logout"})


@require_POST
@administrators
def begin(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    user = request.POST.get("user", "")
    if not user.isdecimal() or len(user) > 18:
        raise Http404
    require_fresh(request)
    perform(request, actor, look_through, user=int(user))
    request.session[EYES] = {"of": int(user), "since": time.time()}
    return go_on(request, next_address(request, "/"))


@require_POST
@signed_in
def stop(request: HttpRequest, _actor: Actor) -> HttpResponseBase:
    """Back to one's own eyes, on the settings of the colleague: the page looked at may be hidden from oneself."""
    looked = request.session.pop(EYES, None)
    return go_on(request, f"/settings/users/{looked['of']}/" if looked else "/")


class ReadOnly:
    """Nothing is written through somebody else's eyes: no action (they refuse by themselves) and nothing besides."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._answer(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponseBase | None:
        name = request.resolver_match.url_name if request.resolver_match else None
        if request.method in _SAFE or name in _ALLOWED or EYES not in request.session:
            return None
        actor = actor_or_none(request)
        if actor is None or not actor.viewed_by:
            return None
        return answer_failure(request, 403, _("You look through a colleague's eyes: nothing can be changed here."))
