"""One page before a visit: where we stand, what is open between us, whom we meet, what was said last. To be printed."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.access.actors import Actor
from guanxi.access.audit import note_opened
from guanxi.access.reading import Row, view
from guanxi.activities import queries
from guanxi.activities.resources import ACTIVITIES
from guanxi.customers.queries import people_of
from guanxi.customers.resources import CUSTOMERS
from guanxi.ledger.resources import RIVALS
from guanxi.records.company import company
from guanxi.relationships.dialogue_resources import COMMITMENTS, CONFLICTS, NEEDS
from guanxi.relationships.resources import ASSESSMENTS
from guanxi.web import cells
from guanxi.web.doors import signed_in
from guanxi.web.views.customer_frame import framed
from guanxi.web.views.dialogue import conflict_lines, need_lines, promise_lines
from guanxi.web.views.people import attitude_mark, roles_of

_MOST, _CONTACTS, _PEOPLE = 50, 6, 10


@signed_in
def brief(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    now, today = timezone.now(), timezone.localdate()
    frame = framed(actor, customer, "")
    note_opened(actor, CUSTOMERS, customer, on=now, channel="web")
    needs = view(actor, NEEDS).of_customer(customer).all(_MOST)
    conflicts = view(actor, CONFLICTS).of_customer(customer).filter("state", "is", "open").all(_MOST)
    promises = view(actor, COMMITMENTS).of_customer(customer).filter("state", "is", "open").all(_MOST)
    contacts = view(actor, ACTIVITIES, on=now).of_customer(customer).filter("at", "before", now.isoformat())
    accounts = view(actor, ASSESSMENTS).of_customer(customer).filter("category", "empty").all(1)
    context = {
        **frame.context,
        "day": cells.formats_in_force().day(today),
        "standing": accounts[0] if accounts else None,
        "facts": standing_facts(accounts[0]) if accounts else [],
        "conflicts": conflict_lines(conflicts, today),
        "promises": promise_lines(promises, today),
        "needs": need_lines([row for row in needs if row["state"] != "met"]),
        "people": [_person(line) for line in people_of(actor, customer, on=now)[:_PEOPLE]],
        "contacts": [_contact(row) for row in contacts.all(_CONTACTS)],
        "tasks": [line.row for line in queries.tasks_of_customer(actor, customer, on=now, most=_CONTACTS)],
        "rivals": sorted({row["name"] for row in view(actor, RIVALS).of_customer(customer).all(_MOST)}),
    }
    return render(request, "dialogue/brief.html", context)


def standing_facts(row: Row) -> list[dict[str, Any]]:
    """Share, purchases and silence of the account, as far as they are read."""
    told = cells.formats_in_force()
    facts: list[dict[str, Any]] = [{"label": _("Our share"), "value": told.percent(row["share"]), "field": "share"}]
    if row.get("ours_12") is not None:
        money = told.money_short(row["ours_12"], company().base_currency)
        facts.append({"label": _("Bought from us in 12 months"), "value": money, "field": "ours_12"})
    if row["silence"]:
        silence = _("%(months)d of %(limit)d months") % {"months": row["silence"], "limit": row["silence_limit"]}
        facts.append({"label": _("Silence"), "value": silence, "field": "silence"})
    facts.append({"label": _("In this stage since"), "value": told.month(row["since"]), "field": "since"})
    return facts


def _person(line: Row) -> dict[str, Any]:
    about = [str(line["job_title"] or ""), cells.formats_in_force().joined(roles_of(line))]
    return {
        "key": line["person"].key,
        "name": line["person"].label,
        "about": " · ".join(part for part in about if part),
        "attitude": attitude_mark(line["attitude"]),
    }


def _contact(row: Row) -> dict[str, Any]:
    told = cells.formats_in_force()
    return {
        "key": row.key,
        "day": told.day(row["at"]),
        "kind": cells.value_text(ACTIVITIES.field("kind"), row["kind"]),
        "subject": row["subject"],
        "author": row["author"].label if row["author"] else "",
        "body": row["body"] or "",
    }
