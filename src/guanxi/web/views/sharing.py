"""Who sees a customer, and why; sharing, restricting, and deciding who asked."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.access.actors import Actor
from guanxi.access.levels import InvolvementKind, Level, PrincipalKind, Relation
from guanxi.access.policy import Reason, level_on
from guanxi.access.reading import Row, not_found, view
from guanxi.access.writing import authorise
from guanxi.customers import queries
from guanxi.customers.resources import CUSTOMERS
from guanxi.customers.sharing import (
    LONGEST_REASON,
    decide_request,
    end_share,
    restrict_customer,
    share_customer,
    unrestrict_customer,
)
from guanxi.errors import Invalid
from guanxi.web.cells import formats_in_force
from guanxi.web.doing import form_page, go_on, next_address, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for
from guanxi.web.principals import PrincipalField, names_of
from guanxi.web.widgets import DateInput

_MOST_NAMED = 40
_FREE_LINES = 3


def access_address(customer: int) -> str:
    return f"/customers/{customer}/access/"


# ---- the page ----


@signed_in
def access(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """Everybody with level and reason, for who reads the customer; what can be done about it from the full level on."""
    if request.method == "POST":
        return _decide(request, actor, customer)
    now, told = timezone.now(), formats_in_force()
    row = view(actor, CUSTOMERS, on=now).only("name", "restricted").get(customer)
    level = level_on(actor, customer, on=now)
    lines = queries.shares_of(actor, customer, on=now)
    names = names_of(actor, [(line.principal_kind, line.principal) for line in lines])
    shown = [
        {
            "principal": line.principal,
            "kind": line.kind,
            "name": names.get(line.principal, _("somebody who is gone")),
            "about": "" if line.principal_kind == PrincipalKind.USER else PrincipalKind(line.principal_kind).label,
            "level": line.level.label,
            "reason": line.reason,
            "until": told.day(line.until - timedelta(seconds=1)) if line.until else "",
            "is_over": line.until is not None and line.until <= now,
            "by": line.granted_by,
        }
        for line in lines
    ]
    context = {
        "nav": "portfolio",
        "log_for": customer,
        "row": row,
        "level": level,
        "may_share": level >= Level.FULL and not actor.viewed_by,
        "may_look": actor.is_administrator and not actor.viewed_by,
        "groups": _by_level(queries.who_sees(actor, customer, on=now)),
        "shares": [line for line in shown if line["kind"] == InvolvementKind.SHARE],
        "named": [line for line in shown if line["kind"] == InvolvementKind.NAMED],
        "requests": [
            {"key": one.key, "user": one.user, "who": one.asked_by, "reason": one.reason, "when": told.ago(one.at, now)}
            for one in queries.requests_for(actor, customer, on=now)
        ],
        "me": actor.user_id,
    }
    return render(request, "customers/access.html", context)


def _by_level(seers: list[queries.Seer]) -> list[dict[str, Any]]:
    """The highest level first; who sees nothing comes last, folded."""
    groups: dict[Level, list[dict[str, Any]]] = {}
    for seer in seers:
        groups.setdefault(seer.level, []).append(
            {
                "key": seer.user,
                "name": seer.name,
                "departments": formats_in_force().joined(seer.departments) or _("no department"),
                "reasons": [reason_text(reason) for reason in seer.standing.reasons],
            }
        )
    return [{"level": level, "title": _level_text(level), "seers": lines} for level, lines in groups.items()]


def _level_text(level: Level) -> str:
    return {
        Level.FULL: pgettext("who sees a customer", "May do everything"),
        Level.EDIT: pgettext("who sees a customer", "Read and edit"),
        Level.READ: pgettext("who sees a customer", "Read"),
        Level.INDIRECT: pgettext("who sees a customer", "See the Summary"),
        Level.NONE: pgettext("who sees a customer", "Do not know of it"),
    }[level]


def reason_text(reason: Reason) -> str:
    """Why somebody has a level, as a sentence."""
    kind, leads = reason.kind, reason.relation is Relation.LEAD
    if kind == InvolvementKind.SHARE:
        return _share_text(reason)
    said = {
        InvolvementKind.OWNER: _("Is the owner of this customer."),
        InvolvementKind.TEAM: _("Leads the team of this customer.") if leads else _("Belongs to its team."),
        InvolvementKind.NOBODY: _("The customer has no owner: departments that own customers can take it."),
        InvolvementKind.ENGAGED: _("The department has open work with this customer."),
        InvolvementKind.NAMED: _("Is named on this restricted customer."),
        InvolvementKind.RESTRICTED: _("The customer is restricted to named people."),
        "otherwise": _("The table of access gives this to the department."),
    }
    return said[kind] if reason.level or kind == InvolvementKind.RESTRICTED else _("Nothing gives access.")


def _share_text(reason: Reason) -> str:
    if reason.until is None:
        return _("It is shared: %(reason)s") % {"reason": reason.reason}
    day = formats_in_force().day(reason.until - timedelta(seconds=1))
    return _("It is shared until %(day)s: %(reason)s") % {"day": day, "reason": reason.reason}


# ---- in one click ----


def _decide(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """Grants for reading and 90 days, or declines; ends a share; opens a restricted customer again."""
    what = request.POST.get("do", "")
    if what in ("grant", "decline"):
        told = _("Access was granted for 90 days.") if what == "grant" else _("The request was declined.")
        asked = _key(request, "request")
        perform(request, actor, decide_request, told=told, request=asked, granted=what == "grant")
    elif what == "end":
        principal = _key(request, "principal")
        perform(request, actor, end_share, told=_("The share has ended."), customer=customer, principal=principal)
    elif what == "open":
        perform(request, actor, unrestrict_customer, told=_("The customer is open again."), customer=customer)
    else:
        raise Http404
    readable = view(actor, CUSTOMERS).only().among([customer]).exists()
    return go_on(request, next_address(request, access_address(customer) if readable else "/customers/"))


def _key(request: HttpRequest, name: str) -> int:
    written = request.POST.get(name, "")
    if not written.isdecimal() or len(written) > 18:
        raise Http404
    return int(written)


# ---- with a form ----


@signed_in
def share(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """To a user, a team or a department, with a reason; a second share of the same replaces the first."""
    row = _open_for_all(actor, customer, share_customer)
    fields: dict[str, forms.Field] = {
        "principal": PrincipalField(
            actor, label=_("Share with"), help_text=_("One of us, a team or a department.")
        ),
        "level": _level_field(level_on(actor, customer)),
        "reason": _reason_field(),
        "until": _until_field(),
    }  # fmt: skip
    form = form_for((), request.POST or None, extra=fields, initial={"level": str(Level.READ.value)})

    def save(data: dict[str, Any]) -> None:
        chosen = data["principal"]
        perform(
            request, actor, share_customer, told=_("Shared with %(name)s.") % {"name": chosen.name}, customer=customer,
            principal=chosen.key, principal_kind=chosen.kind.value, level=int(data["level"]), reason=data["reason"],
            until=_end_of(data["until"]),
        )  # fmt: skip

    done, _nothing = submitted(request, form, save)
    if done:
        return go_on(request, access_address(customer))
    return _page(request, form, row, title=_("Share %(name)s") % {"name": row["name"]}, label=_("Share"))


@signed_in
def grant(request: HttpRequest, actor: Actor, customer: int, asked: int) -> HttpResponseBase:
    """Grants a request with another level or end than the usual ones."""
    row = _open_for_all(actor, customer, share_customer)
    waiting = {one.key: one for one in queries.requests_for(actor, customer, on=timezone.now())}.get(asked)
    if waiting is None:
        raise not_found(CUSTOMERS)
    fields = {"level": _level_field(level_on(actor, customer)), "until": _until_field()}
    in_ninety_days = timezone.localdate() + timedelta(days=90)
    given = {"level": str(Level.READ.value), "until": in_ninety_days}
    form = form_for((), request.POST or None, extra=fields, initial=given)
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, decide_request, told=_("Shared with %(name)s.") % {"name": waiting.asked_by},
            request=asked, granted=True, level=int(data["level"]), until=_end_of(data["until"]),
        ),
    )  # fmt: skip
    if done:
        return go_on(request, access_address(customer))
    title = _("Grant access to %(name)s") % {"name": waiting.asked_by}
    return _page(request, form, row, title=title, label=_("Grant access"), lead=waiting.reason)


@signed_in
def restrict(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """Chooses who of us may know of the customer at all; the list is replaced."""
    row = _open_for_all(actor, customer, restrict_customer)
    now = timezone.now()
    held = [
        line
        for line in queries.shares_of(actor, customer, on=now)
        if line.kind == InvolvementKind.NAMED and line.principal != actor.user_id
    ]
    names = names_of(actor, [(line.principal_kind, line.principal) for line in held])
    number = min(len(held) + _FREE_LINES, _MOST_NAMED)
    own = level_on(actor, customer, on=now)
    fields: dict[str, forms.Field] = {}
    given: dict[str, Any] = {}
    for place in range(1, number + 1):
        label = _("Person %(number)d") % {"number": place}
        fields[f"named_{place}"] = PrincipalField(actor, users_only=True, label=label, required=False)
        level_label = _("Level of person %(number)d") % {"number": place}
        fields[f"level_{place}"] = _level_field(own, label=level_label)
        given[f"level_{place}"] = str(Level.EDIT.value)
    for place, line in enumerate(held[:number], start=1):
        given[f"named_{place}"] = (str(line.principal), names.get(line.principal, ""))
        given[f"level_{place}"] = str(line.level.value)
    fields["reason"] = _reason_field(required=False)
    form = form_for((), request.POST or None, extra=fields, initial=given)

    def save(data: dict[str, Any]) -> None:
        lines = [(data[f"named_{place}"], data[f"level_{place}"]) for place in range(1, number + 1)]
        named = {chosen.key: int(level) for chosen, level in lines if chosen is not None}
        perform(
            request, actor, restrict_customer, told=_("Only the named people know of this customer now."),
            customer=customer, named=named, reason=data["reason"],
        )  # fmt: skip

    done, _nothing = submitted(request, form, save)
    if done:
        return go_on(request, access_address(customer))
    return _page(
        request, form, row, title=_("Restrict %(name)s") % {"name": row["name"]}, label=_("Restrict"),
        lead=_("Besides you and the owner only these people will know that this customer exists."),
        template="customers/restrict.html",
        lines=[(form[f"named_{place}"], form[f"level_{place}"]) for place in range(1, number + 1)],
    )  # fmt: skip


def _open_for_all(actor: Actor, customer: int, what: Any) -> Row:
    """The customer of a form that only the full level gets."""
    authorise(actor, what, {"customer": customer})
    return view(actor, CUSTOMERS).only("name").get(customer)


def _page(
    request: HttpRequest, form: forms.Form, row: Row, *, title: str, label: str, **context: Any
) -> HttpResponseBase:
    back = access_address(row.key)
    above = [(str(row["name"]), f"/customers/{row.key}/"), (pgettext("page", "Access"), back)]
    return form_page(request, form, title=title, label=label, back=back, nav="portfolio", above=above, **context)


def _level_field(own: Level, *, label: str = "") -> forms.Field:
    choices = [(str(level.value), str(level.label)) for level in Level if Level.INDIRECT <= level <= own]
    return forms.ChoiceField(label=label or _("Level"), choices=choices)


def _reason_field(*, required: bool = True) -> forms.Field:
    return forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, required=required,
        help_text=_("Everybody who asks who sees this customer reads it."),
    )  # fmt: skip


def _until_field() -> forms.Field:
    return forms.DateField(
        label=_("Until"), required=False, widget=DateInput, help_text=_("The last day; empty: no end.")
    )


def _end_of(day: date | None) -> datetime | None:
    """The moment at which a day ends on the clock of who chose it."""
    if day is None:
        return None
    if not date(1970, 1, 1) <= day <= date(9990, 1, 1):
        raise Invalid({"until": _("This day is over; choose a later one or none.")})
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
