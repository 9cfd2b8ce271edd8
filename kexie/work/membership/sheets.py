"""Rosters of members, in and out."""

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

from . import services
from .models import Membership

MEMBERS = SheetKind(
    code="members",
    title="个人会员名册",
    order=40,
    hints=("会员", "会员名册", "会员登记表", "个人会员"),
    columns=(
        Column("name", "姓名", "name", synonyms=("会员姓名", "名字"), required=True),
        Column(
            "organisation",
            "所属学会",
            "organisation",
            synonyms=("学会", "学会名称", "所在学会", "所属协会", "所属团体"),
            required=True,
        ),
        Column("sex", "性别", "text"),
        Column("unit", "工作单位", "text", synonyms=("单位", "所在单位", "单位名称")),
        Column("title", "职称", "text", synonyms=("技术职称", "专业技术职务", "职务职称")),
        Column("speciality", "专业", "text", synonyms=("专业特长", "从事专业", "学科")),
        Column("phone", "手机", "phone", synonyms=("手机号", "手机号码", "联系电话", "电话", "联系方式")),
        Column("id_number", "身份证号", "id_number", synonyms=("身份证", "身份证号码", "证件号码")),
        Column("number", "会员号", "text", synonyms=("会员证号", "会员编号")),
        Column(
            "joined_on", "入会时间", "date", synonyms=("入会日期", "加入时间", "登记日期", "批准日期"), required=True
        ),
        Column("left_on", "退会时间", "date", synonyms=("退会日期",)),
    ),
)


class MemberLoader(KeyedLoader):
    """A row is one person's membership of one society."""

    kind = MEMBERS
    model = Membership
    carried = {"person": people.CARRIED}
    fields = ("number", "joined_on", "left_on", "person.sex", "person.unit", "person.title", "person.speciality")

    def build(self, row: Row, context: Context) -> Membership:
        """Return the membership a row says; a roster without a joining date cannot say when somebody counts."""
        if "organisation" in row.unknown:
            raise Invalid(
                _("没有找到学会“%(name)s”，请先登记这个学会，或在预览里改选。") % {"name": row.unknown["organisation"]}
            )
        if not row.get("name"):
            raise Invalid(_("没有姓名，无法登记。"))
        if not row.get("organisation"):
            raise Invalid(_("没有写所属学会，不知道是哪个学会的会员。"))
        if not row.get("joined_on"):
            raise Invalid(_("没有入会时间，不知道从哪一天起计入会员数。"))
        return Membership(
            organisation=row.get("organisation"),
            person=drafted(row=row, organisation=row.get("organisation")),
            number=row.get("number", ""),
            joined_on=row.get("joined_on"),
            left_on=row.get("left_on"),
        )

    def post(self, made: Sequence[Membership], changed: Sequence[Membership], context: Context) -> None:
        """Count them from the day they joined."""
        services.post_imported(made=made, changed=changed, actor=context.actor, note=context.file_name)

    def withdraw(self, keys: Sequence[int], context: Context) -> None:
        """Count them no more."""
        ledger.withdraw(model=Membership, keys=keys, actor=context.actor, note=_("撤销导入"))


loading.register(MemberLoader())
