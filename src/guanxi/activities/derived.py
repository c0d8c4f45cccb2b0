"""What follows from activities and tasks: the timeline, the last contact, which departments are engaged.

It is made anew from the records whenever an action ends that touched them, an undo included. It is no part of the
change log: of two tasks that engage a department, undoing the first must not meet what the second one needs.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from django.db.models import Max

from guanxi.access.levels import FieldClass
from guanxi.access.writing import Work
from guanxi.activities.models import Activity, ActivityKind, Task, TimelineEntry
from guanxi.customers.contacts import set_last_touched

_CHUNK = 500
# The kind of a line that tells of a task done.
TASK_DONE = "task"


def settle_activities(work: Work, keys: list[int]) -> None:
    """Lines of the timeline and the last contact of every customer that these activities have or had."""
    lines = [
        TimelineEntry(
            customer_id=a.customer_id, at=a.at, kind=a.kind, department_id=a.department_id, author_id=a.author_id,
            class_of_entry=FieldClass.FREE_TEXT, resource="activities", record=a.pk,
        )
        for chunk in _chunks(keys)
        for a in Activity.objects.filter(pk__in=chunk, removed_at=None)
    ]  # fmt: skip
    replace_lines("activities", keys, lines)
    customers = {line.customer_id for line in lines} | _customers_before(work, "activities.activity")
    set_last_touched(last_contacts(sorted(customers), until=work.now))
    # A two-way contact is a fact that the rules of the relationship count.
    for customer in sorted(customers):
        work.emit("facts_changed", customer=customer)


def settle_tasks(work: Work, keys: list[int]) -> None:
    """Lines of the timeline for what is done, and the departments that have open work with these customers."""
    lines = []
    customers = _customers_before(work, "activities.task")
    for chunk in _chunks(keys):
        for t in Task.objects.filter(pk__in=chunk, customer__isnull=False):
            customer = cast("int", t.customer_id)
            customers.add(customer)
            if t.done_at is not None and t.removed_at is None:
                lines.append(
                    TimelineEntry(
                        customer_id=customer, at=t.done_at, kind=TASK_DONE, department_id=t.department_id,
                        author_id=t.created_by_id, assignee_id=t.owner_id, class_of_entry=FieldClass.FREE_TEXT,
                        resource="tasks", record=t.pk,
                    )
                )  # fmt: skip
    replace_lines("tasks", keys, lines)
    engage_departments(work, sorted(customers))


def engage_departments(work: Work, customers: Sequence[int]) -> None:
    """Makes the engaged departments of these customers what their open tasks say."""
    for customer in customers:
        # Whoever else settles this customer waits, so that each sees what the other one left.
        work.hold(customer)
    engaged = departments_with_open_work(customers)
    for customer in customers:
        work.engage(customer, engaged.get(customer, set()))


def departments_with_open_work(customers: Iterable[int]) -> dict[int, set[int]]:
    """By customer the departments for which somebody else opened a task that is not done."""
    found: dict[int, set[int]] = {}
    open_tasks = Task.objects.filter(
        customer__in=list(customers), engages=True, done_at=None, removed_at=None, department__isnull=False
    )
    for customer, department in open_tasks.values_list("customer", "department").distinct():
        found.setdefault(customer or 0, set()).add(department or 0)
    return found


def last_contacts(customers: Sequence[int], *, until: datetime) -> dict[int, datetime | None]:
    """The last contact with each of these customers up to a moment; a note of ours is none, nor is what lies ahead."""
    found: dict[int, datetime | None] = dict.fromkeys(customers)
    for chunk in _chunks(customers):
        contacts = Activity.objects.filter(customer__in=chunk, at__lte=until, removed_at=None).exclude(
            kind=ActivityKind.NOTE
        )
        found.update(contacts.values("customer").annotate(last=Max("at")).values_list("customer", "last"))
    return found


def replace_lines(resource: str, keys: Sequence[int], wanted: Sequence[TimelineEntry]) -> None:
    """The lines of these records, at most one of a kind each, become the wanted ones.

    A line keeps its key while its record stays with its customer, so that addresses of pages hold.
    """
    held: dict[tuple[int, str], TimelineEntry] = {}
    gone: list[int] = []
    new = {(line.record, line.kind): line for line in wanted}
    for chunk in _chunks(keys):
        for line in TimelineEntry.objects.filter(resource=resource, record__in=chunk):
            if (line.record, line.kind) in new and (line.record, line.kind) not in held:
                held[line.record, line.kind] = line
            else:
                gone.append(line.pk)
    columns = ("customer_id", "at", "department_id", "author_id", "assignee_id", "class_of_entry")
    stored = [line for of, line in new.items() if of not in held]
    for of, line in held.items():
        if any(getattr(line, column) != getattr(new[of], column) for column in columns):
            new[of].pk = line.pk
            gone.append(line.pk)
            stored.append(new[of])
    for chunk in _chunks(gone):
        TimelineEntry.objects.filter(pk__in=chunk).delete()
    TimelineEntry.objects.bulk_create(stored, batch_size=_CHUNK)


def _customers_before(work: Work, model: str) -> set[int]:
    """The customers that this action's changes name: those of records that are gone or went elsewhere too."""
    found: set[int] = set()
    for change in work.changes:
        if change.model == model:
            held = {change.customer, (change.old or {}).get("customer_id"), (change.new or {}).get("customer_id")}
            found.update(int(key) for key in held if key)
    return found


def _chunks(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(keys), _CHUNK):
        yield keys[start : start + _CHUNK]
