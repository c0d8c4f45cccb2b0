"""The settings of the company: read by everybody, changed by administrators."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from babel.numbers import list_currencies
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access import values as written_values
from guanxi.access.audit import record_event
from guanxi.access.conditions import administrators
from guanxi.access.resources import editable_fields
from guanxi.access.writing import Work, action
from guanxi.database.fetching import fetch
from guanxi.errors import Invalid
from guanxi.records.models import COMPANY, CompanySettings
from guanxi.records.resources import COMPANY_SETTINGS

LARGEST_FILE = 500  # megabytes


@dataclass(frozen=True)
class Company:
    """The settings as they hold; ``version`` for the form that edits them."""

    name: str = ""
    base_currency: str = "EUR"
    country: str = ""
    week_starts_on: int = 0
    language: str = "en"
    time_zone: str = "UTC"
    largest_file: int = 25
    version: int = 0

    @property
    def largest_file_bytes(self) -> int:
        return self.largest_file * 1_000_000


_held: ContextVar[list[Company] | None] = ContextVar("company", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Within it the settings are read once at most: for what only reads, such as the answer to a GET."""
    token = _held.set([])
    try:
        yield
    finally:
        _held.reset(token)


def company() -> Company:
    """Open to everybody, so it asks for no actor; what was never set has its default."""
    held = _held.get()
    if held is None:
        return _stored()
    if not held:
        held.append(_stored())
    return held[0]


def _stored() -> Company:
    names = tuple(Company.__dataclass_fields__)
    lines = fetch(f"SELECT {', '.join(names)} FROM records_companysettings WHERE id = %s", [COMPANY])
    return Company(*lines[0]) if lines else Company()


@action(label=gettext_lazy("Edit the settings of the company"), allow=administrators)
def set_company(work: Work, *, values: Mapping[str, object], version: int | None = None) -> None:
    """Stores settings by name; the others stay."""
    found = CompanySettings.objects.select_for_update().filter(pk=COMPANY).first()
    if found is None:
        found = work.create(CompanySettings(pk=COMPANY, created_at=work.now))
        version = None
    for name in values:
        COMPANY_SETTINGS.field(name)
    known = written_values.parse_all(editable_fields(COMPANY_SETTINGS), dict(values), work.actor)
    wrong = {}
    if "base_currency" in known:
        known["base_currency"] = known["base_currency"].upper()
        if known["base_currency"] not in list_currencies():
            wrong["base_currency"] = _("Write the three letters of the currency, for example EUR.")
    if "week_starts_on" in known and known["week_starts_on"] not in range(7):
        wrong["week_starts_on"] = _("Choose a day of the week.")
    if "language" in known and known["language"] not in dict(settings.LANGUAGES):
        wrong["language"] = _("Choose English or Simplified Chinese.")
    if "largest_file" in known and not 1 <= known["largest_file"] <= LARGEST_FILE:
        wrong["largest_file"] = _("Choose 1 to %(most)d megabytes.") % {"most": LARGEST_FILE}
    if wrong:
        raise Invalid(wrong)
    before = {name: getattr(found, name) for name in known}
    if work.edit(COMPANY_SETTINGS, found, known, version=version):
        changed = sorted(name for name, value in known.items() if value != before[name])
        work.emit("company_changed", fields=changed)
        record_event(
            "company changed", on=work.now, channel=work.channel, actor=work.actor, resource="company",
            record=COMPANY, fields=sorted(known),
        )  # fmt: skip
