"""The page about the demo tells what the demo is."""

from pathlib import Path

from guanxi.demo.cast import CAST, COMPANY, PASSWORD
from guanxi.demo.stories import STORIES
from guanxi.demo.world import CUSTOMER

PAGE = (Path(__file__).parents[2] / "docs" / "demo.md").read_text(encoding="utf-8")


def test_the_page_introduces_everybody_and_tells_every_story() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    for colleague in CAST:
        assert any(row.startswith(f"| `{colleague.login}` | {colleague.display} |") for row in rows), colleague.login
    for story in STORIES:
        assert f"| {CUSTOMER[story.customer].name} | {story.tells} |" in rows
    assert PASSWORD in PAGE
    assert COMPANY.name in PAGE
    assert COMPANY.name_zh in PAGE


def test_customers_that_the_page_names_exist() -> None:
    where = PAGE.partition("## Where to look")[2].partition("## The stories")[0]
    names = {customer.name for customer in CUSTOMER.values()}
    named = {name for name in names if name in where}
    assert len(named) >= 20
    # What is written in Han is the name of a customer, and no other words.
    for cell in where.replace("|", ":").replace(",", ":").replace(";", ":").split(":"):
        if any("\u4e00" <= sign <= "\u9fff" for sign in cell):
            assert any(name in cell for name in names), cell
