"""What tests of notices put into the outbox."""

from __future__ import annotations

from datetime import datetime
from itertools import count

from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.office.notices import services

AT = datetime(2013, 5, 12, 9, 0, tzinfo=clock.ZONE)
_numbers = count(1)


def message(organisation, *, to="16400000001", at=AT, **given):
    """Return a queued message."""
    said = {"purpose": "signup", "subject": "报名成功", "body": "5月12日见。", "dedupe_key": f"test:{next(_numbers)}"}
    return services.send(organisation=organisation, to=to, actor=SYSTEM, at=at, **{**said, **given})
