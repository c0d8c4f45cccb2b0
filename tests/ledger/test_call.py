"""A call as the command line that makes it, without secrets."""

from pathlib import Path

import pytest

from guanxi.ledger.call import command_line, without_secrets
from guanxi.ledger.columns import ReadOptions, parse_mapping
from guanxi.lifecycle import Parameters
from guanxi.months import parse_month
from tests.ledger.made import TODAY, call


def test_the_call_stands_in_the_results_as_one_would_write_it(tmp_path: Path) -> None:
    made = call(
        [Path("a.csv"), Path("b.csv")], tmp_path / "out", us=("Lotus AG", "Kern"), until=parse_month("2024-05"),
        parameters=Parameters(W=6, CARRY=0), events=Path("events.csv"), by="category",
        read=ReadOptions(today=TODAY, decimal=",", date_formats=("%d.%m.%Y",), mapping=parse_mapping(["customer=x+y"])),
    )  # fmt: skip
    assert command_line(made) == [
        *("guanxi", "assess", "a.csv", "b.csv", "--events", "events.csv", "--us", "Lotus AG", "--us", "Kern"),
        *("--by", "category", "--until", "2024-05", "--set", "W=6", "--set", "CARRY=0", "--map", "customer=x+y"),
        *("--date-format", "%d.%m.%Y", "--decimal", ",", "--out", str(tmp_path / "out")),
    ]


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://ada:secret@host:5432/db?table=t", "postgresql://host:5432/db?table=t"),
        ("postgresql://host/db?password=secret&table=sales.lines", "postgresql://host/db?table=sales.lines"),
        ("postgresql:///db?table=t&user=ada&password=secret", "postgresql:///db?table=t"),
        ("spark:local[*]", "spark:local[*]"),
        ("spark://host:7077", "spark://host:7077"),
    ],
)
def test_no_secret_of_an_address_stands_in_the_results(url: str, told: str) -> None:
    assert without_secrets(url) == told
