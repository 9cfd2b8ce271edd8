import secrets

from django.db import migrations


def give(apps, schema_editor):
    activities = apps.get_model("activities", "Activity").objects
    while rows := [*activities.filter(public_id=None).only("pk")[:2000]]:
        for row in rows:
            row.public_id = secrets.token_urlsafe(12)
        activities.bulk_update(rows, ["public_id"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("activities", "0002_life_and_sessions")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
