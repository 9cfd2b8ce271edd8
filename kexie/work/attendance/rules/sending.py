"""What a device sends, read row by row: a row that cannot be used is answered by itself and spoils no other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from .folding import IN, OUT, UNDO

DIRECTIONS = (IN, OUT, UNDO)
HOW = ("camera", "typed", "list")
MOST_ROWS = 500  # of one upload; a device sends the rest with its next
LONGEST_CODE = 2000
BIGGEST = 2**63 - 1
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class Unusable(ValueError):
    """A row that says nothing one could keep; the text names the field."""


@dataclass(frozen=True)
class Sent:
    """One scan as it was sent: with a code as it was read, or the key of a sign-up chosen from the list."""

    key: UUID
    session: int
    direction: str
    how: str
    at: datetime
    code: str = ""
    signup: int | None = None
    undoes: UUID | None = None
    said: str = ""
    doubt: str = ""


def read_row(row: Any) -> Sent:
    """Return a row as a scan.

    :raises Unusable: it is not an object, or a field is missing or of the wrong kind
    """
    if not isinstance(row, Mapping):
        raise Unusable("row")
    code, signup = row.get("code", ""), row.get("signup")
    if not isinstance(code, str) or len(code) > LONGEST_CODE:
        raise Unusable("code")
    if signup is not None and not _is_key(signup):
        raise Unusable("signup")
    if (signup is None) == (not code):
        raise Unusable("code")
    direction = row.get("direction")
    undoes = _uuid(row, "undoes") if direction == UNDO else None
    said = row.get("said", "")
    return Sent(
        key=_uuid(row, "key"), session=_one_of(row, "session"), direction=_among(row, "direction", DIRECTIONS),
        how=_among(row, "how", HOW), at=moment(row.get("at")), code=code, signup=signup, undoes=undoes,
        said=said if isinstance(said, str) and said.isascii() and said.isidentifier() and len(said) <= 20 else "",
    )  # fmt: skip


def moment(text: Any) -> datetime:
    """Return an ISO 8601 moment with its zone, in a year somebody could mean.

    :raises Unusable: it is anything else
    """
    try:
        found = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise Unusable("at") from None
    if found.tzinfo is None:
        raise Unusable("at")
    try:
        found = found.astimezone(UTC)
    except OverflowError:
        raise Unusable("at") from None
    if not EARLIEST <= found <= LATEST:
        raise Unusable("at")
    return found


def time_of_day(text: str, day: datetime) -> datetime | None:
    """Return a time as people and spreadsheets write it (9:05, 09：05:30, 2026-05-16 09:05:00) on the day of `day`.

    A time before noon of a session that begins in the evening is after midnight. None for anything else.
    """
    found = re.search(r"(?<!\d)(\d{1,2})\s*[:：点时]\s*(\d{2})", text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    moment = day.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
    return moment + timedelta(days=1) if day.hour >= 18 and moment.hour < 12 else moment


def _uuid(row: Mapping, name: str) -> UUID:
    try:
        return UUID(row.get(name))
    except (AttributeError, TypeError, ValueError):
        raise Unusable(name) from None


def _one_of(row: Mapping, name: str) -> int:
    if not _is_key(row.get(name)):
        raise Unusable(name)
    return row[name]


def _is_key(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= BIGGEST


def _among(row: Mapping, name: str, known: tuple[str, ...]) -> str:
    value = row.get(name)
    if not isinstance(value, str) or value not in known:
        raise Unusable(name)
    return value
