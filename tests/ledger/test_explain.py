"""``explain`` replays a relation from the files of a run and says why in words and data."""

import json
import re
from pathlib import Path
from string import Formatter
from typing import Any

import numpy as np
import pytest

from guanxi.errors import GuanxiError, Refused, WrongCall
from guanxi.ledger import reasons as telling
from guanxi.ledger.explain import as_data, explain_relation
from guanxi.ledger.output import Block, Output
from guanxi.ledger.reasons import money_text, reasons, share_text
from guanxi.ledger.rejects import Rejects
from guanxi.lifecycle import Facts, Parameters, judge
from guanxi.lifecycle import explain as explain_facts
from guanxi.lifecycle.vocabulary import FLAGS, MIX_EFFECT, REGRESSING, SIGNALS
from guanxi.lifecycle.why import Rule, Warning
from guanxi.months import parse_month
from tests.lifecycle.cases import FIRST, facts_of, load_cases
from tests.lifecycle.histories import random_histories

CASES = {case.id: case for case in load_cases()}


def write(
    directory: Path,
    facts: Facts,
    parameters: Parameters,
    names: list[tuple[str | None, str, str | None]],
    flags: int = 0,
    **run: Any,
) -> None:
    verdicts, _ = judge(facts, parameters)
    verdicts.flags[:] |= flags
    suppliers, customers, categories = zip(*names, strict=True)
    with Output(directory) as output:
        output.write(Block(suppliers, customers, categories, facts, verdicts))
        settings = {name: getattr(parameters, name) for name in parameters.__dataclass_fields__}
        output.finish({"parameters": settings, **run}, Rejects())


def write_case(directory: Path, name: str) -> None:
    """The case as customer Ada, its categories beside the account."""
    case = CASES[name]
    names: list[tuple[str | None, str, str | None]] = [
        (None, "Ada", None),
        *((None, "Ada", c) for c in case.categories),
    ]
    cases = [case, *case.categories.values()]
    facts = facts_of(
        [each.months() for each in cases],
        begins=[each.begin for each in cases],
        openings=[each.opening_stage for each in cases],
        first=FIRST,
    )
    write(directory, facts, case.parameters, names, currency="EUR")


def test_the_files_are_enough_to_explain_any_relation_as_its_facts_would(tmp_path: Path) -> None:
    random = np.random.default_rng(8)
    for number in range(6):
        histories = random_histories(random, relations=4, months=40)
        facts, parameters = histories.facts, histories.parameters
        names: list[tuple[str | None, str, str | None]] = [(None, f"c{row}", None) for row in range(4)]
        write(tmp_path / str(number), facts, parameters, names)
        explained = 0
        for row, begin in enumerate(facts.begin.tolist()):
            for column in {begin, 20, 39} & set(range(begin, 40)):
                month = facts.first + column
                found = explain_relation(tmp_path / str(number), customer=f"c{row}", month=month)
                assert found.why == explain_facts(facts, parameters, month, row)
                explained += 1
        assert explained > 4


def test_a_relation_is_explained_as_data_with_the_keys_of_the_vocabulary(tmp_path: Path) -> None:
    write_case(tmp_path, "G15")
    data = as_data(explain_relation(tmp_path, customer=" Ada ", month=FIRST + 6))
    assert json.loads(json.dumps(data)) == data
    del data["parameters"]
    assert data == {
        "supplier": None,
        "customer": "Ada",
        "category": None,
        "currency": "EUR",
        "month": "2020-07",
        "record_begins": "2020-01",
        "stage_before": "stable",
        "stage": "interrupted",
        "since": "2020-07",
        "months_in_stage": 0,
        "signal": "interrupted_contact",
        "flags": [],
        "rule": "exit_notice_without_purchase",
        "warnings": [],
        "ours": "0.00",
        "total": "100.00",
        "total_source": "statement",
        "window": {
            "first": "2020-05",
            "last": "2020-07",
            "months": 3,
            "months_known": 3,
            "ours": "80.00",
            "total": "300.00",
            "share": 100 * 80 / 300,
            "band": "initial",
        },
        "recent_window": {
            "first": "2020-07",
            "last": "2020-07",
            "months": 1,
            "months_known": 1,
            "ours": "0.00",
            "total": "100.00",
            "share": 0.0,
            "band": "initial",
        },
        "up_run": 0,
        "down_run": 0,
        "confirmations_needed": 3,
        "estimated": False,
        "notice_in_force": True,
        "former_customer": False,
        "silence": 1,
        "overdue_from": 2,
        "silence_limit": 3,
        "intervals": [1, 1, 1, 1, 1],
        "median_interval": 1.0,
        "last_purchase": "2020-06",
        "last_contact": "2020-05",
        "residual_contact": True,
        "share_before": None,
        "categories": [],
    }


