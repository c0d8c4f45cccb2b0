"""Account plans and the whitespace as pages, and the group as one customer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guanxi.access.models import User
from guanxi.access.reading import view
from guanxi.access.writing import run
from guanxi.activities.resources import TASKS
from guanxi.customers.actions import set_parent
from guanxi.ledger.actions import record_purchases, record_total
from guanxi.ledger.category_actions import create_category
from guanxi.months import first_day, last_day, month_text
from guanxi.plans.account_plan_actions import approve_plan, submit_plan, write_plan
from guanxi.plans.resources import ACCOUNT_PLANS
from guanxi.relationships.assessments import judge_waiting
from guanxi.relationships.dialogue_resources import NEEDS
from guanxi.relationships.migration import last_month_end
from guanxi.web.views import whitespace
from tests.access.cast import make_cast
from tests.activities.world import World, make_world
from tests.web.test_dialogue_pages import refused
from tests.web.test_management_page import buys
from tests.web.test_plan_pages import entered


@pytest.fixture
def world(db: None) -> World:
    return make_world(make_cast())


def plan_of(world: World) -> dict[str, str]:
    today = timezone.now().date()
    return {
        "begins": (today - timedelta(days=60)).isoformat(), "ends": (today + timedelta(days=300)).isoformat(),
        "goal_share": "80", "goal_ours": "12,000", "summary": "From main to strategic supplier",
    }  # fmt: skip


def test_a_plan_is_written_approved_by_a_lead_worked_and_its_progress_read_off_the_ledger(world: World) -> None:
    buys(world, world.hengtong, [60] * 24)
    lin, chen, marta = (entered(world, who) for who in ("lin.yue", "chen.wei", "marta.nowak"))
    page = f"/customers/{world.hengtong}/plan/"
    assert refused(marta, page)
    assert refused(marta, f"{page}new/", **plan_of(world))
    assert "No account plan yet" in lin.get(page).content.decode()
    wrong = plan_of(world) | {"ends": "2020-01-01"}
    assert lin.post(f"{page}new/", wrong).status_code == 422
    assert lin.post(f"{page}new/", plan_of(world) | {"goal_share": "180"}).status_code == 422
    assert lin.post(f"{page}new/", plan_of(world)).status_code == 303
    assert lin.post(f"{page}new/", plan_of(world)).status_code == 422
    (row,) = view(world["lin.yue"], ACCOUNT_PLANS).of_customer(world.hengtong).all(5)
    assert (row["goal_share"], row["share_then"], row["goal_ours"]) == (8000, 6000, 1_200_000)
    assert row["ours_then"] == 60 * 12 * 100
    shown = lin.get(page).content.decode()
    assert "60% → 60% → 80%" in shown
    assert "From main to strategic supplier" in shown
    plan = f"/plans/{row.key}/"
    assert lin.post(f"{plan}task/", {"title": "Visit the plant", "due": "2027-01-15"}).status_code == 303
    assert "Visit the plant" in lin.get(page).content.decode()
    assert lin.post(f"{plan}approve/").status_code == 403
    assert chen.post(f"{plan}approve/").status_code == 409  # nobody asked for it yet
    for client, step in ((lin, "submit"), (chen, "approve")):
        assert client.post(f"{plan}{step}/").status_code == 303
    assert "approved by Chen Wei 陈伟" in lin.get(page).content.decode()
    form = {"begins": str(row["begins"]), "ends": str(row["ends"]), "summary": "Less"}
    assert lin.post(f"{plan}edit/", form).status_code == 422
    assert lin.post(f"{plan}redraft/").status_code == 303
    assert lin.post(f"{plan}edit/", form).status_code == 303
    assert lin.post(f"{plan}close/").status_code == 303
    assert lin.post(f"{plan}nothing/").status_code == 404
    for step in ("submit", "approve", "redraft", "close"):
        assert marta.post(f"{plan}{step}/").status_code == 404


def test_nobody_approves_a_plan_of_his_own_but_another_lead_the_management_or_an_administrator(world: World) -> None:
    # Who administrates may approve what he reads, though he leads nobody.
    User.objects.filter(username="sofia.berg").update(is_administrator=True)
    page = f"/customers/{world.hengtong}/plan/"
    rounds = (("chen.wei", "wang.fang"), ("chen.wei", "sofia.berg"), ("lin.yue", "chen.wei"))
    for number, (author, approver) in enumerate(rounds):
        values = plan_of(world) | {"begins": (timezone.now().date() - timedelta(days=number)).isoformat()}
        plan = world.do(author, write_plan, customer=world.hengtong, values=values | {"goal_share": "8000"})
        world.do(author, submit_plan, plan=plan)
        writer, approve = entered(world, author), f"/plans/{plan}/approve/"
        refusal = writer.post(approve)
        assert refusal.status_code == 403
        assert "Nobody approves a plan of his own" in refusal.content.decode()
        told = writer.get(f"{page}?plan={plan}").content.decode()
        assert approve not in told
        assert "nobody his own" in told
        world.do(approver, approve_plan, plan=plan)
        assert "approved by" in writer.get(f"{page}?plan={plan}").content.decode()


def test_the_whitespace_as_a_file_has_all_customers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whitespace, "_AT_ONCE", 1)
    buys(world, world.hengtong, [60] * 6)
    buys(world, world.nordlicht, [40] * 6, who="sofia.berg")
    lines = entered(world, "chen.wei").get("/whitespace/?as=csv").content.decode().splitlines()[1:]
    assert [line.partition(",")[0] for line in lines] == ["恒通电缆", "Nordlicht Pumpen"]


def test_the_whitespace_has_every_cell_of_the_categories_that_it_shows(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whitespace, "_MOST", 1)
    now = timezone.now()
    last = last_month_end(now)
    for name in ("Motors", "Valves"):
        category = str(run(world["tom.hale"], create_category, on=now, channel="test", values={"name": name}))
        lines = [{"date": f"{month_text(last)}-15", "amount": "60", "category": category}]
        run(world["lin.yue"], record_purchases, on=now, channel="test", customer=world.hengtong, lines=lines)
        values = {
            "period_start": first_day(last).isoformat(), "period_end": last_day(last).isoformat(),
            "source_class": "A", "category": category,
        }  # fmt: skip
        run(
            world["lin.yue"], record_total, on=now, channel="test", customer=world.hengtong, values=values,
            figure="100",
        )  # fmt: skip
    judge_waiting(on=now)
    lin = entered(world, "lin.yue")
    assert lin.get("/whitespace/").content.decode().count("60%") == 2
    assert lin.get("/whitespace/?as=csv").content.decode().splitlines()[1] == "恒通电缆,60.00,60.00"


def test_an_empty_field_of_the_whitespace_becomes_a_need_with_a_task(world: World) -> None:
    now = timezone.now()
    last = last_month_end(now)
    motors, valves = (
        run(world["tom.hale"], create_category, on=now, channel="test", values={"name": name})
        for name in ("Motors", "Valves")
    )
    lines = [
        {"date": f"{month_text(month)}-15", "amount": "60", "category": str(motors)}
        for month in range(last - 11, last + 1)
    ]
    run(world["lin.yue"], record_purchases, on=now, channel="test", customer=world.hengtong, lines=lines)
    values = {
        "period_start": first_day(last - 11).isoformat(), "period_end": last_day(last).isoformat(),
        "source_class": "A", "category": str(motors),
    }  # fmt: skip
    run(
        world["lin.yue"], record_total, on=now, channel="test", customer=world.hengtong, values=values, figure="1200"
    )  # fmt: skip
    judge_waiting(on=now)
    lin, marta = entered(world, "lin.yue"), entered(world, "marta.nowak")
    chance = f"/whitespace/{world.hengtong}/{valves}/"
    page = lin.get("/whitespace/").content.decode()
    assert "60%" in page
    assert chance in page
    assert f"/whitespace/{world.hengtong}/{motors}/" not in page
    assert "Nothing to hold against each other yet" in marta.get("/whitespace/").content.decode()
    assert lin.get("/whitespace/?as=csv").content.decode().splitlines()[1].startswith("恒通电缆,60.00,")
    assert refused(marta, chance, words="x", title="y", due="2027-01-15")
    assert lin.get(f"/whitespace/{world.hengtong}/1/").status_code == 404
    assert lin.post(chance, {"words": "", "title": "Ask", "due": "2027-01-15"}).status_code == 422
    data = {"words": "Valves for the new line", "title": "Ask", "due": "2027-01-15"}
    assert lin.post(chance, data).status_code == 303
    (need,) = view(world["lin.yue"], NEEDS).of_customer(world.hengtong).all(5)
    assert (need["words"], need["category"].label) == ("Valves for the new line", "Valves")
    tasks = view(world["lin.yue"], TASKS).of_customer(world.hengtong).all(9)
    assert [task["reason"] for task in tasks if task["title"] == "Ask"] == ["Valves for the new line"]
    assert chance not in lin.get("/whitespace/").content.decode()


def test_a_group_stands_as_one_customer_beside_its_members(world: World) -> None:
    buys(world, world.hengtong, [60] * 24)
    buys(world, world.nordlicht, [20] * 24, who="sofia.berg")
    run(
        world["chen.wei"], set_parent, on=timezone.now(), channel="test", customer=world.nordlicht,
        parent=world.hengtong,
    )  # fmt: skip
    page = entered(world, "chen.wei").get(f"/customers/{world.hengtong}/group/").content.decode()
    whole = page.partition("The group as one customer")[2]
    assert "40%" in whole.partition("Who belongs to whom")[0]
    assert "60%" in whole
    assert "20%" in whole
