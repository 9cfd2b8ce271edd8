"""The one text cleaner: whatever people type, paste or import passes through here before it is kept.

Pure Python. Rare characters (𠮷, 㼆), ideographic variants and names of forty characters come out untouched.
"""

from __future__ import annotations

import re
import unicodedata

MIDDLE_DOT = "·"

_DOTS = "\u00b7\u0387\u2022\u2027\u2219\u22c5\u30fb\uff65\u16eb\u2e31"
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u180e\ufffe\uffff"
_CONTROLS = "".join(
    map(chr, [*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)])
)

_TO_HALF_WIDTH = {
    code: code - 0xFEE0 for code in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]
}
_CLEANING = {
    **_TO_HALF_WIDTH,
    **dict.fromkeys(map(ord, _DOTS), MIDDLE_DOT),
    **dict.fromkeys(map(ord, _BIDI + _INVISIBLE + _CONTROLS), None),
    **dict.fromkeys(range(0xD800, 0xE000), None),
}
_PLAIN = re.compile(r"[一-鿿0-9A-Za-z（）()《》“”，。、；：！？%./:_+-]*")
_SPACES = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]"
_SPREAD = re.compile(rf"{_HAN}(?:\s{_HAN}){{1,3}}")

_ALL_HALF_WIDTH = {**{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}, 0x3000: 0x20, 0x2212: 0x2D, 0xFFE5: 0xA5}
_NOISE = re.compile(r"[\s\W_]+")


def clean(text: str) -> str:
    """Return `text` as it will be kept; cleaning twice changes nothing.

    NFC, latin letters and digits in half width, middle dots folded into one, inner whitespace collapsed (and gone from
    spread words such as "张 三"), what nobody can see removed. Line breaks stay, and so does full-width punctuation,
    which is right in Chinese text.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = _LINE_ENDS.sub("\n", text).translate(_CLEANING)
    text = unicodedata.normalize("NFC", text)
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    text = "\n".join(lines).strip()
    return re.sub(r"\s", "", text) if _SPREAD.fullmatch(text) else text


def why_not_text(text: str) -> str:
    """Return the code of what makes `text` unfit for a form field, or "": "nul", "bidi", "surrogate" or "control".

    Forms refuse these, since they are typed by nobody; imports remove them through `clean`.
    """
    if "\x00" in text:
        return "nul"
    if any(character in _BIDI for character in text):
        return "bidi"
    if any("\ud800" <= character <= "\udfff" for character in text):
        return "surrogate"
    return "control" if any(character in _CONTROLS for character in text) else ""


def half_width(text: str) -> str:
    """Return `text` with full-width ASCII, the ideographic space and the minus sign in half width; for parsing only."""
    return text.translate(_ALL_HALF_WIDTH)


def fold(text: str) -> str:
    """Return `text` as it is compared: cleaned, half width, lower case, without spaces and punctuation."""
    return _NOISE.sub("", half_width(clean(text))).lower()
