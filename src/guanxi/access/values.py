"""What a person writes into a field, as the value that is stored; and the other way, as text for files.

One parser for forms, filters and imports: what one accepts all accept.
"""

import re
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Final

from babel import Locale
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from guanxi import text
from guanxi.access.actors import Actor
from guanxi.access.resources import Field, Kind
from guanxi.errors import Invalid
from guanxi.money import NotAnAmount, parse_amount

_MOST_KEYS = 2**63 - 1
_DIGITS = 11  # that a number has before the point, as its column holds them
_YES = frozenset({"1", "true", "yes", "y", "on", "是", "对"})
_NO = frozenset({"0", "false", "no", "n", "off", "", "否", "不"})


def parse(field: Field, raw: object, actor: Actor) -> Any:
    """The stored value of what was written; None for nothing. Raises Invalid with a sentence for this field."""
    if raw is None:
        written = ""
    elif isinstance(raw, str):
        try:
            written = text.normalise(raw)
        except text.UnfitText as refused:
            raise Invalid({field.name: _(refused.sentence) % refused.values}) from None
    elif isinstance(raw, list | tuple | set | frozenset):
        return _parse_many(field, list(raw))
    else:
        written = str(raw) if not isinstance(raw, bool) else ("yes" if raw else "no")
    is_long = field.kind is Kind.LONG_TEXT
    written = written.replace("\r\n", "\n").strip() if is_long else " ".join(written.split())
    if not written and field.kind is not Kind.BOOLEAN:
        if field.required:
            raise Invalid({field.name: _("Fill this in.")})
        return field.never
    return _PARSERS[field.kind](field, written, actor)


def _parse_many(field: Field, raw: list[Any]) -> Any:
    if field.kind is not Kind.MANY:
        raise Invalid({field.name: _("Give one value.")})
    return [_parse_reference(field, str(item), None) for item in raw if str(item).strip()]


def _parse_text(field: Field, written: str, _actor: Actor) -> str:
    if len(written) > field.max_length:
        raise Invalid(
            {
                field.name: _("This has %(length)d characters; at most %(most)d fit.")
                % {"length": len(written), "most": field.max_length}
            }
        )
    return written


def _parse_choice(field: Field, written: str, _actor: Actor) -> str:
    wanted = text.search_key(written)
    for key, _label in field.choices:
        if wanted == text.search_key(key):
            return key
    # A file may come from a colleague who reads the other language.
    for language in (get_language() or "en", "en", "zh-hans"):
        with override(language):
            for key, label in field.choices:
                if wanted == text.search_key(str(label)):
                    return key
    shown = ", ".join(str(label) for _key, label in field.choices[:12])
    raise Invalid({field.name: _("“%(value)s” is none of: %(choices)s.") % {"value": written[:60], "choices": shown}})


def _parse_integer(field: Field, written: str, _actor: Actor) -> int:
    digits = written.replace(" ", "").replace(",", "").replace("−", "-")
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", digits):
        raise Invalid({field.name: _("Write a whole number, for example 250.")})
    number = int(digits)
    if field.custom is not None and abs(number) >= 10**_DIGITS:
        raise Invalid(
            {field.name: _("At most eleven digits fit; a longer one, such as a GLN, belongs in a text field.")}
        )
    if field.most is not None and not 0 <= number <= field.most:
        raise Invalid({field.name: _("Write a whole number from 0 to %(most)d.") % {"most": field.most}})
    return number


def _parse_number(field: Field, written: str, _actor: Actor) -> Decimal:
    try:
        number = Decimal(written.replace(" ", "").replace("−", "-"))
    except InvalidOperation:
        raise Invalid({field.name: _("Write a number, for example 12.5.")}) from None
    exponent = number.as_tuple().exponent
    # Nothing is computed with it before: an exponent may be too large for that.
    if not number.is_finite() or number.adjusted() >= _DIGITS or (isinstance(exponent, int) and exponent < -4):
        raise Invalid({field.name: _("At most eleven digits and four decimals fit.")})
    return number


def _parse_boolean(field: Field, written: str, _actor: Actor) -> bool:
    if written.casefold() in _YES:
        return True
    if written.casefold() in _NO:
        return False
    raise Invalid({field.name: _("Write yes or no.")})


def _parse_date(field: Field, written: str, _actor: Actor) -> date:
    match = re.fullmatch(r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})日?(?:[T ]00:00(?::00)?)?", written)
    try:
        if match is None:
            raise ValueError
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise Invalid({field.name: _("Write the date as year-month-day, for example 2026-11-05.")}) from None


def _parse_datetime(field: Field, written: str, actor: Actor) -> datetime:
    """Without an offset the time is that of the writer's clock; a time that his clock skips moves on by the gap."""
    try:
        found = parse_datetime(written.replace("/", "-"))
        if found is None:
            found = datetime.combine(_parse_date(field, written, actor), datetime.min.time())
        if found.tzinfo is None:
            found = found.replace(tzinfo=zoneinfo.ZoneInfo(actor.time_zone))
        return found.astimezone(zoneinfo.ZoneInfo("UTC"))
    except (ValueError, OverflowError, Invalid):
        raise Invalid(
            {field.name: _("Write date and time as 2026-11-05 14:30; without a time, the date alone.")}
        ) from None


