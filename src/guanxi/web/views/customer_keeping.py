"""Whose a customer is, and which tags it wears."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.levels import Level
from guanxi.access.reading import Row, view
from guanxi.customers.actions import assign_owner, set_team, take_customer
from guanxi.customers.resources import CUSTOMERS
from guanxi.records.tags import all_tags, create_tag, tag_records
from guanxi.web.doing import form_page, go_on, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for
from guanxi.web.views.customer_details import refuse_reader


def _page(request: HttpRequest, form: forms.Form, row: Row, *, title: str, label: str, lead: str = "") -> HttpResponse:
    address = f"/customers/{row.key}/"
    return form_page(
        request, form, title=title, label=label, back=address, nav="portfolio", lead=lead,
        above=[(pgettext("page", "Portfolio"), "/customers/"), (str(row["name"]), address)],
    )  # fmt: skip


@signed_in
def owner(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    row = view(actor, CUSTOMERS).only("name", "owner", "team").get(customer)
    refuse_reader(actor, customer, needed=Level.FULL)
    keep = forms.BooleanField(
        label=_("The team stays"), required=False, initial=True,
        help_text=_("Otherwise the customer also goes to the team of the new owner."),
    )  # fmt: skip
    field = CUSTOMERS.field("owner")
    form = form_for(
        (field,),
        request.POST or None,
        initial={"owner": row["owner"]},
        extra={"keep_team": keep} if row["team"] else {},
    )

    def give(data: dict[str, Any]) -> None:
        perform(
            request, actor, assign_owner, told=_("Handed over."), customer=customer,
            owner=int(data["owner"]) if data["owner"] else None, keep_team=bool(data.get("keep_team")),
        )  # fmt: skip

    done, _nothing = submitted(request, form, give, (field,))
    if done:
        return go_on(request, f"/customers/{customer}/")
    return _page(
        request, form, row, title=_("Whose customer is it?"), label=_("Hand over"),
        lead=_("The new owner is told. Left empty, whoever of sales comes first can take it."),
    )  # fmt: skip


@require_POST
@signed_in
def take(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    perform(request, actor, take_customer, told=_("It is your customer now."), customer=customer)
    return go_on(request, f"/customers/{customer}/")


@signed_in
def team(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    row = view(actor, CUSTOMERS).only("name", "team").get(customer)
    refuse_reader(actor, customer, needed=Level.FULL)
    field = CUSTOMERS.field("team")
    form = form_for((field,), request.POST or None, initial={"team": row["team"]})

    def give(data: dict[str, Any]) -> None:
        key = int(data["team"]) if data["team"] else None
        perform(request, actor, set_team, told=_("Handed over."), customer=customer, team=key)

    done, _nothing = submitted(request, form, give, (field,))
    if done:
        return go_on(request, f"/customers/{customer}/")
    return _page(
        request, form, row, title=_("Which team looks after it?"), label=_("Save"),
        lead=_("Its people may edit the customer, its leads may do everything with it."),
    )  # fmt: skip


# ---- tags ----


def spoken_tag(row: Row) -> str:
    """The word of a tag in the language of the reader."""
    chinese = (get_language() or "").startswith("zh")
    return str((chinese and row["name_zh"]) or row["name"])


@signed_in
def tags(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    row = view(actor, CUSTOMERS).only("name", "tags").get(customer)
    refuse_reader(actor, customer)
    worn = {tag.key for tag in row["tags"]}
    known = [(str(tag.key), spoken_tag(tag)) for tag in all_tags(actor)]
    extra: dict[str, forms.Field] = {
        "tags": forms.MultipleChoiceField(
            label=str(CUSTOMERS.field("tags").label), choices=known, required=False, widget=forms.CheckboxSelectMultiple
        ),
        "new": forms.CharField(label=_("A new tag"), max_length=60, required=False),
    }
    if not known:
        del extra["tags"]
    form = form_for((), request.POST or None, initial={"tags": [str(key) for key in worn]}, extra=extra)

    def tag(data: dict[str, Any]) -> None:
        wanted = {int(key) for key in data.get("tags", ())}
        if data["new"]:
            wanted.add(perform(request, actor, create_tag, name=data["new"]))
        perform(
            request, actor, tag_records, told=_("Saved."), resource=CUSTOMERS, records=[customer],
            add=sorted(wanted - worn), remove=sorted(worn - wanted),
        )  # fmt: skip

    done, _nothing = submitted(request, form, tag)
    if done:
        return go_on(request, f"/customers/{customer}/")
    return _page(request, form, row, title=_("Tags of %(name)s") % {"name": row["name"]}, label=_("Save"))
