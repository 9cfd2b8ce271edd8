"""What a scanned code is worth at a door: one table, read here and, sent along as it is, by the page of the door.

A row says: if this fact has one of these values, the verdict is that. The first row that fits decides; none, and the
scan counts. Facts a judge cannot know (a device that has not got the newest list) are left out, and no row fits them.
"""

from __future__ import annotations

from collections.abc import Mapping

OK = "ok"
TABLE: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("code", ("unreadable",), "unreadable"),
    ("activity", ("other",), "other_activity"),
    ("signature", ("bad",), "forged"),
    ("signup", ("missing",), "unknown"),
    ("session", ("other",), "other_session"),
    ("issue", ("old",), "reissued"),
    ("state", ("cancelled",), "cancelled"),
    ("state", ("refused",), "refused"),
    ("state", ("waiting", "offered"), "waiting"),
    ("state", ("pending",), "pending"),
)


def judge(facts: Mapping[str, str]) -> str:
    """Return the verdict on one scan: `ok`, or the reason why it does not count.

    Facts: code (read, unreadable), activity (own, other), signature (good, bad), signup (found, missing), session
    (here, other), issue (current, old), state (the sign-up's own).
    """
    return next((verdict for fact, values, verdict in TABLE if facts.get(fact) in values), OK)
