"""What the sample world knows of one person, and how he can be reached."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from guanxi.demo.customer import Customer

ROLES: Final = ("initiator", "user", "influencer", "decider", "buyer", "gatekeeper")
ATTITUDES: Final = ("blocker", "sceptic", "neutral", "supporter", "champion")


@dataclass(frozen=True, slots=True)
class P:
    """One person as the files in ``people/`` write him down: ``short`` is unique at his customer.

    ``roles`` and ``attitude`` are words of the buying centre; ``to`` is whom he reports to, by short name; ``ties``
    says how well each of us knows him, ``lin.yue:4`` from 1 (has met) to 4 (trusts); ``also`` names further customers
    as ``key|title|roles``; ``joined`` and ``left`` count days back from today.
    """

    short: str
    name: str
    title: str
    roles: str = ""
    attitude: str = "neutral"
    han: str = ""
    to: str = ""
    ties: str = ""
    also: tuple[str, ...] = ()
    language: str = ""
    joined: int | None = None
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    kind: str  # phone, mobile, mail, wechat, whatsapp
    value: str


@dataclass(frozen=True, slots=True)
class Tie:
    login: str
    strength: int  # 1 to 4


@dataclass(frozen=True, slots=True)
class Post:
    """A person's place at a customer."""

    customer: str
    title: str
    roles: tuple[str, ...]
    attitude: str
    reports_to: str  # key of a person at the same customer
    joined: int | None
    left: int | None


@dataclass(frozen=True, slots=True)
class Person:
    key: str
    salutation: str  # Dr., Mag. and the like
    name: str  # in Latin letters; the family name first where that is the custom
    han: str
    family: str
    given: str
    language: str
    posts: tuple[Post, ...]  # the first is where he works
    channels: tuple[Channel, ...]
    ties: tuple[Tie, ...]

    @property
    def customer(self) -> str:
        return self.posts[0].customer


# Numbers that the authorities keep for films and novels: nobody answers them.
_FICTION: Final = {
    "GB": ("+44 1632 960{:03d}", "+44 7700 900{:03d}"),
    "FR": ("+33 1 99 00 {:02d} {:02d}", "+33 6 39 98 {:02d} {:02d}"),
    "DE": ("+49 30 23125 {:03d}", "+49 171 39200 {:02d}"),
    "SE": ("+46 8 465 004 {:02d}", "+46 70 1740 6{:02d}"),
}
# Elsewhere no range is kept; what begins with three zeros behind the country code is no number at all.
_NOWHERE: Final = {
    "AT": "+43",
    "BE": "+32",
    "CN": "+86",
    "CZ": "+420",
    "ES": "+34",
    "HU": "+36",
    "IS": "+354",
    "IT": "+39",
    "NL": "+31",
    "NO": "+47",
    "PL": "+48",
    "PT": "+351",
    "RO": "+40",
}


def phone(country: str, number: int, *, mobile: bool) -> str:
    """The number-th telephone of a country that cannot ring anywhere."""
    if country not in _FICTION:
        return f"{_NOWHERE[country]} 000 {'1' if mobile else '0'}{number:02d} {number * 37 % 1000:03d}"
    form = _FICTION[country][mobile]
    if country == "FR":
        return form.format(number // 100, number % 100)
    if country == "SE":
        return form.format(5 + number % 95)
    return form.format(number)


# Letters that are no letter with a mark.
_GERMAN: Final = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"))
_WITHOUT_MARKS: Final = (("ø", "o"), ("æ", "ae"), ("ß", "ss"), ("ð", "d"), ("þ", "th"), ("ł", "l"))


def plain(name: str, country: str = "") -> str:
    """A name in the letters of a mail address, as they are written in the country."""
    for letter, written in (*_WITHOUT_MARKS, *(_GERMAN if country in ("AT", "DE") else ())):
        name = name.replace(letter, written)
    letters = unicodedata.normalize("NFD", name)
    return "".join(letter for letter in letters if letter.isascii() and letter.isalpha()).lower()


def channels(customer: Customer, person: P, number: int) -> tuple[Channel, ...]:
    """How he is reached: work mail always, then what is usual in the country; ``number`` counts his countrymen."""
    _salutation, family, given = names(person, customer)
    first, last = plain(given, customer.country), plain(family, customer.country)
    local = f"{first}.{last}" if customer.country == "CN" else f"{first[0]}.{last}"
    found = [Channel("mail", f"{local}@{customer.domain}")]
    if number % 3 != 2:
        found.append(Channel("phone", phone(customer.country, number, mobile=False)))
    if number % 3 != 0:
        found.append(Channel("mobile", phone(customer.country, number, mobile=True)))
    if customer.country == "CN":
        # The dot keeps it from being anybody's name there.
        found.append(Channel("wechat", f"{first}.{last}.{number:02d}"))
    elif number % 4 == 1:
        found.append(Channel("whatsapp", phone(customer.country, number, mobile=True)))
    return tuple(found)


def names(person: P, customer: Customer) -> tuple[str, str, str]:
    """Salutation, family name and given name."""
    words = person.name.split()
    titles = [word for word in words if word.endswith(".") and len(word) > 2]  # an initial is no title
    first, *rest = words[len(titles) :]
    if person.han or customer.country == "HU":
        return " ".join(titles), first, " ".join(rest)
    return " ".join(titles), " ".join(rest), first
