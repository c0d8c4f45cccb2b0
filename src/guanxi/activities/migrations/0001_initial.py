import datetime

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
        ("customers", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Activity",
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
                            ("call", "Call"),
                            ("meeting", "Meeting"),
                            ("visit", "Visit"),
                            ("mail", "Mail"),
                            ("note", "Note"),
                            ("exchange", "Exchange"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "exchange_kind",
                    models.CharField(
                        blank=True,
                        choices=[("workshop", "Workshop"), ("training", "Training"), ("project", "Joint project")],
                        max_length=12,
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        blank=True, choices=[("in", "From the customer"), ("out", "From us")], max_length=4
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="time")),
                ("wall_time", models.CharField(blank=True, max_length=16)),
                ("time_zone", models.CharField(blank=True, max_length=60)),
                ("minutes", models.PositiveIntegerField(blank=True, null=True)),
                ("customer_took_part", models.BooleanField(default=False)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
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
                    "removed_by",
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
                    models.Index(fields=["customer", "at", "id"], name="activity_by_customer"),
                    models.Index(fields=["at", "id"], name="activity_by_time"),
                    models.Index(fields=["author", "at"], name="activity_by_author"),
                    models.Index(
                        condition=models.Q(("removed_at__isnull", False)),
                        fields=["removed_at"],
                        name="activity_in_the_bin",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("exchange_kind", ""), ("kind", "exchange"), _connector="OR"),
                        name="only_an_exchange_has_its_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("engages", models.BooleanField(default=False)),
                ("due", models.DateField(default=datetime.date(9999, 12, 31))),
                ("due_time", models.CharField(blank=True, max_length=5)),
                ("time_zone", models.CharField(blank=True, max_length=60)),
                (
                    "priority",
                    models.PositiveSmallIntegerField(choices=[(1, "High"), (2, "Normal"), (3, "Low")], default=2),
                ),
                (
                    "recurrence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("daily", "Daily"),
                            ("weekly", "Weekly"),
                            ("monthly", "Monthly"),
                            ("quarterly", "Quarterly"),
                            ("yearly", "Yearly"),
                        ],
                        max_length=12,
                    ),
                ),
                ("every", models.PositiveSmallIntegerField(default=1)),
                ("recurs_from", models.DateField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.department",
                    ),
                ),
                (
                    "done_by",
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
                    "follows",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="next",
                        to="activities.task",
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
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.person",
                    ),
                ),
                (
                    "removed_by",
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
                    models.Index(condition=models.Q(("done_at__isnull", True)), fields=["due", "id"], name="task_open"),
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["owner", "due", "id"],
                        name="task_open_of_owner",
                    ),
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["department", "due", "id"],
                        name="task_open_of_department",
                    ),
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["customer", "due", "id"],
                        name="task_open_of_customer",
                    ),
                    models.Index(fields=["due", "id"], name="task_by_due"),
                    models.Index(
                        condition=models.Q(("removed_at__isnull", False)), fields=["removed_at"], name="task_in_the_bin"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("owner__isnull", False), ("department__isnull", False), _connector="OR"),
                        name="a_task_is_somebodys",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("engages", False),
                            models.Q(("customer__isnull", False), ("department__isnull", False)),
                            _connector="OR",
                        ),
                        name="engaging_needs_a_customer_and_a_department",
                    ),
                    models.CheckConstraint(condition=models.Q(("every__gte", 1)), name="a_series_goes_on"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivityText",
            fields=[
                (
                    "activity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="activities.activity",
                    ),
                ),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField(blank=True)),
                ("we_learned", models.TextField(blank=True)),
                ("they_learned", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="ActivityPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "activity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="their_people",
                        to="activities.activity",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("activity", "person"), name="a_person_once_in_an_activity")
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivityUser",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "activity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="our_people",
                        to="activities.activity",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("activity", "user"), name="one_of_us_once_in_an_activity")
                ],
            },
        ),
        migrations.CreateModel(
            name="Notification",
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
                            ("mention", "Mention"),
                            ("assignment", "Assignment"),
                            ("access_request", "Access request"),
                            ("share_granted", "Access granted"),
                            ("request_declined", "Access declined"),
                            ("handed_over", "Handed over to you"),
                            ("viewed_as", "Somebody looked through your eyes"),
                        ],
                        max_length=20,
                    ),
                ),
                ("resource", models.CharField(blank=True, max_length=40)),
                ("record", models.BigIntegerField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["recipient", "at", "id"], name="notification_newest"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["recipient", "kind"],
                        name="notification_unread",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskText",
            fields=[
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="activities.task",
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("notes", models.TextField(blank=True)),
                ("reason", models.CharField(blank=True, max_length=400)),
            ],
        ),
        migrations.CreateModel(
            name="TimelineEntry",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=20)),
                (
                    "class_of_entry",
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
                ("resource", models.CharField(max_length=40)),
                ("record", models.BigIntegerField()),
                (
                    "assignee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
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
                    "department",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.department",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "at", "id"], name="timeline_by_customer")],
                "constraints": [
                    models.UniqueConstraint(fields=("resource", "record", "kind", "customer"), name="one_line_a_record")
                ],
            },
        ),
    ]
