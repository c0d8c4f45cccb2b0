"""The golden cases: facts and the verdicts that the rules must give, one JSON object a line in ``golden.jsonl``.

Months are counted from 0; ``FIRST`` is the calendar month that the tests give to month 0. Money becomes whole minor
units. Parameters that a case does not name are at their defaults, except CARRY, which is 0.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from guanxi.lifecycle import Facts, Parameters
from guanxi.months import first_day, parse_month
from tests.lifecycle import reference
from tests.lifecycle.reference import Month, Statement

FIRST = parse_month("2020-01")
STAGE_CODES = ".1234X"  # position = stage; a dot: the record has not begun


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    title: str
    parameters: Parameters
    ours: list[int]
    total: list[int | None]
    classes: str | None  # source class of ``total``, a letter a month; None: all A
    contact: frozenset[int]
    exit: frozenset[int]
    opening: tuple[int, int] | None  # month, stage
    statements: list[Statement] | None  # ``total`` results from them
    rivals: list[int | None] | None  # what the others sold; None = no line; ``total`` results from them
    categories: dict[str, "Case"]  # the case itself is then their account
    share: list[Decimal | None]  # expected, per cent, rounded to 0.1
    stage: str  # expected, a character a month
    signal: str
    flags: dict[int, str]

    @property
    def length(self) -> int:
        return len(self.ours)

    @property
    def begin(self) -> int:
        """The month in which the record begins."""
        begin, _ = reference.record(
            {t: [amount] for t, amount in enumerate(self.ours) if amount},
            known=[t for t, total in enumerate(self.total) if total is not None],
            events=self.contact | self.exit,
            openings=[self.opening] if self.opening else [],
        )
        assert begin is not None
        return begin

    @property
    def opening_stage(self) -> int | None:
        return self.opening[1] if self.opening else None

    def months(self) -> list[Month]:
        """The facts of every month, those before the record too."""
        if self.categories:
            facts = reference.account([case.months() for case in self.categories.values()])
        elif self.statements is not None:
            totals = [reference.total_in(t, self.statements, self.parameters) for t in range(self.length)]
            facts = [
                Month(ours, total.amount, estimated=total.estimated, stale=total.stale) if total else Month(ours)
                for ours, total in zip(self.ours, totals, strict=True)
            ]
        else:
            classes = self.classes or "A" * self.length
            facts = [
                Month(ours, total, estimated=total is not None and grade in "DE")
                for ours, total, grade in zip(self.ours, self.total, classes, strict=True)
            ]
        return [
            Month(
                month.ours,
                month.total,
                month.counted,
                month.estimated,
                month.stale,
                contact=t in self.contact,
                notice=t in self.exit,
            )
            for t, month in enumerate(facts)
        ]

    def rows(self) -> list[reference.Row | None]:
        """What the reference says; None in the months before the record. The mix effect is for accounts only."""
        judged = reference.judge(self.months()[self.begin :], self.parameters, opening=self.opening_stage)
        rows = [None] * self.begin + judged
        if self.categories:
            assert self.begin == 0
            return [*reference.with_mix_effect(judged, [case.rows() for case in self.categories.values()])]
        return rows

    def facts(self) -> Facts:
        """The facts of this one relation for the kernel: arrays of shape (1, months)."""
        return facts_of([self.months()], begins=[self.begin], openings=[self.opening_stage], first=FIRST)


def facts_of(
    relations: Sequence[Sequence[Month]], *, begins: Sequence[int], openings: Sequence[int | None], first: int
) -> Facts:
    """The kernel's arrays of some relations, all over the same months."""

    def array(values: list[list[Any]], dtype: type) -> Any:
        return np.asfortranarray(np.array(values, dtype=dtype))

    return Facts(
        first=first,
        ours=array([[m.ours for m in months] for months in relations], np.int64),
        total=array([[m.total or 0 for m in months] for months in relations], np.int64),
        known=array([[m.total is not None for m in months] for months in relations], np.bool_),
        begin=np.array(begins, dtype=np.int32),
        counted=array([[m.ours if m.counted is None else m.counted for m in months] for months in relations], np.int64),
        estimated=array([[m.estimated for m in months] for months in relations], np.bool_),
        stale=array([[m.stale for m in months] for months in relations], np.bool_),
        contact=array([[m.contact for m in months] for months in relations], np.bool_),
        notice=array([[m.notice for m in months] for months in relations], np.bool_),
        opening=np.array([stage or 0 for stage in openings], dtype=np.uint8),
    )


def minor(amount: Decimal | int) -> int:
    cents = Decimal(amount) * 100
    assert cents == int(cents)
    return int(cents)


def _case(fields: Mapping[str, Any], outer: Mapping[str, Any], name: str) -> Case:
    settings = {"W": outer["W"], "R": outer["R"], "CARRY": 0, **outer.get("set", {})}
    return Case(
        id=name,
        title=fields.get("title", name),
        parameters=Parameters.from_settings(settings),
        ours=[minor(amount) for amount in fields["ours"]],
        total=[None if amount is None else minor(amount) for amount in fields["total"]],
        classes=fields.get("class"),
        contact=frozenset(fields.get("contact", ())),
        exit=frozenset(fields.get("exit", ())),
        opening=tuple(fields["opening"]) if "opening" in fields else None,
        statements=[
            Statement(first, last, minor(amount), grade, None if stated is None else stated_day(stated))
            for first, last, amount, grade, stated in fields["statements"]
        ]
        if "statements" in fields
        else None,
        rivals=[None if amount is None else minor(amount) for amount in fields["rivals"]]
        if "rivals" in fields
        else None,
        categories={
            category: _case(inner, outer, f"{name} {category}")
            for category, inner in fields.get("categories", {}).items()
        },
        share=[None if share is None else Decimal(share) for share in fields["share"]],
        stage=fields["stage"],
        signal=fields["signal"],
        flags={int(month): flags for month, flags in fields["flags"].items()},
    )


def stated_day(month: int) -> int:
    """The ordinal of the first day of a month of a case."""
    return first_day(FIRST + month).toordinal()


def load_cases() -> list[Case]:
    lines = Path(__file__).with_name("golden.jsonl").read_text(encoding="utf-8").splitlines()
    loaded = [json.loads(line, parse_float=Decimal) for line in lines if line]
    return [_case(fields, fields, fields["id"]) for fields in loaded]
