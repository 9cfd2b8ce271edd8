"""Django's file storage over sealed files: what any FileField keeps is encrypted at rest."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage

from . import sealed

IN_MEMORY = 4 * 1024 * 1024  # bytes of an opened file kept in memory before it goes to a temporary one


class SealedStorage(FileSystemStorage):
    """Seals on the way in, unseals on the way out. `path` leads to sealed bytes: readers of paths use `plain_copy`."""

    def _save(self, name: str, content: File) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(target, "xb") as file:
            sealed.seal(content.chunks(), file)
            file.flush()
            os.fsync(file.fileno())
        return name

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("sealed files are written once")
        plain: Any = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (its File closes it)
        with open(self.path(name), "rb") as source:
            for piece in sealed.unseal(source):
                plain.write(piece)
        plain.seek(0)
        return File(plain, name)

    def size(self, name: str) -> int:
        """Return the size of the plain file."""
        return sealed.plain_size(os.path.getsize(self.path(name)))


@contextmanager
def plain_copy(sealed_path: Path, name: str) -> Iterator[Path]:
    """Give the plain file at a path, with the ending of `name`, for as long as the block runs; then it is gone.

    :raises Damaged: the file is gone, or does not hold what was sealed
    """
    if not sealed_path.exists():
        raise sealed.Damaged
    with tempfile.TemporaryDirectory(prefix="kexie-") as folder:
        path = Path(folder) / f"file{Path(name).suffix.lower()}"
        with open(sealed_path, "rb") as source, open(path, "wb") as target:
            for piece in sealed.unseal(source):
                target.write(piece)
        yield path
