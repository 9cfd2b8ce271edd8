"""What a checklist asks, what an inspection found and which name a demonstration site goes by. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BETWEEN = "｜"
MOST_ITEMS = 60
LONGEST = 100
MET, NOT_MET, NOT_ASKED = "met", "not_met", "not_asked"
FEW_YUAN = 100  # a grant below is asked about: 1.5 is mostly meant in 万元

# What may be evidence: pictures, papers, tables and packed folders of them; and how files of a kind begin.
EVIDENCE: dict[str, tuple[bytes, ...]] = {
    ".jpg": (b"\xff\xd8\xff",), ".jpeg": (b"\xff\xd8\xff",), ".png": (b"\x89PNG",), ".webp": (b"RIFF",), ".heic": (),
    ".tif": (b"II*", b"MM\x00"), ".tiff": (b"II*", b"MM\x00"), ".pdf": (b"%PDF",), ".ofd": (b"PK",), ".zip": (b"PK",),
    ".doc": (), ".docx": (b"PK",), ".wps": (), ".xls": (), ".xlsx": (b"PK",), ".et": (), ".mp4": (),
}  # fmt: skip

# 四有: the wording of 防城港's towns. 五有 differs from place to place: the usual five, to be adapted.
READY_MADE = {
    "four": (
        "四有标准",
        "基层科协组织建设“四有”要求",
        (
            ("有专门办公场所", "门牌和室内照片"),
            ("有办公桌椅", "现场照片"),
            ("有电脑", "现场照片或资产登记"),
            ("有制度上墙", "制度牌照片"),
        ),
    ),
    "five": (
        "五有标准",
        "基层科协组织建设“五有”要求，各地说法不一，请按本地文件修改",
        (
            ("有组织：班子健全、按期换届", "成立批复、选举结果报告"),
            ("有人员：有专兼职人员和信息员", "人员名册"),
            ("有阵地：有固定活动场所", "现场照片"),
            ("有经费：列入年度预算", "预算文件或拨款凭证"),
            ("有活动：全年有计划、有记录", "年度计划和活动记录"),
        ),
    ),
}
_TAILS = ("建设", "基层组织", "科协组织", "组织", "科普", "科协", "基层", "“四有”", "“五有”", "四有", "五有", "标准化")
_SITES = ("示范点", "示范基地", "示范站", "示范单位", "示范乡镇", "示范镇", "示范乡", "示范街道")


@dataclass(frozen=True)
class Item:
    """One thing a checklist asks for, and the evidence that shows it."""

    title: str
    evidence: str = ""


def items_in(text: str) -> list[Item]:
    """Return the items people typed, one a line, the evidence after an upright bar."""
    found = []
    for line in text.splitlines():
        title, _bar, evidence = line.replace("|", BETWEEN).partition(BETWEEN)
        if title.strip():
            found.append(Item(title.strip(), evidence.strip()))
    return found


def text_of(items: Iterable[Item]) -> str:
    """Return items as people type them."""
    return "\n".join(f"{one.title}{BETWEEN}{one.evidence}" if one.evidence else one.title for one in items)


def why_not_items(items: Sequence[Item]) -> str:
    """Return why these cannot be a checklist's items, or "": "none", "many", "long" or "twice"."""
    if not items:
        return "none"
    if len(items) > MOST_ITEMS:
        return "many"
    if any(len(one.title) > LONGEST or len(one.evidence) > LONGEST for one in items):
        return "long"
    return "twice" if len({one.title for one in items}) < len(items) else ""


def why_not_accept(states: Sequence[str], *, is_self: bool) -> str:
    """Return why a body cannot be accepted on what was found, or "".

    "self": a body does not accept itself. "empty": nothing was judged. "not_met": something is missing.
    """
    if is_self:
        return "self"
    if MET not in states:
        return "empty"
    return "not_met" if NOT_MET in states else ""


def is_not_passed(text: str) -> bool:
    """Test whether a cell of 是否通过 says that it was not, or not yet: 未通过, 否, 整改中."""
    return bool(re.match(r"[否未没无不×✗xX]|待|整改|尚|正在|落选|淘汰", text.strip()))


def is_gone(text: str) -> bool:
    """Test whether a cell of 是否在用 or 状态 says that a site is no more: 否, 停用, 已失效."""
    return bool(re.match(r"否$|无效|不(?:在用|保留|正常|再)|已?(?:停|失效|撤|关)", text.strip()))


def why_not_evidence(name: str, head: bytes) -> str:
    """Return why a file cannot be evidence, by its name and first bytes, or "".

    "empty"; "kind": not by its ending one of EVIDENCE; "other": it does not begin like a file of that kind.
    """
    if not head:
        return "empty"
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if ending not in EVIDENCE:
        return "kind"
    return "" if not EVIDENCE[ending] or head.startswith(EVIDENCE[ending]) else "other"


def without_title(name: str) -> str:
    """Return the body or place in a site's name: 泗门镇科协“四有”示范点 → 泗门镇, 小路下村科普示范点 → 小路下村."""
    bare = name.strip()
    ending = next((word for word in _SITES if bare.endswith(word)), "")
    if not ending:
        return bare
    bare = bare[: -len(ending)]
    while tail := next((word for word in _TAILS if bare.endswith(word) and len(bare) > len(word)), ""):
        bare = bare[: -len(tail)]
    return bare


def in_brackets(name: str) -> str:
    """Return what stands in brackets behind a site's name: 沙坪示范点（2013年摘牌） → 2013年摘牌; "" for nothing."""
    found = re.search(r"[（(\[【]([^（()）\[\]【】]+)[)）\]】]\s*$", name)
    return found[1].strip() if found else ""
