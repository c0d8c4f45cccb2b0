"""The bin: what lies there, until when, and one click that takes it out again."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.levels import Level
from guanxi.access.policy import levels_on
from guanxi.access.reading import Row, view
from guanxi.access.resources import Resource
from guanxi.access.writing import Action
from guanxi.activities.actions import restore_activity
from guanxi.activities.resources import ACTIVITIES, REMOVED_ACTIVITIES, REMOVED_TASKS, TASKS
from guanxi.activities.task_actions import restore_task
from guanxi.customers.binning import KEPT, bin_customer, restore_customer
from guanxi.customers.people_actions import restore_person
from guanxi.customers.people_resources import BINNED_PEOPLE, PEOPLE
from guanxi.customers.resources import BINNED_CUSTOMERS, CUSTOMERS
from guanxi.records.files import restore_file
from guanxi.records.resources import FILES, REMOVED_FILES
from guanxi.web.cells import formats_in_force
from guanxi.web.doing import go_on, perform
from guanxi.web.doors import signed_in

_ON_PAGE = 50


@dataclass(frozen=True)
class Binned:
    """A kind of record in the bin. ``author``: who may take out his own whatever his level."""

    live: Resource
    binned: Resource
    restore: Action
    key: str
    author: str = ""

    @property
    def at(self) -> str:
        return self.binned.order.removeprefix("-")


_KINDS = {
    "customers": Binned(CUSTOMERS, BINNED_CUSTOMERS, restore_customer, "customer"),
    "people": Binned(PEOPLE, BINNED_PEOPLE, restore_person, "person"),
    "activities": Binned(ACTIVITIES, REMOVED_ACTIVITIES, restore_activity, "activity", "author"),
    "tasks": Binned(TASKS, REMOVED_TASKS, restore_task, "task", "created_by"),
    "files": Binned(FILES, REMOVED_FILES, restore_file, "file", "uploaded_by"),
}


@signed_in
def bin_page(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    name = request.POST.get("of", "") if request.method == "POST" else request.GET.get("of", "customers")
    kind = _KINDS.get(name)
    if kind is None:
        raise Http404
    address = f"/bin/?of={name}"
    if request.method == "POST":
        key = request.POST.get("key", "")
        if not key.isdecimal() or len(key) > 18:
            raise Http404
        perform(request, actor, kind.restore, told=_("Taken out of the bin."), **{kind.key: int(key)})
        return go_on(request, address)
    query = view(actor, kind.binned)
    readable = {f.name for f in query.resource.fields}
    shown = [f for f in (kind.binned.title, "customer", kind.at, _by(kind), kind.author) if f in readable]
    page = query.only(*shown).after(request.GET.get("after", "")).page(_ON_PAGE)
    customers = {row["customer"].key for row in page.rows if row.get("customer")}
    levels = levels_on(actor, customers)
    context = {
        "nav": "bin",
        "of": name,
        "tabs": [
            {"label": one.live.plural, "href": f"/bin/?of={other}", "current": other == name}
            for other, one in _KINDS.items()
        ],
        "lines": [_line(actor, kind, row, levels) for row in page.rows],
        "first_href": address if request.GET.get("after") else "",
        "next_href": f"{address}&after={page.next}" if page.next else "",
    }
    return render(request, "bin.html", context)


def _by(kind: Binned) -> str:
    return "deleted_by" if kind.at == "deleted_at" else "removed_by"


def _line(actor: Actor, kind: Binned, row: Row, levels: dict[int, Level]) -> dict[str, Any]:
    told, at, by, customer = formats_in_force(), row[kind.at], row.get(_by(kind)), row.get("customer")
    author = row.get(kind.author) if kind.author else None
    may = not kind.author or (author is not None and author.key == actor.user_id)
    return {
        "key": row.key,
        "name": row.get(kind.binned.title) or kind.live.label,
        "customer": customer,
        "by": by.label if by else "",
        "day": told.day(at),
        "last_day": told.day(at + KEPT),
        "may_restore": actor.viewed_by is None
        and (may or (customer is not None and levels.get(customer.key, Level.NONE) >= Level.EDIT)),
    }


@require_POST
@signed_in
def put_customer(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    told = _("Put into the bin; there it stays for 30 days.")
    perform(request, actor, bin_customer, told=told, customer=customer)
    return go_on(request, "/customers/")
