"""A scratch data home for a measurement: its own folder, its own SQLite database, migrated once and kept."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

ROOT = Path(os.environ.get("KEXIE_BENCH_HOME", Path(tempfile.gettempdir()) / "kexie-bench"))


def start(name: str, *, fresh: bool = True, database: bool = False) -> Path:
    """Set the environment to a scratch home, start Django on it, and return its folder; never the user's own data.

    fresh=False is for a second process on a home that is set up. With `database`, what KEXIE_BENCH_DATABASE names
    (a throw-away PostgreSQL) takes the place of SQLite.
    """
    folder = ROOT / name
    folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {"KEXIE_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "kexie.web.settings"}
    os.environ.pop("DATABASE_URL", None)
    if database and (url := os.environ.get("KEXIE_BENCH_DATABASE")):
        os.environ["DATABASE_URL"] = url
    from kexie.core import keys

    keys.make(folder / "keys.json")
    import django

    django.setup()
    if fresh:
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
    return folder


def root() -> object:
    """Return the association of the scratch home, founding it the first time."""
    from kexie.core.gate import SYSTEM
    from kexie.core.paths import segment
    from kexie.network.organisations.models import Organisation

    row = Organisation.objects.filter(parent=None).first()
    if row is None:
        row = Organisation.objects.create(name=f"某市科协（{SYSTEM}）", kind="association", level="city", path="?")
        row.path = segment(row.pk)
        row.save()
    return row
