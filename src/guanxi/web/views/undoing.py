"""Undo: takes a change back, as the toast of an action offers it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.undo import undo
from guanxi.access.writing import run
from guanxi.catalogue import BY_MODEL
from guanxi.errors import Refused
from guanxi.web.doing import CHANNEL, go_on, next_address
from guanxi.web.doors import signed_in


@require_POST
@signed_in
def take_back(request: HttpRequest, actor: Actor, change: int) -> HttpResponseBase:
    """A refusal names the fields that were edited since, and nothing is lost."""
    try:
        run(actor, undo, on=timezone.now(), channel=CHANNEL, change=change, resources=BY_MODEL)
        messages.success(request, _("Taken back."))
    except Refused as refused:
        messages.error(request, refused.message)
    return go_on(request, next_address(request, "/"))
