"""Activities and their sessions for partners: what is planned, published and held."""

from datetime import date, datetime, time

from django.http import HttpRequest
from ninja import Router, Schema

from kexie.core import clock
from kexie.core.api.errors import ERRORS
from kexie.core.api.paging import Limit, Page, page_of
from kexie.core.api.parsing import Day, Key
from kexie.core.refusals import NotFound

from .models import Activity, Session

router = Router(tags=["活动"])
sessions = Router(tags=["活动"])
OWN = (
    "public_id", "name", "organisation", "form", "channel", "starts_on", "ends_on", "place", "state", "campaign",
    "participations", "volunteers", "evidence",
)  # fmt: skip


class ActivityOut(Schema):
    """One activity; numbers nobody wrote down are null, and `evidence` says how they were obtained."""

    id: str
    name: str
    organisation_id: int
    campaign: str
    form: str
    channel: str
    starts_on: date
    ends_on: date | None
    place: str
    state: str
    participations: int | None
    volunteers: int | None
    evidence: str

    @staticmethod
    def resolve_id(row: Activity) -> str:
        return row.public_id

    @staticmethod
    def resolve_campaign(row: Activity) -> str:
        return str(row.campaign) if row.campaign_id else ""


class SessionOut(Schema):
    """One session of an activity, with its times in full (with zone)."""

    id: int
    activity_id: str
    number: int
    name: str
    starts_at: datetime
    ends_at: datetime
    place: str
    capacity: int | None
    state: str

    @staticmethod
    def resolve_activity_id(row: Session) -> str:
        return row.activity.public_id

    @staticmethod
    def resolve_place(row: Session) -> str:
        return row.place or row.activity.place


@router.get("", response={200: Page[ActivityOut], **ERRORS}, summary="列出活动")
def list_activities(
    request: HttpRequest, since: Day | None = None, until: Day | None = None, state: str = "",
    organisation: Key | None = None, cursor: str = "", limit: Limit = 50,
):  # fmt: skip
    rows = _rows(request)
    if since:
        rows = rows.filter(starts_on__gte=since)
    if until:
        rows = rows.filter(starts_on__lte=until)
    if state:
        rows = rows.filter(state=state)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    return page_of(rows, cursor=cursor, limit=limit)


@router.get("/{str:key}", response={200: ActivityOut, **ERRORS}, summary="一个活动")
def get_activity(request: HttpRequest, key: str):
    return _visible(request, key)


@router.get("/{str:key}/sessions", response={200: Page[SessionOut], **ERRORS}, summary="活动的场次")
def list_sessions(request: HttpRequest, key: str, cursor: str = "", limit: Limit = 50):
    activity = _visible(request, key)
    rows = Session.objects.visible_to(request.auth).filter(activity=activity).select_related("activity")
    return page_of(rows, cursor=cursor, limit=limit)


@sessions.get("", response={200: Page[SessionOut], **ERRORS}, summary="一段时间里的场次")
def list_all_sessions(
    request: HttpRequest, since: Day | None = None, until: Day | None = None, cursor: str = "", limit: Limit = 50
):
    rows = Session.objects.visible_to(request.auth).select_related("activity")
    if since:
        rows = rows.filter(starts_at__gte=datetime.combine(since, time.min, clock.ZONE))
    if until:
        rows = rows.filter(starts_at__lte=datetime.combine(until, time.max, clock.ZONE))
    return page_of(rows, cursor=cursor, limit=limit)


def _rows(request: HttpRequest):
    fields = (*OWN, "campaign__series", "campaign__year")
    return Activity.objects.visible_to(request.auth).select_related("campaign").only(*fields)


def _visible(request: HttpRequest, key: str) -> Activity:
    row = _rows(request).filter(public_id=key).first()
    if row is None:
        raise NotFound
    return row
