"""Files at rest: SM4-GCM in chunks (GB/T 32907), under the newest key of the ring, so that a stolen disk tells nothing.

Layout: magic, key number, then for each chunk 12 bytes nonce, 16 bytes tag, up to 64 KiB of cipher. Every chunk is
bound to its place and to whether it is the last: chunks cannot be swapped, nor the tail cut off, unnoticed.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.utils.translation import gettext_lazy as _

from kexie.core import keys
from kexie.core.refusals import Refusal

MAGIC = b"KXF1"
CHUNK = 64 * 1024
NONCE = 12
TAG = 16


class Damaged(Refusal):
    """The file is gone, was changed or cut short, or sealed with a key that is not on the ring."""

    code = "damaged"
    status = 410

    def __init__(self) -> None:
        super().__init__(_("这个文件的内容已经丢失或损坏。请从备份恢复，或重新上传。"))


def seal(chunks: Iterable[bytes], target: BinaryIO) -> None:
    """Write chunks of plain bytes to `target`, sealed."""
    number, key = list(keys.data_keys().items())[-1]
    target.write(MAGIC + struct.pack(">I", int(number)))
    place, waiting = 0, b""
    for piece in chunks:
        waiting += piece
        while len(waiting) > CHUNK:
            _write(target, key, place, waiting[:CHUNK], is_last=False)
            place, waiting = place + 1, waiting[CHUNK:]
    _write(target, key, place, waiting, is_last=True)


def unseal(source: BinaryIO) -> Iterator[bytes]:
    """Yield the plain bytes of a sealed file.

    :raises Damaged: it does not hold what was sealed
    """
    head = source.read(8)
    key = keys.data_keys().get(str(struct.unpack(">I", head[4:])[0])) if len(head) == 8 else None
    if head[:4] != MAGIC or key is None:
        raise Damaged
    place, piece = 0, source.read(NONCE + TAG + CHUNK)
    while True:
        following = source.read(NONCE + TAG + CHUNK)
        yield _read(piece, key, place, is_last=not following)
        if not following:
            return
        place, piece = place + 1, following


def plain_size(size: int) -> int:
    """Return how many plain bytes a sealed file of `size` bytes holds."""
    pieces = -(-(size - 8) // (NONCE + TAG + CHUNK))
    return size - 8 - pieces * (NONCE + TAG)


def _write(target: BinaryIO, key: bytes, place: int, plain: bytes, *, is_last: bool) -> None:
    nonce = os.urandom(NONCE)
    machine = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    machine.authenticate_additional_data(struct.pack(">Q?", place, is_last))
    body = machine.update(plain) + machine.finalize()
    target.write(nonce + machine.tag + body)


def _read(piece: bytes, key: bytes, place: int, *, is_last: bool) -> bytes:
    if len(piece) < NONCE + TAG:
        raise Damaged
    nonce, tag, body = piece[:NONCE], piece[NONCE : NONCE + TAG], piece[NONCE + TAG :]
    machine = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    machine.authenticate_additional_data(struct.pack(">Q?", place, is_last))
    try:
        return machine.update(body) + machine.finalize()
    except InvalidTag as error:
        raise Damaged from error