def test_the_reasons_are_told_in_english_and_in_chinese(tmp_path: Path) -> None:
    write_case(tmp_path, "G02")
    explanation = explain_relation(tmp_path, customer="Ada", month=FIRST + 7)
    assert [(label, text) for label, text in reasons(explanation)] == [
        ("Stage", "Stable, since this month"),
        (
            "Rule",
            "The share lay above Initial at 3 month-ends in a row and the recent share does not speak against it: "
            "one stage up, Stable.",
        ),
        ("Signal", "Advanced: one stage up this month"),
        (
            "Share",
            "EUR 180.00 of EUR 300.00 = 60.0 %; 2020-06 to 2020-08, total known in 3 of 3 months: "
            "50 to under 80 %, Stable",
        ),
        (
            "Recent share",
            "EUR 60.00 of EUR 100.00 = 60.0 %; 2020-08 to 2020-08, total known in 1 of 1 month: "
            "50 to under 80 %, Stable",
        ),
        ("Confirmation", "3 of 3 month-ends in a row above the stage"),
        ("Silence", "0 months; overdue from 2, interrupted at 3"),
        ("Rhythm", "1 month from purchase to purchase (median); last intervals: 1 1 1 1 1 1"),
        ("This month", "EUR 60.00 of EUR 100.00 (from a statement)"),
        ("Last purchase", "2020-08"),
        ("Last contact", "2020-01"),
    ]
    chinese = dict(reasons(explanation, "zh-hans"))
    assert chinese["阶段"] == "稳定合作，自本月起"
    assert chinese["规则"] == "份额连续 3 个月末高于初期合作，近期份额亦不相悖：推进一个阶段至稳定合作。"
    assert chinese["份额"].startswith("EUR 180.00 / EUR 300.00 = 60.0 %；2020-06 至 2020-08，3 个月中 3 个月总额已知")


def test_every_rule_warning_and_signal_has_words_in_both_languages_with_the_same_figures() -> None:
    english, chinese = telling._TEXTS["en"], telling._TEXTS["zh-hans"]
    assert english.keys() == chinese.keys()
    signals = {code for code in range(1, len(SIGNALS) + 1) if code != REGRESSING}  # that one is told by its warnings
    assert english.keys() >= {*Rule, *Warning, *signals}

    def figures(text: str) -> list[str]:
        return sorted(name for _, name, _, _ in Formatter().parse(text) if name)

    assert {key: figures(text) for key, text in english.items()} == {
        key: figures(text) for key, text in chinese.items()
    }


@pytest.mark.parametrize("case", ["G07", "G12", "G17", "G19", "G23", "G28", "G33", "G34", "G38", "G40"])
def test_every_month_of_a_case_can_be_told_in_both_languages(tmp_path: Path, case: str) -> None:
    write_case(tmp_path, case)
    for column in range(CASES[case].begin, CASES[case].length):
        explanation = explain_relation(tmp_path, customer="Ada", month=FIRST + column)
        for language in ("en", "zh-hans"):
            told = reasons(explanation, language)
            assert all(text and not re.search("[{}]", text) for reason in told for text in reason)
            assert ("Flags" in dict(told)) == (column in CASES[case].flags) or language == "zh-hans"


def test_an_account_shows_its_categories_and_its_mix_effect(tmp_path: Path) -> None:
    write_case(tmp_path, "G41")
    account = explain_relation(tmp_path, customer="Ada", month=FIRST + 7)
    assert [(then.category, SIGNALS[then.signal - 1].key) for then in account.categories] == [
        ("A", "steady"),
        ("B", "steady"),
    ]
    category = explain_relation(tmp_path, customer="Ada", category="B", month=FIRST + 7)
    assert (category.category, category.categories) == ("B", ())

    facts = facts_of([CASES["G26"].months()], begins=[0], openings=[None], first=FIRST)
    write(tmp_path / "mix", facts, CASES["G26"].parameters, [(None, "Ada", None)], flags=MIX_EFFECT)
    mixed = explain_relation(tmp_path / "mix", customer="Ada")
    assert mixed.why.flags == MIX_EFFECT
    assert as_data(mixed)["flags"] == [FLAGS[3].key] == ["mix_effect"]


def test_the_source_of_a_total_is_named_as_far_as_it_is_known(tmp_path: Path) -> None:
    write_case(tmp_path, "G31")
    write_case(tmp_path / "estimated", "G33")
    write_case(tmp_path / "unknown", "G18")
    write_case(tmp_path / "suppliers", "G37")
    run = json.loads((tmp_path / "suppliers" / "run.json").read_text())
    (tmp_path / "suppliers" / "run.json").write_text(json.dumps({**run, "us": ["Berg"]}))
    for directory, column, source in (
        (tmp_path, 2, "statement"),
        (tmp_path, 8, "stale statement"),
        (tmp_path, 9, "unknown"),
        (tmp_path / "estimated", 0, "estimate"),
        (tmp_path / "unknown", 2, "unknown"),
        (tmp_path / "suppliers", 2, "suppliers"),
    ):
        assert explain_relation(directory, customer="Ada", month=FIRST + column).total_source == source


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (49.94, "49.9 %"),
        (49.96, "49.96 %"),
        (49.9996, "49.9996 %"),
        (50.0, "50.0 %"),
        (79.995, "79.995 %"),
        (100 / 3, "33.3 %"),
        (None, "–"),
    ],
)
def test_a_rounded_share_never_stands_in_another_stage_than_the_share(share: float | None, text: str) -> None:
    assert share_text(share) == text


