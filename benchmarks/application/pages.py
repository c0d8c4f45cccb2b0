"""The pages that are measured, as addresses; what stands in braces is filled in from the loaded world."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from guanxi.access.resources import Resource
from guanxi.customers.resources import CUSTOMERS, PEOPLE, SUMMARIES

BLANK: Final = "/blank/"
# Whoever types finds a name by some of these; each stands for many of its kind.
TEXTS: Final[Mapping[str, str]] = {
    "a whole name": "name",
    "two Han characters": "han",
    "initials": "initials",
    "pinyin": "pinyin",
    "the beginning of a word": "beginning",
    "one letter": "letter",
    "a frequent word": "frequent",
    "two words": "two",
    "digits of a phone number": "phone",
    "nothing that is there": "nothing",
}


@dataclass(frozen=True)
class Page:
    """``address`` may hold {customer}, {person}, {after …} and the kinds of TEXTS; ``form`` makes it a POST.

    Pages whose names begin with the same words and a colon are of one kind.
    """

    name: str
    address: str
    form: Mapping[str, str] | None = None


def sorted_both_ways(name: str, resource: Resource, path: str) -> list[Page]:
    columns = [field.name for field in resource.fields if field.sort]
    return [
        Page(f"{name}, in every order: {sign}{column}", f"{path}?sort={sign}{column}")
        for column in columns
        for sign in ("", "-")
    ]


def texts(name: str, address: str, kinds: Sequence[str] = tuple(TEXTS)) -> list[Page]:
    return [Page(f"{name}: {kind}", f"{address}{{{TEXTS[kind]}}}") for kind in kinds]


def of_reader() -> list[Page]:
    """For who reads customers: in both presets the same addresses, with other rows behind them."""
    return [
        Page("Blank", BLANK),
        Page("Today", "/"),
        Page("Portfolio, first page", "/customers/"),
        Page("Portfolio, 500th page", "/customers/?after={after customers}"),
        *sorted_both_ways("Portfolio", CUSTOMERS, "/customers/"),
        Page("Portfolio, mine", "/customers/?f=owner:is:me"),
        Page("Portfolio, of a country", "/customers/?f=country:is:DE"),
        *texts("Portfolio by text", "/customers/?q="),
        Page("Customer", "/customers/{customer}/"),
        Page("Timeline", "/customers/{customer}/timeline/"),
        Page("People, first page", "/people/"),
        Page("People, 500th page", "/people/?after={after people}"),
        *sorted_both_ways("People", PEOPLE, "/people/"),
        Page("Person", "/people/{person}/"),
        Page("Tasks", "/tasks/"),
        *texts("Search", "/search/?q="),
        *texts("Palette", "/palette/?q="),
        Page("Create a customer", "/customers/new/", {"name": "{new}", "country": "DE", "another": "yes"}),
        Page("Log an activity", "/activities/new/?customer={customer}", {"line": "Call about {new}", "at": "{now}"}),
    ]


def of_indirect_reader() -> list[Page]:
    return [
        Page("Blank", BLANK),
        Page("Summaries, first page", "/summaries/"),
        Page("Summaries, 500th page", "/summaries/?after={after summaries}"),
        *sorted_both_ways("Summaries", SUMMARIES, "/summaries/"),
        *texts("Summaries by text", "/summaries/?q="),
        Page("Summary", "/summaries/{summary}/"),
        *texts("Search", "/search/?q="),
        *texts("Palette", "/palette/?q="),
    ]
