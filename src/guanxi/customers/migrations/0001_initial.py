import datetime

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import guanxi.access.keys
import guanxi.access.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Customer",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("name", models.CharField(max_length=200, verbose_name="Name")),
                ("sort_key", guanxi.access.models.SortKeyField(blank=True, default="", max_length=400)),
                ("pinyin", models.CharField(blank=True, default="", max_length=400)),
                ("initials", models.CharField(blank=True, default="", max_length=60)),
                ("industry", models.CharField(blank=True, default="", max_length=30)),
                ("country", models.CharField(blank=True, default="", max_length=2)),
                ("region", models.CharField(blank=True, default="", max_length=120)),
                ("city", models.CharField(blank=True, default="", max_length=120)),
                ("size", models.CharField(blank=True, default="", max_length=20)),
                ("size_order", models.PositiveSmallIntegerField(default=0)),
                ("language", models.CharField(blank=True, default="", max_length=16)),
                ("time_zone", models.CharField(blank=True, default="", max_length=60)),
                ("website", models.CharField(blank=True, default="", max_length=200)),
                ("own_code", guanxi.access.models.SortKeyField(blank=True, default="", max_length=60)),
                ("since", models.DateField(default=datetime.date(1970, 1, 1))),
                ("restricted", models.BooleanField(default=False)),
                (
                    "last_touched",
                    models.DateTimeField(default=datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                ),
                ("touched_week", models.DateField(default=datetime.date(1970, 1, 1))),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("judged", models.PositiveIntegerField(default=0, editable=False)),
                ("summary_version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "summary_at",
                    models.DateTimeField(
                        default=datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.UTC), editable=False
                    ),
                ),
                (
                    "deleted_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.department",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aliases",
                        to="customers.customer",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="customers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subsidiaries",
                        to="customers.customer",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.team",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="customer_by_name"),
                    models.Index(fields=["owner", "sort_key", "id"], name="customer_by_owner"),
                    models.Index(fields=["country", "id"], name="customer_by_country"),
                    models.Index(fields=["industry", "id"], name="customer_by_industry"),
                    models.Index(fields=["size_order", "id"], name="customer_by_size"),
                    models.Index(fields=["own_code", "id"], name="customer_by_own_code"),
                    models.Index(fields=["since", "id"], name="customer_by_since"),
                    models.Index(fields=["created_at", "id"], name="customer_by_created"),
                    models.Index(fields=["last_touched", "id"], name="customer_by_touch"),
                    models.Index(fields=["touched_week", "id"], name="customer_by_touched_week"),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", False)),
                        fields=["deleted_at"],
                        name="customer_in_the_bin",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="a_customer_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("id")), _negated=True),
                        name="a_customer_is_not_its_own_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("merged_into", models.F("id")), _negated=True),
                        name="a_customer_is_not_merged_into_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "deleted_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aliases",
                        to="customers.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["created_at", "id"], name="person_by_created"),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", False)),
                        fields=["deleted_at"],
                        name="person_in_the_bin",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("merged_into", models.F("id")), _negated=True),
                        name="a_person_is_not_merged_into_itself",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerText",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="customers.customer",
                    ),
                ),
                ("trigger_event", models.TextField(blank=True, default="")),
                ("notes", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.CreateModel(
            name="CustomerAddress",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("office", "office"),
                            ("works", "works"),
                            ("delivery", "delivery"),
                            ("invoice", "invoices"),
                        ],
                        default="office",
                        max_length=10,
                    ),
                ),
                ("lines", models.CharField(blank=True, default="", max_length=400)),
                ("postcode", models.CharField(blank=True, default="", max_length=20)),
                ("city", models.CharField(blank=True, default="", max_length=120)),
                ("region", models.CharField(blank=True, default="", max_length=120)),
                ("country", models.CharField(blank=True, default="", max_length=2)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="addresses", to="customers.customer"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CustomerIdentifier",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "scheme",
                    models.CharField(
                        choices=[
                            ("uscc", "Unified social credit code (统一社会信用代码)"),
                            ("eu_vat", "VAT number (EU)"),
                            ("other", "Other number"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.CharField(max_length=60)),
                ("valid", models.BooleanField(default=False)),
                ("label", models.CharField(blank=True, default="", max_length=80)),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identifiers",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["value"], name="identifier_by_value")],
                "constraints": [
                    models.UniqueConstraint(fields=("customer", "scheme", "value"), name="one_identifier_of_a_scheme"),
                    models.CheckConstraint(
                        condition=models.Q(("value", ""), _negated=True), name="an_identifier_is_not_empty"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerName",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("name", models.CharField(max_length=200)),
                ("sort_key", guanxi.access.models.SortKeyField(blank=True, default="", max_length=400)),
                (
                    "kind",
                    models.CharField(
                        choices=[("legal", "legal"), ("trading", "trading"), ("former", "former"), ("short", "short")],
                        default="trading",
                        max_length=10,
                    ),
                ),
                (
                    "script",
                    models.CharField(
                        choices=[("latin", "Latin"), ("han", "Chinese"), ("other", "other")],
                        default="other",
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(blank=True, default="", max_length=16)),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="names",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("customer", "name", "kind"), name="one_name_of_a_kind"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="a_name_is_not_empty"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.BigIntegerField(unique=True)),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, default="", max_length=200)),
                ("rows", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="KeptApart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "first",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="one_decision_a_pair"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="the_smaller_key_is_first"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("name", "the same name"),
                            ("word", "a similar name"),
                            ("code", "the same own code"),
                            ("number", "the same tax number"),
                            ("domain", "the same domain"),
                        ],
                        max_length=8,
                    ),
                ),
                ("value", guanxi.access.models.SortKeyField(max_length=200)),
                (
                    "class_of_key",
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
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "value", "customer"], name="match_key_by_value")],
                "constraints": [
                    models.UniqueConstraint(fields=("customer", "kind", "value", "class_of_key"), name="one_match_key")
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonIdentity",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="identity",
                        serialize=False,
                        to="customers.person",
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("sort_key", guanxi.access.models.SortKeyField(blank=True, default="", max_length=400)),
                ("pinyin", models.CharField(blank=True, default="", max_length=400)),
                ("initials", models.CharField(blank=True, default="", max_length=20)),
                ("other_name", models.CharField(blank=True, default="", max_length=120)),
                ("salutation", models.CharField(blank=True, default="", max_length=40)),
                ("language", models.CharField(blank=True, default="", max_length=16)),
                ("time_zone", models.CharField(blank=True, default="", max_length=60)),
            ],
            options={
                "indexes": [models.Index(fields=["sort_key", "person"], name="person_by_name")],
            },
        ),
        migrations.CreateModel(
            name="PersonText",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="customers.person",
                    ),
                ),
                ("notes", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.CreateModel(
            name="Channel",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("phone", "Phone"),
                            ("mobile", "Mobile"),
                            ("mail", "E-mail"),
                            ("wechat", "WeChat"),
                            ("whatsapp", "WhatsApp"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.CharField(max_length=254)),
                ("match", models.CharField(blank=True, default="", max_length=254)),
                ("label", models.CharField(blank=True, default="", max_length=60)),
                ("preferred", models.BooleanField(default=False)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="channels",
                        to="customers.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["match"], name="channel_by_value")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "kind", "value"), name="one_channel_of_a_kind")
                ],
            },
        ),
        migrations.CreateModel(
            name="Affiliation",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("job_title", models.CharField(blank=True, default="", max_length=120)),
                ("department", models.CharField(blank=True, default="", max_length=120)),
                ("is_initiator", models.BooleanField(default=False)),
                ("is_user", models.BooleanField(default=False)),
                ("is_influencer", models.BooleanField(default=False)),
                ("is_decider", models.BooleanField(default=False)),
                ("is_buyer", models.BooleanField(default=False)),
                ("is_gatekeeper", models.BooleanField(default=False)),
                (
                    "attitude",
                    models.CharField(
                        choices=[
                            ("champion", "champion"),
                            ("supporter", "supporter"),
                            ("neutral", "neutral"),
                            ("sceptic", "sceptic"),
                            ("blocker", "blocker"),
                            ("unknown", "unknown"),
                        ],
                        default="unknown",
                        max_length=10,
                    ),
                ),
                ("is_main", models.BooleanField(default=False)),
                ("since", models.DateField(blank=True, null=True)),
                ("until", models.DateField(blank=True, null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="affiliations",
                        to="customers.customer",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="affiliations",
                        to="customers.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "person"], name="affiliation_by_customer"),
                    models.Index(fields=["person", "customer"], name="affiliation_by_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("person", "customer"),
                        name="one_live_affiliation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("since__isnull", True),
                            ("until__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="an_affiliation_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportingLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reporting_lines",
                        to="customers.customer",
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="customers.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports_to", to="customers.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("customer", "person"), name="one_manager_at_a_customer"),
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("manager")), _negated=True),
                        name="nobody_reports_to_himself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tie",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "strength",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "not yet"), (1, "has met"), (2, "knows"), (3, "works with"), (4, "mutual trust")],
                        default=1,
                    ),
                ),
                (
                    "how",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="How they know each other"),
                ),
                ("since", models.DateField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ties",
                        to="customers.person",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "person"], name="tie_by_user")],
                "constraints": [models.UniqueConstraint(fields=("person", "user"), name="one_tie_to_each_of_us")],
            },
        ),
    ]
