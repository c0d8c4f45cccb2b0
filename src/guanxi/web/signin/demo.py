"""One click to enter as any member of the cast: only on a server that shows the sample world and nothing else."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url, perform_login
from django.conf import settings
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST


def cast() -> list[dict[str, Any]]:
    """Who is offered on the sign-in page; nobody where this is no demo."""
    if not settings.IS_DEMO:
        return []
    from guanxi.demo.cast import CAST

    return [{"login": c.login, "name": c.display, "title": c.title, "language": c.language} for c in CAST]


@login_not_required
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """As one of the cast, without a password."""
    login = request.POST.get("user", "")
    if login not in {member["login"] for member in cast()}:
        raise Http404
    user = get_user_model().objects.filter(username=login, is_active=True).first()
    if user is None:
        raise Http404
    address = get_next_redirect_url(request)
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, user, method="demo")
    response: HttpResponse = perform_login(request, user, redirect_url=address)
    response.status_code = 303
    return response
