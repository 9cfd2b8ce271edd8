"""How a row of a register counts: rules as data, free of the database.

A rule is {"title": what it counts, "amount": column or "" for one a row, "on": date column or "", "form": category
column or "", "unit": unit, "when": [condition]}. A row counts when any condition holds, or there is none. A
condition is {"column": code, "is": [values]} or {"column": code, "filled": true}.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

EMPTY = ("", "无", "否", "-", "—", "/", "未", "没有")


@dataclass(frozen=True)
class Count:
    """What one rule makes of one row. `amount` is a whole number."""

    title: str
    amount: int
    on: date
    form: str
    is_amount: bool
    is_estimate: bool


def counts(
    rules: Sequence[Mapping[str, Any]], values: Mapping[str, Any], *, on: date, estimated: Sequence[str] = ()
) -> Iterator[Count]:
    """Yield what each rule counts of a row; a rule without its number, or whose conditions fail, counts nothing.

    `on` is the row's own day, used where a rule names no date column or that column is empty.
    """
    for rule in rules:
        if not holds(rule.get("when") or [], values):
            continue
        column = rule.get("amount") or ""
        amount = values.get(column) if column else 1
        if not _is_whole(amount):
            continue
        yield Count(
            title=rule["title"],
            amount=amount,
            on=_day(values.get(rule.get("on") or "")) or on,
            form=_word(values.get(rule.get("form") or "")),
            is_amount=bool(column),
            is_estimate=column in estimated,
        )


def holds(conditions: Sequence[Mapping[str, Any]], values: Mapping[str, Any]) -> bool:
    """Test whether any condition holds; no conditions always hold."""
    return not conditions or any(_holds(condition, values) for condition in conditions)


def why_not_counted(rules: Sequence[Mapping[str, Any]], values: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """Return why a number of a row is kept but not counted, as a sentence, or ""; `titles` by column code."""
    for code in dict.fromkeys(rule.get("amount") or "" for rule in rules):
        value = values.get(code)
        if code and value is not None and not _is_whole(value):
            return f"“{titles.get(code, code)}”是 {value}，不是整数，保留原值，未计入。"
    return ""


def why_not_rules(rules: Sequence[Mapping[str, Any]], columns: Sequence[Mapping[str, Any]]) -> str:
    """Return what is wrong with a register's rules, as a sentence, or ""."""
    types = {column["code"]: column["type"] for column in columns}
    seen: set[str] = set()
    for rule in rules:
        title = str(rule.get("title", "")).strip()
        if not title:
            return "有一条计数规则没有名称，请写明它数的是什么。"
        if title in seen:
            return f"计数规则“{title}”写了两次，请合并或改名。"
        seen.add(title)
        for part, allowed, what in (
            ("amount", ("number", "money"), "数字"),
            ("on", ("date", "period"), "日期"),
            ("form", tuple(set(types.values())), ""),
        ):
            code = rule.get(part) or ""
            if code and code not in types:
                return f"计数规则“{title}”用到的栏目“{code}”不在本台账里，请重新选择。"
            if code and types[code] not in allowed:
                return f"计数规则“{title}”这里要用{what}栏，“{code}”不是。"
    return ""


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _word(value: Any) -> str:
    return "" if value is None or isinstance(value, dict) else str(value)[:40]  # a sealed value names no kind


def _holds(condition: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    text = str(values.get(condition["column"], "") or "").strip()
    if condition.get("filled"):
        return text not in EMPTY
    return text in condition.get("is", ())


def _day(value: Any) -> date | None:
    return date.fromisoformat(value[:10]) if isinstance(value, str) and len(value) >= 10 else None
