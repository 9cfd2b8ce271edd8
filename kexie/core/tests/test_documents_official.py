"""The Word form: what the file says (always) and what its pages look like (where LibreOffice is installed)."""

import dataclasses
import datetime as dt
import io
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.core.documents import layout
from kexie.core.documents.official import docx_bytes, title_lines
from kexie.core.documents.tree import Appendix, Column, Document, Heading, PageBreak, Paragraph, Run, Table
from kexie.core.tests.make_document import TEN, document, figures_table

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The order that the schema (ECMA-376, CT_PPr and CT_RPr) wants and Word insists on, as far as we use it.
PARAGRAPH_ORDER = [
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "autoSpaceDE", "autoSpaceDN"),
    *("snapToGrid", "spacing", "ind", "jc", "outlineLvl"),
]
LETTER_ORDER = ["rFonts", "b", "snapToGrid", "spacing", "sz", "szCs", "lang"]


def parts(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def xml(file: bytes, name: str = "word/document.xml") -> ET.Element:
    return ET.fromstring(parts(file)[name])


def opened(given: Document):
    return docx.Document(io.BytesIO(docx_bytes(given)))


def texts(word) -> list[str]:
    return [paragraph.text for paragraph in word.paragraphs if paragraph.text]


def test_the_page_is_that_of_the_standard():
    section = opened(document()).sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin, section.bottom_margin)
    assert [round(size.mm) for size in (*sizes, section.right_margin)] == [210, 297, 37, 28, 35, 26]
    grid = xml(docx_bytes(document())).find(f".//{W}docGrid")
    assert grid.get(f"{W}type") == "linesAndChars"
    line, space = int(grid.get(f"{W}linePitch")), int(grid.get(f"{W}charSpace"))
    assert (layout.PAGE_HEIGHT - layout.TOP - layout.BOTTOM) // line == 22
    assert int(layout.TEXT_WIDTH / 20 / (16 + space / 4096)) == 28
    assert int(layout.TEXT_WIDTH / (320 + layout.CLOSER)) == 28


def test_fonts_and_sizes_are_those_of_the_standard():
    word = opened(document())
    fonts = {}
    for style in word.styles:
        properties = style.element.find(f"{W}rPr/{W}rFonts")
        if properties is not None:
            fonts[style.name] = (properties.get(f"{W}eastAsia"), style.font.size.pt if style.font.size else None)
    assert fonts["Normal"] == ("仿宋_GB2312", 16)
    assert fonts["Title"] == ("方正小标宋简体", 22)
    assert fonts["Heading 1"] == ("黑体", None)
    assert fonts["Heading 2"] == ("楷体_GB2312", None)
    assert fonts["Heading 3"] == fonts["Heading 4"] == ("仿宋_GB2312", None)
    assert fonts["footer odd"] == fonts["footer even"] == ("宋体", 14)


def test_headings_are_numbered_and_start_again_below_a_new_one():
    word = opened(document())
    assert [p.text for p in word.paragraphs if p.style.name.startswith("Heading")] == [
        "一、科学普及工作",
        "（一）重点活动",
        "1.科技活动周",
        "（1）主场活动",
        "（2）分场活动",
        "（二）阵地",
        "二、服务科技工作者",
        "（一）组织建设",
        "一、人次",
    ]


def test_parts_follow_one_another_as_the_standard_says():
    said = texts(opened(document()))
    assert said[0] == "某市科学技术协会2013年度工作总结"
    assert said[1] == "各乡镇（街道）科协："
    end = said.index("附件：1.数字来源明细")
    assert said[end:] == [
        "附件：1.数字来源明细",
        "2.名词解释",
        "某市科学技术协会",
        "2014年1月6日",
        "（第2版）",
        "附件1",
        "数字来源明细",
        "表1 数字明细",
        "附件2",
        "名词解释",
        "一、人次",
        "同一人参加多次，按次计。",
    ]


def test_a_single_appendix_has_no_number_and_a_plain_document_no_ends():
    one = texts(opened(document(appendices=(Appendix("明细", (Paragraph("略"),)),))))
    assert "附件：明细" in one
    assert "附件" in one
    plain = document(appendices=(), signature=None, note="", recipient="", body=(Paragraph("完"),))
    assert texts(opened(plain)) == ["某市科学技术协会2013年度工作总结", "完"]
    numbered = dataclasses.replace(plain, number="某科协〔2024〕12号")
    assert texts(opened(numbered)) == ["某科协〔2024〕12号", "某市科学技术协会2013年度工作总结", "完"]


def test_a_signature_never_stands_alone_on_a_page():
    for changes in ({}, {"appendices": ()}):
        body = [*xml(docx_bytes(document(**changes))).iter(f"{W}p")]
        said = ["".join(p.itertext()) for p in body]
        day = said.index("2014年1月6日")
        start = max(n for n in range(day) if said[n].startswith("一二三"))
        assert all(p.find(f"{W}pPr/{W}keepNext") is not None for p in body[start:day]), changes
        assert body[day].find(f"{W}pPr/{W}keepNext") is not None, "the note stays with it"
        assert body[day + 1].find(f"{W}pPr/{W}keepNext") is None


