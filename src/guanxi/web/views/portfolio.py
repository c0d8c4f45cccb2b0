"""The portfolio: the one list of customers; and the summaries that an indirect reader gets."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass, Level, Relation
from guanxi.access.reading import Row, view
from guanxi.customers.resources import CUSTOMERS, SUMMARIES
from guanxi.relationships.courses import Course
from guanxi.relationships.slipping import accounts_of
from guanxi.web import cells
from guanxi.web.acting import company_of
from guanxi.web.doors import signed_in
from guanxi.web.lists import Asked, DrawnColumn, chosen_columns, csv_answer, list_page, narrowed, read_address
from guanxi.web.saved_views import new_view_href, tabs_with_saved
from guanxi.web.templatetags.face import avatar, monogram, signal, stage_chip
from guanxi.web.views.board import board, switch, tools_page
from guanxi.web.views.next_steps import next_steps
from guanxi.web.views.relationship_marks import ESTIMATED, change_of, course_of, line, share_cell

COLUMNS = ("name", "stage", "share", "ours_12", "signal", "last_touched", "owner")
SUMMARY_COLUMNS = ("name", "country", "industry", "department", "owner", "owner_email", "owner_phone", "last_touched")
_PLACE = ("name", "city", "country", "industry")  # what stands in the cell of the name
LONG_AGO = timedelta(days=90)
SMALLEST_TOLD = 5  # counts below it would tell an indirect reader of single customers


def name_cell(row: Row, href: str) -> SafeString:
    """Monogram, name, and under it where and in what business."""
    places = [str(row.get("city") or "")]
    if row.get("country"):
        places.append(cells.value_text(CUSTOMERS.field("country"), row["country"]))
    if row.get("industry"):
        places.append(cells.value_text(CUSTOMERS.field("industry"), row["industry"]))
    small = " · ".join(place for place in places if place)
    return format_html(
        '<a class="cell-name" href="{}">{}<span><b>{}</b><small>{}</small></span></a>',
        href,
        monogram(row["name"], row.key, "small"),
        row["name"],
        small,
    )


def touched_cell(row: Row) -> SafeString:
    """How long ago the last contact was, marked once it is a quarter of a year."""
    if row["last_touched"] is None:
        return SafeString("")
    now = timezone.now()
    late = " due-late" if now - row["last_touched"] > LONG_AGO else ""
    return format_html('<span class="due{}">{}</span>', late, cells.formats_in_force().ago(row["last_touched"], now))


_MOST_TAGS = 2


def tags_cell(row: Row) -> SafeString:
    """The first two; of the others how many, and on a pointer which."""
    tags = [tag.label for tag in row["tags"]]
    chips = format_html_join("", '<span class="chip">{}</span>', ((tag,) for tag in tags[:_MOST_TAGS]))
    rest = tags[_MOST_TAGS:]
    named = cells.formats_in_force().joined(rest)
    more = format_html('<span class="chip" title="{}">+{}</span>', named, len(rest)) if rest else ""
    return format_html('<span class="chips">{}{}</span>', chips, more)


def since_cell(row: Row) -> SafeString:
    return format_html("{}", row["since"].year) if row["since"] else SafeString("")


def owner_cell(row: Row) -> SafeString:
    return avatar(row["owner"].label, row["owner"].key, "small", alone=True) if row.get("owner") else SafeString("")


def _tabs(actor: Actor, asked: Asked) -> list[dict[str, Any]]:
    ready = [(_("All"), "")]
    if actor.level(Relation.OWNER):
        ready += [
            (_("My customers"), "f=owner:is:me"),
            (_("Without owner"), "f=owner:empty:yes"),
        ]
    ready += [
        (_("Falling back"), "f=direction:is:falling"),
        (_("Growing"), "f=direction:is:growing"),
        (pgettext("customers", "Strategic"), "f=stage:is:strategic"),
        (_("Long not touched"), "f=last_touched:before:today-90&sort=last_touched"),
    ]
    return tabs_with_saved(actor, CUSTOMERS, asked, ready)


@signed_in
def portfolio(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    instead = HttpResponse(status=303, headers={"Location": "/summaries/"})
    if actor.reads_from(FieldClass.BUSINESS) is None:
        return instead
    asked = read_address(request, keep=("columns", "view"))
    if request.GET.get("view") == "board":
        return _board(request, actor, asked)
    asked = replace(asked, more=tuple(pair for pair in asked.more if pair[0] != "view"))
    if request.GET.get("as") == "csv":
        return csv_answer(request, actor, CUSTOMERS, asked)
    query = view(actor, CUSTOMERS)
    columns = chosen_columns(asked, COLUMNS, query.resource)
    known = {f.name for f in query.resource.fields}
    read = [name for name in dict.fromkeys((*_PLACE, *columns)) if name in known]
    stands = _Standings(request, actor, columns)
    page = list_page(
        query.only(*dict.fromkeys((*read, *(name for name in ("stage",) if name in known)))), asked, columns,
        label=CUSTOMERS.plural, picks=True, choose_columns=True,
        drawn={
            "name": lambda row: name_cell(row, f"/customers/{row.key}/"), "last_touched": touched_cell,
            "since": since_cell, "owner": owner_cell, "tags": tags_cell, **stands.drawn,
        },
        beside=stands.beside, prepare=stands.prepare,
        labels={"share": _("Our share"), "ours_12": _("Ours, 12 months"), "delta_12": _("Change, 12 months")},
    )  # fmt: skip
    if actor.level(Relation.OTHERWISE) == Level.INDIRECT and not page.rows and request.GET.keys() <= {"view"}:
        return instead
    context = {
        "nav": "portfolio",
        "page": page,
        "tabs": _tabs(actor, asked),
        "switch": switch(asked, "table"),
        "new_view_href": new_view_href(CUSTOMERS, asked),
        "may_create": actor.creates_customers and actor.viewed_by is None,
        "summaries": actor.level(Relation.OTHERWISE) == Level.INDIRECT,
        "bulk_actions": [
            {"label": _("Hand over"), "name": "do", "value": "owner"},
            {"label": pgettext("bulk action", "Team"), "name": "do", "value": "team"},
            {"label": pgettext("bulk action", "Tag"), "name": "do", "value": "tag"},
            {"label": _("Set a field"), "name": "do", "value": "field"},
            {"label": _("Put into the bin"), "name": "do", "value": "bin"},
        ],
    }
    return render(request, "customers/portfolio.html", context)


class _Standings:
    """The cells of where each customer stands; what they need besides its row is read once for the page."""

    def __init__(self, request: HttpRequest, actor: Actor, columns: Sequence[str]) -> None:
        self._actor, self._columns = actor, columns
        self._currency = company_of(request).base_currency
        self._accounts: dict[int, Row] = {}
        self._steps: dict[int, str] = {}

    def prepare(self, rows: Sequence[Row]) -> None:
        keys = [row.key for row in rows]
        self._accounts = accounts_of(self._actor, keys) if "share" in self._columns else {}
        self._steps = next_steps(self._actor, keys)

    @property
    def drawn(self) -> dict[str, Any]:
        told = cells.formats_in_force()
        return {
            "stage": lambda row: stage_chip(row["stage"]),
            "signal": lambda row: signal("" if row["signal"] == "steady" else row["signal"] or ""),
            "share": self._share,
            "ours_12": lambda row: told.money_short(row["ours_12"], self._currency) if row["ours_12"] else "",
            "delta_12": lambda row: told.money_short(row["delta_12"], self._currency) if row["delta_12"] else "",
        }

    @property
    def beside(self) -> dict[str, tuple[DrawnColumn, ...]]:
        return {
            "share": (
                DrawnColumn("change", _("12 months"), lambda row: change_of(self._course(row)), "num"),
                DrawnColumn("months", _("36 months"), lambda row: line(row["stage"], self._course(row))),
            ),
            "signal": (DrawnColumn("next_step", _("Next step"), lambda row: self._steps.get(row.key, ""), "cut"),),
        }

    def _course(self, row: Row) -> Course:
        return course_of(self._accounts.get(row.key))

    def _share(self, row: Row) -> SafeString:
        account = self._accounts.get(row.key)
        estimated = account is not None and ESTIMATED in (account["flags"] or "")
        return share_cell(row, self._course(row), estimated=estimated)


def _board(request: HttpRequest, actor: Actor, asked: Asked) -> HttpResponseBase:
    """The same list in five lanes."""
    page = tools_page(actor, asked)
    query = narrowed(view(actor, CUSTOMERS), replace(asked, sort=""))
    shown = board(request, actor, query, asked)
    count = sum(lane["count"] for lane in shown["lanes"])
    context = {
        "nav": "portfolio",
        "page": page,
        "count": count,
        "tabs": _tabs(actor, asked),
        "new_view_href": new_view_href(CUSTOMERS, asked),
        "may_create": actor.creates_customers and actor.viewed_by is None,
        "switch": switch(asked, "board"),
        **shown,
    }
    return render(request, "customers/board.html", context)


@signed_in
def summaries(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    asked = read_address(request)
    if request.GET.get("as") == "csv":
        return csv_answer(request, actor, SUMMARIES, asked)
    page = list_page(
        view(actor, SUMMARIES), asked, SUMMARY_COLUMNS, label=SUMMARIES.plural, smallest_count=SMALLEST_TOLD,
        drawn={"name": lambda row: name_cell(row, f"/summaries/{row.key}/")},
    )  # fmt: skip
    return render(request, "customers/summaries.html", {"nav": "portfolio", "page": page})
