"""What the customers buy, from us and from others, and how both sides stand: the figures behind the stories."""

from guanxi.demo.dealings.dealing import Dealings, Invoiced, Notice, Opened, Rival, Statement
from guanxi.demo.dealings.trade import RATES, Rate, dealings, months_of, rates

__all__ = [
    "RATES",
    "Dealings",
    "Invoiced",
    "Notice",
    "Opened",
    "Rate",
    "Rival",
    "Statement",
    "dealings",
    "months_of",
    "rates",
]
