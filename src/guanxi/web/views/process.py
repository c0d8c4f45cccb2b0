"""Who of us does what with a customer: the relationship team with its seven roles, and the steps of the process."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.directory import USERS
from guanxi.access.reading import view
from guanxi.access.resources import Field, Kind, editable_fields
from guanxi.customers.resources import CUSTOMERS
from guanxi.errors import NotFound
from guanxi.lifecycle.strategy import CHECKLIST, PHASES, ROLES, Item, is_ahead_of_process, items_of
from guanxi.lifecycle.vocabulary import STAGES
from guanxi.plans.book import say
from guanxi.plans.book_actions import record_proof, take_back_proof
from guanxi.plans.resources import PROOFS, REPAIRS
from guanxi.relationships.dialogue_actions import remove_role, set_role
from guanxi.relationships.dialogue_resources import TEAM_ROLES
from guanxi.relationships.resources import ASSESSMENTS
from guanxi.web.cells import formats_in_force
from guanxi.web.doing import form_page, go_on, may, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for, written
from guanxi.web.lookups import looked_up
from guanxi.web.templatetags.face import stage_name
from guanxi.web.views.customer_details import refuse_reader
from guanxi.web.views.customer_frame import framed
from guanxi.web.views.dialogue import above

_MOST = 200
_WHO = Field(
    "user", gettext_lazy("Who of us"), Kind.REFERENCE, TEAM_ROLES.field("user").field_class, target="users",
    required=True,
)  # fmt: skip


def stage_of(actor: Actor, customer: int) -> int:
    """The stage of the account by number; before the first fact everybody is to be developed."""
    rows = view(actor, ASSESSMENTS).of_customer(customer).filter("category", "empty").all(1)
    return next((number for number, word in enumerate(STAGES, 1) if rows and word.key == rows[0]["stage"]), 1)


def team_of(actor: Actor, customer: int, stage: int) -> list[dict[str, Any]]:
    """The seven roles with who has them; ``missing``: nobody has one that counts in this stage."""
    rows = view(actor, TEAM_ROLES).of_customer(customer).all(_MOST)
    return [
        {
            "key": role.key,
            "name": say(role.name),
            "counts": stage in role.stages,
            "people": (people := [(row.key, row["user"]) for row in rows if row["role"] == role.key]),
            "missing": not people and stage in role.stages,
        }
        for role in ROLES
    ]


def steps_of(actor: Actor, customer: int, stage: int) -> list[dict[str, Any]]:
    """The steps of a stage, and those of a repair while one runs, with what proves them."""
    asked: list[Item] = list(items_of(stage))
    if view(actor, REPAIRS).of_customer(customer).filter("closed_at", "empty").exists():
        asked += [item for item in CHECKLIST if item.phase == "repair" and stage in item.stages]
    proofs = {row["item"]: row for row in view(actor, PROOFS).of_customer(customer).all(_MOST)}
    told = formats_in_force()
    return [
        {
            "key": item.key,
            "phase": say(PHASES[item.phase]),
            "is_repair": item.phase == "repair",
            "name": say(item.name),
            "wanted": say(item.proof),
            "proof": proof["proof"] if (proof := proofs.get(item.key)) else "",
            "on": told.day(proof["on"]) if proof else "",
            "by": proof["recorded_by"].label if proof and proof["recorded_by"] else "",
        }
        for item in asked
    ]


@signed_in
def process(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    frame = framed(actor, customer, "process")
    stage = stage_of(actor, customer)
    steps = steps_of(actor, customer, stage)
    done = sum(bool(step["proof"]) for step in steps if not step["is_repair"])
    context = {
        **frame.context,
        "facts": [],
        "stage": STAGES[stage - 1].key,
        "stage_name": stage_name(STAGES[stage - 1].key),
        "team": team_of(actor, customer, stage),
        "steps": steps,
        "done": done,
        "all": sum(not step["is_repair"] for step in steps),
        "ahead": is_ahead_of_process(stage, done),
        "may_edit": may(actor, set_role, customer=customer),
    }
    return render(request, "dialogue/process.html", context)


@signed_in
def add_role(request: HttpRequest, actor: Actor, customer: int, role: str) -> HttpResponseBase:
    found = next((one for one in ROLES if one.key == role), None)
    if found is None:
        raise NotFound(_("There is no such role."))
    name = str(view(actor, CUSTOMERS).only("name").get(customer)["name"])
    refuse_reader(actor, customer)
    form = form_for((_WHO,), looked_up(actor, request.POST, {"user": USERS}) if request.method == "POST" else None)
    back = f"/customers/{customer}/process/"
    done, _key = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, set_role, told=_("The team has grown."), customer=customer, role=role,
            user=int(data["user"]),
        ),
        (_WHO,),
    )  # fmt: skip
    if done:
        return go_on(request, back)
    return form_page(
        request, form, title=f"{found.key} · {say(found.name)}", label=_("Add"), back=back, nav="portfolio",
        above=above(customer, name),
    )  # fmt: skip


@require_POST
@signed_in
def drop_role(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    customer = view(actor, TEAM_ROLES).get(key)["customer"].key
    perform(request, actor, remove_role, told=_("The role is free again."), team_role=key)
    return go_on(request, f"/customers/{customer}/process/")


@signed_in
def prove(request: HttpRequest, actor: Actor, customer: int, item: str) -> HttpResponseBase:
    """That a step is done, and what proves it; an empty proof takes it back."""
    step = next((one for one in CHECKLIST if one.key == item), None)
    if step is None:
        raise NotFound(_("There is no such step."))
    name = str(view(actor, CUSTOMERS).only("name").get(customer)["name"])
    refuse_reader(actor, customer)
    query = view(actor, PROOFS)
    fields = editable_fields(query.resource)
    rows = query.of_customer(customer).filter("item", "is", item).all(1)
    back_to_open = forms.BooleanField(label=_("It is not done after all"), required=False)
    form = form_for(
        fields, request.POST or None, initial=rows[0] if rows else None, extra={"back": back_to_open} if rows else None
    )
    if request.POST.get("back"):
        form.fields["proof"].required = False

    def save(data: dict[str, Any]) -> None:
        if data.get("back"):
            perform(request, actor, take_back_proof, told=_("It is open again."), customer=customer, item=item)
        else:
            perform(
                request, actor, record_proof, told=_("Saved."), customer=customer, item=item,
                values=written(form, fields),
            )  # fmt: skip

    back = f"/customers/{customer}/process/"
    done, _nothing = submitted(request, form, save, fields)
    if done:
        return go_on(request, back)
    return form_page(
        request, form, title=say(step.name), label=_("Save"), back=back, nav="portfolio", above=above(customer, name),
        lead=_("What counts as proof: %(proof)s.") % {"proof": say(step.proof)},
    )  # fmt: skip
