"""The sample world of a day: complete, coherent, the same for the same day, and never ahead of it."""

import dataclasses
import json
import re
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from guanxi.activities.models import ActivityKind, ExchangeKind, Recurrence
from guanxi.demo.cast import CAST, DEPARTMENT_OF, DEPARTMENTS, TEAMS
from guanxi.demo.days import is_working_day
from guanxi.demo.everyday import THREADS
from guanxi.demo.history import Activity
from guanxi.demo.stories import DOUBTFUL, STORIES
from guanxi.demo.world import CUSTOMER, World, sample_world
from tests.demo.worlds import DAYS, world_of

TODAY = DAYS[0]
WORLD = world_of(TODAY)
LOGINS = {colleague.login for colleague in CAST}


@pytest.fixture(params=DAYS, ids=date.isoformat)
def world(request: pytest.FixtureRequest) -> World:
    return world_of(request.param)


def by_customer(world: World) -> dict[str, list[Activity]]:
    found: dict[str, list[Activity]] = defaultdict(list)
    for activity in world.activities:
        found[activity.customer].append(activity)
    return found


def test_the_cast_has_the_eight_in_their_places() -> None:
    assert [(c.login, c.display, c.department, c.teams, c.leads) for c in CAST] == [
        ("lin.yue", "Lin Yue 林悦", "sales", ("key-accounts",), ()),
        ("sofia.berg", "Sofia Berg", "sales", ("europe",), ()),
        ("chen.wei", "Chen Wei 陈伟", "sales", (), ("key-accounts", "europe")),
        ("marta.nowak", "Marta Nowak", "marketing", (), ()),
        ("amara.diallo", "Amara Diallo", "service", (), ()),
        ("wang.fang", "Wang Fang 王芳", "management", (), ()),
        ("tom.hale", "Tom Hale", "", (), ()),
        ("ines.costa", "Ines Costa", "", (), ()),
    ]
    assert [c.login for c in CAST if c.administrator] == ["tom.hale"]
    assert [c.login for c in CAST if c.auditor] == ["ines.costa"]
    assert [d.key for d in DEPARTMENTS] == ["sales", "marketing", "service", "management"]
    assert {(team.name, team.department) for team in TEAMS} == {("Key accounts", "sales"), ("Europe", "sales")}


def test_the_same_day_gives_the_same_world_and_another_day_another() -> None:
    def digest(today: date) -> str:
        return json.dumps(dataclasses.asdict(sample_world(today)), default=str, ensure_ascii=False)

    assert digest(TODAY) == digest(TODAY)
    assert digest(TODAY) != digest(TODAY + timedelta(1))


def test_the_amount_is_that_of_two_years(world: World) -> None:
    assert 900 <= len(world.activities) <= 1400
    assert 350 <= len(world.tasks) <= 550
    assert min(activity.at for activity in world.activities).date() >= world.today - timedelta(2 * 366 + 14)


def test_key_accounts_are_dense_and_prospects_are_not(world: World) -> None:
    counts = {key: len(activities) for key, activities in by_customer(world).items()}
    assert sum(count >= 60 for count in counts.values()) >= 5
    assert sum(3 <= count <= 6 for count in counts.values()) >= 4
    assert set(counts) == set(CUSTOMER), "somebody wrote something about everybody"


def test_at_least_fourteen_customers_have_a_story_written_by_hand() -> None:
    written = [story for story in STORIES if len(story.beats) >= 8]
    assert len(written) >= 14
    assert len({story.customer for story in (*STORIES, *DOUBTFUL)}) == len(CUSTOMER)
    assert sum(len(story.beats) for story in STORIES) >= 450


def test_what_happened_lies_before_today_and_what_is_planned_does_not(world: World) -> None:
    for activity in world.activities:
        if activity.planned:
            assert world.today <= activity.at.date() <= world.today + timedelta(60), activity.key
            assert activity.kind in ("meeting", "visit")
        else:
            assert activity.at.date() < world.today, activity.key
    for task in world.tasks:
        assert task.opened.date() < world.today
        assert task.opened.date() <= task.due <= world.today + timedelta(60)
        assert task.done is None or task.opened <= task.done
        assert task.done is None or task.done.date() < world.today
    told = [note.on for note in world.notifications] + [share.given for share in world.shares]
    assert max([*told, *(merge.on for merge in world.merges), *(gone.on for gone in world.bin)]) < world.today
    assert all(request.asked < world.today for request in world.requests)


