"""Writes a document tree as semantic HTML: a fragment for a page of ours, or one file that stands alone."""

from collections.abc import Callable, Iterable, Sequence
from html import escape

from kexie.core.documents.tree import (
    Block,
    Content,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Table,
    anchors,
    numbered,
    runs,
)

# The only inline style of the house: an exported file has no site to take its style from.
_STYLE = """
@page { size: A4; margin: 37mm 26mm 35mm 28mm; }
@page :right { @bottom-right { content: "— " counter(page) " —"; font: 14pt SimSun, serif; } }
@page :left { @bottom-left { content: "— " counter(page) " —"; font: 14pt SimSun, serif; } }
body { max-width: 156mm; margin: 2rem auto; padding: 0 1rem; }
body { font: 16pt/28.95pt "仿宋_GB2312", FangSong, "仿宋", serif; }
p { margin: 0; text-indent: 2em; text-align: justify; letter-spacing: -0.3pt; }
h1, .appendix > h2 { font: 22pt/28.95pt "方正小标宋简体", SimSun, serif; text-align: center; text-indent: 0; }
h1, .appendix > h2 { margin: 0 0 28.95pt; }
h2, h3, h4, h5 { font: inherit; margin: 0; text-indent: 2em; break-after: avoid; }
h3, .appendix h4 { font-family: "楷体_GB2312", KaiTi, "楷体", serif; }
h2, .appendix h3, .appendix-label, caption, th { font-family: "黑体", SimHei, sans-serif; }
.number { margin: 0 0 28.95pt; text-align: center; text-indent: 0; }
.recipient, .appendix-label { text-indent: 0; }
.attachments { margin-top: 28.95pt; }
.signature { margin: 28.95pt 4em 0 auto; width: fit-content; }
.signature p { text-indent: 0; text-align: center; }
.appendix, .new-page { break-before: page; }
.num { color: inherit; text-decoration: underline dotted; text-underline-offset: 0.2em; }
table { width: 100%; border-collapse: collapse; font-size: 12pt; line-height: 1.5; font-variant-numeric: tabular-nums; }
caption { font-size: 16pt; }
th, td { border: 1px solid; padding: 0.2em 0.5em; }
tr { break-inside: avoid; }
td.right { text-align: right; white-space: nowrap; }
td.center { text-align: center; }
:target { background: #fff3bf; }
@media print { body { margin: 0; padding: 0; max-width: none; } .num { text-decoration: none; } }
@media screen and (max-width: 40rem) {
  body { font-size: 1rem; line-height: 1.8; }
  h1, .appendix > h2 { font-size: 1.4rem; line-height: 1.4; }
  table { font-size: 0.75rem; }
}
""".strip()


def html_fragment(document: Document, *, link: Callable[[str], str] | None = None) -> str:
    """Write the document as an <article>, every text escaped.

    link: gives the address behind a figure id, "" for none; without it figures lead to their line in the document.
    Figures are <a class="num">. Raises ValueError when two places claim to be the line of one figure.
    """
    return _Fragment(document, link).article()


def html_parts(
    document: Document,
    starts: Sequence[int],
    *,
    link: Callable[[str], str] | None = None,
    mark: Callable[[str], str] | None = None,
) -> list[str]:
    """Write what html_fragment writes, in parts, so that a page can put things of its own between them.

    The first part is title and recipient, then one for each of `starts` (the body cut before these blocks), the last
    is what follows the body. mark: gives a word set small behind a figure, "" for none.
    """
    fragment = _Fragment(document, link, mark)
    head, body, rest = fragment.head(), fragment.blocks(document.body, level=2), fragment.rest()
    parts = [body[start:end] for start, end in zip(starts, [*starts[1:], len(body)], strict=True)]
    return ["\n".join(filter(None, part)) for part in (head, *parts, rest)]


def html_file(document: Document) -> bytes:
    """Write the document as one UTF-8 file with its print style inside and nothing outside it."""
    return (
        '<!DOCTYPE html>\n<html lang="zh-Hans">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="author" content="{escape(document.author)}">\n<title>{escape(document.title)}</title>\n'
        f"<style>\n{_STYLE}\n</style>\n</head>\n<body>\n{html_fragment(document)}\n</body>\n</html>\n"
    ).encode("utf-8", "replace")


