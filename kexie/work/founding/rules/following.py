"""What follows from the facts of a procedure: deadlines, what is still missing, who was elected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .declared import NOMINEES, VOTES, Ask, Kind, PaperKind, Step

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: without I, O, S, V, Z
LEAST_MEMBERS, LEAST_FUNDS = 50, 30_000  # 社会团体登记管理条例 第十条; 30 suffice where all are units


@dataclass(frozen=True)
class Candidate:
    """Somebody who stands for a position; `votes` are None until they are counted.

    `won` is what the sealed outcome of an assembly says of them; None where the votes decide.
    """

    key: int
    name: str
    position: str
    votes: int | None = None
    won: bool | None = None


def due_of(step: Step, known: Mapping[str, str], workday: Callable[[date, int], date]) -> date | None:
    """Return the day by which a step must be done; None without a deadline, or while the day it hangs on is unknown.

    workday: gives the day that lies so many working days after a day, before it if negative.
    """
    line = step.deadline
    if line is None or not known.get(line.of):
        return None
    day = date.fromisoformat(known[line.of])
    days = -line.days if line.before else line.days
    return workday(day, days) if line.working else day + timedelta(days=days)


def missing_of(asks: Sequence[Ask], facts: Mapping[str, str]) -> list[str]:
    """Return the titles of what must be said and has not been."""
    return [ask.title for ask in asks if ask.required and not facts.get(ask.code)]


def lacking(paper: PaperKind, kind: Kind, facts: Mapping[str, str], candidates: Sequence[Candidate]) -> list[str]:
    """Return what a paper cannot be made without and nobody has said yet."""
    titles = {code: ask.title for code, ask in kind.asks.items()}
    found = [titles[code] for code in paper.needs if code in titles and not facts.get(code)]
    if NOMINEES in paper.needs and not candidates:
        found.append("候选人")
    if VOTES in paper.needs and any(one.votes is None and one.won is None for one in candidates):
        found.append("各候选人得票")
    return found


def why_not_fact(ask: Ask, value: str) -> str:
    """Return why a value cannot be what an ask wants, or "": "number", "date", "choice", "long" or "code"."""
    if not value:
        return ""
    if ask.type == "number":
        return "" if value.isascii() and value.isdigit() and len(value) < 10 else "number"
    if ask.type == "date":
        try:
            date.fromisoformat(value)
        except ValueError:
            return "date"
    if ask.type == "choice" and value not in dict(ask.choices):
        return "choice"
    if ask.code == "credit_code" and not is_code(value):
        return "code"
    return "long" if len(value) > (2000 if ask.type == "long" else 200) else ""


def is_code(text: str) -> bool:
    """Test a unified social credit code: 18 signs, the last of them the check sign of the rest (GB 32100-2015)."""
    if len(text) != 18 or any(sign not in _SIGNS for sign in text):
        return False
    total = sum(_SIGNS.index(sign) * 3**place % 31 for place, sign in enumerate(text[:17]))
    return _SIGNS[(31 - total % 31) % 31] == text[17]


def quorum_of(invited: int) -> int:
    """Return how many of those invited must be there: two thirds, rounded up."""
    return -(-invited * 2 // 3)


def why_not_result(
    *, invited: int, attended: int, candidates: Sequence[Candidate], kind: Kind, seats: Mapping[str, int]
) -> tuple[str, str]:
    """Return why a result cannot stand and what it is about, or ("", "").

    "quorum": fewer than two thirds came. "more_came": more than were invited. "no_votes": a candidate without a count.
    "too_many_votes": more votes than people. "tie": two candidates for the last seat of a position have as many.
    "no_head": nobody was elected head. What an assembly sealed was decided by its own rules: only this is asked.
    """
    if any(one.won is not None for one in candidates):
        return _no_head(attended, candidates, kind, seats)
    if attended > invited:
        return "more_came", ""
    if attended < quorum_of(invited):
        return "quorum", str(quorum_of(invited))
    for one in candidates:
        if one.votes is None:
            return "no_votes", one.name
        if one.votes > attended:
            return "too_many_votes", one.name
    for position in dict.fromkeys(one.position for one in candidates):
        passed = _passed(candidates, position, attended)
        limit = _seats(kind, position, seats, passed)
        if len(passed) > limit and passed[limit - 1].votes == passed[limit].votes:
            return "tie", position
    return _no_head(attended, candidates, kind, seats)


def elected_of(attended: int, candidates: Sequence[Candidate], kind: Kind, seats: Mapping[str, int]) -> list[Candidate]:
    """Return who was elected: more votes than half of those there, those with most votes where seats are fewer.

    What an assembly sealed stands as it is.
    """
    if any(one.won is not None for one in candidates):
        return [one for one in candidates if one.won]
    found = []
    for position in dict.fromkeys(one.position for one in candidates):
        passed = _passed(candidates, position, attended)
        found += passed[: _seats(kind, position, seats, passed)]
    return found


def _no_head(attended: int, candidates: Sequence[Candidate], kind: Kind, seats: Mapping[str, int]) -> tuple[str, str]:
    has_head = any(one.position == kind.head for one in elected_of(attended, candidates, kind, seats))
    return ("", "") if has_head else ("no_head", kind.head)


def _passed(candidates: Sequence[Candidate], position: str, attended: int) -> list[Candidate]:
    rows = [one for one in candidates if one.position == position and (one.votes or 0) * 2 > attended]
    return sorted(rows, key=lambda one: -(one.votes or 0))


def _seats(kind: Kind, position: str, seats: Mapping[str, int], passed: Sequence[Candidate]) -> int:
    return 1 if position in kind.single else seats.get(position) or len(passed)
