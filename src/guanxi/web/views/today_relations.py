"""Whom to call, and why: the rows of Today; the book and the totals to ask for beside them; and putting a row off."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from guanxi.access.actors import Actor
from guanxi.access.levels import Relation
from guanxi.access.reading import view
from guanxi.charts import stack_bar
from guanxi.customers.resources import CUSTOMERS
from guanxi.errors import NotFound
from guanxi.plans import book as strategy
from guanxi.plans.queries import CONFLICT, NEED, PLAY, REPAIR, UnderWay, under_way
from guanxi.relationships.actions import FALLING, put_off_signal
from guanxi.relationships.resources import SIGNAL_MONTHS
from guanxi.relationships.rules import rules
from guanxi.relationships.slipping import GROUPS, Slip, own_book, own_totals_to_ask, slipping
from guanxi.web.cells import formats_in_force
from guanxi.web.doing import form_page, go_on, next_address, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for
from guanxi.web.templatetags.face import stage_name
from guanxi.web.views.relationship_marks import NO_COURSE, change_of, course_of, headline, line, reason
from guanxi.web.widgets import DateInput

SHOWN, SHOWN_ALL, MOST_TO_ASK = 7, 100, 5
_ICONS: Final = {"repair": "shield-alert", "momentum": "pause", "growth": "trending-up"}


def _titles() -> Mapping[str, str]:
    return {
        "repair": pgettext("relationships", "Needs repair"),
        "momentum": pgettext("relationships", "Losing momentum"),
        "growth": pgettext("relationships", "Ready to grow"),
    }


def needing(request: HttpRequest, actor: Actor, currency: str, *, on: datetime) -> dict[str, Any]:
    """The groups with their rows. Whose customers: his own, where he owns some; else all that he reads."""
    owns = bool(actor.level(Relation.OWNER))
    mine = owns and request.GET.get("of") != "all"
    found = slipping(actor, mine=mine)
    opened = request.GET.get("show", "")
    shown = {name: slips[: SHOWN_ALL if name == opened else SHOWN] for name, slips in found.items()}
    customers = [slip.customer for slips in shown.values() for slip in slips]
    work = under_way(actor, customers, on=on)
    running = any(play.state == "running" for one in work.values() for play in one.of(PLAY))
    names = strategy.titles(actor) if running else {}
    quiet = rules().parameters.Q
    # On one's own customers one may do everything; of others it is seen on their page.
    acts = mine and actor.viewed_by is None
    more = "" if mine or not owns else "of=all&"
    groups = [
        {
            "key": name, "title": _titles()[name], "icon": _ICONS[name], "count": len(found[name]),
            "rows": [
                _row(slip, name, work[slip.customer], names, currency, acts=acts, quiet=quiet) for slip in shown[name]
            ],
            "more": len(found[name]) - len(shown[name]), "more_href": f"?{more}show={name}",
        }
        for name, _keys in GROUPS
        if found[name]
    ]  # fmt: skip
    return {
        "groups": groups,
        "needed": sum(len(slips) for slips in found.values()),
        "could_grow": len(found["growth"]),
        "switch": [
            {"label": pgettext("customers", "Mine"), "href": "/", "current": mine},
            {"label": pgettext("customers", "All"), "href": "?of=all", "current": not mine},
        ] if owns else [],
    }  # fmt: skip


def _row(
    slip: Slip, group: str, work: UnderWay, names: Mapping[str, Any], currency: str, *, acts: bool, quiet: int
) -> dict[str, Any]:  # fmt: skip
    account, relation, told = slip.account, slip.relation, course_of(slip.account)
    category = relation["category"]
    where = f"category={category.key}" if category else ""
    share = account["share"]
    head = headline(relation, told if category is None else NO_COURSE, quiet=quiet)
    if category is not None:
        head = _("%(category)s: %(headline)s") % {"category": category.label, "headline": head}
    query = f"?{where}" if where else ""
    return {
        "key": slip.customer,
        "name": slip.name,
        "href": f"/customers/{slip.customer}/",
        "stage": account["stage"],
        "signal": relation["signal"],
        "flags": account["flags"] or "",
        "head": head,
        "reason": reason(account, currency),
        "chips": _chips(work, names),
        "data": None if share is None else f"{share:.1f}",
        "share": formats_in_force().percent(share) if share is not None else "",
        "line": line(account["stage"], told, width=128, height=36),
        "change": change_of(told),
        "act": _act(slip, group, work, where)
        if acts
        else {"href": f"/customers/{slip.customer}/", "label": _("Open the customer")},
        "why": f"/customers/{slip.customer}/why/{query}",
        "put_off": f"/customers/{slip.customer}/put-off/{query}" if acts else "",
    }


def _chips(work: UnderWay, names: Mapping[str, Any]) -> list[dict[str, str]]:
    """What other departments know of it."""
    chips = []
    if conflicts := len(work.of(CONFLICT)):
        text = ngettext("%(n)d open conflict", "%(n)d open conflicts", conflicts) % {"n": conflicts}
        chips.append({"icon": "swords", "text": text})
    if needs := len(work.of(NEED)):
        chips.append({"icon": "target", "text": ngettext("%(n)d need", "%(n)d needs", needs) % {"n": needs}})
    for play in [play for play in work.of(PLAY) if play.state == "running"][:1]:
        title = strategy.say(names[play.title]) if play.title in names else play.title
        done = _("%(title)s: %(done)d of %(all)d done") % {"title": title, "done": play.done, "all": play.steps}
        chips.append({"icon": "workflow", "text": done})
    return chips


def _act(slip: Slip, group: str, work: UnderWay, where: str) -> dict[str, str]:
    """The one thing to do next."""
    address = f"/customers/{slip.customer}/"
    running = [repair for repair in work.of(REPAIR) if repair.state == "running"]
    if running:
        return {"href": f"/repairs/{running[0].key}/", "label": _("Continue the repair")}
    if group == "repair":
        return {"href": f"{address}repair/" + (f"?{where}" if where else ""), "label": _("Start the repair")}
    if any(play.state == "running" for play in work.of(PLAY)):
        return {"href": f"{address}plays/", "label": _("Continue the play")}
    proposed = next((play for play in work.of(PLAY) if play.state == "proposed"), None)
    if proposed is not None:
        return {
            "post": f"{address}plays/start/", "play": proposed.title, "category": str(proposed.category or ""),
            "label": _("Start the play"),
        }  # fmt: skip
    return {"href": f"{address}plays/", "label": _("Choose a play")}


# ---- beside them ----


def beside(actor: Actor, currency: str) -> dict[str, Any]:
    """His book by stage, and the totals that are worth asking for."""
    if not actor.level(Relation.OWNER):
        return {"book": None, "to_ask": []}
    told, parts = formats_in_force(), own_book(actor)
    if not parts:
        return {"book": None, "to_ask": []}
    ours = [part.ours for part in parts if part.ours is not None]
    label = _("My customers by stage: %(stages)s") % {
        "stages": told.listed([f"{stage_name(part.stage)} {part.count}" for part in parts])
    }
    drawn = stack_bar([(p.stage, p.count, f"{stage_name(p.stage)} {p.count}") for p in parts], label=label)
    return {
        "book": {
            "bar": mark_safe(drawn),
            "parts": [
                {"stage": part.stage, "name": stage_name(part.stage), "count": part.count,
                 "href": f"/customers/?f=owner:is:me&f=stage:is:{part.stage}"}
                for part in parts
            ],
            "ours": told.money_short(sum(ours), currency) if ours else "",
        },
        "to_ask": [
            {"key": row["customer"].key, "name": row["customer"].label,
             "ours": told.money_short(row["ours_12"], currency)}
            for row in own_totals_to_ask(actor, MOST_TO_ASK)
        ],
    }  # fmt: skip


# ---- putting off ----


@signed_in
def put_off(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """The row comes back as a task on a day; a relationship that falls asks why it can wait."""
    name = view(actor, CUSTOMERS).only("name").get(customer)["name"]
    given = request.GET.get("category", "")
    query = view(actor, SIGNAL_MONTHS).of_customer(customer).filter("until", "empty").filter("handled_at", "empty")
    if given.isdecimal() and len(given) <= 16:
        query = query.filter("category", "is", given)
    else:
        query = query.filter("category", "empty")
    rows = query.all(1)
    if not rows:
        raise NotFound(_("There is nothing to put off any more."))
    put_off_signal.allow(actor, {"signal": rows[0].key})
    falling = rows[0]["signal"] in FALLING
    today = timezone.localtime().date()
    fields = {
        "until": forms.DateField(label=_("Until"), widget=DateInput()),
        "reason": forms.CharField(
            label=_("Why can it wait?") if falling else pgettext("of putting off", "Reason"), required=falling,
            max_length=400, widget=forms.TextInput(attrs={"autofocus": True}),
        ),
    }  # fmt: skip
    form = form_for((), request.POST or None, extra=fields, initial={"until": (today + timedelta(days=14)).isoformat()})
    done, _key = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, put_off_signal, told=_("Put off; a task brings it back."), signal=rows[0].key,
            until=data["until"], reason=data["reason"],
        ),
    )  # fmt: skip
    if done:
        return go_on(request, next_address(request, "/"))
    return form_page(
        request, form, title=_("Put off: %(name)s") % {"name": name}, label=pgettext("button", "Put off"), back="/",
        nav="today", above=[(pgettext("page", "Today"), "/")],
    )  # fmt: skip
