"""What speaks against a claim of hours. Nothing is dropped for it: it is held with the reason, for a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .times import minutes_between

SAID = {
    "no_hours": "没有时长，或结束不晚于开始",
    "future": "还没有到服务结束的时间",
    "overlap": "与同一人的另一段服务时间重叠，同一时间只计一次",
    "duplicate": "同一人同一天的同一项服务已经报过",
    "mismatch": "报的时长比起止时间长",
    "too_long": "这个人这一天的服务超过每天上限",
    "before_registration": "早于注册日期",
    "after_leaving": "晚于退出日期",
    "outside_window": "超出活动场次的起止时间",
    "late": "补报：离服务那天已超过补报期限",
    "no_sign_out": "没有签退，暂算到班次结束",
    "no_sign_in": "没有签到，暂从班次开始算起",
    "contested": "公示期间有人提出异议",
}
# What cannot be approved as it stands: the times have to be put right, or the claim refused.
HARD = frozenset({"no_hours", "future", "overlap", "duplicate", "mismatch"})


@dataclass(frozen=True)
class Claim:
    """A claim of one person: the day, the minutes, the stretch if it is known, and what was done."""

    on: date
    minutes: int
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    what: str = ""


@dataclass(frozen=True)
class Limits:
    """What is held against a claim from outside it. `window`: the session's start and end; None where there is none."""

    now: datetime
    today: date
    registered_on: date
    left_on: date | None = None
    most_minutes: int = 16 * 60
    late_days: int = 30
    window: tuple[datetime, datetime] | None = None


def doubts(claim: Claim, others: Iterable[Claim], limits: Limits) -> list[str]:
    """Return the codes (of SAID) of what speaks against a claim, given the person's other claims that stand."""
    others = list(others)
    found = {
        "no_hours": claim.minutes <= 0 or _is_backwards(claim),
        "future": claim.on > limits.today or bool(claim.ends_at and claim.ends_at > limits.now),
        "overlap": any(_overlap(claim, other) for other in others),
        "duplicate": any(_same(claim, other) for other in others),
        "mismatch": _says_more(claim),
        "too_long": _most_in_a_day(claim, others) > limits.most_minutes,
        "before_registration": claim.on < limits.registered_on,
        "after_leaving": bool(limits.left_on and claim.on > limits.left_on),
        "outside_window": bool(limits.window) and _reaches_beyond(claim, limits.window),
        "late": (limits.today - claim.on).days > limits.late_days,
    }
    return [code for code, holds in found.items() if holds]


def why_not_approve(
    reasons: Collection[str], *, is_proposer: bool, is_beneficiary: bool, has_note: bool
) -> str:  # fmt: skip
    """Return why a claim may not be approved by this person, or "".

    "own": nobody approves their own hours. "proposer": who proposed is not who approves. "hard": the times must be put
    right first. "note": what was held is let through only with a written reason.
    """
    if is_beneficiary:
        return "own"
    if is_proposer:
        return "proposer"
    if HARD & set(reasons):
        return "hard"
    return "note" if reasons and not has_note else ""


def _is_backwards(claim: Claim) -> bool:
    return bool(claim.starts_at and claim.ends_at) and claim.ends_at <= claim.starts_at


def _says_more(claim: Claim) -> bool:
    if not (claim.starts_at and claim.ends_at) or _is_backwards(claim):
        return False
    return claim.minutes > minutes_between(claim.starts_at, claim.ends_at)


def _overlap(one: Claim, other: Claim) -> bool:
    if not (one.starts_at and one.ends_at and other.starts_at and other.ends_at):
        return False
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _same(one: Claim, other: Claim) -> bool:
    timed = one.starts_at and other.starts_at  # two stretches of one day may well be the same work
    return not timed and one.on == other.on and one.what == other.what


def _reaches_beyond(claim: Claim, window: tuple[datetime, datetime]) -> bool:
    if claim.starts_at and claim.ends_at:
        return claim.starts_at < window[0] or claim.ends_at > window[1]
    return claim.minutes > minutes_between(*window)


def _most_in_a_day(claim: Claim, others: Iterable[Claim]) -> int:
    """Return the minutes of the fullest day the claim touches; a stretch over midnight is split at it."""
    days: dict[date, int] = {}
    for one in (claim, *others):
        for day, minutes in _by_day(one):
            days[day] = days.get(day, 0) + minutes
    return max((days[day] for day, _minutes in _by_day(claim)), default=0)


def _by_day(claim: Claim) -> list[tuple[date, int]]:
    if not (claim.starts_at and claim.ends_at) or _is_backwards(claim):
        return [(claim.on, claim.minutes)]
    whole, found, start = minutes_between(claim.starts_at, claim.ends_at), [], claim.starts_at
    while start < claim.ends_at and whole:
        midnight = datetime.combine(start.date() + timedelta(days=1), datetime.min.time(), start.tzinfo)
        end = min(midnight, claim.ends_at)
        found.append((start.date(), minutes_between(start, end) * claim.minutes // whole))
        start = end
    return found
