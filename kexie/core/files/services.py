"""Keeping files and giving them back."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records, text
from kexie.core.refusals import Refusal

from . import sealed
from .models import StoredFile
from .storage import plain_copy

LONGEST_NAME = 200


class TooLarge(Refusal):
    """More bytes than one file may have."""

    code = "too_large"
    status = 413


def store(
    *, name: str, content: Iterable[bytes] | bytes, organisation: Any, purpose: str, actor: Any, may: str = "view",
    is_private: bool = False, content_type: str = "application/octet-stream",
) -> StoredFile:  # fmt: skip
    """Keep a file of an organisation and return its record. `content` is bytes, or an upload's `chunks()`.

    Whoever holds `may` over the organisation may open it later; a private file opens for `actor` alone.

    :raises NotAllowed: the actor does not hold `may` there
    :raises TooLarge: more than settings.UPLOAD_LIMIT
    """
    gate.require(actor, may, organisation)
    row = StoredFile(
        key=secrets.token_urlsafe(32), name=file_name(name), purpose=purpose, may=may, is_private=is_private,
        content_type=content_type, organisation_key=organisation.pk, path=organisation.path,
        owner_key=getattr(actor, "pk", None),
    )  # fmt: skip
    digest = hashlib.sha256()

    def counted() -> Iterator[bytes]:
        row.size = 0
        for piece in [content] if isinstance(content, bytes) else content:
            row.size += len(piece)
            if row.size > settings.UPLOAD_LIMIT:
                limit = settings.UPLOAD_LIMIT // 1024 // 1024
                raise TooLarge(
                    _("“%(name)s”超过 %(limit)d MB，没有收下。请拆成几个文件再传。")
                    % {"name": row.name, "limit": limit}
                )
            digest.update(piece)
            yield piece

    target = place(row)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".draft")
    try:
        with open(draft, "xb") as file:
            sealed.seal(counted(), file)
            file.flush()
            os.fsync(file.fileno())
        row.sha256 = digest.hexdigest()
        draft.replace(target)
        return records.save(row, actor=actor, did="store_file")
    except BaseException:
        draft.unlink(missing_ok=True)
        target.unlink(missing_ok=True)
        raise


def chunks(file: StoredFile) -> Iterator[bytes]:
    """Yield the bytes of a stored file.

    :raises Damaged: they are gone or damaged
    """
    try:
        with open(place(file), "rb") as source:
            yield from sealed.unseal(source)
    except OSError as error:
        raise sealed.Damaged from error


def read(file: StoredFile) -> bytes:
    """Return the bytes of a stored file.

    :raises Damaged: they are gone or damaged
    """
    return b"".join(chunks(file))


@contextmanager
def opened(file: StoredFile) -> Iterator[Path]:
    """Give the plain file at a path for as long as the block runs, with its own ending; then it is gone.

    :raises Damaged: the bytes are gone or damaged
    """
    with plain_copy(place(file), file.name) as path:
        yield path


def discard(*, file: StoredFile, actor: Any) -> None:
    """Delete a file: its record now, its bytes when the transaction is through."""
    gate.require(actor, "discard", file)
    path = place(file)
    records.remove(file, actor=actor, did="discard_file")
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def place(file: StoredFile) -> Path:
    """Return where the sealed bytes of a file lie."""
    return Path(settings.FILES_ROOT) / file.key[:2] / file.key


def file_name(name: str) -> str:
    """Return a name as it will be kept: no folders, nothing invisible, not too long, its ending kept."""
    bare = text.clean(name.replace("\\", "/")).rsplit("/", 1)[-1].lstrip(".").replace("\n", " ")
    stem, dot, ending = bare.rpartition(".")
    if not stem:
        stem, dot, ending = bare, "", ""
    room = LONGEST_NAME - len(dot) - len(ending[:20])
    return f"{stem[:room]}{dot}{ending[:20]}" or "文件"
