"""Pages of signing in that django-allauth does not have, and what its own answers are made to keep to."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from guanxi.access.signin import invitation_behind
from guanxi.errors import Invalid, NotFound
from guanxi.web.signin import demo, invitation
from guanxi.web.signin.forms import InvitationForm
from guanxi.web.signin.freshness import fresh

View = Callable[..., HttpResponseBase]


def as_everywhere(view: View) -> View:
    """A view of django-allauth, answering like ours: 303 when a form is done, 422 with the form when it is not.

    Nothing of it is kept by a browser: recovery codes, keys, who was here.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        if isinstance(response, TemplateResponse):
            response.context_data = {**offers(), **(response.context_data or {})}
            if request.method == "POST" and response.status_code == 200 and _is_refused(response.context_data):
                response.status_code = 422
        elif request.method == "POST" and isinstance(response, HttpResponseRedirect):
            if urlsplit(response.url).netloc not in ("", request.get_host()):
                # A form may not lead to another host (form-action 'self'); a page may go on there.
                return render(request, "socialaccount/going_on.html", {"address": response.url})
            response.status_code = 303
        return response

    return answer


def offers() -> dict[str, Any]:
    """What the pages of signing in can offer on this server."""
    return {
        "mail_is_set": settings.MAIL_IS_SET,
        "has_identity_provider": bool(settings.OIDC_ISSUER),
        "cast": demo.cast(),
    }


def _is_refused(context: dict[str, Any]) -> bool:
    forms = [value for value in context.values() if getattr(value, "is_bound", False)]
    return any(not form.is_valid() for form in forms)


# ---- invitations ----


@login_not_required
@never_cache
@require_GET
def follow_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the token out of the address, where history, screens and referrers would show it."""
    if request.user.is_authenticated and invitation_behind(token, on=timezone.now()):
        logout(request)
    invitation.carry(request, token)
    return redirect("invitation")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password1", "password2")
def accept_invitation(request: HttpRequest) -> HttpResponse:
    """Who was invited chooses a password and is in."""
    invited = invitation.carried(request)
    if invited is None:
        return render(request, "invitation/over.html", status=410)
    form = InvitationForm(request.POST or None)
    if form.is_valid():
        try:
            response = invitation.take_up_with_password(request, invited, form.cleaned_data["password1"])
        except NotFound:
            return render(request, "invitation/over.html", status=410)
        except Invalid as refused:
            form.add_error("password1", refused.fields["password"])
        else:
            response.status_code = 303
            return response
    page = {**offers(), "invited": invited, "form": form}
    return render(request, "invitation/accept.html", page, status=422 if form.is_bound else 200)


# ---- the company's identity provider ----


def prove_again_by_identity(request: HttpRequest) -> HttpResponse:
    """Who has no password of his own proves at the provider that it is still he who sits there."""
    address = get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL
    if fresh(request):
        return redirect(address)
    return render(request, "socialaccount/again.html", {"address": address})