def test_the_unit_stands_centred_over_the_day():
    body = xml(docx_bytes(document()))
    right = {
        "".join(p.itertext()): int(p.find(f"{W}pPr/{W}ind").get(f"{W}rightChars"))
        for p in body.iter(f"{W}p")
        if p.find(f"{W}pPr/{W}ind") is not None and p.find(f"{W}pPr/{W}jc") is not None
    }
    assert right == {"某市科学技术协会": 300, "2014年1月6日": 400}
    assert 300 / 100 + 8 / 2 == 400 / 100 + 6 / 2, "8 characters over 6: their centres meet"


def test_every_figure_jumps_to_its_line_and_no_link_leads_nowhere():
    body = xml(docx_bytes(document()))
    marks = {mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")}
    links = {"".join(link.itertext()): link.get(f"{W}anchor") for link in body.iter(f"{W}hyperlink")}
    assert links == {"5": "figure_1", "6万余": "figure_2"}
    assert marks == {"figure_1", "figure_2"}
    starts = [mark.get(f"{W}id") for mark in body.iter(f"{W}bookmarkStart")]
    assert starts == [mark.get(f"{W}id") for mark in body.iter(f"{W}bookmarkEnd")]
    assert len(set(starts)) == len(starts)


def test_two_lines_for_one_figure_are_refused():
    twice = (Appendix("一", (figures_table(),)), Appendix("二", (figures_table(),)))
    with pytest.raises(ValueError, match=r"活动周\.咨询"):
        docx_bytes(document(appendices=twice))


def test_a_table_fits_the_page_repeats_its_head_and_sets_figures_right():
    body = xml(docx_bytes(document(extra_rows=50)))
    table = body.find(f".//{W}tbl")
    widths = [int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")]
    assert sum(widths) == layout.TEXT_WIDTH
    rows = table.findall(f"{W}tr")
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * 52
    styles = [p.find(f"{W}pPr/{W}pStyle").get(f"{W}val") for p in rows[1].iter(f"{W}p")]
    assert styles == ["TableCenter", "TableLeft", "TableLeft", "TableRight"]


@given(st.lists(st.floats(min_value=0.1, max_value=50), min_size=1, max_size=12))
def test_any_widths_fill_the_page_exactly(weights):
    table = Table(tuple(Column("列", weight) for weight in weights), (tuple("甲" for _ in weights),))
    grid = xml(docx_bytes(document(body=(table,), appendices=()))).iter(f"{W}gridCol")
    assert sum(int(column.get(f"{W}w")) for column in grid) == layout.TEXT_WIDTH


@pytest.mark.parametrize(
    ("columns", "rows"),
    [((), ()), ((Column("甲", 0),), ()), ((Column("甲"), Column("乙")), (("一",),))],
)
def test_a_table_that_cannot_be_drawn_is_refused(columns, rows):
    with pytest.raises(ValueError, match="table"):
        Table(columns, rows)


@pytest.mark.parametrize("follower", [Paragraph("后页"), Heading(1, "后页"), figures_table()])
def test_what_follows_a_page_break_begins_a_page(follower):
    body = xml(docx_bytes(document(body=(Paragraph("前页"), PageBreak(), follower), appendices=(), note="")))
    breaking = [p for p in body.iter(f"{W}p") if p.find(f"{W}pPr/{W}pageBreakBefore") is not None]
    assert len(breaking) == 1
    assert "前页" not in "".join(breaking[0].itertext())


def test_odd_and_even_pages_carry_their_own_number():
    file = parts(docx_bytes(document()))
    assert b"<w:evenAndOddHeaders/>" in file["word/settings.xml"]
    references = {r.get(f"{W}type") for r in ET.fromstring(file["word/document.xml"]).iter(f"{W}footerReference")}
    assert references == {"default", "even"}
    for name, style in (("word/footer1.xml", "FooterOdd"), ("word/footer2.xml", "FooterEven")):
        footer = ET.fromstring(file[name])
        assert footer.find(f".//{W}pStyle").get(f"{W}val") == style
        assert "".join(footer.itertext()) == "—  PAGE 1 —"


def test_properties_come_from_the_document_and_never_from_the_clock():
    properties = opened(document()).core_properties
    assert properties.title == "某市科学技术协会2013年度工作总结"
    assert properties.author == properties.last_modified_by == "某市科学技术协会"
    assert properties.created == properties.modified == dt.datetime(2014, 1, 6, 1, 30, tzinfo=dt.UTC)


def test_the_same_document_gives_the_same_bytes_and_another_gives_others():
    assert docx_bytes(document()) == docx_bytes(document())
    assert docx_bytes(document()) != docx_bytes(dataclasses.replace(document(), note="第3版"))


def test_nothing_is_fetched_from_outside():
    for name, content in parts(docx_bytes(document())).items():
        assert b"TargetMode" not in content, name
        if name.endswith(".rels"):
            for target in re.findall(rb'Target="([^"]+)"', content):
                assert b":" not in target


def test_properties_stand_in_the_order_the_schema_wants():
    """Word offers to repair a file whose properties stand in another order; LibreOffice says nothing."""
    for name, content in parts(docx_bytes(document())).items():
        if not name.startswith("word/") or name.endswith(".rels"):
            continue
        for tag, order in (("pPr", PARAGRAPH_ORDER), ("rPr", LETTER_ORDER)):
            for properties in ET.fromstring(content).iter(W + tag):
                places = [order.index(child.tag.removeprefix(W)) for child in properties]
                assert places == sorted(set(places)), (name, ET.tostring(properties))


def test_every_part_has_a_type_and_every_relation_a_part():
    file = parts(docx_bytes(document()))
    typed = set(re.findall(r'PartName="/([^"]+)"', file["[Content_Types].xml"].decode()))
    assert typed == {name for name in file if not name.endswith(".rels") and name != "[Content_Types].xml"}
    related = {f"word/{t}" for t in re.findall(r'Target="([^"]+)"', file["word/_rels/document.xml.rels"].decode())}
    assert related == {name for name in typed if name.startswith("word/")} - {"word/document.xml"}


@given(st.text())
def test_any_text_gives_a_file_that_opens_and_says_it(text):
    said = opened(document(title=text, body=(Paragraph((Run(text),)), Heading(1, text)), author=text)).paragraphs
    kept = "".join(
        c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )
    assert said[0].text.replace("\n", "") == kept.replace("\n", "")  # a long title is broken into lines of like length


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("某市科学技术协会2013年度工作总结", ["某市科学技术协会2013年度工作总结"]),
        ("关于泗门镇科学技术协会成立大会选举结果的报告", ["关于泗门镇科学技术协会", "成立大会选举结果的报告"]),
        ("关于成立某某职业技术学院科学技术协会的请示", ["关于成立某某职业技术学院", "科学技术协会的请示"]),
        ("某某高新技术产业园区科学技术协会成立申请表", ["某某高新技术产业园区", "科学技术协会成立申请表"]),
        ("甲" * 45, ["甲" * 15] * 3),
        ("泗门镇\n科学技术协会成立大会候选人名单和选举结果", ["泗门镇", "科学技术协会成立大会候选人名单和选举结果"]),
    ],
)
def test_a_long_title_is_broken_between_words_into_lines_of_like_length(title, lines):
    assert title_lines(title).split("\n") == lines


