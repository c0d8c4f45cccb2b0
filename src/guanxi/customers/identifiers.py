"""The numbers by which states know a firm: China's unified social credit code, and the VAT numbers of the EU.

Pure. Each is read into one normal form, or refused with a sentence that says which check failed. A number that passes
is well made; that the firm exists, only its state can say.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from guanxi.errors import GuanxiError
from guanxi.text import gettext_noop, search_key


class IdentifierKind(StrEnum):
    USCC = "uscc"
    VAT = "vat"


@dataclass(frozen=True)
class Identifier:
    """``number`` is the normal form; ``country`` the ISO 3166 code of the state that gave it."""

    kind: IdentifierKind
    number: str
    country: str


class WrongIdentifier(GuanxiError):
    """A number that failed a check. ``sentence`` % ``values`` is the message, in two pieces for who translates it.

    ``check`` names what failed: "length", "form", "country" or "check_digit".
    """

    code = "wrong_identifier"

    def __init__(self, check: str, sentence: str, **values: object) -> None:
        super().__init__(sentence % values if values else sentence)
        self.check = check
        self.sentence = sentence
        self.values = values


def identify(written: str, *, country: str = "") -> Identifier:
    """The number as what it looks like; ``country`` (ISO 3166) helps where the number does not say it.

    Raises WrongIdentifier. Ask ``looks_like`` first where any other number is welcome too.
    """
    kind = looks_like(written, country=country)
    if kind is None:
        raise WrongIdentifier("form", NEITHER)
    return read_uscc(written) if kind is IdentifierKind.USCC else read_vat(written, country=country)


def looks_like(written: str, *, country: str = "") -> IdentifierKind | None:
    """The kind of number that somebody meant, well made or not; None for the codes of other registers."""
    number = _compact(written)
    country = country.upper()
    if _begins_like_vat(number):
        return IdentifierKind.VAT
    if country in ("CN", "") and re.fullmatch(r"[0-9A-Z]{18}", number) and re.fullmatch(r"\d{6}", number[2:8]):
        return IdentifierKind.USCC
    if country == "CN" and number:
        return IdentifierKind.USCC
    return IdentifierKind.VAT if _prefix_of(country) and number[:1].isalnum() else None


def _begins_like_vat(number: str) -> bool:
    """A prefix and what may follow it: HR12 may be Croatian, HRB 12 is an entry in a German register."""
    form = _FORMS.get("EL" if number[:2] == "GR" else number[:2], "")
    return bool(form) and (number[2:3].isdigit() or (form[2] != "9" and number[3:4].isdigit()))


def _compact(written: str) -> str:
    """Capitals and digits, without the signs that people put between them."""
    number = unicodedata.normalize("NFKC", search_key(written)).upper()
    return re.sub(r"[\s.,/·_‐‑‒–—−-]", "", number)


# ---- China: GB 32100-2015 ----

_USCC_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z: they look like 1, 0, 5, U, 2
_USCC_LENGTH: Final = 18

USCC_LENGTH: Final = gettext_noop(
    "A unified social credit code has 18 characters; this one has %(length)d."
)  # fmt: skip
USCC_SIGN: Final = gettext_noop(
    "“%(sign)s” never stands in a unified social credit code: it has digits and capitals, but no I, O, S, V or Z."
)
USCC_REGION: Final = gettext_noop("Characters 3 to 8 of a unified social credit code are digits: they are the region.")
USCC_CHECK: Final = gettext_noop(
    "The last character of this unified social credit code does not fit the others: one of them is mistyped."
)
NEITHER: Final = gettext_noop("This is neither a unified social credit code nor a VAT number of the EU.")


def read_uscc(written: str) -> Identifier:
    """统一社会信用代码: 18 characters, the last of which follows from the others."""
    from stdnum.cn import uscc

    number = _compact(written)
    if len(number) != _USCC_LENGTH:
        raise WrongIdentifier("length", USCC_LENGTH, length=len(number))
    for sign in number:
        if sign not in _USCC_SIGNS:
            raise WrongIdentifier("form", USCC_SIGN, sign=sign)
    if not number[2:8].isdigit():
        raise WrongIdentifier("form", USCC_REGION)
    if uscc.calc_check_digit(number[:-1]) != number[-1]:
        raise WrongIdentifier("check_digit", USCC_CHECK)
    return Identifier(IdentifierKind.USCC, number, "CN")


# ---- European Union, and Northern Ireland, whose goods are in its VAT ----

# How the numbers of each country are written: 9 a digit, X a digit or a letter, two forms with a bar between them.
_FORMS: Final = {
    "AT": "ATU99999999", "BE": "BE9999999999", "BG": "BG999999999 | BG9999999999", "CY": "CY99999999X",
    "CZ": "CZ99999999 | CZ999999999 | CZ9999999999", "DE": "DE999999999", "DK": "DK99999999", "EE": "EE999999999",
    "EL": "EL999999999", "ES": "ESX9999999X", "FI": "FI99999999", "FR": "FRXX999999999", "HR": "HR99999999999",
    "HU": "HU99999999", "IE": "IE9X99999X | IE9999999XX", "IT": "IT99999999999", "LT": "LT999999999 | LT999999999999",
    "LU": "LU99999999", "LV": "LV99999999999", "MT": "MT99999999", "NL": "NL999999999B99", "PL": "PL9999999999",
    "PT": "PT999999999", "RO": "RO99 | … | RO9999999999", "SE": "SE999999999999", "SI": "SI99999999",
    "SK": "SK9999999999", "XI": "XI999999999 | XI999999999999",
}  # fmt: skip
# The two places where the prefix is not the code of the country.
_COUNTRIES: Final = {"EL": "GR", "XI": "GB"}
_PREFIXES: Final = {"GR": "EL", "GB": "XI"}

VAT_COUNTRY: Final = gettext_noop(
    "A VAT number of the EU begins with the two letters of its country, for example DE123456788; “%(prefix)s” is none."
)
VAT_FORM: Final = gettext_noop(
    "VAT numbers that begin with %(prefix)s look like this: %(form)s (9 is any digit, X a digit or a letter)."
)
VAT_CHECK: Final = gettext_noop(
    "The check digit of this VAT number does not fit its other digits: one of them is mistyped."
)


def read_vat(written: str, *, country: str = "") -> Identifier:
    """A VAT number of the EU, with its prefix; ``country`` (ISO 3166) gives the prefix to a number without one."""
    from stdnum.eu import vat
    from stdnum.exceptions import InvalidChecksum, ValidationError

    number = _compact(written)
    if number[:2] == "GR":
        number = f"EL{number[2:]}"
    if number[:2] not in _FORMS and (given := _prefix_of(country)):
        number = given + number
    prefix = number[:2]
    if prefix not in _FORMS:
        raise WrongIdentifier("country", VAT_COUNTRY, prefix=prefix)
    try:
        number = vat.validate(number)
    except InvalidChecksum:
        raise WrongIdentifier("check_digit", VAT_CHECK) from None
    except ValidationError:
        raise WrongIdentifier("form", VAT_FORM, prefix=prefix, form=_FORMS[prefix]) from None
    return Identifier(IdentifierKind.VAT, number, _COUNTRIES.get(prefix, prefix))


def _prefix_of(country: str) -> str:
    """The prefix of a country's VAT numbers; empty for a country outside of the EU."""
    prefix = _PREFIXES.get(country.upper(), country.upper())
    return prefix if prefix in _FORMS else ""
