"""Doors for partners' scanners: a device of an activity, what it scanned, and how many came whom nobody named."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.decorators import decorate_view

from kexie.core import clock
from kexie.core.api.errors import ERRORS
from kexie.core.api.paging import Limit, Page, page_of
from kexie.core.api.parsing import Key
from kexie.core.api.repeating import repeatable
from kexie.core.refusals import NotFound
from kexie.work.activities.models import Activity, Session

from . import services
from .models import Device, Headcount

router = Router(tags=["签到"])


class DeviceIn(Schema):
    """A scanner at one activity."""

    activity_id: str
    name: str = Field(min_length=1, max_length=40)


class DeviceOut(Schema):
    """A device; it may send until `expires_at`."""

    id: int
    name: str
    expires_at: datetime


class ScansIn(Schema):
    """What a device scanned since it last sent, in any order, any number of times; `sent_at` is its own clock now.

    Each row: `key` (a UUID of the device's making), `session`, `direction` (in, out, undo), `how` (camera, typed), `at`
    and either `code` or `signup`; `undoes` names the key an undo takes back.
    """

    sent_at: str
    rows: list[dict[str, Any]]


class ScanOut(Schema):
    """What became of one row; a row whose `kept` is true may be forgotten by the device."""

    key: str
    verdict: str
    kept: bool
    state: str
    first_in: datetime | None
    is_doubtful: bool

    @staticmethod
    def resolve_kept(row: services.Answer) -> bool:
        return row.is_kept


class HeadcountIn(Schema):
    """How many came whom nobody named, and how that was found out."""

    session_id: Key
    amount: int = Field(ge=1, le=1_000_000)
    method: Literal["counted", "estimated", "seat_capacity"]
    note: str = Field(default="", max_length=200)


class HeadcountOut(Schema):
    """A headcount."""

    id: int
    session_id: int
    amount: int
    method: str
    note: str
    recorded_by: str


@router.post("/devices", response={200: DeviceOut, **ERRORS}, summary="开通一台签到设备")
@decorate_view(repeatable)
def open_device(request: HttpRequest, given: DeviceIn):
    activity = Activity.objects.visible_to(request.auth).filter(public_id=given.activity_id).first()
    if activity is None:
        raise NotFound
    return services.open_door(activity=activity, name=given.name, actor=request.auth, at=clock.now())[0]


@router.post("/devices/{int:key}/scans", response={200: list[ScanOut], **ERRORS}, summary="上传签到记录")
@decorate_view(repeatable)
def upload_scans(request: HttpRequest, key: int, given: ScansIn):
    device = Device.objects.visible_to(request.auth).select_related("activity__organisation").filter(pk=key).first()
    if device is None:
        raise NotFound
    return services.upload(device=device, rows=given.rows, sent_at=given.sent_at, at=clock.now(), actor=request.auth)


@router.get("/headcounts", response={200: Page[HeadcountOut], **ERRORS}, summary="列出未记名人数")
def list_headcounts(request: HttpRequest, session_id: Key, cursor: str = "", limit: Limit = 50):
    return page_of(Headcount.objects.visible_to(request.auth).filter(session=session_id), cursor=cursor, limit=limit)


@router.post("/headcounts", response={200: HeadcountOut, **ERRORS}, summary="记未记名人数")
@decorate_view(repeatable)
def record_headcount(request: HttpRequest, given: HeadcountIn):
    session = Session.objects.visible_to(request.auth).filter(pk=given.session_id).first()
    if session is None:
        raise NotFound
    headcount = Headcount(session=session, amount=given.amount, method=given.method, note=given.note)
    return services.record_headcount(headcount=headcount, actor=request.auth, at=clock.now())
