"""Organisations for partners: who there is and where they stand; no contact."""

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema

from kexie.core.api.errors import ERRORS
from kexie.core.api.paging import Limit, Page, page_of
from kexie.core.api.parsing import Key
from kexie.core.refusals import NotFound

from .models import Organisation

router = Router(tags=["组织"])


class OrganisationOut(Schema):
    """One organisation."""

    id: int
    name: str
    kind: str
    level: str
    state: str
    parent_id: int | None
    credit_code: str
    founded_on: date | None
    dissolved_on: date | None


@router.get("", response={200: Page[OrganisationOut], **ERRORS}, summary="列出组织")
def list_organisations(
    request: HttpRequest, kind: str = "", under: Key | None = None, cursor: str = "", limit: Limit = 50
):
    rows = Organisation.objects.visible_to(request.auth).standing().without_personal()
    if kind:
        rows = rows.filter(kind=kind)
    if under is not None:
        rows = rows.under(_visible(request, under).path)
    return page_of(rows, cursor=cursor, limit=limit)


@router.get("/{int:key}", response={200: OrganisationOut, **ERRORS}, summary="一个组织")
def get_organisation(request: HttpRequest, key: int):
    return _visible(request, key)


def _visible(request: HttpRequest, key: int) -> Organisation:
    row = Organisation.objects.visible_to(request.auth).standing().without_personal().filter(pk=key).first()
    if row is None:
        raise NotFound
    return row
