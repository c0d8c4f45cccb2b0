import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import guanxi.access.keys


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0002_planning_later"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Digest",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=guanxi.access.keys.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(choices=[("daily", "daily"), ("weekly", "weekly")], max_length=8)),
                ("day", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("sending", "sending"),
                            ("sent", "sent"),
                            ("nothing", "nothing to tell"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("told_from", models.DateTimeField()),
                ("told_until", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "kind", "day"), name="one_digest_a_day")],
            },
        ),
    ]
