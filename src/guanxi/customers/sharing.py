"""Who else of us has to do with a customer: shares, restricted customers, and asking for access."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi import text
from guanxi.access.actors import Actor
from guanxi.access.conditions import on_customer
from guanxi.access.levels import InvolvementKind, Level, PrincipalKind
from guanxi.access.models import AccessRequest, Department, Involvement, Team, User
from guanxi.access.policy import level_on
from guanxi.access.writing import Work, action
from guanxi.customers.actions import live_customer
from guanxi.customers.resources import CUSTOMERS
from guanxi.errors import Invalid, NotFound, Refused

# How long a share lasts that was granted in one click.
USUAL_SHARE: Final = timedelta(days=90)
LONGEST_REASON: Final = 400

_KINDS: Final = frozenset({PrincipalKind.USER, PrincipalKind.TEAM, PrincipalKind.DEPARTMENT})


# ---- shares ----


@action(label=gettext_lazy("Share the customer"), allow=on_customer(Level.FULL))
def share_customer(
    work: Work, *, customer: int, principal: int, principal_kind: str, level: int, reason: str,
    until: datetime | None = None,
) -> None:  # fmt: skip
    """Gives a user, a team or a department a level up to one's own; a second share of the same replaces the first."""
    live_customer(work, customer)
    _store_share(work, customer, principal, principal_kind, level, reason, until)


def _store_share(
    work: Work, customer: int, principal: int, principal_kind: str, level: int, reason: str, until: datetime | None
) -> None:
    wrong: dict[str, str] = {}
    kind = PrincipalKind(principal_kind) if principal_kind in _KINDS else None
    if kind is None or not _exists(kind, principal):
        wrong["principal"] = _("Choose a user, a team or a department.")
    if not Level.INDIRECT <= level <= level_on(work.actor, customer, on=work.now):
        wrong["level"] = _("You can share at most your own level.")
    if not (why := _reason(reason)):
        wrong["reason"] = _("Say why, in a few words: everybody who asks who sees this customer reads it.")
    if until is not None and until <= work.now:
        wrong["until"] = _("This day is over; choose a later one or none.")
    if wrong or kind is None:
        raise Invalid(wrong)
    work.involve(customer, principal, kind, InvolvementKind.SHARE, level=Level(level), reason=why, until=until)
    work.touch(CUSTOMERS, customer)


def _exists(kind: PrincipalKind, principal: int) -> bool:
    if kind is PrincipalKind.USER:
        return User.objects.filter(pk=principal, is_active=True).exists()
    return (Team if kind is PrincipalKind.TEAM else Department).objects.filter(pk=principal).exists()


def _reason(reason: str) -> str:
    return " ".join(text.normalise(reason).split())[:LONGEST_REASON]


@action(label=gettext_lazy("End a share"), allow=on_customer(Level.FULL))
def end_share(work: Work, *, customer: int, principal: int) -> bool:
    """False where there is none."""
    live_customer(work, customer)
    held = Involvement.objects.filter(customer=customer, kind=InvolvementKind.SHARE, principal=principal).exists()
    work.release(customer, InvolvementKind.SHARE, principal=principal)
    return held


# ---- restricted ----


@action(label=gettext_lazy("Restrict the customer to named people"), allow=on_customer(Level.FULL))
def restrict_customer(work: Work, *, customer: int, named: Sequence[int] | Mapping[int, int], reason: str = "") -> None:
    """Only these of us know of it from now on, with their level (3 unless said), besides its owner and who does this.

    A second time replaces the list. Whoever has a higher level by another way keeps it.
    """
    found = live_customer(work, customer)
    wanted = {
        user: Level(level) for user, level in (named if isinstance(named, Mapping) else dict.fromkeys(named, 3)).items()
    }
    active = set(User.objects.filter(pk__in=wanted, is_active=True).values_list("pk", flat=True))
    if set(wanted) - active or any(level < Level.INDIRECT for level in wanted.values()):
        raise Invalid({"named": _("Choose some of us who are active.")})
    wanted.update({user: Level.FULL for user in (work.actor.user_id, found.owner_id) if user})
    work.change(found, restricted=True)
    work.involve(customer, 0, PrincipalKind.NOBODY, InvolvementKind.RESTRICTED, reason=_reason(reason))
    for line in Involvement.objects.filter(customer=customer, kind=InvolvementKind.NAMED).exclude(principal__in=wanted):
        work.remove(line)
    for user, level in sorted(wanted.items()):
        work.involve(customer, user, PrincipalKind.USER, InvolvementKind.NAMED, level=level)


