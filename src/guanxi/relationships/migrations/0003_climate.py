import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import guanxi.access.keys


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("customers", "0003_merged"),
        ("relationships", "0002_dialogue"),
    ]

    operations = [
        migrations.CreateModel(
            name="Survey",
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
                    "form",
                    models.CharField(choices=[("long", "Once a year"), ("pulse", "Five questions")], max_length=8),
                ),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("language", models.CharField(default="en", max_length=10)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
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
                    "sent_by",
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
                    "user",
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
                "indexes": [models.Index(fields=["customer", "answered_at"], name="survey_by_customer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("digest", ""), ("user__isnull", False)),
                            models.Q(("user__isnull", True), models.Q(("digest", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_survey_is_of_us_or_by_a_link",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("digest", ""), _negated=True), fields=("digest",), name="one_survey_a_link"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.CharField(max_length=4)),
                ("value", models.PositiveSmallIntegerField()),
                (
                    "survey",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="relationships.survey",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("survey", "item"), name="one_answer_an_item"),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 1), ("value__lte", 7)), name="an_answer_is_1_to_7"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("variable", models.CharField(max_length=16)),
                ("value", models.PositiveSmallIntegerField()),
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
                    "rated_by",
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
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 1), ("value__lte", 5)), name="a_rating_is_1_to_5"
                    ),
                    models.UniqueConstraint(fields=("customer", "variable", "on"), name="one_rating_a_day"),
                ],
            },
        ),
    ]
