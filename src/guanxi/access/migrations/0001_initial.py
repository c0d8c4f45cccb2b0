import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import guanxi.access.keys
import guanxi.access.levels
import guanxi.access.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Department",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("slug", models.SlugField(max_length=40, unique=True)),
                ("name_en", models.CharField(max_length=80)),
                ("name_zh", models.CharField(blank=True, max_length=80)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("creates_as_owner", models.BooleanField(default=False)),
                (
                    "level_owner",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "none"), (1, "indirect"), (2, "read"), (3, "edit"), (4, "full")],
                        default=guanxi.access.levels.Level["NONE"],
                    ),
                ),
                (
                    "level_team",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "none"), (1, "indirect"), (2, "read"), (3, "edit"), (4, "full")],
                        default=guanxi.access.levels.Level["NONE"],
                    ),
                ),
                (
                    "level_lead",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "none"), (1, "indirect"), (2, "read"), (3, "edit"), (4, "full")],
                        default=guanxi.access.levels.Level["NONE"],
                    ),
                ),
                (
                    "level_engaged",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "none"), (1, "indirect"), (2, "read"), (3, "edit"), (4, "full")],
                        default=guanxi.access.levels.Level["NONE"],
                    ),
                ),
                (
                    "level_otherwise",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "none"), (1, "indirect"), (2, "read"), (3, "edit"), (4, "full")],
                        default=guanxi.access.levels.Level["NONE"],
                    ),
                ),
                (
                    "reads_summary",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "none"), (1, "indirect"), (2, "read"), (3, "edit"), (4, "full")],
                        default=guanxi.access.levels.Level["INDIRECT"],
                        null=True,
                    ),
                ),
                (
                    "reads_business",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "none"), (1, "indirect"), (2, "read"), (3, "edit"), (4, "full")],
                        default=guanxi.access.levels.Level["READ"],
                        null=True,
                    ),
                ),
                (
                    "reads_personal",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "none"), (1, "indirect"), (2, "read"), (3, "edit"), (4, "full")],
                        default=guanxi.access.levels.Level["READ"],
                        null=True,
                    ),
                ),
                (
                    "reads_free_text",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "none"), (1, "indirect"), (2, "read"), (3, "edit"), (4, "full")],
                        default=guanxi.access.levels.Level["READ"],
                        null=True,
                    ),
                ),
                (
                    "reads_money",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "none"), (1, "indirect"), (2, "read"), (3, "edit"), (4, "full")],
                        default=None,
                        null=True,
                    ),
                ),
            ],
            options={
                "ordering": ("position", "slug"),
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("username", models.CharField(max_length=150, unique=True)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("name", models.CharField(max_length=120)),
                ("sort_key", guanxi.access.models.SortKeyField(blank=True, default="", max_length=240)),
                ("phone", models.CharField(blank=True, max_length=60)),
                ("title", models.CharField(blank=True, max_length=120)),
                ("is_active", models.BooleanField(default=True)),
                ("is_administrator", models.BooleanField(default=False)),
                ("is_auditor", models.BooleanField(default=False)),
                ("language", models.CharField(default="en", max_length=10)),
                ("time_zone", models.CharField(default="UTC", max_length=60)),
                ("theme", models.CharField(blank=True, default="", max_length=10)),
                ("uses_keys", models.BooleanField(default=True)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("sort_key", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("email", ""), _negated=True),
                        name="one_user_an_email",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("username"), name="one_user_a_username"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangeGroup",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("action", models.CharField(max_length=80)),
                ("channel", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="access.changegroup",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(models.OrderBy(models.F("at"), descending=True), name="change_group_newest")],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("model", models.CharField(max_length=60)),
                ("record", models.BigIntegerField()),
                ("customer", models.BigIntegerField(null=True)),
                (
                    "operation",
                    models.CharField(
                        choices=[("create", "create"), ("change", "change"), ("remove", "remove")], max_length=8
                    ),
                ),
                (
                    "field_class",
                    models.CharField(
                        choices=[
                            ("summary", "summary"),
                            ("business", "business"),
                            ("personal", "personal"),
                            ("free_text", "free text"),
                            ("money", "money"),
                            ("secret", "secret"),
                        ],
                        max_length=12,
                    ),
                ),
                ("version", models.PositiveIntegerField(null=True)),
                ("old", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                ("new", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="access.changegroup"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["model", "record", "version"], name="change_by_record"),
                    models.Index(fields=["customer", "id"], name="change_by_customer"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomField",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("resource", models.CharField(max_length=40)),
                ("slug", models.SlugField(max_length=40)),
                ("label_en", models.CharField(max_length=80)),
                ("label_zh", models.CharField(blank=True, max_length=80)),
                ("kind", models.CharField(max_length=20)),
                (
                    "class_of_field",
                    models.CharField(
                        choices=[
                            ("summary", "summary"),
                            ("business", "business"),
                            ("personal", "personal"),
                            ("free_text", "free text"),
                            ("money", "money"),
                            ("secret", "secret"),
                        ],
                        default="business",
                        max_length=12,
                    ),
                ),
                ("choices", models.JSONField(blank=True, default=list)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("retired", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ("resource", "position", "slug"),
                "constraints": [models.UniqueConstraint(fields=("resource", "slug"), name="one_custom_field_a_slug")],
            },
        ),
        migrations.CreateModel(
            name="CustomValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record", models.BigIntegerField()),
                ("text", models.CharField(max_length=1000, null=True)),
                ("key", models.CharField(max_length=120, null=True)),
                ("number", models.DecimalField(decimal_places=4, max_digits=15, null=True)),
                ("date", models.DateField(null=True)),
                ("flag", models.BooleanField(null=True)),
                (
                    "field",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="values", to="access.customfield"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["field", "key", "record"], name="custom_value_by_key"),
                    models.Index(fields=["field", "date", "record"], name="custom_value_by_date"),
                ],
                "constraints": [models.UniqueConstraint(fields=("field", "record"), name="one_value_a_custom_field")],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Involvement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("customer", models.BigIntegerField()),
                ("principal", models.BigIntegerField(default=0)),
                (
                    "principal_kind",
                    models.CharField(
                        choices=[
                            ("user", "user"),
                            ("team", "team"),
                            ("department", "department"),
                            ("nobody", "nobody"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("owner", "owner"),
                            ("team", "team"),
                            ("engaged", "engaged"),
                            ("share", "share"),
                            ("named", "named"),
                            ("nobody", "without owner"),
                            ("restricted", "restricted"),
                            ("gone", "gone"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(0, "none"), (1, "indirect"), (2, "read"), (3, "edit"), (4, "full")],
                        null=True,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["principal", "kind", "customer"], name="involvement_by_principal"),
                    models.Index(fields=["kind", "customer"], name="involvement_by_kind"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("customer", "kind", "principal"), name="one_involvement_a_kind"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ("share", "named")), _negated=True),
                            ("level__isnull", False),
                            _connector="OR",
                        ),
                        name="a_share_has_a_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("share", "named")), ("until__isnull", True), _connector="OR"),
                        name="only_shares_end_by_themselves",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Outbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("customer", models.BigIntegerField(null=True)),
                ("payload", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("handled_at", models.DateTimeField(null=True)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.changegroup"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("handled_at__isnull", True)), fields=["kind", "id"], name="outbox_waiting"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("resource", models.CharField(max_length=40)),
                ("record", models.BigIntegerField()),
                ("hour", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("actor", "resource", "record", "hour"), name="one_read_mark_an_hour"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("resource", models.CharField(max_length=40)),
                ("record", models.BigIntegerField()),
                ("tokens", guanxi.access.models.TokensField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("resource", "record"), name="one_search_entry_a_record")
                ],
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("name_en", models.CharField(max_length=80)),
                ("name_zh", models.CharField(blank=True, max_length=80)),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="teams", to="access.department"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="access.team",
                    ),
                ),
            ],
            options={
                "ordering": ("name_en", "id"),
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("leads", models.BooleanField(default=False)),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="access.department"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="access.team",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("team__isnull", True)),
                        fields=("user", "department"),
                        name="one_membership_a_department",
                    ),
                    models.UniqueConstraint(fields=("user", "team"), name="one_membership_a_team"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessRequest",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("customer", models.BigIntegerField()),
                ("reason", models.CharField(max_length=400)),
                ("decided_at", models.DateTimeField(null=True)),
                ("granted", models.BooleanField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("decided_at__isnull", True)), fields=["customer"], name="open_requests"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=("customer", "asked_by"),
                        name="one_open_request",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=40)),
                ("channel", models.CharField(max_length=20)),
                ("resource", models.CharField(blank=True, max_length=40)),
                ("record", models.BigIntegerField(null=True)),
                ("details", models.JSONField(default=dict)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "as_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(models.OrderBy(models.F("at"), descending=True), name="audit_newest"),
                    models.Index(fields=["kind", "-at"], name="audit_by_kind"),
                ],
            },
        ),
    ]
