"""Reading a notice as it is printed.

二、春节：2月15日（周日）至23日放假调休，共9天。2月14日（周六）、2月28日上班。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_YEAR = re.compile(r"(20\d\d)年")
_ITEM = re.compile(r"^\s*[一二三四五六七八九十\d]*[、．.]?\s*([一-鿿、]{2,12}?)\s*[：:]\s*(.*)$")
_SPAN = re.compile(
    r"(?:(20\d\d)年)?(\d{1,2})月(\d{1,2})日(?:\s*(?:至|到|—+|－|-|~|～)\s*(?:(20\d\d)年)?(?:(\d{1,2})月)?(\d{1,2})日)?"
)
_LONGEST = 15  # days off in a row; more is a misreading


@dataclass(frozen=True)
class Stated:
    """One day a notice speaks of."""

    on: date
    title: str
    is_working: bool


def read_notice(text: str) -> tuple[list[Stated], list[str]]:
    """Return the days that a notice states, by day, and the sentences with days that could not be read.

    The year is the one its heading names; without a heading nothing can be read.
    """
    found: dict[date, Stated] = {}
    unread: list[str] = []
    named = _YEAR.search(text)
    for line in text.replace("\u3000", " ").splitlines() if named else ():
        item = _ITEM.match(_BRACKETS.sub("", line))
        if item is None:
            continue
        title, said = item[1], item[2]
        for sentence in filter(None, re.split(r"[。；;]", said)):
            is_working = "上班" in sentence
            if not is_working and "放假" not in sentence:
                continue
            try:
                days = [*_days(sentence, int(named[1]))]
            except ValueError:
                days = []
            if not days:
                unread.append(sentence.strip())
            found |= {day: Stated(day, title, is_working) for day in days}
    return [found[day] for day in sorted(found)], unread


def _days(sentence: str, year: int) -> Iterator[date]:
    """Yield every day a sentence names.

    :raises ValueError: there is no such day, or a span runs backwards or is too long
    """
    for span in _SPAN.finditer(sentence):
        first = date(int(span[1] or year), int(span[2]), int(span[3]))
        last = date(int(span[4] or first.year), int(span[5] or first.month), int(span[6])) if span[6] else first
        if not 0 <= (last - first).days < _LONGEST:
            raise ValueError(sentence)
        for more in range((last - first).days + 1):
            yield first + timedelta(days=more)
