"""Opening doors and closing them: a device is let in by a link that nobody can guess."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256

from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.prepared import Given, Prepared
from kexie.core.refusals import Refusal
from kexie.work.activities.models import Activity
from kexie.work.attendance.models import Device

GRACE = timedelta(days=2)  # after the last session a door may still scan
LATE = timedelta(days=60)  # and for so long bring in what it scanned before


class DoorClosed(Refusal):
    """The link of a door no longer opens it, or never did."""

    code = "door_closed"
    status = 403


def open_door(
    *, activity: Activity, name: str, actor: gate.Actor, at: datetime, kind: str = Device.Kind.DOOR
) -> tuple[Device, str]:
    """Make a device's door to an activity and return it with the secret of its link, which is shown this once.

    :raises NotAllowed: the actor may not edit the activity
    :raises DoorClosed: the activity was called off
    :raises Invalid: the name is missing or too long
    """
    secret = secrets.token_urlsafe(32)
    last = max((session.ends_at for session in activity.timetable.all()), default=at)
    device = Device(
        activity=activity, name=name.strip(), kind=kind, opened_by=str(actor), secret_digest=_digest(secret),
        expires_at=max(last, at) + GRACE,
    )  # fmt: skip
    gate.require(actor, "edit", device)
    if activity.state == Activity.State.CANCELLED:
        raise DoorClosed(_("“%s”已经取消，不用开通签到设备。") % activity)
    return records.save(device, actor=actor, did="open_door"), secret


def revoke_door(*, device: Device, actor: gate.Actor, at: datetime) -> Device:
    """Close a door at once, as when its phone is lost; what it has sent stays.

    :raises NotAllowed: the actor may not edit the activity
    """
    gate.require(actor, "edit", device)
    device.revoked_at = device.revoked_at or at
    return records.save(device, actor=actor, did="revoke_door")


def require_open(*, secret: str, at: datetime, late: bool = False) -> Device:
    """Return the device a secret belongs to, with its activity; `late`: only to bring in what it scanned before.

    :raises DoorClosed: there is none, it was closed, or its time is over
    """
    device = _by_digest().first(digest=_digest(secret))
    if device is None:
        raise DoorClosed(_("这个签到链接无效。请向活动负责人要一个新链接。"))
    if device.revoked_at:
        raise DoorClosed(_("“%s”已被活动负责人停用。没有上传的记录还在这台设备上，请联系负责人。") % device)
    if at > device.expires_at + (LATE if late else timedelta(0)):
        raise DoorClosed(_("活动已经结束，“%s”的签到链接过期了。") % device)
    return device


@cache
def _by_digest() -> Prepared[Device]:
    # Each scan passes here: the activity's many fields would cost more than all the rest.
    rows = Device.objects.select_related("activity").only(
        "name", "kind", "expires_at", "revoked_at", "heard_at", "activity__public_id", "activity__name"
    )  # fmt: skip
    return Prepared(rows.filter(secret_digest=Given("digest")).order_by())


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
