"""Numbers as people write them: １２００, 1,200份, 2.3万人次, 近5万, 2万余, 一百二十, also under a header in 万元."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from kexie.core.text import clean, half_width

from .parsed import COUNTED, ESTIMATED, LONGEST, NOTHING, Parsed, is_blank, is_formula_error

_SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_DIGIT_GROUPS = ("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {character: value for value, group in enumerate(_DIGIT_GROUPS) for character in group}
_FORMAL = str.maketrans(
    {"，": ",", "拾": "十", "佰": "百", "仟": "千", "萬": "万", "億": "亿", "廿": "二十", "卅": "三十"}
)
_HAN_NUMBER = "".join(_DIGITS) + "".join(_SCALES)

# Units that count the same thing. A cell in one and a header in the other of the same group is no contradiction.
_SAME = (
    {"人", "名", "位", "人次", "人数", "余人", "员", "口"},
    {"场", "次", "场次", "期", "班", "班次", "届", "轮", "回"},
    {"个", "家", "项", "处", "所", "支", "座", "类", "种", "件", "件次", "起", "例", "户", "只", "条", "台", "辆"},
    {"份", "册", "本", "张", "套", "页", "卷", "枚"},
    {"块", "幅", "张", "版", "面", "期", "件"},
    {"篇", "部", "项", "件"},
    {"元", "块", "圆", "人民币"},
)
_OTHER_UNITS = "小时 学时 课时 分钟 天 年 岁 平方米 亩 公里 米 分 公斤 千克 斤 吨 升 棵 株 盆 袋 盒 箱 瓶 % ㎡ m2"
_KNOWN_UNITS = frozenset().union(*_SAME, _OTHER_UNITS.split())

_ABOUT = re.compile(
    r"^(?:大约|大概|约计|约为|约有|约|近|将近|接近|不到|不足|超过|超|逾|突破|达到|上|达?近|≈|~|>=?|<=?|≥|≤)+"
)
_SAID = re.compile(r"^(?:合计|总计|共计|累计|总共|共有|共|计|达到|达|有|为|人民币|RMB|¥|￥)+[:：]?")
_MORE = r"(?:余|多|来|几|许|\+)"
_AFTER = re.compile(r"(?:以上|左右|上下|以内|以下|不等|之多)$")
_NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+"
_SIMPLE = re.compile(rf"({_NUMBER})")
_FULL = re.compile(
    rf"(?P<digits>{_NUMBER}|[{_HAN_NUMBER}]+)\.?(?P<more1>{_MORE})?(?P<scale>[十百千万亿]*)(?P<more2>{_MORE})?"
    rf"(?P<unit>[^\d.,]*?)(?P<more3>{_MORE})?$",
    re.ASCII,
)
_PARTS = re.compile(
    rf"(?P<parts>(?:\d+(?:\.\d+)?[百千万亿]+){{1,4}})(?P<left>\d?)(?P<more>{_MORE})?(?P<unit>[^\d.,百千万亿]{{0,6}})",
    re.ASCII,
)
_EXPONENT = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,3}", re.ASCII)
_RANGE = re.compile(
    rf"({_NUMBER})[^\d,.]{{0,3}}(?:-|—|–|~|至|到)({_NUMBER})(?P<scale>[千万亿]?)(?P<unit>[^\d]*)$", re.ASCII
)
_SUM = re.compile(r"(\d+(?:\.\d+)?)([×xX*✕+＋])(\d+(?:\.\d+)?)(?:=\d+(?:\.\d+)?)?([^\d]*)$", re.ASCII)
_PERCENT = re.compile(rf"({_NUMBER})[%％]$", re.ASCII)
_ORDINAL = re.compile(r"第([0-9]+|[" + _HAN_NUMBER + r"]+)[期次届号]?$", re.ASCII)
_BRACKETS = re.compile(r"^(.*?[^(（])[(（]([^()（）]*)[)）](.*)$")
_VAGUE = re.compile(r"(?:若干|数[十百千万]|几[十百千万]?|上[百千万]|许多|大量|不详|不清|未知|待定|待统计|半)")
_HEADER_SCALE = re.compile(r"^(百|千|万|十万|百万|千万|亿)(.*)$")
_TOO_LARGE = Decimal(10) ** 16
_EPOCH = date(1899, 12, 30)


def parse_number(value: object, *, unit: str = "") -> Parsed:
    """Return the number a cell means as Decimal; this will scale it to the plain unit where `unit` is 万元 or 千册.

    An estimate (近5万, 300余, 约300人) keeps the number that is written, with evidence "estimated". A range gives its
    lower end, a product its result, both doubted. A unit in the cell that contradicts the header's is doubted.
    """
    found = _parse(value, *split_unit(unit))
    if found.value is not None and abs(found.value) >= _TOO_LARGE:
        return Parsed(error=_("数字太大，可能是号码填错了列"))
    return found


def _parse(value: object, scale: int, base: str) -> Parsed:
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return Parsed(error=_("这里应填数字，实际是“是/否”"))
    if isinstance(value, int | float | Decimal):
        return _plain(value, scale, base)
    if isinstance(value, date):
        days = (value.date() if isinstance(value, datetime) else value) - _EPOCH
        return Parsed(Decimal(days.days) * scale, unit=base).doubted(
            _("单元格被设成了日期格式，已按数字 %s 读取") % days.days
        )
    text = _prepare(str(value))
    if is_blank(text):
        return NOTHING
    if is_formula_error(text):
        return Parsed(error=_("公式出错，显示为 %s") % text)
    if len(text) > LONGEST:
        return Parsed(error=_("是一段文字，不是数字"))
    found = _read(text)
    if found.value is None:
        return found
    return _in_unit(found, scale, base, text)


def split_unit(unit: str) -> tuple[int, str]:
    """Return the factor and plain unit of a header's unit: 万元 → (10000, 元), 人次 → (1, 人次), 万 → (10000, "")."""
    unit = re.sub(r"[/／]", "", half_width(unit).strip())
    match = _HEADER_SCALE.match(unit)
    if not match:
        return (1, unit)
    return math.prod(_SCALES[character] for character in match[1]), match[2]


