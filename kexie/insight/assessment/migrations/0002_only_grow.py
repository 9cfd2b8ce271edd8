from django.db import migrations

from kexie.core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_rules_rounds_assessments")]

    operations = [AppendOnly("assessment_round"), AppendOnly("assessment_assessment")]
