"""Codes one can type, and what a certificate says: free of the database and the clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stdnum.iso7064 import mod_37_2

# Nothing that is read for something else (0 O, 1 I L); 31 characters, a prime, so that no single slip adds up.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
DRAWN, LENGTH = 11, 12  # characters: 31^11 codes are far more than anybody can try

_DASHES = str.maketrans("", "", "-–—－·")

# Kind of certificate → the template it is printed with and its version today. Templates are files in `data`; one that
# was ever used stays as it is, so that what was issued keeps its looks.
TEMPLATES = {"volunteer_hours": ("statement", 1)}


@dataclass(frozen=True)
class Line:
    """One thing certified: what it is called and what it is. Personal ones are sealed, and masked for the public."""

    label: str
    value: str
    is_personal: bool = False


@dataclass(frozen=True)
class Block:
    """Lines under one heading."""

    title: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Facts:
    """All that one certificate says: blocks of lines, a sentence, a table, remarks."""

    title: str
    blocks: Sequence[Block]
    sentence: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    remark: str = ""


def new_code(pick: Callable[[str], str]) -> str:
    """Return a fresh code: characters that `pick` draws from the alphabet, and one to check them (ISO 7064, radix 2).

    Every single wrong character and every swap of neighbours is found, so a slip is told from a forgery.
    """
    drawn = "".join(pick(ALPHABET) for _place in range(DRAWN))
    return drawn + mod_37_2.calc_check_digit(drawn, ALPHABET)


def normal(text: str) -> str:
    """Return a code as it is kept, from whatever way it was typed: small letters, blanks, dashes."""
    return "".join(text.split()).upper().translate(_DASHES)


def is_code(text: str) -> bool:
    """Test a normal code: length, alphabet, check character. Says nothing about whether it was ever given out."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET) and mod_37_2.is_valid(text, ALPHABET)


def grouped(code: str) -> str:
    """Return a code as people read it aloud: K7QF-M2XR-9T41."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
