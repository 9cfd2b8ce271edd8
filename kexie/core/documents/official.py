"""Writes a document tree as a Word file in the layout of GB/T 9704-2012.

The parts are written as text: nearly all this layout needs (Chinese fonts, the grid, odd and even footers, bookmarks)
is raw WordprocessingML under any library, and so the same tree always gives the same bytes.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from math import ceil
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

from kexie.core.documents import layout
from kexie.core.documents.tree import (
    Block,
    Content,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Signature,
    Table,
    anchors,
    numbered,
    runs,
)

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# What XML 1.0 cannot hold. Text is cleaned when it comes in; a lost control character beats a file that will not open.
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# What a title is not broken in: words of offices and of papers, and what belongs to the word beside it.
_TITLE_WORDS = re.compile(
    "科学技术协会|农村专业技术协会|专业技术协会|技术协会|管理委员会|委员会|人民政府|办事处|科协|研究所|研究院|大学"
    "|(?:股份|责任)?有限公司|(?:职业)?(?:技术|师范)?学院|高新技术产业|产业园区|开发区|产业"
    "|关于(?:同意)?(?:成立|召开|开展|表彰)?|成立大会|换届大会|代表大会|第.{1,4}次|选举结果|候选人名单|会议记录|成立申请表"
    "|举手表决办法|选举办法|章程（草案）|牌匾文字|的(?:请示|批复|报告|通知|决定|函)"
    r"|\d+年(?:度|\d+月(?:\d+日)?)?|工作总结|工作计划|自查报告"
)
_NOT_FIRST, _NOT_LAST = "，。、；：？！）》〉”’〕的了", "（《〈“‘〔"

_FOOTERS = (("rId4", "FooterOdd", "footer1.xml"), ("rId5", "FooterEven", "footer2.xml"))
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def docx_bytes(document: Document) -> bytes:
    """Write the document as the bytes of a .docx; the same document always gives the same bytes.

    Figures jump to their line (the run whose `anchor` is their id); without such a line they are plain text.
    Raises ValueError when two places claim to be the line of one figure.
    """
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _core_properties(document),
        "word/document.xml": _Text(document).xml(),
        "word/_rels/document.xml.rels": _relationships(
            ("rId1", f"{_OFFICE}/styles", "styles.xml"),
            ("rId2", f"{_OFFICE}/settings", "settings.xml"),
            ("rId3", f"{_OFFICE}/fontTable", "fontTable.xml"),
            *((rel_id, f"{_OFFICE}/footer", name) for rel_id, _, name in _FOOTERS),
        ),
        "word/styles.xml": layout.styles_xml(),
        "word/settings.xml": layout.settings_xml(),
        "word/fontTable.xml": layout.font_table_xml(),
        **{f"word/{name}": layout.footer_xml(style) for _, style, name in _FOOTERS},
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode())
    return file.getvalue()


def title_lines(title: str) -> str:
    """Return a title too long for one line broken into lines of like length, between words (GB/T 9704-2012 7.3.1).

    Left to itself it would fill the first line and leave a word or two on the second.
    """
    count = ceil(_characters(title) / layout.TITLE_CHARACTERS)
    if count < 2 or "\n" in title:
        return title
    inside = {found.start() + n for found in _TITLE_WORDS.finditer(title) for n in range(1, len(found[0]))}
    lines, start = [], 0
    for left in range(count, 1, -1):
        wish = (len(title) - start) / left
        places = [
            at for at in range(start + 1, len(title))
            if at not in inside and title[at] not in _NOT_FIRST and title[at - 1] not in _NOT_LAST
            and _characters(title[start:at]) <= layout.TITLE_CHARACTERS
        ]  # fmt: skip
        if not places:
            return title
        at = min(places, key=lambda at: abs(at - start - wish))
        lines.append(title[start:at])
        start = at
    return "\n".join([*lines, title[start:]]) if _characters(title[start:]) <= layout.TITLE_CHARACTERS else title


class _Text:
    """Writes word/document.xml; keeps what one walk must remember: names of anchors, a page break to come."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.anchors = anchors(document)
        self.new_page = False

    def xml(self) -> str:
        document = self.document
        parts = [self.paragraph("DocumentNumber", document.number), self.blank()] if document.number else []
        parts += [self.paragraph("Title", title_lines(document.title)), self.blank()]
        if document.recipient:
            parts.append(self.paragraph("Normal", f"{document.recipient}："))
        parts += self.blocks(document.body, ends_signed=document.signature is not None)
        parts += self.attachment_note()
        parts += self.signature(document.signature)
        if document.note:
            parts.append(self.paragraph("Body", f"（{document.note}）"))
        for label, appendix in zip(document.appendix_labels(), document.appendices, strict=True):
            title = title_lines(appendix.title)
            parts += [self.paragraph("AppendixLabel", label), self.blank(), self.paragraph("Title", title)]
            parts += [self.blank(), *self.blocks(appendix.body)]
        section = layout.section_xml(*(rel_id for rel_id, _, _ in _FOOTERS))
        return f"{layout.XML}<w:document {layout.W} {layout.R}><w:body>{''.join(parts)}{section}</w:body></w:document>"

    def blocks(self, blocks: Sequence[Block], *, ends_signed: bool = False) -> list[str]:
        """Write blocks; the last paragraph of a signed text stays with its signature, which never stands alone."""
        written = []
        for block, number in numbered(blocks):
            match block:
                case PageBreak():
                    self.new_page = True
                case Heading(level, text):
                    written.append(self.paragraph(f"Heading{level}", number + text))
                case Paragraph(content):
                    with_next = ends_signed and block is blocks[-1]
                    written.append(self.paragraph("Body", content, with_next=with_next))
                case Table():
                    written.append(self.table(block))
        return written

    def paragraph(self, style: str, content: Content, place: str = "", *, with_next: bool = False) -> str:
        keep = "<w:keepNext/>" if with_next else ""
        if self.new_page:
            keep, self.new_page = f"{keep}<w:pageBreakBefore/>", False
        text = "".join(self.run(run) for run in runs(content))
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{place}</w:pPr>{text}</w:p>'

    def blank(self) -> str:
        return self.paragraph("Normal", "", with_next=True)

    def run(self, run: Run) -> str:
        text = _escaped(run.text).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
        text = text.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
        bold = "<w:rPr><w:b/></w:rPr>" if run.bold else ""
        written = f'<w:r>{bold}<w:t xml:space="preserve">{text}</w:t></w:r>'
        if run.figure in self.anchors:
            written = f'<w:hyperlink w:anchor="{self.anchors[run.figure]}" w:history="1">{written}</w:hyperlink>'
        if run.anchor:
            name = self.anchors[run.anchor]
            mark = name.removeprefix("figure_")
            written = f'<w:bookmarkStart w:id="{mark}" w:name="{name}"/>{written}<w:bookmarkEnd w:id="{mark}"/>'
        return written

    def table(self, table: Table) -> str:
        caption = self.paragraph("Caption", table.caption) if table.caption else ""
        if self.new_page:
            caption = self.paragraph("Gap", "")
        widths = _shares([column.width for column in table.columns], layout.TEXT_WIDTH)
        head = [self.paragraph("TableHead", column.header) for column in table.columns]
        rows = [_row(head, widths, "<w:tblHeader/>")]
        for row in table.rows:
            cells = zip(table.columns, row, strict=True)
            style = "Filled" if table.is_filled_in else "Table"
            tall = layout.TALL_ROW if table.is_filled_in else ""
            rows.append(
                _row([self.paragraph(f"{style}{c.align.title()}", content) for c, content in cells], widths, tall)
            )
        edges = "".join(
            f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
            for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return (
            f'{caption}<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>'
            f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
            '<w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>{self.paragraph('Gap', '')}"
        )

    def attachment_note(self) -> list[str]:
        """附件说明: one blank line below the text; several are numbered, one under another."""
        titles = [appendix.title for appendix in self.document.appendices]
        if not titles:
            return []
        first, *others = titles if len(titles) == 1 else [f"{n}.{title}" for n, title in enumerate(titles, start=1)]
        lines = [self.blank(), self.paragraph("Body", f"附件：{first}", with_next=True)]
        return lines + [self.paragraph("Body", other, layout.indent(5), with_next=True) for other in others]

    def signature(self, signature: Signature | None) -> list[str]:
        """Unit centred over the day, the day four characters from the right; kept with the line above and the note."""
        if signature is None:
            return []
        day = signature.written_day
        over = max(0.0, 4 + (_characters(day) - _characters(signature.unit)) / 2)
        right = '<w:jc w:val="right"/>'
        return [
            self.blank(),
            self.paragraph("Normal", signature.unit, layout.indent(right=over) + right, with_next=True),
            self.paragraph("Normal", day, layout.indent(right=4) + right, with_next=bool(self.document.note)),
        ]


def _row(cells: list[str], widths: list[int], properties: str = "") -> str:
    written = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{cell}</w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{properties}</w:trPr>{written}</w:tr>"


def _shares(weights: list[float], whole: int) -> list[int]:
    """Divide a width by weights so that the parts add up to it exactly."""
    ends, reached, total = [], 0.0, sum(weights)
    for weight in weights:
        reached += weight
        ends.append(round(whole * reached / total))
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def _characters(text: str) -> float:
    """Width of a text in full characters; digits and Latin letters are half."""
    return sum(1 if east_asian_width(letter) in "WF" else 0.5 for letter in text)


def _escaped(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


def _content_types() -> str:
    overrides = {
        "word/document.xml": f"{_WORD_TYPE}.document.main+xml",
        "word/styles.xml": f"{_WORD_TYPE}.styles+xml",
        "word/settings.xml": f"{_WORD_TYPE}.settings+xml",
        "word/fontTable.xml": f"{_WORD_TYPE}.fontTable+xml",
        **{f"word/{name}": f"{_WORD_TYPE}.footer+xml" for _, _, name in _FOOTERS},
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    entries = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return (
        f'{layout.XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{entries}</Types>'
    )


def _relationships(*relations: tuple[str, str, str]) -> str:
    entries = "".join(f'<Relationship Id="{i}" Type="{kind}" Target="{target}"/>' for i, kind, target in relations)
    return f'{layout.XML}<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _core_properties(document: Document) -> str:
    at = document.created_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    when = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{at}</dcterms:{name}>' for name in ("created", "modified")
    )
    return (
        f'{layout.XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_escaped(document.title)}</dc:title><dc:creator>{_escaped(document.author)}</dc:creator>"
        f"<cp:lastModifiedBy>{_escaped(document.author)}</cp:lastModifiedBy>{when}<dc:language>zh-CN</dc:language>"
        "</cp:coreProperties>"
    )
