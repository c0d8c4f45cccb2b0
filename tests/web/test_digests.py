"""The mails of the morning: who gets one, only if something changed, once, and nothing in it that is not his."""

import io
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.conf import settings as real_settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django_tasks_db.models import DBTaskResult

from guanxi.access.directory_actions import disable_user, edit_user, set_memberships, set_preferences
from guanxi.access.models import User
from guanxi.access.writing import run
from guanxi.activities.actions import log_activity, read_all_notifications
from guanxi.activities.task_actions import create_task
from guanxi.customers.sharing import restrict_customer
from guanxi.exchange.models import Digest
from guanxi.ledger.actions import record_purchases, record_total
from guanxi.ledger.position_actions import record_exit_notice
from guanxi.lifecycle.vocabulary import SIGNALS
from guanxi.plans.proposing import propose
from guanxi.plans.repair_actions import close_repair, start_repair
from guanxi.records.jobs import JobContext, Stopped
from guanxi.records.logs import JsonLines
from guanxi.records.worker import Worker
from guanxi.relationships.assessments import judge_waiting
from guanxi.relationships.dialogue_actions import set_role
from guanxi.relationships.rules import set_rules
from guanxi.web import digests
from tests.access.cast import NOW, Cast, make_cast
from tests.activities.world import World, make_world
from tests.web.acting import client_of, words

