"""What is shown of tags, files, saved views and the settings of the company."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass
from guanxi.access.resources import Field, Kind, OpenResource, Resource
from guanxi.records.models import Sharing

_S = FieldClass.SUMMARY
_B = FieldClass.BUSINESS
_T = FieldClass.FREE_TEXT


def _everybody(actor: Actor) -> Q:
    return Q() if actor.user_id else Q(pk__in=())


# The words themselves are open to all of us; which record wears one follows from the rights on the record.
TAGS = OpenResource(
    name="tags",
    model="records.Tag",
    label=_("Tag"),
    plural=_("Tags"),
    rows=_everybody,
    order="name",
    fields=(
        Field(
            "name", pgettext_lazy("tag", "Name"), Kind.TEXT, _S, path="name_en",
            sort="sort_key", edited=True, required=True, max_length=60,
        ),
        Field("name_zh", _("Name in Chinese"), Kind.TEXT, _S, edited=True, max_length=60),
        Field("colour", _("Colour"), Kind.INTEGER, _S, edited=True),
    ),
)  # fmt: skip

FILES = Resource(
    name="files",
    model="records.StoredFile",
    label=_("File"),
    plural=_("Files"),
    row_class=_T,
    customer="customer",
    author="uploaded_by",
    where={"removed_at": None},
    order="-uploaded",
    audited=True,
    fields=(
        Field("name", _("File name"), Kind.TEXT, _T, sort="sort_key", searched=True, edited=True, required=True),
        Field(
            "customer", _("Customer"), Kind.REFERENCE, _S,
            path="customer_id", label_path="customer__name", target="customers",
        ),
        Field("size", _("Size"), Kind.INTEGER, _T),
        Field("content_type", _("Type"), Kind.TEXT, _T, max_length=100),
        Field(
            "uploaded_by", _("Uploaded by"), Kind.REFERENCE, _T,
            path="uploaded_by_id", label_path="uploaded_by__name", target="users",
        ),
        Field("uploaded", _("Uploaded"), Kind.DATETIME, _T, path="created_at", sort="created_at"),
        Field("resource", _("Attached to"), Kind.TEXT, _T, max_length=40),
        Field("record", _("Record"), Kind.INTEGER, _T),
        Field("sha256", _("SHA-256"), Kind.TEXT, _T, max_length=64),
    ),
)  # fmt: skip

REMOVED_FILES = replace(
    FILES,
    name="removed_files",
    where={"removed_at__isnull": False},
    order="-removed",
    shares_with="files",
    fields=(
        *FILES.fields,
        Field("removed", _("Put into the bin"), Kind.DATETIME, _T, path="removed_at", sort="removed_at"),
        Field(
            "removed_by", _("By"), Kind.REFERENCE, _T,
            path="removed_by_id", label_path="removed_by__name", target="users",
        ),
    ),
)  # fmt: skip


def _views_for(actor: Actor) -> Q:
    """Own views, those shared with a team of his, those shared with everybody."""
    if not actor.user_id:
        return Q(pk__in=())
    return (
        Q(owner=actor.user_id)
        | Q(sharing=Sharing.ALL)
        | Q(sharing=Sharing.TEAM, team__in=sorted(actor.teams | actor.led_teams))
    )


SAVED_VIEWS = OpenResource(
    name="saved_views",
    model="records.SavedView",
    label=_("Saved view"),
    plural=_("Saved views"),
    rows=_views_for,
    order="name",
    fields=(
        Field(
            "name", pgettext_lazy("saved view", "Name"), Kind.TEXT, _S,
            sort="sort_key", edited=True, required=True, max_length=80,
        ),
        Field("resource", pgettext_lazy("saved view", "List"), Kind.TEXT, _S),
        Field(
            "owner", pgettext_lazy("saved view", "Saved by"), Kind.REFERENCE, _S,
            path="owner_id", label_path="owner__name", target="users",
        ),
        Field("query", pgettext_lazy("saved view", "Filter"), Kind.TEXT, _S, filters=False, max_length=2000),
        Field("columns", _("Columns"), Kind.LONG_TEXT, _S, filters=False),
        Field(
            "sharing", pgettext_lazy("saved view", "Shared with"), Kind.CHOICE, _S,
            choices=tuple(Sharing.choices), edited=True, required=True,
        ),
        Field(
            "team", _("Team"), Kind.REFERENCE, _S,
            path="team_id", label_path="team__name_en", target="teams", edited=True,
        ),
    ),
)  # fmt: skip

COMPANY_SETTINGS = OpenResource(
    name="company",
    model="records.CompanySettings",
    label=_("Company"),
    plural=_("Company settings"),
    rows=_everybody,
    fields=(
        Field("name", _("Name of the company"), Kind.TEXT, _S, edited=True, max_length=120),
        Field("base_currency", _("Base currency"), Kind.TEXT, _S, edited=True, required=True, max_length=3),
        Field("country", _("Country"), Kind.COUNTRY, _S, edited=True),
        Field("week_starts_on", _("First day of the week"), Kind.INTEGER, _S, edited=True),
        Field("language", _("Language of new users"), Kind.TEXT, _S, edited=True, max_length=10),
        Field("time_zone", _("Time zone of new users"), Kind.TIME_ZONE, _S, edited=True, required=True),
        Field("largest_file", _("Largest file in megabytes"), Kind.INTEGER, _S, edited=True, required=True),
    ),
)

# What an undo that puts a row of a table back makes anew.
BY_MODEL: Final[Mapping[str, Resource]] = {
    "records.tag": TAGS,
    "records.storedfile": FILES,
    "records.savedview": SAVED_VIEWS,
    "records.companysettings": COMPANY_SETTINGS,
}
