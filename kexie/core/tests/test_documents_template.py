"""Text templates: what they say, what they leave out, and how they tell a slip."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.core.documents import template
from kexie.core.documents.template import Figure, TemplateFault, check, escaped, has_data, parse, render

FIGURES = {
    "咨询": Figure(5, "场次", records=5),
    "人次": Figure(60_420, "人次", phrase="6万余", records=31),
    "志愿者": Figure(153, "名", records=9),
    "覆盖率": Figure(Decimal("0.857"), "", records=21),
    "净增": Figure(-12, "人", records=3),
    "零": Figure(0, "次", records=2),
    "无": Figure(None),
    "无记录": Figure(0, records=0),
    "论文": Figure(74, "篇", records=74, claims=("近年之最",)),
}
WORDS = {"年度": "2013", "单位": "某市科协"}


def said(source: str) -> str:
    """The whole text, paragraphs apart by newlines."""
    filled = render(parse(source), FIGURES.__getitem__, WORDS)
    return "\n".join("".join(run.text for run in paragraph.content) for paragraph in filled)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("开展咨询{咨询}场次，受惠群众{人次|概}人次", "开展咨询5场次，受惠群众6万余人次"),
        ("{人次}", "60420"),
        ("{人次|千分}", "60,420"),
        ("{志愿者|概}名", "150余名"),
        ("覆盖{覆盖率|率}的乡镇", "覆盖85.7%的乡镇"),
        ("净增{净增|概}人", "净增-12人"),
        ("共{零}次", "共0次"),
        ("共{无}次", "共（暂无数据）次"),
        ("共{无记录|概}次", "共（暂无数据）次"),
        ("{ 人次 ｜ 概 }", "6万余"),
        ("甲[[，其中乙{零}次]]。", "甲。"),
        ("甲[[，其中乙{无}次、丙{零}次]]。", "甲。"),
        ("甲[[，其中乙{零}次、丙{咨询}次]]。", "甲，其中乙0次、丙5次。"),
        ("论文{论文}篇{?近年之最:论文|，为近年来最多}。", "论文74篇，为近年来最多。"),
        ("论文{论文}篇{?首次：论文｜，首次征集}。", "论文74篇。"),
        ("{?近年之最:论文}", "近年之最"),
        ("甲[[{论文}篇{?近年之最:论文|，最多}]]", "甲74篇，最多"),
        ("{=单位}{=年度}年度", "某市科协2013年度"),
        ("{{咨询}}与[[[[括号]]]]、[1]、a[0]", "{咨询}与[[括号]]、[1]、a[0]"),
        ("{{{咨询}}}", "{5}"),
        ("[[[{咨询}]]]", "[5]"),
        ("首段\n\n[[{零}]]\n末段{咨询}", "首段\n末段5"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_said(source, text):
    assert said(source) == text
    assert parse(source).source == source


def test_every_figure_is_a_run_that_names_its_metric_and_prose_is_not():
    (paragraph,) = render(parse("{{共}}{人次|概}人次，[[咨询{咨询}场]]。"), FIGURES.__getitem__)
    assert [(run.text, run.figure) for run in paragraph.content] == [
        ("{共}", ""),
        ("6万余", "人次"),
        ("人次，咨询", ""),
        ("5", "咨询"),
        ("场。", ""),
    ]


def test_each_metric_is_asked_for_once():
    asked = []

    def figure(name):
        asked.append(name)
        return FIGURES[name]

    render(parse("{人次}[[{人次|概}{咨询}]]{?首次:人次}{咨询}"), figure)
    assert asked == ["人次", "咨询"]


def test_what_a_template_asks_for():
    asked = parse("{人次}[[{咨询|概}]]{?首次:论文|，首次}{人次|概}")
    assert asked.metrics() == ["人次", "咨询", "论文"]
    assert [(slot.name, slot.style) for slot in asked.slots()] == [("人次", ""), ("咨询", "概"), ("人次", "概")]
    assert [(claim.claim, claim.name) for claim in asked.claims()] == [("首次", "论文")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [("{无}{无记录}", False), ("[[{无}]]", False), ("{无}{零}", True), ("{咨询}", True), ("只有文字", True)],
)
def test_a_section_knows_whether_anything_is_on_record(source, expected):
    assert has_data(parse(source), FIGURES.__getitem__) is expected


@pytest.mark.parametrize(
    ("source", "line", "what", "mend"),
    [
        ("甲\n乙{咨询", 2, "缺少右花括号", "补上“}”"),
        ("甲{咨\n询}", 1, "缺少右花括号", "“{{”"),
        ("甲\n\n乙}丙", 3, "前面没有对应的“{”", "“}}”"),
        ("[[{咨询}", 1, "“[[”没有结束", "补上“]]”"),
        ("甲\n[[{咨询}\n乙", 2, "“[[”没有结束", "补上“]]”"),
        ("{咨询}]]", 1, "前面没有对应的“[[”", "“]]]]”"),
        ("[[{咨询}[[{人次}]]]]", 1, "套在一起", "先用“]]”结束"),
        ("[[没有数字]]", 1, "没有数字", "至少一个{口径}"),
        ("[[{?首次:论文|首次}]]", 1, "没有数字", "去掉"),
        ("{}", 1, "没有写名称", "{口径}"),
        ("{ |概}", 1, "没有写名称", "{口径}"),
        ("{=}", 1, "没有写名称", "写两遍"),
        ("{?首次:|甲}", 1, "没有写名称", "{口径}"),
        ("{人次|大概}", 1, "写法“大概”不认识", "概（概数）"),
        ("{人次|简}", 1, "写法“简”不认识", "千分"),
        ("{?最好:人次|甲}", 1, "说法“最好”不认识", "首次、近年之最、全覆盖"),
        ("{?人次}", 1, "说法“人次”不认识", "{?首次:口径|文字}"),
    ],
)
def test_a_slip_is_told_with_line_reason_and_cure(source, line, what, mend):
    with pytest.raises(TemplateFault) as caught:
        parse(source)
    assert caught.value.facts["line"] == line
    assert str(caught.value).startswith(f"第{line}行：")
    assert what in str(caught.value)
    assert mend in str(caught.value)


@pytest.mark.parametrize(
    ("source", "named"),
    [("甲\n{咨旬}", "没有名为“咨旬”的口径"), ("甲\n[[{咨旬}]]", "“咨旬”"), ("甲\n{=月}", "没有名为“月”的内容")],
)
def test_an_unknown_name_is_told_when_checked_and_when_filled(source, named):
    for slip in (
        lambda: check(parse(source), metrics=FIGURES, words=WORDS),
        lambda: render(parse(source), FIGURES.__getitem__, WORDS),
    ):
        with pytest.raises(TemplateFault, match=named) as caught:
            slip()
        assert caught.value.facts["line"] == 2


def test_check_offers_the_nearest_name_and_lets_good_texts_pass():
    with pytest.raises(TemplateFault, match=r"您要写的是“活动周\.咨询”吗？"):
        check(parse("{活动周.资询}"), metrics=["活动周.咨询", "科普日.讲座"])
    check(parse("{咨询}{?首次:论文}{=年度}[[{人次}]]"), metrics=FIGURES, words=WORDS)


@pytest.mark.parametrize(
    "source",
    ["{咨询.__class__}", "{0.__class__.__mro__}", "{% import os %}", "{咨询!r}", "{咨询:>99999999}", "${咨询.x}"],
)
def test_nothing_in_a_template_is_code(source):
    with pytest.raises(TemplateFault, match="没有名为"):
        said(source)
    assert said("{{7*7}}") == "{7*7}"


SIGNS = st.text(alphabet="{}[]|?=:：概咨询人次首\n ", max_size=30)


def read(source: str) -> tuple[str, int]:
    """The text read back and the line of the slip, 0 for none."""
    try:
        return parse(source).source, 0
    except TemplateFault as fault:
        return source, fault.facts["line"]


@given(SIGNS | st.text())
def test_any_text_is_read_back_sign_for_sign_or_refused_with_a_line(source):
    understood, line = read(source)
    assert understood == source
    assert 0 <= line <= source.count("\n") + 1


@given(SIGNS | st.text())
def test_escaped_prose_holds_no_figures_and_says_itself(prose):
    understood = parse(escaped(prose))
    assert "".join(part.text for part in understood.parts) == prose
    assert all(isinstance(part, template.Text) for part in understood.parts)
