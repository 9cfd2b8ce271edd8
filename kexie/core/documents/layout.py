"""The page of an official document (GB/T 9704-2012) as the parts of a Word file that no text changes.

All lengths are twips (1/20 pt, 567 to the centimetre). The type area of 156 × 225 mm holds 22 lines of 28 characters.
"""

from dataclasses import dataclass

FONT_BODY = "仿宋_GB2312"
FONT_KAI = "楷体_GB2312"
FONT_HEI = "黑体"
FONT_SONG = "宋体"
FONT_TITLE = "方正小标宋简体"

# The fonts of the standard are often absent; these stand in for them.
_STAND_IN = {FONT_BODY: "仿宋", FONT_KAI: "楷体", FONT_HEI: "SimHei", FONT_SONG: "SimSun", FONT_TITLE: "宋体"}


def _mm(length: float) -> int:
    return round(length * 1440 / 25.4)


PAGE_WIDTH, PAGE_HEIGHT = _mm(210), _mm(297)
TOP, LEFT, RIGHT, BOTTOM = _mm(37), _mm(28), _mm(26), _mm(35)
TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT
LINES, CHARACTERS = 22, 28
TITLE_CHARACTERS = 20  # of 二号 in a line
LINE = (PAGE_HEIGHT - TOP - BOTTOM) // LINES  # 579; 580 would push the 22nd line off the page
# The grid's pitch is a letter of 三号 (16 pt) and what is added to it in 1/4096 pt: 28 times 15.793 pt fill 156 mm.
CHAR_SPACE = -848
# Word's page set-up shows the grid, but letters do not snap to it: a grid narrower than its letters makes LibreOffice
# give every letter two cells. Drawing each letter 0.3 pt closer makes 28 to a line, and never 29, in every program.
CLOSER = -6
FOOTER_FROM_EDGE = BOTTOM - _mm(7) - 280  # page number: 7 mm below the type area, in a line of 四号

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def characters(count: float) -> int:
    """Return the width of so many characters on the grid, in twips."""
    return round(count * TEXT_WIDTH / CHARACTERS)


def fonts(name: str) -> str:
    """Return the run property that sets one font for Chinese, Latin and digits alike."""
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}" w:hint="eastAsia"/>'


def size(points: float) -> str:
    """Return the run property that sets the size of the letters."""
    return f'<w:sz w:val="{points * 2:g}"/><w:szCs w:val="{points * 2:g}"/>'


def indent(first: float = 0, *, left: float = 0, right: float = 0) -> str:
    """Return the paragraph property for indents in characters; Word keeps to the characters, others to the twips."""
    sides = {"firstLine": first, "left": left, "right": right}
    said = "".join(
        f' w:{side}Chars="{round(count * 100)}" w:{side}="{characters(count)}"'
        for side, count in sides.items()
        if count
    )
    return f"<w:ind{said}/>" if said else ""


TALL_ROW = f'<w:trHeight w:val="{_mm(14)}" w:hRule="atLeast"/>'


@dataclass(frozen=True)
class Style:
    """A named paragraph style; `paragraph` and `letters` are the raw properties in the order the schema wants."""

    id: str
    name: str
    paragraph: str = ""
    letters: str = ""
    based_on: str = "Normal"

    def xml(self) -> str:
        """Return the style as it stands in styles.xml."""
        return (
            f'<w:style w:type="paragraph" w:styleId="{self.id}"><w:name w:val="{self.name}"/>'
            f'<w:basedOn w:val="{self.based_on}"/><w:qFormat/>'
            f"<w:pPr>{self.paragraph}</w:pPr><w:rPr>{self.letters}</w:rPr></w:style>"
        )


_HEADING = '<w:keepNext/>{indent}<w:outlineLvl w:val="{level}"/>'
_ROOMY = '<w:keepLines/><w:spacing w:line="480" w:lineRule="exact"/><w:jc w:val="{align}"/>'
_TIGHT = '<w:keepLines/><w:spacing w:line="320" w:lineRule="exact"/><w:jc w:val="{align}"/>'

