"""A person may go, the ledger stays: entries keep the number alone."""

import django.db.models.deletion
from django.db import migrations, models

from kexie.core.append_only import guard, release


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("ledger", "0003_written_once"),
    ]

    operations = [  # SQLite writes the table anew and loses its triggers on the way
        migrations.RunPython(
            lambda apps, editor: release(editor.connection, "ledger_entry"),
            lambda apps, editor: guard(editor.connection, "ledger_entry"),
        ),
        migrations.AlterField(
            model_name="entry",
            name="person",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="people.person",
                verbose_name="人员",
            ),
        ),
        migrations.RunPython(
            lambda apps, editor: guard(editor.connection, "ledger_entry"),
            lambda apps, editor: release(editor.connection, "ledger_entry"),
        ),
    ]
