"""Assemblies that a procedure holds. A nullable column without default: SQLite adds it in place, triggers stay."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("votes", "0002_frozen")]
    operations = [
        migrations.AddField("assembly", "is_led", models.BooleanField(editable=False, null=True)),
    ]
