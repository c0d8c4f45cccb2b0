"""What is shown, filtered, searched, edited and imported of customers, with the class of each field."""

from collections.abc import Mapping
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass, InvolvementKind, Level
from guanxi.access.policy import ceiling, customers_at
from guanxi.access.resources import Field, Kind, Many, Resource
from guanxi.customers.following import settle_customers, settle_parts
from guanxi.customers.industries import INDUSTRIES, SIZES
from guanxi.customers.models import NEVER, NEVER_DAY, AddressUse, IdentifierScheme, NameKind, Script
from guanxi.customers.people_resources import (
    AFFILIATIONS,
    BINNED_PEOPLE,
    CHANNELS,
    PEOPLE,
    REPORTING_LINES,
    TIES,
)
from guanxi.customers.standing_words import SIGNALS, STAGES, UNKNOWN_SHARE, Band, Direction

__all__ = [
    "ADDRESSES",
    "AFFILIATIONS",
    "BINNED_CUSTOMERS",
    "BINNED_PEOPLE",
    "BY_MODEL",
    "CHANNELS",
    "CUSTOMERS",
    "IDENTIFIERS",
    "NAMES",
    "PEOPLE",
    "REPORTING_LINES",
    "RESOURCES",
    "SUMMARIES",
    "TIES",
]

_S = FieldClass.SUMMARY
_B = FieldClass.BUSINESS
_M = FieldClass.MONEY
_T = FieldClass.FREE_TEXT

_OWNER = Field(
    "owner", pgettext_lazy("of a customer", "Owner"), Kind.REFERENCE, _S,
    path="owner_id", label_path="owner__name", target="users",
)  # fmt: skip
_DEPARTMENT = Field(
    "department", _("Responsible department"), Kind.REFERENCE, _S,
    path="department_id", label_path="department__name_en", target="departments",
)  # fmt: skip

# Where it stands, as far as everybody may know.
_STANDING = (
    Field(
        "stage", pgettext_lazy("of a relation", "Stage"), Kind.CHOICE, _S, choices=STAGES, sort="stage_order"
    ),
    Field("band", _("Share band"), Kind.CHOICE, _S, choices=tuple(Band.choices)),
    Field(
        "direction", pgettext_lazy("of a relation", "Direction"), Kind.CHOICE, _S, choices=tuple(Direction.choices)
    ),
)  # fmt: skip

