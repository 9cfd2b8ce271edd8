"""What a set of scans adds up to: who is there, since when, and what a human should look at.

Everything here depends on the set alone: not on the order in which devices sent their scans, nor on how often.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from .judging import OK

IN, OUT, UNDO = "in", "out", "undo"
ABSENT, PRESENT, LEFT = "absent", "present", "left"
TWICE, OUT_ONLY, CLOCK, STALE, OVERRULED = "twice", "out_only", "clock", "stale", "overruled"
AGAIN = timedelta(seconds=60)  # the same door scanning the same code: a hand that stayed, not a second person
STEP = 10  # seconds; a difference of clocks is told no finer, for it is measured over a network


class Seen(NamedTuple):
    """One scan of one person's code, as far as folding asks: `doubt` is what the scan itself brought along."""

    key: str
    time: datetime
    direction: str
    door: str
    verdict: str = OK
    undoes: str = ""
    doubt: str = ""


class Conflict(NamedTuple):
    """Something a human should look at, and the scans it is about."""

    code: str
    scans: tuple[str, ...]


class Presence(NamedTuple):
    """What one person's scans add up to: the stays as (in, out), either of which may be unknown."""

    state: str
    stays: tuple[tuple[datetime | None, datetime | None], ...]
    conflicts: tuple[Conflict, ...]

    @property
    def first_in(self) -> datetime | None:
        """When the person came; None if nobody saw it."""
        return self.stays[0][0] if self.stays else None

    @property
    def last_out(self) -> datetime | None:
        """When the person left for good; None if nobody saw it."""
        return self.stays[-1][1] if self.stays else None


def corrected(at: datetime, sent_at: datetime, received_at: datetime) -> tuple[datetime, str]:
    """Return when a scan really was, and a doubt about it.

    The device's clock is compared with ours when it sends; the difference moves its scans. A scan later than its own
    sending means the clock was set in between: then the time is a guess, never later than the arrival.
    """
    ahead = (received_at - sent_at).total_seconds()
    moved = at + timedelta(seconds=round(ahead / STEP) * STEP)
    doubt = CLOCK if at > sent_at + timedelta(seconds=STEP) else ""
    return min(moved, received_at), doubt


def fold(scans: Iterable[Seen]) -> Presence:
    """Return what one person's scans at one session add up to.

    Scans that do not count and those that were undone are left out. The first of two arrivals holds; a departure
    without an arrival still shows that somebody was there.
    """
    seen = [*{scan.key: scan for scan in scans}.values()]
    undone = {scan.undoes for scan in seen if scan.direction == UNDO}
    counted = sorted(
        (scan for scan in seen if scan.verdict == OK and scan.direction != UNDO and scan.key not in undone),
        key=lambda scan: (scan.time, scan.key),
    )
    stays: list[tuple[datetime | None, datetime | None]] = []
    conflicts = [Conflict(scan.doubt, (scan.key,)) for scan in counted if scan.doubt]
    last: Seen | None = None
    for scan in counted:
        is_open = bool(stays) and stays[-1][1] is None
        if scan.direction == IN and is_open:
            if not _is_again(last, scan):
                conflicts.append(Conflict(TWICE, (last.key, scan.key)))
        elif scan.direction == IN:
            stays.append((scan.time, None))
        elif stays:
            stays[-1] = (stays[-1][0], scan.time)  # who is seen leaving twice left the second time
        else:
            stays.append((None, scan.time))
            conflicts.append(Conflict(OUT_ONLY, (scan.key,)))
        last = scan
    if not stays:
        return Presence(ABSENT, (), ())
    return Presence(LEFT if stays[-1][1] else PRESENT, tuple(stays), tuple(sorted(conflicts)))


def fingerprint(rows: Iterable[tuple[object, Presence]], others: Iterable[str] = ()) -> str:
    """Return one digest of the state of a session: every person's presence, and the keys of scans that do not count."""
    said = sha256()
    for key, presence in sorted(rows, key=lambda row: str(row[0])):
        said.update(f"{key}|{presence.state}|{_stays(presence.stays)}|{presence.conflicts}\n".encode())
    for key in sorted(others):
        said.update(f"{key}\n".encode())
    return said.hexdigest()


def _is_again(last: Seen | None, scan: Seen) -> bool:
    return last is not None and last.door == scan.door and scan.time - last.time <= AGAIN


def _stays(stays: Sequence[tuple[datetime | None, datetime | None]]) -> str:
    return ",".join("-".join(moment.isoformat() if moment else "?" for moment in stay) for stay in stays)
