"""Forms around a person: who he is, his places at customers, to whom he reports, how he is reached, who knows him."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.directory import USERS
from guanxi.access.levels import Level
from guanxi.access.reading import Row, view
from guanxi.access.resources import Field
from guanxi.access.values import today
from guanxi.customers.buying_centre import remove_tie, set_manager, set_tie
from guanxi.customers.people_actions import (
    add_channel,
    affiliate_person,
    change_affiliation,
    change_channel,
    create_person,
    edit_person,
    end_affiliation,
    on_people_of,
    remove_affiliation,
    remove_channel,
)
from guanxi.customers.people_resources import (
    AFFILIATIONS,
    BUYING_ROLES,
    CHANNELS,
    PEOPLE,
    REPORTING_LINES,
    STRENGTHS,
    TIES,
)
from guanxi.customers.queries import people_of
from guanxi.customers.resources import SUMMARIES
from guanxi.web.doing import form_page, go_on, next_address, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import SuggestedField, form_for, written
from guanxi.web.lookups import looked_up
from guanxi.web.views.people import name_of_customer
from guanxi.web.widgets import DateInput

_REACHED = ("phone", "mail", "wechat")


def _editable(fields: tuple[Field, ...], *names: str) -> tuple[Field, ...]:
    return tuple(f for f in fields if f.edited and (not names or f.name in names))


def _above() -> list[tuple[str, str]]:
    return [(pgettext("page", "People"), "/people/")]


def _number(given: str) -> int | None:
    return int(given) if given.isdecimal() and 0 < len(given) <= 16 else None


def _key(sent: Any) -> int:
    """The key that was chosen; of what is none, the one that nobody has."""
    return _number(str(sent)) or 0


# ---- who it is ----


@signed_in
def new(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Somebody new at a customer: from the page of a customer the customer is given."""
    customer = _number(request.GET.get("customer") or request.POST.get("customer") or "")
    own = _editable(view(actor, PEOPLE).resource.fields)
    name, rest = own[:1], own[1:]
    data = looked_up(actor, request.POST, {"customer": SUMMARIES}) if request.method == "POST" else None
    extra: dict[str, forms.Field] = {
        "phone": forms.CharField(label=_("Phone number"), required=False, widget=forms.TextInput({"type": "tel"})),
        "mail": forms.CharField(label=_("E-mail address"), required=False, widget=forms.EmailInput()),
        "wechat": forms.CharField(label=pgettext("channel", "WeChat"), required=False),
    }
    first: tuple[Field, ...] = ()
    if request.GET.get("customer") is None or customer is None:
        first = (replace(AFFILIATIONS.field("customer"), required=True),)
    else:
        on_people_of(Level.EDIT)(actor, {"customer": customer})
        extra["customer"] = forms.IntegerField(widget=forms.HiddenInput)
    fields = (*name, *first, *_PLACE, *rest)
    form = form_for(fields, data, initial={"customer": customer}, extra=extra | _roles())

    def create(values: dict[str, Any]) -> Any:
        channels = [{"kind": kind, "value": values[kind]} for kind in _REACHED if values[kind]]
        return perform(
            request, actor, create_person, told=_("The person was added."), customer=_key(values["customer"]),
            values=written(form, own), place=_place_values(form, _PLACE), channels=channels,
        )  # fmt: skip

    done, key = submitted(request, form, create, fields)
    if done:
        return go_on(request, next_address(request, f"/people/{key}/"))
    shown = ("name", "customer", "job_title", "department", "roles", "attitude", *_REACHED)
    lead = name_of_customer(actor, customer) if customer and not first else ""
    return form_page(
        request, form, title=_("New person"), label=_("Add the person"), nav="people", template="form_with_more.html",
        back=next_address(request, "/people/"), lead=lead,
        shown=[form[each] for each in shown if each in form.fields],
        more=[form[each] for each in form.fields if each not in shown],
        above=_above(),
    )  # fmt: skip


@signed_in
def edit(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    row = view(actor, PEOPLE).get(key)
    fields = _editable(view(actor, PEOPLE).resource.fields)
    form = form_for(fields, request.POST or None, initial=row, version=row.version)
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, edit_person, told=_("Saved."), person=key, version=data.get("version"),
            values=written(form, fields),
        ),
        fields,
    )  # fmt: skip
    if done:
        return go_on(request, f"/people/{key}/")
    return form_page(
        request, form, title=str(row["name"]), label=_("Save"), back=f"/people/{key}/", nav="people", above=_above()
    )  # fmt: skip


# ---- where he works, and what he has to say there ----

_PLACE = _editable(AFFILIATIONS.fields, "job_title", "department", "attitude")
_DAYS = _editable(AFFILIATIONS.fields, "is_main", "since", "until")


