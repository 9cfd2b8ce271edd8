"""`check`, `keys`: is everything still what it was, and under which key."""

from __future__ import annotations

import argparse
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import home
from .home import say

LEAST_FREE = 500 * 1024 * 1024


def check(given: argparse.Namespace) -> int:
    """Go through everything that can be verified; exit code 1 when anything is wrong."""
    home.require()
    problems = 0
    for title, findings in _CHECKS:
        found = list(findings())
        problems += len(found)
        print(f"{title}：{'有问题' if found else '正常'}")
        for line in found[:20]:
            print(f"  {line}")
        if len(found) > 20:
            print(f"  ……还有 {len(found) - 20} 处")
    _print_head()
    return 1 if problems else 0


def keys(given: argparse.Namespace) -> None:
    """Put a new data key on the ring and encrypt everything under it."""
    home.require()
    from django.conf import settings
    from django.db import transaction

    from kexie.core import keys as ring
    from kexie.core.audit import trail
    from kexie.core.gate import SYSTEM

    number = ring.rotate(settings.KEY_RING)
    rows = 0
    with transaction.atomic():
        for model, fields in personal_fields():
            rows += _encrypt_again(model, fields)
        trail.write_event(actor=SYSTEM, did="rotate_keys", about=number, rows=rows)
    files = sum(1 for path in sealed_files() if _seal_again(path))
    say(f"已启用第 {number} 号密钥，重新加密 {rows} 行个人信息、{files} 个文件。旧密钥仍留在密钥环里，旧备份还能恢复。")
    say("请马上做一次新备份：kexie backup 文件.tar.gz")


def personal_fields() -> Iterator[tuple[Any, list[str]]]:
    """Yield every model with personal data, and the names of those fields."""
    from django.apps import apps

    for model in apps.get_models():
        if names := [f.name for f in model._meta.concrete_fields if getattr(f, "is_personal", False)]:
            yield model, names


def sealed_files() -> Iterator[Path]:
    """Yield where sealed files lie."""
    from django.conf import settings

    root = Path(settings.FILES_ROOT)
    return (path for path in root.rglob("*") if path.is_file() and path.suffix != ".draft")


def _encrypt_again(model: Any, fields: list[str]) -> int:
    done, rows = 0, []
    for row in model._base_manager.only("pk", *fields).order_by("pk").iterator(chunk_size=1000):
        if any(getattr(row, name) for name in fields):
            rows.append(row)
        if len(rows) == 1000:
            done += model._base_manager.bulk_update(rows, fields, batch_size=200)
            rows = []
    return done + (model._base_manager.bulk_update(rows, fields, batch_size=200) if rows else 0)


def _seal_again(path: Path) -> bool:
    from kexie.core.files import sealed

    draft = path.with_name(path.name + ".draft")
    try:
        with open(path, "rb") as source, open(draft, "wb") as target:
            sealed.seal(sealed.unseal(source), target)
        draft.replace(path)
    except sealed.Damaged:
        draft.unlink(missing_ok=True)
        say(f"  {path.name} 已损坏，没有重新加密。")
        return False
    return True


def _trail() -> Iterator[str]:
    from kexie.core.audit import trail

    return (f"第 {number} 行被改动，或它前面缺了行。" for number in trail.broken_links())


def _ledger() -> Iterator[str]:
    from django.db.models import Count, Q, Sum
    from django.db.models.functions import Coalesce

    from kexie.office.ledger.models import Entry, Posting

    pairs = Entry.objects.filter(Q(posting__reverses__isnull=False) | Q(posting__reversed_by__isnull=False))
    left = pairs.annotate(first=Coalesce("posting__reverses_id", "posting_id")).values("first", "measure")
    for row in left.annotate(rest=Sum("amount")).exclude(rest=0).order_by("first"):
        yield f"入账 {row['first']} 的 {row['measure']} 没有冲平，差 {row['rest']}。"
    standing = Posting.objects.filter(reverses__isnull=True, reversed_by__isnull=True)
    twice = standing.values("source_kind", "source_id").annotate(n=Count("pk")).filter(n__gt=1)
    for row in twice.order_by("source_kind", "source_id"):
        yield f"{row['source_kind']} {row['source_id']} 有 {row['n']} 个版本同时有效。"


def _figures() -> Iterator[str]:
    from kexie.core.gate import SYSTEM
    from kexie.office.ledger.models import Entry
    from kexie.office.metrics import queries

    last = Entry.objects.order_by("-id").first()
    if last is None:
        return
    period = queries.year_of(last.on)
    for found in queries.differences(period=period, actor=SYSTEM):
        yield f"{period}“{found.metric}”按“{found.way}”算是 {found.other}，指标页是 {found.figure}。"


def _files() -> Iterator[str]:
    from kexie.core.files import sealed, services
    from kexie.core.files.models import StoredFile

    kept = set()
    for file in StoredFile.objects.order_by("pk").iterator(chunk_size=500):
        kept.add(services.place(file))
        digest = hashlib.sha256()
        try:
            for piece in services.chunks(file):
                digest.update(piece)
        except sealed.Damaged:
            yield f"{file.name}（{file.key[:8]}…）丢失或损坏。"
            continue
        if digest.hexdigest() != file.sha256:
            yield f"{file.name}（{file.key[:8]}…）的内容与登记的不符。"
    for path in sealed_files():
        if path in kept:
            continue
        try:
            with open(path, "rb") as source:
                for _piece in sealed.unseal(source):
                    pass
        except sealed.Damaged:
            yield f"{path.name[:12]}… 损坏。"


def _keys() -> Iterator[str]:
    for model, fields in personal_fields():
        for name in fields:
            filled = model._base_manager.exclude(**{f"{name}_index": ""})
            try:
                filled.order_by("pk").first()
                filled.order_by("pk").last()
            except ValueError:
                title = model._meta.get_field(name).verbose_name
                yield f"{model._meta.verbose_name}的{title}打不开：密钥环不对，或内容被改动。"


def _disk() -> Iterator[str]:
    free = shutil.disk_usage(home.where()).free
    if free < LEAST_FREE:
        yield f"{home.where()} 所在磁盘只剩 {free // 1024 // 1024} MB，请清理或换盘。"


def _print_head() -> None:
    from kexie.core.audit import trail

    lines, digest = trail.head()
    print(f"操作记录共 {lines} 行，末行摘要 {digest or '（空）'}")
    say("请把上面这一行抄存到别处：以后行数变少或摘要对不上，就是有人动过。")


_CHECKS = (
    ("操作记录", _trail),
    ("台账", _ledger),
    ("口径", _figures),
    ("文件", _files),
    ("密钥", _keys),
    ("磁盘", _disk),
)
