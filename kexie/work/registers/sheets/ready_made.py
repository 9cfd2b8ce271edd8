"""Registers every association keeps, ready to recognise: what they are called, their columns and what they count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kexie.core.sheets.matching import Column


@dataclass(frozen=True)
class Template:
    """A ready-made register. Rules as in registers.rules; `keys` tell rows apart, `marks` are columns of its own."""

    code: str
    name: str
    columns: tuple[Column, ...]
    rules: tuple[dict[str, Any], ...]
    keys: tuple[str, ...]
    hints: tuple[str, ...]
    marks: tuple[str, ...] = ()


TEMPLATES = (
    Template(
        code="bridge_projects",
        name="金桥工程",
        hints=("金桥工程", "金桥", "厂会协作", "项目表"),
        marks=("partner",),
        keys=("name",),
        columns=(
            Column("name", "项目名称", "text", synonyms=("项目", "金桥项目", "课题名称"), required=True),
            Column("undertaker", "承担单位", "text", synonyms=("实施单位", "申报单位", "企业", "承担企业")),
            Column("partner", "合作院所", "text", synonyms=("合作单位", "技术依托单位", "协作单位")),
            Column("started_on", "立项时间", "date", synonyms=("立项日期", "开始时间", "起始时间"), required=True),
            Column("finished_on", "完成时间", "date", synonyms=("完成日期", "结题时间", "验收时间")),
            Column("state", "状态", "choice", synonyms=("进展", "项目状态", "完成情况")),
        ),
        rules=(
            {"title": "立项", "on": "started_on", "unit": "项"},
            {
                "title": "完成",
                "on": "finished_on",
                "unit": "项",
                "when": [
                    {"column": "finished_on", "filled": True},
                    {"column": "state", "is": ["已完成", "完成", "已结题", "结题", "已验收", "验收"]},
                ],
            },
        ),
    ),
    Template(
        code="suggestions",
        name="科技工作者建议",
        hints=("科技工作者建议", "建议目录", "建言献策"),
        marks=("author", "instruction"),
        keys=("issue", "name"),
        columns=(
            Column("issue", "期号", "text", synonyms=("期数", "期次", "期")),
            Column("name", "题目", "text", synonyms=("建议题目", "标题", "建议名称", "建议内容"), required=True),
            Column("author", "建议人", "name", synonyms=("作者", "撰稿人", "建议者", "提出人")),
            Column("sent_on", "报送时间", "date", synonyms=("报送日期", "编发时间", "印发日期", "上报时间")),
            Column("instruction", "领导批示", "text", synonyms=("批示", "批示情况", "采纳情况", "批示领导")),
        ),
        rules=(
            {"title": "期", "on": "sent_on", "unit": "期"},
            {"title": "批示", "on": "sent_on", "unit": "次", "when": [{"column": "instruction", "filled": True}]},
        ),
    ),
    Template(
        code="research_topics",
        name="调研课题",
        hints=("调研课题", "软课题", "专题调研", "软科学"),
        marks=("undertaker",),
        keys=("name",),
        columns=(
            Column("name", "课题", "text", synonyms=("课题名称", "调研课题", "题目", "调研题目"), required=True),
            Column("leader", "负责人", "name", synonyms=("主持人", "课题负责人", "承担人")),
            Column("undertaker", "承担单位", "text", synonyms=("完成单位",)),
            Column("on", "立项时间", "date", synonyms=("时间", "日期", "完成时间")),
        ),
        rules=({"title": "课题", "on": "on", "unit": "项"},),
    ),
    Template(
        code="model_units",
        name="科普示范创建",
        hints=("科普示范创建", "示范创建", "科普示范", "示范单位"),
        marks=("level",),
        keys=("name", "kind", "level"),
        columns=(
            Column(
                "name", "申报单位", "organisation", synonyms=("创建单位", "示范单位", "名称", "单位名称"), required=True
            ),
            Column("kind", "类别", "choice", synonyms=("创建类别", "示范类别", "类型"), required=True),
            Column("level", "认定级别", "choice", synonyms=("级别", "命名级别", "层级")),
            Column("result", "结果", "choice", synonyms=("状态", "认定结果", "创建结果", "进展"), required=True),
            Column("on", "认定时间", "date", synonyms=("命名时间", "申报时间", "时间", "日期")),
        ),
        rules=(
            {
                "title": "通过",
                "on": "on",
                "form": "kind",
                "unit": "个",
                "when": [{"column": "result", "is": ["通过", "已通过", "认定", "已认定", "命名", "已命名", "合格"]}],
            },
            {
                "title": "创建中",
                "on": "on",
                "form": "kind",
                "unit": "个",
                "when": [{"column": "result", "is": ["创建中", "创建", "在创", "正在创建", "培育中"]}],
            },
            {
                "title": "申报",
                "on": "on",
                "form": "kind",
                "unit": "个",
                "when": [{"column": "result", "is": ["申报", "已申报", "申报中"]}],
            },
        ),
    ),
    Template(
        code="contest_works",
        name="创新大赛",
        hints=("创新大赛", "科技创新大赛", "创新科技大赛", "作品目录", "参赛作品"),
        marks=("school", "author", "teacher"),
        keys=("name", "category", "school", "author"),
        columns=(
            Column("name", "作品名称", "text", synonyms=("作品", "项目名称", "参赛作品"), required=True),
            Column("category", "类别", "choice", synonyms=("作品类别", "参赛类别", "项目类别"), required=True),
            Column("school", "学校", "text", synonyms=("所在学校", "单位", "选送单位", "学校名称")),
            Column("author", "作者", "name", synonyms=("学生姓名", "作者姓名", "参赛学生")),
            Column("teacher", "辅导教师", "name", synonyms=("指导教师", "辅导老师", "指导老师")),
            Column("prize", "奖次", "choice", synonyms=("奖项", "获奖等级", "获奖情况")),
            Column("on", "时间", "date", synonyms=("参赛时间", "日期")),
        ),
        rules=(
            {"title": "作品", "on": "on", "form": "category", "unit": "件"},
            {
                "title": "获奖",
                "on": "on",
                "form": "prize",
                "unit": "件",
                "when": [{"column": "prize", "filled": True}],
            },
        ),
    ),
    Template(
        code="other_figures",
        name="其他统计",
        hints=("其他统计", "其他成果", "统计数", "汇总数", "工作量"),
        keys=("item",),
        columns=(
            Column("item", "项目", "text", synonyms=("统计项目", "指标", "事项", "内容", "名称"), required=True),
            Column("amount", "数量", "number", synonyms=("数值", "完成数", "合计数", "数"), required=True),
            Column("unit", "单位", "text", synonyms=("计量单位", "数量单位")),
            Column("on", "时间", "date", synonyms=("日期", "截至日期")),
        ),
        rules=({"title": "数量", "amount": "amount", "on": "on", "form": "item", "unit": ""},),
    ),
)
