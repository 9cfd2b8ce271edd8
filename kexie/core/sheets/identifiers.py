"""Telephone and identity numbers, also where a spreadsheet has turned them into 1.3E+10 or 1.23456789012346E+17.

No doubt and no error repeats the number: reasons are stored and shown where numbers must not be.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from kexie.core.text import clean, half_width

from .parsed import LONGEST, NOTHING, Parsed, is_blank, is_formula_error

EXACT_DIGITS = 15  # a spreadsheet keeps this many digits of a number; the rest become zeros

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}-?[2-8]\d{6,7}|[2-8]\d{6,7}")
_SERVICE = re.compile(r"[48]00-?\d{3,4}-?\d{3,4}|1[012]\d{1,3}|12\d{3}|9\d{4,5}")
_EXTENSION = re.compile(r"(?:转|分机|-|ext\.?)(\d{1,6})$", re.IGNORECASE)
_EXPONENT = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_OTHER_PAPERS = re.compile(r"[A-Z]{1,2}\d{7,9}|[HM]\d{8,10}|[\u4e00-\u9fff]字第\d{6,9}号?")


def parse_phone(value: object) -> Parsed:
    """Return a telephone number as text of digits (landline as 0574-62700000, extension after 转).

    Of two numbers the first mobile one is taken and the others stand in `rest`, with a doubt. A number the spreadsheet
    has damaged is recovered when no digit is lost; otherwise value is None and the doubt says so.
    """
    text, damage = _as_text(value)
    if damage or not text or is_blank(text):
        return damage or NOTHING
    if is_formula_error(text):
        return Parsed(error=_("公式出错，显示为 %s") % text)
    if len(text) > LONGEST:
        return Parsed(error=_("不是电话号码"))
    if "*" in text:
        return Parsed(doubt=_("号码打了星号，无法使用"))
    words = [word for word in re.split(r"[/、,;，；|\n]|和|或", text) if word.strip()]
    numbers = [number for word in words for number in _phones_in(word)]
    if not numbers:
        return _unlike_phone(text)
    best = next((number for number in numbers if _MOBILE.fullmatch(number)), numbers[0])
    others = tuple(number for number in numbers if number != best)
    doubt = _("一格里有 %s 个号码，只取了一个（手机号优先）") % (len(others) + 1) if others else ""
    return Parsed(best, doubt, rest=others)


def parse_id_number(value: object) -> Parsed:
    """Return an identity number (18 characters with X in capitals, or 15 digits) or another paper's number as text.

    The check character (GB 11643-1999) and the birthday are verified; a slip is doubted, not refused, since the paper
    may be right and the typing wrong. Digits lost by the spreadsheet give no value and a doubt.
    """
    text, damage = _as_text(value)
    if damage or not text or is_blank(text):
        return damage or NOTHING
    if is_formula_error(text):
        return Parsed(error=_("公式出错，显示为 %s") % text)
    number = re.sub(r"[\s'.-]", "", half_width(text)).upper()
    if "*" in number:
        return Parsed(doubt=_("证件号码打了星号，无法使用"))
    if re.fullmatch(r"\d{17}[\dX]", number):
        if isinstance(value, int | float):
            return _lost()
        return Parsed(number, _why_doubt_id(number))
    if re.fullmatch(r"\d{15}", number):
        return Parsed(number, "" if _is_day("19" + number[6:12]) else _("证件号码里的出生日期不存在"))
    if _OTHER_PAPERS.fullmatch(number):
        return Parsed(number)
    if re.fullmatch(r"[\dX]+", number):
        return Parsed(number, _("身份证号码应为 18 位，这里是 %s 位") % len(number))
    return Parsed(error=_("不是证件号码"))


def check_character(first_seventeen: str) -> str:
    """Return the 18th character of an identity number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True)) % 11]


def _as_text(value: object) -> tuple[str, Parsed | None]:
    """Return the digits as they were typed, or the doubt that they are gone."""
    if value is None:
        return "", None
    if isinstance(value, bool | date):
        return "", Parsed(error=_("这里应填号码"))
    if isinstance(value, int | float):
        if value != value or value in (float("inf"), float("-inf")) or value != int(value) or value < 0:
            return "", Parsed(error=_("这里应填号码"))
        digits = str(int(value))
        return (digits, None) if len(digits) <= EXACT_DIGITS else ("", _lost())
    text = half_width(clean(str(value))).strip()
    exponent = _EXPONENT.fullmatch(re.sub(r"\s", "", text))
    if not exponent:
        return re.sub(r"^(\d{5,})\.0+$", r"\1", text), None
    first, fraction, power = exponent[1], exponent[2] or "", int(exponent[3])
    if len(first + fraction) != power + 1 or power + 1 > EXACT_DIGITS:
        return "", _lost()
    return f"{Decimal(text):f}", None


def _lost() -> Parsed:
    return Parsed(doubt=_("号码在表格里已损坏，末尾几位丢失，请按原件补填；填写前先把单元格设为文本格式"))


def _phones_in(word: str) -> list[str]:
    """Return the numbers in one word; several numbers in a row may be apart by spaces only."""
    whole = _phone(word)
    if whole:
        return [whole]
    bare = re.sub(r"[(（][^()（）\d]*[)）]|[^\d\s()（）+转分机ext.-]", " ", word)
    parts = [_phone(bare)] if _phone(bare) else [_phone(part) for part in bare.split()]
    return [part for part in parts if part]


def _phone(word: str) -> str:
    """Return `word` in its one way of writing, or "" where it is no telephone number."""
    word = re.sub(r"^(?:\(?(?:\+|00)?86\)?[-\s]?)(?=1[3-9]|0?\d{2,3}[-\s]?\d{7})", "", word.strip())
    word = re.sub(r"^[(（](0\d{2,3})[)）]", r"\1-", word)
    compact = re.sub(r"[\s.]", "", word)
    digits = compact.replace("-", "")
    if _MOBILE.fullmatch(digits):
        return digits
    extension = _EXTENSION.search(compact)
    for body, tail in ((compact, ""), (compact[: extension.start()], f"转{extension[1]}") if extension else ("", "")):
        plain = body.replace("-", "")
        if _LANDLINE.fullmatch(plain):
            area = re.match(r"0(?:10|2\d|\d{3})", plain)
            return (f"{area[0]}-{plain[area.end() :]}" if area else plain) + tail
        if _SERVICE.fullmatch(body):
            return body + tail
    return ""


def _unlike_phone(text: str) -> Parsed:
    digits = re.sub(r"[\s()（）+-]", "", text)
    if digits.isascii() and digits.isdigit() and 5 <= len(digits) <= 20:
        if digits.startswith("1"):
            return Parsed(digits, _("手机号应为 11 位，这里是 %s 位") % len(digits))
        return Parsed(digits, _("不像电话号码"))
    return Parsed(error=_("不是电话号码"))


def _why_doubt_id(number: str) -> str:
    if number.endswith("000") and number[-1] != check_character(number[:17]):
        return _("身份证号码末尾是 000，可能在表格里已损坏，请按原件核对")
    if not _is_day(number[6:14]):
        return _("身份证号码里的出生日期不存在，请核对")
    return "" if number[17] == check_character(number[:17]) else _("身份证号码的校验位不对，请核对")


def _is_day(digits: str) -> bool:
    try:
        return 1850 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= 2100
    except ValueError:
        return False
