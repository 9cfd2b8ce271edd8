from django.db import migrations, models

import kexie.work.activities.models


class Migration(migrations.Migration):
    dependencies = [("activities", "0003_every_activity_has_a_public_id")]
    operations = [
        migrations.AlterField(
            model_name="activity",
            name="public_id",
            field=models.CharField(
                default=kexie.work.activities.models.public_id,
                editable=False,
                max_length=16,
                unique=True,
                verbose_name="公开编号",
            ),
        ),
    ]
