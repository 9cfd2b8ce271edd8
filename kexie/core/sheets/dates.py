"""Days and periods as people write them: 5月12日, 2013年3月—5月, 2013.3.1-3.28, 二〇一三年五月, serial numbers."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from kexie.core.text import clean, half_width

from .numbers import han_number
from .parsed import LONGEST, NOTHING, Parsed, is_blank, is_formula_error

DAY, MONTH, YEAR = "day", "month", "year"

_EPOCH = date(1899, 12, 30)
_SERIALS = range(18_264, 73_415)  # 1950 to 2100
_YEARS = range(1900, 2101)
_LAST_TWO_DIGIT_YEAR = 2039
_LONGEST_OVER_NEW_YEAR = timedelta(days=184)

_CLOCK = r"\d{1,2}[:：]\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[AP]M)?"
_TIME = re.compile(rf"(?:T|上午|下午|晚上|早上|中午|[AP]M)?{_CLOCK}(?:[-—–~至到]{_CLOCK})?$", re.IGNORECASE | re.ASCII)
_HOUR = re.compile(r"(?:上午|下午|晚上|早上|中午|全天)(?:\d{1,2}[点时](?:半|\d{1,2}分?)?)?$", re.ASCII)
_WEEKDAY = re.compile(r"[(（]?(?:周|星期|礼拜)[一二三四五六日天][)）]?")
_OPEN = re.compile(r"(?:起|开始|以来|至今|止|前|后|左右)$|^(?:截至|截止|自|从)")
_RANGE = re.compile(r"(?:-|—|–|－|~|～|至|到|、|,)+")
_HAN_DIGITS = "〇零一二三四五六七八九十廿卅"
_HAN_PART = re.compile(rf"([{_HAN_DIGITS}]+)(?=[年月日号])")
_TENTHS = {
    "上旬": (1, 10),
    "中旬": (11, 20),
    "下旬": (21, 31),
    "月初": (1, 10),
    "月中": (11, 20),
    "月底": (21, 31),
    "月末": (21, 31),
}
_QUARTERS = ("一1", "二2", "三3", "四4")
_PARTS_OF_YEAR = {
    "上半年": (1, 6), "下半年": (7, 12), "全年": (1, 12), "年度": (1, 12), "年内": (1, 12),
    "年初": (1, 3), "年底": (10, 12), "年末": (10, 12),
    **{f"{mark}季度": (quarter * 3 + 1, quarter * 3 + 3) for quarter, marks in enumerate(_QUARTERS) for mark in marks},
}  # fmt: skip
_YMD = re.compile(
    r"(?P<y>\d{4}|\d{2})"
    r"(?:年(?P<m>\d{1,2})(?:月|[-./])(?P<d>\d{1,2})|(?P<sep>[-./])(?P<m2>\d{1,2})(?:(?P=sep)|月)(?P<d2>\d{1,2}))[日号]?",
    re.ASCII,
)
_YM = re.compile(r"(?P<y>\d{4})(?:年|[-./])(?P<m>\d{1,2})月?|(?P<y2>\d{2})年(?P<m2>\d{1,2})月?", re.ASCII)
_MD = re.compile(r"(?P<m>\d{1,2})(?:月|[-./])(?P<d>\d{1,2})[日号]?", re.ASCII)
_MDY = re.compile(r"(?P<m>\d{1,2})[/-](?P<d>\d{1,2})[/-](?P<y>\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both ends in it; `precision` is how exactly it was written."""

    start: date
    end: date
    precision: str = DAY


class Unreadable(Exception):
    """Text is no day; the message is the Chinese reason."""


def parse_date(value: object, *, year: int | None = None) -> Parsed:
    """Return the day a cell means as date; this will take the first day of a period and say so in the doubt.

    A month or a year alone gives its first day with precision "month" or "year" and no doubt: the precision says it.
    """
    found = parse_period(value, year=year)
    if found.value is None:
        return found
    span: Span = found.value
    whole = span.precision != DAY and span == replace(span, end=_end_of(span.start, span.precision))
    if span.start != span.end and not whole and not found.doubt:
        found = found.doubted(
            _("写的是一段时间（%(start)s 至 %(end)s），取开始日期") % {"start": span.start, "end": span.end}
        )
    return replace(found, value=span.start)


def parse_period(value: object, *, year: int | None = None) -> Parsed:
    """Return the days a cell means as Span; `year` stands in where none is written (5月12日).

    Numbers between 1950 and 2100 in Excel's count of days are days. An impossible day (2013.2.30) is an error with its
    reason, never moved to a possible one.
    """
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _whole(Span(value, value))
    if isinstance(value, bool):
        return Parsed(error=_("这里应填日期，实际是“是/否”"))
    if isinstance(value, int | float):
        return _from_number(value, year)
    text = _prepare(str(value))
    if is_blank(text):
        return NOTHING
    if is_formula_error(text):
        return Parsed(error=_("公式出错，显示为 %s") % text)
    if len(text) > LONGEST:
        return Parsed(error=_("是一段文字，不是日期"))
    try:
        return _whole(*_read(text, year))
    except Unreadable as reason:
        return Parsed(error=str(reason))


