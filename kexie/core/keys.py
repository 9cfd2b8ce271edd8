"""The key ring: what personal data is encrypted and looked up with.

Keys live in `KEXIE_HOME/keys.json` (mode 600), apart from the database: a stolen database file alone opens nothing.
The newest key encrypts; every key on the ring still decrypts, so keys rotate without a pause.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings


def make(path: Path) -> None:
    """Write a new ring at `path` unless one is there: a Django secret, one data key, one index key."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    ring = {
        "secret": secrets.token_urlsafe(48),
        "index": _fresh(32),
        "data": {"1": _fresh(16)},
    }
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(ring, file)


def rotate(path: Path) -> str:
    """Add a new data key, which encrypts from now on, and return its number."""
    ring = json.loads(path.read_text())
    number = str(max(map(int, ring["data"])) + 1)
    ring["data"][number] = _fresh(16)
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(ring))
    draft.chmod(0o600)
    draft.replace(path)
    forget()
    return number


@cache
def data_keys() -> dict[str, bytes]:
    """Return the data keys by number, oldest first."""
    ring = _ring()["data"]
    return {number: base64.b64decode(ring[number]) for number in sorted(ring, key=int)}


@cache
def index_key() -> bytes:
    """Return the key of the blind index; it never rotates, or old rows could not be found."""
    return base64.b64decode(_ring()["index"])


def derived(purpose: str) -> bytes:
    """Return 64 bytes that belong to one purpose alone; like the index key they never rotate."""
    return hmac.digest(index_key(), f"derived:{purpose}".encode(), "sha512")


def forget() -> None:
    """Read the ring anew at its next use."""
    data_keys.cache_clear()
    index_key.cache_clear()


def _ring() -> dict:
    return json.loads(Path(settings.KEY_RING).read_text())


def _fresh(size: int) -> str:
    return base64.b64encode(secrets.token_bytes(size)).decode()
