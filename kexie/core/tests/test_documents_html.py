"""The HTML form: structure, escaping, where figures lead, and a file that needs nothing else."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.core.documents.html import html_file, html_fragment, html_parts
from kexie.core.documents.tree import Appendix, Column, Heading, Paragraph, Run, Table
from kexie.core.tests.make_document import document, figures_table

VOID = {"br", "meta"}


class Outline(HTMLParser):
    """What a browser would see: tags in order with their attributes, text by tag; fails on tags that do not close."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.said: list[tuple[str, str]] = []
        self.stack: list[str] = []
        self.feed(source)
        self.close()
        assert not self.stack

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        if data.strip():
            self.said.append((self.stack[-1], data))

    def texts(self, *tags: str) -> list[tuple[str, str]]:
        return [(tag, text) for tag, text in self.said if tag in tags]

    def attributes(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_headings_keep_their_order_and_numbers():
    assert Outline(html_fragment(document())).texts("h1", "h2", "h3", "h4", "h5") == [
        ("h1", "某市科学技术协会2013年度工作总结"),
        ("h2", "一、科学普及工作"),
        ("h3", "（一）重点活动"),
        ("h4", "1.科技活动周"),
        ("h5", "（1）主场活动"),
        ("h5", "（2）分场活动"),
        ("h3", "（二）阵地"),
        ("h2", "二、服务科技工作者"),
        ("h3", "（一）组织建设"),
        ("h2", "数字来源明细"),
        ("h2", "名词解释"),
        ("h3", "一、人次"),
    ]


def test_a_figure_leads_where_the_caller_says():
    page = html_fragment(document(), link=lambda figure: f"/metrics/?name={figure}&year=2013")
    assert 'class="num" href="/metrics/?name=活动周.咨询&amp;year=2013">5</a>' in page
    assert [link["href"] for link in Outline(page).attributes("a")] == [
        "/metrics/?name=活动周.咨询&year=2013",
        "/metrics/?name=活动周.人次&year=2013",
        "/metrics/?name=没有明细的口径&year=2013",
    ]


def test_a_figure_without_address_is_plain_text():
    page = html_fragment(document(), link=lambda figure: "" if "明细" in figure else "/m/")
    assert len(Outline(page).attributes("a")) == 2
    assert "人次，其他7次。" in page


def test_without_a_link_figures_lead_to_their_line():
    seen = Outline(html_fragment(document()))
    assert [link["href"] for link in seen.attributes("a")] == ["#figure_1", "#figure_2"]
    assert [span["id"] for span in seen.attributes("span")] == ["figure_1", "figure_2"]


def test_two_lines_for_one_figure_are_refused():
    with pytest.raises(ValueError, match="活动周"):
        html_fragment(document(appendices=(Appendix("一", (figures_table(), figures_table())),)))


def test_a_table_has_a_caption_column_heads_and_figures_on_the_right():
    seen = Outline(html_fragment(document()))
    assert seen.texts("caption", "th") == [
        ("caption", "表1 数字明细"),
        *(("th", head) for head in ("序号", "数字", "口径", "数值")),
    ]
    assert [cell["class"] for cell in seen.attributes("td")[:4]] == ["center", "left", "left", "right"]
    assert all(head["scope"] == "col" for head in seen.attributes("th"))
    assert [head["width"] for head in seen.attributes("th")] == ["8%", "33%", "42%", "17%"]


def test_what_follows_a_page_break_begins_a_page():
    page = html_fragment(document())
    assert page.count('class="new-page"') == 1
    assert '<p class="new-page">一二三' in page


def test_a_fragment_keeps_the_content_security_policy():
    for _tag, attributes in Outline(html_fragment(document())).tags:
        assert not [name for name in attributes if name == "style" or name.startswith("on")]


@given(st.text(alphabet="<>&\"'甲a/= \n", min_size=1))
def test_no_text_can_become_markup(text):
    table = Table((Column(text),), ((Run(text, anchor=text),),), text)
    body = (Heading(1, text), Paragraph((Run(text, figure=text, bold=True),)), table)
    given_text = document(
        title=text, body=body, number=text, recipient=text, note=text, author=text, appendices=(Appendix(text, ()),)
    )
    known = {"article", "h1", "h2", "p", "a", "strong", "br", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    seen = Outline(html_fragment(given_text, link=lambda figure: figure))
    assert {tag for tag, _ in seen.tags} <= known | {"span", "section", "div", "time"}
    assert seen.attributes("a")[0]["href"] == text
    assert Outline(html_file(given_text).decode()).attributes("meta")[-1]["content"] == text


def test_the_file_stands_alone():
    file = html_file(document()).decode("utf-8")
    seen = Outline(file)
    assert file.startswith("<!DOCTYPE html>")
    assert dict(seen.tags)["html"] == {"lang": "zh-Hans"}
    assert seen.texts("title") == [("title", "某市科学技术协会2013年度工作总结")]
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in seen.tags}
    assert not re.search(r"https?:|url\(|@import", file)
    assert "@page { size: A4" in file
    assert html_file(document()) == html_file(document())


def test_a_lone_surrogate_does_not_break_the_file():
    assert "甲?乙" in html_file(document(title="甲\ud800乙")).decode("utf-8")


def test_parts_put_together_are_the_fragment():
    parts = html_parts(document(), [0, 1, 8])
    assert len(parts) == 5
    assert '<article class="official">\n' + "\n".join(parts) + "\n</article>" == html_fragment(document())
    assert parts[0].startswith("<h1>") and parts[2].startswith("<h2>一、") and parts[3].startswith("<h2>二、")
    assert parts[4].startswith('<p class="attachments">')


def test_a_mark_stands_behind_its_figure_only():
    parts = html_parts(document(), [0], mark=lambda figure: "估" if figure == "活动周.人次" else "")
    assert "".join(parts).count('<sup class="mark">估</sup>') == 1
    assert '6万余</strong></a><sup class="mark">估</sup>人次' in parts[1]
