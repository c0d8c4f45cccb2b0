"""What one of us must be told: mentions, tasks given to him, requests for access and their answers."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.reading import Row, view
from guanxi.activities import queries
from guanxi.activities.actions import read_all_notifications, read_notification
from guanxi.activities.queries import Notified
from guanxi.activities.resources import NOTIFICATIONS
from guanxi.customers.resources import CUSTOMERS
from guanxi.web.addresses import address_of
from guanxi.web.cells import formats_in_force
from guanxi.web.doing import go_on, next_address, perform
from guanxi.web.doors import signed_in

_ICONS = {
    "mention": "message-square",
    "assignment": "list-checks",
    "access_request": "lock",
    "share_granted": "key-round",
    "request_declined": "lock",
    "handed_over": "handshake",
    "viewed_as": "eye",
}
# What the tabs show: kinds, and if only what is new.
_SHOWN: dict[str, tuple[tuple[str, ...], bool]] = {
    "": ((), False),
    "unread": ((), True),
    "mentions": (("mention",), False),
    "tasks": (("assignment", "handed_over"), False),
    "access": (("access_request", "share_granted", "request_declined", "viewed_as"), False),
}


def notified_line(line: Notified) -> dict[str, Any]:
    """A notification as a sentence with its link; without the title where its reader may no longer see that."""
    row = line.row
    about = row["customer"].label if row["customer"] else ""
    who = row["actor"].label if row["actor"] else "Guanxi"
    title = line.title or about
    if row["kind"] == "access_request":
        # What is asked for is the customer; what stands in the request is the reason.
        title, about = about, line.title
    return {
        "key": row.key,
        "resource": "notifications",
        "icon": _ICONS.get(row["kind"], "bell"),
        "sentence": _sentence(row["kind"], who, title),
        "href": f"/notifications/{row.key}/",
        "about": about if about != title else "",
        "when": formats_in_force().ago(row["at"], timezone.now()),
        "at": row["at"].isoformat(),
        "unread": row["read"] is None,
    }


def _sentence(kind: str, who: str, title: str) -> str:
    sentences = {
        "mention": _("%(who)s mentioned you: %(title)s"),
        "assignment": _("%(who)s gave you a task: %(title)s"),
        "access_request": _("%(who)s asks for access to %(title)s"),
        "share_granted": _("%(who)s opened %(title)s to you"),
        "request_declined": _("%(who)s declined your request for %(title)s"),
        "handed_over": _("%(who)s handed over to you: %(title)s"),
        "viewed_as": _("%(who)s looked through your eyes"),
    }
    return sentences.get(kind, "%(title)s") % {
        "who": who, "title": title or _("something that is no longer open to you"),
    }  # fmt: skip


def _target(actor: Actor, row: Row) -> str:
    """The page of what it is about, as far as that is open to him."""
    customer = row["customer"].key if row["customer"] else None
    if row["kind"] == "access_request" and customer:
        return f"/customers/{customer}/access/"
    source = queries.TIMELINE_SOURCES.get(row["resource"])
    if source is not None and row["record"] and view(actor, source[0]).among([row["record"]]).exists():
        return address_of(row["resource"], row["record"])
    if customer and view(actor, CUSTOMERS).among([customer]).exists():
        return address_of(CUSTOMERS.name, customer)
    return f"/summaries/{customer}/" if customer else "/notifications/"


@signed_in
def notifications(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    shown = request.GET.get("show", "")
    kinds, unread = _SHOWN.get(shown, _SHOWN[""])
    lines, following = queries.notifications(
        actor, on=timezone.now(), kinds=kinds, unread=unread, after=request.GET.get("after", "")
    )  # fmt: skip
    labels = {
        "": _("All"),
        "unread": pgettext("notifications", "New"),
        "mentions": _("Mentions"),
        "tasks": pgettext("page", "Tasks"),
        "access": pgettext("notifications", "Access"),
    }
    context = {
        "nav": "notifications",
        "lines": [notified_line(line) for line in lines],
        "tabs": [
            {
                "label": label,
                "href": f"/notifications/?show={key}" if key else "/notifications/",
                "current": key == shown,
            }
            for key, label in labels.items()
        ],
        "path": request.get_full_path(),
        "next_href": f"/notifications/?{urlencode({'show': shown, 'after': following})}" if following else "",
    }
    return render(request, "notifications.html", context)


@signed_in
def opened(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    """Leads to what it is about; who followed it has read it."""
    row = view(actor, NOTIFICATIONS).get(key)
    if row["read"] is None and actor.viewed_by is None:
        perform(request, actor, read_notification, notification=key)
    return go_on(request, _target(actor, row))


@require_POST
@signed_in
def read(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """One of them, or all."""
    key = request.POST.get("notification", "")
    if key.isdecimal():
        perform(request, actor, read_notification, notification=int(key[:18]))
    else:
        perform(request, actor, read_all_notifications)
    return go_on(request, next_address(request, "/notifications/"))