CUSTOMERS = Resource(
    name="customers",
    model="customers.Customer",
    label=_("Customer"),
    plural=_("Customers"),
    customer="pk",
    where={"deleted_at__isnull": True, "merged_into__isnull": True},
    order="name",
    has_custom_fields=True,
    settle=settle_customers,
    fields=(
        Field(
            "name", pgettext_lazy("of a customer", "Name"), Kind.TEXT, _S,
            sort="sort_key", searched=True, edited=True, required=True, imported=True,
        ),
        Field(
            "names", _("Other names"), Kind.MANY, _B, searched=True,
            many=Many("customers.CustomerName", "customer_id", "id", "name"),
        ),
        Field("pinyin", _("Pinyin"), Kind.TEXT, _S, filters=False),
        Field(
            "own_code", _("Own code"), Kind.TEXT, _B,
            sort="own_code", searched=True, edited=True, imported=True, max_length=60,
            help=_("The number under which our other systems know the customer."),
        ),
        Field(
            "identifiers", _("Tax numbers"), Kind.MANY, _B, searched=True, imported=True,
            many=Many("customers.CustomerIdentifier", "customer_id", "id", "value"),
        ),
        Field(
            "industry", _("Industry"), Kind.CHOICE, _S, choices=INDUSTRIES, sort="industry", edited=True, imported=True
        ),
        Field("country", _("Country"), Kind.COUNTRY, _S, sort="country", edited=True, imported=True),
        Field("region", _("Region"), Kind.TEXT, _B, edited=True, imported=True, max_length=120),
        Field("city", _("City"), Kind.TEXT, _B, searched=True, edited=True, imported=True, max_length=120),
        Field(
            "size", _("People employed"), Kind.CHOICE, _B, choices=SIZES, sort="size_order", edited=True, imported=True
        ),
        Field("language", _("Language"), Kind.LANGUAGE, _B, edited=True, imported=True),
        Field("time_zone", _("Time zone"), Kind.TIME_ZONE, _B, edited=True, imported=True),
        Field("website", _("Website"), Kind.URL, _B, edited=True, imported=True),
        Field("since", _("Customer since"), Kind.DATE, _B, sort="since", never=NEVER_DAY, edited=True, imported=True),
        _OWNER,
        Field(
            "team", _("Team"), Kind.REFERENCE, _B,
            path="team_id", label_path="team__name_en", target="teams",
        ),
        _DEPARTMENT,
        # Of a customer above this one only what its reader may know of it.
        Field(
            "parent", pgettext_lazy("of a customer", "Part of"), Kind.REFERENCE, _S, target="customers",
            many=Many("customers.Customer", "id", "parent_id", "parent__name", {"parent__isnull": False}, "parent_id"),
        ),
        Field(
            "tags", _("Tags"), Kind.MANY, _B, target="tags",
            many=Many("records.Tagging", "record", "tag_id", "tag__name_en", {"resource": "customers"}),
        ),
        *_STANDING,
        Field(
            "signal", pgettext_lazy("of a relation", "Signal"), Kind.CHOICE, _B, choices=SIGNALS, sort="signal_order"
        ),
        Field("share", _("Our share in per cent"), Kind.NUMBER, _B, sort="share", never=UNKNOWN_SHARE),
        Field("ours_12", _("Bought from us in 12 months"), Kind.MONEY, _M, sort="ours_12"),
        Field("delta_12", _("Against the 12 months before"), Kind.MONEY, _M, sort="delta_12"),
        Field("restricted", _("Restricted"), Kind.BOOLEAN, _B),
        Field("last_touched", _("Last contact"), Kind.DATETIME, _B, sort="last_touched", never=NEVER),
        Field("created_at", _("Created"), Kind.DATETIME, _B, sort="created_at"),
        Field(
            "trigger_event", _("What made them look for a supplier"), Kind.LONG_TEXT, _T, path="text__trigger_event",
            searched=True, edited=True, imported=True, max_length=4000,
        ),
        Field(
            "notes", _("Notes"), Kind.LONG_TEXT, _T, path="text__notes",
            searched=True, edited=True, imported=True, max_length=20_000,
        ),
    ),
)  # fmt: skip

# What an indirect reader gets of a customer, and nothing besides. The week of the last contact is a column of its own:
# sorted or filtered by the moment itself, the list would tell the day.
SUMMARIES = Resource(
    name="summaries",
    model="customers.Customer",
    label=pgettext_lazy("of a customer", "Summary"),
    plural=pgettext_lazy("of customers", "Summaries"),
    row_class=FieldClass.SUMMARY,
    customer="pk",
    where={"deleted_at__isnull": True, "merged_into__isnull": True},
    order="name",
    has_custom_fields=True,
    shares_with="customers",
    version="summary_version",
    fields=(
        Field("name", pgettext_lazy("of a customer", "Name"), Kind.TEXT, _S, sort="sort_key", searched=True),
        Field("country", _("Country"), Kind.COUNTRY, _S, sort="country"),
        Field("industry", _("Industry"), Kind.CHOICE, _S, choices=INDUSTRIES, sort="industry"),
        _DEPARTMENT,
        _OWNER,
        Field("owner_email", _("Owner's e-mail"), Kind.EMAIL, _S, path="owner__email"),
        Field("owner_phone", _("Owner's phone"), Kind.PHONE, _S, path="owner__phone"),
        Field(
            "last_touched", _("Week of the last contact"), Kind.WEEK, _S,
            path="touched_week", sort="touched_week", never=NEVER_DAY,
        ),
        *_STANDING,
    ),
)  # fmt: skip

_CUSTOMER = Field(
    "customer", _("Customer"), Kind.REFERENCE, _B,
    path="customer_id", label_path="customer__name", target="customers",
)  # fmt: skip

NAMES = Resource(
    name="customer_names",
    model="customers.CustomerName",
    label=pgettext_lazy("of a customer", "Name"),
    plural=pgettext_lazy("of a customer", "Names"),
    customer="customer_id",
    order="name",
    settle=settle_parts,
    fields=(
        _CUSTOMER,
        Field(
            "name", pgettext_lazy("of a customer", "Name"), Kind.TEXT, _B,
            sort="sort_key", edited=True, required=True,
        ),
        Field("kind", _("Kind of name"), Kind.CHOICE, _B, choices=tuple(NameKind.choices), edited=True),
        Field("script", _("Script"), Kind.CHOICE, _B, choices=tuple(Script.choices)),
        Field("language", _("Language"), Kind.LANGUAGE, _B, edited=True),
    ),
)  # fmt: skip

