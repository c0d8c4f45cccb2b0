"""What happened: activities and tasks by the hour, shares and requests, the merge, the bin, views, what was read."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from functools import partial
from io import BytesIO
from typing import Final

from guanxi.access.levels import Level, PrincipalKind
from guanxi.access.resources import Resource
from guanxi.activities.actions import log_activity, read_all_notifications
from guanxi.activities.resources import TASKS
from guanxi.activities.task_actions import complete_task, create_task
from guanxi.customers.actions import take_customer
from guanxi.customers.binning import bin_customer
from guanxi.customers.merging import merge_customers
from guanxi.customers.resources import CUSTOMERS, PEOPLE
from guanxi.customers.sharing import ask_for_access, share_customer
from guanxi.demo.files import File
from guanxi.demo.history import Activity, Task
from guanxi.demo.loading.steps import CHANNEL, Steps, customer_of, instant, moment
from guanxi.demo.sharing import AccessRequest, Binned, Merge, Share
from guanxi.demo.views import SavedView
from guanxi.records.files import receive_file
from guanxi.records.views import save_view
from guanxi.records.visits import note_visit

_PRIORITIES: Final = {"high": "1", "normal": "2", "low": "3"}
_LEVELS: Final = {"read": Level.READ, "edit": Level.EDIT}
_RESOURCES: Final[dict[str, Resource]] = {"customers": CUSTOMERS, "people": PEOPLE, "tasks": TASKS}
# So long before a meeting it is agreed and entered.
_AGREED: Final = timedelta(6)
_WHO_DOES: Final = {"service": "amara.diallo", "marketing": "marta.nowak", "management": "wang.fang"}


def history(steps: Steps) -> None:
    world = steps.world
    for task in world.tasks:
        steps.at(instant(task.opened, task.zone), partial(_give, steps, task))
        if task.done is not None:
            steps.at(instant(task.done, task.zone), partial(_complete, steps, task))
    for activity in world.activities:
        steps.at(_entered(steps, activity), partial(_log, steps, activity))
    for share in world.shares:
        steps.at(_at(share.given, 11), partial(_share, steps, share))
    for request in world.requests:
        steps.at(_at(request.asked, 12), partial(_ask, steps, request))
    for file in world.files:
        steps.at(_at(steps.day(file.ago), 15), partial(_lay, steps, file))
    for merge in world.merges:
        steps.at(_at(merge.on, 13), partial(_merge, steps, merge))
    for gone in world.bin:
        steps.at(_at(gone.on, 19), partial(_bin, steps, gone))
    for number, saved in enumerate(world.views):
        steps.at(_at(steps.day(200 - 9 * number), 9), partial(_save, steps, saved))
    _read(steps)
    steps.at(_at(steps.day(1), 23), partial(_visit, steps))


def _at(day: date, hour: int) -> datetime:
    return moment(day, time(hour), "UTC")


# ---- activities and tasks ----


def _entered(steps: Steps, activity: Activity) -> datetime:
    begin = instant(activity.at, activity.zone)
    if activity.planned:
        # On the evening before at the latest: what is entered at the moment itself has happened.
        return min(begin - _AGREED, _at(steps.day(1), 8))
    return instant(activity.written_down, activity.zone)


def _log(steps: Steps, activity: Activity, on: datetime) -> None:
    values: dict[str, object] = {
        "kind": activity.kind,
        "exchange_kind": activity.form,
        "at": activity.at.strftime("%Y-%m-%d %H:%M"),
        "time_zone": activity.zone,
        "minutes": activity.minutes or "",
        "subject": activity.subject,
        "body": activity.text,
        "we_learned": activity.we_learned,
        "they_learned": activity.they_learned,
        "customer_took_part": activity.answered,
        "users": [steps.users[login] for login in activity.ours],
        "people": [steps.people[key] for key in activity.theirs],
    }
    if activity.kind == "mail":
        values["direction"] = "in" if activity.answered else "out"
    customer = steps.customers[activity.customer]
    steps.activities[activity.key] = steps.run(activity.author, log_activity, on=on, customer=customer, values=values)


def _give(steps: Steps, task: Task, on: datetime) -> None:
    values: dict[str, object] = {
        "title": task.title,
        "notes": task.text,
        "due": task.due.isoformat(),
        "priority": _PRIORITIES[task.priority],
        "recurrence": task.every,
        "person": steps.people[task.person] if task.person else "",
    }
    steps.tasks[task.key] = steps.run(
        task.by, create_task, on=on, customer=steps.customers[task.customer], values=values,
        owner=steps.users.get(task.owner), department=steps.departments[task.department],
    )  # fmt: skip


def _complete(steps: Steps, task: Task, on: datetime) -> None:
    login = task.owner or _WHO_DOES.get(task.department, task.by)
    steps.run(login, complete_task, on=on, task=steps.tasks[task.key])


def _lay(steps: Steps, file: File, on: datetime) -> None:
    content = BytesIO(file.text.encode())
    customer = steps.customers[file.customer]
    receive_file(steps.actor(file.by), content, customer=customer, name=file.name, on=on, channel=CHANNEL)


# ---- who else sees a customer ----


def _share(steps: Steps, share: Share, on: datetime) -> None:
    is_user = share.whom in steps.users
    steps.run(
        share.by, share_customer, on=on, customer=steps.customers[share.customer],
        principal=steps.users[share.whom] if is_user else steps.departments[share.whom],
        principal_kind=PrincipalKind.USER if is_user else PrincipalKind.DEPARTMENT,
        level=_LEVELS[share.level], reason=share.reason, until=_at(share.until, 22),
    )  # fmt: skip


def _ask(steps: Steps, request: AccessRequest, on: datetime) -> None:
    customer = steps.customers[request.customer]
    steps.run(request.by, ask_for_access, on=on, customer=customer, reason=request.reason)


# ---- records that are not what they seem ----


def _merge(steps: Steps, merge: Merge, on: datetime) -> None:
    """The double was nobody's; who merges takes it first."""
    kept, gone = steps.customers[merge.kept], steps.customers[merge.gone]
    steps.run(merge.by, take_customer, on=on, customer=gone)
    steps.run(merge.by, merge_customers, on=on, winner=kept, loser=gone)


