"""What one does with tasks: give, take, put off, complete, and let them come back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access import values as written_values
from guanxi.access.actors import Actor, load_actor
from guanxi.access.conditions import Inputs, any_user, on_customer
from guanxi.access.directory import DEPARTMENTS, USERS
from guanxi.access.levels import Level
from guanxi.access.models import Membership
from guanxi.access.policy import level_on
from guanxi.access.reading import view
from guanxi.access.resources import editable_fields
from guanxi.access.writing import Work, action
from guanxi.activities import derived, moments
from guanxi.activities.mentions import tell
from guanxi.activities.models import NEVER, NotificationKind, Task, TaskText
from guanxi.activities.resources import REMOVED_TASKS, TASKS
from guanxi.customers.models import Customer
from guanxi.customers.resources import PEOPLE
from guanxi.errors import Denied, Invalid, Refused

MOST_AT_ONCE = 500
MOST_EVERY = 99
LAST_DAY = date(2200, 1, 1)


# ---- who may ----


def _may_create(actor: Actor, inputs: Inputs) -> None:
    """From level 3 on a customer; what belongs to no customer is for everybody to give."""
    if inputs.get("customer"):
        on_customer(Level.EDIT)(actor, inputs)
    else:
        any_user(actor, inputs)


def _may_work(actor: Actor, inputs: Inputs) -> None:
    """Whoever it is assigned to, or whose department it waits in; who gave it; from level 3 everybody."""
    keys = inputs["tasks"] if "tasks" in inputs else [inputs["task"]]
    if len(keys) > MOST_AT_ONCE:
        raise Invalid({"tasks": _("At most %(most)d at once.") % {"most": MOST_AT_ONCE}})
    for key in keys:
        if not works(actor, int(key)):
            raise Denied(_("Only whom this task is assigned to, and who may edit the customer, can do this."))


def works(actor: Actor, task: int) -> bool:
    """If he may do this task; NotFound where he may not see it."""
    row = view(actor, TASKS).only("customer", "owner", "department", "created_by").get(task)
    if actor.is_system or actor.user_id in (_key(row.get("owner")), _key(row.get("created_by"))):
        return True
    if row.get("owner") is None and _key(row.get("department")) in actor.departments:
        return True
    return _edits(actor, row["customer"])


def _may_remove(actor: Actor, inputs: Inputs, removed: bool = False) -> None:
    """Who gave it, and from level 3 everybody."""
    row = view(actor, REMOVED_TASKS if removed else TASKS).only("customer", "created_by").get(int(inputs["task"]))
    if actor.is_system or _key(row.get("created_by")) == actor.user_id or _edits(actor, row["customer"]):
        return
    raise Denied(_("Only who gave this task, and who may edit the customer, can remove it."))


def _may_restore(actor: Actor, inputs: Inputs) -> None:
    _may_remove(actor, inputs, removed=True)


def _edits(actor: Actor, customer: Any) -> bool:
    return customer is not None and level_on(actor, customer.key) >= Level.EDIT


def _key(reference: Any) -> int | None:
    return None if reference is None else reference.key


# ---- giving ----


@action(label=gettext_lazy("Create a task"), allow=_may_create)
def create_task(
    work: Work, *, values: Mapping[str, object], customer: int | None = None, owner: int | None = None,
    department: int | None = None, reason: str = "",
) -> int:  # fmt: skip
    """Something to do; ``values`` by field name, as written in a form.

    Without ``owner`` and ``department`` it is the writer's own. A department alone is a queue: whoever comes first
    takes the task. A task of a customer for another department engages that department until its last one is done.
    """
    known = _parsed(work, values, customer, None)
    task = Task(customer_id=customer, created_by_id=work.actor.user_id or None, created_at=work.now)
    if owner is None and department is None:
        owner = work.actor.user_id or None
    task.owner_id, task.department_id = _place(work, owner, department)
    task.engages = _engages(work, task.customer_id, task.department_id)
    added = {"text__reason": reason[:400]} if reason else {}
    if known.get("recurrence"):
        added["recurs_from"] = known["due"]
    work.add(TASKS, task, known, customer=customer, derived=added)
    _assigned(work, task)
    return task.pk


@action(label=gettext_lazy("Edit a task"), allow=_may_work)
def edit_task(work: Work, *, task: int, values: Mapping[str, object], version: int | None = None) -> None:
    """Stores values by field name. A new day for what repeats moves the whole series; `snooze_task` moves one."""
    found = work.get(Task, task, removed_at=None)
    known = _parsed(work, values, found.customer_id, found)
    added: dict[str, Any] = {}
    recurrence = known.get("recurrence", found.recurrence) or ""
    if {"recurrence", "due", "every"} & known.keys():
        moved = known.get("due", found.due) != found.due or recurrence != found.recurrence
        if not recurrence:
            added["recurs_from"] = None
        elif moved or found.recurs_from is None:
            added["recurs_from"] = known.get("due", found.due)
    work.edit(TASKS, found, known, version=version, derived=added)


@action(label=gettext_lazy("Assign a task"), allow=_may_work)
def assign_task(work: Work, *, task: int, owner: int | None = None, department: int | None = None) -> None:
    """To one of us, or into the queue of a department. To another department only from level 3 on the customer."""
    found = _open(work, task)
    new_owner, new_department = _place(work, owner, department, found.department_id)
    engages = found.engages
    if new_department != found.department_id:
        engages = _engages(work, found.customer_id, new_department)
        if engages and not work.actor.is_system and level_on(work.actor, found.customer_id or 0) < Level.EDIT:
            raise Denied(_("Handing a task to another department needs the level “edit” on the customer."))
    if work.change(found, owner_id=new_owner, department_id=new_department, engages=engages):
        work.touch(TASKS, task)
        _assigned(work, found)


@action(label=gettext_lazy("Assign tasks"), allow=_may_work)
def assign_tasks(work: Work, *, tasks: Sequence[int], owner: int | None = None, department: int | None = None) -> None:
    for task in _still_open(work, tasks):
        work.also(assign_task, task=task, owner=owner, department=department)


def _place(
    work: Work, owner: int | None, department: int | None, before: int | None = None
) -> tuple[int | None, int | None]:
    """Owner and department that go together: one of us works for a department of his."""
    if department is not None and not view(work.actor, DEPARTMENTS).among([department]).exists():
        raise Invalid({"department": _("Choose one from the list.")})
    if owner is None:
        if department is None:
            raise Invalid({"owner": _("Say who is to do it: one of us or a department.")})
        return None, department
    if not view(work.actor, USERS).among([owner]).filter("is_active", "is", "yes").exists():
        raise Invalid({"owner": _("Choose one from the list.")})
    places = [place.key for place in (load_actor(owner).places)]
    if department is None:
        department = before if before in places else next(iter(places), None)
    elif department not in places:
        raise Invalid({"owner": _("Whom you chose does not belong to this department.")})
    return owner, department


def _engages(work: Work, customer: int | None, department: int | None) -> bool:
    """Nobody engages his own department; what comes by itself comes from those of the customer."""
    if customer is None or department is None:
        return False
    own = _departments_of(customer) if work.actor.is_system else work.actor.departments
    return department not in own


def _departments_of(customer: int) -> set[int | None]:
    """The responsible one, and those of the owner."""
    found = Customer.objects.get(pk=customer)
    places = Membership.objects.filter(user=found.owner_id).values_list("department_id", flat=True)
    return {found.department_id, *places}


def _assigned(work: Work, task: Task) -> None:
    """The department is engaged before it is asked whether the owner may know of the customer at all."""
    if task.customer_id is not None:
        derived.engage_departments(work, [task.customer_id])
    if task.owner_id is None or task.owner_id == work.actor.user_id:
        return
    if task.customer_id is not None:
        owner = load_actor(task.owner_id)
        if level_on(owner, task.customer_id, on=work.now) < Level.INDIRECT:
            raise Invalid({"owner": _("Whom you chose may not know of this customer. Share it with him first.")})
    tell(work, NotificationKind.ASSIGNMENT, [task.owner_id], resource=TASKS, record=task.pk, customer=task.customer_id)


# ---- doing ----


@action(label=gettext_lazy("Complete a task"), allow=_may_work)
def complete_task(work: Work, *, task: int) -> int | None:
    """Done. Of a task that repeats the next one appears, whose key is returned: the first day of the series to come."""
    found = work.get(Task, task, removed_at=None)
    if found.done_at is not None:
        return None
    work.change(found, done_at=work.now, done_by_id=work.actor.user_id or None)
    work.touch(TASKS, task)
    return _next(work, found).pk if found.recurrence and not hasattr(found, "next") else None


@action(label=gettext_lazy("Complete tasks"), allow=_may_work)
def complete_tasks(work: Work, *, tasks: Sequence[int]) -> None:
    for task in _still_open(work, tasks):
        work.also(complete_task, task=task)


def _next(work: Work, done: Task) -> Task:
    today = moments.day_of(work.now, work.actor.time_zone)
    day = moments.next_day(done.recurs_from or done.due, done.recurrence, done.every, after=max(done.due, today))
    text = TaskText.objects.get(pk=done.pk)
    task = Task(
        customer_id=done.customer_id, person_id=done.person_id, owner_id=done.owner_id,
        department_id=done.department_id, engages=done.engages, due=day or NEVER, due_time=done.due_time,
        time_zone=done.time_zone, priority=done.priority, recurrence=done.recurrence, every=done.every,
        recurs_from=done.recurs_from, follows=done, created_by_id=done.created_by_id, created_at=work.now,
    )  # fmt: skip
    sides = {"text__title": text.title, "text__notes": text.notes, "text__reason": text.reason}
    return work.add(TASKS, task, {}, customer=done.customer_id, derived=sides)


@action(label=gettext_lazy("Reopen a task"), allow=_may_work)
def reopen_task(work: Work, *, task: int) -> None:
    """Not done after all; a next one of the series that nobody has touched goes away again."""
    found = work.get(Task, task, removed_at=None)
    if found.done_at is None:
        return
    work.change(found, done_at=None, done_by_id=None)
    following = Task.objects.filter(follows=found, done_at=None, removed_at=None, version=1).first()
    if following is not None:
        work.change(following, removed_at=work.now, removed_by_id=work.actor.user_id or None, follows_id=None)
        work.touch(TASKS, following.pk)
    work.touch(TASKS, task)


@action(label=gettext_lazy("Put off a task"), allow=_may_work)
def snooze_task(work: Work, *, task: int, until: date) -> None:
    """Another day for this one; the series that it belongs to stays as it is."""
    if not moments.day_of(work.now, work.actor.time_zone) <= until <= LAST_DAY:
        raise Invalid({"until": _("Choose a day from today on.")})
    work.change(_open(work, task), due=until)
    work.touch(TASKS, task)


@action(label=gettext_lazy("Put off tasks"), allow=_may_work)
def snooze_tasks(work: Work, *, tasks: Sequence[int], until: date) -> None:
    for task in _still_open(work, tasks):
        work.also(snooze_task, task=task, until=until)


@action(label=gettext_lazy("Put a task into the bin"), allow=_may_remove)
def delete_task(work: Work, *, task: int) -> None:
    found = work.get(Task, task, removed_at=None)
    work.change(found, removed_at=work.now, removed_by_id=work.actor.user_id or None)
    work.touch(TASKS, task)


@action(label=gettext_lazy("Take a task out of the bin"), allow=_may_restore)
def restore_task(work: Work, *, task: int) -> None:
    work.change(work.get(Task, task, removed_at__isnull=False), removed_at=None, removed_by_id=None)
    work.touch(TASKS, task)


# ---- how ----


def _open(work: Work, task: int) -> Task:
    found = work.get(Task, task, removed_at=None)
    if found.done_at is not None:
        raise Refused(_("This task is done already. Reopen it first."), code="done_already")
    return found


def _still_open(work: Work, tasks: Sequence[int]) -> list[int]:
    """Without those that somebody has done since they were chosen; locked until the action ends."""
    rows = Task.objects.select_for_update(of=("self",)).filter(pk__in=tasks, done_at=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _parsed(work: Work, raw: Mapping[str, object], customer: int | None, before: Task | None) -> dict[str, Any]:
    """The values of what was written, with every objection at once."""
    fields = editable_fields(TASKS)
    if before is None:
        raw = {"title": "", **raw}
    for name in raw:
        if name not in {f.name for f in fields}:
            TASKS.field(name)  # a name that nobody declared
            raise Invalid({name: _("This cannot be edited.")})
    known = written_values.parse_all(fields, dict(raw), work.actor)
    wrong: dict[str, str] = {}
    due = known.get("due", before.due if before else NEVER) or NEVER
    if "due" in known or before is None:
        known["due"] = due
    if due != NEVER and not date(1950, 1, 1) <= due <= LAST_DAY:
        wrong["due"] = _("This day is out of reach.")
    if known.get("due_time"):
        clock = moments.clock(known["due_time"])
        if clock is None:
            wrong["due_time"] = _("Write the time as 14:30.")
        elif due == NEVER:
            wrong["due"] = _("A time needs a day.")
        else:
            known["due_time"] = clock
            zone = known.get("time_zone") or (before.time_zone if before else "") or work.actor.time_zone
            known["time_zone"] = zone
    if "priority" in known:
        known["priority"] = int(known["priority"] or 2)
    recurrence = known.get("recurrence", before.recurrence if before else "")
    if recurrence and due == NEVER:
        wrong["due"] = _("What repeats needs a day to begin with.")
    if "every" in known:
        known["every"] = 1 if known["every"] is None else known["every"]
        if not 1 <= known["every"] <= MOST_EVERY:
            wrong["every"] = _("Choose a number from 1 to %(most)d.") % {"most": MOST_EVERY}
    if known.get("person") is not None and known["person"] != (before.person_id if before else None):
        people = view(work.actor, PEOPLE, on=work.now)
        if customer is None or not people.of_customer(customer).among([known["person"]]).exists():
            wrong["person"] = _("Choose one of the people of this customer.")
    if wrong:
        raise Invalid(wrong)
    return known


__all__ = [
    "assign_task",
    "assign_tasks",
    "complete_task",
    "complete_tasks",
    "create_task",
    "delete_task",
    "edit_task",
    "reopen_task",
    "restore_task",
    "snooze_task",
    "snooze_tasks",
    "works",
]
