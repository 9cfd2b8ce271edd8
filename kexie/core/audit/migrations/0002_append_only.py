"""The trail only grows."""

from django.db import migrations

from kexie.core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [AppendOnly("audit_trailentry")]