def _roles(line: Row | None = None) -> dict[str, forms.Field]:
    """The roles of the buying centre as one question, each with what it means."""
    meanings = {
        "initiator": _("Initiator: says that something should be bought"),
        "user": _("User: works with what we sell"),
        "influencer": _("Influencer: whose word counts in the choice"),
        "decider": _("Decider: makes the choice"),
        "buyer": _("Buyer: negotiates and orders"),
        "gatekeeper": _("Gatekeeper: decides what and who gets in"),
    }
    held = [key for key, _label, column in BUYING_ROLES if line is not None and line.get(column)]
    return {
        "roles": forms.MultipleChoiceField(
            label=_("Roles in the buying centre"), choices=list(meanings.items()), required=False, initial=held,
            widget=forms.CheckboxSelectMultiple,
        )
    }  # fmt: skip


def _place_values(form: forms.Form, fields: tuple[Field, ...]) -> dict[str, object]:
    chosen = form.cleaned_data["roles"]
    return {**written(form, fields), **{column: key in chosen for key, _label, column in BUYING_ROLES}}


def _place_page(request: HttpRequest, form: forms.Form, **context: Any) -> HttpResponseBase:
    shown = ("customer", "job_title", "department", "roles", "attitude")
    return form_page(
        request, form, nav="people", template="form_with_more.html",
        shown=[form[name] for name in shown if name in form.fields],
        more=[form[name] for name in form.fields if name not in shown], **context,
    )  # fmt: skip


@signed_in
def new_place(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    row = view(actor, PEOPLE).only("name").get(key)
    given = _number(request.GET.get("customer", ""))
    data = looked_up(actor, request.POST, {"customer": SUMMARIES}) if request.method == "POST" else None
    fields = (replace(AFFILIATIONS.field("customer"), required=True), *_PLACE, *_DAYS)
    initial = {"customer": (str(given), name_of_customer(actor, given)) if given else ""}
    form = form_for(fields, data, initial=initial, extra=_roles())
    done, _nothing = submitted(
        request,
        form,
        lambda values: perform(
            request, actor, affiliate_person, told=_("Added."), person=key, customer=_key(values["customer"]),
            values=_place_values(form, (*_PLACE, *_DAYS)),
        ),
        fields,
    )  # fmt: skip
    back = next_address(request, f"/people/{key}/")
    if done:
        return go_on(request, back)
    title = _("A further customer of %(name)s") % {"name": row["name"]}
    return _place_page(request, form, title=title, label=_("Add"), back=back, above=_above())


@signed_in
def place(request: HttpRequest, actor: Actor, affiliation: int) -> HttpResponseBase:
    """Job, roles in the buying centre, attitude at one customer."""
    line = view(actor, AFFILIATIONS).get(affiliation)
    fields = (*_PLACE, *_DAYS)
    form = form_for(fields, request.POST or None, initial=line, version=line.version, extra=_roles(line))
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, change_affiliation, told=_("Saved."), affiliation=affiliation,
            version=data.get("version"), values=_place_values(form, fields),
        ),
        fields,
    )  # fmt: skip
    back = next_address(request, f"/people/{line['person'].key}/")
    if done:
        return go_on(request, back)
    return _place_page(request, form, title=_at(line), label=_("Save"), back=back, above=_above())


def _at(line: Row) -> str:
    return _("%(name)s at %(customer)s") % {"name": line["person"].label, "customer": line["customer"].label}


@signed_in
def end_place(request: HttpRequest, actor: Actor, affiliation: int) -> HttpResponseBase:
    """He left: the place gets its last day and stays in the history of the customer."""
    line = view(actor, AFFILIATIONS).get(affiliation)
    until = forms.DateField(label=_("Last day"), widget=DateInput(), input_formats=["%Y-%m-%d"], initial=today(actor))
    form = form_for((), request.POST or None, extra={"until": until})
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, end_affiliation, told=_("The place was ended."), affiliation=affiliation,
            until=data["until"],
        ),
    )  # fmt: skip
    back = next_address(request, f"/people/{line['person'].key}/")
    if done:
        return go_on(request, back)
    return form_page(
        request, form, title=_at(line), label=_("End the place"), back=back, nav="people", above=_above(),
        lead=_("What was logged with this person stays. Nobody is offered as a contact there any more."),
    )  # fmt: skip


@require_POST
@signed_in
def remove_place(request: HttpRequest, actor: Actor, affiliation: int) -> HttpResponseBase:
    line = view(actor, AFFILIATIONS).only("person").get(affiliation)
    perform(request, actor, remove_affiliation, told=_("The place was removed."), affiliation=affiliation)
    return go_on(request, next_address(request, f"/people/{line['person'].key}/"))


@signed_in
def manager(request: HttpRequest, actor: Actor, customer: int, person: int) -> HttpResponseBase:
    """To whom somebody reports at a customer."""
    on_people_of(Level.READ)(actor, {"customer": customer})
    places = people_of(actor, customer)
    name = view(actor, PEOPLE).only("name").get(person)["name"]
    lines = view(actor, REPORTING_LINES).of_customer(customer).filter("person", "is", str(person)).all(1)
    others = [(str(one["person"].key), one["person"].label) for one in places if one["person"].key != person]
    choice = forms.ChoiceField(
        label=_("Reports to"), choices=[("", _("nobody here")), *others], required=False,
        initial=str(lines[0]["manager"].key) if lines else "",
    )  # fmt: skip
    form = form_for((), request.POST or None, extra={"manager": choice})
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, set_manager, told=_("Saved."), customer=customer, person=person,
            manager=_number(data["manager"]),
        ),
    )  # fmt: skip
    back = next_address(request, f"/customers/{customer}/people/")
    if done:
        return go_on(request, back)
    title = _("To whom does %(name)s report?") % {"name": name}
    return form_page(request, form, title=title, label=_("Save"), back=back, nav="people", above=_above())


