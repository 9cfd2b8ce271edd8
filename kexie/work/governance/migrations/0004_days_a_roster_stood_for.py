from django.db import migrations, models


def tell(apps, schema_editor):
    """Until now the last day of a roster's year stood for a day nobody had said."""
    apps.get_model("governance", "Appointment").objects.filter(
        chosen="roster", batch__isnull=False, from_on__month=12, from_on__day=31
    ).update(is_dated=False)


class Migration(migrations.Migration):
    dependencies = [("governance", "0003_reminders_of_terms")]
    operations = [
        migrations.AddField(
            model_name="appointment",
            name="is_dated",
            field=models.BooleanField(default=True, editable=False, verbose_name="任职日期有依据"),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
