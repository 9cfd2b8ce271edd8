"""What was scanned only grows."""

from django.db import migrations

from kexie.core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("attendance", "0001_initial")]
    operations = [AppendOnly("attendance_scan")]