def is_unit(text: str) -> bool:
    """Return whether `text` is a unit people put behind a number or a header: 份, 万元, 人次, %."""
    return split_unit(text)[1] in _KNOWN_UNITS or text in ("万", "亿", "千")


def han_number(text: str) -> int | None:
    """Return the value of a Chinese numeral (一百二十, 两千, 二〇一三, 十五, 1千2百 not), or None if it is none."""
    if not text or any(character not in _HAN_NUMBER for character in text):
        return None
    if not any(character in _SCALES for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total = section = digit = 0
    last_scale = 10**12
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
            continue
        factor = _SCALES[character]
        if factor >= 10_000:
            total = (total + section + digit) * factor if factor > last_scale else total + (section + digit) * factor
            section, last_scale = 0, factor
        else:
            section += (digit or 1) * factor
        digit = 0
    return total + section + digit


def _plain(value: float | Decimal, scale: int, base: str) -> Parsed:
    try:
        number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    except (InvalidOperation, ValueError):
        return Parsed(error=_("不是可用的数字"))
    if not number.is_finite() or abs(number) >= _TOO_LARGE:
        return Parsed(error=_("不是可用的数字"))
    if base == "%":
        return Parsed(number, unit="%") if abs(number) <= 1 else Parsed(number / 100, unit="%")
    return Parsed(_tidy(number * scale) if scale != 1 else number, unit=base)


def _prepare(text: str) -> str:
    text = half_width(clean(text)).translate(_FORMAL)
    text = re.sub(r"(?<=\d)[ \u00a0'](?=\d{3}(?!\d))", "", text, flags=re.ASCII)
    text = re.sub(r"\s", "", text)
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text, flags=re.ASCII)
    return text.rstrip("。.;；、,") if len(text) > 1 else text


