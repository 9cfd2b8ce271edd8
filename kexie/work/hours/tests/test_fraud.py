"""A year of a county's hours with fraud planted in it: nearly all of it is held, nearly nothing honest is."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from kexie.core.clock import ZONE
from kexie.work.hours import rules
from kexie.work.hours.rules import Claim, Limits

WORKS = ("社区科普", "学校讲座", "科普集市", "图书整理", "防灾宣传", "展馆讲解", "医疗咨询")


def honest_year(dice, person):
    """Return one volunteer's honest claims: a few hours, on some days, told within three weeks."""
    found, day = [], date(2026, 1, 2) + timedelta(days=dice.randrange(20))
    while day < date(2026, 12, 20):
        start = datetime(day.year, day.month, day.day, dice.randrange(7, 20), dice.choice((0, 15, 30)), tzinfo=ZONE)
        length = dice.choice((60, 90, 120, 150, 180, 240, 300))
        rest = dice.choice((0, 0, 0, 15, 30))
        told = day + timedelta(days=dice.randrange(1, 21))
        claim = Claim(day, length - rest, start, start + timedelta(minutes=length), dice.choice(WORKS))
        found.append((person, told, claim, "", False))
        if dice.random() < 0.1:  # a second piece of work on the same day, after the first
            later = claim.ends_at + timedelta(minutes=30)
            second = Claim(day, 60, later, later + timedelta(minutes=60), "收尾整理")
            if later.date() == day and second.ends_at.date() == day:
                found.append((person, told, second, "", False))
        day += timedelta(days=dice.randrange(3, 21))
    return found


def forged(dice, kind, person, told, claim):
    """Return a fraudulent claim of a kind, made from an honest one."""
    start, end, hour = claim.starts_at, claim.ends_at, timedelta(hours=1)
    if kind == "overlap":
        return person, told, Claim(claim.on, 120, end - hour / 2, end + hour * 1.5, "另一处服务"), kind, False
    if kind == "duplicate":
        return person, told, claim, kind, False
    if kind == "stretched":
        return person, told, Claim(claim.on, claim.minutes + 240, start - hour, end - hour, claim.what), kind, False
    if kind == "impossible":
        midnight = start.replace(hour=0, minute=0)
        far = dice.choice((midnight + 17.5 * hour, midnight + 47 * hour, midnight - hour))
        return person, told, Claim(claim.on, 1050, midnight, far, "通宵值守"), kind, False
    if kind == "future":
        ahead = timedelta(days=40)
        return person, told, Claim(claim.on + ahead, 120, start + ahead, end + ahead, claim.what), kind, False
    if kind == "back_entry":
        back = timedelta(days=dice.randrange(60, 300))
        return person, told, Claim(claim.on - back, 60, start - back, start - back + hour, "补录"), kind, False
    return person, told, claim, kind, True  # own approval: the claim is fine, the one who lets it through is not


def test_planted_fraud_is_found_and_honest_people_are_let_alone():
    dice = random.Random(20261122)
    rows = [row for person in range(150) for row in honest_year(dice, person)]
    kinds = ("overlap", "duplicate", "stretched", "impossible", "future", "back_entry", "own_approval")
    planted = [forged(dice, kinds[n % len(kinds)], *row[:3]) for n, row in enumerate(dice.sample(rows, 350))]
    known: dict[int, list[Claim]] = {}
    held = {"": 0, **dict.fromkeys(kinds, 0)}
    # What is told first is judged first; the forged are told right after what they were made from.
    for person, told, claim, kind, is_own in sorted(rows + planted, key=lambda row: (row[1], row[3] != "")):
        now = datetime(told.year, told.month, told.day, 23, 59, tzinfo=ZONE)
        limits = Limits(now, told, date(2025, 1, 1))
        reasons = rules.doubts(claim, known.get(person, ()), limits)
        why = rules.why_not_approve(reasons, is_proposer=False, is_beneficiary=is_own, has_note=False)
        held[kind] += bool(why)
        known.setdefault(person, []).append(claim)
    found = sum(held[kind] for kind in kinds)
    assert len(rows) > 3000 and len(planted) == 350
    assert found / len(planted) >= 0.95, held
    assert held[""] / len(rows) <= 0.02, held
