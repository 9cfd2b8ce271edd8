"""Minutes: of a stretch, of a presence within a shift, of the part of it that lies in the night."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

Stretch = tuple[datetime, datetime]

_DAY = timedelta(days=1)
_CLOCK = re.compile(r"(\d{1,2})\s*(?:[:：点时]\s*(\d{1,2})?)\s*分?(?:[:：]\d{2}(?:\.\d+)?)?$", re.ASCII)
_HALF = re.compile(r"(\d{1,2})\s*[点时]\s*半$", re.ASCII)
_NOON = {"上午": 0, "早上": 0, "中午": 12, "下午": 12, "晚上": 12}


@dataclass(frozen=True)
class Served:
    """What a presence within a shift comes to: from when, until when, how many minutes in all, and what is odd."""

    starts_at: datetime
    ends_at: datetime
    minutes: int
    doubts: tuple[str, ...] = ()


def minutes_between(starts_at: datetime, ends_at: datetime) -> int:
    """Return the whole minutes from one moment to another: 22:00 to 01:00 is 180, a full day 1440, backwards 0."""
    return max(0, int((ends_at - starts_at) // timedelta(minutes=1)))


def served(
    stays: Iterable[tuple[datetime | None, datetime | None]], windows: Sequence[Stretch]
) -> Served | None:  # fmt: skip
    """Return what stays come to within the windows of somebody's shifts; None if none of them touches any.

    Travel to and from does not count (民函〔2012〕340号): what lies outside is cut off. Overlaps count once.
    Who never signed out is counted until the end of the shift they came to and doubted ("no_sign_out"); who was only
    seen leaving, from the beginning of the shift they left ("no_sign_in").
    """
    parts, odd = [], []
    for came, left in stays:
        if came is None and left is None:
            continue
        if left is None:
            odd.append("no_sign_out")
            left = min((end for _start, end in windows if end > came), default=came)
        if came is None:
            odd.append("no_sign_in")
            came = max((start for start, _end in windows if start < left), default=left)
        parts += [(max(came, start), min(left, end)) for start, end in windows if max(came, start) < min(left, end)]
    merged = _merged(parts)
    if not merged:
        return None
    minutes = sum(minutes_between(*part) for part in merged)
    return Served(merged[0][0], merged[-1][1], minutes, tuple(dict.fromkeys(odd)))


def weighted(starts_at: datetime, ends_at: datetime, minutes: int, night: tuple[time, time], percent: int) -> int:
    """Return minutes with those in the night counted at `percent`: only the part inside the window is weighted.

    night: from and until, over midnight when the second is the earlier. `minutes` may be fewer than the stretch is
    long (a break): the night's share is then taken in proportion. Both moments are in one zone, that of the window.
    """
    whole = minutes_between(starts_at, ends_at)
    if not whole:
        return minutes
    inside, day = 0, starts_at.date() - _DAY
    while day <= ends_at.date():
        begin = datetime.combine(day, night[0], starts_at.tzinfo)
        finish = datetime.combine(day if night[0] < night[1] else day + _DAY, night[1], starts_at.tzinfo)
        inside += minutes_between(max(begin, starts_at), min(finish, ends_at))
        day += _DAY
    dark = inside * minutes // whole
    return minutes - dark + dark * percent // 100


def clock_of(text: str) -> time | None:
    """Return the time of day a cell says (14:00, 14：30:00, 下午2点半, 24:00 as midnight), None where it says none."""
    text = text.strip()
    later = next((hours for word, hours in _NOON.items() if text.startswith(word)), None)
    text = text if later is None else text[2:].strip()
    if found := _HALF.fullmatch(text):
        hour, minute = int(found[1]), 30
    elif found := _CLOCK.fullmatch(text):
        hour, minute = int(found[1]), int(found[2] or 0)
    else:
        return None
    hour += 12 if later and hour < 12 else 0
    hour = 0 if (hour, minute) == (24, 0) else hour
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _merged(parts: Sequence[Stretch]) -> list[Stretch]:
    found: list[Stretch] = []
    for first, last in sorted(parts):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found
