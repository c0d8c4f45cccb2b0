"""The relationships: what both sides think, need, dispute and promise, who has which role, and what we do about it."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, Final

from django.utils import translation

from guanxi.access.actors import system_actor
from guanxi.access.writing import Action, run
from guanxi.activities.task_actions import complete_task
from guanxi.demo.customer import Customer
from guanxi.demo.dated import days_ahead, days_back
from guanxi.demo.dealings import Dealings
from guanxi.demo.dealings.matters import Disputed, Needed, Promised
from guanxi.demo.dealings.opinions import Opinion, Rating
from guanxi.demo.dealings.work import Played, Proven, Repaired, Role, Shown
from guanxi.demo.everyone import KNOWN_AS
from guanxi.demo.loading.accounts import entered
from guanxi.demo.loading.steps import CHANNEL, Steps, customer_of, editor, moment
from guanxi.plans.book_actions import create_play, edit_play, edit_sheet, record_proof
from guanxi.plans.play_actions import close_play, start_play
from guanxi.plans.queries import tasks_of_plays
from guanxi.plans.repair_actions import close_repair, start_repair
from guanxi.relationships.actions import override_stage
from guanxi.relationships.dialogue_actions import (
    edit_need,
    end_commitment,
    record_commitment,
    record_conflict,
    record_need,
    set_role,
    settle_conflict,
)
from guanxi.relationships.surveys import answer_by_link, answer_survey, rate, send_survey

_EDITOR_OF_BOOK: Final = "wang.fang"
_ANSWERED: Final = timedelta(days=2, hours=3)
_SPOKEN: Final = frozenset({"de", "en", "fr", "zh"})


def bonds(steps: Steps) -> None:
    _book(steps)
    for held in steps.world.dealings:
        bond = _Bond(steps, held)
        for role in held.roles:
            steps.at(bond.since, partial(bond.give_role, role))
        for told, do in bond.told():
            steps.at(bond.moment(told.ago), partial(do, told))


class _Bond:
    """What is told to the application of one customer."""

    def __init__(self, steps: Steps, held: Dealings) -> None:
        self.steps, self.held = steps, held
        self.customer: Customer = customer_of(held.customer)
        self.since = entered(steps, self.customer) + timedelta(hours=4)

    def told(self) -> list[tuple[Any, Callable[[Any, datetime], None]]]:
        """All that happened on a day, and what tells it."""
        held = self.held
        pairs: tuple[tuple[tuple[Any, ...], Callable[[Any, datetime], None]], ...] = (
            (held.opinions, self.ask), (held.ratings, self.rate), (held.needs, self.need),
            (held.conflicts, self.dispute), (held.promises, self.promise), (held.repairs, self.repair),
            (held.plays, self.play), (held.shown, self.show), (held.proven, self.prove),
        )  # fmt: skip
        return [(one, do) for some, do in pairs for one in some]

    # ---- when, who, where ----

    def moment(self, ago: int, clock: time = time(16, 30)) -> datetime:
        """On a working day, and not before the customer was entered."""
        day = days_back(self.steps.world.today, ago, self.customer.country)
        return max(moment(day, clock, self.customer.time_zone), self.since)

    def day(self, days: int) -> str:
        today, country = self.steps.world.today, self.customer.country
        found = days_ahead(today, days, country) if days > 0 else days_back(today, -days, country)
        return found.isoformat()

    def ago(self, days: int) -> str:
        return days_back(self.steps.world.today, days, self.customer.country).isoformat()

    def person(self, short: str) -> int:
        return self.steps.people[KNOWN_AS[self.customer.key, short]]

    def run(self, login: str, what: Action, on: datetime, **inputs: Any) -> Any:
        return self.steps.run(login, what, on=on, customer=self.steps.customers[self.customer.key], **inputs)

    # ---- what ----

    def give_role(self, role: Role, on: datetime) -> None:
        self.run(editor(self.customer), set_role, on, role=role.role, user=self.steps.users[role.login])

    def ask(self, told: Opinion, on: datetime) -> None:
        if told.who in self.steps.users:
            self.run(told.who, answer_survey, on, answers=told.answers, form=told.form)
            return
        language = self.customer.language if self.customer.language in _SPOKEN else "en"
        token = self.run(
            editor(self.customer), send_survey, on, person=self.person(told.who), form=told.form, language=language
        )  # fmt: skip
        if told.answers:
            run(
                system_actor("survey"), answer_by_link, on=on + _ANSWERED, channel=CHANNEL, token=token,
                answers=told.answers,
            )  # fmt: skip

    def rate(self, told: Rating, on: datetime) -> None:
        self.run(told.by, rate, on, values=told.values)

    def need(self, told: Needed, on: datetime) -> None:
        values: dict[str, object] = {
            "words": told.words, "person": self.person(told.person), "category": self.steps.categories[told.category],
            "since": self.ago(told.ago),
        }  # fmt: skip
        key = self.run(told.by, record_need, on, values=values)
        if told.offered is not None:
            offered = {"state": "offered", "offer": told.offer, "offered_on": self.ago(told.offered)}
            self._later(told.by, told.offered, edit_need, need=key, values=offered)
        if told.met is not None:
            self._later(told.by, told.met, edit_need, need=key, values={"state": "met", "met_on": self.ago(told.met)})

    def dispute(self, told: Disputed, on: datetime) -> None:
        values: dict[str, object] = {
            "kind": told.kind, "title": told.title, "claim": told.claim, "offer": told.offer,
            "their_view": told.theirs, "our_view": told.ours, "person": self.person(told.person),
            "since": self.ago(told.ago), "settle_by": self.day(told.until),
            "mediator": self.steps.users[told.mediator] if told.mediator else "",
        }  # fmt: skip
        key = self.run(told.by, record_conflict, on, values=values)
        if told.settled is not None:
            self._later(
                told.by, told.settled, settle_conflict, conflict=key, outcome=told.outcome,
                values={"result": told.result},
            )  # fmt: skip

    def promise(self, told: Promised, on: datetime) -> None:
        values: dict[str, object] = {
            "side": told.side, "promise": told.promise, "since": self.ago(told.ago), "due": self.day(told.until),
            "person": self.person(told.person) if told.person else "", "note": told.note,
        }  # fmt: skip
        key = self.run(told.by, record_commitment, on, values=values)
        if told.ended is not None:
            self._later(told.by, told.ended, end_commitment, commitment=key, kept=told.kept)

    def repair(self, told: Repaired, on: datetime) -> None:
        values: dict[str, object] = {
            "cause": told.cause, "detail": told.detail, "is_ours": told.ours, "rival": told.rival,
            "departments": [self.steps.departments[name] for name in told.departments],
            "deadline": self.day(told.deadline), "what": told.what, "measures": told.measures, "lesson": told.lesson,
            "next_contact": "" if told.next_contact is None else self.day(told.next_contact),
        }  # fmt: skip
        category = self.steps.categories[told.category] if told.category else None
        key = self.run(told.by, start_repair, on, values=values, category=category)
        if told.ended is not None:
            self._later(told.by, told.ended, close_repair, repair=key, outcome=told.outcome)

    def play(self, told: Played, on: datetime) -> None:
        category = self.steps.categories[told.category] if told.category else None
        # Its tasks are written in the language of who starts it.
        with translation.override("zh-hans" if self.customer.language == "zh" else "en"):
            key = self.run(told.by, start_play, on, key=told.key, category=category, reason=told.reason)
        if told.ended is not None:
            self.steps.at(self.moment(told.ended, time(17, 10)), partial(self._end_play, told, key))

    def _end_play(self, told: Played, play: int, on: datetime) -> None:
        actor = self.steps.actor(told.by)
        for task in tasks_of_plays(actor, [play]).get(play, ()):
            self.steps.run(told.by, complete_task, on=on, task=task)
        self.steps.run(told.by, close_play, on=on, play=play, values={"result": told.result}, dropped=told.dropped)

    def show(self, told: Shown, on: datetime) -> None:
        values = {"stage": told.stage, "until": self.day(told.until), "reason": told.reason}
        self.run(told.by, override_stage, on, values=values)

    def prove(self, told: Proven, on: datetime) -> None:
        values = {"proof": told.proof, "on": self.ago(told.ago)}
        self.run(told.by, record_proof, on, item=told.item, values=values)

    def _later(self, login: str, ago: int, what: Action, **inputs: Any) -> None:
        self.steps.at(self.moment(ago, time(17)), lambda on: self.steps.run(login, what, on=on, **inputs))


# ---- the strategy book ----


def _book(steps: Steps) -> None:
    """The management read it, and wrote into it what the company had learned."""
    steps.at(moment(steps.day(196), time(3), "UTC"), partial(_edit_book, steps))


def _edit_book(steps: Steps, on: datetime) -> None:
    def edit(what: Action, **inputs: Any) -> None:
        steps.run(_EDITOR_OF_BOOK, what, on=on, **inputs)

    edit(
        edit_sheet, stage=4,
        values={
            "goals_en": (
                "keep 80 % and the profit of both\na joint project that neither could do alone\n"
                "twice a year: what if we were not there?"
            ),
            "goals_zh": "保持八成份额与双方的利润\n一个谁都无法单独完成的联合项目\n每半年一次：“假如没有我们”",
        },
    )  # fmt: skip
    edit(edit_play, key="P21", values={"due": 2})
    edit(
        create_play, stages="3",
        values={
            "title_en": "One page on guarantees", "title_zh": "一页纸：谁能担保什么",
            "what_en": "Answer within a week who may guarantee what, so that no order is lost on a signature.",
            "what_zh": "一周内答复谁有权担保什么，不再因为一个签字丢单。",
            "steps_en": "ask legal for the limits\nwrite the page\ntake it along to the customer",
            "steps_zh": "向法务确认权限\n写成一页\n带到客户那里",
            "changes_en": "orders lost on a signature", "changes_zh": "因签字丢掉的订单",
            "on": "by_hand", "role": "R4", "department": steps.departments["management"], "due": 5,
        },
    )  # fmt: skip
