"""What an administrator does for others who sign in: a link to a new password, a lost second factor taken away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guanxi.access.directory import USERS
from guanxi.access.reading import view
from guanxi.access.signin import forget_second_factor, has_second_factor, invite_user
from guanxi.access.writing import Action, authorise, run
from guanxi.web.acting import actor_of
from guanxi.web.signin import invitation
from guanxi.web.signin.freshness import require_fresh


@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, user: int) -> HttpResponse:
    """Makes a link and shows it, this once."""
    name = _check(request, invite_user, user)
    link = ""
    if request.method == "POST":
        token = run(actor_of(request), invite_user, on=timezone.now(), channel="web", user=user)
        link = invitation.link_to(token)
    return render(request, "invitation/make.html", {"name": name, "key": user, "link": link, "nav": "settings"})


@never_cache
@require_http_methods(["GET", "POST"])
def take_second_factor_away(request: HttpRequest, user: int) -> HttpResponse:
    name = _check(request, forget_second_factor, user)
    if request.method == "POST":
        run(actor_of(request), forget_second_factor, on=timezone.now(), channel="web", user=user)
        return _see_other(f"/settings/users/{user}/")
    page = {"name": name, "key": user, "has_second_factor": has_second_factor(user), "nav": "settings"}
    return render(request, "mfa/take_away.html", page)


def _check(request: HttpRequest, action: Action, user: int) -> str:
    """Who may not do it is refused before he is asked for anything; who may proves first that it is still he."""
    actor = actor_of(request)
    authorise(actor, action, {"user": user})
    name = str(view(actor, USERS).get(user)["name"])
    require_fresh(request)
    return name


def _see_other(address: str) -> HttpResponse:
    response = redirect(address)
    response.status_code = 303
    return response
