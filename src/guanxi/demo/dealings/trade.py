"""Puts purchases and totals on the calendar: those of the sample ledger, and of the customers that it does not know."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Protocol, TypeVar

from guanxi.demo.chance import chance
from guanxi.demo.customer import Customer
from guanxi.demo.customers import CUSTOMERS
from guanxi.demo.dealings import matters, work
from guanxi.demo.dealings.dealing import Dealings, Invoiced, Notice, Opened, Statement
from guanxi.demo.dealings.opinions import opinions_of, ratings_of
from guanxi.demo.dealings.rivals import rivals_of
from guanxi.demo.people import PEOPLE
from guanxi.demo.products import CATEGORIES
from guanxi.months import first_day, last_day, month_number
from guanxi.sample.stories import MONTHS, STORIES, Buys, cast
from guanxi.sample.writing import invoice_lines, statements

BASE: Final = "EUR"
# What a customer pays in, by country; the others pay in the currency of the company.
_PAYS_IN: Final = {
    "CN": "CNY", "CZ": "CZK", "GB": "GBP", "HU": "HUF", "NO": "NOK", "PL": "PLN", "RO": "RON", "SE": "SEK",
}  # fmt: skip
# Hundredths of the currency for one euro, in an ordinary month.
RATES: Final = {
    "CNY": 780, "CZK": 2500, "GBP": 86, "HUF": 39500, "NOK": 1160, "PLN": 430, "RON": 500, "SEK": 1130,
}  # fmt: skip
_RATED: Final = 36  # months by month; one rate holds for all before
_BY_KEY: Final = {customer.key: customer for customer in CUSTOMERS}
_KEY_OF: Final = {category.name: category.key for category in CATEGORIES.values()}
# Customers of whom the sample ledger knows nothing.
_MORE: Final[dict[str, tuple[Buys, ...]]] = {
    # A foundry line in its first year: what the sister works buys, and filters for its dust.
    "jiaoxing-yingkou": (Buys("Hydraulics", 16000, "38:74", "A3 34-47"), Buys("Filters", 7000, "39:70", "A3 34-47")),
    # One hall of the wire works: seals only; the bag filters that they ask for come from somebody else.
    "sanktvelten-draht": (Buys("Seals", 11000, "35:58 40:66", "A3 32-47"), Buys("Filters", 6000, "", "B12 36-47")),
    # The holding buys for nobody yet; its tender is told as one figure.
    "harrowdene": (Buys("Seals", 19000, "", "C12 24-47"), Buys("Filters", 24000, "", "C12 24-47")),
}
# What somebody said in passing: customer, days ago, category, how many months that were over, figure, class, who, note.
_IN_PASSING: Final = (
    ("bergholma", 39, "seals", 12, "between 38 and 44 %", "B", "Jesper Wikblad", "Over coffee: rather less than half."),
    ("talgrund", 38, "valves", 12, "36 %", "B", "Norbert Heupelmann", "Counted on the wall of his office."),
    ("kovarna", 101, "seals", 3, "33 %", "B", "Bohumil Hrubínský", "A third, he says, and says so to everybody."),
    (
        "kestrelmoor",
        55,
        "filters",
        3,
        "between 40 and 50 %",
        "B",
        "Alastair Dunsby",
        "He keeps the list for the group.",
    ),
    ("campia", 150, "pumps", 12, "between 70 and 95 %", "E", "Simona Ilieșanu", "Bought by whoever stands nearest."),
    ("tessaro", 118, "seals", 6, "45 %", "B", "Gianmaria Bortolasso", "Two more sizes moved to us."),
    ("jindu", 57, "seals", 12, "30 %", "B", "沐长林", "制度：七比三。"),
    ("rongqiao", 190, "seals", 12, "CNY 230万", "C", "年报（附注）", "与劳经理口头的数字对不上：她只算新机。"),
    ("dunmoor", 162, "pumps", 6, "between 30 and 35 %", "B", "Simon Holdcrofte", "He now has a buyer, and a table."),
)
# What was written down first, and corrected on the next day: fifteen, it turned out, was fifty.
_MISHEARD: Final = {"kestrelmoor": "between 14 and 15 %"}
# Projects that do not come again: customer, category, months ago.
_PROJECTS: Final = (
    ("ferrantino", "valves", 12),
    ("talgrund", "valves", 14),
    ("odrawa", "hydraulics", 20),
    ("jiaoxing-yingkou", "hydraulics", 7),
    ("qinyuan", "hydraulics", 13),
)
_SAYS: Final = {"A": ("buyer", "decider"), "B": ("buyer", "user", "influencer", "decider")}
_SAID: Final = {
    "C": ("Annual report", "年报"),
    "D": ("Model of the industry, by machines in use", "行业模型（按在用设备）"),
    "E": ("Counted from the suppliers we know of", "按已知供应商推算"),
}


class _OfCustomer(Protocol):
    @property
    def customer(self) -> str: ...


Told = TypeVar("Told", bound=_OfCustomer)


@dataclass(frozen=True, slots=True)
class Rate:
    currency: str
    month: int
    rate: str


def months_of(today: date) -> range:
    """The four years of the ledger, which end with the last whole month."""
    return range(month_number(today) - MONTHS, month_number(today))


def rates(today: date) -> Iterator[Rate]:
    """By month: what one unit of a currency was worth, a little more or less than in the month before."""
    months = months_of(today)
    for month in (months[0], *months[-_RATED:]):
        for currency, hundredths in RATES.items():
            wander = Decimal(sum(chance(9, currency, month - back, "rate") - 4 for back in range(6))) / 1000
            yield Rate(currency, month, f"{(1 + wander) * 100 / hundredths:.6f}")


def dealings(today: date) -> tuple[Dealings, ...]:
    first = months_of(today).start
    known = dict(cast())
    by_name = {customer.name: customer for customer in CUSTOMERS}
    bought = [
        (customer.name, known.get(customer.name) or _MORE.get(customer.key, ()))
        for customer in CUSTOMERS
        if customer.name in known or customer.key in _MORE
    ]
    lines: dict[str, list[Invoiced]] = defaultdict(list)
    for document, line, day, name, category, cents in invoice_lines(bought, first=first):
        amount = _local(by_name[name], cents)
        place = by_name[name].key, _KEY_OF[category], month_number(today) - month_number(day)
        lines[name].append(
            Invoiced(day, month_number(day), _KEY_OF[category], amount, document, line, one_off=place in _PROJECTS)
        )
    said: dict[str, list[Statement]] = defaultdict(list)
    for name, category, start, stop, cents, grade in statements(bought, first=first):
        said[name].append(_statement(by_name[name], today, _KEY_OF[category], start, stop, cents, grade))
    for key, ago, category, length, figure, grade, by, note in _IN_PASSING:
        on = today - timedelta(ago)
        stop = month_number(on) - 1
        wrong = _MISHEARD.get(key, "")
        start = stop - length + 1
        said[_BY_KEY[key].name].append(Statement(category, start, stop, figure, grade, on, by, note, wrong))
    events = {story.customer: story for story in STORIES}
    made = []
    for customer in CUSTOMERS:
        story = events.get(customer.name)
        notices, opened = [], []
        if story is not None and story.notice is not None:
            notices.append(Notice(first_day(first + story.notice).replace(day=15), _NOTICE))
        if story is not None and story.opening is not None:
            opened.append(Opened(first + story.opening[0], 4, _OPENING))
        made.append(
            Dealings(
                customer=customer.key,
                currency=_currency(customer),
                lines=tuple(lines[customer.name]),
                statements=tuple(said[customer.name]),
                rivals=rivals_of(customer.key, today),
                notices=tuple(notices),
                opened=tuple(opened),
                opinions=opinions_of(customer.key),
                ratings=ratings_of(customer.key),
                needs=_of(customer, matters.NEEDS),
                conflicts=_of(customer, matters.CONFLICTS),
                promises=_of(customer, matters.PROMISES),
                roles=_of(customer, work.ROLES),
                plays=_of(customer, work.PLAYS),
                repairs=_of(customer, work.REPAIRS),
                shown=_of(customer, work.SHOWN),
                proven=_of(customer, work.PROOFS),
            )
        )
    return tuple(made)


_NOTICE: Final = "Three lines in writing: the agreement ends, last deliveries as ordered. No reason given."
_OPENING: Final = "随收购的公司一起进来：此前三年的发票在旧系统里，框架协议与份额由双方签字确认。"


def _of(customer: Customer, told: Iterable[Told]) -> tuple[Told, ...]:
    return tuple(one for one in told if one.customer == customer.key)


def _currency(customer: Customer) -> str:
    return _PAYS_IN.get(customer.country, BASE)


def _local(customer: Customer, cents: int) -> int:
    return cents * RATES.get(_currency(customer), 100) // 100


def _statement(
    customer: Customer, today: date, category: str, start: int, stop: int, cents: int, grade: str
) -> Statement:
    currency = _currency(customer)
    minor = _local(customer, cents)
    told = last_day(stop) + timedelta(3 + chance(15, customer.key, category, stop, "told"))
    return Statement(
        category, start, stop, f"{currency} {minor // 100}", grade, min(told, today - timedelta(1)),
        _said_by(customer, grade),
    )  # fmt: skip


def _said_by(customer: Customer, grade: str) -> str:
    if grade in _SAID:
        return _SAID[grade][customer.country == "CN"]
    staff = [person for person in PEOPLE.get(customer.key, ()) if person.left is None]
    for role in _SAYS[grade]:
        for person in staff:
            if role in person.roles.split():
                return person.han or person.name
    return ""
