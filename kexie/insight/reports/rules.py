"""The shape of a summary's template, order of sections, words of a place and numbers typed by hand: pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

DEEPEST = 4  # levels of headings in an official document
CARRIED = "【沿用】"

_ENDINGS = ("街道", "省", "市", "县", "区", "州", "盟", "旗", "镇", "乡")
_BY_LEVEL = {"nation": "国", "province": "省", "city": "市", "county": "县", "town": "镇", "village": "村"}
_WITH_COMMITTEE = ("省", "市", "县", "区", "州", "盟", "旗")
_HEADING = re.compile(r"^(?P<mark>[#＃]+|[=＝])\s*(?P<text>.*?)\s*$")
_NOTE = re.compile(r"^※\s*(?P<text>.*?)\s*$")
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十百]+、|[（(](?:[一二三四五六七八九十百]+|\d+)[）)]|\d+[.．、])\s*")
_SLOT = re.compile(r"\{(?!\{)[^{}\n]*\}")
_DIGITS = r"\d[\d,，.]*(?:万|亿)?[余多]?|近[\d.]+(?:万|亿)?"
_TYPED = re.compile(
    rf"(?<![第\d.])(?:{_DIGITS})(?P<unit>场次|人次|件次|班次|课时|[个项场次人名份块家篇期件户幅册本只支所处套台辆元])"
)


@dataclass(frozen=True)
class Part:
    """One section of a template: `level` 0 prints no heading, `is_carried` starts from last year's text.

    `line` is where its text begins in the template, counted from 1.
    """

    heading: str
    level: int
    text: str = ""
    note: str = ""
    is_carried: bool = False
    line: int = 1


class Fault(ValueError):
    """A template whose sections cannot be told apart.

    `why`: "early" (text before the first section), "nameless", "deep" (more than four levels), "jump" (a level left
    out), "twice" (two sections of one name), "empty" (no section at all). `line` counts from 1.
    """

    def __init__(self, why: str, line: int, said: str = "") -> None:
        super().__init__(why)
        self.why, self.line, self.said = why, line, said


def split(template: str) -> list[Part]:
    """Return the sections of a template.

    A line of `# ` to `#### ` begins a section with a heading of that level, `= ` one without; a heading that ends in
    【沿用】 marks text kept from year to year; a line of `※ ` tells the writer something and is never printed.
    Raises Fault.
    """
    parts: list[Part] = []
    for number, line in enumerate(template.splitlines(), start=1):
        if found := _HEADING.match(line):
            parts.append(_part(found["mark"], found["text"], number, parts))
        elif not parts:
            if line.strip():
                raise Fault("early", number, line.strip())
        elif found := _NOTE.match(line):
            parts[-1] = replace(parts[-1], note="\n".join(filter(None, (parts[-1].note, found["text"]))))
        elif line.strip() or parts[-1].text:
            start = parts[-1].line if parts[-1].text else number
            parts[-1] = replace(parts[-1], text=f"{parts[-1].text}{line.rstrip()}\n", line=start)
    if not parts:
        raise Fault("empty", 1)
    return [replace(part, text=part.text.strip()) for part in parts]


def _part(mark: str, text: str, line: int, before: Sequence[Part]) -> Part:
    level = 0 if mark in "=＝" else len(mark)
    heading = bare_heading(text.removesuffix(CARRIED))
    if level > DEEPEST:
        raise Fault("deep", line, heading)
    if not heading:
        raise Fault("nameless", line)
    above = next((part.level for part in reversed(before) if part.level), 0)
    if level > above + 1:
        raise Fault("jump", line, heading)
    if any(part.heading == heading for part in before):
        raise Fault("twice", line, heading)
    return Part(heading, level, is_carried=text.endswith(CARRIED), line=line)


def bare_heading(text: str) -> str:
    """Return a heading without the number a person typed before it (一、 （二） 3.): numbers come by themselves."""
    text = text.strip()
    return _NUMBERED.sub("", text).strip() or text


def moved(order: Sequence[int], key: int, step: int) -> list[int]:
    """Return keys in order with one moved by `step` places; at the ends it stays where it is."""
    rest = [other for other in order if other != key]
    place = min(max(list(order).index(key) + step, 0), len(rest))
    return [*rest[:place], key, *rest[place:]]


def merged(wanted: Sequence[int], stands: Sequence[int]) -> list[int]:
    """Return the order that stands, with keys that are new put right behind what precedes them in the wanted order."""
    order = list(stands)
    for place, key in enumerate(wanted):
        if key not in order:
            order.insert(order.index(wanted[place - 1]) + 1 if place else 0, key)
    return order


def whole_place(name: str, level: str) -> str:
    """Return how a summary speaks of a body's whole place: 某市科协 → 全市, 泗门镇科协 → 全镇, else by its level."""
    return f"全{_place_word(name, level)}"


def leadership(name: str, level: str) -> str:
    """Return who leads at a body's place: 某市科协 → 市委、市政府, 泗门镇科协 → 镇党委、镇政府."""
    word = _place_word(name, level)
    if word == "街道":
        return "街道党工委、办事处"
    if word in ("镇", "乡"):
        return f"{word}党委、{word}政府"
    return f"{word}委、{word}政府" if word in _WITH_COMMITTEE else "党委、政府"


def _place_word(name: str, level: str) -> str:
    stem = re.sub(r"(?:科学技术协会|科技协会|科协)$", "", name)
    return next((ending for ending in _ENDINGS if stem.endswith(ending)), _BY_LEVEL.get(level, "系统"))


def full_name(name: str) -> str:
    """Return the name an association signs with: 某市科协 → 某市科学技术协会; other names as they are."""
    return re.sub(r"科协$", "科学技术协会", name)


def typed_numbers(template: str) -> list[str]:
    """Return counts written by hand where a figure belongs: 约3万人次, 12场 outside of slots.

    Days, years, ordinals (第19届) and numbers without a counting word are prose.
    """
    return list(dict.fromkeys(found[0] for found in _TYPED.finditer(_SLOT.sub("□", template))))
