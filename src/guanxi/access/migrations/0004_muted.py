from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0003_departments")]

    operations = [
        migrations.AddField("user", "muted", models.CharField(blank=True, default="", max_length=200)),
    ]