# ---- how he is reached ----


@signed_in
def new_channel(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    row = view(actor, PEOPLE).only("name").get(key)
    fields = _editable(CHANNELS.fields)
    form = form_for(fields, request.POST or None, initial={"kind": request.GET.get("kind") or "mobile"})
    done, _nothing = submitted(
        request,
        form,
        lambda _data: perform(
            request, actor, add_channel, told=_("Added."), person=key, values=written(form, fields)
        ),
        fields,
    )  # fmt: skip
    if done:
        return go_on(request, f"/people/{key}/")
    return form_page(
        request, form, title=_("How to reach %(name)s") % {"name": row["name"]}, label=_("Add"),
        back=f"/people/{key}/", nav="people", above=_above(),
    )  # fmt: skip


@signed_in
def channel(request: HttpRequest, actor: Actor, channel: int) -> HttpResponseBase:
    line = view(actor, CHANNELS).get(channel)
    fields = _editable(CHANNELS.fields)
    form = form_for(fields, request.POST or None, initial=line, version=line.version)
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, change_channel, told=_("Saved."), person_channel=channel, version=data.get("version"),
            values=written(form, fields),
        ),
        fields,
    )  # fmt: skip
    back = f"/people/{line['person'].key}/"
    if done:
        return go_on(request, back)
    return form_page(
        request, form, title=_("How to reach %(name)s") % {"name": line["person"].label}, label=_("Save"), back=back,
        nav="people", above=_above(),
    )  # fmt: skip


@require_POST
@signed_in
def take_channel(request: HttpRequest, actor: Actor, channel: int) -> HttpResponseBase:
    line = view(actor, CHANNELS).only("person").get(channel)
    perform(request, actor, remove_channel, told=_("Removed."), person_channel=channel)
    return go_on(request, f"/people/{line['person'].key}/")


# ---- who of us knows him ----


def _tie_fields(line: Row | None = None) -> dict[str, forms.Field]:
    how, since = TIES.field("how"), TIES.field("since")
    return {
        "strength": forms.TypedChoiceField(
            label=_("How well?"), choices=list(STRENGTHS), coerce=int, widget=forms.RadioSelect,
            initial=line["strength"] if line is not None else 1,
        ),
        "how": forms.CharField(
            label=str(how.label), required=False, max_length=how.max_length, initial=line["how"] if line else "",
        ),
        "since": forms.DateField(
            label=str(since.label), required=False, widget=DateInput(), input_formats=["%Y-%m-%d"],
            initial=line["since"] if line else None,
        ),
    }  # fmt: skip


@signed_in
def new_tie(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    """How well one of us knows somebody; of oneself unless another one is chosen."""
    row = view(actor, PEOPLE).only("name").get(key)
    data = looked_up(actor, request.POST, {"user": USERS}) if request.method == "POST" else None
    user = SuggestedField("users", label=_("Who of us?"), initial=(str(actor.user_id), actor.name))
    form = form_for((), data, extra={"user": user, **_tie_fields()})
    done, _nothing = submitted(
        request,
        form,
        lambda values: perform(
            request, actor, set_tie, told=_("Saved."), person=key, user=_key(values["user"]),
            strength=values["strength"], how=values["how"], since=values["since"],
        ),
    )  # fmt: skip
    back = next_address(request, f"/people/{key}/")
    if done:
        return go_on(request, back)
    title = _("Who of us knows %(name)s?") % {"name": row["name"]}
    return form_page(request, form, title=title, label=_("Save"), back=back, nav="people", above=_above())


@signed_in
def tie(request: HttpRequest, actor: Actor, tie: int) -> HttpResponseBase:
    line = view(actor, TIES).get(tie)
    form = form_for((), request.POST or None, extra=_tie_fields(line))
    done, _nothing = submitted(
        request,
        form,
        lambda values: perform(
            request, actor, set_tie, told=_("Saved."), person=line["person"].key, user=line["user"].key,
            strength=values["strength"], how=values["how"], since=values["since"],
        ),
    )  # fmt: skip
    back = f"/people/{line['person'].key}/"
    if done:
        return go_on(request, back)
    title = _("%(user)s and %(name)s") % {"user": line["user"].label, "name": line["person"].label}
    return form_page(request, form, title=title, label=_("Save"), back=back, nav="people", above=_above())


@require_POST
@signed_in
def take_tie(request: HttpRequest, actor: Actor, tie: int) -> HttpResponseBase:
    line = view(actor, TIES).only("person").get(tie)
    perform(request, actor, remove_tie, told=_("Removed."), tie=tie)
    return go_on(request, f"/people/{line['person'].key}/")
