"""Lists of people who signed up on paper or elsewhere, taken in by the imports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from kexie.core import clock, loading
from kexie.core.loading import CREATED, REFUSED, SKIPPED, UNCHANGED, Context, Planned, Row
from kexie.core.personal import matching
from kexie.core.refusals import Invalid, Refusal
from kexie.core.sheets.matching import Column, SheetKind
from kexie.core.text import fold
from kexie.network.people.models import Person
from kexie.work.activities.models import Session

from . import services
from .models import Signup
from .queries.room import groups_of, quotas_of

SIGNUPS = SheetKind(
    code="signups",
    title="报名名单",
    order=45,
    hints=("报名", "报名名单", "报名表", "报名登记", "报名名册", "报名人员"),
    columns=(
        Column("name", "姓名", "name", synonyms=("报名人", "参加人", "名字"), required=True),
        Column("phone", "手机号码", "phone", synonyms=("手机", "联系电话", "电话", "联系方式")),
        Column("id_number", "身份证号", "id_number", synonyms=("身份证", "身份证号码", "证件号码")),
        Column("email", "邮箱", "text", synonyms=("电子邮箱", "电子邮件")),
        Column("activity", "报名活动", "text", synonyms=("活动名称", "活动"), required=True),
        Column("on", "活动日期", "date", synonyms=("活动时间", "日期", "时间")),
        Column("session", "场次", "text", synonyms=("场次名称",)),
        Column("group", "组别", "text", synonyms=("分组", "参赛组别")),
        Column("born_on", "出生日期", "date", synonyms=("出生年月", "生日")),
    ),
    marks=("activity",),
)


class SignupLoader:
    """A row is one person who signed up for one session. They are there: room is counted, not asked for."""

    kind = SIGNUPS

    def plan(self, rows: Sequence[Row], context: Context) -> list[Planned]:
        """Return what would become of each row; who is in already is left as they are."""
        planned, first = [], {}
        for row in rows:
            try:
                record = self._draft(row, context)
            except Refusal as refusal:
                planned.append(Planned(row, REFUSED, reason=str(refusal)))
                continue
            key = (record.session_id, record.person.name, *_marks(record.person))
            if key in first:
                reason = _("与本表第 %(row)d 行是同一条，只记一次。") % {"row": first[key]}
                planned.append(Planned(row, SKIPPED, reason=reason))
                continue
            first[key] = row.number
            known = _known(record)
            planned.append(Planned(row, UNCHANGED if known else CREATED, known or record))
        return planned

    def write(self, planned: Sequence[Planned], context: Context) -> None:
        """Sign everybody up who is new."""
        for one in planned:
            if one.did == CREATED:
                draft = one.record
                one.record = services.sign_up(
                    session=draft.session, draft=_said(draft.person), group=draft.group, actor=context.actor,
                    at=clock.now(), came_by=Signup.CameBy.IMPORT,
                )  # fmt: skip

    def undo(self, made: Sequence[int], changed: Sequence[tuple[int, dict[str, Any]]], context: Context) -> None:
        """Take out whom the import signed up; their places are free again."""
        services.take_out(keys=made, actor=context.actor, at=clock.now())

    def _draft(self, row: Row, context: Context) -> Signup:
        """Return the unsaved sign-up a row says.

        :raises Refusal: it says nobody, or nothing one may sign up for
        """
        if not row.get("name"):
            raise Invalid(_("没有姓名，无法登记。"))
        session = _session(row, context)
        groups = groups_of(quotas_of(session))
        group = row.get("group", "")
        if group not in (groups or [""]):
            said = {"group": group, "groups": "、".join(groups) or _("（不分组）")}
            raise Invalid(_("没有“%(group)s”这一组，请填：%(groups)s。") % said)
        facts = {name: row.get(name, "") for name in ("name", "phone", "id_number", "email")}
        person = Person(organisation=session.organisation, born_on=row.get("born_on"), **facts)
        try:
            person.clean_fields(exclude=["organisation"])
        except ValidationError as error:
            raise Invalid("；".join(error.messages)) from error
        if not _marks(person):
            raise Invalid(_("没有手机、邮箱或身份证号，只凭姓名分不清是谁。"))
        return Signup(session=session, person=person, group=group)


def _session(row: Row, context: Context) -> Session:
    """Return the one session a row speaks of.

    :raises Invalid: there is none, sign-up is not set up for it, or several would do
    """
    name, day, called = row.get("activity", ""), row.get("on"), row.get("session", "")
    found = context.memo.get(name)
    if found is None:
        rows = Session.objects.visible_to(context.actor).select_related("activity__organisation", "admission")
        found = context.memo[name] = [*rows.filter(activity__name=name)]
    fits = [
        one
        for one in found
        if (day is None or clock.day(one.starts_at) == day) and (not called or fold(str(one)) == fold(called))
    ]
    said = {"name": name}
    if not fits:
        raise Invalid(_("没有找到“%(name)s”的这一场，请先登记活动和场次。") % said)
    if len(fits) > 1:
        raise Invalid(_("“%(name)s”有几场，请写明活动日期或场次。") % said)
    if not hasattr(fits[0], "admission"):
        raise Invalid(_("“%(name)s”的这一场没有开放报名，请先在报名设置里开放。") % said)
    return fits[0]


def _marks(person: Person) -> tuple[str, ...]:
    return tuple(
        text
        for name in ("id_number", "phone", "email")
        if (text := person._meta.get_field(name).normal(getattr(person, name)))
    )


def _known(record: Signup) -> Signup | None:
    alike = Q(pk__in=[])
    for name in ("id_number", "phone", "email"):
        if text := getattr(record.person, name):
            alike |= matching(Person, name, text)
    people = Person.objects.filter(alike, name=record.person.name)
    there = Signup.objects.filter(session=record.session, person__in=people.values("pk"))
    return there.exclude(state=Signup.State.CANCELLED).first()


def _said(person: Person) -> services.Draft:
    return services.Draft(
        name=person.name, phone=person.phone, email=person.email, id_number=person.id_number, born_on=person.born_on
    )


loading.register(SignupLoader())
