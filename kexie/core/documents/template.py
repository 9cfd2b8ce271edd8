"""The language of text templates: plain Chinese prose with places for figures. Nothing in it can run code.

    共开展咨询{活动周.咨询}场次，受惠群众{活动周.人次|概}人次[[，其中青少年活动{科普日.青少年}次]]。

{口径}              the figure exactly; {口径|概} rounded, {口径|率} as a percentage, {口径|千分} with separators
{?首次:口径|文字}    the words, only where the ledger proves the claim (without 文字 the claim itself)
{=年度}             a word that is no figure, given by the caller
[[…]]               left out when every figure in it is zero or without data; blocks do not nest
{{ }} [[[[ ]]]]     the signs { } [[ ]] themselves
"""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kexie.core import refusals, wording
from kexie.core.documents.tree import Paragraph, Run

NO_DATA = "（暂无数据）"
STYLES = ("", "概", "率", "千分")

_TOKEN = re.compile(
    r"(?P<literal>\{\{|\}\}|\[{4}|\]{4}|\[(?!\[)|\](?!\])|\](?=\]\](?!\])))"
    r"|(?P<open>\[\[)|(?P<close>\]\])|(?P<slot>\{[^{}\n]*\})|(?P<stray>[{}])|(?P<text>[^{}\[\]]+)"
)
_DOUBLED = {"{{": "{", "}}": "}", "[[[[": "[[", "]]]]": "]]"}
_UNDOUBLE = re.compile(r"\{\{|\}\}|\[{4}|\]{4}")
_DOUBLE = re.compile(r"[{}]|\[\[|\]\]")


class TemplateFault(refusals.Invalid):
    """A template that cannot be read or filled; `facts["line"]` counts from 1."""

    code = "template_fault"


@dataclass(frozen=True)
class Text:
    source: str
    line: int

    @property
    def text(self) -> str:
        """The prose as it will stand, doubled signs made single."""
        return _UNDOUBLE.sub(lambda match: _DOUBLED[match[0]], self.source)


@dataclass(frozen=True)
class Slot:
    source: str
    line: int
    name: str
    style: str


@dataclass(frozen=True)
class Word:
    source: str
    line: int
    name: str


@dataclass(frozen=True)
class Claim:
    source: str
    line: int
    claim: str
    name: str
    text: str


@dataclass(frozen=True)
class Block:
    parts: tuple["Part", ...]
    line: int

    @property
    def source(self) -> str:
        return f"[[{''.join(part.source for part in self.parts)}]]"


Part = Text | Slot | Word | Claim | Block


@dataclass(frozen=True)
class Template:
    """A text that was understood. `source` is the text as it was written, sign for sign."""

    parts: tuple[Part, ...]

    @property
    def source(self) -> str:
        return "".join(part.source for part in self.parts)

    def slots(self) -> list[Slot]:
        """Return every figure of the text in order, those in blocks too."""
        return [part for part in _flat(self.parts) if isinstance(part, Slot)]

    def claims(self) -> list[Claim]:
        """Return every claim of the text in order, those in blocks too."""
        return [part for part in _flat(self.parts) if isinstance(part, Claim)]

    def metrics(self) -> list[str]:
        """Return the names of all metrics the text asks for, each once, in order."""
        return list(dict.fromkeys(part.name for part in _flat(self.parts) if isinstance(part, Slot | Claim)))


@dataclass(frozen=True)
class Figure:
    """What the ledger says to one metric. `value` is None, or `records` 0, where nothing is on record.

    phrase: its rounded wording where the metric gives one. claims: those of wording.CLAIMS that are proven.
    """

    value: wording.Number | None
    unit: str = ""
    phrase: str = ""
    records: int = 0
    claims: tuple[str, ...] = ()

    @property
    def is_missing(self) -> bool:
        return self.value is None or self.records == 0

    @property
    def is_nothing(self) -> bool:
        return self.is_missing or self.value == 0


Lookup = Callable[[str], Figure]


def parse(source: str) -> Template:
    """Read a template. Raises TemplateFault saying the line, what is wrong and how to mend it."""
    parts: list[Part] = []
    outside: list[Part] = []
    opened = 0  # line of the block that is open
    line = 1
    for match in _TOKEN.finditer(source):
        token, kind = match[0], match.lastgroup
        if kind == "open":
            if opened:
                raise _fault(line, _("可省略段里又写了“[[”，可省略段不能套在一起。请先用“]]”结束前一段。"))
            opened, outside, parts = line, parts, []
        elif kind == "close":
            if not opened:
                raise _fault(line, _("“]]”前面没有对应的“[[”。请补上“[[”；正文里要出现“]]”时请写成“]]]]”。"))
            parts, opened = [*outside, _block(tuple(parts), opened)], 0
        elif kind == "slot":
            parts.append(_slot(token, line))
        elif kind == "stray":
            raise _fault(line, _stray(source, match.start()))
        elif parts and isinstance(parts[-1], Text):
            parts[-1] = Text(parts[-1].source + token, parts[-1].line)
        else:
            parts.append(Text(token, line))
        line += token.count("\n")
    if opened:
        raise _fault(opened, _("“[[”没有结束。请在可省略段的末尾补上“]]”；正文里要出现“[[”时请写成“[[[[”。"))
    return Template(tuple(parts))


def escaped(prose: str) -> str:
    """Return prose as template text in which nothing is a slot or a block."""
    return _DOUBLE.sub(lambda match: match[0] * 2, prose)


def check(template: Template, *, metrics: Iterable[str], words: Iterable[str] = ()) -> None:
    """Make sure that every metric and word the template asks for exists.

    Raises TemplateFault for the first that does not, with the nearest known name.
    """
    known = {"metric": list(metrics), "word": list(words)}
    for part in _flat(template.parts):
        if isinstance(part, Slot | Claim) and part.name not in known["metric"]:
            raise _unknown(part, known["metric"])
        if isinstance(part, Word) and part.name not in known["word"]:
            raise _unknown(part, known["word"])