@action(label=gettext_lazy("Open the customer to everybody again"), allow=on_customer(Level.FULL))
def unrestrict_customer(work: Work, *, customer: int) -> bool:
    """As the tables say again; False where it was not restricted."""
    found = live_customer(work, customer)
    if not work.change(found, restricted=False):
        return False
    work.release(customer, InvolvementKind.RESTRICTED)
    work.release(customer, InvolvementKind.NAMED)
    return True


# ---- asking ----


@action(label=gettext_lazy("Ask for access to the customer"), allow=on_customer(Level.INDIRECT))
def ask_for_access(work: Work, *, customer: int, reason: str) -> int:
    """Asks its owner to share it for reading; returns the key of the request. Asking twice is asking once."""
    live_customer(work, customer)
    if level_on(work.actor, customer, on=work.now) >= Level.READ:
        raise Refused(_("You can read this customer already."), code="readable_already")
    if not (why := _reason(reason)):
        raise Invalid({"reason": _("Say in a few words what you need it for.")})
    held = AccessRequest.objects.filter(customer=customer, asked_by=work.actor.user_id, decided_at__isnull=True).first()
    if held is not None:
        return held.pk
    request = AccessRequest(customer=customer, asked_by_id=work.actor.user_id, reason=why, created_at=work.now)
    work.create(request, customer=customer)
    work.emit("access_requested", customer=customer, request=request.pk, user=work.actor.user_id)
    return request.pk


def _may_decide(actor: Actor, inputs: Mapping[str, Any]) -> None:
    request = AccessRequest.objects.filter(pk=inputs["request"]).values_list("customer", flat=True).first()
    if request is None:
        raise NotFound(_("There is no such record, or it is not open to you."))
    on_customer(Level.FULL)(actor, {"customer": request})


@action(label=gettext_lazy("Decide a request for access"), allow=_may_decide)
def decide_request(
    work: Work, *, request: int, granted: bool, until: datetime | None = None, level: int = Level.READ
) -> None:
    """Grants a share, for reading and for 90 days unless said, or declines; whoever asked is told."""
    found = work.get(AccessRequest, request)
    if found.decided_at is not None:
        raise Refused(_("This request has been decided already."), code="decided_already")
    live_customer(work, found.customer)
    decision = {"decided_at": work.now, "decided_by_id": work.actor.user_id or None, "granted": granted}
    work.change(found, customer=found.customer, **decision)
    if granted:
        end = until or work.now + USUAL_SHARE
        _store_share(work, found.customer, found.asked_by_id, PrincipalKind.USER, level, found.reason, end)
    kind = "access_granted" if granted else "access_declined"
    work.emit(kind, customer=found.customer, request=request, user=found.asked_by_id)


@action(label=gettext_lazy("Take back a request for access"), allow=on_customer(Level.INDIRECT))
def take_back_request(work: Work, *, customer: int) -> bool:
    """One's own open request; False where there is none."""
    held = AccessRequest.objects.filter(customer=customer, asked_by=work.actor.user_id, decided_at__isnull=True).first()
    if held is None:
        return False
    work.change(held, customer=customer, decided_at=work.now, decided_by_id=work.actor.user_id, granted=False)
    return True
