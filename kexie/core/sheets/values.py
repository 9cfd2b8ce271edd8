"""Reading one cell by the type of its column. Pure: the same cell gives the same reading, and no text makes it fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from kexie.core.text import clean, fold, half_width

from .dates import Span, parse_date, parse_period, years_in
from .identifiers import parse_id_number, parse_phone
from .numbers import parse_number, split_unit
from .parsed import COUNTED, ESTIMATED, NOTHING, Parsed, is_blank, is_formula_error

__all__ = [
    "COUNTED", "ESTIMATED", "NOTHING", "TYPES", "Parsed", "Span", "parse", "parse_choice", "parse_date", "parse_flag",
    "parse_id_number", "parse_name", "parse_number", "parse_period", "parse_phone", "parse_text", "split_unit",
    "years_in",
]  # fmt: skip

_YES_WORDS = "是 有 对 √ ✓ ✔ ☑ ☒ y yes true t 1 已 同意 属实 通过 ● ★ v"
_NO_WORDS = "否 无 没有 不是 错 × ✗ ✘ x ☐ n no false f 0 未 不 不同意 未通过 ○"
_YES, _NO = frozenset(_YES_WORDS.split()), frozenset(_NO_WORDS.split())


def parse_text(value: object) -> Parsed:
    """Return a cell as cleaned text: a whole number without ".0", a day as 2013-05-12; a dash is empty."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return Parsed(_("是") if value else _("否"))
    if isinstance(value, datetime):
        return Parsed(f"{value:%Y-%m-%d %H:%M}" if value.hour or value.minute else f"{value:%Y-%m-%d}")
    if isinstance(value, date):
        return Parsed(value.isoformat())
    if isinstance(value, float):
        return Parsed(f"{value:.15g}")
    text = clean(str(value))
    if is_formula_error(text):
        return Parsed(error=_("公式出错，显示为 %s") % text)
    if text in ("", "-", "--", "—", "——", "/", "\\"):
        return NOTHING
    lost = _("有认不出的字“\ufffd”，请核对") if "\ufffd" in text else ""
    return Parsed(text, lost)


def parse_name(value: object) -> Parsed:
    """Return the name of a person or thing as cleaned text on one line; digits alone are doubted."""
    found = parse_text(value)
    if found.value is None:
        return found
    text = " ".join(found.value.split())
    if is_blank(text):
        return NOTHING
    digits = half_width(text).replace(".", "")
    return Parsed(text, found.doubt).doubted(_("名称只有数字，请核对") if digits.isdigit() else "")


def parse_flag(value: object) -> Parsed:
    """Return True or False for 是/否, √, 有/无, x and their kin; an empty cell says nothing."""
    if value is None or isinstance(value, bool):
        return Parsed(value)
    word = half_width(clean(str(value))).strip().lower().rstrip("。.")
    if word in _YES or word == "1.0":
        return Parsed(True)
    if word in _NO or word == "0.0":
        return Parsed(False)
    if is_blank(word):
        return NOTHING
    if word[0] in "是有已":
        return Parsed(True, _("“%s”按“是”读取") % word[:20])
    if word[0] in "否无未不":
        return Parsed(False, _("“%s”按“否”读取") % word[:20])
    return Parsed(error=_("“%s”看不出是“是”还是“否”") % word[:20])


def parse_choice(value: object, choices: Sequence[tuple[str, Sequence[str]]]) -> Parsed:
    """Return the code of the choice a cell names; `choices` pairs a code with its words, the first of them the label.

    Exact words win; a single choice whose word is contained in the cell (or the other way round) is taken with a doubt.
    """
    found = parse_text(value)
    if found.value is None or not choices or is_blank(found.value):
        return found if found.error or not choices else NOTHING
    key = fold(found.value)
    words = [(code, fold(word)) for code, all_words in choices for word in (code, *all_words)]
    if exact := next((code for code, word in words if word == key), ""):
        return Parsed(exact)
    near = {code for code, word in words if len(word) > 1 and len(key) > 1 and (word in key or key in word)}
    label = {code: all_words[0] for code, all_words in choices if all_words}
    if len(near) == 1:
        code = near.pop()
        return Parsed(code, _("“%(text)s”按“%(label)s”读取") % {"text": found.value, "label": label.get(code, code)})
    options = "、".join(label.get(code, code) for code, _words in choices[:12])
    return Parsed(error=_("“%(text)s”不在可选项里，可填：%(options)s") % {"text": found.value[:30], "options": options})


_PARSERS: dict[str, Callable[[object], Parsed]] = {
    "text": parse_text,
    "note": parse_text,
    "name": parse_name,
    "organisation": parse_name,
    "phone": parse_phone,
    "id_number": parse_id_number,
    "flag": parse_flag,
}
_TYPE_WORDS = "text name number money date period phone id_number organisation choice flag note"
TYPES = tuple(_TYPE_WORDS.split())


def parse(
    type: str,
    value: object,
    *,
    unit: str = "",
    year: int | None = None,
    choices: Sequence[tuple[str, Sequence[str]]] = (),
) -> Parsed:
    """Return `value` read as one of TYPES; `unit` is the header's, `year` the one that holds where a day names none.

    number and money give Decimal, date a date, period a Span, flag a bool, choice a code, the rest text.
    """
    if type in ("number", "money"):
        return parse_number(value, unit=unit)
    if type == "date":
        return parse_date(value, year=year)
    if type == "period":
        return parse_period(value, year=year)
    if type == "choice":
        return parse_choice(value, choices)
    return _PARSERS[type](value)
