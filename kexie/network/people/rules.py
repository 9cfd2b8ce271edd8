"""Who may be the same person, how old somebody is, and who has to agree for them. Free of the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

CHILD = 14  # below: the guardian gives the consent (个人信息保护法 第三十一条)
ADULT = 18  # below: the guardian's contact is kept (民法典 第十七条)


def speaks_against(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Test whether something known of both differs: two of one name at one telephone with their own identity numbers.

    What is not known of one of them speaks neither for nor against.
    """
    return any(one[name] and other.get(name) and one[name] != other[name] for name in one)


def age_on(born_on: date, day: date) -> int:
    """Return the age in full years on a day; who is born on 29 February is a year older on 1 March of other years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def born_on_of(id_number: str) -> date | None:
    """Return the birth date an 18-digit identity number says, None where it says none (GB 11643)."""
    digits = id_number[6:14]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])) if len(digits) == 8 else None
    except ValueError:
        return None


def why_not_consent(age: int | None, *, by_guardian: bool, has_guardian: bool) -> str:
    """Return why a consent does not hold for somebody of this age, or "".

    "guardian_must_give": below 14 the guardian consents, not the child. "guardian_contact": below 18 the guardian's
    name and telephone are kept. Unknown age (None) counts as grown up: whoever asks has asked.
    """
    if age is None or age >= ADULT:
        return ""
    if age < CHILD and not by_guardian:
        return "guardian_must_give"
    return "" if has_guardian else "guardian_contact"
