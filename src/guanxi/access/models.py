"""Tables of access: who we are, who has to do with which customer, what changed, what waits to be told."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import get_language

from guanxi.access.keys import new_key
from guanxi.access.levels import FieldClass, InvolvementKind, Level, PrincipalKind, Relation

LEVELS = [(level.value, level.label) for level in Level]


class SortKeyField(models.CharField[str, str]):
    """A stored key by which a list is sorted: compared byte by byte on every database, so that an index serves."""

    def db_parameters(self, connection: Any) -> Any:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class Record(models.Model):
    """What every record with an address has. Its table holds one class of fields, named by ``field_class``.

    ``derived`` names columns that follow from other rows; they are no part of the change log, so no undo meets them.
    """

    field_class: ClassVar[FieldClass] = FieldClass.BUSINESS
    derived: ClassVar[frozenset[str]] = frozenset()

    id = models.BigIntegerField(primary_key=True, default=new_key, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True


# ---- who we are ----


class Department(Record):
    """A department with its row of each of the two tables: level by relation, and level from which a class is read."""

    slug = models.SlugField(max_length=40, unique=True)
    name_en = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    creates_as_owner = models.BooleanField(default=False)

    level_owner = models.PositiveSmallIntegerField(choices=LEVELS, default=Level.NONE)
    level_team = models.PositiveSmallIntegerField(choices=LEVELS, default=Level.NONE)
    level_lead = models.PositiveSmallIntegerField(choices=LEVELS, default=Level.NONE)
    level_engaged = models.PositiveSmallIntegerField(choices=LEVELS, default=Level.NONE)
    level_otherwise = models.PositiveSmallIntegerField(choices=LEVELS, default=Level.NONE)
    # Empty means never.
    reads_summary = models.PositiveSmallIntegerField(choices=LEVELS, null=True, default=Level.INDIRECT)
    reads_business = models.PositiveSmallIntegerField(choices=LEVELS, null=True, default=Level.READ)
    reads_personal = models.PositiveSmallIntegerField(choices=LEVELS, null=True, default=Level.READ)
    reads_free_text = models.PositiveSmallIntegerField(choices=LEVELS, null=True, default=Level.READ)
    reads_money = models.PositiveSmallIntegerField(choices=LEVELS, null=True, default=None)

    class Meta:
        ordering = ("position", "slug")

    @property
    def name(self) -> str:
        return self.name_zh if self.name_zh and str(get_language()).startswith("zh") else self.name_en

    def level(self, relation: Relation) -> Level:
        return Level(getattr(self, f"level_{relation.value}"))

    def reads_from(self, field_class: FieldClass) -> Level | None:
        """The level from which the department reads the class; None is never, and secrets are never read."""
        if field_class == FieldClass.SECRET:
            return None
        level = getattr(self, f"reads_{field_class.value}")
        return None if level is None else Level(level)


class Team(Record):
    """People within one department; teams nest, and who leads a team leads those below it."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="teams")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    name_en = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("name_en", "id")

    @property
    def name(self) -> str:
        return self.name_zh if self.name_zh and str(get_language()).startswith("zh") else self.name_en


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(Record, AbstractBaseUser):
    """One of us. What he may see follows from his memberships; an administrator sees no customer by being one."""

    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(max_length=254, blank=True)
    name = models.CharField(max_length=120)
    sort_key = SortKeyField(max_length=240, default="", blank=True)
    phone = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(default=False)
    is_auditor = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=60, default="UTC")
    theme = models.CharField(max_length=10, default="", blank=True)
    uses_keys = models.BooleanField(default=True)
    # The mails that he does not want: words of `directory_actions.MAILS`, with blanks between.
    muted = models.CharField(max_length=200, default="", blank=True)
    # Who leaves gives everything to a successor; the row stays, for the history names it.
    left_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    class Meta:
        ordering = ("sort_key", "id")
        constraints = (
            models.UniqueConstraint(Lower("email"), name="one_user_an_email", condition=~Q(email="")),
            models.UniqueConstraint(Lower("username"), name="one_user_a_username"),
        )

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)