FRIDAY, MONDAY = datetime(2026, 5, 1, 7, 4, tzinfo=UTC), datetime(2026, 5, 4, 7, 4, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
CANARY = "Zimtkanarie"
WORDS = {word.key: word for word in SIGNALS}

pytestmark = pytest.mark.django_db


class Hold:
    def check(self) -> None: ...

    def finish(self) -> None: ...


def context(on: datetime) -> JobContext:
    return JobContext(now=on, attempt=1, user_id=None, hold=Hold())


def morning(on: datetime) -> list[Any]:
    """What the worker does at that moment, and the mails that it sends."""
    before = len(mail.outbox)
    digests.begin_digests.func(context(on), round=1)
    for waiting in DBTaskResult.objects.filter(task_path__endswith="send_digest").order_by("enqueued_at"):
        digests.send_digest.func(context(on), **waiting.args_kwargs["kwargs"])
    return mail.outbox[before:]


def to(username: str, messages: list[Any]) -> list[Any]:
    return [message for message in messages if message.to == [f"{username}@guanxi.example"]]


def text_of(message: Any) -> str:
    return str(message.body + message.alternatives[0][0])


@pytest.fixture(autouse=True)
def _mail_server(settings: Any) -> None:
    settings.MAIL_IS_SET = True


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def world(cast: Cast) -> World:
    made = make_world(cast)
    run(made["tom.hale"], set_rules, on=NOW, channel="test", first_month=date(2026, 1, 1))
    return made


@dataclass
class Buying:
    world: World

    def __call__(self, amounts: list[int], on: datetime = MONDAY - timedelta(hours=16)) -> None:
        """Purchases of Hengtong from January 2025 on, judged over the weekend; 100 a month in all."""
        months = [f"{2025 + n // 12}-{n % 12 + 1:02}" for n in range(len(amounts))]
        lines = [{"date": f"{m}-15", "amount": str(a)} for m, a in zip(months, amounts, strict=True) if a]
        lin = self.world["lin.yue"]
        run(lin, record_purchases, on=on, channel="test", customer=self.world.hengtong, lines=lines)
        last = date(2025 + len(amounts) // 12, len(amounts) % 12 + 1, 1) - timedelta(days=1)
        values = {"period_start": "2025-01-01", "period_end": str(last), "source_class": "A"}
        run(
            lin, record_total, on=on, channel="test", customer=self.world.hengtong, values=values,
            figure=str(100 * len(amounts)),
        )  # fmt: skip
        judge_waiting(on=on)


@pytest.fixture
def falls(world: World) -> Callable[[], None]:
    """The share of Hengtong falls; it is judged on Sunday, and plays and a repair are proposed."""

    def fall() -> None:
        Buying(world)([60] * 12 + [20] * 4)
        assert propose([world.hengtong], on=MONDAY - timedelta(hours=15)) > 0

    return fall


def mention(world: World, who: str, text: str, on: datetime) -> None:
    world.do(
        "lin.yue", log_activity, on=on, customer=world.hengtong,
        values={"subject": f"{text} @{who}", "kind": "call"},
    )  # fmt: skip


def prefer(world: World, who: str, **preferences: object) -> None:
    world.do(who, set_preferences, preferences=preferences)


# ---- what it tells, and to whom ----


def test_the_owner_is_told_on_monday_what_came_up_over_the_weekend(world: World, falls: Callable[[], None]) -> None:
    falls()
    [message] = to("lin.yue", morning(MONDAY))
    text = message.body
    for told in ("恒通电缆", WORDS["regressing"].en, "Proposed plays", "Repairs opened"):
        assert told in text
        assert told in message.alternatives[0][0]
    base = real_settings.GUANXI_BASE_URL
    assert f"{base}/customers/{world.hengtong}/" in text
    assert f"{base}/settings/me/#mails" in text
    assert message.extra_headers["List-Unsubscribe"] == f"<{base}/settings/me/#mails>"
    assert "恒通" not in message.subject
    # Once, however often the worker looks, and not again the next day.
    assert to("lin.yue", morning(MONDAY + timedelta(minutes=10))) == []
    assert to("lin.yue", morning(TUESDAY)) == []


def test_who_is_in_the_relationship_team_is_told_too_and_nobody_else_in_sales(
    world: World, falls: Callable[[], None]
) -> None:
    assert not to("sofia.berg", morning(FRIDAY))
    falls()
    sent = morning(MONDAY)
    assert to("lin.yue", sent)
    assert not to("sofia.berg", sent)
    assert not to("chen.wei", sent)
    world.do("lin.yue", set_role, on=MONDAY, customer=world.hengtong, role="R2", user=world.cast.users["sofia.berg"])
    Digest.objects.all().delete()
    [message] = to("sofia.berg", morning(MONDAY))
    assert WORDS["regressing"].en in message.body
    assert "Proposed plays" not in message.body


def test_without_a_change_there_is_no_mail_and_what_is_still_overdue_is_none(world: World) -> None:
    world.do("lin.yue", create_task, on=FRIDAY, values={"title": "Call Zhao", "due": "2026-05-04"})
    assert morning(FRIDAY) == []
    [message] = to("lin.yue", morning(MONDAY))
    assert "Call Zhao" in message.body
    assert "overdue" not in message.body
    assert morning(TUESDAY) == []
    # Overdue things stand in a mail that has another reason.
    world.do(
        "chen.wei", log_activity, on=TUESDAY, customer=world.hengtong, values={"subject": "@lin.yue", "kind": "call"}
    )
    [message] = morning(TUESDAY + timedelta(days=1))
    assert "Call Zhao (overdue)" in message.body
    assert [row.state for row in Digest.objects.filter(user=world.cast.users["lin.yue"]).order_by("day")] == [
        "nothing", "sent", "nothing", "sent",
    ]  # fmt: skip


def test_who_was_mentioned_is_told_unless_he_has_read_it(world: World) -> None:
    mention(world, "sofia.berg", "Valves", FRIDAY - timedelta(hours=8))
    mention(world, "chen.wei", "Valves", FRIDAY - timedelta(hours=8))
    world.do("chen.wei", read_all_notifications, on=FRIDAY - timedelta(hours=7))
    sent = morning(FRIDAY)
    [message] = to("sofia.berg", sent)
    assert "Valves" in message.body
    assert sent == [message]


def test_what_came_up_before_the_first_month_is_no_news(world: World) -> None:
    """A history that ended well before it, brought in today."""
    run(world["tom.hale"], set_rules, on=NOW + timedelta(hours=1), channel="test", first_month=date(2026, 5, 1))
    Buying(world)([60] * 12 + [20] * 4)
    assert propose([world.hengtong], on=MONDAY - timedelta(hours=8)) == 0
    assert morning(MONDAY) == []


# ---- muted, weekend, clocks, leavers ----


def test_each_kind_and_each_part_is_muted_by_its_switch(world: World, falls: Callable[[], None]) -> None:
    falls()
    prefer(world, "lin.yue", muted=["signals", "plays"])
    prefer(world, "wang.fang", muted=["weekly"])
    mention(world, "amara.diallo", "Pump", MONDAY - timedelta(hours=9))
    prefer(world, "amara.diallo", muted=["daily"])
    assert morning(MONDAY) == []
    world.do("sofia.berg", create_task, on=MONDAY, values={"title": "Pack", "due": "2026-05-05"})
    prefer(world, "sofia.berg", muted=["tasks"])
    mention(world, "chen.wei", "Pump", MONDAY)
    prefer(world, "chen.wei", muted=["notifications"])
    assert morning(TUESDAY) == []
    prefer(world, "sofia.berg", muted=[])
    Digest.objects.all().delete()
    assert len(to("sofia.berg", morning(TUESDAY))) == 1


@pytest.mark.parametrize(
    ("on", "gets"),
    [
        (MONDAY.replace(hour=6, minute=59), False),
        (MONDAY.replace(hour=7, minute=0), True),
        (MONDAY.replace(hour=11, minute=59), True),
        (MONDAY.replace(hour=12, minute=0), False),
        (MONDAY - timedelta(days=1), False),
        (MONDAY - timedelta(days=2), False),
    ],
)
def test_it_comes_on_the_morning_of_a_working_day(world: World, on: datetime, gets: bool) -> None:
    mention(world, "sofia.berg", "Pump", FRIDAY)
    assert bool(morning(on)) is gets


def test_it_is_morning_where_its_reader_is_and_he_reads_his_language(world: World, falls: Callable[[], None]) -> None:
    falls()
    prefer(world, "lin.yue", language="zh-hans", time_zone="Asia/Shanghai")
    night = datetime(2026, 5, 3, 23, 2, tzinfo=UTC)
    [message] = morning(night)
    assert WORDS["regressing"].zh in message.body
    assert WORDS["regressing"].en not in message.body
    assert 'lang="zh-hans"' in message.alternatives[0][0]
    assert to("lin.yue", morning(MONDAY)) == []


def test_who_left_or_has_no_address_gets_none(world: World) -> None:
    mention(world, "sofia.berg", "Pump", FRIDAY - timedelta(hours=8))
    mention(world, "chen.wei", "Pump", FRIDAY - timedelta(hours=8))
    # One of them leaves after the mails of the day were begun.
    digests.begin_digests.func(context(FRIDAY), round=1)
    world.do("tom.hale", disable_user, user=world.cast.users["sofia.berg"])
    chen = User.objects.get(pk=world.cast.users["chen.wei"])
    values = {"name": chen.name, "email": "", "language": "en", "time_zone": "UTC"}
    world.do("tom.hale", edit_user, user=chen.pk, values_by_name=values)
    assert morning(FRIDAY) == []
    assert morning(MONDAY) == []


# ---- rights ----


def test_what_was_closed_to_him_meanwhile_is_in_no_mail(world: World, falls: Callable[[], None]) -> None:
    falls()
    for who in ("sofia.berg", "amara.diallo"):
        mention(world, who, CANARY, MONDAY - timedelta(hours=9))
    sofia = world.cast.users["sofia.berg"]
    world.do("lin.yue", set_role, on=MONDAY, customer=world.hengtong, role="R2", user=sofia)
    world.do(
        "lin.yue", create_task, on=MONDAY - timedelta(hours=8), customer=world.hengtong, owner=sofia,
        values={"title": CANARY, "due": "2026-05-04"},
    )  # fmt: skip
    world.do("lin.yue", restrict_customer, on=MONDAY, customer=world.hengtong, named=[])
    sent = morning(MONDAY)
    assert [message.to for message in sent] == [["lin.yue@guanxi.example"]]
    assert "恒通" in text_of(sent[0])


def test_an_indirect_reader_is_told_that_he_was_named_and_not_what_was_written(world: World) -> None:
    """Marketing knows of the customer, and reads no texts there; he who was mentioned could read it then."""
    mention(world, "marta.nowak", CANARY, MONDAY - timedelta(hours=9))
    mention(world, "sofia.berg", CANARY, MONDAY - timedelta(hours=9))
    sent = morning(MONDAY)
    assert CANARY in text_of(to("sofia.berg", sent)[0])
    assert not any(CANARY in text_of(message) for message in to("marta.nowak", sent))


# ---- weekly ----


def test_the_management_reads_on_monday_what_moved_with_the_figures_of_its_page(
    world: World, falls: Callable[[], None]
) -> None:
    falls()
    sent = morning(MONDAY)
    [message] = to("wang.fang", sent)
    assert "the week" in message.subject
    for told in ("恒通电缆", WORDS["regressing"].en, "Repairs opened: 1", "Revenue at risk", "Average share"):
        assert told in message.body, told
    assert f"{real_settings.GUANXI_BASE_URL}/management/" in message.body
    page = words(client_of("wang.fang").get("/management/?from=2026-01&to=2026-04"))
    at_risk = next(line for line in message.body.splitlines() if "Revenue at risk" in line).split(": ")[1]
    assert at_risk in page
    assert to("wang.fang", morning(TUESDAY)) == []
    assert to("wang.fang", morning(MONDAY + timedelta(days=7))) == []


def test_interruptions_without_a_warning_and_repairs_that_ended_are_named(world: World) -> None:
    Buying(world)([60] * 15 + [0])
    notice = {"date": "2026-04-20"}
    world.do("lin.yue", record_exit_notice, on=MONDAY - timedelta(hours=14), customer=world.hengtong, values=notice)
    judge_waiting(on=MONDAY - timedelta(hours=14))
    repair = world.do("lin.yue", start_repair, on=FRIDAY, customer=world.hengtong, values={})
    world.do(
        "lin.yue", close_repair, on=FRIDAY + timedelta(hours=1), repair=repair, outcome="lost",
        values={"cause": "betrayal", "lesson": "Call earlier"},
    )  # fmt: skip
    [message] = to("wang.fang", morning(MONDAY))
    assert "Interrupted: 1\n- 恒通电缆 — Stable to Interrupted, without a warning" in message.body
    assert "Repairs closed: 1" in message.body
    assert "1 of 1 interruption came without a warning" in message.body


def test_an_interruption_that_was_seen_coming_is_not_called_unwarned(world: World) -> None:
    Buying(world)([60] * 13 + [0] * 3)
    [message] = to("wang.fang", morning(MONDAY))
    assert "Interrupted: 1\n- 恒通电缆 — Stable to Interrupted\n" in message.body


def test_the_lead_of_a_department_that_reads_no_amounts_is_told_none(world: World, falls: Callable[[], None]) -> None:
    amara = world.cast.users["amara.diallo"]
    lead = [{"department": world.service, "leads": True}]
    world.do("tom.hale", set_memberships, user=amara, memberships=lead)
    falls()
    # He knows of the customer only: nothing of its signals is his.
    assert to("amara.diallo", morning(MONDAY)) == []
    world.do(
        "lin.yue", create_task, on=MONDAY, customer=world.hengtong, department=world.service,
        values={"title": "Look at the pump", "due": "2026-06-30"},
    )  # fmt: skip
    Digest.objects.filter(user=amara).delete()
    [message] = to("amara.diallo", morning(MONDAY))
    assert WORDS["regressing"].en in message.body
    assert "Average share" in message.body
    assert "risk" not in text_of(message)
    assert "€" not in text_of(message)


# ---- once, whatever happens ----


class Refusing(EmailBackend):
    """A mail server that says no, naming the address, as they do."""

    def send_messages(self, messages: Any) -> int:
        raise SMTPRecipientsRefused({messages[0].to[0]: (450, b"later")})


class Dying(EmailBackend):
    """The worker is broken off when the mail is out and nobody has written that down."""

    def send_messages(self, messages: Any) -> int:
        super().send_messages(messages)
        raise Stopped


class Killed(BaseException):
    """What no worker sees coming."""


class Killing(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        super().send_messages(messages)
        raise Killed


def test_what_the_mail_server_refuses_is_tried_again_and_sent_once(world: World, settings: Any) -> None:
    mention(world, "sofia.berg", "Pump", MONDAY - timedelta(hours=9))
    good, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Refusing"
    with pytest.raises(SMTPRecipientsRefused):
        morning(MONDAY)
    settings.EMAIL_BACKEND = good
    assert len(morning(MONDAY + timedelta(minutes=1))) == 1
    assert morning(MONDAY + timedelta(minutes=2)) == []


def test_a_mail_in_whose_sending_the_worker_was_killed_does_not_go_out_again(world: World, settings: Any) -> None:
    mention(world, "sofia.berg", "Pump", MONDAY - timedelta(hours=9))
    good, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Dying"
    with pytest.raises(Stopped):
        morning(MONDAY)
    settings.EMAIL_BACKEND = good
    assert len(mail.outbox) == 1
    assert morning(MONDAY + timedelta(minutes=5)) == []
    # It may not have come: the next one tells of its day too.
    mention(world, "sofia.berg", "Valve", MONDAY + timedelta(hours=1))
    [message] = morning(TUESDAY)
    assert "Pump" in message.body
    assert "Valve" in message.body


def test_of_two_workers_that_have_the_same_mail_in_hand_one_sends_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mention(world, "sofia.berg", "Pump", MONDAY - timedelta(hours=9))
    made, others = digests._message, 0

    def overtaken(*arguments: Any) -> Any:
        """Between the making of the mail and its sending another worker does all of it."""
        nonlocal others
        message = made(*arguments)
        if message is not None and not others:
            others += 1
            digests.send_digest.func(
                context(MONDAY), user=world.cast.users["sofia.berg"], kind="daily", day="2026-05-04"
            )
        return message

    monkeypatch.setattr(digests, "_message", overtaken)
    assert len(morning(MONDAY)) == 1
    assert others == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_it_and_after_a_kill_another_worker_does_not(world: World, settings: Any) -> None:
    class Clock:
        now = MONDAY

        def __call__(self) -> datetime:
            return self.now

    clock = Clock()
    mention(world, "sofia.berg", "Pump", MONDAY - timedelta(hours=9))
    digests.begin_digests.func(context(MONDAY), round=1)
    first, second = Worker(name="first", clock=clock), Worker(name="second", clock=clock)
    good, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Killing"
    with pytest.raises(Killed):
        first.work_off()
    settings.EMAIL_BACKEND = good
    assert len(mail.outbox) == 1
    clock.now += timedelta(minutes=2)
    assert second.reap() == 1
    second.work_off()
    assert len(mail.outbox) == 1
    assert Digest.objects.get(user=world.cast.users["sofia.berg"]).state == "sending"


def test_the_log_holds_neither_address_nor_content(world: World, settings: Any) -> None:
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("guanxi")
    mention(world, "sofia.berg", CANARY, MONDAY - timedelta(hours=9))
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    digests.begin_digests.func(context(MONDAY), round=1)
    logger.addHandler(handler)
    try:
        Worker(clock=lambda: MONDAY).work_off()
    finally:
        logger.removeHandler(handler)
    assert "send_digest" in lines.getvalue()
    assert "SMTPRecipientsRefused" in lines.getvalue()
    assert CANARY not in lines.getvalue()
    assert "@" not in lines.getvalue()


# ---- quiet start, no mail server, the sample world ----


@pytest.mark.parametrize("first", [None, date(2026, 6, 1)])
def test_before_the_first_month_of_the_company_no_mail_goes_out(cast: Cast, first: date | None) -> None:
    world = make_world(cast)
    if first is not None:
        run(world["tom.hale"], set_rules, on=NOW, channel="test", first_month=first)
    mention(world, "sofia.berg", "Pump", MONDAY - timedelta(hours=9))
    assert morning(MONDAY) == []
    assert "before the first month" in words(client_of("sofia.berg").get("/settings/me/")) or first is not None
    run(world["tom.hale"], set_rules, on=NOW + timedelta(hours=1), channel="test", first_month=date(2026, 5, 1))
    assert len(morning(MONDAY)) == 1


@pytest.mark.parametrize(("server", "demo"), [(False, False), (True, True)])
def test_without_a_mail_server_and_in_the_sample_world_nothing_is_sent(
    world: World, settings: Any, server: bool, demo: bool
) -> None:
    settings.MAIL_IS_SET, settings.IS_DEMO = server, demo
    mention(world, "sofia.berg", "Pump", MONDAY - timedelta(hours=9))
    assert morning(MONDAY) == []
    assert not Digest.objects.exists()
    settings.IS_DEMO = False
    page = words(client_of("sofia.berg").get("/settings/me/"))
    assert ("no mail server is set" in page) is not server


# ---- the switches ----


def switches(client: Client) -> dict[str, bool]:
    form = client.get("/settings/me/").context["mails"]
    return {name: bool(form[name].value()) for name in form.fields}


def test_everybody_has_a_switch_for_each_mail_and_part_and_all_are_on_at_first(world: World) -> None:
    client = client_of("sofia.berg")
    on = {"daily": True, "signals": True, "plays": True, "tasks": True, "notifications": True}
    assert switches(client) == on
    answer = client.post("/settings/me/", {"mails": "", "daily": "on", "tasks": "on"})
    assert answer.status_code == 303
    assert switches(client) == on | {"signals": False, "plays": False, "notifications": False}
    # The form beside it leaves them as they are.
    assert client.post("/settings/me/", {"language": "en", "time_zone": "Europe/Berlin"}).status_code == 303
    assert not switches(client)["signals"]
    assert User.objects.get(username="sofia.berg").language == "en"


def test_the_weekly_mail_is_offered_to_whom_it_is_for(world: World) -> None:
    assert switches(client_of("wang.fang"))["weekly"]
    prefer(world, "sofia.berg", muted=["weekly"])
    client = client_of("sofia.berg")
    assert "weekly" not in switches(client)
    client.post("/settings/me/", {"mails": "", "daily": "on"})
    assert "weekly" in User.objects.get(username="sofia.berg").muted.split()
