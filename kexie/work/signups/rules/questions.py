"""Questions and answers: what a question may be, and what a typed answer says.

A question is {"code", "title", "type", "options": [text], "words": kind of core.terms or "", "is_required", "help",
"of_companions"}. Answers are plain JSON: text, whole numbers or decimals as text, days as 2013-05-12, lists of options,
true or false.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

TYPES = ("text", "long", "number", "choice", "several", "date", "flag")
OF_OPTIONS = ("choice", "several")
MOST_QUESTIONS = 40
LONGEST = {"text": 200, "long": 2000}
GREATEST = Decimal(10) ** 15
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


class Problem(ValueError):
    """An answer that cannot be kept: `code` says why, `most` the limit it broke."""

    def __init__(self, code: str, most: int | str = "") -> None:
        super().__init__(code)
        self.code, self.most = code, most


def why_not_questions(questions: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """Return why a list of questions cannot be asked, and of which question: two empty texts when it can.

    "too_many"; "no_title"; "twice": two questions of one name; "type"; "options": a choice of fewer than two things.
    """
    if len(questions) > MOST_QUESTIONS:
        return "too_many", ""
    seen = set()
    for question in questions:
        title = str(question.get("title") or "").strip()
        if not title or not question.get("code"):
            return "no_title", ""
        if title in seen or question["code"] in seen:
            return "twice", title
        seen |= {title, question["code"]}
        if question.get("type") not in TYPES:
            return "type", title
        options = question.get("options") or []
        if question["type"] in OF_OPTIONS and not question.get("words") and len(set(options)) < 2:
            return "options", title
    return "", ""


def read(question: Mapping[str, Any], given: Any, options: Sequence[str]) -> Any:
    """Return what an answer says, None where nothing was answered. Reading what was read changes nothing.

    :raises Problem: "required"; "long" (most characters); "number"; "choice" (not among `options`); "date"
    """
    kind = question["type"]
    if kind == "flag":
        value = given in (True, "on", "true", "True", "1", "是")
        if not value and question.get("is_required"):
            raise Problem("required")
        return value
    if kind == "several":
        value = [str(one) for one in given] if isinstance(given, list | tuple) else [given] if given else []
        if any(one not in options for one in value):
            raise Problem("choice")
        value = [one for one in options if one in value]
    else:
        value = str(given if given is not None else "").strip()
    if not value:
        if question.get("is_required"):
            raise Problem("required")
        return None
    return _READERS.get(kind, _text)(value, question, options)


def _text(value: str, question: Mapping[str, Any], options: Sequence[str]) -> str:
    most = LONGEST[question["type"]]
    if len(value) > most:
        raise Problem("long", most)
    return value


def _number(value: str, question: Mapping[str, Any], options: Sequence[str]) -> int | str:
    value = value.translate(_HALF).replace(",", "")
    if not _NUMBER.fullmatch(value) or abs(number := Decimal(value)) >= GREATEST:
        raise Problem("number")
    return int(number) if number == number.to_integral_value() else str(number.normalize())


def _choice(value: str, question: Mapping[str, Any], options: Sequence[str]) -> str:
    if value not in options:
        raise Problem("choice")
    return value


def _day(value: str, question: Mapping[str, Any], options: Sequence[str]) -> str:
    found = _DAY.fullmatch(value.translate(_HALF))
    if found is None:
        raise Problem("date")
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError as error:
        raise Problem("date") from error


_READERS = {"number": _number, "choice": _choice, "date": _day, "several": lambda value, _question, _options: value}
