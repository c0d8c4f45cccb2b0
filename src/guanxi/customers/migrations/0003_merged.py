"""The index of merged records holds only those: one of all misleads SQLite when it lists the others."""

from typing import Any

from django.db import migrations, models
from django.db.models.deletion import PROTECT


def _merged_into(model: str) -> Any:
    return models.ForeignKey(
        blank=True, db_index=False, null=True, on_delete=PROTECT, related_name="aliases", to=f"customers.{model}"
    )


def _merged(name: str) -> models.Index:
    return models.Index(condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name=name)


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_standings")]

    operations = [
        migrations.AlterField("customer", "merged_into", _merged_into("customer")),
        migrations.AlterField("person", "merged_into", _merged_into("person")),
        migrations.AddIndex("customer", _merged("customer_merged")),
        migrations.AddIndex("person", _merged("person_merged")),
    ]
