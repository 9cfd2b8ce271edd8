"""Photos as they may be kept: JPEG or PNG, without place, time, camera and whatever else rides along.

Nothing is decoded, so no picture can blow up; only which way is up is carried over (EXIF orientation).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MOST = 6  # photos of one activity taken at once
LARGEST = 10 << 20  # bytes of one photo

_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
_ALONE = {0x01, *range(0xD0, 0xDA)}  # markers without a length
_START_OF_SCAN, _APP0, _APP1, _APP14, _APP15, _COMMENT = 0xDA, 0xE0, 0xE1, 0xEE, 0xEF, 0xFE
_SEEN = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs", b"sBIT", b"bKGD"}
_ORIENTATION = 0x0112


@dataclass(frozen=True)
class Picture:
    """The bytes of a photo that may be kept, and what they are."""

    data: bytes
    content_type: str
    suffix: str


def picture_of(data: bytes) -> Picture | None:
    """Return a photo without its metadata, or None where the bytes are no whole JPEG or PNG."""
    try:
        if data.startswith(_JPEG):
            return Picture(_plain_jpeg(data), "image/jpeg", ".jpg")
        if data.startswith(_PNG):
            return Picture(_plain_png(data), "image/png", ".png")
    except (ValueError, IndexError, struct.error):
        return None
    return None


def _plain_jpeg(data: bytes) -> bytes:
    kept, upright = [_JPEG], 1
    for marker, start, end in _segments(data):
        if marker == _APP1 and data[start + 4 : start + 10] == b"Exif\0\0":
            upright = _orientation(data[start + 10 : end])
        if not (_APP1 <= marker <= _APP15 or marker == _COMMENT) or marker == _APP14:
            kept.append(data[start:end])
    if upright != 1:
        after = 2 if len(kept) > 1 and kept[1][1] == _APP0 else 1
        kept.insert(after, _exif(upright))
    return b"".join(kept)


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield marker, start and end of every segment; the last one is the scan with all that follows."""
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError("no marker")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == _START_OF_SCAN:
            end = data.rindex(b"\xff\xd9") + 2  # what trails the end of the picture is not part of it
            if end <= at:
                raise ValueError("cut off")
            yield marker, at, end
            return
        else:
            end = at + 2 if marker in _ALONE else at + 2 + struct.unpack_from(">H", data, at + 2)[0]
            if end > len(data) or end <= at + 1:
                raise ValueError("cut off")
            yield marker, at, end
            at = end


def _orientation(tiff: bytes) -> int:
    """Return the EXIF orientation, 1 (upright) where none can be read."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None:
            return 1
        first = struct.unpack_from(f"{order}I", tiff, 4)[0]
        for number in range(struct.unpack_from(f"{order}H", tiff, first)[0]):
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if tag == _ORIENTATION:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _exif(orientation: int) -> bytes:
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _plain_png(data: bytes) -> bytes:
    kept, at = [_PNG], len(_PNG)
    while True:
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise ValueError("cut off")
        if kind in _SEEN:
            kept.append(data[at:end])
        if kind == b"IEND":
            return b"".join(kept)
        at = end
