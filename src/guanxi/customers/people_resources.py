"""What is shown, filtered, searched, edited and imported of people, with the class of each field."""

from typing import Final

from django.apps import apps
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass, Level
from guanxi.access.policy import ceiling, customers_at
from guanxi.access.resources import Field, Kind, Label, Link, Many, Resource
from guanxi.customers.following import settle_affiliations, settle_channels, settle_people
from guanxi.customers.people_models import Attitude, ChannelKind, Strength

_S = FieldClass.SUMMARY
_P = FieldClass.PERSONAL
_T = FieldClass.FREE_TEXT

# The roles of the buying centre: key, name, column of the affiliation.
BUYING_ROLES: Final[tuple[tuple[str, Label, str], ...]] = (
    ("initiator", pgettext_lazy("role in the buying centre", "Initiator"), "is_initiator"),
    ("user", pgettext_lazy("role in the buying centre", "User"), "is_user"),
    ("influencer", pgettext_lazy("role in the buying centre", "Influencer"), "is_influencer"),
    ("decider", pgettext_lazy("role in the buying centre", "Decider"), "is_decider"),
    ("buyer", pgettext_lazy("role in the buying centre", "Buyer"), "is_buyer"),
    ("gatekeeper", pgettext_lazy("role in the buying centre", "Gatekeeper"), "is_gatekeeper"),
)

# A person is seen, and what is kept of him, by whoever may read what is personal at one of his customers.
_AT_CUSTOMERS = Link("customers.Affiliation", "person_id", "customer_id")
_OF_PERSON = Link("customers.Affiliation", "person_id", "customer_id", own="person_id")
_THERE = {"person__deleted_at__isnull": True, "person__merged_into__isnull": True, "person__erased_at__isnull": True}
_AT_CUSTOMER = "customer_id"


def _channels(name: str, label: Label, *kinds: ChannelKind, searched: bool = True) -> Field:
    where = {"kind__in": tuple(kind.value for kind in kinds)}
    many = Many("customers.Channel", "person_id", "id", "value", where)
    return Field(name, label, Kind.MANY, _P, many=many, searched=searched, imported=True)


_PERSON = Field(
    "person", _("Person"), Kind.REFERENCE, _P,
    path="person_id", label_path="person__identity__name", target="people", sort="person__identity__sort_key",
)  # fmt: skip
_CUSTOMER = Field(
    "customer", _("Customer"), Kind.REFERENCE, _P,
    path="customer_id", label_path="customer__name", target="customers",
)  # fmt: skip

PEOPLE = Resource(
    name="people",
    model="customers.Person",
    label=_("Person"),
    plural=_("People"),
    row_class=FieldClass.PERSONAL,
    link=_AT_CUSTOMERS,
    where={"deleted_at__isnull": True, "merged_into__isnull": True, "erased_at__isnull": True},
    order="name",
    has_custom_fields=True,
    audited=True,
    settle=settle_people,
    fields=(
        Field(
            "name", pgettext_lazy("of a person", "Name"), Kind.TEXT, _P, path="identity__name",
            sort="identity__sort_key", searched=True, edited=True, required=True, imported=True, max_length=120,
        ),
        Field(
            "other_name", _("Name in another script"), Kind.TEXT, _P, path="identity__other_name",
            searched=True, edited=True, imported=True, max_length=120,
        ),
        Field("pinyin", _("Pinyin"), Kind.TEXT, _P, path="identity__pinyin", filters=False),
        Field("initials", _("Initials"), Kind.TEXT, _P, path="identity__initials", filters=False),
        Field(
            "salutation", _("Salutation"), Kind.TEXT, _P, path="identity__salutation",
            edited=True, imported=True, max_length=40,
        ),
        Field(
            "customers", _("Customers"), Kind.MANY, _S, target="customers",
            many=Many("customers.Affiliation", "person_id", "customer_id", "customer__name", {}, _AT_CUSTOMER),
        ),
        Field(
            "job_titles", _("Job titles"), Kind.MANY, _P,
            many=Many("customers.Affiliation", "person_id", "id", "job_title", {"job_title__gt": ""}, _AT_CUSTOMER),
        ),
        _channels("phones", _("Phone numbers"), ChannelKind.PHONE, ChannelKind.MOBILE),
        _channels("mails", _("E-mail addresses"), ChannelKind.MAIL),
        _channels("wechat", pgettext_lazy("channel", "WeChat"), ChannelKind.WECHAT),
        _channels("whatsapp", pgettext_lazy("channel", "WhatsApp"), ChannelKind.WHATSAPP),
        _channels("other_channels", _("Other ways to reach"), ChannelKind.OTHER),
        Field(
            "known_by", _("Known by"), Kind.MANY, _P, target="users",
            many=Many("customers.Tie", "person_id", "user_id", "user__name", {"strength__gt": 0}),
        ),
        Field("language", _("Language"), Kind.LANGUAGE, _P, path="identity__language", edited=True, imported=True),
        Field("time_zone", _("Time zone"), Kind.TIME_ZONE, _P, path="identity__time_zone", edited=True, imported=True),
        Field("created_at", _("Created"), Kind.DATETIME, _P, sort="created_at"),
        Field(
            "notes", _("Notes"), Kind.LONG_TEXT, _T, path="text__notes",
            searched=True, edited=True, imported=True, max_length=20_000,
        ),
    ),
)  # fmt: skip


