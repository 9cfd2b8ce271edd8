from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("planning", "0002_populations_with_year_and_source")]

    operations = [migrations.RemoveField(model_name="plan", name="population")]
