"""Two codes: the participant's, signed so that a door without network can check it, and the one on the screen.

The participant's code is base32 text (QR alphanumeric mode, 41 modules a side) of: version (1 byte), issue (2),
session (4), reference (the rest) and an ECDSA P-256 signature over all of these (64 bytes, r and s as WebCrypto wants
them). It names nobody. The screen's code changes every `WINDOW` seconds: number of the window and a keyed digest of it.
"""

from __future__ import annotations

import hmac
from base64 import b32decode, b32encode
from binascii import Error as NotBase32
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

VERSION = 1
HEAD, SIGNATURE, HALF = 7, 64, 32
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (FIPS 186-5)
WINDOW = 15  # seconds a code stands on the screen
ALGORITHM = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)  # one person's code looks the same every time
MARK_LENGTH = 10


@dataclass(frozen=True)
class Pass:
    """What a participant's code says: whose sign-up, which issue of the code, for which session (its key)."""

    reference: str
    issue: int
    session: int


class Keys(NamedTuple):
    """An activity's pair; the public half is the raw point, as WebCrypto reads it."""

    private: ec.EllipticCurvePrivateKey
    public: bytes


def keys_from(seed: bytes) -> Keys:
    """Return the pair of keys that belongs to a seed (at least 48 random bytes): nothing of it need be stored."""
    private = ec.derive_private_key(int.from_bytes(seed, "big") % (ORDER - 1) + 1, ec.SECP256R1())
    point = private.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return Keys(private, point)


def sign(of: Pass, private: ec.EllipticCurvePrivateKey) -> str:
    """Return the text of a participant's code under the activity's private key."""
    body = bytes([VERSION]) + of.issue.to_bytes(2, "big") + of.session.to_bytes(4, "big") + of.reference.encode()
    r, s = decode_dss_signature(private.sign(body, ALGORITHM))
    return b32encode(body + r.to_bytes(HALF, "big") + s.to_bytes(HALF, "big")).decode().rstrip("=")


def read(text: str) -> Pass | None:
    """Return what a code claims, not yet whether it is genuine; None for anything that is not one of our codes."""
    raw = _raw(text)
    if len(raw) <= HEAD + SIGNATURE or raw[0] != VERSION:
        return None
    try:
        reference = raw[HEAD:-SIGNATURE].decode("ascii")
    except UnicodeDecodeError:
        return None
    return Pass(reference, int.from_bytes(raw[1:3], "big"), int.from_bytes(raw[3:7], "big"))


def is_genuine(text: str, public: bytes) -> bool:
    """Test the signature of a code under an activity's public key; False for what is not a code at all."""
    raw = _raw(text)
    if len(raw) <= HEAD + SIGNATURE:
        return False
    key = _public_key(public)
    r, s = raw[-SIGNATURE:-HALF], raw[-HALF:]
    try:
        key.verify(
            encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big")), raw[:-SIGNATURE], ALGORITHM
        )
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=256)
def _public_key(point: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def digest(reference: str) -> str:
    """Return what a door device knows a reference by (SHA-256, 128 bits as hex): it opens nothing else."""
    return sha256(reference.encode()).hexdigest()[:32]


def number(reference: str) -> str:
    """Return the six signs under a participant's code that are typed where no camera reads it (签到号).

    Letters and digits that cannot be mistaken for one another; two people of one activity have the same number so
    seldom that the door then simply shows both names.
    """
    value, signs = int(digest(reference)[:8], 16), "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return "".join(signs[value >> 5 * place & 31] for place in range(6))


def moment_code(secret: bytes, session: int, seconds: float) -> str:
    """Return the code a session's screen shows at a moment (seconds since 1970)."""
    window = int(seconds) // WINDOW
    return f"{window}-{_mark(secret, session, window)}"


def age_of(code: str, secret: bytes, session: int, seconds: float) -> float | None:
    """Return how many seconds ago a code left the screen (0 while it stands there); None if it was never shown there.

    A code of the future is not one: nobody can have seen it.
    """
    window, _dash, mark = code.partition("-")
    if not (window.isascii() and window.isdigit() and len(window) <= 12):
        return None
    if not hmac.compare_digest(mark.encode(), _mark(secret, session, int(window)).encode()):
        return None
    if int(window) > int(seconds) // WINDOW:
        return None
    return max(0.0, seconds - (int(window) + 1) * WINDOW)


def _mark(secret: bytes, session: int, window: int) -> str:
    made = hmac.digest(secret, f"{session}:{window}".encode(), "sha256")
    return b32encode(made).decode()[:MARK_LENGTH]


def _raw(text: str) -> bytes:
    packed = text.strip().upper()
    try:
        return b32decode(packed + "=" * (-len(packed) % 8)) if packed.isascii() else b""
    except NotBase32:
        return b""
