"""Decisions of importing, free of the database."""

from __future__ import annotations

import re
from collections.abc import Iterable

BODY_ENDINGS = ("镇", "乡", "街道", "办事处", "科协", "科学技术协会", "学会", "协会", "研究会", "农技协", "合作社")
TELLING_TYPES = ("date", "period", "organisation", "phone", "id_number")
PLACES = re.compile(r"地点|地址|场所|场地|位置|所在|区域|地区|乡镇|街道|村|社区")


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
