"""Builders: one call gives one stored row, or a session one can sign up for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

from kexie.core import records
from kexie.core.clock import ZONE
from kexie.core.gate import PUBLIC, SYSTEM
from kexie.work.activities.models import Activity, Session
from kexie.work.signups import services
from kexie.work.signups.models import Admission, Questionnaire, Quota, Signup, Version
from kexie.work.signups.services import Draft

NOW = datetime(2013, 5, 1, 9, 0, tzinfo=ZONE)
STARTS = datetime(2013, 5, 19, 9, 0, tzinfo=ZONE)
_number = count(1)


def session(*, organisation, state=Activity.State.PUBLISHED, activity=None, starts_at=STARTS, **fields) -> Session:
    """Return a session of a published activity, two hours long."""
    n = next(_number)
    activity = activity or records.save(
        Activity(organisation=organisation, name=f"科普讲座{n}", form="讲座", starts_on=date(2013, 5, 19), state=state),
        actor=SYSTEM, did="create",
    )  # fmt: skip
    values = {"number": activity.timetable.count() + 1, "ends_at": starts_at + timedelta(hours=2), **fields}
    return records.save(Session(activity=activity, starts_at=starts_at, **values), actor=SYSTEM, did="create")


def admission(*, organisation=None, session_=None, at=NOW, **fields) -> Admission:
    """Return a session's admission, open from now until it begins."""
    row = Admission(session=session_ or session(organisation=organisation), **fields)
    return services.keep_admission(admission=row, actor=SYSTEM, at=at)


def quota(places, *, activity, at=NOW, **fields) -> Quota:
    """Return room beside the sessions' own."""
    return services.keep_quota(quota=Quota(activity=activity, places=places, **fields), actor=SYSTEM, at=at)


def draft(name="", phone="", **facts) -> Draft:
    """Return what somebody of nobody real says of themself; every one has a telephone of their own."""
    n = next(_number)
    return Draft(name=name or f"王{n}", phone=phone or f"164{n:08d}", **{"agrees": True, **facts})


def signup(*, organisation=None, admission_=None, actor=PUBLIC, at=NOW, **how) -> Signup:
    """Return a sign-up through the service."""
    admission_ = admission_ or admission(organisation=organisation)
    one = how.pop("draft", None) or draft()
    return services.sign_up(session=admission_.session, draft=one, actor=actor, at=at, **how)


def questionnaire(*, organisation, questions=None, **fields) -> Questionnaire:
    """Return a questionnaire with one question of every kind, or the given ones."""
    row = Questionnaire(organisation=organisation, **{"name": f"问题单{next(_number)}", **fields})
    services.keep_questionnaire(questionnaire=row, questions=questions or EVERY_KIND, actor=SYSTEM)
    return row


def question(code, title, kind, **more) -> dict:
    """Return one question."""
    return {
        "code": code, "title": title, "type": kind, "options": [], "words": "", "is_required": False, "help": "",
        "of_companions": False, **more,
    }  # fmt: skip


EVERY_KIND = [
    question("q1", "单位", "text"),
    question("q2", "建议", "long"),
    question("q3", "几岁上学", "number"),
    question("q4", "坐哪路车", "choice", options=["一号车", "二号车"]),
    question("q5", "想看什么", "several", options=["机器人", "天文", "标本"]),
    question("q6", "哪天有空", "date"),
    question("q7", "自带午餐", "flag"),
]


def version(*, organisation, **fields) -> Version:
    """Return the newest wording of a questionnaire."""
    return questionnaire(organisation=organisation, **fields).versions.get()
