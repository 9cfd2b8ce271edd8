"""The State Council's yearly notices that are known for certain: what is off, and what is worked instead.

Source: 国务院办公厅关于2024年部分节假日安排的通知（国办发明电〔2023〕7号，2023年10月25日）, as printed in 人民日报 of
2023-10-26 page 6 and in 国务院公报 2023 No. 31; 国务院办公厅关于2025年部分节假日安排的通知（国办发明电〔2024〕12号，
2024年11月12日） and 国务院办公厅关于2026年部分节假日安排的通知（2025年11月4日）, both as issued by 新华社, each read in
two places. A test adds them up to the statutory days of their year.
A new year is entered by the office (导入, 录入) until the next release brings it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Feast:
    """One feast of a notice: its first and last day off, and the days worked for it, as (month, day)."""

    title: str
    first: tuple[int, int]
    last: tuple[int, int]
    worked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Notice:
    """What one notice says of a year."""

    year: int
    source: str
    feasts: tuple[Feast, ...]

    @property
    def days(self) -> Iterator[tuple[date, str, bool]]:
        """Every day that does not go by the week, with its feast and whether it is worked."""
        for feast in self.feasts:
            day, last = date(self.year, *feast.first), date(self.year, *feast.last)
            while day <= last:
                yield day, feast.title, False
                day += timedelta(days=1)
            for month, number in feast.worked:
                yield date(self.year, month, number), feast.title, True


NOTICES = (
    Notice(
        2024,
        "国办发明电〔2023〕7号",
        (
            Feast("元旦", (1, 1), (1, 1)),
            Feast("春节", (2, 10), (2, 17), ((2, 4), (2, 18))),
            Feast("清明节", (4, 4), (4, 6), ((4, 7),)),
            Feast("劳动节", (5, 1), (5, 5), ((4, 28), (5, 11))),
            Feast("端午节", (6, 10), (6, 10)),
            Feast("中秋节", (9, 15), (9, 17), ((9, 14),)),
            Feast("国庆节", (10, 1), (10, 7), ((9, 29), (10, 12))),
        ),
    ),
    Notice(
        2025,
        "国办发明电〔2024〕12号",
        (
            Feast("元旦", (1, 1), (1, 1)),
            Feast("春节", (1, 28), (2, 4), ((1, 26), (2, 8))),
            Feast("清明节", (4, 4), (4, 6)),
            Feast("劳动节", (5, 1), (5, 5), ((4, 27),)),
            Feast("端午节", (5, 31), (6, 2)),
            Feast("国庆节、中秋节", (10, 1), (10, 8), ((9, 28), (10, 11))),
        ),
    ),
    Notice(
        2026,
        "国务院办公厅2025年11月4日通知",
        (
            Feast("元旦", (1, 1), (1, 3), ((1, 4),)),
            Feast("春节", (2, 15), (2, 23), ((2, 14), (2, 28))),
            Feast("清明节", (4, 4), (4, 6)),
            Feast("劳动节", (5, 1), (5, 5), ((5, 9),)),
            Feast("端午节", (6, 19), (6, 21)),
            Feast("中秋节", (9, 25), (9, 27)),
            Feast("国庆节", (10, 1), (10, 7), ((9, 20), (10, 10))),
        ),
    ),
)
