"""Decisions of importing, free of the database."""

from __future__ import annotations

import re
from collections.abc import Iterable

BODY_ENDINGS = ("镇", "乡", "街道", "办事处", "科协", "科学技术协会", "学会", "协会", "研究会", "农技协", "合作社")
TELLING_TYPES = ("date", "period", "organisation", "phone", "id_number")
NOT_IN_FORCE = re.compile(r"作废|存档|样表|旧表|(?:旧|废止)\W*$|(?:计划|目标|任务)(?:数|分解)")
PLANNED = re.compile(r"本表\S{0,10}(?:计划|目标|预计|任务)(?:数|表|人)|(?:计划|目标|预计)数[，,。]?\S{0,6}以")
_EDITION = re.compile(
    r"[（(\[【][^）)\]】]*[）)\]】]|(?:\d+|[〇一二三四五六七八九十]{4}年)年?(?:度|底|末|初|\d+月)?|存档|旧表?|新表?|\W"
)
PLACES = re.compile(r"地点|地址|场所|场地|位置|所在|区域|地区|乡镇|街道|村|社区")

_PART = re.compile(
    r"(?:19|20)?\d{2}年度?|第?[一二三四五六七八九十\d]+[批期次]|[上下]半年|(?:中央|国家|[省市县区镇乡本上])级?(?:财政|配套)?"
)
_TOTAL = re.compile(r"合计|总计|累计|共计|总额")


def whole_of(header: str) -> str:
    """Return what a header is a part of by year, round or level: 2023年补助 → 补助, 补助/县级 → 补助; "" of nothing."""
    whole = _PART.sub("", header)
    return whole.strip("/") if whole != header else ""


def is_total_of(header: str, whole: str) -> bool:
    """Test whether a header is the total of such parts: 合计, 补助合计, 补助/累计."""
    return bool(_TOTAL.search(header)) and _TOTAL.sub("", header).strip("/") in ("", whole)


def looks_like_body(text: str) -> bool:
    """Test whether a name reads like a body of the network: one that ought to be in the tree."""
    return text.strip().rstrip("）)").endswith(BODY_ENDINGS)


def records_something(columns: Iterable[tuple[str, str]]) -> bool:
    """Test whether columns (title, type) hold what a record has: a day, a body, a place, or how to reach a person.

    What has none of them is a list of figures or words, and no row of it can be counted anywhere or on any day.
    """
    return any(type in TELLING_TYPES or PLACES.search(title) for title, type in columns)


def why_no_organisation(text: str, how: str, candidates: list[str]) -> str:
    """Return why a written name stands for no organisation, as a sentence that says what to do, or "".

    A school, a bureau or a farmer that is not in the tree is nothing to worry about: their name is kept as written.
    """
    among = "、".join(candidates)
    if how == "ambiguous":
        return f"“{text}”可能是：{among}。请选定是哪一个。"
    if how == "dissolved":
        return f"“{text}”已注销。请核对日期，或改选现在的单位。"
    if not looks_like_body(text):
        return ""
    hint = f"是不是：{among}？" if among else ""
    return f"组织里没有“{text}”。{hint}可改选单位，或先登记它；不处理则只保留原文，不记到它名下。"


def why_not_in_force(names: Iterable[str], notes: Iterable[str]) -> str:
    """Return why a table says of itself, in its names or a note, that it tells nothing that is: a plan, an old copy."""
    for text in names:
        if found := NOT_IN_FORCE.search(text):
            return f"名称里写着“{found[0]}”，不是现在的实际情况，没有导入。确要导入，请在预览里选定这张表是什么。"
    for text in notes:
        if PLANNED.search(text):
            return f"表里注明“{text[:60]}”，不是实际数，没有导入。确要导入，请在预览里选定这张表是什么。"
    return ""


def edition_of(name: str) -> str:
    """Return a list's name without the year and what else tells its editions apart."""
    return _EDITION.sub("", name)
