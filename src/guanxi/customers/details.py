"""Other names, tax numbers and addresses of a customer."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi import text
from guanxi.access.conditions import on_customer, on_record
from guanxi.access.levels import Level
from guanxi.access.writing import Work, action
from guanxi.customers import identifiers, names
from guanxi.customers.accepting import accepted
from guanxi.customers.actions import create_customer, live_customer
from guanxi.customers.models import Customer, CustomerAddress, CustomerIdentifier, CustomerName, IdentifierScheme
from guanxi.customers.resources import ADDRESSES, IDENTIFIERS, NAMES
from guanxi.errors import Invalid

MOST = 50


def _room(model: type[CustomerName | CustomerIdentifier | CustomerAddress], customer: Customer) -> None:
    if model._default_manager.filter(customer=customer).count() >= MOST:
        raise Invalid({"": _("A customer has at most %(most)d of these.") % {"most": MOST}})


# ---- names ----


@action(label=gettext_lazy("Add a name to the customer"), allow=on_customer(Level.EDIT))
def add_name(work: Work, *, customer: int, values: Mapping[str, object]) -> int:
    """Returns the key of the name; one that it has already in this kind is left as it is."""
    known = accepted(work.actor, NAMES, values, creating=True)
    return store_name(work, live_customer(work, customer), known)


def store_name(work: Work, found: Customer, known: dict[str, Any]) -> int:
    """For actions that were allowed already."""
    known["kind"] = known.get("kind") or "trading"
    same = CustomerName.objects.filter(customer=found, name=known["name"], kind=known["kind"]).first()
    if same is not None:
        return same.pk
    _room(CustomerName, found)
    name = work.add(NAMES, CustomerName(customer=found, created_at=work.now), known, derived=_of_name(known))
    return name.pk


@action(label=gettext_lazy("Change a name of the customer"), allow=on_record(NAMES, Level.EDIT, key="name"))
def change_name(work: Work, *, name: int, values: Mapping[str, object], version: int | None = None) -> bool:
    found = work.get(CustomerName, name)
    known = accepted(work.actor, NAMES, values)
    both = {"name": found.name, "language": found.language, **known}
    others = CustomerName.objects.filter(customer=found.customer_id, name=both["name"])
    _refuse_double("name", others.exclude(pk=name), kind=known.get("kind", found.kind))
    return work.edit(NAMES, found, known, version=version, derived=_of_name(both))


@action(label=gettext_lazy("Remove a name of the customer"), allow=on_record(NAMES, Level.EDIT, key="name"))
def remove_name(work: Work, *, name: int) -> None:
    work.remove(work.get(CustomerName, name))
    work.touch(NAMES, name)


def _of_name(known: Mapping[str, Any]) -> dict[str, str]:
    language = known.get("language") or ""
    return {"sort_key": text.sort_key(known["name"], language), "script": names.script_of(known["name"])}


# ---- numbers ----


@action(label=gettext_lazy("Add a tax number to the customer"), allow=on_customer(Level.EDIT))
def add_identifier(work: Work, *, customer: int, values: Mapping[str, object]) -> int:
    """Returns the key. A tax number whose check digits do not fit is refused with the check that failed."""
    return _store_number(work, live_customer(work, customer), values)


def _store_number(work: Work, found: Customer, values: Mapping[str, object]) -> int:
    known = _checked(accepted(work.actor, IDENTIFIERS, values, creating=True), found.country)
    same = CustomerIdentifier.objects.filter(customer=found, scheme=known["scheme"], value=known["value"]).first()
    if same is not None:
        return same.pk
    _room(CustomerIdentifier, found)
    valid = known.pop("valid")
    number = CustomerIdentifier(customer=found, created_at=work.now, valid=valid)
    return work.add(IDENTIFIERS, number, known).pk


@action(label=gettext_lazy("Create a customer"), allow=create_customer.allow)
def register_customer(work: Work, *, values: Mapping[str, object], number: str = "") -> int:
    """Creates a customer together with its tax number, the kind of which is read off it; returns the key.

    Whoever creates may give the number, whatever his level on the customer is afterwards.
    """
    customer: int = work.also(create_customer, values=values)
    if number.strip():
        found = live_customer(work, customer)
        try:
            _store_number(work, found, {"scheme": scheme_of(number, found.country), "value": number})
        except Invalid as wrong:
            raise Invalid({"number": wrong.fields.get("value", wrong.message)}) from None
    return customer


@action(label=gettext_lazy("Change a tax number"), allow=on_record(IDENTIFIERS, Level.EDIT, key="identifier"))
def change_identifier(
    work: Work, *, identifier: int, values: Mapping[str, object], version: int | None = None
) -> bool:  # fmt: skip
    found = work.get(CustomerIdentifier, identifier)
    known = accepted(work.actor, IDENTIFIERS, values)
    both = _checked({"scheme": found.scheme, "value": found.value, **known}, found.customer.country)
    others = CustomerIdentifier.objects.filter(customer=found.customer_id, value=both["value"])
    _refuse_double("value", others.exclude(pk=identifier), scheme=both["scheme"])
    valid = both.pop("valid")
    return work.edit(IDENTIFIERS, found, both, version=version, derived={"valid": valid})


@action(label=gettext_lazy("Remove a tax number"), allow=on_record(IDENTIFIERS, Level.EDIT, key="identifier"))
def remove_identifier(work: Work, *, identifier: int) -> None:
    work.remove(work.get(CustomerIdentifier, identifier))
    work.touch(IDENTIFIERS, identifier)


def _checked(known: dict[str, Any], country: str) -> dict[str, Any]:
    """The number in its normal form, with ``valid``; a number of another register is taken as it is."""
    try:
        if known["scheme"] == IdentifierScheme.USCC:
            return {**known, "value": identifiers.read_uscc(known["value"]).number, "valid": True}
        if known["scheme"] == IdentifierScheme.EU_VAT:
            return {**known, "value": identifiers.read_vat(known["value"], country=country).number, "valid": True}
    except identifiers.WrongIdentifier as wrong:
        raise Invalid({"value": _(wrong.sentence) % wrong.values}) from None
    return {**known, "valid": False}


def scheme_of(number: str, country: str) -> str:
    """What a number in a file most likely is."""
    kind = identifiers.looks_like(number, country=country)
    if kind is None:
        return IdentifierScheme.OTHER.value
    return (
        IdentifierScheme.USCC if kind is identifiers.IdentifierKind.USCC else IdentifierScheme.EU_VAT
    ).value  # fmt: skip


# ---- addresses ----


@action(label=gettext_lazy("Add an address to the customer"), allow=on_customer(Level.EDIT))
def add_address(work: Work, *, customer: int, values: Mapping[str, object]) -> int:
    found = live_customer(work, customer)
    known = accepted(work.actor, ADDRESSES, values, creating=True)
    if not any(known.get(name) for name in ("lines", "postcode", "city", "region")):
        raise Invalid({"lines": _("Fill in street or city.")})
    _room(CustomerAddress, found)
    known["use"] = known.get("use") or "office"
    return work.add(ADDRESSES, CustomerAddress(customer=found, created_at=work.now), known).pk


@action(label=gettext_lazy("Change an address"), allow=on_record(ADDRESSES, Level.EDIT, key="address"))
def change_address(work: Work, *, address: int, values: Mapping[str, object], version: int | None = None) -> bool:
    found = work.get(CustomerAddress, address)
    known = accepted(work.actor, ADDRESSES, values)
    if "use" in known:
        known["use"] = known["use"] or "office"
    return work.edit(ADDRESSES, found, known, version=version)


@action(label=gettext_lazy("Remove an address"), allow=on_record(ADDRESSES, Level.EDIT, key="address"))
def remove_address(work: Work, *, address: int) -> None:
    work.remove(work.get(CustomerAddress, address))


def _refuse_double(field: str, rows: Any, **where: Any) -> None:
    if rows.filter(**where).exists():
        raise Invalid({field: _("This stands there already.")})
