import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import guanxi.access.keys
import guanxi.access.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("customers", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("name", models.CharField(max_length=120)),
                ("sort_key", guanxi.access.models.SortKeyField(blank=True, default="", max_length=480)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="ledger.category",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="ledger.category",
                    ),
                ),
            ],
            options={
                "ordering": ("sort_key", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="a_category_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("id")), _negated=True),
                        name="a_category_is_not_its_own_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("merged_into", models.F("id")), _negated=True),
                        name="a_category_is_not_merged_into_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rival",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("sort_key", guanxi.access.models.SortKeyField(blank=True, default="", max_length=700)),
                ("share", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "confidence",
                    models.CharField(
                        choices=[("high", "Sure"), ("medium", "Likely"), ("low", "A guess")],
                        default="medium",
                        max_length=8,
                    ),
                ),
                ("contract_end", models.DateField(blank=True, null=True)),
                ("is_second_source", models.BooleanField(default=False)),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.category",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.rival",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["sort_key", "id"], name="rival_by_name")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="a_rival_has_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(("share__isnull", True), ("share__lte", 10000), _connector="OR"),
                        name="a_rival_has_a_part",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcurementTotal",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[("amount", "Total"), ("share", "Our share")], default="amount", max_length=8
                    ),
                ),
                ("low", models.BigIntegerField()),
                ("high", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("period_start", models.DateField()),
                ("period_end", models.DateField()),
                (
                    "source_class",
                    models.CharField(
                        choices=[
                            ("A", "A: written by the customer, tender, open books"),
                            ("B", "B: said by the customer, counted by us"),
                            ("C", "C: public figures"),
                            ("D", "D: model of the industry"),
                            ("E", "E: guess by counting suppliers"),
                        ],
                        default="B",
                        max_length=1,
                    ),
                ),
                ("stated_on", models.DateField(blank=True, null=True)),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.category",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.procurementtotal",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "period_end", "id"], name="total_by_customer")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("low__lte", models.F("high"))), name="a_range_rises"),
                    models.CheckConstraint(
                        condition=models.Q(("period_start__lt", models.F("period_end"))), name="a_period_goes_on"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("measure", "share"), _negated=True),
                            models.Q(("high__lte", 10000), ("low__gt", 0)),
                            _connector="OR",
                        ),
                        name="a_share_is_above_0_to_100",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField()),
                ("stage", models.PositiveSmallIntegerField()),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.category",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.opening",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stage__gte", 1), ("stage__lte", 4)), name="an_opening_has_a_stage"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("category__isnull", False), ("superseded_at__isnull", True)),
                        fields=("customer", "category"),
                        name="one_opening_a_category",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("category__isnull", True), ("superseded_at__isnull", True)),
                        fields=("customer",),
                        name="one_opening_an_account",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExitNotice",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("date", models.DateField()),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.category",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.exitnotice",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ExitNoticeText",
            fields=[
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="ledger.exitnotice",
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=400)),
            ],
        ),
        migrations.CreateModel(
            name="MonthlyPurchases",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.BigIntegerField()),
                ("month", models.IntegerField()),
                ("ours", models.BigIntegerField()),
                ("one_off", models.BigIntegerField(default=0)),
                ("lines", models.PositiveIntegerField()),
                ("bought", models.PositiveIntegerField()),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("customer", "place", "month"), name="one_sum_a_month")],
            },
        ),
        migrations.CreateModel(
            name="OpeningText",
            fields=[
                (
                    "opening",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="ledger.opening",
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=400)),
            ],
        ),
        migrations.CreateModel(
            name="TotalText",
            fields=[
                (
                    "total",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="ledger.procurementtotal",
                    ),
                ),
                ("said_by", models.CharField(blank=True, default="", max_length=200)),
                ("note", models.CharField(blank=True, default="", max_length=400)),
            ],
        ),
        migrations.CreateModel(
            name="Purchase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                ("date", models.DateField(verbose_name="Date")),
                ("month", models.IntegerField()),
                ("amount", models.BigIntegerField(verbose_name="Amount")),
                ("currency", models.CharField(max_length=3)),
                ("base", models.BigIntegerField(default=0)),
                ("one_off", models.BooleanField(default=False)),
                ("document", models.CharField(blank=True, max_length=120)),
                ("line", models.CharField(blank=True, max_length=60)),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.category",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.purchase",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "month"], name="purchase_by_customer"),
                    models.Index(fields=["category", "customer"], name="purchase_by_category"),
                    models.Index(fields=["currency", "month"], name="purchase_by_currency"),
                    models.Index(fields=["date", "id"], name="purchase_by_date"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rate",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("month", models.DateField()),
                ("rate", models.BigIntegerField()),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.rate",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("rate__gt", 0)), name="a_rate_is_above_0"),
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at__isnull", True)),
                        fields=("currency", "month"),
                        name="one_rate_a_month",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RivalText",
            fields=[
                (
                    "rival",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="ledger.rival",
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=400)),
            ],
        ),
    ]
