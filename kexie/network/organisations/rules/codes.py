"""Codes of administrative divisions: 12 digits = GB/T 2260 (2 + 2 + 2) + 3 for the town + 3 for the village."""

from __future__ import annotations

from dataclasses import dataclass

LEVELS = ("province", "city", "county", "town", "village")
_DIGITS = {2: "province", 4: "city", 6: "county", 9: "town", 12: "village"}
_LENGTHS = {level: digits for digits, level in _DIGITS.items()}
_FULL = 12
_REGIONS = "12345678"  # GB/T 2260: six great regions, 71 Taiwan, 81 Hong Kong, 82 Macao
_TOWN_CLASSES = "012345"  # 0 street, 1 town, 2-3 township, 4-5 like a town (farms, development zones)
_VILLAGE_CLASSES = "012345"  # 0-1 residents' committee, 2-3 villagers' committee, 4-5 like one


@dataclass(frozen=True)
class Code:
    """A checked code: 12 digits, its level and the code above it."""

    text: str
    level: str
    parent: str


def pad(code: str) -> str:
    """Return a code of 2, 4, 6, 9 or 12 digits with all its twelve."""
    return code.ljust(_FULL, "0")


def level_of(code: str) -> str:
    """Return the level a code speaks of: by its length, or by its zeros if it has all twelve digits."""
    if len(code) != _FULL:
        return _DIGITS[len(code)]
    for digits, level in sorted(_DIGITS.items()):
        if not code[digits:].strip("0"):
            return level
    return "village"


def parent_of(code: str, level: str) -> str:
    """Return the 12-digit code above a 12-digit code, "" above a province.

    A city without counties (441900) holds its towns itself: their county part is the city's code.
    """
    at = LEVELS.index(level)
    return pad(code[: _LENGTHS[LEVELS[at - 1]]]) if at else ""


def why_not_code(code: str) -> str:
    """Return what is wrong with a code in a file: "digits", "length", "region", "town", "village" or ""."""
    if not (code.isascii() and code.isdigit()):
        return "digits"
    if len(code) not in _DIGITS:
        return "length"
    full = pad(code)
    if full[0] not in _REGIONS:
        return "region"
    if full[6:9] != "000" and full[6] not in _TOWN_CLASSES:
        return "town"
    return "village" if full[9:] != "000" and full[9] not in _VILLAGE_CLASSES else ""