def has_data(template: Template, figure: Lookup) -> bool:
    """Return whether anything is on record for any figure of the text; a text without figures needs no data."""
    slots = template.slots()
    return not slots or any(not figure(slot.name).is_missing for slot in slots)


def render(template: Template, figure: Lookup, words: Mapping[str, str] | None = None) -> tuple[Paragraph, ...]:
    """Fill a template, one paragraph a line; lines left empty by omitted blocks go.

    Figures become runs carrying their metric's name; one without data says NO_DATA, never a number. `figure` is asked
    once for every metric; it and `words` raise KeyError for what they do not know, which comes out as TemplateFault.
    """
    figures, known_words = {}, {}
    for part in _flat(template.parts):
        try:
            if isinstance(part, Slot | Claim) and part.name not in figures:
                figures[part.name] = figure(part.name)
            elif isinstance(part, Word):
                known_words[part.name] = (words or {})[part.name]
        except KeyError as error:
            raise _unknown(part, words or ()) from error
    paragraphs: list[list[Run]] = [[]]
    for run in _runs(template.parts, figures, known_words):
        if run.figure:
            paragraphs[-1].append(run)
            continue
        for n, text in enumerate(run.text.split("\n")):
            if n:
                paragraphs.append([])
            _add_prose(paragraphs[-1], text)
    return tuple(Paragraph(tuple(runs)) for runs in paragraphs if "".join(run.text for run in runs).strip())


def _runs(parts: Iterable[Part], figures: Mapping[str, Figure], words: Mapping[str, str]) -> Iterator[Run]:
    for part in parts:
        match part:
            case Text():
                yield Run(part.text)
            case Word():
                yield Run(words[part.name])
            case Slot():
                yield Run(_said(figures[part.name], part.style), figure=part.name)
            case Claim():
                if part.claim in figures[part.name].claims:
                    yield Run(part.text)
            case Block(inner):
                if not all(figures[slot.name].is_nothing for slot in inner if isinstance(slot, Slot)):
                    yield from _runs(inner, figures, words)


def _said(figure: Figure, style: str) -> str:
    if figure.is_missing:
        return NO_DATA
    if style == "概" and (figure.phrase or figure.value < 0):
        return figure.phrase or wording.say(figure.value)
    return wording.say(figure.value, style=style)


def _add_prose(runs: list[Run], text: str) -> None:
    """Add prose; prose next to prose becomes one run."""
    if runs and not runs[-1].figure:
        runs[-1] = Run(runs[-1].text + text)
    elif text:
        runs.append(Run(text))


def _flat(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, Block):
            yield from _flat(part.parts)
        else:
            yield part


def _block(parts: tuple[Part, ...], line: int) -> Block:
    if not any(isinstance(part, Slot) for part in parts):
        raise _fault(line, _("可省略段“[[…]]”里没有数字，无从判断是否省略。请放入至少一个{口径}，或去掉“[[”“]]”。"))
    return Block(parts, line)


def _slot(source: str, line: int) -> Slot | Word | Claim:
    inside = source[1:-1].strip()
    if inside.startswith("="):
        return Word(source, line, _name(inside[1:], source, line))
    if inside.startswith(("?", "？")):
        claim, _sep, rest = inside[1:].replace("：", ":", 1).partition(":")
        name, _sep, text = rest.replace("｜", "|", 1).partition("|")
        if claim.strip() not in wording.CLAIMS:
            raise _fault(
                line,
                _("“%(source)s”里的说法“%(claim)s”不认识。可用的说法：%(known)s，写成{?首次:口径|文字}。")
                % {"source": source, "claim": claim.strip(), "known": "、".join(wording.CLAIMS)},
            )
        return Claim(source, line, claim.strip(), _name(name, source, line), text or claim.strip())
    name, _sep, style = inside.replace("｜", "|", 1).partition("|")
    if style.strip() not in STYLES:
        raise _fault(
            line,
            _(
                "“%(source)s”里的写法“%(style)s”不认识。可用的写法：概（概数）、率（百分比）、千分（带千分位），不写即原数。"
            )
            % {"source": source, "style": style.strip()},
        )
    return Slot(source, line, _name(name, source, line), style.strip())


def _name(name: str, source: str, line: int) -> str:
    if not name.strip():
        raise _fault(
            line, _("“%(source)s”里没有写名称。请写成{口径}；正文里要出现花括号时请写两遍。") % {"source": source}
        )
    return name.strip()


def _stray(source: str, at: int) -> str:
    near = source[at : at + 12].split("\n")[0]
    if source[at] == "{":
        return _("“%(near)s”缺少右花括号“}”。请补上“}”；正文里要出现“{”时请写成“{{”。") % {"near": near}
    return _("“%(near)s”前面没有对应的“{”。请补上“{”；正文里要出现“}”时请写成“}}”。") % {"near": near}


def _unknown(part: Part, known: Iterable[str]) -> TemplateFault:
    name = getattr(part, "name", "")
    kind = _("内容") if isinstance(part, Word) else _("口径")
    what = _("没有名为“%(name)s”的%(kind)s。") % {"name": name, "kind": kind}
    nearest = difflib.get_close_matches(name, list(known), n=1)
    mend = (
        _("您要写的是“%(nearest)s”吗？") % {"nearest": nearest[0]} if nearest else _("请改成已有的名称，或先建立它。")
    )
    return _fault(part.line, what + mend)


def _fault(line: int, what: str) -> TemplateFault:
    return TemplateFault(_("第%(line)s行：%(what)s") % {"line": line, "what": what}, line=line)
