"""The group of a customer: who belongs to whom, and the customer's own place in it."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from guanxi.access.actors import Actor
from guanxi.access.reading import view
from guanxi.access.resources import Field, Kind
from guanxi.customers.actions import set_parent
from guanxi.customers.queries import group_tree
from guanxi.customers.resources import CUSTOMERS, SUMMARIES
from guanxi.records.company import company
from guanxi.relationships.groups import GroupStanding, group_standing
from guanxi.web.cells import formats_in_force, value_text
from guanxi.web.doing import form_page, go_on, may, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for
from guanxi.web.lookups import looked_up

_PARENT = CUSTOMERS.field("parent")
_LABEL = pgettext_lazy("of a customer", "Part of")
_FIELD = Field(
    "parent", _LABEL, Kind.REFERENCE, _PARENT.field_class, target="customers",
    help=pgettext_lazy("group", "Empty: it belongs to nobody."),
)  # fmt: skip


@signed_in
def group(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    row = view(actor, CUSTOMERS).only("name", "parent").get(customer)
    sent = looked_up(actor, request.POST, {"parent": SUMMARIES}) if request.method == "POST" else None
    form = form_for((_FIELD,), sent, initial={"parent": row["parent"]})

    def place(data: dict[str, Any]) -> None:
        above = int(data["parent"]) if data["parent"] else None
        # A parent that is hidden from him is not his to take away.
        if above != (row["parent"].key if row["parent"] else None):
            perform(request, actor, set_parent, told=_("The group was changed."), customer=customer, parent=above)

    done, _nothing = submitted(request, form, place, (_FIELD,))
    address = f"/customers/{customer}/"
    if done:
        return go_on(request, f"{address}group/")
    standing = group_standing(actor, customer, on=timezone.now())
    nodes = [
        {
            "key": node.key,
            "standing": standing.parts.get(node.key),
            "name": node.name,
            "depth": node.depth,
            "is_this": node.is_this,
            "country": value_text(SUMMARIES.field("country"), node.country),
            "owner": node.row.get("owner"),
        }
        for node in group_tree(actor, customer)
    ]
    return form_page(
        request, form, title=_("Group of %(name)s") % {"name": row["name"]}, label=_("Save"), back=address,
        nav="portfolio", above=[(str(row["name"]), address)], template="customers/group.html", nodes=nodes,
        may_edit=may(actor, set_parent, customer=customer, parent=None), log_for=customer,
        whole=_whole(standing), members=len(standing.parts),
    )  # fmt: skip


def _whole(standing: GroupStanding) -> dict[str, Any] | None:
    """The group as one customer: summed series of the members whose amounts the reader reads."""
    if standing.whole is None:
        return None
    last, told = standing.whole.last, formats_in_force()
    bought = sum(month.ours or 0 for month in standing.whole.months[-12:])
    return {
        "stage": last.stage,
        "signal": last.signal,
        "facts": [
            {"label": _("Our share"), "value": told.percent(last.share)},
            {"label": _("Bought from us in 12 months"), "value": told.money_short(bought, company().base_currency)},
            {"label": _("In this stage since"), "value": told.month(last.since)},
        ],
    }
