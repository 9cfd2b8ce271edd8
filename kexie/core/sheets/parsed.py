"""What reading one cell gives, whatever its type."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

COUNTED = "counted"
ESTIMATED = "estimated"

LONGEST = 200  # a cell with more than this is prose, not a number, a day or a telephone number

_EMPTY_WORDS = "- -- --- — —— – / \\ 无 没有 暂无 空 无数据 n/a na nil null none … …… ... * 、 ."
_EMPTY = frozenset(("", *_EMPTY_WORDS.split()))
_FORMULA_ERRORS = ("#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", "#CALC!")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A cell as read. `value` is None where the cell is empty or cannot be used.

    `doubt` is a Chinese reason why a person should look although a value was found or left out; `error` a reason why
    there is none. `evidence` is "counted" or "estimated" for numbers; `precision` "day", "month" or "year" for dates;
    `unit` the unit that stands in the cell; `rest` what else stood there (a second phone number, say).
    """

    value: Any = None
    doubt: str = ""
    error: str = ""
    evidence: str = COUNTED
    precision: str = ""
    unit: str = ""
    rest: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return whether the cell says nothing, neither a value nor a riddle."""
        return self.value is None and not self.doubt and not self.error

    def doubted(self, reason: str) -> Self:
        """Return the same reading with one more doubt."""
        return replace(self, doubt="；".join(filter(None, (self.doubt, reason)))) if reason else self


NOTHING = Parsed()


def is_blank(text: str) -> bool:
    """Return whether `text` is one of the ways people write "nothing": a dash, 无, /, N/A."""
    return text.strip().lower() in _EMPTY


def is_formula_error(text: str) -> bool:
    """Return whether `text` is what a broken formula shows."""
    return text.startswith("#") and text.upper().rstrip() in _FORMULA_ERRORS
