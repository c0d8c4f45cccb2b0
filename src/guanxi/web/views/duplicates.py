"""Customers that may be one: hints while somebody types a new one, and the queue of suspect pairs."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from guanxi.access.actors import Actor
from guanxi.access.levels import Level
from guanxi.access.policy import levels_on
from guanxi.access.reading import Row
from guanxi.customers.duplicates import Hint, Suspects, Typed, keep_apart, suggest, suspects
from guanxi.customers.resources import CUSTOMERS
from guanxi.web.cells import value_text
from guanxi.web.doing import go_on, perform
from guanxi.web.doors import signed_in

_ON_PAGE = 50
QUEUE = "/customers/duplicates/"


def like(actor: Actor, written: Mapping[str, Any]) -> list[Hint]:
    """The customers that look like what was written into the form of a new one."""
    words = {
        name: str(written.get(name, "")).replace("\0", "").strip()[:200] for name in ("name", "own_code", "website")
    }
    number = str(written.get("number", "")).strip()[:60]
    return suggest(actor, Typed(**words, numbers=(number,) if number else ()))


@signed_in
def hints(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """A part of the form of a new customer, asked for while somebody types."""
    return render(request, "customers/_hints.html", {"hints": like(actor, request.GET)})


@signed_in
def queue(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    if request.method == "POST":
        keys = [request.POST.get(name, "") for name in ("one", "other")]
        if not all(key.isdecimal() and len(key) <= 18 for key in keys):
            raise Http404
        one, other = map(int, keys)
        perform(request, actor, keep_apart, told=_("They stay two, for everybody."), customer=one, other=other)
        return go_on(request, QUEUE)
    found = suspects(actor, most=_ON_PAGE + 1)
    levels = levels_on(actor, {row.key for pair in found for row in (pair.one, pair.other)})
    pairs = [_pair(pair, levels) for pair in found[:_ON_PAGE]]
    context = {"nav": "portfolio", "pairs": pairs, "are_more": len(found) > _ON_PAGE}
    return render(request, "customers/duplicates.html", context)


def _pair(pair: Suspects, levels: Mapping[int, Level]) -> dict[str, Any]:
    lower = min(levels[pair.one.key], levels[pair.other.key])
    return {
        "one": _side(pair.one),
        "other": _side(pair.other),
        "reasons": pair.reasons,
        "may_merge": lower >= Level.FULL,
        "may_part": lower >= Level.EDIT,
    }


def _side(row: Row) -> dict[str, Any]:
    country = value_text(CUSTOMERS.field("country"), row.get("country"))
    about = [str(row.get("own_code") or ""), str(row.get("city") or ""), country]
    owner = row.get("owner")
    return {"key": row.key, "name": row["name"], "about": " · ".join(filter(None, about)), "owner": owner}
