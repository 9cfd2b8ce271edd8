"""Columns of rosters of towns beside the body's own: who stands there, its term, headcounts, demonstration sites."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kexie.core.sheets.matching import Column
from kexie.work.governance.models import Appointment

Head = Appointment.Head
HEADS = (
    (Head.HOSPITAL, _("医院院长"), ("卫生院院长", "医院（卫生院）院长", "卫生院长", "院长", "医院负责人",
        "卫生院负责人", "镇卫生院院长", "卫生院（社区卫生服务中心）院长", "医疗机构负责人", "医院长",
        "社区卫生服务中心主任", "卫生服务中心主任")),
    (Head.SCHOOL, _("学校校长"), ("校长", "中小学校长", "中心校校长", "中心学校校长", "学校负责人", "中学校长",
        "小学校长", "中心小学校长", "学校长", "教育机构负责人")),
    (
        Head.FARM_STATION,
        _("农技站长"),
        ("农技站站长", "农技站负责人", "农业技术站站长", "农业服务中心主任", "农技推广站站长", "农技协会长", "站长",
            "农技协负责人", "农业技术推广站站长", "农服中心主任", "农业综合服务中心主任", "农技中心主任", "农技负责人",
            "农技推广中心主任", "农业技术推广站长", "农技协会会长", "畜牧兽医站站长"),
    ),
    (Head.ENTERPRISE, _("企业负责人"), ("企业家", "科技型企业负责人", "科技企业负责人", "园区企业负责人",
        "企业科协主席")),
    (Head.UNNAMED, _("三长"), ("三长姓名", "三长名单", "三长成员", "副主席（三长）", "三长（兼职副主席）", "“三长”",
        "兼职副主席（三长）", "三长副主席", "“三长”副主席", "三长情况", "三长配备情况", "三长人员")),
)  # fmt: skip
_ENDS = ("免职日期", "免职时间", "离任时间", "离任日期", "卸任时间", "离职时间")
_OF_ONE = (  # of each of the heads: what a header of two rows says below 医院院长
    ("unit", "text", ("原单位", "单位", "工作单位", "所在单位")),
    ("from_on", "date", ("任职时间", "任职日期", "聘任时间", "任职年月")),
    ("until_on", "date", _ENDS),
    ("phone", "phone", ("电话", "手机", "联系电话", "联系方式", "手机号码")),
)


def _of_heads() -> Iterator[Column]:
    for head, title, other in HEADS:
        yield Column(head, title, "text", tuple(f"{name}{end}" for name in (title, *other) for end in ("", "姓名")))
        if head == Head.UNNAMED:
            continue
        for code, type, words in _OF_ONE:
            names = tuple(f"{name}{word}" for name in (title, *other[:2]) for word in words)
            yield Column(f"{head}.{code}", names[0], type, names[1:], is_spare=type == "date", needs=head.value)


SEATS = (
    Column("vice_chairs", _("副主席"), "text", ("科协副主席", "兼职副主席", "副主席姓名")),
    Column("secretary", _("秘书长"), "text", ("科协秘书长", "秘书长姓名")),
    *_of_heads(),
    Column("person", _("姓名"), "text", ("三长姓名", "人员姓名", "副主席姓名", "成员姓名")),
    Column("person.head", _("类别"), "text", ("三长类别", "人员类别", "身份", "类型", "身份类别"),
        needs="person"),
    Column("person.duty", _("职务"), "text", ("原职务", "行政职务", "本职职务", "原单位职务"), needs="person"),
    Column("person.unit", _("原单位"), "text", ("工作单位", "所在单位", "原工作单位", "原单位及职务",
        "工作单位及职务"), needs="person"),
    Column("person.from_on", _("任职时间"), "date", ("任职日期", "聘任时间", "任职年月"), is_spare=True,
        needs="person"),
    Column("person.until_on", _("离任时间"), "date", _ENDS, is_spare=True, needs="person"),
    Column("is_founded", _("是否成立科协"), "text", ("是否成立", "是否建立科协", "是否已成立", "成立情况", "是否组建",
        "是否成立科协组织", "科协成立情况", "是否建立", "建立科协组织情况")),
    Column("heads", _("三长人数"), "number", ("三长数", "三长数量", "“三长”人数", "三长进班子人数",
        "兼职副主席人数", "三长总数", "三长人数合计"), unit="人", is_spare=True),
    Column(
        "informants", _("信息员数"), "number",
        ("信息员人数", "科普信息员数", "科普信息员人数", "村级信息员数", "信息员数量", "科普信息员", "信息员",
            "村级科普信息员数", "科普员数", "科普员人数", "信息员总数"),
        unit="人", is_spare=True,
    ),
    Column("informant_names", _("信息员姓名"), "text", ("信息员", "科普信息员", "信息员名单", "科普信息员姓名",
        "村级信息员", "村级科普信息员")),
    Column("term", _("届次"), "text", ("届别", "现届次", "第几届")),
    Column("term_from", _("换届时间"), "date", ("本届换届时间", "换届日期", "本届起始时间", "最近换届时间",
        "上次换届时间", "当选时间"), is_spare=True),
    Column("term_until", _("届满时间"), "date", ("下次换届时间", "应换届时间", "任期届满时间", "届满日期",
        "任期至"), is_spare=True),
    Column("site", _("示范点"), "text", ("是否示范点", "科普示范点", "示范点名称", "四有示范点", "示范乡镇",
        "示范科协", "是否为示范点", "是否示范乡镇", "示范点建设", "示范点（是/否）", "示范点个数", "示范点数",
        "示范点数量", "是否示范", "是否科协示范点", "是否“四有”示范点", "科普示范点名称", "科普示范点个数",
        "科普示范点数", "示范基地", "科普示范基地", "示范基地名称", "科普示范基地名称", "科普示范基地数",
        "科普示范基地个数", "示范基地数", "示范点（基地）", "科普基地", "科普示范点（基地）")),
    Column("site_on", _("示范点命名时间"), "date", ("命名时间", "授牌时间", "创建时间"), is_spare=True),
    Column(
        "grant", _("补助"), "money",
        ("补助资金", "补助金额", "补助经费", "建设补助", "以奖代补", "奖补资金", "扶持资金", "奖补标准", "补助标准",
            "奖补", "奖补金额", "奖补经费", "资助金额", "专项经费", "建设经费", "奖励资金", "奖励金额", "以奖代补资金"),
        unit="元", is_spare=True, least=100,
    ),
    Column(
        "site_grant", _("示范点补助"), "money",  # that says of itself that it is a site's
        ("示范点补助资金", "示范点补助金额", "示范点经费", "示范点奖补", "示范点奖补资金", "示范点建设经费",
            "科普示范点补助", "科普示范点补助资金", "示范基地补助", "示范基地奖补资金", "科普示范基地补助",
            "科普示范基地奖补资金"),
        unit="元", is_spare=True, least=100,
    ),
)  # fmt: skip
# A list of sites has these as well: they alone make no roster of towns.
OF_SITES = tuple(column for column in SEATS if column.code in ("site", "site_on", "grant", "site_grant"))
