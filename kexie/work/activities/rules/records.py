"""Evidence, days and what a name tells: pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

RESULTS = (
    "participations", "volunteers", "leaflets", "panels", "screenings", "units", "papers", "class_hours",
)  # fmt: skip
PEOPLE = RESULTS[:2]
OUTCOME = (*RESULTS, "sessions", "more_results", "estimated", "evidence", "is_excellent")
ESTIMATED = "estimated"

_TEAM = re.compile(
    r"^([^（(《“]{2,}?(?:大队|分队|小队|队|团|社))(?:专场|巡回|下乡|慰问|科普|文艺|公益)*(?:演出|巡演|汇演|展演|表演|晚会)"
)


def evidence_of(result: str, evidence: str, estimated: Collection[str]) -> str:
    """Return how one result was obtained: the record's way, unless that number itself was an estimate."""
    return ESTIMATED if result in estimated else evidence


def why_not_complete(*, starts_on: date, today: date) -> str:
    """Return "too_early" for an activity that has not begun, else ""."""
    return "too_early" if starts_on > today else ""


def why_not_dates(*, starts_on: date | None, ends_on: date | None, today: date) -> str:
    """Return what is wrong with the days of an activity: "ends_before" it starts, or lies "too_far" ahead, or ""."""
    if starts_on and ends_on and ends_on < starts_on:
        return "ends_before"
    return "too_far" if starts_on and starts_on.year > today.year + 5 else ""


def team_in(name: str) -> str:
    """Return the troupe that the name of a performance begins with: 老年科普志愿宣传队专场演出（1）, or ""."""
    found = _TEAM.match(name)
    return found[1] if found else ""


def parse_lines(text: str) -> tuple[dict[str, int], list[str]]:
    """Return the numbers of lines such as `获奖人数 12`, and the lines that are not like that."""
    found: dict[str, int] = {}
    refused = []
    for line in filter(None, map(str.strip, text.splitlines())):
        match = re.fullmatch(r"(.*?[^\d\s.,，：:=+-])[\s：:=]*(\d{1,12})", line)
        if match and len(match[1]) <= 60:
            found[match[1]] = int(match[2])
        else:
            refused.append(line)
    return found, refused