def _bin(steps: Steps, gone: Binned, on: datetime) -> None:
    steps.run(gone.by, bin_customer, on=on, customer=steps.customers[gone.customer])


# ---- what each of us keeps for himself ----


def _save(steps: Steps, saved: SavedView, on: datetime) -> None:
    keys = {name: str(key) for name, key in (*steps.users.items(), *steps.departments.items())}
    query = saved.query
    for name, key in keys.items():
        query = query.replace("{" + name + "}", key)
    steps.run(
        saved.by, save_view, on=on, resource=_RESOURCES[saved.resource], name=saved.name, query=query,
        sharing=saved.shared,
    )  # fmt: skip


def _read(steps: Steps) -> None:
    """Each of us has read what came before the first of what he has not read yet."""
    unread: dict[str, list[date]] = defaultdict(list)
    for note in steps.world.notifications:
        if not note.read:
            unread[note.login].append(note.on)
    for colleague in steps.world.cast:
        day = min(unread[colleague.login], default=steps.world.today)
        moment_of_reading = moment(day, time(0, 30), colleague.time_zone)
        steps.at(moment_of_reading, partial(_read_all, steps, colleague.login))


def _read_all(steps: Steps, login: str, on: datetime) -> None:
    steps.run(login, read_all_notifications, on=on)


def _visit(steps: Steps, on: datetime) -> None:
    """What each opened last: where he wrote something last."""
    latest: dict[str, dict[str, None]] = defaultdict(dict)
    for activity in reversed(steps.world.activities):
        customer = customer_of(activity.customer)
        if activity.key in steps.activities and customer.key not in {gone.customer for gone in steps.world.bin}:
            latest[activity.author].setdefault(activity.customer)
    for login, customers in latest.items():
        for number, key in enumerate(list(customers)[:6]):
            before = on - timedelta(minutes=7 * number)
            note_visit(steps.actor(login), CUSTOMERS, steps.customers[key], on=before)