def years_in(text: str) -> tuple[int, ...]:
    """Return the years `text` names, in order and once each: 2013年, 2013年度, 二〇一三年, 2012-2013年, 2013.5."""
    text = re.sub(rf"([{_HAN_DIGITS[:-3]}]{{4}})(?=年)", lambda match: str(han_number(match[1])), half_width(text))
    found = re.findall(
        r"(?<!\d)((?:19|20)\d{2})(?=年|\s*[-—–~至到]\s*(?:19|20)\d{2}年|[-./]\d{1,2}(?!\d))", text, re.ASCII
    )
    if not found:
        found = re.findall(r"(?<![\d.])((?:19|20)\d{2})(?![\d.])", text, re.ASCII)
    return tuple(dict.fromkeys(map(int, found)))


def _whole(span: Span, doubt: str = "") -> Parsed:
    return Parsed(span, doubt, precision=span.precision)


def _from_number(value: float, year: int | None) -> Parsed:
    if not 0 < value < 100_000_000:
        return Parsed(error=_("数字 %s 不是日期") % value)
    if value == int(value) and value in _YEARS:
        return _whole(Span(date(int(value), 1, 1), date(int(value), 12, 31), YEAR))
    if int(value) in _SERIALS:
        day = _EPOCH + timedelta(days=int(value))
        return _whole(Span(day, day))
    if value == int(value):
        return parse_period(str(int(value)), year=year)
    found = parse_period(repr(value), year=year)
    if found.value is not None and len(repr(value).split(".")[1]) == 1:  # 5.1 may have been 5.10
        return found.doubted(_("数字 %s 末尾可能少了一个 0（10 日或 10 月），请核对") % value)
    return found


def _prepare(text: str) -> str:
    text = half_width(clean(text)).strip()
    text = re.sub(r"^\D?((?:19|20)\d{2})\s+(\d{1,2})\s+(\d{1,2})$", r"\1.\2.\3", text, flags=re.ASCII)
    text = re.sub(r"(?<=\d)\s+(?=\d{1,2}:\d{2})", "T", text, flags=re.ASCII)
    text = re.sub(r"\s", "", text).replace("．", ".").replace("。", ".").replace("·", ".")
    text = _HAN_PART.sub(lambda match: str(_han_day(match[1])), text)
    text = re.sub(r"^(\d{2,4})[,，、](\d{1,2})[,，、](\d{1,2})$", r"\1.\2.\3", text, flags=re.ASCII)
    text = _WEEKDAY.sub("", text)
    text = _HOUR.sub("", _TIME.sub("", text))
    return text.rstrip(".,，、;；") if len(text) > 1 else text


def _han_day(text: str) -> int | str:
    number = han_number(text.replace("廿", "二十").replace("卅", "三十"))
    return text if number is None else number


def _read(text: str, year: int | None) -> tuple[Span, str]:
    found = _one(text, year)
    if found:
        return found
    bare = _OPEN.sub("", text)
    if bare != text and (found := _one(bare, year)):
        return found[0], _joined(found[1], _("写的是“%s”，按这一天读取") % text)
    named = _named_stretch(text, year)
    if named:
        return named
    for match in _RANGE.finditer(text):
        found = _between(text[: match.start()], text[match.end() :], match[0], year)
        if found:
            return found
    raise Unreadable(_("“%s”不是日期，请写成 2013-05-12 或 2013年5月12日") % text[:30])


def _one(text: str, year: int | None) -> tuple[Span, str] | None:
    """Return the span of one day, month or year written alone, or None where `text` is something else."""
    if match := _YMD.fullmatch(text):
        number, doubt = _full_year(match["y"], year)
        return _day(number, int(match["m"] or match["m2"]), int(match["d"] or match["d2"])), doubt
    if match := _MDY.fullmatch(text):
        month, day = int(match["m"]), int(match["d"])
        if month > 12:
            month, day = day, month
        doubt = _("“%s”的月和日可能写反，按月/日/年读取") % text if day <= 12 and month != day else ""
        return _day(int(match["y"]), month, day), doubt
    if re.fullmatch(r"\d{8}", text, re.ASCII):
        return _day(int(text[:4]), int(text[4:6]), int(text[6:])), ""
    if match := _YM.fullmatch(text):
        number, doubt = _full_year(match["y"] or match["y2"], year)
        return _month(number, int(match["m"] or match["m2"])), doubt
    if match := _MD.fullmatch(text):
        return _day(_given(year, text), int(match["m"]), int(match["d"])), ""
    if match := re.fullmatch(r"(\d{1,2})月份?", text, re.ASCII):
        return _month(_given(year, text), int(match[1])), ""
    return _digits_or_year(text, year)


