"""The portfolio as a board: a lane a stage. Nothing is dragged: the stage follows from the share."""

from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.access.actors import Actor
from guanxi.access.levels import Level, Relation
from guanxi.access.reading import Query, Row, view
from guanxi.customers.resources import CUSTOMERS
from guanxi.lifecycle.vocabulary import STAGES
from guanxi.relationships.lanes import lanes
from guanxi.relationships.slipping import accounts_of, book
from guanxi.web import cells
from guanxi.web.acting import company_of
from guanxi.web.cells import formats_in_force
from guanxi.web.lists import Asked, ListPage, list_page
from guanxi.web.templatetags.face import avatar, stage_name
from guanxi.web.views.next_steps import next_steps
from guanxi.web.views.relationship_marks import ESTIMATED, bar, change_of, course_of, line, range_of

CARDS: Final = 30
_FIELDS: Final = ("name", "city", "industry", "stage", "signal", "share", "ours_12", "owner", "team")


def board(request: HttpRequest, actor: Actor, query: Query, asked: Asked) -> dict[str, Any]:
    """``query`` is the list as its address narrows it."""
    currency, told = company_of(request).base_currency, formats_in_force()
    known = {f.name for f in query.resource.fields}
    rows = lanes(query, CARDS, [name for name in _FIELDS if name in known])
    keys = [row.key for held in rows.values() for row in held]
    accounts, steps = accounts_of(actor, keys), next_steps(actor, keys)
    counted = {part.stage: part for part in book(query)}
    shown: list[dict[str, Any]] = []
    for word in STAGES:
        part = counted.get(word.key)
        count = part.count if part is not None else 0
        shown.append(
            {
                "stage": word.key,
                "name": stage_name(word.key),
                "about": _("ended or paused") if word.key == "interrupted" else range_of(word.key),
                "count": count,
                "ours": told.money_short(part.ours, currency) if part is not None and part.ours is not None else "",
                "cards": [
                    _card(row, actor, accounts.get(row.key), steps.get(row.key, ""), currency)
                    for row in rows[word.key]
                ],
                "more": count - len(rows[word.key]),
                "more_href": asked.address(
                    filters=(*asked.filters, ("stage", "is", word.key)),
                    more=tuple(pair for pair in asked.more if pair[0] != "view"),
                ),
            }
        )  # fmt: skip
    # On a phone one lane is seen at a time: not that of those who have never bought.
    first = next((lane for lane in shown[1:] if any(card["signal"] for card in lane["cards"])), None)
    if first is not None:
        first["is_first"] = True
    return {"lanes": shown}


def _card(row: Row, actor: Actor, account: Row | None, step: str, currency: str) -> dict[str, Any]:
    told, course = formats_in_force(), course_of(account)
    share, signal = row["share"], row["signal"] or ""
    place = [str(row.get("city") or ""), cells.value_text(CUSTOMERS.field("industry"), row.get("industry"))]
    owner = row["owner"]
    leads = row["team"] is not None and row["team"].key in actor.led_teams
    may_show = actor.viewed_by is None and (
        (owner is not None and owner.key == actor.user_id) or (leads and actor.level(Relation.LEAD) == Level.FULL)
    )
    flags = (account["flags"] or "") if account is not None else ""
    return {
        "key": row.key,
        "name": row["name"],
        "about": " · ".join(part for part in place if part),
        "stage": row["stage"],
        "signal": "" if signal == "steady" else signal,
        "flags": flags,
        "data": None if share is None else f"{share:.1f}",
        "share": told.percent(share) if share is not None else "",
        "change": change_of(course),
        "bar": bar(row["stage"], share, course.year_ago, estimated=ESTIMATED in flags),
        "line": line(row["stage"], course, width=70, height=26),
        "step": step,
        "ours": told.money_short(row["ours_12"], currency) if row.get("ours_12") else "",
        "owner": avatar(owner.label, owner.key, "small", alone=True) if owner else "",
        "may_show": may_show,
    }


def tools_page(actor: Actor, asked: Asked) -> ListPage:
    """Filters and search of the list, without its rows."""
    return list_page(view(actor, CUSTOMERS).among([]), asked, ("name",), label=CUSTOMERS.plural)


def switch(asked: Asked, current: str) -> list[dict[str, Any]]:
    rest = tuple(pair for pair in asked.more if pair[0] != "view")
    return [
        {"label": pgettext("view of a list", "Board"), "href": asked.address(more=(*rest, ("view", "board"))),
         "icon": "columns-3", "current": current == "board"},
        {"label": pgettext("view of a list", "Table"), "href": asked.address(more=rest), "icon": "table-2",
         "current": current != "board"},
    ]  # fmt: skip