class Membership(models.Model):
    """A user in a department, or (with a team) in one of its teams; ``leads`` is said of that."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    leads = models.BooleanField(default=False)

    field_class: ClassVar[FieldClass] = FieldClass.BUSINESS

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user", "department"), name="one_membership_a_department", condition=Q(team__isnull=True)
            ),
            models.UniqueConstraint(fields=("user", "team"), name="one_membership_a_team"),
        )


# ---- who of us has to do with which customer ----


class Involvement(models.Model):
    """Why somebody has to do with a customer: the one table from which a level follows.

    ``customer`` is a key and no foreign key: access stands below customers. ``principal`` is the key of a user, team or
    department (they never collide), 0 for nobody.
    """

    customer = models.BigIntegerField()
    principal = models.BigIntegerField(default=0)
    principal_kind = models.CharField(max_length=12, choices=PrincipalKind.choices)
    kind = models.CharField(max_length=12, choices=InvolvementKind.choices)
    level = models.PositiveSmallIntegerField(choices=LEVELS, null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    field_class: ClassVar[FieldClass] = FieldClass.BUSINESS

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("customer", "kind", "principal"), name="one_involvement_a_kind"),
            models.CheckConstraint(
                condition=~Q(kind__in=("share", "named")) | Q(level__isnull=False), name="a_share_has_a_level"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("share", "named")) | Q(until__isnull=True), name="only_shares_end_by_themselves"
            ),
        )
        indexes = (
            models.Index(fields=("principal", "kind", "customer"), name="involvement_by_principal"),
            # For the ceilings, read by every list; of all kinds, as SQLite cannot tell that a parameter is one of two.
            models.Index(fields=("kind", "customer"), name="involvement_by_kind"),
        )


# ---- what changed ----


class ChangeGroup(models.Model):
    """One action, bulk edit, import or merge: what is undone together."""

    id = models.BigIntegerField(primary_key=True, default=new_key, editable=False)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=80)
    channel = models.CharField(max_length=20)
    at = models.DateTimeField()
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        indexes = (models.Index(F("at").desc(), name="change_group_newest"),)


class Change(models.Model):
    """What one action did to one row: the values before and after, of one field class."""

    group = models.ForeignKey(ChangeGroup, on_delete=models.PROTECT, related_name="changes")
    model = models.CharField(max_length=60)
    record = models.BigIntegerField()
    customer = models.BigIntegerField(null=True)
    operation = models.CharField(max_length=8, choices=[(o, o) for o in ("create", "change", "remove")])
    field_class = models.CharField(max_length=12, choices=FieldClass.choices)
    version = models.PositiveIntegerField(null=True)
    old = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    new = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        indexes = (
            models.Index(fields=("model", "record", "version"), name="change_by_record"),
            models.Index(fields=("customer", "id"), name="change_by_customer"),
        )


class Outbox(models.Model):
    """What others must be told of a change, written with it and delivered after it, at least once."""

    group = models.ForeignKey(ChangeGroup, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    customer = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("kind", "id"), name="outbox_waiting", condition=Q(handled_at__isnull=True)),)


# ---- custom fields ----


class CustomField(Record):
    """A field that an administrator added to a resource while the system runs."""

    resource = models.CharField(max_length=40)
    slug = models.SlugField(max_length=40)
    label_en = models.CharField(max_length=80)
    label_zh = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=20)
    class_of_field = models.CharField(max_length=12, choices=FieldClass.choices, default=FieldClass.BUSINESS)
    choices = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ("resource", "position", "slug")
        constraints = (models.UniqueConstraint(fields=("resource", "slug"), name="one_custom_field_a_slug"),)

    @property
    def label(self) -> str:
        return self.label_zh if self.label_zh and str(get_language()).startswith("zh") else self.label_en


class CustomValue(models.Model):
    """The value of a custom field on a record, in the column of its type."""

    field = models.ForeignKey(CustomField, on_delete=models.PROTECT, related_name="values")
    record = models.BigIntegerField()
    text = models.CharField(max_length=1000, null=True)
    key = models.CharField(max_length=120, null=True)
    number = models.DecimalField(max_digits=15, decimal_places=4, null=True)
    date = models.DateField(null=True)
    flag = models.BooleanField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("field", "record"), name="one_value_a_custom_field"),)
        indexes = (
            models.Index(fields=("field", "key", "record"), name="custom_value_by_key"),
            models.Index(fields=("field", "date", "record"), name="custom_value_by_date"),
        )

    @property
    def field_class(self) -> FieldClass:
        return FieldClass(self.field.class_of_field)


# ---- the trail ----


class AuditEvent(models.Model):
    """What an auditor must be able to read: sign-ins, rights changed, exports, records opened, views as a colleague.

    Records are named by key only; details hold no personal data. Append-only.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    as_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    resource = models.CharField(max_length=40, blank=True)
    record = models.BigIntegerField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = (
            models.Index(F("at").desc(), name="audit_newest"),
            models.Index(fields=("kind", "-at"), name="audit_by_kind"),
        )


class ReadMark(models.Model):
    """That somebody opened a record in an hour was noted: the first opening wins, the others cost one look-up.

    ``eyes`` is the key of the colleague through whose eyes it was seen, 0 for one's own.
    """

    actor = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    eyes = models.BigIntegerField(default=0)
    resource = models.CharField(max_length=40)
    record = models.BigIntegerField()
    hour = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("actor", "eyes", "resource", "record", "hour"), name="one_read_mark_an_hour"
            ),
        )


class AccessRequest(Record):
    """Somebody asks to see more of a customer; the owner grants a share or declines."""

    customer = models.BigIntegerField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted = models.BooleanField(null=True)

    class Meta:
        indexes = (models.Index(fields=("customer",), name="open_requests", condition=Q(decided_at__isnull=True)),)
        constraints = (
            models.UniqueConstraint(
                fields=("customer", "asked_by"), name="one_open_request", condition=Q(decided_at__isnull=True)
            ),
        )


class Invitation(Record):
    """A link by which a new user sets the password; only the digest of its token is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


# ---- search ----


class TokensField(models.Field[Any, Any]):
    """A set of tokens in the form in which the database searches it; written as a list, never read back."""

    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "array_to_tsvector(%s::text[])" if connection.vendor == "postgresql" else "%s"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        # A blank on either side, so that a token is found by its beginning wherever it stands.
        return list(value) if connection.vendor == "postgresql" else f" {' '.join(value)} "


class SearchEntry(models.Model):
    """The tokens by which a record is found. Each is marked with its field class: `access.search` says how."""

    resource = models.CharField(max_length=40)
    record = models.BigIntegerField()
    tokens = TokensField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("resource", "record"), name="one_search_entry_a_record"),)
