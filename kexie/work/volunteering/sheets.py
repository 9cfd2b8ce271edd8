"""Rosters of volunteers and team strengths, in and out."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kexie.core import loading
from kexie.core.loading import Context, KeyedLoader, Row
from kexie.core.refusals import Invalid
from kexie.core.sheets.matching import Column, SheetKind
from kexie.network.people import services as people
from kexie.network.people.queries import drafted
from kexie.office.ledger import services as ledger
from kexie.office.ledger.models import Evidence

from . import services
from .models import TeamStrength, Volunteer

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
        Column("speciality", "专业特长", "text", synonyms=("特长", "专业", "服务技能", "服务领域")),
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

STRENGTHS = SheetKind(
    code="team_strengths",
    title="志愿队伍人数表",
    order=42,
    hints=("服务团人数", "志愿者服务团", "志愿队伍人数", "队伍人数"),
    columns=(
        Column(
            "organisation",
            "乡镇街道",
            "organisation",
            synonyms=("乡镇（街道）", "所在乡镇", "单位", "单位名称"),
            required=True,
        ),
        Column("team", "队伍名称", "text", synonyms=("服务团名称", "队伍", "服务队名称")),
        Column(
            "amount",
            "服务团人数",
            "number",
            unit="人",
            required=True,
            synonyms=("志愿者人数", "队员人数", "人数", "志愿者数", "队伍人数"),
        ),
        Column("leader", "团长", "name", synonyms=("队长", "负责人", "领队")),
        Column("on", "截至日期", "date", synonyms=("统计日期", "截止日期")),
    ),
)

LEVELS = ("省级", "市级", "县级", "区级", "镇级", "乡级", "街道级", "村级")


class VolunteerLoader(KeyedLoader):
    """A row is one registered volunteer."""

    kind = VOLUNTEERS
    model = Volunteer
    carried = {"person": people.register_many}
    fields = (
        "level",
        "team",
        "registered_on",
        "left_on",
        "person.sex",
        "person.unit",
        "person.title",
        "person.speciality",
    )

    def build(self, row: Row, context: Context) -> Volunteer:
        """Return the registration a row says."""
        if not row.get("name"):
            raise Invalid(_("没有姓名，无法登记。"))
        if not row.get("registered_on"):
            raise Invalid(_("没有注册日期，不知道从哪一天起计入志愿者数。"))
        where = row.get("organisation") or context.organisation
        return Volunteer(
            organisation=where,
            person=drafted(row=row, organisation=where),
            team=row.get("team", ""),
            level=level_in(context),
            registered_on=row.get("registered_on"),
            left_on=row.get("left_on"),
        )

    def post(self, made: Sequence[Volunteer], changed: Sequence[Volunteer], context: Context) -> None:
        """Count them from the day they registered."""
        services.post_imported(made=made, changed=changed, actor=context.actor, note=context.file_name)

    def withdraw(self, keys: Sequence[int], context: Context) -> None:
        """Count them no more."""
        ledger.withdraw(model=Volunteer, keys=keys, actor=context.actor, note=_("撤销导入"))


class StrengthLoader(KeyedLoader):
    """A row is the strength one team reports; a table without dates speaks of the end of its year."""

    kind = STRENGTHS
    model = TeamStrength
    fields = ("amount", "leader", "level", "evidence")

    def build(self, row: Row, context: Context) -> TeamStrength:
        """Return the strength a row says."""
        if "organisation" in row.unknown:
            raise Invalid(
                _("没有找到单位“%(name)s”，请先登记它，或在预览里改选。") % {"name": row.unknown["organisation"]}
            )
        if not row.get("organisation"):
            raise Invalid(_("没有写是哪个单位的队伍。"))
        if row.get("amount") is None:
            raise Invalid(_("没有人数。"))
        estimated = "amount" in row.estimated
        return TeamStrength(
            organisation=row.get("organisation"),
            team=row.get("team") or team_in(context),
            level=level_in(context),
            leader=row.get("leader", ""),
            amount=row.get("amount"),
            on=row.get("on") or context.year_end,
            evidence=Evidence.ESTIMATED if estimated else Evidence.REPORTED,
        )

    def post(self, made: Sequence[TeamStrength], changed: Sequence[TeamStrength], context: Context) -> None:
        """Post what each changes."""
        services.post_imported_strengths(rows=[*made, *changed], actor=context.actor, note=context.file_name)

    def withdraw(self, keys: Sequence[int], context: Context) -> None:
        """Take the change back."""
        ledger.withdraw(model=TeamStrength, keys=keys, actor=context.actor, note=_("撤销导入"))


def level_in(context: Context) -> str:
    """Return the level a sheet's name or title speaks of (市级, 镇级), or ""."""
    return next((level for level in LEVELS if level in context.sheet_name or level in context.title), "")


def team_in(context: Context) -> str:
    """Return the kind of team a table's title speaks of."""
    return _("科普志愿者服务团") if "服务团" in context.title + context.sheet_name else _("志愿服务队")


loading.register(VolunteerLoader())
loading.register(StrengthLoader())
