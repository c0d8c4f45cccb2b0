"""What a query gives: rows with the values that their reader may read, pages of them, and the cursor of a page."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from guanxi.errors import Invalid

BIGGEST_KEY = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that names another record: its key and the text to show."""

    key: int
    label: str

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class Row:
    """What the reader gets of one record: a name that he may not read is absent, as if it did not exist."""

    key: int
    version: int
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def __contains__(self, name: object) -> bool:
        return name in self.values

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)


@dataclass(frozen=True)
class Page:
    """Rows of a list with the cursors of its neighbours, None at the ends; ``count``: on all pages, where asked for."""

    rows: Sequence[Row]
    next: str | None = None
    previous: str | None = None
    count: int | None = None


@dataclass(frozen=True)
class Cursor:
    value: Any
    key: int
    backwards: bool = False

    def encode(self) -> str:
        value = self.value
        if isinstance(value, date | datetime):
            value = value.isoformat()
        elif isinstance(value, Decimal | float):
            value = str(value)
        text = json.dumps([value, self.key, int(self.backwards)], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        try:
            if len(text) > 2000:
                raise ValueError
            value, key, backwards = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            if isinstance(key, bool) or not isinstance(key, int) or not 0 < key <= BIGGEST_KEY:
                raise ValueError
            if not isinstance(value, str | int | bool) or (isinstance(value, str) and "\0" in value):
                raise ValueError
            if isinstance(value, int) and abs(value) > BIGGEST_KEY:
                raise ValueError
            str(value).encode()  # half of a character is no text
            return cls(value, key, bool(backwards))
        except (ValueError, binascii.Error, TypeError, RecursionError):
            raise Invalid({"after": _("This page address is not complete; open the list anew.")}) from None
