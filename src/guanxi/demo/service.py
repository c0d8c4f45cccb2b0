"""What service was asked for: a task of its own for each visit, call or report, by which the customer opens to it.

Service sees no people of a customer with whom it has nothing to do; so whoever owns him asks first, and then it is
service that is there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from guanxi.demo.chance import pick
from guanxi.demo.customer import Customer
from guanxi.demo.days import working_day_until
from guanxi.demo.everyday.telling import salesperson
from guanxi.demo.history import Activity, Task
from guanxi.demo.person import Person

_AT_MOST_BETWEEN: Final = timedelta(20)  # what comes later is asked for anew
_ASKED: Final = {
    "visit": (
        ("Visit {}", "Go to {} with tools", "Agree on a day on site with {}", "On site: {} expects us"),
        ("去现场见{}", "带工具去{}那里", "和{}约现场时间", "{}等我们去现场"),
    ),
    "exchange": (
        ("Prepare the day with {}", "Tools, room and worn parts for {}", "Exchange with {}: who brings what"),
        ("准备和{}的交流", "{}那边的工具和场地", "和{}的交流：各带什么"),
    ),
    "meeting": (("Join the talk with {}", "Service takes part: {}"), ("参加和{}的会", "服务部一起见{}")),
    "call": (
        ("Call back {}", "{} needs service on the phone", "Help {} by phone"),
        ("给{}回电", "{}有问题，请接一下", "电话支持{}"),
    ),
    "mail": (
        ("Answer {}", "{} has a question for service", "Write to {}"),
        ("回复{}", "{}有问题，请服务部答复", "给{}写个说明"),
    ),
}


def asked_of_service(
    customers: Mapping[str, Customer],
    people: Mapping[str, Person],
    activities: Iterable[Activity],
    tasks: Iterable[Task],
) -> list[Task]:
    """The tasks, all of them done, without which service could not have written what it wrote."""
    open_spans: dict[str, list[Task]] = {}
    for task in tasks:
        if task.department == "service" and task.by != task.owner:
            open_spans.setdefault(task.customer, []).append(task)
    alone: dict[str, list[Activity]] = {}
    for activity in activities:
        known = open_spans.get(activity.customer, ())
        engaged = any(
            task.opened < activity.at and not (task.done and task.done <= activity.written_down) for task in known
        )
        named = activity.author in customers[activity.customer].named
        if activity.department == "service" and activity.theirs and not engaged and not named:
            alone.setdefault(activity.customer, []).append(activity)
    return [task for customer, written in alone.items() for task in _asked(customers[customer], people, written)]


def _asked(customer: Customer, people: Mapping[str, Person], written: Sequence[Activity]) -> Iterator[Task]:
    together: list[Activity] = []
    number = 0
    for activity in written:
        if together and activity.at - together[-1].at > _AT_MOST_BETWEEN:
            yield _task(customer, people, together, number)
            together, number = [], number + 1
        together.append(activity)
    yield _task(customer, people, together, number)


def _task(customer: Customer, people: Mapping[str, Person], written: Sequence[Activity], number: int) -> Task:
    first, last = written[0], max(activity.written_down for activity in written)
    opened = first.at - timedelta(minutes=25)
    if first.kind in ("visit", "exchange", "meeting"):
        day = working_day_until(first.at.date() - timedelta(4), customer.country)
        opened = datetime.combine(day, first.at.time())
    english, chinese = _ASKED[first.kind]
    person = people[first.theirs[0]]
    title = pick(chinese if customer.country == "CN" else english, customer.key, first.subject)
    return Task(
        key=f"{customer.key}-ta{number:03d}",
        customer=customer.key,
        title=title.format(person.han or person.name),
        text="",
        person=first.theirs[0],
        opened=opened,
        zone=first.zone,
        by=salesperson(customer),
        owner=first.author,
        department=first.department,
        due=last.date(),
        done=last + timedelta(minutes=25),
        priority="normal",
        every="",
    )
