"""Who leaves: all that is his goes to a successor, and he is out, in one action."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access.audit import record_event
from guanxi.access.conditions import administrators
from guanxi.access.directory_actions import disable_user
from guanxi.access.levels import InvolvementKind
from guanxi.access.models import Involvement, User
from guanxi.access.writing import Action, Work, action
from guanxi.customers.actions import store_owner
from guanxi.customers.models import Customer
from guanxi.errors import Invalid

# What else of a leaver goes to his successor: subjects above add their actions when the application starts. Each takes
# ``leaver`` and ``successor`` and returns how many records went; customers come first.
ALSO_HANDED_OVER: Final[list[Action]] = []


@dataclass
class HandedOver:
    """How many customers went, and of each further action how many records, by its name."""

    customers: int = 0
    more: dict[str, int] = field(default_factory=dict)


@action(label=gettext_lazy("Hand over everything of a leaver"), allow=administrators, lasts=True)
def hand_over(work: Work, *, leaver: int, successor: int, disable: bool = True) -> HandedOver:
    """Customers, tasks and whatever else was registered go to the successor; then the leaver is disabled.

    Teams and shares of others stay; what was shared with him personally ends. The other way round it takes a second
    handing over, for what happened in between is not known to this one.
    """
    if leaver == successor or not User.objects.filter(pk=successor, is_active=True).exists():
        raise Invalid({"successor": _("Choose one of us who stays.")})
    gone = work.get(User, leaver)
    done = HandedOver()
    for customer in Customer.objects.select_for_update(of=("self",)).filter(owner=leaver).order_by("pk"):
        # In the bin too, so that what is taken out again belongs to somebody who is there.
        store_owner(work, customer, successor)
        done.customers += 1
    for line in Involvement.objects.filter(
        principal=leaver, kind__in=(InvolvementKind.SHARE, InvolvementKind.NAMED)
    ):  # fmt: skip
        work.remove(line)
    for further in ALSO_HANDED_OVER:
        done.more[further.name] = work.also(further, leaver=leaver, successor=successor)
    if disable and gone.is_active:
        work.also(disable_user, user=leaver)
    record_event(
        "handed over", on=work.now, channel=work.channel, actor=work.actor, resource="users", record=leaver,
        successor=successor, customers=done.customers, **_counts(done.more),
    )  # fmt: skip
    return done


def _counts(more: Mapping[str, int]) -> dict[str, Any]:
    return {name.replace(".", "_"): count for name, count in more.items()}


def also_hand_over(what: Action) -> None:
    """Registers a further action, once."""
    if what not in ALSO_HANDED_OVER:
        ALSO_HANDED_OVER.append(what)
