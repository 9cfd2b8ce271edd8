"""The rosters governance understands: which columns each has, and what kind of body a row of it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kexie.core.sheets.matching import Column, SheetKind
from kexie.network.organisations.models import Organisation

from .columns import OF_SITES, SEATS

Kind = Organisation.Kind
TOWNS = "towns"

FOUNDED = Column(
    "founded_on",
    _("成立时间"),
    "date",
    ("成立日期", "建立时间", "组建时间", "登记时间", "登记日期", "批准时间", "注册时间", "成立年月"),
    is_spare=True,
)
PHONE = Column("phone", _("联系电话"), "phone", ("电话", "手机", "手机号码", "联系方式", "办公电话"))
CONTACT = Column("contact", _("联系人"), "text", ("联络员", "联系人姓名", "经办人", "秘书长"))
CODE = Column("credit_code", _("统一社会信用代码"), "text", ("信用代码", "社会信用代码", "登记证号"))
NOTE = Column("note", _("备注"), "note", ("说明",))
PLACE = Column(
    "place",
    _("所在乡镇街道"),
    "organisation",
    (
        "所在乡镇",
        "所在街道",
        "乡镇街道",
        "所属乡镇",
        "所属乡镇街道",
        "所在乡镇（街道）",
        "乡镇（街道）",
        "乡镇",
        "所在地",
    ),
)


TOWN_NAMES = (
    "乡镇（街道）", "镇（街道）", "镇街", "乡镇", "镇街道", "乡镇街道", "乡（镇）", "乡镇名称", "镇街名称",
    "乡镇（街道）名称",
    "镇（街道）名称", "乡镇（街道）科协", "镇（街道）科协", "街道", "镇", "乡（镇、街道）", "镇（街）", "乡镇（街）",
    "镇（街道、开发区）", "乡镇（街道、开发区）", "街镇", "乡镇街", "镇（乡、街道）", "镇乡（街道）", "镇乡街道",
)  # fmt: skip


@dataclass(frozen=True)
class Roster:
    """A kind of sheet and the kind of body its rows are.

    `in_town`: a row stands under the association of the town it names (docs/decisions/0020). `ending` completes a
    name that leaves out what everyone knows (泗门镇 → 泗门镇科协).
    """

    sheet: SheetKind
    body: str
    in_town: bool = True
    ending: str = ""


def _head(title: str, *synonyms: str) -> Column:
    return Column("head", title, "text", ("负责人", "主要负责人", "法人代表", "法定代表人", *synonyms))


def _members(title: str, unit: str, *synonyms: str) -> Column:
    return Column("members", title, "number", synonyms, unit=unit)


def _roster(
    code: str, title: str, order: int, body: str, name: Column, *columns: Column, hints: tuple[str, ...],
    unlikely: tuple[str, ...] = (), in_town: bool = True, ending: str = "", marks: tuple[str, ...] = (),
) -> Roster:  # fmt: skip
    own = (name, *columns, FOUNDED, PHONE, CODE, NOTE)
    sheet = SheetKind(code, title, own, hints, unlikely, order, marks, is_standing=True)
    return Roster(sheet, body, in_town, ending)


def _name(title: str, *synonyms: str) -> Column:
    return Column("name", title, "text", (*synonyms, "名称", "单位名称", "组织名称"), required=True)


# Words of sheets that list what bodies do or who belongs to them: their first column may well name a body.
_OTHER = ("活动", "会员名册", "会员登记", "志愿", "培训", "论文", "研讨", "项目", "创建", "服务团")

ROSTERS = (
    _roster(
        TOWNS,
        _("乡镇（街道）科协名册"),
        10,
        Kind.ASSOCIATION,
        _name(
            _("单位名称"),
            "科协名称",
            "乡镇街道科协",
            *TOWN_NAMES,
        ),
        Column("parent", _("上级科协"), "organisation", ("上级组织", "上级单位", "主管科协"), needs="name"),
        _head(_("主席"), "科协主席", "兼职主席", "主席姓名", "科协主席姓名"),
        *SEATS,
        Column(
            "level",
            _("级别"),
            "text",
            (
                "层级",
                "类别",
                "类型",
                "组织类别",
                "组织类型",
                "科协类别",
                "科协类型",
                "性质",
                "组织性质",
                "单位类别",
                "单位性质",
            ),
        ),
        Column("contact", _("联系人"), "text", ("联络员", "联系人姓名", "经办人")),
        hints=(
            "乡镇街道科协",
            "乡镇科协",
            "街道科协",
            "科协组织名册",
            "镇街科协",
            "乡镇（街道）科协",
            "镇（街道）科协",
            "科协组织建设",
        ),
        unlikely=("企业", "园区", "高校", *_OTHER),
        in_town=False,
        ending="科协",
        marks=("level", "parent", "head", "founded_on", *(column.code for column in SEATS if column not in OF_SITES)),
    ),
    _roster(
        "societies",
        _("学会名册"),
        11,
        Kind.SOCIETY,
        Column(
            "name",
            _("学会名称"),
            "text",
            ("学会", "学会（协会、研究会）名称", "社团名称", "协会名称", "名称"),
            required=True,
        ),
        _head(_("理事长"), "会长", "理事长姓名"),
        Column("contact", _("秘书长"), "text", ("联系人",)),
        _members(_("团体会员"), "个", "团体会员数", "单位会员", "单位会员数", "团体会员（个）"),
        hints=("学会", "协会、研究会", "学会一览", "所属学会"),
        unlikely=("农技协", "农村专业技术", "企业科协", "论文", "学术", *_OTHER),
        in_town=False,
    ),
    _roster(
        "enterprises",
        _("企业科协名册"),
        12,
        Kind.ENTERPRISE,
        _name(_("企业科协名称"), "企业名称", "科协名称"),
        PLACE,
        _head(_("主席"), "科协主席"),
        CONTACT,
        _members(_("会员数"), "人", "会员人数", "科技人员数"),
        hints=("企业科协", "企业科学技术协会", "企业（园区）科协"),
        unlikely=("高校", *_OTHER),
        ending="科协",
    ),
    _roster(
        "parks",
        _("园区科协名册"),
        12,
        Kind.PARK,
        _name(_("园区科协名称"), "园区名称", "园区"),
        PLACE,
        _head(_("主席"), "科协主席"),
        CONTACT,
        hints=("园区科协", "开发区科协"),
        unlikely=("企业科协", *_OTHER),
        ending="科协",
    ),
    _roster(
        "universities",
        _("高校科协名册"),
        12,
        Kind.UNIVERSITY,
        _name(_("高校科协名称"), "高校名称", "学校名称", "院校名称"),
        PLACE,
        _head(_("主席"), "科协主席"),
        CONTACT,
        hints=("高校科协", "院校科协"),
        unlikely=_OTHER,
        ending="科协",
    ),
    _roster(
        "farm_associations",
        _("农技协名册"),
        13,
        Kind.FARM_ASSOCIATION,
        Column("name", _("协会名称"), "text", ("农技协名称", "农技协", "农村专业技术协会", "名称"), required=True),
        PLACE,
        _members(_("会员数"), "人", "会员人数", "个人会员", "会员"),
        _head(_("会长"), "理事长"),
        CONTACT,
        hints=("农技协", "农村专业技术协会", "专业技术协会"),
        unlikely=("市级学会", *_OTHER),
    ),
    _roster(
        "cooperatives",
        _("专业合作社名册"),
        14,
        Kind.COOPERATIVE,
        _name(_("合作社名称"), "合作社", "专业合作社"),
        PLACE,
        _members(_("社员数"), "人", "成员数", "会员数", "社员人数"),
        _head(_("理事长"), "社长"),
        CONTACT,
        hints=("合作社", "专业经济合作社"),
        unlikely=_OTHER,
    ),
    _roster(
        "service_stations",
        _("服务站名册"),
        15,
        Kind.SERVICE_STATION,
        _name(_("服务站名称"), "服务站", "站点名称"),
        PLACE,
        _head(_("站长")),
        CONTACT,
        hints=("服务站", "科普惠农服务站", "专家服务站"),
        unlikely=_OTHER,
    ),
    _roster(
        "schools",
        _("学校名册"),
        16,
        Kind.SCHOOL,
        _name(_("学校名称"), "学校"),
        PLACE,
        _head(_("校长")),
        CONTACT,
        hints=("学校名册", "学校名单", "中小学"),
        unlikely=("大赛", "作品", *_OTHER),
    ),
    _roster(
        "hospitals",
        _("医院名册"),
        17,
        Kind.HOSPITAL,
        _name(_("医院名称"), "医院", "卫生院", "卫生院名称"),
        PLACE,
        _head(_("院长")),
        CONTACT,
        hints=("医院名册", "卫生院名册", "医疗机构"),
        unlikely=_OTHER,
    ),
    _roster(
        "communities",
        _("社区（村）名册"),
        18,
        Kind.COMMUNITY,
        _name(_("社区名称"), "村（社区）", "社区（村）", "村名", "社区", "行政村"),
        PLACE,
        _head(_("书记"), "主任"),
        CONTACT,
        hints=("社区名册", "村（社区）名册", "行政村名册"),
        unlikely=_OTHER,
    ),
    _roster(
        "departments",
        _("部门名册"),
        19,
        Kind.DEPARTMENT,
        _name(_("部门名称"), "部门", "成员单位", "成员单位名称"),
        _head(_("分管领导")),
        CONTACT,
        hints=("部门名册", "成员单位名册", "涉科部门"),
        unlikely=_OTHER,
        in_town=False,
    ),
)
