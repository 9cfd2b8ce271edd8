"""`backup` and `restore`: a data home as one file, and back."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import home
from .home import NotReady, say

FORMAT = 1
DUMPS = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}


def backup(given: argparse.Namespace) -> None:
    """Write database, files and keys to one archive, taken while people work; an existing file is never overwritten."""
    home.require()
    target = Path(given.file).absolute()
    if target.exists():
        raise NotReady(f"{target} 已经存在，没有覆盖。请换一个文件名。")
    if not target.parent.is_dir():
        raise NotReady(f"没有 {target.parent} 这个文件夹。")
    draft = target.with_name(target.name + ".part")
    with tempfile.TemporaryDirectory(prefix="kexie-backup-", dir=target.parent) as folder:
        dump = _dump(Path(folder))
        # The database first: a file stored meanwhile is superfluous in the archive, never missing from it.
        members = [(dump, f"kexie/{dump.name}"), (home.where() / "keys.json", "kexie/keys.json"), *_files()]
        manifest = Path(folder) / "manifest.json"
        manifest.write_text(json.dumps(_manifest(members), ensure_ascii=False, indent=1))
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with (
                os.fdopen(descriptor, "wb") as file,
                tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive,
            ):
                for path, name in [(manifest, "kexie/manifest.json"), *members]:
                    archive.add(path, name)
            draft.replace(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    say(f"已备份到 {target}（{target.stat().st_size / 1024 / 1024:.1f} MB，{len(members)} 个成员）。")
    say("注意：备份里有密钥，拿到它就能读出全部个人信息。请放在加密的盘上，不要用邮件或网盘传。")


def restore(given: argparse.Namespace) -> None:
    """Put a backup back into an empty data home, checking every byte against its manifest first."""
    source = Path(given.file)
    if not source.is_file():
        raise NotReady(f"没有 {source} 这个文件。")
    if home.where().is_dir() and any(home.where().iterdir()):
        raise NotReady(f"{home.where()} 里已有数据，没有改动。请把 KEXIE_HOME 设成空目录再恢复。")
    parent = home.where().parent
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kexie-restore-", dir=parent) as folder:
        unpacked = _unpacked(source, Path(folder))
        manifest = _verified(unpacked)
        home.where().mkdir(parents=True, exist_ok=True)
        home.where().chmod(0o700)
        _load(unpacked / DUMPS[manifest["database"]], manifest["database"])
        if (unpacked / "files").is_dir():
            shutil.move(unpacked / "files", home.where() / "files")
        shutil.move(unpacked / "keys.json", home.where() / "keys.json")
        (home.where() / "keys.json").chmod(0o600)
    home.start_django()
    _pause_outbox(manifest["taken_at"])
    _compare(manifest)
    steps = home.unapplied()
    say(f"已恢复到 {home.where()}（备份于 {manifest['taken_at']}）。")
    say("发件箱已暂停：备份里待发的短信和邮件可能当时已经发出。请在“发件箱”里核对，再运行 kexie outbox resume。")
    say("程序比备份新，请运行 kexie upgrade。" if steps else "请运行 kexie check 核对，再 kexie serve 启动。")


def _pause_outbox(taken_at: str) -> None:
    from kexie.core import clock
    from kexie.office.notices import services

    services.halt(f"从备份恢复（备份于 {taken_at}）", clock.now())


def _dump(folder: Path) -> Path:
    from django.db import connection

    target = folder / DUMPS[connection.vendor]
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        copy = sqlite3.connect(target)
        with copy:
            connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.close()
    else:
        command = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(target)]
        _run([*command, connection.settings_dict["NAME"]], connection.settings_dict)
    return target


def _load(dump: Path, vendor: str) -> None:
    from django.conf import settings

    database = settings.DATABASES["default"]
    if vendor not in database["ENGINE"]:
        raise NotReady(f"这份备份是 {vendor} 的，与 DATABASE_URL 指的数据库不同。请改 DATABASE_URL 后再恢复。")
    if vendor == "sqlite":
        target = Path(database["NAME"])
        if target.exists():
            raise NotReady(f"{target} 已经存在，没有覆盖。")
        shutil.move(dump, target)
        target.chmod(0o600)
    else:
        command = ["pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
        _run([*command, "--dbname", database["NAME"], str(dump)], database)


def _run(command: list[str], database: dict[str, Any]) -> None:
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = {name: str(database[key]) for name, key in names.items() if database.get(key)}
    try:
        subprocess.run(command, env={**os.environ, **environment}, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise NotReady(f"没有找到 {command[0]}。请安装 PostgreSQL 客户端（Debian：postgresql-client）。") from error
    except subprocess.CalledProcessError as error:
        raise NotReady(f"{command[0]} 没有成功：{error.stderr.strip().splitlines()[-1:]}") from error


def _files() -> Iterator[tuple[Path, str]]:
    from django.conf import settings

    root = Path(settings.FILES_ROOT)
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix != ".draft":
            yield path, f"kexie/files/{path.relative_to(root)}"


def _manifest(members: list[tuple[Path, str]]) -> dict[str, Any]:
    from django.db import connection

    from kexie.core import clock
    from kexie.core.audit import trail

    lines, digest = trail.head()
    return {
        "format": FORMAT, "database": connection.vendor,
        "taken_at": clock.now().astimezone(clock.ZONE).isoformat(" ", "seconds"),
        "association": str(home.root()), "trail": {"lines": lines, "digest": digest},
        "sha256": {name: _digest(path) for path, name in members},
    }  # fmt: skip


def _unpacked(source: Path, folder: Path) -> Path:
    # Member by member, plain files under kexie/ only: the Python of Debian 12 (3.11.2) has no extraction filter yet.
    top = folder.resolve() / "kexie"
    try:
        with tarfile.open(source, "r:gz") as archive:
            for member in archive:
                target = (folder / member.name).resolve()
                if member.isdir():
                    continue
                if not (member.isfile() and target.is_relative_to(top)):
                    raise NotReady(f"备份里有不该有的内容：{member.name}，没有恢复。")
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.extractfile(member) as packed, open(target, "wb") as file:
                    shutil.copyfileobj(packed, file)
                target.chmod(member.mode & 0o755)
    except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
        raise NotReady(f"{source} 打不开，不是完整的备份：{error}") from error
    return top


def _verified(unpacked: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((unpacked / "manifest.json").read_text())
    except (OSError, ValueError) as error:
        raise NotReady("这个文件里没有备份清单，不是 kexie backup 写出的。") from error
    if manifest.get("format") != FORMAT:
        raise NotReady("这份备份是更新的版本写的，请先升级程序。")
    for name, digest in manifest["sha256"].items():
        path = unpacked.parent / name
        if not path.is_file() or _digest(path) != digest:
            raise NotReady(f"备份已损坏：{name} 与清单不符，没有恢复。请换一份备份。")
    return manifest


def _compare(manifest: dict[str, Any]) -> None:
    from kexie.core.audit import trail

    if list(trail.head()) != [manifest["trail"]["lines"], manifest["trail"]["digest"]]:
        say("注意：备份清单写的操作记录与数据库里的不同（备份时有人在用系统时属正常）。")


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