def _binned(actor: Actor) -> Q:
    """In the bin a person is shown to those who may take him out again: at the full level at one of his customers."""
    now = timezone.now()
    if actor.is_system:
        return Q()
    if actor.reads_from(FieldClass.PERSONAL) is None:
        return Q(pk__in=())
    places = apps.get_model("customers.Affiliation")._default_manager.filter(
        ceiling(actor, "customer_id", on=now), customers_at(actor, Level.FULL, "customer_id", on=now)
    )
    return Q(pk__in=places.values("person_id"))


BINNED_PEOPLE = Resource(
    name="binned_people",
    model="customers.Person",
    label=_("Person in the bin"),
    plural=_("People in the bin"),
    row_class=FieldClass.PERSONAL,
    rows=_binned,
    where={"deleted_at__isnull": False, "merged_into__isnull": True, "erased_at__isnull": True},
    order="-deleted_at",
    fields=(
        Field("name", pgettext_lazy("of a person", "Name"), Kind.TEXT, _P, path="identity__name"),
        Field("deleted_at", _("Put into the bin"), Kind.DATETIME, _P, sort="deleted_at"),
        Field(
            "deleted_by", pgettext_lazy("put into the bin", "By"), Kind.REFERENCE, _P,
            path="deleted_by_id", label_path="deleted_by__name", target="users",
        ),
    ),
)  # fmt: skip

AFFILIATIONS = Resource(
    name="affiliations",
    model="customers.Affiliation",
    label=_("Place at a customer"),
    plural=_("Places at customers"),
    row_class=FieldClass.PERSONAL,
    customer="customer_id",
    where=_THERE,
    order="person",
    title="person",
    settle=settle_affiliations,
    fields=(
        _PERSON,
        _CUSTOMER,
        Field("job_title", _("Job title"), Kind.TEXT, _P, edited=True, imported=True, max_length=120),
        Field("department", _("Department there"), Kind.TEXT, _P, edited=True, imported=True, max_length=120),
        *(
            Field(column, label, Kind.BOOLEAN, _P, edited=True, imported=True)
            for _key, label, column in BUYING_ROLES
        ),
        Field(
            "attitude", _("Attitude to us"), Kind.CHOICE, _P, choices=tuple(Attitude.choices), edited=True,
            imported=True, never=Attitude.UNKNOWN.value,
        ),
        Field("is_main", _("Main customer"), Kind.BOOLEAN, _P, edited=True),
        Field("since", pgettext_lazy("at a customer", "Since"), Kind.DATE, _P, edited=True, imported=True),
        Field("until", pgettext_lazy("at a customer", "Until"), Kind.DATE, _P, edited=True, imported=True),
    ),
)  # fmt: skip

CHANNELS = Resource(
    name="channels",
    model="customers.Channel",
    label=_("Way to reach somebody"),
    plural=_("Ways to reach people"),
    row_class=FieldClass.PERSONAL,
    link=_OF_PERSON,
    where=_THERE,
    title="value",
    settle=settle_channels,
    fields=(
        _PERSON,
        Field(
            "kind", pgettext_lazy("way to reach somebody", "Kind"), Kind.CHOICE, _P,
            choices=tuple(ChannelKind.choices), edited=True, required=True,
        ),
        Field("value", _("Number or address"), Kind.TEXT, _P, edited=True, required=True, max_length=254),
        Field("label", pgettext_lazy("way to reach somebody", "Label"), Kind.TEXT, _P, edited=True, max_length=60),
        Field("preferred", _("Preferred"), Kind.BOOLEAN, _P, edited=True),
    ),
)  # fmt: skip

TIES = Resource(
    name="ties",
    model="customers.Tie",
    label=_("Tie"),
    plural=_("Ties"),
    row_class=FieldClass.PERSONAL,
    link=_OF_PERSON,
    where=_THERE,
    title="person",
    fields=(
        _PERSON,
        Field(
            "user", pgettext_lazy("one of us", "User"), Kind.REFERENCE, _P,
            path="user_id", label_path="user__name", target="users",
        ),
        Field("strength", _("Strength"), Kind.INTEGER, _P),
        Field("how", _("How they know each other"), Kind.TEXT, _P, edited=True),
        Field("since", pgettext_lazy("of a tie", "Since"), Kind.DATE, _P, edited=True),
    ),
)  # fmt: skip

REPORTING_LINES = Resource(
    name="reporting_lines",
    model="customers.ReportingLine",
    label=_("Reporting line"),
    plural=_("Reporting lines"),
    row_class=FieldClass.PERSONAL,
    customer="customer_id",
    where={**_THERE, **{name.replace("person__", "manager__"): value for name, value in _THERE.items()}},
    title="person",
    fields=(
        _CUSTOMER,
        _PERSON,
        Field(
            "manager", _("Reports to"), Kind.REFERENCE, _P,
            path="manager_id", label_path="manager__identity__name", target="people",
        ),
    ),
)  # fmt: skip
STRENGTHS: Final[tuple[tuple[int, Label], ...]] = tuple(Strength.choices)
