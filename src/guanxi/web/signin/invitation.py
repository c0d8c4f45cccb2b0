"""Entering by an invitation: with a new password, or by the company's identity provider."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from guanxi.access.actors import load_actor
from guanxi.access.signin import Invited, accept_invitation, digest_of, invitation_behind
from guanxi.access.writing import run

_TOKEN = "invitation"  # the key in the session: in the address it would stand in the browser's history


def link_to(token: str) -> str:
    """The address that is handed to the invited."""
    return f"{settings.GUANXI_BASE_URL}{reverse('invitation_link', args=[token])}"


def carry(request: HttpRequest, token: str) -> None:
    request.session[_TOKEN] = token


def carried(request: HttpRequest) -> Invited | None:
    """Whom the invitation that this browser came with is for; None where it is used, too old, or was never there."""
    token = request.session.get(_TOKEN)
    return invitation_behind(token, on=timezone.now()) if token else None


def take_up_with_password(request: HttpRequest, invited: Invited, password: str) -> HttpResponse:
    """Sets the password and signs in; a second factor that the user has is asked for as ever.

    Raises Invalid for a password that will not do, NotFound where somebody else was quicker.
    """
    _use_up(request, invited, digest_of(password, username=invited.username, email=invited.email, name=invited.name))
    user = get_user_model().objects.get(pk=invited.user)
    record_authentication(request, user, method="invitation")
    response: HttpResponse = perform_login(request, user)
    return response


def take_up_with_identity(request: HttpRequest, sociallogin: Any) -> bool:
    """Links the identity that the provider has just vouched for to the invited user; False without an invitation."""
    invited = carried(request)
    if invited is None:
        return False
    _use_up(request, invited, None)
    sociallogin.connect(request, get_user_model().objects.get(pk=invited.user))
    return True


def _use_up(request: HttpRequest, invited: Invited, digest: str | None) -> None:
    run(
        load_actor(invited.user),
        accept_invitation,
        on=timezone.now(),
        channel="web",
        token=request.session[_TOKEN],
        digest=digest,
    )
    del request.session[_TOKEN]
