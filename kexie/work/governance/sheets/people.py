"""Columns of lists of people: who holds which position, who is an informant of which village."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kexie.core.sheets.matching import Column, SheetKind

from .mentioned import CODE, VILLAGE

_ROLES = ("院长", "校长", "站长", "三长", "主席", "副主席", "负责人", "成员", "干部", "人员")
_BEGUN = ("任职", "上任", "到任", "就任", "任命", "聘任", "聘用", "受聘", "当选", "选任", "起始", "开始")
_OVER = (
    "离任", "卸任", "免职", "离职", "离岗", "解聘", "停聘", "退出", "调离", "终止", "辞职", "任职截止", "任职结束",
    "任职终止", "结束", "截止",
)  # fmt: skip


def _days_of(*verbs: str) -> tuple[str, ...]:
    return tuple(f"{verb}{noun}" for verb in verbs for noun in ("时间", "日期", "年月"))


ORGANISATION = Column(
    "organisation", _("任职组织"), "organisation",
    (
        "镇（街道）", "乡镇（街道）", "乡镇", "街道", "镇街", "乡镇街道", "所属乡镇", "所在乡镇", "所属镇（街道）",
        "所在镇（街道）", "所属街道", "乡（镇）", "镇（街）", "乡镇（街）", "所在乡镇（街道）", "所属乡镇（街道）",
        "乡（镇、街道）", "街镇", "任职乡镇", "乡镇名称", "镇街名称",
        "科协名称", "所在科协", "任职科协", "任职单位", "乡镇科协", "镇街道", "组织名称",
    ),
    goes_down=True,
)  # fmt: skip
COMMON = (
    Column("sex", _("性别"), "text"),
    Column("phone", _("手机号码"), "phone", ("手机", "联系电话", "电话", "联系方式"), is_many=True),
    Column("id_number", _("身份证号"), "id_number", ("身份证", "身份证号码", "证件号码")),
    Column(
        "from_on", _("任职时间"), "date",
        (*_days_of(*_BEGUN), "任职起始时间", "任职开始时间", "任职起", "聘期起", "任期起", "任职始"), is_spare=True,
    ),
    Column("until_on", _("任职至"), "date", (*_days_of(*_OVER), "聘期止", "任职止", "任期止"), is_spare=True),
    Column("span", _("任期"), "text", ("任职起止", "任期起止", "任职起止时间", "任职期限", "聘期", "任期时间",
        "起止时间", "任职期间")),
    Column("standing", _("在任情况"), "text", ("任职状态", "是否在任", "在职情况", "在岗情况", "在任状态", "现状",
        "状态")),
)  # fmt: skip
UNIT = Column(
    "unit",
    _("原单位"),
    "text",
    (
        "原工作单位",
        "工作单位",
        "所在单位",
        "单位",
        "本职单位",
        "单位名称",
        "原单位及职务",
        "工作单位及职务",
        "所在单位及职务",
        "单位及职务",
        "学校",
        "所在学校",
        "学校名称",
        "医院",
        "所在医院",
        "医院名称",
    ),
)
DUTY = Column("duty", _("原职务"), "text", ("职务", "行政职务", "本职", "本职职务", "原任职务", "单位职务", "现任职务"))
POSTS = SheetKind(
    code="posts",
    title=_("任职名册"),
    order=20,
    hints=("三长", "四长", "任职", "兼职副主席", "领导班子", "班子成员", "委员名册", "委员名单", "常委", "组成人员",
        "科协班子", "科协委员会", "科协机构", "科协组织机构", "科协组织情况", "科协干部", "科协成员", "院长", "校长",
        "站长", "主席"),
    aside=CODE,
    is_standing=True,
    unlikely=("志愿", "会员名册", "活动", "参加人员"),
    columns=(
        ORGANISATION,
        Column("name", _("姓名"), "name", ("名字", *(f"{role}姓名" for role in _ROLES)), required=True),
        Column(
            "position", _("科协职务"), "text",
            ("科协任职", "任科协职务", "兼任职务", "兼任科协职务", "拟任职务", "任职", "担任职务", "科协内职务",
                "兼职职务", "在科协任职"),
        ),
        Column("head", _("三长类别"), "text", ("类别", "人员类别", "身份类别", "类型", "三长类型", "身份",
            "四长类别")),
        DUTY,
        UNIT,
        VILLAGE,
        *COMMON,
        Column("chosen", _("产生方式"), "text", ("选任方式", "任用方式")),
        Column("note", _("备注"), "note", ("说明",)),
    ),
    marks=("position", "head"),
)  # fmt: skip
INFORMANTS = SheetKind(
    code="informants",
    title=_("科普信息员名册"),
    order=21,
    hints=("信息员", "科普员"),
    aside=CODE,
    is_standing=True,
    unlikely=("志愿者", "会员名册"),
    columns=(
        ORGANISATION,
        Column("name", _("姓名"), "name", ("信息员", "信息员姓名", "科普信息员", "科普信息员姓名", "名字"),
            required=True),
        VILLAGE,
        *COMMON,
        UNIT,
        DUTY,
        Column("note", _("备注"), "note", ("说明",)),
    ),
    marks=("none",),  # taken only where a title, the sheet or the file speaks of informants
)  # fmt: skip