class _Fragment:
    """Writes the article; keeps what one walk must remember: names of anchors, a page break to come."""

    def __init__(
        self, document: Document, link: Callable[[str], str] | None, mark: Callable[[str], str] | None = None
    ) -> None:
        self.document = document
        self.anchors = anchors(document)
        self.link = link or self.line_of
        self.mark = mark or (lambda figure: "")
        self.new_page = False

    def line_of(self, figure: str) -> str:
        return f"#{self.anchors[figure]}" if figure in self.anchors else ""

    def article(self) -> str:
        parts = [*self.head(), *self.blocks(self.document.body, level=2), *self.rest()]
        return '<article class="official">\n' + "\n".join(filter(None, parts)) + "\n</article>"

    def head(self) -> list[str]:
        document = self.document
        recipient = f'<p class="recipient">{escape(document.recipient)}：</p>' if document.recipient else ""
        number = f'<p class="number">{escape(document.number)}</p>' if document.number else ""
        return [number, f"<h1>{escape(document.title)}</h1>", recipient]

    def rest(self) -> list[str]:
        document, parts = self.document, []
        labels = document.appendix_labels()
        if labels:
            titles = "；".join(
                f"{n}.{a.title}" if len(labels) > 1 else a.title for n, a in enumerate(document.appendices, start=1)
            )
            parts.append(f'<p class="attachments">附件：{escape(titles)}</p>')
        if signature := document.signature:
            parts.append(
                f'<div class="signature"><p>{escape(signature.unit)}</p>'
                f'<p><time datetime="{signature.day.isoformat()}">{signature.written_day}</time></p></div>'
            )
        if document.note:
            parts.append(f"<p>（{escape(document.note)}）</p>")
        for label, appendix in zip(labels, document.appendices, strict=True):
            body = "\n".join(filter(None, self.blocks(appendix.body, level=3)))
            parts.append(
                f'<section class="appendix">\n<p class="appendix-label">{label}</p>\n'
                f"<h2>{escape(appendix.title)}</h2>\n{body}\n</section>"
            )
        return parts

    def blocks(self, blocks: Iterable[Block], *, level: int) -> list[str]:
        """Write blocks, each its own string, "" for a page break; `level` is the HTML heading of a first heading."""
        written = []
        for block, number in numbered(blocks):
            match block:
                case PageBreak():
                    self.new_page = True
                    written.append("")
                case Heading(depth, text):
                    tag = f"h{level + depth - 1}"
                    written.append(f"<{tag}{self.breaks()}>{number}{escape(text)}</{tag}>")
                case Paragraph(content):
                    written.append(f"<p{self.breaks()}>{self.content(content)}</p>")
                case Table():
                    written.append(self.table(block))
        return written

    def breaks(self) -> str:
        said, self.new_page = (' class="new-page"' if self.new_page else ""), False
        return said

    def content(self, content: Content) -> str:
        return "".join(self.run(run) for run in runs(content))

    def run(self, run: Run) -> str:
        text = escape(run.text).replace("\n", "<br>")
        if run.bold:
            text = f"<strong>{text}</strong>"
        address = self.link(run.figure) if run.figure else ""
        if address:
            text = f'<a class="num" href="{escape(address)}">{text}</a>'
        if run.figure and (word := self.mark(run.figure)):
            text = f'{text}<sup class="mark">{escape(word)}</sup>'
        if run.anchor:
            text = f'<span id="{self.anchors[run.anchor]}">{text}</span>'
        return text

    def table(self, table: Table) -> str:
        caption = f"<caption>{escape(table.caption)}</caption>\n" if table.caption else ""
        whole = sum(column.width for column in table.columns)
        head = "".join(
            f'<th scope="col" width="{column.width / whole:.0%}">{escape(column.header)}</th>'
            for column in table.columns
        )
        rows = "\n".join(
            "<tr>"
            + "".join(
                f'<td class="{column.align}">{self.content(cell)}</td>'
                for column, cell in zip(table.columns, row, strict=True)
            )
            + "</tr>"
            for row in table.rows
        )
        return f"<table{self.breaks()}>\n{caption}<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
