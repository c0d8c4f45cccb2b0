"""Today: what one of us has before him."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from guanxi import text
from guanxi.access.actors import Actor
from guanxi.access.reading import Row
from guanxi.activities import queries
from guanxi.web.acting import company_of
from guanxi.web.cells import formats_in_force
from guanxi.web.doors import signed_in
from guanxi.web.views.notifications import notified_line
from guanxi.web.views.tasks import task_line
from guanxi.web.views.today_relations import beside, needing


def _meeting(row: Row) -> dict[str, Any]:
    told = formats_in_force()
    minutes = _("%(minutes)d min") % {"minutes": row["minutes"]} if row.get("minutes") else ""
    return {
        "key": row.key,
        "time": told.time(row["at"]),
        "title": row["subject"],
        "href": f"/activities/{row.key}/",
        "customer": row["customer"],
        "about": minutes,
    }


_MOST_GIVEN = 6


@signed_in
def today(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    now = timezone.now()
    day = queries.today(actor, on=now)
    currency = company_of(request).base_currency
    relations = needing(request, actor, currency, on=now)
    open_count = len(day.overdue) + len(day.due)
    meetings = len(day.meetings_today)
    parts = []
    if open_count:
        parts.append(ngettext("one task", "%(number)d tasks", open_count) % {"number": open_count})
    if meetings:
        parts.append(ngettext("one meeting", "%(number)d meetings", meetings) % {"number": meetings})
    told = formats_in_force()
    context = {
        "nav": "today",
        "day": told.day(now),
        "hello": _greeting(timezone.localtime(now).hour),
        "name": greeted_as(actor.name),
        "ahead": told.listed(parts),
        "today": day,
        **relations,
        **beside(actor, currency),
        "overdue": [task_line(line.row, actor) for line in day.overdue],
        "due": [task_line(line.row, actor) for line in day.due],
        "waiting": [task_line(line.row, actor) for line in day.waiting],
        "given": [task_line(line.row, actor) for line in queries.given_tasks(actor, on=now, most=_MOST_GIVEN)],
        "meetings_today": [_meeting(row) for row in day.meetings_today],
        "meetings_tomorrow": [_meeting(row) for row in day.meetings_tomorrow],
        "mentions": [notified_line(line) for line in day.mentions],
        "requests": [
            {
                "key": asked.row.key,
                "who": asked.row["asked_by"].label if asked.row["asked_by"] else "",
                "customer": asked.customer,
                "customer_key": asked.row["customer"],
                "reason": asked.row["reason"],
            }
            for asked in day.requests
        ],
    }
    return render(request, "today.html", context)


def greeted_as(name: str) -> str:
    """How one is greeted: of a name in two scripts the one that is read, of another one its first word."""
    words = name.split()
    han = [word for word in words if text.has_han(word)]
    if not han:
        return words[0] if words else ""
    latin = [word for word in words if word not in han]
    return " ".join(latin) if latin and not (get_language() or "").startswith("zh") else "".join(han)


def _greeting(hour: int) -> str:
    if hour < 12:
        return _("Good morning")
    return _("Good afternoon") if hour < 18 else _("Good evening")