LOOKS = all(shutil.which(tool) for tool in ("soffice", "pdftotext", "fc-list"))


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The pages as LibreOffice sets them: for each, its lines without blanks, and where its page number starts."""
    if not LOOKS or not subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=True).stdout.strip():
        pytest.skip("LibreOffice, poppler or a Chinese font is not installed")
    folder = tmp_path_factory.mktemp("looks")
    (folder / "a.docx").write_bytes(docx_bytes(document(extra_rows=60)))
    home = f"-env:UserInstallation=file://{folder}/office"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", folder, folder / "a.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = subprocess.run(["pdftotext", "-layout", folder / "a.pdf", "-"], check=True, capture_output=True).stdout
    return [page.splitlines() for page in text.decode().split("\f") if page.strip()]


@pytest.mark.slow
def test_libreoffice_sets_22_lines_of_28_characters(pages):
    lines = [["".join(line.split()) for line in page if line.strip()] for page in pages]
    full = [line for page in lines[:2] for line in page if set(line) <= set(TEN) and len(line) > 20]
    assert len(full) >= 20
    assert {len(line) for line in full[1:-1]} == {28}
    assert lines[0][-1] == "—1—"
    # Title, blank line, recipient and 19 lines of text: 22, of which the blank one leaves nothing to read.
    assert len(lines[0]) == 21 + 1


@pytest.mark.slow
def test_libreoffice_numbers_odd_pages_right_and_even_pages_left(pages):
    assert len(pages) >= 4
    for n, page in enumerate(pages, start=1):
        number = next(line for line in reversed(page) if line.strip())
        assert "".join(number.split()) == f"—{n}—"
        assert (len(number) - len(number.lstrip()) > 10) == (n % 2 == 1), n


@pytest.mark.slow
def test_libreoffice_repeats_the_head_of_a_table_on_every_page(pages):
    with_rows = [page for page in pages if any("其他口径" in line for line in page)]
    assert len(with_rows) > 1
    assert all(any("序号" in "".join(line.split()) for line in page) for page in with_rows)
