"""How figures are said: exactly, rounded as people write it, short for tiles, as a share; and which claims are proven.

Pure: no framework, no database, no clock. The rounding rule is the one annual summaries are written by; it is fixed
here once so that page, Word file and command line say the same.
"""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal

Number = int | Decimal

_SIZES = ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"))
_NUMERALS = "零一二三四五六七八九"
_PLACES = ("千", "百", "十", "")

FIRST_TIME = "首次"
HIGHEST_IN_YEARS = "近年之最"
FULL_COVERAGE = "全覆盖"
CLAIMS = (FIRST_TIME, HIGHEST_IN_YEARS, FULL_COVERAGE)

YEARS_FOR_HIGHEST = 3


def rounded(n: Number) -> str:
    """Say a count as an annual summary does: 6万余, 近800, 150余, or the number itself where it is round.

    Below 10 exactly; within 1.5 % below a number of one significant digit 近 that number; otherwise floored to two
    significant digits (to tens below 100) with 余. 近 goes before roundness, so 990 is 近1000: what is said must never
    fall while the count rises. Raises ValueError for a negative number, TypeError for a float.
    """
    _check(n)
    if n < 0:
        raise ValueError(f"a negative number has no rounded wording: {n}")
    if n < 10:
        return digits(n)
    whole = int(n)
    lead = 10 ** (len(str(whole)) - 1)
    above = (whole // lead + 1) * lead
    if n * 1000 >= above * 985:
        return f"近{_in_wan(above)}"
    step = max(lead // 10, 10)
    floor = whole // step * step
    return _in_wan(floor) if floor == n else f"{_in_wan(floor)}余"


def digits(n: Number) -> str:
    """Write a number exactly for running text, without separators: 4509, 12.5."""
    return exact(n).replace(",", "")


def exact(n: Number) -> str:
    """Write a number exactly with thousands separators for lists and tables: 60,420, 1,234.5, never 1,234.50."""
    _check(n)
    text = f"{n:,f}" if isinstance(n, Decimal) else f"{n:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def compact(n: Number) -> str:
    """Write a number short for a tile: 8.6万, 1.2亿, 4,509; one decimal, half up. The exact value belongs beside it."""
    _check(n)
    if abs(n) < 10**4:
        return exact(n)
    said = ""
    for size, word in reversed(_SIZES):
        short = (Decimal(n) / size).quantize(Decimal("0.1"), ROUND_HALF_UP)
        said = f"{exact(short)}{word}"
        if abs(short) < 10**4:
            break
    return said


def fitted(n: Number, unit: str = "") -> Number:
    """Return a value with the decimals people read: two at most, one for hours, half up; whole numbers as int."""
    if isinstance(n, Decimal):
        n = n.quantize(Decimal("0.1") if unit == "小时" else Decimal("0.01"), ROUND_HALF_UP)
        return int(n) if n == n.to_integral_value() else n
    return n


def hours(minutes: int) -> str:
    """Write minutes as hours with one decimal, half up: 750 → 12.5, 100 → 1.7, 0 → 0."""
    return exact((Decimal(minutes) / 60).quantize(Decimal("0.1"), ROUND_HALF_UP))


def share(ratio: Number) -> str:
    """Write a ratio (1 is the whole) as a percentage with at most one decimal: 0.8534 → 85.3%.

    Rounded half up, but never up to 100% nor down to 0%: what is not whole must not look whole.
    """
    _check(ratio)
    percent = (Decimal(ratio) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    if 0 < ratio < 1:
        percent = min(max(percent, Decimal("0.1")), Decimal("99.9"))
    return f"{digits(percent)}%"


WORDINGS: Mapping[str, Callable[[Number], str]] = {
    "": digits,
    "概": rounded,
    "率": share,
    "千分": exact,
    "简": compact,
}


def say(n: Number, unit: str = "", style: str = "") -> str:
    """Say a figure with its unit in one of WORDINGS (60420, 人次, 概 → 6万余人次); ValueError for an unknown style."""
    if style not in WORDINGS:
        raise ValueError(f"unknown wording {style!r}; known: {', '.join(filter(None, WORDINGS))}")
    return f"{WORDINGS[style](n)}{unit}"


def spoken_unit(largest: Number, unit: str) -> tuple[int, str]:
    """Return divisor and unit for an axis or column whose largest value is given: 60420, 人次 → 10000, 万人次."""
    _check(largest)
    for size, word in _SIZES:
        if abs(largest) >= size:
            return size, f"{word}{unit}"
    return 1, unit


def numeral(n: int) -> str:
    """Write 1 to 9999 in Chinese numerals: 十二, 二十, 一百零五. Raises ValueError outside that range."""
    if not 1 <= n <= 9999:
        raise ValueError(f"Chinese numerals are written from 1 to 9999, not for {n}")
    text = ""
    for digit, place in zip(f"{n:04}", _PLACES, strict=True):
        if digit != "0":
            text += _NUMERALS[int(digit)] + place
        elif text and not text.endswith("零"):
            text += "零"
    text = text.rstrip("零")
    return text[1:] if text.startswith("一十") else text


def heading_number(level: int, n: int) -> str:
    """Return what stands before the n-th heading of a level: 一、 （一） 1. （1）, as GB/T 9704-2012 has it.

    Raises ValueError for a level other than 1 to 4.
    """
    if level not in (1, 2, 3, 4):
        raise ValueError(f"official documents have four levels of headings, not {level}")
    return (f"{numeral(n)}、", f"（{numeral(n)}）", f"{n}.", f"（{n}）")[level - 1]


def proven_claims(
    history: Mapping[int, Number | None], value: Number | None, *, year: int, total: Number | None = None
) -> tuple[str, ...]:
    """Return those of CLAIMS that the figures on record prove for `value` in `year`.

    history: value of every earlier year; None, or no key, where nothing was kept that year (nothing kept is not zero).
    首次 needs unbroken years up to last year, all zero, and a value above zero; 近年之最 needs the last three years or
    more unbroken and every year on record lower; 全覆盖 needs value == total > 0.
    """
    if value is None:
        return ()
    on_record = {y: n for y, n in history.items() if y < year and n is not None}
    unbroken = 0
    while year - 1 - unbroken in on_record:
        unbroken += 1
    before = on_record.values()
    proof = {
        FIRST_TIME: value > 0 and unbroken > 0 and unbroken == len(on_record) and not any(before),
        HIGHEST_IN_YEARS: unbroken >= YEARS_FOR_HIGHEST and all(n < value for n in before),
        FULL_COVERAGE: total is not None and value == total > 0,
    }
    return tuple(claim for claim in CLAIMS if proof[claim])


def _in_wan(n: int) -> str:
    """Write a number of at most two significant digits with 万 or 亿 from 10,000 on."""
    for size, word in _SIZES:
        if n >= size:
            return f"{digits(Decimal(n) / size)}{word}"
    return str(n)


def _check(n: object) -> None:
    if isinstance(n, bool) or not isinstance(n, int | Decimal):
        raise TypeError(f"figures are int or Decimal, not {type(n).__name__}")
    if isinstance(n, Decimal) and not n.is_finite():
        raise ValueError(f"not a figure: {n}")
