"""A mark in every protected value: no mail of the morning shows it to whom it is closed."""

import os
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail

from guanxi.access.actors import system_actor
from guanxi.access.levels import FieldClass
from guanxi.access.models import User
from guanxi.access.writing import run
from guanxi.activities.models import Activity, Notification, NotificationKind, Task
from guanxi.plans.proposing import propose
from guanxi.records.jobs import JobContext
from guanxi.relationships.models import TeamRole
from guanxi.relationships.rules import set_rules
from guanxi.web.digests import send_digest
from tests.access.cast import NOW
from tests.access.worlds import READERS, RELATIONS, TrustWorld, entered, leaked, marks_in

pytestmark = pytest.mark.django_db

_SOME = ("marketing", "sales, own customers only", "management")
_READERS = tuple(READERS) if os.environ.get("GUANXI_TEST_MATRIX") == "all" else _SOME
_SENT = NOW + timedelta(hours=2)  # a Monday, a while after the judging


class Hold:
    def check(self) -> None: ...

    def finish(self) -> None: ...


def make_news(world: TrustWorld) -> None:
    """All that a mail tells of, for every customer, as if its reader had once been allowed to be told."""
    run(system_actor("tests"), set_rules, on=NOW - timedelta(days=9), channel="test", first_month=date(2020, 1, 1))
    propose(list(world.customers.values()), on=NOW)
    for number, customer in world.customers.items():
        TeamRole.objects.get_or_create(customer_id=customer, role="R2", user_id=world.reader)
        for record in Activity.objects.filter(customer=customer).values_list("pk", flat=True):
            Notification.objects.create(
                recipient_id=world.reader, kind=NotificationKind.MENTION, customer_id=customer, resource="activities",
                record=record, actor_id=world.maker, at=NOW,
            )  # fmt: skip
        # Who has a task reads it, unless the customer is closed to him.
        if RELATIONS[number] == "restricted":
            Task.objects.filter(customer=customer).update(owner=world.reader, due=NOW.date())


@pytest.mark.parametrize("reader", _READERS)
def test_no_mail_of_the_morning_shows_a_mark_to_whom_it_is_closed(reader: str, settings: Any) -> None:
    settings.MAIL_IS_SET = True
    with entered(reader, variant=1) as (world, clock):
        make_news(world)
        clock.now = _SENT
        User.objects.filter(pk=world.reader).update(email="reader@guanxi.example")
        mail.outbox.clear()
        for kind in ("daily", "weekly"):
            context = JobContext(now=_SENT, attempt=1, user_id=None, hold=Hold())
            send_digest.func(context, user=world.reader, kind=kind, day=str(_SENT.date()))
        letters = [str(letter.subject + letter.body + letter.alternatives[0][0]) for letter in mail.outbox]
        seen = {mark for letter in letters for mark in marks_in(letter)}
        found = {one for letter in letters for one in leaked(world, letter)}
        may = {(FieldClass.SUMMARY, n) for n in world.customers if world.reads(n, FieldClass.BUSINESS)}
    assert found == set()
    assert len(letters) == 1 + (reader in ("management", "sales lead"))
    # It holds what it may: the names of customers, and words in which he was mentioned.
    assert len(seen) > len(may) / 2
