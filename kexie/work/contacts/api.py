"""Contacts for partners: who keeps contact with whom, each contact, and that somebody was helped; never whom or why."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from ninja import Router, Schema

from kexie.core import clock
from kexie.core.api.errors import ERRORS
from kexie.core.api.paging import Limit, Page, page_of
from kexie.core.api.parsing import Day, Key

from . import queries
from .models import HelpVisit, Tie, Visit

ties = Router(tags=["联系网络"])
visits = Router(tags=["联系网络"])
help_visits = Router(tags=["联系网络"])


class EndsOut(Schema):
    """Who keeps contact with which body (`body_id`) or which worker (`worker_id`): one of the two."""

    id: int
    organisation_id: int
    person_id: int
    person: str
    body_id: int | None
    worker_id: int | None
    end: str

    @staticmethod
    def resolve_person(row: Tie | Visit) -> str:
        return row.person.name

    @staticmethod
    def resolve_end(row: Tie | Visit) -> str:
        return str(row.end)


class TieOut(EndsOut):
    """One tie. `visits` a year and `workers` were agreed on, 0 for none; `due_on` in the past: overdue."""

    duty: str
    role: str
    method: str
    visits: int
    workers: int
    brought_by_id: int | None
    since: date
    until: date | None
    last_on: date | None
    due_on: date | None


class VisitOut(EndsOut):
    """One contact; what was `asked` for became a task."""

    tie_id: int | None
    on: date
    way: str
    note: str
    asked: str


class HelpVisitOut(Schema):
    """That somebody was helped on a day, and with how much money. Whom, why and what was seen stays in the house."""

    id: int
    organisation_id: int
    on: date
    amount: Decimal

    @staticmethod
    def resolve_organisation_id(row: HelpVisit) -> int:
        return row.pairing.organisation_id


@ties.get("", response={200: Page[TieOut], **ERRORS}, summary="列出挂钩联系")
def list_ties(
    request: HttpRequest, body_id: Key | None = None, person_id: Key | None = None, is_running: bool | None = None,
    due_before: Day | None = None, cursor: str = "", limit: Limit = 50,
):  # fmt: skip
    given = {"body": body_id, "person": person_id, "due_on__lt": due_before}
    rows = Tie.objects.visible_to(request.auth).filter(**_said(given)).select_related("person", "body", "worker")
    if is_running is not None:
        runs = queries.running(clock.today())
        rows = rows.filter(runs) if is_running else rows.exclude(runs)
    return page_of(rows, cursor=cursor, limit=limit)


@visits.get("", response={200: Page[VisitOut], **ERRORS}, summary="列出走访联系")
def list_visits(
    request: HttpRequest, tie_id: Key | None = None, body_id: Key | None = None, since: Day | None = None,
    until: Day | None = None, cursor: str = "", limit: Limit = 50,
):  # fmt: skip
    given = {"tie": tie_id, "body": body_id, "on__gte": since, "on__lte": until}
    rows = Visit.objects.visible_to(request.auth).filter(**_said(given)).select_related("person", "body", "worker")
    return page_of(rows, cursor=cursor, limit=limit)


@help_visits.get("", response={200: Page[HelpVisitOut], **ERRORS}, summary="列出走访慰问")
def list_help_visits(
    request: HttpRequest, since: Day | None = None, until: Day | None = None, cursor: str = "", limit: Limit = 50
):
    rows = HelpVisit.objects.visible_to(request.auth).filter(**_said({"on__gte": since, "on__lte": until}))
    return page_of(rows.select_related("pairing").defer("note", "pairing__cause"), cursor=cursor, limit=limit)


def _said(given: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in given.items() if value is not None}