IDENTIFIERS = Resource(
    name="customer_identifiers",
    model="customers.CustomerIdentifier",
    label=_("Tax number"),
    plural=_("Tax numbers"),
    customer="customer_id",
    title="value",
    settle=settle_parts,
    fields=(
        _CUSTOMER,
        Field(
            "scheme", _("Kind of number"), Kind.CHOICE, _B,
            choices=tuple(IdentifierScheme.choices), edited=True, required=True,
        ),
        Field("value", _("Number"), Kind.TEXT, _B, edited=True, required=True, max_length=60),
        Field("label", _("Register"), Kind.TEXT, _B, edited=True, max_length=80),
        Field("valid", _("Check digits fit"), Kind.BOOLEAN, _B),
    ),
)  # fmt: skip

ADDRESSES = Resource(
    name="customer_addresses",
    model="customers.CustomerAddress",
    label=_("Address"),
    plural=_("Addresses"),
    customer="customer_id",
    title="lines",
    fields=(
        _CUSTOMER,
        Field("use", _("Used for"), Kind.CHOICE, _B, choices=tuple(AddressUse.choices), edited=True),
        Field("lines", _("Street and number"), Kind.LONG_TEXT, _B, edited=True, max_length=400),
        Field("postcode", _("Postcode"), Kind.TEXT, _B, edited=True, max_length=20),
        Field("city", _("City"), Kind.TEXT, _B, edited=True, max_length=120),
        Field("region", _("Region"), Kind.TEXT, _B, edited=True, max_length=120),
        Field("country", _("Country"), Kind.COUNTRY, _B, edited=True),
    ),
)


def _binned(actor: Actor) -> Q:
    """In the bin a customer is shown to those who may take it out again."""
    now = timezone.now()
    if actor.is_system:
        return Q()
    open_to_him = ceiling(actor, "pk", on=now, kinds=(InvolvementKind.RESTRICTED,))
    return open_to_him & customers_at(actor, Level.FULL, "pk", on=now)


BINNED_CUSTOMERS = Resource(
    name="binned_customers",
    model="customers.Customer",
    label=_("Customer in the bin"),
    plural=_("Customers in the bin"),
    rows=_binned,
    where={"deleted_at__isnull": False},
    order="-deleted_at",
    fields=(
        Field("name", pgettext_lazy("of a customer", "Name"), Kind.TEXT, _S, sort="sort_key"),
        Field("country", _("Country"), Kind.COUNTRY, _S),
        Field("own_code", _("Own code"), Kind.TEXT, _B),
        Field("deleted_at", _("Put into the bin"), Kind.DATETIME, _B, sort="deleted_at"),
        Field(
            "deleted_by", pgettext_lazy("put into the bin", "By"), Kind.REFERENCE, _B,
            path="deleted_by_id", label_path="deleted_by__name", target="users",
        ),
    ),
)  # fmt: skip

RESOURCES: Final = (
    CUSTOMERS,
    SUMMARIES,
    NAMES,
    IDENTIFIERS,
    ADDRESSES,
    BINNED_CUSTOMERS,
    PEOPLE,
    BINNED_PEOPLE,
    AFFILIATIONS,
    CHANNELS,
    TIES,
    REPORTING_LINES,
)

# Whose search entries and derived columns follow when an undo puts a row of a table back.
BY_MODEL: Final[Mapping[str, Resource]] = {
    "customers.customer": CUSTOMERS,
    "customers.customertext": CUSTOMERS,
    "customers.customername": NAMES,
    "customers.customeridentifier": IDENTIFIERS,
    "customers.customeraddress": ADDRESSES,
    "customers.person": PEOPLE,
    "customers.personidentity": PEOPLE,
    "customers.persontext": PEOPLE,
    "customers.affiliation": AFFILIATIONS,
    "customers.channel": CHANNELS,
    "customers.tie": TIES,
    "customers.reportingline": REPORTING_LINES,
}
