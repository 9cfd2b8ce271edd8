"""The meeting of a procedure may be an assembly, whose outcome says who was elected."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("founding", "0001_founding"), ("votes", "0003_led")]
    operations = [
        migrations.AddField("nominee", "won", models.BooleanField("当选", editable=False, null=True)),
        migrations.AddField(
            "procedure",
            "assembly",
            models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="votes.assembly",
                verbose_name="在线会议",
            ),
        ),
    ]
