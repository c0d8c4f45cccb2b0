"""The timeline of a customer: one stream of all departments, narrowed by department and kind, as its address says."""

from datetime import UTC
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.access.actors import Actor
from guanxi.access.directory import DEPARTMENTS, spoken_name
from guanxi.access.reading import view
from guanxi.activities import queries
from guanxi.activities.derived import TASK_DONE
from guanxi.activities.queries import TimelineLine
from guanxi.activities.resources import ACTIVITIES
from guanxi.customers.resources import SUMMARIES
from guanxi.web.cells import formats_in_force
from guanxi.web.doors import signed_in
from guanxi.web.views.people import KIND_ICONS

_LONGEST = 400
_OF_A_MOMENT = frozenset({"activities", "tasks"})  # what is said between the firms is of a day


def entry_of(line: TimelineLine, *, with_customer: bool = False) -> dict[str, Any]:
    """What the part ``_timeline_item.html`` shows of a line."""
    who = [line.author.label if line.author else "", line.department.label if line.department else ""]
    if with_customer:
        who.append(line.customer.label)
    texts = [str(line.row.get(name) or "") for name in ("body", "notes", "we_learned", "they_learned")]
    text = "\n".join(part for part in texts if part).strip()
    at = line.at if line.resource in _OF_A_MOMENT else line.at.astimezone(UTC).date()
    return {
        "icon": "list-checks" if line.resource == "tasks" else KIND_ICONS.get(line.kind, "file-text"),
        "kind": "is-ahead" if line.is_ahead else "",
        "title": line.title,
        "href": f"/{line.resource}/{line.record}/" if line.resource in _OF_A_MOMENT else "",
        "about": " · ".join(part for part in who if part),
        "text": text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + "…",
        "at": line.at.isoformat(),
        "when": formats_in_force().ago(at, timezone.now()),
        "resource": line.resource,
        "key": line.record,
    }


def _kinds() -> list[tuple[str, str]]:
    activities = [(key, str(label)) for key, label in ACTIVITIES.field("kind").choices]
    return [*activities, (TASK_DONE, pgettext("in the timeline", "Task done"))]


def timeline_of(request: HttpRequest, actor: Actor, customer: int) -> dict[str, Any]:
    """What the part ``customers/_timeline.html`` shows; the filter stands in the address."""
    departments = [(str(row.key), spoken_name(row)) for row in view(actor, DEPARTMENTS).all()]
    kinds = _kinds()
    asked = {
        "department": _one_of(departments, request.GET.get("department", "")),
        "kind": _one_of(kinds, request.GET.get("kind", "")),
        "subsidiaries": "yes" if request.GET.get("subsidiaries") == "yes" else "",
    }

    def address(**changes: str) -> str:
        given = {name: value for name, value in (asked | changes).items() if value}
        return f"/customers/{customer}/timeline/" + (f"?{urlencode(given)}" if given else "")

    def choices(name: str, of_all: str, known: list[tuple[str, str]]) -> list[dict[str, Any]]:
        return [
            {"label": label, "href": address(**{name: key}), "current": key == asked[name]}
            for key, label in [("", of_all), *known]
        ]

    page = queries.timeline(
        actor, customer, on=timezone.now(), departments=[int(key) for key in (asked["department"],) if key],
        kinds=[key for key in (asked["kind"],) if key], subsidiaries=bool(asked["subsidiaries"]),
        after=request.GET.get("after", ""),
    )  # fmt: skip
    return {
        "entries": [entry_of(line, with_customer=bool(asked["subsidiaries"])) for line in page.lines],
        "departments": choices("department", pgettext("departments", "All"), departments),
        "kinds": choices("kind", _("All kinds"), kinds),
        "kind": dict(kinds).get(asked["kind"], _("All kinds")),
        "next_href": address(after=page.next) if page.next else "",
        "subsidiaries": bool(asked["subsidiaries"]),
        "subsidiaries_href": address(subsidiaries="" if asked["subsidiaries"] else "yes"),
        "is_narrowed": any(asked.values()),
        "all_href": f"/customers/{customer}/timeline/",
    }


def _one_of(known: list[tuple[str, str]], given: str) -> str:
    return given if any(given == key for key, _label in known) else ""


@signed_in
def timeline(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """The timeline by itself: a part for htmx, a page without scripts; further lines go below those that are there."""
    name = view(actor, SUMMARIES).only("name").get(customer)["name"]
    shown = timeline_of(request, actor, customer)
    template = "customers/timeline.html"
    if getattr(request, "htmx", False):
        template = "customers/_timeline_lines.html" if request.GET.get("after") else "customers/_timeline.html"
    return render(request, template, {"nav": "portfolio", "timeline": shown, "name": name, "key": customer})
