"""What changed on a customer: who, when, which field, from what to what, through which channel; with undo."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from guanxi.access.actors import Actor
from guanxi.access.levels import Level
from guanxi.access.policy import level_on
from guanxi.access.reading import view
from guanxi.catalogue import BY_MODEL
from guanxi.customers.queries import ChangeLine, change_cursor, changes_of
from guanxi.customers.resources import CUSTOMERS
from guanxi.web.cells import formats_in_force
from guanxi.web.changes import told
from guanxi.web.doors import signed_in

_ON_PAGE = 60


@signed_in
def history(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    row = view(actor, CUSTOMERS).only("name").get(customer)
    before = request.GET.get("before", "")
    lines = changes_of(actor, customer, resources=BY_MODEL, before=before, most=_ON_PAGE + 1)
    may_edit = level_on(actor, customer) >= Level.EDIT and actor.viewed_by is None
    groups = change_groups(actor, lines[:_ON_PAGE], may_undo=may_edit)
    address = f"/customers/{customer}/history/"
    context = {
        "nav": "portfolio",
        "row": row,
        "groups": groups,
        "first_href": address if before else "",
        "next_href": f"{address}?before={change_cursor(lines[:_ON_PAGE], before)}" if len(lines) > _ON_PAGE else "",
        "here": request.get_full_path(),
    }
    return render(request, "customers/history.html", context)


def change_groups(actor: Actor, lines: Sequence[ChangeLine], *, may_undo: bool) -> list[dict[str, Any]]:
    """What the part `_changes.html` shows; one takes back what one did oneself."""
    formats, now = formats_in_force(), timezone.now()
    return [
        {
            "key": group.line.group,
            "title": group.title,
            "who": group.line.by,
            "who_key": group.line.by_key,
            "channel": group.channel,
            "at": group.line.at.isoformat(),
            "moment": formats.moment(group.line.at),
            "when": formats.ago(group.line.at, now),
            "undone": group.line.undone,
            "records": group.records,
            "may_undo": may_undo and group.line.by_key == actor.user_id and not (group.line.undone or group.lasts),
        }
        for group in told(actor, lines)
    ]
