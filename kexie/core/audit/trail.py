"""Writing and checking the trail."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC
from functools import cache
from typing import Any

from django.db import connection, models, transaction

from kexie.core import bulk, clock

from .models import TrailEntry

HIDDEN = "（已加密）"
_gathered: ContextVar[list[Any] | None] = ContextVar("lines of the trail to be written together", default=None)
LOCK = 0x6B657869  # one writer of the chain at a time on PostgreSQL; SQLite has one writer anyway


def take_turn() -> None:
    """Wait until no other transaction is writing records; from here to the end of this one nobody else will.

    For what must see every row as it stands before it writes, such as rebuilding paths of a tree. Every record's
    trail line takes this turn too, so it adds no second lock that two could take in different order.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


class Hidden(str):
    """What the trail says of a secret: that it is there and whether it changed, never what it is."""

    raw: Any

    def __new__(cls, raw: Any) -> Hidden:
        """Say that there is something, or nothing."""
        self = super().__new__(cls, HIDDEN if raw else "")
        self.raw = raw
        return self

    def __eq__(self, other: object) -> bool:
        return self.raw == getattr(other, "raw", None)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


def plain(row: models.Model) -> dict[str, Any]:
    """Return a row's own fields as text, with personal data left out."""
    held = row.__dict__
    return {
        name: (Hidden if hides else _text)(held[attname] if attname in held else getattr(row, attname))
        for name, attname, hides in _told(type(row))
    }


@cache
def _told(model: type[models.Model]) -> list[tuple[str, str, bool]]:
    """Return the fields the trail tells of: what each is called, where a row holds it, and whether it is a secret."""
    return [
        (field.name, field.attname, is_secret(field))
        for field in model._meta.concrete_fields
        if field.name not in ("created_at", "updated_at", "last_login") and not field.name.endswith("_index")
    ]


def is_secret(field: models.Field) -> bool:
    """Test whether a field's value must not be written anywhere else: personal data, passwords, digests of keys."""
    return getattr(field, "is_personal", False) or field.name in ("password", "key_digest")


def write(
    row: models.Model, *, actor: object, did: str, note: str = "", before: dict[str, Any], after: dict[str, Any]
) -> TrailEntry:
    """Add the line for one act on one row: only the fields that differ are kept."""
    changes = {k: [before.get(k, ""), after.get(k, "")] for k in {**before, **after} if before.get(k) != after.get(k)}
    return _append(
        actor=actor, did=did, model=row._meta.label_lower, row_id=row.pk, row_name=str(row),
        path=path_of(row) or path_of(actor), note=note, changes=changes,
    )  # fmt: skip


def write_many(
    model: type[models.Model], keys: Sequence[int], *, actor: object, did: str, note: str = "", path: str = ""
) -> TrailEntry:
    """Add one line for an act on many rows of one model under `path`; the keys are kept as ranges."""
    return _append(
        actor=actor, did=did, model=model._meta.label_lower, row_id=None, path=path,
        row_name=f"{model._meta.verbose_name} × {len(keys)}", note=note, changes={"rows": ranges(keys)},
    )  # fmt: skip


def write_event(
    *, actor: object, did: str, about: str = "", path: str = "", note: str = "", **facts: object
) -> TrailEntry:
    """Add a line for something that is not a row: a sign-in, an export, a refusal. It stands where its actor does."""
    return _append(
        actor=actor, did=did, model="", row_id=None, row_name=about[:200], path=path or path_of(actor), note=note,
        changes=dict(facts),
    )  # fmt: skip


def ranges(keys: Sequence[int]) -> list[list[int]]:
    """Return sorted integer keys as closed ranges: [1,2,3,7] → [[1,3],[7,7]]."""
    out: list[list[int]] = []
    for key in sorted(keys):
        if out and key == out[-1][1] + 1:
            out[-1][1] = key
        else:
            out.append([key, key])
    return out


def broken_links() -> Iterator[int]:
    """Yield the id of every line whose digest or link to the line before it does not hold."""
    before = ""
    for line in TrailEntry.objects.order_by("id").iterator(chunk_size=2000):
        if line.before != before or line.digest != digest_of(line):
            yield line.pk
        before = line.digest


def head() -> tuple[int, str]:
    """Return how many lines there are and the last digest: keep it elsewhere and a cut tail shows."""
    last = TrailEntry.objects.order_by("-id").first()
    return (TrailEntry.objects.count(), last.digest) if last else (0, "")


def last_digest() -> str:
    """Return the digest of the last line, which is another after anything was written: a name for the state of all."""
    return TrailEntry.objects.order_by("-id").values_list("digest", flat=True).first() or ""


def digest_of(line: TrailEntry) -> str:
    """Return the SHA-256 over a line and the digest before it."""
    parts = [
        line.before, line.at.astimezone(UTC).isoformat(timespec="microseconds"), line.actor, line.actor_id, line.did,
        line.model, line.row_id, line.row_name, line.path, line.note, line.changes,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def path_of(row: object) -> str:
    """Return the organisation path a row stands on, or "" when it stands on none."""
    if hasattr(row, "path"):
        return row.path
    organisation = getattr(row, "organisation", None)
    return organisation.path if organisation is not None else ""


@contextmanager
def together() -> Iterator[None]:
    """Write the lines of a block at its end, all at once: `with transaction.atomic(), trail.together():`.

    For an act that writes several rows and has to be quick: the end of the chain is looked up once, and the turn of its
    one writer is taken last. Lines of what a savepoint rolled back are left out; a block that breaks writes none.
    """
    if _gathered.get() is not None:
        yield
        return
    lines: list[tuple[TrailEntry, Callable[[], None]]] = []
    token = _gathered.set(lines)
    try:
        yield
    finally:
        _gathered.reset(token)
    standing = {id(marker) for _savepoints, marker, _robust in connection.run_on_commit}
    _chain([line for line, marker in lines if id(marker) in standing])


def _append(**fields: Any) -> TrailEntry:
    actor = fields.pop("actor")
    line = bulk.fresh(
        TrailEntry, at=clock.now(), actor=str(actor), actor_id=getattr(actor, "pk", None),
        **{**fields, "row_name": fields["row_name"][:200]},
    )  # fmt: skip
    line.changes = json.loads(json.dumps(line.changes, ensure_ascii=False, default=str))
    lines = _gathered.get()
    if lines is None:
        _chain([line])
    else:
        lines.append((line, marker := lambda: None))
        transaction.on_commit(marker)  # forgotten with the savepoint that is rolled back, and the line with it
    return line


def _chain(lines: Sequence[TrailEntry]) -> None:
    """Add lines at the end of the chain."""
    if not lines:
        return
    with transaction.atomic(savepoint=False):
        take_turn()
        with connection.cursor() as cursor:  # by hand: nothing is asked as often
            cursor.execute(f"SELECT digest FROM {TrailEntry._meta.db_table} ORDER BY id DESC LIMIT 1")
            last = cursor.fetchone()
        before = last[0] if last else ""
        for line in lines:
            line.before = before
            before = line.digest = digest_of(line)
        bulk.insert(lines)


def _text(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)
