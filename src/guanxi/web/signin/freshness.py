"""Whether the user has just proven who he is: asked before personal data leaves, and before rights change."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponseBase

FRESH = timedelta(minutes=15)

P = ParamSpec("P")


def fresh(request: HttpRequest, *, within: timedelta = FRESH) -> bool:
    """If the user signed in, or proved again who he is, within this time and in this session."""
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - max(record["at"] for record in records) < within.total_seconds()


def require_fresh(request: HttpRequest) -> None:
    """Leads away to prove it again where it is too long ago, and then back; a form that was sent is sent on."""
    if not fresh(request):
        raise ReauthenticationRequired


def freshly_signed_in(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """The same as a decorator of views."""

    @wraps(view)
    def ask_first(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        require_fresh(request)
        return view(request, *args, **kwargs)

    return ask_first