def _read(text: str) -> Parsed:
    """Return the number `text` says, with its scale applied and its unit beside it."""
    if _EXPONENT.fullmatch(text):
        number = Decimal(text)
        if abs(number.adjusted()) > 20:
            return Parsed(error=_("“%s”不是可用的数字") % text)
        return Parsed(Decimal(f"{number:f}"), doubt=_("写成了科学计数法 %s，末尾的数字可能已丢失") % text)
    for attempt in (_percent, _one_number, _in_parts, _range, _sum, _ordinal, _with_brackets):
        found = attempt(text)
        if found is not None:
            return found
    if _VAGUE.search(text) and not re.search(r"\d", text):
        return Parsed(error=_("“%s”没有写明数目，请填写数字") % text)
    numbers = [number for number in _SIMPLE.findall(text) if number]
    if len(numbers) > 1:
        return Parsed(error=_("一格里有几个数（%s），请只留一个") % "、".join(numbers[:4]))
    return Parsed(error=_("“%s”不是数字") % text[:30])


def _percent(text: str) -> Parsed | None:
    match = _PERCENT.fullmatch(_SAID.sub("", text))
    return Parsed(Decimal(match[1].replace(",", "")) / 100, unit="%") if match else None


def _one_number(text: str) -> Parsed | None:
    body = _SAID.sub("", text)
    said = _ABOUT.sub("", body)
    about = said != body
    body = _SAID.sub("", said)
    said = _AFTER.sub("", body)
    about = about or said != body
    if about and said[:1] in _SCALES:  # 上百人, 近千份
        said = "1" + said
    match = _FULL.fullmatch(said)
    if not match:
        return None
    doubt = ""
    digits, scale = match["digits"], match["scale"]
    more = match["more1"] or match["more2"] or match["more3"]
    if digits[-1] in "十百千万亿" and match["more1"] == "几":
        return None
    number = _digits(digits)
    if number is None:
        return None
    number *= math.prod(_SCALES[character] for character in scale)
    unit = re.sub(r"(?<=元)整$|^整$|^正$", "", match["unit"].strip("()/"))
    if unit == "%":
        number /= 100
    if len(unit) > 6 or re.search(rf"[{_HAN_NUMBER}半]", unit):
        return None
    if not scale and not digits.isascii() and re.fullmatch(r".*[百千万亿][一二三四五六七八九]", digits):
        doubt = _("“%(text)s”按 %(number)s 读取") % {"text": text, "number": f"{number:f}"}
    evidence = ESTIMATED if about or more else COUNTED
    return Parsed(_tidy(number), doubt, evidence=evidence, unit=unit)


def _in_parts(text: str) -> Parsed | None:
    """Read 2万3千 and 1亿2千万; a digit left over counts the next smaller scale (2万3 is 23,000), with a doubt."""
    match = _PARTS.fullmatch(text)
    if not match:
        return None
    number, factor = Decimal(0), 1
    for digits, scales in re.findall(r"(\d+(?:\.\d+)?)([百千万亿]+)", match["parts"]):
        factor = math.prod(_SCALES[scale] for scale in scales)
        number += Decimal(digits) * factor
    if match["left"]:
        number += int(match["left"]) * factor // 10
    doubt = _("“%(text)s”按 %(number)s 读取") % {"text": text, "number": f"{number:f}"} if match["left"] else ""
    return Parsed(_tidy(number), doubt, evidence=ESTIMATED if match["more"] else COUNTED, unit=match["unit"])


