"""Everyday business: short threads that happen at every customer, told with other parts, machines and figures."""

from typing import Final

from guanxi.demo.everyday import (
    contact_en,
    contact_zh,
    quality_en,
    quality_zh,
    technical_en,
    technical_zh,
    trade_en,
    trade_zh,
)
from guanxi.demo.everyday.thread import Thread

THREADS: Final[dict[str, tuple[Thread, ...]]] = {
    "en": (*trade_en.TRADE, *technical_en.TECHNICAL, *quality_en.QUALITY, *contact_en.CONTACT),
    "zh": (*trade_zh.TRADE, *technical_zh.TECHNICAL, *quality_zh.QUALITY, *contact_zh.CONTACT),
}