STYLES = (
    Style("Body", "Body Text", "<w:widowControl/>" + indent(2)),
    Style("DocumentNumber", "Document Number", '<w:keepNext/><w:jc w:val="center"/>'),
    Style("Title", "Title", '<w:keepNext/><w:jc w:val="center"/>', fonts(FONT_TITLE) + size(22)),
    *(
        Style(
            f"Heading{level}",
            f"heading {level}",
            _HEADING.format(indent=indent(2), level=level - 1),
            fonts(font),
        )
        for level, font in enumerate((FONT_HEI, FONT_KAI, FONT_BODY, FONT_BODY), start=1)
    ),
    Style("AppendixLabel", "Appendix Label", '<w:keepNext/><w:pageBreakBefore/><w:jc w:val="left"/>', fonts(FONT_HEI)),
    Style("Caption", "caption", '<w:keepNext/><w:jc w:val="center"/>', fonts(FONT_HEI)),
    Style(
        "TableHead",
        "Table Head",
        "<w:keepNext/>" + _TIGHT.format(align="center"),
        fonts(FONT_HEI) + size(10.5),
    ),
    *(
        Style(f"Table{align.title()}", f"Table {align.title()}", _TIGHT.format(align=align), size(10.5))
        for align in ("left", "right", "center")
    ),
    *(  # what people mark by hand: letters of 三号 in rows of 14 mm
        Style(f"Filled{align.title()}", f"Filled {align.title()}", _ROOMY.format(align=align))
        for align in ("left", "right", "center")
    ),
    Style("Gap", "Table Gap", '<w:spacing w:line="20" w:lineRule="exact"/>', size(1)),
    *(
        Style(
            f"Footer{name}",
            f"footer {name.lower()}",
            '<w:spacing w:line="280" w:lineRule="exact"/>'
            f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/>',
            fonts(FONT_SONG) + size(14),
        )
        for name, side in (("Odd", "right"), ("Even", "left"))
    ),
)


def styles_xml() -> str:
    """Return word/styles.xml: body 三号仿宋, exact lines, Chinese; no page begins with the last line of a text."""
    letters = f'{fonts(FONT_BODY)}<w:snapToGrid w:val="0"/><w:spacing w:val="{CLOSER}"/>{size(16)}'
    return (
        f"{XML}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>{letters}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr>'
        '<w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr>'
        f"<w:rPr>{letters}</w:rPr></w:style>"  # said again: LibreOffice reckons the grid from this style alone
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        f"{''.join(style.xml() for style in STYLES)}</w:styles>"
    )


def settings_xml() -> str:
    """Return word/settings.xml: odd and even footers, the mode of current Word so that it asks nothing on opening."""
    return (
        f'{XML}<w:settings {W}><w:zoom w:percent="100"/><w:bordersDoNotSurroundHeader/><w:bordersDoNotSurroundFooter/>'
        '<w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
        f'<w:drawingGridVerticalSpacing w:val="{LINE // 2}"/><w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def font_table_xml() -> str:
    """Return word/fontTable.xml: the fonts of the standard and what may stand in for each."""
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in _STAND_IN.items()
    )
    return f"{XML}<w:fonts {W}>{entries}</w:fonts>"


def footer_xml(style: str) -> str:
    """Return a footer that says — 1 —; the style puts it right (FooterOdd) or left (FooterEven)."""
    field = "".join(
        f"<w:r>{part}</w:r>"
        for part in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    dash = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    return (
        f'{XML}<w:ftr {W}><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f"{dash.format('— ')}{field}{dash.format(' —')}</w:p></w:ftr>"
    )


def section_xml(odd_footer: str, even_footer: str) -> str:
    """Return the section at the end of the text: paper, margins, footers (by relationship id) and the grid."""
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{odd_footer}"/>'
        f'<w:footerReference w:type="even" r:id="{even_footer}"/>'
        f'<w:pgSz w:w="{PAGE_WIDTH}" w:h="{PAGE_HEIGHT}"/>'
        f'<w:pgMar w:top="{TOP}" w:right="{RIGHT}" w:bottom="{BOTTOM}" w:left="{LEFT}" w:header="{_mm(15)}" '
        f'w:footer="{FOOTER_FROM_EDGE}" w:gutter="0"/>'
        f'<w:docGrid w:type="linesAndChars" w:linePitch="{LINE}" w:charSpace="{CHAR_SPACE}"/></w:sectPr>'
    )