def test_people_are_met_on_working_days_of_their_country_and_by_daylight(world: World) -> None:
    away = []
    for activity in world.activities:
        if not is_working_day(activity.at.date(), CUSTOMER[activity.customer].country):
            away.append(activity.customer)
        assert 7 <= activity.at.hour < 22, activity.key
    # The overhaul in Tianjin knows no weekend.
    assert set(away) <= {"tianjin-xian"}
    assert len(away) <= 3


def test_nobody_is_with_two_customers_on_one_day(world: World) -> None:
    where: dict[tuple[str, date], set[str]] = defaultdict(set)
    for activity in world.activities:
        if activity.kind in ("visit", "exchange") or activity.planned:
            for login in activity.ours:
                where[login, activity.at.date()].add(activity.customer)
    assert {day: customers for day, customers in where.items() if len(customers) > 1} == {}


def test_references_resolve(world: World) -> None:
    people = {person.key: person for person in world.people}
    keys = [record.key for record in (*world.activities, *world.tasks)]
    assert len(set(keys)) == len(keys)
    for activity in world.activities:
        assert activity.customer in CUSTOMER
        assert activity.kind in ActivityKind.values
        assert (activity.form in ExchangeKind.values) == (activity.kind == "exchange"), activity.key
        assert activity.author == activity.ours[0]
        assert set(activity.ours) <= LOGINS
        assert len(set(activity.ours)) == len(activity.ours)
        assert set(activity.mentions) <= LOGINS - {activity.author}, activity.key
        for key in activity.theirs:
            assert activity.customer in {post.customer for post in people[key].posts}, activity.key
    for task in world.tasks:
        assert {task.by, task.owner} <= LOGINS | {""}
        assert task.department in {department.key for department in DEPARTMENTS}
        assert task.every in {"", *Recurrence.values}
        assert task.priority in ("low", "normal", "high")
        assert not task.person or task.person in people
    for share in world.shares:
        assert share.customer in CUSTOMER
        assert share.whom in LOGINS | {department.key for department in DEPARTMENTS}
        assert share.given < share.until
    about = {*keys, *CUSTOMER}
    assert {note.about for note in world.notifications} <= about
    assert {note.login for note in world.notifications} <= LOGINS


def test_nobody_is_met_before_he_came_or_after_he_left(world: World) -> None:
    posts = {person.key: person.posts[0] for person in world.people}
    slack = timedelta(12)  # the day may have moved to a working day
    for activity in world.activities:
        if activity.kind in ("note", "mail") or activity.planned:
            continue
        for key in activity.theirs:
            post, day = posts[key], activity.at.date()
            assert post.joined is None or day >= world.today - timedelta(post.joined) - slack, activity.key
            assert post.left is None or day <= world.today - timedelta(post.left) + slack, activity.key


def test_who_may_not_know_of_a_restricted_customer_has_nothing_to_do_with_it(world: World) -> None:
    for key, customer in CUSTOMER.items():
        if customer.restricted:
            seen = {login for a in world.activities if a.customer == key for login in (*a.ours, *a.mentions)}
            seen |= {login for t in world.tasks if t.customer == key for login in (t.by, t.owner) if login}
            assert seen <= set(customer.named)
            assert not [share for share in world.shares if share.customer == key]


def test_service_names_people_where_it_has_something_to_do(world: World) -> None:
    asked = defaultdict(list)
    for task in world.tasks:
        if task.department == "service" and task.by != task.owner:
            asked[task.customer].append(task)
    for activity in world.activities:
        if activity.department == "service" and activity.theirs and not activity.planned:
            engaged = any(
                task.opened < activity.at and (task.done is None or activity.written_down < task.done)
                for task in asked[activity.customer]
            )
            assert engaged or activity.author in CUSTOMER[activity.customer].named, activity.key


