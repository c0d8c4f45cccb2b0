"""How an account plan goes: its actions, and its progress as the ledger shows it."""

from dataclasses import dataclass
from datetime import date, datetime

from guanxi.access.actors import Actor
from guanxi.access.reading import Row, view
from guanxi.months import last_day, month_number
from guanxi.plans.models import AccountPlanTask
from guanxi.plans.resources import ACCOUNT_PLANS
from guanxi.relationships.queries import months


def tasks_of_plan(actor: Actor, plan: int) -> list[int]:
    """The keys of the actions of an account plan that the reader sees, in the order in which they were added."""
    view(actor, ACCOUNT_PLANS).only().get(plan)
    return list(AccountPlanTask.objects.filter(plan=plan).order_by("pk").values_list("task_id", flat=True))


@dataclass(frozen=True)
class Progress:
    """How far a plan is: shares in per cent, purchases since it began in minor units, and the part of its time gone.

    None where unknown, or not to be read.
    """

    share_now: float | None
    bought: int | None
    time_gone: float


def progress_of(actor: Actor, plan: Row, *, on: datetime) -> Progress:
    """Read off the ledger, up to the last month-end or the end of the plan."""
    account = next((one for one in months(actor, plan["customer"].key, on=on) if one.category is None), None)
    begins, ends = plan["begins"], plan["ends"]
    whole, gone = (ends - begins).days, (min(on.date(), ends) - begins).days
    within = [month for month in (account.months if account else ()) if begins <= _last_of(month.month) <= ends]
    amounts = [month.ours for month in within if month.ours is not None]
    upto = [month for month in (account.months if account else ()) if month.month <= ends]
    return Progress(
        share_now=upto[-1].share if upto else None,
        bought=sum(amounts) if len(amounts) == len(within) else None,
        time_gone=max(gone, 0) / whole,
    )


def _last_of(month: date) -> date:
    return last_day(month_number(month))
