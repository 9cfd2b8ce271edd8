"""The ledger only grows."""

from django.db import migrations

from kexie.core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [AppendOnly("ledger_posting"), AppendOnly("ledger_entry")]