def _digits(digits: str) -> Decimal | None:
    if digits[0] in "+-.0123456789":
        return Decimal(digits.replace(",", "").lstrip("+"))
    number = han_number(digits)
    if number is None:
        return None
    match = re.fullmatch(r".*?([百千万亿])([一二三四五六七八九])", digits)
    if match:  # 一百二 is 120, 两万三 is 23,000
        number += _DIGITS[match[2]] * (_SCALES[match[1]] // 10 - 1)
    return Decimal(number)


def _range(text: str) -> Parsed | None:
    body = _ABOUT.sub("", _SAID.sub("", text))
    match = _RANGE.fullmatch(body)
    if not match:
        return None
    low, high = (Decimal(match[index].replace(",", "")) * _SCALES.get(match["scale"], 1) for index in (1, 2))
    if low >= high:
        return None
    doubt = _("写的是一个范围“%(text)s”，取了较小的 %(low)s") % {"text": text, "low": f"{_tidy(low):f}"}
    return Parsed(_tidy(low), doubt, evidence=ESTIMATED, unit=match["unit"])


def _sum(text: str) -> Parsed | None:
    match = _SUM.fullmatch(text)
    if not match:
        return None
    left, right = Decimal(match[1]), Decimal(match[3])
    number = left + right if match[2] in "+＋" else left * right
    return Parsed(
        _tidy(number),
        _("写成了算式“%(text)s”，按 %(number)s 读取") % {"text": text, "number": f"{_tidy(number):f}"},
        unit=match[4],
    )


def _ordinal(text: str) -> Parsed | None:
    match = _ORDINAL.fullmatch(text)
    number = _digits(match[1]) if match else None
    return None if number is None else Parsed(number, _("写的是序号“%s”，不是数量") % text)


def _with_brackets(text: str) -> Parsed | None:
    match = _BRACKETS.match(text)
    if not match:
        inner = re.fullmatch(r"[(（](.+)[)）]", text)
        found = _one_number(inner[1]) if inner else None
        return found.doubted(_("数字写在括号里，请核对")) if found else None
    found = _one_number(match[1] + match[3])
    if found is None:
        return None
    if match[2] in _KNOWN_UNITS and not found.unit:
        return Parsed(found.value, found.doubt, evidence=found.evidence, unit=match[2])
    return found.doubted(_("括号里另有“%s”，没有计入") % match[2])


def _in_unit(found: Parsed, scale: int, base: str, text: str) -> Parsed:
    number, unit = found.value, found.unit
    own_scale = re.search(r"[万亿]", text) is not None
    if unit == "%" or base == "%":
        if unit == base or not base:
            return found
        if base == "%" and not unit:
            return Parsed(number / 100 if abs(number) > 1 else number, found.doubt, evidence=found.evidence, unit="%")
        return found.doubted(_("单位写的是“%(own)s”，这一列是“%(column)s”") % {"own": unit, "column": base})
    if scale != 1 and not own_scale and not unit:
        number = _tidy(number * scale)
    elif scale != 1 and own_scale and not unit:
        found = found.doubted(
            _("列的单位已带“万”，格里又写了“%(text)s”，按 %(number)s 读取") % {"text": text, "number": f"{number:f}"}
        )
    if unit and not base and not set(re.split(r"[/和及、]", unit)) <= _KNOWN_UNITS:
        found = found.doubted(_("数字后面的“%s”不像单位，请核对") % unit)
    elif unit and base and not _agree(unit, base):
        found = found.doubted(_("单位写的是“%(own)s”，这一列是“%(column)s”") % {"own": unit, "column": base})
    return Parsed(number, found.doubt, evidence=found.evidence, unit=unit or base, rest=found.rest)


def _agree(own: str, column: str) -> bool:
    own, column = (re.sub(r"[/／]", "", unit) for unit in (own, column))
    return own == column or own in column or column in own or any(own in group and column in group for group in _SAME)


def _tidy(number: Decimal) -> Decimal:
    """Return the same number without an exponent or trailing zeros, so that equal numbers are written alike."""
    if abs(number) >= _TOO_LARGE:
        return number
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