def test_nothing_is_written_of_a_customer_before_he_was_entered(world: World) -> None:
    for record, day in (
        *((activity, activity.at.date()) for activity in world.activities),
        *((task, task.opened.date()) for task in world.tasks),
    ):
        assert day > world.today - timedelta(CUSTOMER[record.customer].since), record.key


# ---- the texts ----


def test_each_story_has_both_sides(world: World) -> None:
    activities = by_customer(world)
    for story in STORIES:
        told = activities[story.customer]
        assert any(activity.answered and activity.theirs for activity in told), story.customer
        assert any(activity.ours for activity in told)
    for activity in world.activities:
        if activity.kind in ("call", "meeting", "visit", "exchange"):
            assert activity.answered, activity.key
            # Marketing reads no people of a customer, and so names none.
            assert bool(activity.theirs) == (activity.department != "marketing"), activity.key
        if activity.kind == "note":
            assert not activity.answered


def test_an_exchange_says_what_each_side_learned(world: World) -> None:
    exchanges = [activity for activity in world.activities if activity.kind == "exchange"]
    assert len(exchanges) >= 40
    assert {activity.form for activity in exchanges} == set(ExchangeKind.values)
    for activity in exchanges:
        assert len(activity.we_learned) > 10, activity.key
        assert len(activity.they_learned) > 10, activity.key
    assert len({activity.we_learned for activity in exchanges}) >= len(exchanges) * 3 // 4


def test_nothing_is_said_twice_on_the_page_of_a_customer(world: World) -> None:
    for key, activities in by_customer(world).items():
        texts = Counter(activity.text for activity in activities)
        assert [text for text, count in texts.items() if count > 1] == [], key
        subjects = Counter(activity.subject for activity in activities)
        assert [subject for subject, count in subjects.items() if count > 1] == [], key
    everywhere = Counter(activity.text for activity in world.activities)
    assert sum(count for count in everywhere.values() if count > 1) < len(world.activities) // 8


def test_no_gap_of_a_text_was_left_open(world: World) -> None:
    for activity in world.activities:
        for text in (activity.subject, activity.text, activity.we_learned, activity.they_learned):
            assert not re.search(r"[{}]|  |\bNone\b", text), activity.key
        assert activity.subject
        assert len(activity.text) > 5
        assert len(activity.subject) <= 60
    for task in world.tasks:
        assert task.title
        assert not re.search(r"[{}]|  ", task.title), task.key


def test_notes_are_written_in_the_language_of_the_customer_and_a_few_in_both(world: World) -> None:
    languages: dict[str, Counter[tuple[str, ...]]] = {"CN": Counter(), "other": Counter()}
    for activity in world.activities:
        country = CUSTOMER[activity.customer].country
        languages["CN" if country == "CN" else "other"][activity.languages] += 1
    assert set(languages["other"]) == {("en",)}
    assert languages["CN"]["zh-hans",] > 300
    assert 5 <= languages["CN"]["zh-hans", "en"] <= 40


def test_chinese_texts_use_chinese_punctuation() -> None:
    for activity in WORLD.activities:
        for text in (activity.subject, activity.text, activity.we_learned, activity.they_learned):
            assert not re.search(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]", text), activity.key


def test_every_thread_of_everyday_business_that_is_excluded_exists() -> None:
    known = {thread.key for threads in THREADS.values() for thread in threads}
    for story in STORIES:
        assert set(story.without) <= known, story.customer
        chinese = CUSTOMER[story.customer].country == "CN"
        assert all(key.startswith("zh-") == chinese for key in story.without), story.customer


# ---- what the sample ledger knows of these customers ----


def months_ago(world: World, day: date) -> int:
    return (world.today.year - day.year) * 12 + world.today.month - day.month


@pytest.mark.parametrize(
    ("customer", "silent"),
    [
        ("norrback", 8),
        ("hollowmere", 12),
        ("hafnarvik", 7),
        ("almendral", 20),
        ("zwaluwdijk", 3),
        ("szarnyas", 4),
    ],
)
def test_who_fell_silent_has_not_been_heard_of_since(world: World, customer: str, silent: int) -> None:
    last = max(a.at.date() for a in world.activities if a.customer == customer and a.answered)
    assert months_ago(world, last) >= silent


