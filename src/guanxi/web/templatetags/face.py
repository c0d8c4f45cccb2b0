"""Tags of the face: icons and small marks; functions and no templates, since a list calls them for each cell."""

import re
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from guanxi.lifecycle.vocabulary import SIGNALS, STAGES

register = template.Library()

_SPRITE = Path(__file__).resolve().parents[1] / "static" / "icons.svg"


@lru_cache(maxsize=1)
def icon_names() -> frozenset[str]:
    return frozenset(part.split('"', 1)[0] for part in _SPRITE.read_text(encoding="utf-8").split('<symbol id="')[1:])


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, classes: str = "") -> SafeString:
    """A symbol of the sprite, without a name of its own: the text or the aria-label beside it speaks."""
    if name not in icon_names():
        raise template.TemplateSyntaxError(f"There is no icon “{name}”; scripts/vendor.py says how to add one.")
    more = f" {classes}" if classes else ""
    return format_html('<svg class="i{}" aria-hidden="true"><use href="{}#{}"/></svg>', more, static("icons.svg"), name)


# ---- stages and signals: names from the one table that files, reports and pages share ----

_STAGES = {word.key: word for word in STAGES}
_SIGNALS = {word.key: word for word in SIGNALS}
# Colour class, icon, and whether confirmed: then a filled chip (change the plan), else a label (look and talk).
LOOKS = {
    "interrupted_contact": ("late", "unplug", True),
    "interrupted_silent": ("late", "unplug", True),
    "overdue": ("late", "clock", False),
    "lapsed": ("calm", "log-out", True),
    "regressed": ("bad", "trending-down", True),
    "regressing": ("bad", "trending-down", False),
    "contact_overdue": ("warn", "message-square", False),
    "stagnant": ("warn", "pause", False),
    "repaired": ("fix", "wrench", False),
    "recovered": ("fix", "undo-2", True),
    "advanced": ("good", "trending-up", True),
    "advancing": ("good", "trending-up", False),
    "steady": ("calm", "arrow-right", False),
}


def spoken(word: Any) -> str:
    """The name of a word of the rules in the language of the reader."""
    return str(word.zh if (get_language() or "").startswith("zh") else word.en)


@register.simple_tag
def stage_name(stage: str) -> str:
    return spoken(_STAGES[stage])


@register.simple_tag
def stage_chip(stage: str) -> SafeString:
    return format_html('<span class="chip st-{}" data-stage="{}">{}</span>', stage, stage, spoken(_STAGES[stage]))


@register.simple_tag
def signal(key: str) -> SafeString:
    """Icon, word and colour of a signal; nothing where there is none."""
    if not key:
        return SafeString("")
    kind, symbol, confirmed = LOOKS[key]
    return format_html(
        '<span class="signal {}{}" data-signal="{}">{}{}</span>',
        kind,
        " signal-confirmed" if confirmed else "",
        key,
        icon(symbol),
        spoken(_SIGNALS[key]),
    )


@register.simple_tag
def delta(change: float | None, unit: str = "", good: str = "up") -> SafeString:
    """A change with its sign; ``good`` says whether more is better: "up", "down", or "" for neither."""
    if change is None:
        return SafeString("")
    rounded = round(change)
    sign = "+" if rounded > 0 else "\u2212" if rounded < 0 else "±"
    better = (rounded > 0) == (good == "up") if rounded and good else None
    look = "" if better is None else " delta-good" if better else " delta-bad"
    return format_html('<span class="delta{}">{}{}{}</span>', look, sign, abs(rounded), unit)


# ---- faces ----

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORDS = re.compile(r"[^\W\d_]+")


def initials(name: str) -> str:
    """Two letters of a name in Latin script; of one in Han characters the last, by which people are told apart."""
    words: list[str] = [word for word in _WORDS.findall(name) if not _HAN.search(word)]
    if words:
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
    return name.strip()[-1:] or "?"


def hue(key: object) -> int:
    """One of six colours, the same for the same key wherever it is shown."""
    return zlib.crc32(str(key).encode()) % 6


@register.simple_tag
def avatar(name: str, key: object = None, size: str = "", alone: bool = False) -> SafeString:
    """One of us. Stands beside the name; ``alone`` where it stands for the name."""
    classes = f"avatar hue-{hue(key or name)}" + (f" avatar-{size}" if size else "")
    if alone:
        return format_html(
            '<span class="{}" role="img" aria-label="{}" title="{}">{}</span>', classes, name, name, initials(name)
        )
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, initials(name))


@register.simple_tag
def monogram(name: str, key: object = None, size: str = "") -> SafeString:
    """A customer by its first letter; ``size`` may be "small", "large", or "round" for a person of theirs."""
    classes = f"mono hue-{hue(key or name)}" + (f" mono-{size}" if size else "")
    letters = initials(name) if size == "round" else (_WORDS.findall(name) or [name or "?"])[0][:1].upper()
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, letters)