def _parse_email(field: Field, written: str, actor: Actor) -> str:
    try:
        validate_email(written)
    except ValidationError:
        raise Invalid({field.name: _("This is no mail address; it should look like name@example.com.")}) from None
    return _parse_text(field, written, actor)


def _parse_url(field: Field, written: str, actor: Actor) -> str:
    if "://" not in written:
        written = f"https://{written}"
    try:
        URLValidator(schemes=["http", "https"])(written)
    except ValidationError:
        raise Invalid({field.name: _("This is no web address; it should look like https://example.com.")}) from None
    return _parse_text(field, written, actor)


def _parse_phone(field: Field, written: str, actor: Actor) -> str:
    if not re.fullmatch(r"[+0-9０-９][0-9０-９ ().\-/–xX转#*,;]{2,}", written) or sum(c.isdigit() for c in written) < 3:
        raise Invalid({field.name: _("Write a phone number with its digits, for example +49 40 555 0123.")})
    return _parse_text(field, written, actor)


@cache
def _names_of(kind: Kind) -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("en", "zh_Hans"):
        locale = Locale.parse(language)
        table = locale.territories if kind is Kind.COUNTRY else locale.languages
        for code, name in table.items():
            if kind is Kind.LANGUAGE or re.fullmatch("[A-Z]{2}", code):
                found.setdefault(text.search_key(name), code)
                found[text.search_key(code)] = code
    return found


def country_of(written: str) -> str:
    """The ISO code of a country, written as its code or its name; "" for none that we know."""
    return _names_of(Kind.COUNTRY).get(text.search_key(written), "")


def _parse_named_code(field: Field, written: str, _actor: Actor) -> str:
    code = _names_of(field.kind).get(text.search_key(written))
    if code is None:
        if field.kind is Kind.COUNTRY:
            raise Invalid({field.name: _("“%(value)s” is no country we know.") % {"value": written[:60]}})
        raise Invalid({field.name: _("“%(value)s” is no language we know.") % {"value": written[:60]}})
    return code


@cache
def time_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def _parse_time_zone(field: Field, written: str, _actor: Actor) -> str:
    if written not in time_zones():
        raise Invalid({field.name: _("Choose a time zone from the list, for example Europe/Berlin.")})
    return written


def _parse_reference(field: Field, written: str, _actor: Actor | None) -> int:
    if re.fullmatch(r"[0-9]{1,19}", written) and 0 < int(written) <= _MOST_KEYS:
        return int(written)
    raise Invalid({field.name: _("Choose one from the list.")})


def _parse_one_of_many(field: Field, written: str, actor: Actor) -> list[int]:
    return [_parse_reference(field, part.strip(), actor) for part in written.split(",") if part.strip()]


def _parse_money(field: Field, written: str, _actor: Actor) -> int:
    """Minor units, of which a hundred are one of any currency."""
    amount = parse_amount(written)
    if isinstance(amount, NotAnAmount):
        raise Invalid({field.name: _("Write an amount, for example 12,500.00.")})
    return amount.minor


_PARSERS: dict[Kind, Callable[[Field, str, Actor], Any]] = {
    Kind.TEXT: _parse_text,
    Kind.LONG_TEXT: _parse_text,
    Kind.CHOICE: _parse_choice,
    Kind.INTEGER: _parse_integer,
    Kind.NUMBER: _parse_number,
    Kind.BOOLEAN: _parse_boolean,
    Kind.DATE: _parse_date,
    Kind.DATETIME: _parse_datetime,
    Kind.WEEK: _parse_date,
    Kind.MONEY: _parse_money,
    Kind.EMAIL: _parse_email,
    Kind.PHONE: _parse_phone,
    Kind.URL: _parse_url,
    Kind.COUNTRY: _parse_named_code,
    Kind.LANGUAGE: _parse_named_code,
    Kind.TIME_ZONE: _parse_time_zone,
    Kind.REFERENCE: _parse_reference,
    Kind.MANY: _parse_one_of_many,
}


_OF_FEW: Final = frozenset({Kind.CHOICE, Kind.BOOLEAN, Kind.COUNTRY, Kind.LANGUAGE, Kind.TIME_ZONE})


def parse_all(fields: tuple[Field, ...], raw: dict[str, object], actor: Actor) -> dict[str, Any]:
    """The values of all fields named in ``raw``; Invalid with every sentence at once."""
    return Parser(fields, actor).parse_all(raw)


@dataclass
class Parser:
    """`parse_all` for many rows: what is one of few values, in other words each time, is worked out once."""

    fields: tuple[Field, ...]
    actor: Actor
    _known: dict[tuple[str, str], Any] = field(default_factory=dict)

    def parse_all(self, raw: dict[str, object]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for each in self.fields:
            if each.name in raw:
                try:
                    values[each.name] = self._parse(each, raw[each.name])
                except Invalid as invalid:
                    wrong.update(invalid.fields)
        if wrong:
            raise Invalid(wrong)
        return values

    def _parse(self, each: Field, raw: object) -> Any:
        if each.kind not in _OF_FEW or not isinstance(raw, str):
            return parse(each, raw, self.actor)
        key = (each.name, raw)
        if key not in self._known:
            self._known[key] = parse(each, raw, self.actor)
        return self._known[key]


def today(actor: Actor) -> date:
    """The day on the actor's own calendar."""
    return timezone.now().astimezone(zoneinfo.ZoneInfo(actor.time_zone)).date()
