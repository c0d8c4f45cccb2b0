"""Who else may see a customer, who asks for it, what is doubtful, merged and in the bin; days count from today."""

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class Share:
    """``whom`` is a login or a department; ``until`` lies before today where the share has run out."""

    customer: str
    whom: str
    level: str  # read, edit
    reason: str
    by: str
    given: date
    until: date


@dataclass(frozen=True, slots=True)
class AccessRequest:
    customer: str
    by: str
    reason: str
    asked: date


@dataclass(frozen=True, slots=True)
class Merge:
    kept: str
    gone: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Binned:
    customer: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Suspects:
    """Two records that are probably one, and by what one sees it."""

    one: str
    other: str
    because: str  # name, domain, address


# customer, whom, level, reason, by, given days ago, ends in days
SHARES: Final = (
    ("meerendonk", "lin.yue", "edit", "Sister line in Suzhou: same valves, one drawing", "sofia.berg", 34, 45),
    ("bergholma", "marketing", "read", "Page about the dairy", "sofia.berg", 20, 30),
    ("chengdi", "amara.diallo", "edit", "修复计划：现场分析与排产", "lin.yue", 120, 21),
    ("ostermark", "lin.yue", "edit", "Deliveries to the new works in Wuxi", "sofia.berg", 43, 120),
    ("hailu", "marta.nowak", "read", "展台水下密封的展示柜", "lin.yue", 58, 2),
    ("quintavalle", "marta.nowak", "read", "Interview for a case that was not printed", "sofia.berg", 190, -20),
    ("lanya", "service", "edit", "新船驻场一个月", "chen.wei", 37, 90),
)

# customer, who asks, why, days ago
REQUESTS: Final = (
    ("minxi", "marta.nowak", "Film about the sterile pump: I need the names of the people in it.", 2),
    ("villeneuve", "amara.diallo", "Pumps of the other maker come back to our bench: what may I say to whom?", 4),
)

MERGES: Final = (("talgrund", "talgrund-fair", "sofia.berg", 41),)
BIN: Final = (("luebbenstein", "sofia.berg", 9),)
SUSPECTS: Final = (
    ("ostermark", "ostermark-fair", "name"),
    ("hailu", "hailu-fair", "name"),
)
