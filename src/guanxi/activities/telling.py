"""What one of us is told of what lower floors did: a customer became his, somebody asks for access, got it or not.

Listeners of `access.writing`, registered when the application starts; they write in the transaction of what happened.
"""

from guanxi.access.actors import load_actor
from guanxi.access.levels import InvolvementKind, Level
from guanxi.access.models import Involvement, Membership, Outbox, Team, User
from guanxi.access.policy import level_on
from guanxi.access.writing import LISTENERS, Work
from guanxi.activities.models import Notification, NotificationKind

MOST_DECIDERS = 5


def listen() -> None:
    """Once, when the application starts."""
    for kind, listener in (
        ("customer_assigned", _customer_assigned),
        ("access_requested", _access_requested),
        ("access_granted", _access_granted),
        ("access_declined", _access_declined),
        ("viewed_as", _viewed_as),
    ):
        LISTENERS.setdefault(kind, []).append(listener)


def _customer_assigned(work: Work, told: Outbox) -> None:
    _notify(work, told.payload.get("user"), NotificationKind.HANDED_OVER, told, "customers", told.customer)


def _access_granted(work: Work, told: Outbox) -> None:
    _notify(work, told.payload.get("user"), NotificationKind.SHARE_GRANTED, told, "customers", told.customer)


def _access_declined(work: Work, told: Outbox) -> None:
    _notify(work, told.payload.get("user"), NotificationKind.REQUEST_DECLINED, told, "customers", told.customer)


def _viewed_as(work: Work, told: Outbox) -> None:
    _notify(work, told.payload.get("user"), NotificationKind.VIEWED_AS, told, "", None)


def _access_requested(work: Work, told: Outbox) -> None:
    if told.customer is not None:
        for user in deciders(told.customer):
            _notify(work, user, NotificationKind.ACCESS_REQUEST, told, "access_requests", told.payload.get("request"))


def deciders(customer: int) -> list[int]:
    """Who of us is asked to share a customer: its owner; without one who leads its team, then who leads its department.

    Only those who may share it, so none where nobody leads.
    """
    owners = list(Involvement.objects.filter(customer=customer, kind=InvolvementKind.OWNER).values_list("principal"))
    teams = Involvement.objects.filter(customer=customer, kind=InvolvementKind.TEAM).values("principal")
    leads = Membership.objects.filter(leads=True, user__is_active=True)
    departments = Team.objects.filter(pk__in=teams).values("department")
    owning = leads.filter(department__creates_as_owner=True)
    for asked in (
        [key for (key,) in owners],
        leads.filter(team__in=teams).values_list("user", flat=True),
        leads.filter(department__in=departments).values_list("user", flat=True),
        owning.values_list("user", flat=True),
    ):
        found = [user for user in sorted(set(asked)) if _may_share(user, customer)]
        if found:
            return found[:MOST_DECIDERS]
    return []


def _may_share(user: int, customer: int) -> bool:
    if not User.objects.filter(pk=user, is_active=True).exists():
        return False
    return level_on(load_actor(user), customer) >= Level.FULL


def _notify(
    work: Work, user: int | None, kind: NotificationKind, told: Outbox, resource: str, record: int | None
) -> None:
    if user is None or user == work.actor.user_id:
        return
    work.create(
        Notification(
            recipient_id=user, kind=kind, customer_id=told.customer, resource=resource, record=record,
            actor_id=work.actor.viewed_by or work.actor.user_id or None, at=work.now, created_at=work.now,
        ),
        customer=told.customer,
    )  # fmt: skip