def _digits_or_year(text: str, year: int | None) -> tuple[Span, str] | None:
    if match := re.fullmatch(r"((?:19|20)\d{2})(?:年度?)?", text, re.ASCII):
        number = int(match[1])
        return Span(date(number, 1, 1), date(number, 12, 31), YEAR), ""
    if re.fullmatch(r"\d{5}", text, re.ASCII) and int(text) in _SERIALS:
        day = _EPOCH + timedelta(days=int(text))
        return Span(day, day), ""
    if re.fullmatch(r"\d{5}\.\d+", text, re.ASCII) and int(float(text)) in _SERIALS:
        day = _EPOCH + timedelta(days=int(float(text)))
        return Span(day, day), ""
    if re.fullmatch(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])", text, re.ASCII):
        return _month(int(text[:4]), int(text[4:])), ""
    if re.fullmatch(r"\d{6}", text, re.ASCII):
        number, doubt = _full_year(text[:2], year)
        return _day(number, int(text[2:4]), int(text[4:])), doubt
    return None


def _named_stretch(text: str, year: int | None) -> tuple[Span, str] | None:
    """Read 5月上旬, 2013年5月底, 2013年上半年, 第一季度, 全年; all but the whole year doubted."""
    for name, (first, last) in _TENTHS.items():
        if text.endswith(name):
            month = _one(text.removesuffix(name).removesuffix("月") + "月", year)
            if not month or month[0].precision != MONTH:
                return None
            start, end = month[0].start, month[0].end
            return Span(start.replace(day=first), start.replace(day=min(last, end.day)), MONTH), _(
                "“%s”没有写明哪一天"
            ) % text
    match = re.fullmatch(r"(?:(\d{4})年?)?第?(\D{2,3}|\d季度)", text, re.ASCII)
    if not match or match[2] not in _PARTS_OF_YEAR:
        return None
    first, last = _PARTS_OF_YEAR[match[2]]
    number = int(match[1]) if match[1] else _given(year, text)
    if (first, last) == (1, 12):
        return Span(date(number, 1, 1), date(number, 12, 31), YEAR), ""
    return Span(date(number, first, 1), _month(number, last).end, MONTH), _("“%s”没有写明哪一天") % text


def _between(left: str, right: str, mark: str, year: int | None) -> tuple[Span, str] | None:
    """Return the span from `left` to `right`, each filling in from the other; None where it cannot be."""
    right = re.sub(r"止$", "", right)
    start = _one(left, year) if left else None
    if start is None and left and (unit := re.search(r"[月日号]|年度?$", right)):
        start = _one(left + unit[0], year) if not re.fullmatch(r"\d{1,2}", left) or unit[0] == "月" else None
        month_and_day = re.fullmatch(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})", left, re.ASCII)
        start = _one(left + "日", year) if month_and_day else start
    if start is None:
        return None
    span, doubt = start
    end = _ending(right, span)
    if end is None:
        return None
    if end.end < span.start and not re.match(r"\d{4}", right):
        end = _ending(right, replace(span, start=span.start.replace(year=span.start.year + 1, day=1)))
        if end and end.end - span.start > _LONGEST_OVER_NEW_YEAR:
            end = None
    if end is None or end.end < span.start:
        raise Unreadable(_("结束时间 %(end)s 早于开始时间 %(start)s") % {"start": span.start, "end": right})
    listed = _("“%s”是几个日期，按一段时间读取") % f"{left}{mark}{right}" if mark in "、,，" else ""
    return Span(span.start, end.end, end.precision if span.precision == end.precision else span.precision), _joined(
        doubt, listed
    )


def _ending(right: str, start: Span) -> Span | None:
    if match := re.fullmatch(r"(\d{1,2})([日号]?)", right, re.ASCII):
        if start.precision == DAY:
            return _day(start.start.year, start.start.month, int(match[1]))
        if start.precision == MONTH and not match[2]:
            return _month(start.start.year, int(match[1]))
        return None
    found = _one(right, start.start.year)
    return found[0] if found else None


def _full_year(digits: str, year: int | None) -> tuple[int, str]:
    if len(digits) == 4:
        return int(digits), ""
    number = 2000 + int(digits)
    if number > (year or _LAST_TWO_DIGIT_YEAR) + 10:
        number -= 100
    return number, _("年份只写了两位，按 %s 年读取") % number


def _given(year: int | None, text: str) -> int:
    if year is None:
        raise Unreadable(_("“%s”没有写年份，标题里也没有，请补上年份") % text)
    return year


def _day(year: int, month: int, day: int) -> Span:
    first = _month(year, month)
    if not 1 <= day <= first.end.day:
        raise Unreadable(_("%(year)s年%(month)s月没有 %(day)s 日") % {"year": year, "month": month, "day": day})
    return Span(found := date(year, month, day), found)


def _month(year: int, month: int) -> Span:
    if year not in _YEARS:
        raise Unreadable(_("年份 %s 不在 1900 至 2100 之间") % year)
    if not 1 <= month <= 12:
        raise Unreadable(_("没有 %s 月") % month)
    return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), MONTH)


def _end_of(start: date, precision: str) -> date:
    return date(start.year, 12, 31) if precision == YEAR else _month(start.year, start.month).end


def _joined(*doubts: str) -> str:
    return "；".join(filter(None, doubts))
