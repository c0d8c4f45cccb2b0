"""The sample world of a day: everything that ``guanxi demo`` shows, made from the stories and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from guanxi.demo import sharing
from guanxi.demo.cast import CAST, COMPANY, DEPARTMENTS, TEAMS, Colleague, Company, Department, Team
from guanxi.demo.customer import Customer
from guanxi.demo.customers import BINNED, CUSTOMERS, MERGED, SUSPECTS
from guanxi.demo.dated import activities, days_back, tasks
from guanxi.demo.dealings import Dealings, Rate, dealings, rates
from guanxi.demo.diary import Diary
from guanxi.demo.everyday.telling import everyday
from guanxi.demo.everyone import everyone
from guanxi.demo.fields import CUSTOM_FIELDS, TAGS, Choice, CustomField
from guanxi.demo.files import FILES, File
from guanxi.demo.history import Activity, Task
from guanxi.demo.notices import Notification, notifications
from guanxi.demo.people import PEOPLE
from guanxi.demo.person import Person
from guanxi.demo.service import asked_of_service
from guanxi.demo.sharing import AccessRequest, Binned, Merge, Share, Suspects
from guanxi.demo.stories import DOUBTFUL, STORIES
from guanxi.demo.views import VIEWS, SavedView

CUSTOMER: Final[dict[str, Customer]] = {c.key: c for c in (*CUSTOMERS, *SUSPECTS, *MERGED, *BINNED)}


@dataclass(frozen=True, slots=True)
class World:
    today: date
    company: Company
    departments: tuple[Department, ...]
    teams: tuple[Team, ...]
    cast: tuple[Colleague, ...]
    fields: tuple[CustomField, ...]
    tags: tuple[Choice, ...]
    customers: tuple[Customer, ...]  # those that are doubtful, merged or in the bin among them
    people: tuple[Person, ...]
    activities: tuple[Activity, ...]  # by time
    tasks: tuple[Task, ...]  # by time
    shares: tuple[Share, ...]
    requests: tuple[AccessRequest, ...]
    suspects: tuple[Suspects, ...]
    merges: tuple[Merge, ...]
    bin: tuple[Binned, ...]
    files: tuple[File, ...]
    views: tuple[SavedView, ...]
    notifications: tuple[Notification, ...]
    rates: tuple[Rate, ...]
    dealings: tuple[Dealings, ...]


def sample_world(today: date) -> World:
    """The same world for the same day: days, hours and figures follow from names, never from a clock."""
    people = everyone(CUSTOMER)
    happened, work = _happened(today, people)
    shares = tuple(
        Share(customer, whom, level, reason, by, _days_back(today, given, customer), today + timedelta(days))
        for customer, whom, level, reason, by, given, days in sharing.SHARES
    )
    requests = tuple(
        AccessRequest(customer, by, reason, _days_back(today, ago, customer))
        for customer, by, reason, ago in sharing.REQUESTS
    )
    owners = {customer.key: customer.owner for customer in CUSTOMER.values()}
    return World(
        today=today,
        company=COMPANY,
        departments=DEPARTMENTS,
        teams=TEAMS,
        cast=CAST,
        fields=CUSTOM_FIELDS,
        tags=TAGS,
        customers=tuple(CUSTOMER.values()),
        people=people,
        activities=tuple(happened),
        tasks=tuple(work),
        shares=shares,
        requests=requests,
        suspects=tuple(Suspects(*pair) for pair in sharing.SUSPECTS),
        merges=tuple(Merge(kept, gone, by, _days_back(today, ago, kept)) for kept, gone, by, ago in sharing.MERGES),
        bin=tuple(Binned(customer, by, _days_back(today, ago, customer)) for customer, by, ago in sharing.BIN),
        files=FILES,
        views=VIEWS,
        notifications=notifications(today, owners, happened, work, requests),
        rates=tuple(rates(today)),
        dealings=dealings(today),
    )


def _happened(today: date, people: Sequence[Person]) -> tuple[list[Activity], list[Task]]:
    """The written stories first; everyday business comes second, because its days give way more easily."""
    diary = Diary()
    happened: list[Activity] = []
    work: list[Task] = []
    stories = (*STORIES, *DOUBTFUL)
    for story in stories:
        customer = CUSTOMER[story.customer]
        happened += activities(today, diary, customer, story.beats, "s")
        work += tasks(today, customer, story.tasks, "s")
    for story in stories:
        customer = CUSTOMER[story.customer]
        beats, todos = everyday(story, customer, PEOPLE.get(customer.key, ()))
        happened += activities(today, diary, customer, beats, "e")
        work += tasks(today, customer, todos, "e")
    happened.sort(key=lambda activity: (activity.at, activity.key))
    known = {person.key: person for person in people}
    work += asked_of_service(CUSTOMER, known, [activity for activity in happened if not activity.planned], work)
    work.sort(key=lambda task: (task.opened, task.key))
    return happened, work


def _days_back(today: date, ago: int, customer: str) -> date:
    return days_back(today, ago, CUSTOMER[customer].country)
