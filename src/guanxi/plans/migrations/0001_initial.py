import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import guanxi.access.keys


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0003_departments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("activities", "0001_initial"),
        ("customers", "0002_standings"),
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountPlan",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("begins", models.DateField()),
                ("ends", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Waits for approval"),
                            ("approved", "Approved"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                ("goal_share", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("share_then", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approved_by",
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
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("begins__lt", models.F("ends"))), name="a_plan_goes_on"),
                    models.UniqueConstraint(fields=("customer", "begins"), name="one_plan_a_period"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Episode",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("running", "Running"),
                            ("repaired", "Repaired"),
                            ("lost", "Lost"),
                            ("dismissed", "Dismissed"),
                        ],
                        default="proposed",
                        max_length=12,
                    ),
                ),
                ("signal", models.CharField(max_length=24)),
                ("month", models.IntegerField()),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[("neglect", "Neglect"), ("betrayal", "Betrayal"), ("demand", "Their demand")],
                        max_length=12,
                    ),
                ),
                (
                    "detail",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("price", "Price"),
                            ("quality", "Quality"),
                            ("delivery", "Delivery"),
                            ("service", "Service"),
                            ("promise", "Broken promise"),
                            ("person", "A person left"),
                            ("contact", "Too little contact"),
                            ("strategy", "Their strategy"),
                            ("other", "Something else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("is_ours", models.BooleanField(default=False)),
                ("rival", models.CharField(blank=True, max_length=200)),
                ("deadline", models.DateField(blank=True, null=True)),
                ("next_contact", models.DateField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("share_then", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("share_later", models.PositiveSmallIntegerField(blank=True, null=True)),
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
                    "closed_by",
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
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "owner",
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
                    models.Index(fields=["customer", "month"], name="repair_by_customer"),
                    models.Index(fields=["created_at", "id"], name="repair_newest"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("category__isnull", False), ("closed_at__isnull", True)),
                        fields=("customer", "category"),
                        name="one_open_repair_a_category",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("category__isnull", True), ("closed_at__isnull", True)),
                        fields=("customer",),
                        name="one_open_repair_an_account",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Play",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("key", models.CharField(max_length=12)),
                ("edition", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("dropped", "Dropped"),
                        ],
                        default="proposed",
                        max_length=12,
                    ),
                ),
                ("on", models.CharField(max_length=40)),
                ("month", models.IntegerField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("share_then", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("signal_then", models.CharField(blank=True, max_length=24)),
                ("look_again", models.DateField(blank=True, null=True)),
                ("share_later", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("signal_later", models.CharField(blank=True, max_length=24)),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
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
                    "closed_by",
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
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plays",
                        to="plans.episode",
                    ),
                ),
                (
                    "proposed_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "started_by",
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
                    models.Index(fields=["customer", "state"], name="play_by_customer"),
                    models.Index(fields=["created_at", "id"], name="play_newest"),
                    models.Index(
                        condition=models.Q(("looked_at__isnull", True)), fields=["look_again"], name="play_to_look_at"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("category__isnull", False), ("closed_at__isnull", True)),
                        fields=("customer", "category", "key"),
                        name="one_open_play_a_category",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("category__isnull", True), ("closed_at__isnull", True)),
                        fields=("customer", "key"),
                        name="one_open_play_an_account",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountPlanMoney",
            fields=[
                (
                    "plan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="money",
                        serialize=False,
                        to="plans.accountplan",
                    ),
                ),
                ("goal_ours", models.BigIntegerField(blank=True, null=True)),
                ("budget", models.BigIntegerField(blank=True, null=True)),
                ("ours_then", models.BigIntegerField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="AccountPlanText",
            fields=[
                (
                    "plan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="plans.accountplan",
                    ),
                ),
                ("summary", models.TextField(blank=True, max_length=4000)),
                ("chances", models.TextField(blank=True, max_length=4000)),
                ("risks", models.TextField(blank=True, max_length=4000)),
            ],
        ),
        migrations.CreateModel(
            name="AccountPlanTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="actions", to="plans.accountplan"
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="activities.task"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EpisodeMoney",
            fields=[
                (
                    "episode",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="money",
                        serialize=False,
                        to="plans.episode",
                    ),
                ),
                ("ours_then", models.BigIntegerField(blank=True, null=True)),
                ("ours_later", models.BigIntegerField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="EpisodeText",
            fields=[
                (
                    "episode",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="plans.episode",
                    ),
                ),
                ("what", models.CharField(blank=True, max_length=400)),
                ("measures", models.TextField(blank=True, max_length=4000)),
                ("lesson", models.TextField(blank=True, max_length=4000)),
            ],
        ),
        migrations.CreateModel(
            name="EpisodeDepartment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.department"
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="departments",
                        to="plans.episode",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("episode", "department"), name="a_department_once_a_repair")
                ],
            },
        ),
        migrations.CreateModel(
            name="PlayText",
            fields=[
                (
                    "play",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="plans.play",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("result", models.TextField(blank=True, max_length=4000)),
            ],
        ),
        migrations.CreateModel(
            name="PlayEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("key", models.CharField(max_length=12)),
                ("title_en", models.CharField(max_length=120)),
                ("title_zh", models.CharField(max_length=120)),
                ("what_en", models.CharField(blank=True, max_length=400)),
                ("what_zh", models.CharField(blank=True, max_length=400)),
                ("steps_en", models.TextField(blank=True, max_length=4000)),
                ("steps_zh", models.TextField(blank=True, max_length=4000)),
                ("stages", models.CharField(max_length=20)),
                ("on", models.CharField(max_length=40)),
                ("role", models.CharField(max_length=4)),
                ("changes_en", models.CharField(blank=True, max_length=200)),
                ("changes_zh", models.CharField(blank=True, max_length=200)),
                ("due", models.PositiveSmallIntegerField()),
                ("after", models.PositiveSmallIntegerField(default=0)),
                ("in_use", models.BooleanField(default=True)),
                ("starts_by_itself", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.department"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("key", "number"), name="one_edition_of_a_play")],
            },
        ),
        migrations.CreateModel(
            name="PlayTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(default=0)),
                (
                    "play",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="plans.play"
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="activities.task"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("item", models.CharField(max_length=20)),
                ("proof", models.CharField(max_length=400)),
                ("on", models.DateField()),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("customer", "item"), name="one_proof_of_a_step")],
            },
        ),
        migrations.CreateModel(
            name="StrategySheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("stage", models.PositiveSmallIntegerField()),
                ("position_en", models.CharField(max_length=200)),
                ("position_zh", models.CharField(max_length=200)),
                ("drivers_en", models.TextField(blank=True, max_length=4000)),
                ("drivers_zh", models.TextField(blank=True, max_length=4000)),
                ("goals_en", models.TextField(blank=True, max_length=4000)),
                ("goals_zh", models.TextField(blank=True, max_length=4000)),
                ("countermeasures_en", models.TextField(blank=True, max_length=4000)),
                ("countermeasures_zh", models.TextField(blank=True, max_length=4000)),
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
            options={
                "constraints": [models.UniqueConstraint(fields=("stage", "number"), name="one_edition_of_a_sheet")],
            },
        ),
    ]
