"""What the sample world knows of one customer."""

from dataclasses import dataclass, field
from typing import Final

# The language in which we write to a customer, and his time zone.
LANGUAGES: Final = {
    "AT": "de",
    "BE": "nl",
    "CN": "zh",
    "CZ": "cs",
    "DE": "de",
    "ES": "es",
    "FR": "fr",
    "GB": "en",
    "HU": "hu",
    "IS": "is",
    "IT": "it",
    "NL": "nl",
    "NO": "nb",
    "PL": "pl",
    "PT": "pt",
    "RO": "ro",
    "SE": "sv",
}
TIME_ZONES: Final = {
    "AT": "Europe/Vienna",
    "BE": "Europe/Brussels",
    "CN": "Asia/Shanghai",
    "CZ": "Europe/Prague",
    "DE": "Europe/Berlin",
    "ES": "Europe/Madrid",
    "FR": "Europe/Paris",
    "GB": "Europe/London",
    "HU": "Europe/Budapest",
    "IS": "Atlantic/Reykjavik",
    "IT": "Europe/Rome",
    "NL": "Europe/Amsterdam",
    "NO": "Europe/Oslo",
    "PL": "Europe/Warsaw",
    "PT": "Europe/Lisbon",
    "RO": "Europe/Bucharest",
    "SE": "Europe/Stockholm",
}


@dataclass(frozen=True, slots=True)
class Address:
    """``use`` is office, works or invoice; lines and city stand in the script in which a letter would be addressed."""

    use: str
    lines: str
    postcode: str
    city: str


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer; ``key`` names him in this package only, and days are counted back from today.

    ``name`` is the name on the invoice, ``han`` and ``latin`` what he is called in the other script; ``scheme`` says
    what ``tax_id`` is: ``uscc`` (统一社会信用代码), ``eu_vat`` or nothing.
    """

    key: str
    code: str  # our own number of him
    name: str
    country: str
    region: str
    industry: str
    size: str  # people employed
    owner: str = ""
    team: str = ""
    han: str = ""
    latin: str = ""
    pinyin: str = ""
    parent: str = ""
    tax_id: str = ""
    addresses: tuple[Address, ...] = ()
    event: str = ""  # what made him look for a supplier
    buys: tuple[str, ...] = ()  # keys of products.CATEGORIES
    machines: tuple[str, ...] = ()  # what they are built into
    tags: tuple[str, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)  # values of custom fields by key
    buys_yet: bool = True  # a prospect does not
    named: tuple[str, ...] = ()  # a restricted customer: the only ones of us who may know of him
    since: int = 1460  # days ago when we entered him
    by: str = "chen.wei"  # who entered him

    @property
    def scheme(self) -> str:
        if not self.tax_id:
            return ""
        return "uscc" if self.country == "CN" else "eu_vat"

    @property
    def restricted(self) -> bool:
        return bool(self.named)

    @property
    def language(self) -> str:
        return LANGUAGES[self.country]

    @property
    def time_zone(self) -> str:
        return TIME_ZONES[self.country]

    @property
    def domain(self) -> str:
        """Below .example, which no registry ever hands out; a double has the domain of the customer that he is."""
        return f"{self.key.removesuffix('-fair')}.example"
