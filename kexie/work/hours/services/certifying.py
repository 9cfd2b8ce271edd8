"""Certificates of hours: what 民发〔2015〕149号 asks for, from confirmed hours alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kexie.core import gate, wording
from kexie.core.refusals import Refusal
from kexie.office.certificates import services as certificates
from kexie.office.certificates.models import Certificate
from kexie.work.hours import queries
from kexie.work.hours.models import Service
from kexie.work.volunteering.models import Volunteer

KIND = Certificate.Kind.VOLUNTEER_HOURS


class CannotCertify(Refusal):
    """There is nothing to certify, or it has not happened yet."""

    code = "cannot_certify"


@dataclass(frozen=True)
class Issuer:
    """Who stands for a certificate: the person in charge, the one who drew it up, how to reach them."""

    head: str
    handler: str
    contact: str


def certify(
    *, volunteer: Volunteer, start: date, end: date, issuer: Issuer, actor: gate.Actor, today: date
) -> Certificate:
    """Certify what a volunteer served from `start` to `end`; asked again for the same period, return the same.

    Who has left keeps the right to it for the time they served.

    :raises NotAllowed: the actor may not certify here
    :raises CannotCertify: no confirmed hours in the period, or the period ends ahead
    :raises CannotIssue: the one given out for this period was revoked
    """
    gate.require(actor, "certify", volunteer)
    facts = facts_of(volunteer=volunteer, start=start, end=end, issuer=issuer, today=today)
    return certificates.issue(
        kind=KIND, source_key=f"{volunteer.pk}:{start}:{end}", organisation=volunteer.organisation,
        person=volunteer.person, facts=facts, on=today, actor=actor,
    )  # fmt: skip


def certify_again(
    *, certificate: Certificate, issuer: Issuer, note: str, actor: gate.Actor, today: date
) -> Certificate:
    """Give out a new certificate for the period of an old one, with the hours as they are now.

    :raises NotAllowed: the actor may not certify here
    :raises CannotCertify: no confirmed hours are left in the period, or it was not given out for one
    :raises CannotIssue: no reason is given, or it was replaced before
    """
    gate.require(actor, "certify", certificate)
    try:
        key, start, end = certificate.source_key.split(":")
        period = {"start": date.fromisoformat(start), "end": date.fromisoformat(end)}
    except ValueError as error:
        raise CannotCertify(_("“%s”不是按期间开具的时长证明，不能在这里换发。") % certificate) from error
    volunteer = Volunteer.objects.select_related("person", "organisation").get(pk=key)
    facts = facts_of(volunteer=volunteer, **period, issuer=issuer, today=today)
    return certificates.reissue(certificate=certificate, facts=facts, on=today, note=note, actor=actor)


def facts_of(
    *, volunteer: Volunteer, start: date, end: date, issuer: Issuer, today: date
) -> certificates.Facts:  # fmt: skip
    """Return what a certificate of a period would say now.

    :raises CannotCertify: nothing is confirmed in the period, or it ends ahead
    """
    if not start <= end <= today:
        raise CannotCertify(_("证明的期间要从早到晚，且不能超过今天。"))
    served = queries.confirmed_between(volunteer.person, start, end, volunteer.organisation)
    if not served:
        raise CannotCertify(_("%(who)s在这段时间没有已入账的服务时长，不能开具证明。") % {"who": volunteer})
    hours = wording.hours(sum(service.minutes for service in served))
    period = _("%(start)s 至 %(end)s") % {"start": _day(start), "end": _day(end)}
    said = {"period": period, "times": len(served), "hours": hours}
    return certificates.Facts(
        title=str(KIND.label), blocks=_blocks(volunteer, period, hours, issuer),
        sentence=_("经核实，上述志愿者自 %(period)s 参加志愿服务 %(times)d 次，累计 %(hours)s 小时。") % said,
        columns=[_("日期"), _("服务内容"), _("起止"), _("小时")], rows=[_row(service) for service in served],
        remark=_remark(volunteer, served),
    )  # fmt: skip


def _blocks(volunteer: Volunteer, period: str, hours: str, issuer: Issuer) -> list[certificates.Block]:
    person, line = volunteer.person, certificates.Line
    own = [
        line(_("姓名"), person.name, is_personal=True),
        line(_("志愿者编号"), volunteer.number),
        line(_("证件类型"), _("居民身份证") if person.id_number else _("未登记")),
        line(_("证件号码"), person.id_number or _("未登记"), is_personal=bool(person.id_number)),
    ]
    service = [line(_("服务期间"), period), line(_("累计时长"), _("%s 小时") % hours)]
    body = [
        line(_("单位名称"), volunteer.organisation.name),
        line(_("负责人"), issuer.head),
        line(_("经办人"), issuer.handler),
        line(_("联系方式"), issuer.contact, is_personal=True),
    ]
    block = certificates.Block
    return [block(_("一、志愿者"), own), block(_("二、志愿服务"), service), block(_("三、开具单位"), body)]


def _row(service: Service) -> list[str]:
    moments = [queries.local(moment) for moment in (service.starts_at, service.ends_at)]
    stretch = f"{moments[0]:%H:%M}—{moments[1]:%H:%M}" if all(moments) else ""
    return [service.on.isoformat(), service.what, stretch, wording.hours(service.minutes)]


def _remark(volunteer: Volunteer, served: Sequence[Service]) -> str:
    said = [_("时长不含往返路途")]
    weighted = [service.weighted for service in served if service.weighted is not None]
    if weighted and sum(weighted) != sum(service.minutes for service in served if service.weighted is not None):
        said.append(_("另有夜间加权时长 %s 小时，不与上数相加") % wording.hours(sum(weighted)))
    if volunteer.left_on:
        said.append(_("%s 退出志愿者队伍") % _day(volunteer.left_on))
    return "；".join(map(str, said)) + "。"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
