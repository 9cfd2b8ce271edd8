from django.db import migrations

from kexie.core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_initial")]

    operations = [AppendOnly("certificates_certificate"), AppendOnly("certificates_revocation")]
