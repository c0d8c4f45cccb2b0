"""What follows from a name: the key that sorts it, its pinyin, its initials, its script."""

import re
from typing import Final

from guanxi import text

_WORD: Final[re.Pattern[str]] = re.compile(r"[^\W_]+")
_MOST_INITIALS: Final = 12


def of_firm(name: str, language: str = "") -> dict[str, str]:
    """The derived columns of a firm's name."""
    reading = text.pinyin(name)
    return {
        "sort_key": text.sort_key(name, language),
        "pinyin": reading,
        "initials": "".join(word[0] for word in _WORD.findall(reading or name))[:_MOST_INITIALS].upper(),
    }


def of_person(name: str, language: str = "") -> dict[str, str]:
    """The same of a person's name; initials are what stands in his picture: the given name 明远, or MD."""
    return {
        "sort_key": text.sort_key(name, language, person=True),
        "pinyin": text.pinyin(name, person=True),
        "initials": _of_picture(name),
    }


def _of_picture(name: str) -> str:
    words: list[str] = _WORD.findall(name)
    han = next((word for word in words if text.has_han(word)), "")
    if han:
        return han[-2:]
    if len(words) > 1:
        return (words[0][0] + words[-1][0]).upper()
    return "".join(words)[:2].upper()


def script_of(name: str) -> str:
    """latin, han or other: the script in which a name is written."""
    if text.has_han(name):
        return "han"
    letters = [sign for sign in name if sign.isalpha()]
    latin = all(ord(sign) < 0x250 or 0x1E00 <= ord(sign) < 0x1F00 for sign in letters)
    return "latin" if letters and latin else "other"
