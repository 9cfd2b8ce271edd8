"""The data home a command works on: is it there, is it ready."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kexie.core.refusals import Refusal

if TYPE_CHECKING:
    from kexie.network.organisations.models import Organisation


class NotReady(Refusal):
    """The data home is not (or already) set up."""

    code = "not_ready"


def where() -> Path:
    """Return the data home: KEXIE_HOME, or ./var."""
    return Path(os.environ.get("KEXIE_HOME", "var")).resolve()


def say(text: str) -> None:
    """Tell the person at the terminal; stdout stays free for results."""
    print(text, file=sys.stderr, flush=True)


def is_begun() -> bool:
    """Test whether this home was set up, or at least begun."""
    return (where() / "keys.json").exists()


def start_django() -> None:
    """Load settings and apps."""
    import django

    django.setup()


def prepare() -> None:
    """Make what is missing of a home: directory, key ring, database tables."""
    from django.core.management import call_command

    from kexie.core import keys

    keys.make(where() / "keys.json")
    start_django()
    call_command("migrate", verbosity=0, interactive=False)


def require() -> None:
    """Start Django on a home that is ready.

    :raises NotReady: nothing was initialised here, or the database is older than the program
    """
    if not is_begun():
        raise NotReady(
            f"{where()} 里还没有数据。先运行 kexie init --name 某市科协，或运行 kexie demo 看样例；"
            "数据在别处时请设置 KEXIE_HOME。"
        )
    start_django()
    if missing := unapplied():
        raise NotReady(
            f"数据库还差 {len(missing)} 步升级（{missing[0]} 等）。"
            "请先备份（kexie backup 文件.tar.gz），再运行 kexie upgrade。"
        )


def unapplied() -> list[str]:
    """Return the migrations the database has not had yet.

    :raises NotReady: the database does not answer
    """
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        raise NotReady(f"连不上数据库：{error}。请检查 DATABASE_URL 和数据库服务。") from error
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def root() -> Organisation | None:
    """Return the association this home belongs to."""
    from kexie.network.organisations.models import Organisation

    return Organisation.objects.filter(parent=None).order_by("pk").first()


def organisation(name: str | None) -> Organisation:
    """Return the organisation meant by a name, or the association of this home.

    :raises NotReady: there is none of that name, or there are several
    """
    from kexie.network.organisations.models import Organisation

    if name is None:
        if (found := root()) is None:
            raise NotReady("这里还没有本级科协。请先运行 kexie init --name 某市科协。")
        return found
    rows = list(Organisation.objects.filter(name=name)[:2])
    if len(rows) != 1:
        why = "有几个单位都叫" if rows else "没有单位叫"
        raise NotReady(f"{why}“{name}”。请写组织名册里的全称。")
    return rows[0]
