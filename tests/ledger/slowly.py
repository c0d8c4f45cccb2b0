"""The whole of ``guanxi assess`` in plain Python, relation by relation, to compare the results with.

It knows no sums aside, no blocks and no arrays: the lines, statements and events of a relation are looked up in lists,
and the reference of the rules judges them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from guanxi.lifecycle import Parameters
from tests.lifecycle import reference
from tests.lifecycle.reference import Month, Row, Statement, Total

Category = str | None


class Line(NamedTuple):
    customer: str
    month: int
    amount: int
    category: Category = None
    supplier: str | None = None


class Said(NamedTuple):
    """A stated total."""

    customer: str
    category: Category
    statement: Statement


class Happened(NamedTuple):
    customer: str
    category: Category
    month: int
    kind: str
    stage: int = 0


class Relation(NamedTuple):
    supplier: str | None
    customer: str
    category: Category


class Judged(NamedTuple):
    month: int
    facts: Month
    row: Row
    since: int  # month number


@dataclass(frozen=True)
class Slowly:
    """One call. ``us`` is None where the lines name no supplier; ``every`` judges all of them."""

    lines: Sequence[Line]
    until: int
    parameters: Parameters = field(default_factory=Parameters)
    said: Sequence[Said] = ()
    happened: Sequence[Happened] = ()
    us: frozenset[str] | None = None
    every: bool = False
    by: str = "both"

    def results(self) -> dict[Relation, list[Judged]]:
        """The months of each relation that has any, in output order."""
        lines = [line for line in self.lines if line.month <= self.until]
        said = [each for each in self.said if each.statement.first <= self.until]
        happened = [each for each in self.happened if each.month <= self.until]
        found: dict[Relation, list[Judged]] = {}
        suppliers = sorted({line.supplier for line in lines if line.supplier}) if self.every else [None]
        for supplier in suppliers:
            named = [line for line in lines if line.supplier == supplier] if self.every else lines
            facts: list[Line | Said | Happened] = [*named, *said, *happened]
            for customer in {fact.customer for fact in facts}:
                judged = _Customer(
                    call=self,
                    supplier=supplier,
                    lines=[line for line in lines if line.customer == customer],
                    said=[each for each in said if each.customer == customer],
                    happened=[each for each in happened if each.customer == customer],
                ).judged()
                found |= {Relation(supplier, customer, category): months for category, months in judged.items()}
        wanted = {"customer": (True,), "category": (False,), "both": (True, False)}[self.by]
        in_order = sorted(found, key=lambda relation: tuple(name or "" for name in relation))
        return {relation: found[relation] for relation in in_order if (relation.category is None) in wanted}


@dataclass(frozen=True)
class _Customer:
    """One customer of one supplier (of us, if that is None). Months without end: they stop with the call's."""

    call: Slowly
    supplier: str | None
    lines: list[Line]  # of everybody
    said: list[Said]
    happened: list[Happened]

    @property
    def mine(self) -> list[Line]:
        if self.call.every:
            return [line for line in self.lines if line.supplier == self.supplier]
        return [line for line in self.lines if self.call.us is None or line.supplier in self.call.us]

    @property
    def categories(self) -> list[str]:
        lines = self.mine if self.call.every else self.lines
        named: list[Line | Said | Happened] = [*lines, *self.said, *self.happened]
        return sorted({fact.category for fact in named if fact.category})

    @property
    def months(self) -> range:
        first = [line.month for line in self.lines]
        first += [each.statement.first for each in self.said] + [each.month for each in self.happened]
        return range(min(first), self.call.until + 1)

    def opening(self, category: Category) -> Happened | None:
        """The first opening of the relation that no earlier purchase forbids."""
        mine = [line for line in self.mine if category is None or line.category == category]
        openings = [each for each in self.happened if each.kind == "opening" and each.category == category]
        allowed = (each for each in openings if not any(line.amount > 0 and line.month < each.month for line in mine))
        return next(allowed, None)

    def total(self, month: int, category: Category) -> Total | None:
        if self.call.every or self.call.us is not None:
            lines = [line for line in self.lines if category is None or line.category == category]
            if not any(line.month <= month for line in lines):
                return None
            return Total(sum(line.amount for line in lines if line.month == month), False, False)
        usable = [each.statement for each in self.said if each.category == category]
        return reference.total_in(month, usable, self.call.parameters)

    def facts(self, category: str) -> list[Month]:
        """Those of a category by itself."""
        facts = []
        for month in self.months:
            ours = sum(line.amount for line in self.mine if line.category == category and line.month == month)
            total = self.total(month, category)
            facts.append(Month(ours, total.amount, None, total.estimated, total.stale) if total else Month(ours))
        return facts

    def account(self) -> list[Month]:
        all_of_ours = [sum(line.amount for line in self.mine if line.month == month) for month in self.months]
        totals = [self.total(month, None) for month in self.months]
        if self.call.every or self.call.us is not None:
            return [Month(o, t.amount if t else None) for o, t in zip(all_of_ours, totals, strict=True)]
        categories = [self.facts(category) for category in self.categories]
        loose = [
            sum(line.amount for line in self.mine if line.category is None and line.month == month)
            for month in self.months
        ]
        nothing = [[Month() for _ in self.months]]  # a category that nobody knows anything of
        return reference.account(categories + nothing, uncategorised=loose, own_totals=totals)

    def is_felt(self, event: Happened, category: Category) -> bool:
        return event.category in (category, None) or (category is None and event.kind == "contact")

    def begin(self, category: Category, facts: Sequence[Month]) -> int | None:
        if opening := self.opening(category):
            return opening.month
        months = [line.month for line in self.mine if category is None or line.category == category]
        months += [month for month, fact in zip(self.months, facts, strict=True) if fact.total is not None]
        for each in self.happened:
            own = category in (each.category, None)
            if own and (each.kind != "opening" or self.opening(each.category) == each):
                months.append(each.month)
        return min(months, default=None)

    def judged(self) -> dict[Category, list[Judged]]:
        judged: dict[Category, list[Judged]] = {}
        for category in (None, *self.categories):
            facts = self.account() if category is None else self.facts(category)
            for index, month in enumerate(self.months):
                kinds = {e.kind for e in self.happened if e.month == month and self.is_felt(e, category)}
                facts[index] = replace(facts[index], contact="contact" in kinds, notice="exit_notice" in kinds)
            begin = self.begin(category, facts)
            if begin is None or begin > self.call.until:
                continue
            opening = self.opening(category)
            facts = facts[begin - self.months[0] :]
            rows = reference.judge(facts, self.call.parameters, opening=opening.stage if opening else None)
            judged[category] = [
                Judged(begin + t, fact, row, begin + row.since)
                for t, (fact, row) in enumerate(zip(facts, rows, strict=True))
            ]
        if None in judged and self.call.by == "both":
            months = {category: {each.month: each.row for each in judged[category]} for category in judged if category}
            rows = reference.with_mix_effect(
                [each.row for each in judged[None]],
                [[rows.get(each.month) for each in judged[None]] for rows in months.values()],
            )
            judged[None] = [each._replace(row=row) for each, row in zip(judged[None], rows, strict=True)]
        return judged
