from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0004_muted")]

    operations = [
        migrations.AddField("readmark", "eyes", models.BigIntegerField(default=0)),
        migrations.RemoveConstraint("readmark", "one_read_mark_an_hour"),
        migrations.AddConstraint(
            "readmark",
            models.UniqueConstraint(
                fields=("actor", "eyes", "resource", "record", "hour"), name="one_read_mark_an_hour"
            ),
        ),
    ]
