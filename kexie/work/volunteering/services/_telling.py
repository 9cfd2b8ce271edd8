"""What volunteers are told about what they asked for, once for each thing that happens to it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core.gate import SYSTEM
from kexie.office.notices import services as notices
from kexie.work.signups import queries as signups
from kexie.work.volunteering import queries
from kexie.work.volunteering.models import Application, Assignment

S = Assignment.State
WORDS = {
    S.ACCEPTED: (gettext_lazy("志愿服务已排班"), gettext_lazy("%(name)s，您已排上“%(what)s”。详情、签到码：%(link)s")),
    S.WAITING: (gettext_lazy("志愿服务候补"), gettext_lazy("%(name)s，“%(what)s”已满，您在候补，有空位时通知您。")),
    S.DECLINED: (gettext_lazy("志愿服务未安排"), gettext_lazy("%(name)s，“%(what)s”没有安排您。%(why)s")),
    S.WITHDRAWN: (gettext_lazy("志愿服务已退出"), gettext_lazy("%(name)s，您已不在“%(what)s”的排班里。%(why)s")),
}


def tell_application(row: Application, *, to: str, at: datetime, why: str) -> None:
    """Say what became of somebody's application."""
    said = {"name": row.name, "where": row.organisation, "why": why, "link": _own_page()}
    subject, body = {
        Application.State.TAKEN_IN: (
            _("志愿者注册已通过"), _("%(name)s，%(where)s已将您注册为志愿者，编号和班次见：%(link)s"),
        ),
        Application.State.TURNED_AWAY: (
            _("志愿者注册未通过"), _("%(name)s，%(where)s没有接收您的志愿者注册申请。%(why)s"),
        ),
    }[row.state]  # fmt: skip
    notices.send(
        organisation=row.organisation, purpose="volunteer_application", to=to, subject=subject, body=body % said,
        dedupe_key=f"application:{row.pk}:{row.state}", actor=SYSTEM, at=at,
    )  # fmt: skip


def tell(row: Assignment, *, at: datetime, why: str = "") -> None:
    """Say where a volunteer's shift stands now; who left no telephone or mailbox is not told."""
    person = row.volunteer.person
    if row.state not in WORDS or not (person.phone or person.email):
        return
    subject, body = WORDS[row.state]
    said = {
        "name": person.name, "what": queries.said(row.shift), "why": why,
        "link": signups.link_to(row.signup) if row.signup_id else _own_page(),
    }  # fmt: skip
    notices.send(
        organisation=row.organisation, purpose=f"shift_{row.state}", to=person, subject=str(subject),
        body=str(body) % said, dedupe_key=f"assignment:{row.pk}:{row.asked_at.timestamp()}:{row.state}:{at.date()}",
        actor=SYSTEM, at=at,
    )  # fmt: skip


def tell_moved(row: Assignment, *, at: datetime) -> None:
    """Say when and where a volunteer's shift is now; who has a sign-up with it is told by that."""
    person = row.volunteer.person
    if row.signup_id or not (person.phone or person.email):
        return
    shift = row.shift
    said = {"name": person.name, "what": queries.said(shift), "place": shift.place, "link": _own_page()}
    notices.send(
        organisation=row.organisation, purpose="shift_moved", to=person, subject=_("志愿服务班次有变"),
        body=_("%(name)s，您的班次改为“%(what)s”，%(place)s。来不了的请退出：%(link)s") % said,
        dedupe_key=f"assignment:{row.pk}:moved:{shift.starts_at.timestamp()}", actor=SYSTEM, at=at,
    )  # fmt: skip


def _own_page() -> str:
    return f"{settings.SITE}{reverse('portal:mine')}"
