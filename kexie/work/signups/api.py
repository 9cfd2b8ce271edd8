"""Sign-ups for partners: who is signed up (numbers masked), signing somebody up, cancelling."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.decorators import decorate_view

from kexie.core import clock
from kexie.core.api.errors import ERRORS
from kexie.core.api.paging import Limit, Page, page_of
from kexie.core.api.parsing import Day, Key
from kexie.core.api.repeating import repeatable
from kexie.core.refusals import NotFound
from kexie.network.people.services import Guardian
from kexie.work.activities.models import Session

from . import services
from .models import Signup

router = Router(tags=["报名"])


class SignupOut(Schema):
    """One person's place in one session; telephone and e-mail are masked."""

    reference: str
    session_id: int
    name: str
    role: str
    state: str
    group: str
    phone: str
    email: str
    signed_up_at: datetime
    offer_until: datetime | None

    @staticmethod
    def resolve_name(row: Signup) -> str:
        return row.person.name

    @staticmethod
    def resolve_phone(row: Signup) -> str:
        return Signup._meta.get_field("phone").mask(row.phone)

    @staticmethod
    def resolve_email(row: Signup) -> str:
        return Signup._meta.get_field("email").mask(row.email)


class GuardianIn(Schema):
    """Who answers for a minor; `gives` when they agreed."""

    name: str
    phone: str
    relation: str = ""
    gives: bool = False


class PersonIn(Schema):
    """One person as they describe themself; `agrees` when they agreed to the keeping of these data."""

    name: str = Field(max_length=60)
    phone: str = ""
    email: str = ""
    id_number: str = ""
    born_on: Day | None = None
    answers: dict[str, Any] = {}
    guardian: GuardianIn | None = None
    agrees: bool = False

    def draft(self) -> services.Draft:
        """Return it as the service takes it."""
        said = self.model_dump(exclude={"guardian"})
        return services.Draft(**said, guardian=Guardian(**self.guardian.model_dump()) if self.guardian else None)


class SignupIn(PersonIn):
    """A sign-up with those who come along: all of them, or none."""

    session_id: Key
    group: str = Field(default="", max_length=40)
    companions: list[PersonIn] = Field(default=[], max_length=20)


class WhyIn(Schema):
    """Why."""

    note: str = ""


@router.get("", response={200: Page[SignupOut], **ERRORS}, summary="列出报名")
def list_signups(request: HttpRequest, session_id: Key, state: str = "", cursor: str = "", limit: Limit = 50):
    rows = Signup.objects.visible_to(request.auth).filter(session=session_id).select_related("person")
    return page_of(rows.filter(state=state) if state else rows, cursor=cursor, limit=limit)


@router.post("", response={200: SignupOut, **ERRORS}, summary="报名")
@decorate_view(repeatable)
def sign_up(request: HttpRequest, given: SignupIn):
    session = Session.objects.visible_to(request.auth).filter(pk=given.session_id).first()
    if session is None:
        raise NotFound
    companions = [one.draft() for one in given.companions]
    draft = PersonIn(**given.model_dump(exclude={"session_id", "group", "companions"})).draft()
    return services.sign_up(
        session=session, draft=draft, companions=companions, group=given.group, actor=request.auth, at=clock.now(),
        came_by=Signup.CameBy.WEB,
    )  # fmt: skip


@router.post("/{str:key}/cancel", response={200: SignupOut, **ERRORS}, summary="取消报名")
@decorate_view(repeatable)
def cancel_signup(request: HttpRequest, key: str, given: WhyIn):
    row = Signup.objects.visible_to(request.auth).filter(reference=key).first()
    if row is None:
        raise NotFound
    return services.cancel(signup=row, actor=request.auth, at=clock.now(), note=given.note)
