"""What people are told about their sign-up, once for each thing that happens to it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.office.notices import services as notices
from kexie.work.signups import queries
from kexie.work.signups.models import Signup

S = Signup.State
WORDS = {
    S.CONFIRMED: (
        gettext_lazy("报名成功"),
        gettext_lazy("%(name)s，您已报名“%(what)s”，%(when)s 开始。查看、签到码或取消：%(link)s"),
    ),
    S.PENDING: (
        gettext_lazy("报名待审核"),
        gettext_lazy("%(name)s，已收到您对“%(what)s”的报名，审核后通知您。查看：%(link)s"),
    ),
    S.WAITING: (
        gettext_lazy("已列入候补"),
        gettext_lazy("%(name)s，“%(what)s”已满，您已列入候补，轮到时通知您。查看：%(link)s"),
    ),
    S.OFFERED: (
        gettext_lazy("候补有名额了"),
        gettext_lazy("%(name)s，“%(what)s”有名额了，为您保留到 %(until)s，请打开链接确认或放弃：%(link)s"),
    ),
    S.CANCELLED: (
        gettext_lazy("报名已取消"),
        gettext_lazy("%(name)s，您对“%(what)s”（%(when)s）的报名已取消。%(why)s"),
    ),
    "moved": (
        gettext_lazy("报名已调整"),
        gettext_lazy("%(name)s，您的报名已改到“%(what)s”%(group)s，%(when)s 开始。新的链接和签到码：%(link)s"),
    ),
    "rescheduled": (
        gettext_lazy("时间地点有变"),
        gettext_lazy("%(name)s，您报名的“%(what)s”改为 %(when)s，地点：%(place)s。来不了的请取消：%(link)s"),
    ),
    S.REFUSED: (gettext_lazy("报名未通过"), gettext_lazy("%(name)s，您对“%(what)s”的报名未通过。%(why)s")),
}


def tell(signup: Signup, *, at: datetime, n: int = 1, event: str = "", about: str = "") -> None:
    """Put a message about the state a sign-up has come to into the outbox; who left no address is not told.

    n: how many it happened to together; the message says so. event: what else than the state has changed;
    of one event `about` the same thing they are told once.
    """
    to = signup.phone or signup.email
    if not to:
        return
    name = signup.person.name
    said = {
        "name": name if n == 1 else _("%(name)s等 %(n)d 人") % {"name": name, "n": n}, "what": _what(signup),
        "when": _moment(signup.session.starts_at), "until": _moment(signup.offer_until),
        "link": queries.link_to(signup), "why": signup.note, "group": f"（{signup.group}）" if signup.group else "",
        "place": signup.session.place or signup.session.activity.place,
    }  # fmt: skip
    subject, body = WORDS[event or signup.state]
    key = f"signup:{signup.pk}:{signup.issue}:{event or signup.state}"
    notices.send(
        organisation=signup.organisation, purpose=f"signup_{signup.state}", to=to, subject=str(subject),
        body=str(body) % said, dedupe_key=f"{key}:{about or at.timestamp()}"[:120] if event else key, actor=SYSTEM,
        at=at,
    )  # fmt: skip


def _what(signup: Signup) -> str:
    activity = signup.session.activity
    return f"{activity.name} {signup.session}" if signup.session.name else activity.name


def _moment(moment: datetime | None) -> str:
    if moment is None:
        return ""
    moment = moment.astimezone(clock.ZONE)
    return f"{moment.month}月{moment.day}日 {moment:%H:%M}"