def test_money_is_told_with_separators_and_two_decimals() -> None:
    assert [money_text(minor, "EUR") for minor in (123456789, -50, -123456)] == [
        "EUR 1,234,567.89",
        "EUR -0.50",
        "EUR -1,234.56",
    ]
    assert money_text(5) == "0.05"


# ---- what cannot be explained -----------------------------------------------------------------------------------


def complaint(error: type[GuanxiError], directory: Path, **what: Any) -> str:
    with pytest.raises(error) as raised:
        explain_relation(directory, **what)
    assert raised.value.message.endswith(".")
    return raised.value.message


def test_names_that_nobody_has_are_answered_with_the_closest_one(tmp_path: Path) -> None:
    parameters = Parameters()
    facts = facts_of([CASES["G02"].months()] * 5, begins=[0] * 5, openings=[None] * 5, first=FIRST)
    names = [
        ("S", "Ada", None),
        ("S", "Ada", "Bolts"),
        ("S", "Ada", "Nuts"),
        ("T", "Ada", None),
        ("T", "Ösel AG", None),
    ]
    write(tmp_path / "every", facts, parameters, names)
    every = tmp_path / "every"
    assert "closest name is “Ösel AG”" in complaint(Refused, every, customer="Osel ag")
    assert "“S”, “T”" in complaint(WrongCall, every, customer="Ada")
    assert "closest name is “T”" in complaint(Refused, every, customer="Ada", supplier="TT")
    message = complaint(Refused, every, customer="Ada", supplier="S", category="bolt")
    assert "closest name is “Bolts”" in message
    assert "leave out --category" in complaint(Refused, every, customer="Ada", supplier="T", category="Bolts")
    assert explain_relation(every, customer="Ösel AG").supplier == "T"
    assert explain_relation(every, customer="Ada", supplier="S", category="Nuts").category == "Nuts"

    one = facts.part(slice(0, 2))
    write(tmp_path / "ours", one, parameters, [(None, "Ada", "Bolts"), (None, "Ada", "Nuts")])
    assert "“Bolts”, “Nuts”" in complaint(WrongCall, tmp_path / "ours", customer="Ada")
    assert "leave out --supplier" in complaint(WrongCall, tmp_path / "ours", customer="Ada", supplier="S")


def test_a_directory_may_have_any_name(tmp_path: Path) -> None:
    for name in ("it's", "[a]*?", "客户 50%"):
        write_case(tmp_path / name, "G02")
        assert explain_relation(tmp_path / name, customer="Ada").why.month == FIRST + 12


def test_a_month_outside_the_record_is_refused_with_the_months_there_are(tmp_path: Path) -> None:
    write_case(tmp_path, "G18")  # its record begins in the second month
    for month in ("2019-12", "2020-01", "2020-09"):
        message = complaint(Refused, tmp_path, customer="Ada", month=parse_month(month))
        assert "from 2020-02 to 2020-08" in message
        assert month in message


def test_a_directory_without_results_is_refused_by_name(tmp_path: Path) -> None:
    assert "no directory" in complaint(Refused, tmp_path / "nowhere", customer="Ada")
    assert "run.json is missing" in complaint(Refused, tmp_path, customer="Ada")
    write_case(tmp_path, "G02")
    for name in ("evidence.parquet", "months.parquet"):
        (tmp_path / name).rename(tmp_path / "away")
        assert f"{name} is missing" in complaint(Refused, tmp_path, customer="Ada")
        (tmp_path / name).write_text("no Parquet")
        assert "cannot be read" in complaint(Refused, tmp_path, customer="Ada")
        (tmp_path / "away").rename(tmp_path / name)
    for text in ("", "[1]", '{"parameters": {"Z": 1}}', '{"parameters": null}'):
        (tmp_path / "run.json").write_text(text)
        assert "run.json” cannot be read" in complaint(Refused, tmp_path, customer="Ada")


def test_files_of_different_runs_are_not_explained_as_if_they_were_of_one(tmp_path: Path) -> None:
    write_case(tmp_path, "G02")
    run = json.loads((tmp_path / "run.json").read_text())
    (tmp_path / "run.json").write_text(json.dumps({**run, "parameters": {**run["parameters"], "C": 1}}))
    assert "do not fit together" in complaint(Refused, tmp_path, customer="Ada", month=FIRST + 5)