def test_the_talks_with_a_strategic_customer_have_dried_up(world: World) -> None:
    """At most half as many months with contact in the last six whole ones as in the six before."""
    months = {
        months_ago(world, activity.at.date())
        for activity in world.activities
        if activity.customer == "tianjin-xian" and activity.answered and not activity.planned
    }
    recent, before = months & set(range(1, 7)), months & set(range(7, 13))
    assert len(before) >= 2
    assert len(recent) <= len(before) // 2


def test_a_broken_customer_still_answers(world: World) -> None:
    last = max(a.at.date() for a in world.activities if a.customer == "quintavalle" and a.answered)
    assert months_ago(world, last) <= 2


# ---- what is ahead ----


def test_the_day_of_lin_yue_is_full(world: World) -> None:
    mine = [task for task in world.tasks if task.owner == "lin.yue" and task.done is None]
    assert sum(task.due < world.today for task in mine) >= 3
    assert sum(task.due == world.today for task in mine) >= 1
    assert sum(world.today < task.due <= world.today + timedelta(10) for task in mine) >= 2
    meetings = Counter(a.at.date() for a in world.activities if a.planned and "lin.yue" in a.ours)
    assert meetings[world.today] >= 1
    assert meetings[world.today + timedelta(1)] >= 1
    assert len(meetings) >= 6
    unread = [note for note in world.notifications if note.login == "lin.yue" and not note.read]
    assert Counter(note.kind for note in unread)["mention"] == 2
    assert Counter(note.kind for note in unread)["request"] == 1


def test_every_department_has_open_work_that_another_one_asked_for(world: World) -> None:
    engaged = Counter(task.department for task in world.tasks if task.engages)
    assert set(engaged) == {"service", "marketing", "management"}
    assert engaged["service"] >= 10


def test_who_opens_work_for_others_may_edit_the_customer() -> None:
    """Owner, a colleague of the team or a lead above it."""
    teams = {
        login: {c.login for c in CAST if login in c.teams or login in c.leads} for login in ("key-accounts", "europe")
    }
    for task in WORLD.tasks:
        customer = CUSTOMER[task.customer]
        if task.department != DEPARTMENT_OF[task.by]:
            assert task.by in {customer.owner} | teams[customer.team], task.key


def test_tasks_are_done_open_overdue_and_recurring(world: World) -> None:
    undone = [task for task in world.tasks if task.done is None]
    assert len(undone) >= 60
    assert sum(task.due < world.today for task in undone) >= 10
    assert {task.every for task in undone} >= {"", "monthly", "quarterly", "yearly"}
    assert {task.priority for task in undone} >= {"normal", "high"}
    assert any(not task.owner for task in undone), "some wait for whoever takes them"


def test_shares_run_and_have_run_out_and_one_is_about_to(world: World) -> None:
    days = [(share.until - world.today).days for share in world.shares]
    assert min(days) < 0
    assert any(0 < left <= 3 for left in days)
    assert max(days) > 30
    assert all(share.reason for share in world.shares)


def test_files_lie_at_customers_of_whom_the_writer_keeps_the_record(world: World) -> None:
    assert len(world.files) >= 5
    for file in world.files:
        assert 0 < file.ago < CUSTOMER[file.customer].since
        assert file.by == CUSTOMER[file.customer].owner
        assert file.text.endswith("\n")


def test_doubtful_records_are_there_to_be_found(world: World) -> None:
    names = {customer.key: customer for customer in world.customers}
    for pair in world.suspects:
        one, other = names[pair.one], names[pair.other]
        assert other.name in (one.name, one.han) or one.name.startswith(other.name)
    assert [(merge.kept, merge.gone) for merge in world.merges] == [("talgrund", "talgrund-fair")]
    assert all((world.today - gone.on).days < 30 for gone in world.bin)
    assert all(not names[request.customer].restricted for request in world.requests)
