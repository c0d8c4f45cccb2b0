"""Tells everyday threads of one customer: which ones, when, with whom, and with which figures."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from guanxi.demo.chance import chance, pick, shuffled
from guanxi.demo.customer import Customer
from guanxi.demo.everyday import THREADS
from guanxi.demo.everyday.thread import Line, Thread
from guanxi.demo.person import P
from guanxi.demo.products import CATEGORIES
from guanxi.demo.story import Beat, Story, Todo

_OF_TEAM: Final = {"key-accounts": "lin.yue", "europe": "sofia.berg"}
_US: Final = {"service": "amara.diallo", "marketing": "marta.nowak"}
_WHERE_SCRIPTS_MEET: Final = re.compile(r"(?<=[A-Za-z0-9%])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])")


def salesperson(customer: Customer) -> str:
    return customer.owner or _OF_TEAM.get(customer.team, "")


def everyday(story: Story, customer: Customer, people: Sequence[P]) -> tuple[list[Beat], list[Todo]]:
    """About as many beats as the story asks for, and the tasks that came out of them, all of them done."""
    chosen = list(_chosen(story, customer))
    beats: list[Beat] = []
    todos: list[Todo] = []
    for number, thread in enumerate(chosen):
        length = sum(line.after for line in thread.lines)
        room = story.since - story.until - length
        step = max(room // max(len(chosen), 1), 1)
        start = story.since - number * step - chance(max(step * 2 // 3, 1), customer.key, thread.key, "start")
        told = Told(thread, customer, people, max(start, story.until + length))
        beats.extend(told.beats())
        todos.extend(told.todos())
    return beats, todos


def _chosen(story: Story, customer: Customer) -> Iterator[Thread]:
    """Threads in a shuffled order, none of them twice, until there are lines enough."""
    left = story.routine
    for thread in shuffled(THREADS["zh" if customer.country == "CN" else "en"], customer.key):
        if thread.key in story.without or (thread.buys and not set(thread.buys) & set(customer.buys)):
            continue
        if customer.named and any(_US.get(line.us, customer.owner) not in customer.named for line in thread.lines):
            continue
        if len(thread.lines) <= left + 1 and left > 0:
            left -= len(thread.lines)
            yield thread


class Told:
    """One thread as it happened at one customer, its first line ``start`` days ago."""

    def __init__(self, thread: Thread, customer: Customer, people: Sequence[P], start: int) -> None:
        self.thread, self.customer, self.people, self.start = thread, customer, people, start
        self.about = (customer.key, thread.key)
        self.wording = chance(2, *self.about, "wording")
        category = CATEGORIES[pick(customer.buys, *self.about, "category")]
        items = category.items_zh if customer.country == "CN" else category.items
        self.values = {
            "item": pick(items, *self.about, "item"),
            "machine": pick(customer.machines, *self.about, "machine"),
            "n": str(12 + chance(25, *self.about, "n") * 6),
            "few": str(3 + chance(5, *self.about, "few")),
            "hours": str(600 + chance(60, *self.about, "hours") * 50),
            "days": str(2 + chance(6, *self.about, "days")),
            "weeks": str(2 + chance(6, *self.about, "weeks")),
            "pct": str(3 + chance(9, *self.about, "pct")),
            "order": f"HQ-{40000 + chance(9000, *self.about, 'order')}",
        }

    def _ago(self, line: int) -> int:
        return self.start - sum(earlier.after for earlier in self.thread.lines[: line + 1])

    def _person(self, role: str, ago: int) -> P | None:
        there = [
            person
            for person in self.people
            if (person.joined is None or person.joined > ago) and (person.left is None or person.left < ago)
        ]
        fitting = [person for person in there if role in person.roles.split()]
        # Where nobody has the role, it is rather not the one at the top who does it.
        others = [person for person in there if "decider" not in person.roles] or there
        return pick(fitting or others, *self.about, role) if role and there else None

    def _us(self, line: Line) -> str:
        return _US.get(line.us) or salesperson(self.customer)

    def _text(self, wordings: Sequence[str], ago: int, role: str) -> str:
        if not wordings:
            return ""
        people = {"who": role, "buyer": "buyer", "user": "user"}
        said = {gap: _called(self._person(of, ago)) for gap, of in people.items()}
        text = wordings[self.wording].format(**self.values, **said)
        if self.customer.country == "CN":
            text = _WHERE_SCRIPTS_MEET.sub(" ", text)
        return text[0].upper() + text[1:]

    def beats(self) -> Iterator[Beat]:
        for number, line in enumerate(self.thread.lines):
            ago = self._ago(number)
            person = self._person(line.them, ago)
            yield Beat(
                ago,
                line.kind,
                self._us(line),
                person.short if person else "",
                self._text(line.subject, ago, line.them),
                self._text(line.text, ago, line.them),
                bool(line.answered) if line.kind in ("mail", "note") else True,
                form=line.form,
                we=self._text(line.we, ago, line.them),
                they=self._text(line.they, ago, line.them),
            )

    def todos(self) -> Iterator[Todo]:
        for job in self.thread.jobs:
            line = self.thread.lines[job.line]
            ago = self._ago(job.line)
            done = self._ago(job.line + 1) if job.line + 1 < len(self.thread.lines) else ago - 3
            by = salesperson(self.customer)
            whom = _US.get(job.whom, by)
            yield Todo(ago, by, whom, job.days - ago, self._text(job.title, ago, line.them), done=max(done, 1))


def _called(person: P | None) -> str:
    return (person.han or person.name) if person else ""
