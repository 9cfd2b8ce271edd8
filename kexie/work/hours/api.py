"""Hours of volunteers for partners: how far each is on its way to the ledger, and proposing them."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja.decorators import decorate_view

from kexie.core import clock
from kexie.core.api.errors import ERRORS
from kexie.core.api.paging import Limit, Page, page_of
from kexie.core.api.parsing import Day, Key, Moment
from kexie.core.api.repeating import repeatable
from kexie.core.refusals import Invalid, NotFound
from kexie.work.activities.models import Session
from kexie.work.volunteering.models import Volunteer

from . import services
from .models import Service

router = Router(tags=["服务时长"])


class HoursOut(Schema):
    """One stretch a volunteer served; `reasons` is what speaks against it and waits for a person to decide."""

    id: int
    volunteer_id: int
    organisation_id: int
    session_id: int | None
    what: str
    on: date
    starts_at: datetime | None
    ends_at: datetime | None
    minutes: int
    how: str
    state: str
    reasons: list[str]


class HoursIn(Schema):
    """Hours to propose; `minutes` only where a break is to be left out of the stretch."""

    volunteer_id: Key
    what: str = Field(min_length=1, max_length=120)
    starts_at: Moment
    ends_at: Moment
    minutes: int | None = Field(default=None, ge=1, le=144_000)
    session_id: Key | None = None


@router.get("", response={200: Page[HoursOut], **ERRORS}, summary="列出服务时长")
def list_hours(
    request: HttpRequest, volunteer_id: Key | None = None, since: Day | None = None, until: Day | None = None,
    state: str = "", cursor: str = "", limit: Limit = 50,
):  # fmt: skip
    given = {"volunteer": volunteer_id, "on__gte": since, "on__lte": until, "state": state or None}
    rows = Service.objects.visible_to(request.auth)
    return page_of(
        rows.filter(**{name: value for name, value in given.items() if value is not None}), cursor=cursor, limit=limit
    )


@router.post("", response={200: HoursOut, **ERRORS}, summary="申报服务时长")
@decorate_view(repeatable)
def propose_hours(request: HttpRequest, given: HoursIn):
    if given.ends_at <= given.starts_at:
        raise Invalid(_("结束时间必须晚于开始时间。"), fields={"ends_at": []})
    volunteer = Volunteer.objects.visible_to(request.auth).filter(pk=given.volunteer_id).first()
    session = None
    if given.session_id is not None:
        session = Session.objects.visible_to(request.auth).filter(pk=given.session_id).first()
    if volunteer is None or (given.session_id is not None and session is None):
        raise NotFound
    service = Service(
        volunteer=volunteer, what=given.what, starts_at=given.starts_at, ends_at=given.ends_at, minutes=given.minutes,
        session=session, on=clock.day(given.starts_at),
    )  # fmt: skip
    return services.propose(service=service, actor=request.auth, at=clock.now())
