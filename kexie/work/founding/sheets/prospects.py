"""Lists of technology enterprises: name, town, contact, code, industry, staff."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kexie.core.loading import Context, KeyedLoader, Row
from kexie.core.refusals import Invalid
from kexie.core.sheets.matching import Column, SheetKind
from kexie.core.text import half_width
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import services as ledger
from kexie.work.founding import rules, services
from kexie.work.founding.models import Prospect

STAGES = (
    ("new", ("未接触", "未联系", "未走访")),
    ("visited", ("已走访", "已联系", "走访过")),
    ("willing", ("有意向", "有意愿", "意向")),
    ("preparing", ("筹建中", "筹备中", "正在筹建")),
    ("founded", ("已成立", "已建", "已建科协")),
)
PROSPECTS = SheetKind(
    code="technology_enterprises",
    title="科技型企业名单",
    order=20,
    hints=("科技型企业", "高新技术企业", "科技企业名单", "科技型中小企业", "规上企业"),
    unlikely=("企业科协名册", "园区科协", "活动", "会员", "志愿", "科协组织名册"),
    marks=("industry", "staff", "stage"),
    columns=(
        Column("name", "企业名称", "name", required=True, synonyms=("企业", "单位名称", "公司名称", "名称")),
        Column(
            "organisation", "所在乡镇", "organisation",
            synonyms=("乡镇", "乡镇街道", "乡镇（街道）", "所属乡镇", "所在乡镇（街道）", "属地", "所在地"),
        ),
        Column("contact", "联系人", "name", synonyms=("企业联系人", "负责人", "法人代表", "法定代表人", "经办人")),
        Column("phone", "联系电话", "phone", synonyms=("电话", "手机", "联系方式", "手机号码")),
        Column(
            "credit_code", "统一社会信用代码", "text",
            synonyms=("信用代码", "社会信用代码", "企业代码", "营业执照号", "统一信用代码"),
        ),
        Column("industry", "行业", "text", synonyms=("所属行业", "技术领域", "行业领域", "产业类别", "领域")),
        Column(
            "staff", "科技人员数", "number", unit="人",
            synonyms=("科技人员", "研发人员", "研发人员数", "技术人员", "职工人数", "员工人数", "职工总数", "人数"),
        ),
        Column("stage", "进展", "choice", choices=STAGES, synonyms=("建会进展", "建科协情况", "阶段", "组建情况")),
        Column("note", "备注", "note", synonyms=("说明",)),
    ),
)  # fmt: skip


class ProspectLoader(KeyedLoader):
    """A row is an enterprise of the list, at the association of its town, or the county's where no town is named."""

    kind = PROSPECTS
    model = Prospect
    fields = ("organisation", "name", "credit_code", "industry", "staff", "contact", "phone", "stage", "note")

    def build(self, row: Row, context: Context) -> Prospect:
        """Return the enterprise a row says."""
        name = " ".join(str(row.get("name") or "").split())
        if not name:
            raise Invalid(_("没有写企业名称。"))
        town = row.get("organisation")
        prospect = Prospect(
            organisation=town if town is not None and town.kind == Organisation.Kind.ASSOCIATION else context.filer,
            name=name[:120], industry=(row.get("industry") or "")[:60], staff=row.get("staff"),
            contact=row.get("contact", ""), phone=row.get("phone", ""), note=row.get("note", ""),
            stage=row.get("stage") or "", listed_on=context.as_of,
        )  # fmt: skip
        code = half_width(str(row.get("credit_code") or "")).replace(" ", "").upper()
        if rules.is_code(code):
            prospect.credit_code = code
        elif code:
            prospect.note = "；".join(filter(None, (prospect.note, _("名单上的信用代码：%s") % code[:40])))
            prospect.doubt = _("信用代码“%s”的位数或校验位不对，没有采用，写在备注里。") % code[:40]
        if "organisation" in row.unknown:
            unknown = _("没有找到“%s”，先记在本级名下。") % row.unknown["organisation"]
            prospect.doubt = "；".join(filter(None, (prospect.doubt, unknown)))
        return prospect

    def settle(self, made: Sequence[Prospect], context: Context) -> None:
        """Say of new ones where nothing is said that nobody has been there."""
        super().settle(made, context)
        for row in made:
            row.stage = row.stage or Prospect.Stage.NEW

    def post(self, made: Sequence[Prospect], changed: Sequence[Prospect], context: Context) -> None:
        """Count them."""
        services.post_imported(rows=[*made, *changed], actor=context.actor, note=context.file_name)

    def withdraw(self, keys: Sequence[int], context: Context) -> None:
        """Take them back."""
        ledger.withdraw(model=Prospect, keys=keys, actor=context.actor, note=_("撤销导入"))
