"""Volunteers for partners: who there is and what they can do; no number that reaches them."""

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema

from kexie.core import items
from kexie.core.api.errors import ERRORS
from kexie.core.api.paging import Limit, Page, page_of

from .models import Volunteer

router = Router(tags=["志愿者"])


class VolunteerOut(Schema):
    """One registered volunteer."""

    id: int
    number: str
    name: str
    organisation_id: int
    team: str
    skills: list[str]
    times: list[str]
    registered_on: date
    left_on: date | None

    @staticmethod
    def resolve_name(row: Volunteer) -> str:
        return row.person.name

    @staticmethod
    def resolve_skills(row: Volunteer) -> list[str]:
        return items.split(row.skills)

    @staticmethod
    def resolve_times(row: Volunteer) -> list[str]:
        return items.split(row.times)

    @staticmethod
    def resolve_team(row: Volunteer) -> str:
        return str(row.team or "")


@router.get("", response={200: Page[VolunteerOut], **ERRORS}, summary="列出志愿者")
def list_volunteers(
    request: HttpRequest, number: str = "", is_active: bool | None = None, cursor: str = "", limit: Limit = 50
):
    rows = Volunteer.objects.visible_to(request.auth).select_related("person", "team")
    if number:
        rows = rows.filter(number=number)
    if is_active is not None:
        rows = rows.filter(left_on__isnull=is_active)
    return page_of(rows, cursor=cursor, limit=limit)
