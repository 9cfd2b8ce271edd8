"""Rosters of volunteers, in and out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from kexie.core import clock, items
from kexie.core.loading import CREATED, REFUSED, UNCHANGED, UPDATED, Context, KeyedLoader, Planned, Row
from kexie.core.refusals import Invalid
from kexie.core.sheets.matching import Column, SheetKind
from kexie.core.terms import queries as terms
from kexie.core.terms import services as adopting
from kexie.core.text import fold
from kexie.network.people import services as people
from kexie.network.people.queries import drafted
from kexie.office.ledger import services as ledger
from kexie.work.volunteering import measures, queries, rules, services
from kexie.work.volunteering.models import Team, Volunteer
from kexie.work.volunteering.models.volunteers import fresh_number

from .levels import level_in

VOLUNTEERS = SheetKind(
    code="volunteers",
    title="志愿者名册",
    order=41,
    hints=("志愿者", "志愿者名册", "注册志愿者", "科普志愿者"),
    columns=(
        Column("name", "姓名", "name", synonyms=("志愿者姓名", "名字"), required=True),
        Column("sex", "性别", "text"),
        Column("phone", "手机号码", "phone", synonyms=("手机", "联系电话", "电话", "联系方式")),
        Column("id_number", "身份证号", "id_number", synonyms=("身份证", "身份证号码", "证件号码")),
        Column("organisation", "注册单位", "organisation", synonyms=("所属乡镇", "所属街道", "乡镇街道", "所属组织")),
        Column("team", "所属分队", "text", synonyms=("分队", "所属队伍", "服务队", "志愿队伍", "队伍")),
        Column("unit", "工作单位", "text", synonyms=("单位", "所在单位")),
        Column("title", "职称", "text", synonyms=("职务职称", "技术职称")),
        Column("speciality", "专业特长", "text", synonyms=("特长", "专业", "服务领域")),
        Column("skills", "服务技能", "text", synonyms=("技能", "志愿服务技能", "可提供的服务")),
        Column("times", "可服务时间", "text", synonyms=("服务时间", "空闲时间", "可参加时间")),
        Column("area", "服务区域", "text", synonyms=("服务地点", "服务范围")),
        Column("number", "志愿者编号", "text", synonyms=("志愿者证号", "志愿者号")),
        Column(
            "registered_on",
            "注册日期",
            "date",
            synonyms=("注册时间", "登记日期", "加入时间", "加入日期"),
            required=True,
        ),
        Column("left_on", "退出日期", "date", synonyms=("注销日期", "退队日期")),
    ),
)


_BETWEEN = re.compile(r"[、,，;；/\s]+")


class VolunteerLoader(KeyedLoader):
    """A row is one registered volunteer. A team nobody knows at their unit is founded with them."""

    kind = VOLUNTEERS
    model = Volunteer
    carried = {"person": people.CARRIED}
    fields = (
        "level",
        "team",
        "number",
        "identity",
        "skills",
        "times",
        "area",
        "registered_on",
        "left_on",
        "person.sex",
        "person.unit",
        "person.title",
        "person.speciality",
    )

    def plan(self, rows: Sequence[Row], context: Context) -> list[Planned]:
        """Say what would become of each row; who is registered already, wherever that is, is refused."""
        where = {(row.get("organisation") or context.organisation).pk for row in rows}
        context.memo["teams"] = queries.known_teams(where)
        context.memo["skills"] = terms.dictionary(measures.SKILL, context.organisation.path)
        context.memo["areas"] = {fold(area.name): area for area in queries.areas_at(context.organisation)}
        context.memo["new_teams"] = {}
        planned = super().plan(rows, context)
        for draft in planned:
            team = context.memo["new_teams"].get(draft.row.number)
            if team is not None and draft.did in (UNCHANGED, UPDATED):
                draft.before.setdefault("team", draft.record.team_id)
                draft.record.team, draft.did = team, UPDATED
        _refuse_taken(planned)
        return planned

    def build(self, row: Row, context: Context) -> Volunteer:
        """Return the registration a row says."""
        if not row.get("name"):
            raise Invalid(_("没有姓名，无法登记。"))
        if not row.get("registered_on"):
            raise Invalid(_("没有注册日期，不知道从哪一天起计入志愿者数。"))
        where = row.get("organisation") or context.organisation
        person, left_on = drafted(row=row, organisation=where), row.get("left_on")
        record = Volunteer(
            organisation=where,
            person=person,
            team=_team(row, where, context),
            number=row.get("number", ""),
            identity=(services.identity_of(person) or None) if left_on is None else None,
            level=level_in(context),
            skills=_skills(row.get("skills", ""), context),
            times=items.join(rules.slots_in(row.get("times", ""))),
            area=context.memo["areas"].get(fold(row.get("area", ""))),
            registered_on=row.get("registered_on"),
            left_on=left_on,
        )
        record.doubt = _doubt(record, row)
        return record

    def write(self, planned: Sequence[Planned], context: Context) -> None:
        """Found the teams they name, adopt new words, and write."""
        kept = [draft.record for draft in planned if draft.did in (CREATED, UPDATED)]
        how = {"actor": context.actor, "path": context.organisation.path}
        _found(kept, note=context.file_name, **how)
        words = (word for record in kept for word in items.split(record.skills))
        adopting.adopt(kind=measures.SKILL, names=words, **how)
        for record in kept:
            record.number = record.number or fresh_number()
            if record.left_on:
                record.identity = None
        super().write(planned, context)

    def post(self, made: Sequence[Volunteer], changed: Sequence[Volunteer], context: Context) -> None:
        """Count them from the day they registered."""
        services.post_imported(made=made, changed=changed, actor=context.actor, note=context.file_name)

    def withdraw(self, keys: Sequence[int], context: Context) -> None:
        """Count them no more."""
        ledger.withdraw(model=Volunteer, keys=keys, actor=context.actor, note=_("撤销导入"))

    def undo(self, made: Sequence[int], changed: Sequence[tuple[int, dict[str, Any]]], context: Context) -> None:
        """Take it back, and the teams it founded that nothing else hangs on."""
        touched = [*made, *(key for key, _before in changed)]
        teams = [*Team.objects.filter(volunteers__in=Volunteer.objects.filter(pk__in=touched)).distinct()]
        super().undo(made, changed, context)
        services.unfound_teams(teams=teams, actor=context.actor, path=context.organisation.path)


def _team(row: Row, where: Any, context: Context) -> Team | None:
    name = row.get("team", "")
    if not name:
        return None
    known = context.memo["teams"]
    team = known.get((where.pk, fold(name)))
    if team is None:
        team = known[where.pk, fold(name)] = Team(organisation=where, name=name)
    if team.pk is None:
        context.memo["new_teams"][row.number] = team
    return team


def _skills(text: str, context: Context) -> str:
    words = [word for word in _BETWEEN.split(text) if word]
    known = [context.memo["skills"].find(word) for word in words]
    return items.join(word.name if word else said[:40] for word, said in zip(known, words, strict=True))


def _doubt(record: Volunteer, row: Row) -> str:
    if row.get("area") and record.area is None:
        return _("没有找到服务区域“%s”，先空着，请到志愿者页面选。") % row.get("area")
    if row.get("times") and not record.times:
        return _("可服务时间“%s”看不懂，先空着。请写成“周六上午、周日”这样。") % row.get("times")
    years = queries.years_of(record, clock.today())
    if record.left_on is None and years is not None and years < rules.ADULT:
        return _("未满 18 周岁，请到志愿者页面补填监护人的意见，补齐以前不能排班。")
    return ""


def _refuse_taken(planned: Sequence[Planned]) -> None:
    asked = [draft for draft in planned if draft.did in (CREATED, UPDATED)]
    marks = [draft.record.identity for draft in asked if draft.record.identity]
    numbers = [draft.record.number for draft in asked if draft.record.number]
    by_mark: dict[str, int | None] = {}
    by_number: dict[str, int | None] = {}
    for start in range(0, len(marks), 400):
        some = marks[start : start + 400]
        same = Q(identity__in=some) | Q(person__id_number_index__in=some, left_on=None)
        for key, mark, index in Volunteer._base_manager.filter(same).values_list(
            "pk", "identity", "person__id_number_index"
        ):
            by_mark |= dict.fromkeys({mark, index} - {None}, key)
    for start in range(0, len(numbers), 500):
        some = Volunteer._base_manager.filter(number__in=numbers[start : start + 500])
        by_number |= dict(some.values_list("number", "pk"))
    for draft in asked:
        mark, number, key = draft.record.identity, draft.record.number, draft.record.pk
        if mark and by_mark.setdefault(mark, key) != key:
            _refuse(draft, str(services.TAKEN))
        elif number and by_number.setdefault(number, key) != key:
            _refuse(draft, _("志愿者编号“%s”已有人使用，请核对。") % number)
        elif key is None:  # a second row of this table with the same number is refused
            by_mark |= {mark: 0} if mark else {}
            by_number |= {number: 0} if number else {}


def _refuse(draft: Planned, why: str) -> None:
    draft.did, draft.record, draft.before, draft.reason = REFUSED, None, {}, why


def _found(kept: Sequence[Volunteer], **how: Any) -> None:
    named: dict[tuple[int, str], tuple[Any, Any]] = {}
    for record in kept:
        team = record.team
        if team is not None and (team.pk is None or team.is_from_roster):
            slot = (team.organisation_id, team.name)
            known = named.get(slot)
            named[slot] = (team.organisation, min(record.since, known[1]) if known else record.since)
    founded = services.found_teams(named=named, **how) if named else {}
    for record in kept:
        if record.team is not None:
            record.team = founded.get((record.team.organisation_id, record.team.name), record.team)
