"""What volunteering asks of people and days, as pure functions.

Sources: 志愿服务条例 arts 7, 15 and 17; the provinces' rules on minors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

ADULT, CAPABLE = 18, 8  # years: below 18 a guardian has to agree, below 8 nobody may serve
DAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
PARTS = ("上午", "下午", "晚上")
SLOTS = tuple(f"{day}{part}" for day in DAYS for part in PARTS)
NOON, EVENING = 12, 18  # hours at which the parts of a day meet

_TIERS = (("总队", "corps"), ("支队", "detachment"), ("大队", "battalion"), ("分队", "squad"), ("小队", "squad"))
_SETTINGS = (
    ("社区", "community"), ("学校", "school"), ("校园", "school"), ("农村", "village"), ("村", "village"),
    ("企业", "enterprise"), ("园区", "park"),
)  # fmt: skip
_WRITTEN = {"星期天": "周日", "星期日": "周日", "星期": "周", "礼拜天": "周日", "礼拜": "周", "周天": "周日"}
_SPANS = {
    "周末": DAYS[5:], "双休日": DAYS[5:], "节假日": DAYS[5:], "工作日": DAYS[:5], "平时": DAYS[:5], "每天": DAYS,
    "全天": DAYS, "随时": DAYS, "均可": DAYS,
}  # fmt: skip
_DAY = re.compile("|".join([*DAYS, *_SPANS, "周([一二三四五六日])[至到—-]周?([一二三四五六日])"][::-1]))
_ORDER = "一二三四五六日"
_LEVELS = (2, 4, 6, 9, 12)  # digits of a division code: province, city, county, town, village
_JOINTS = "、，,和及与 "


def tier_of(name: str) -> str:
    """Return the tier a team's name speaks of; a service team or troupe when it says nothing."""
    return next((tier for word, tier in _TIERS if word in name), "group")


def setting_of(name: str) -> str:
    """Return the place of service a team's name speaks of, or ""."""
    return next((setting for word, setting in _SETTINGS if word in name), "")


def why_not_register(*, years: int | None, has_guardian: bool, agrees: bool, comes_along: bool) -> str:
    """Return why somebody may not be registered, or "".

    "too_young": under 8 nobody may serve; "guardian": under 18 a guardian is named and agrees or comes along
    (地方志愿服务条例: 山东 10, 浙江 9). An unknown age refuses nobody.
    """
    if years is None or years >= ADULT:
        return ""
    if years < CAPABLE:
        return "too_young"
    return "" if has_guardian and (agrees or comes_along) else "guardian"


def slots_of(starts_at: datetime, ends_at: datetime) -> list[str]:
    """Return the slots of the week a stretch of local time touches: 周六 11:00 to 13:00, its morning and afternoon."""
    found, moment = [], starts_at
    while moment < ends_at:
        part = PARTS[(moment.hour >= NOON) + (moment.hour >= EVENING)]
        found.append(f"{DAYS[moment.weekday()]}{part}")
        midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        bounds = (midnight + timedelta(hours=hours) for hours in (NOON, EVENING, 24))
        moment = next(bound for bound in bounds if bound > moment)
    return list(dict.fromkeys(found))


def why_not_serve(*, years: int | None, youngest: int | None, may_alone: bool) -> str:
    """Return why somebody may not take a post for their age, or "".

    "too_young": younger than the post asks; "unknown": it asks for an age and nobody knows theirs; "guardian": a minor
    whose guardian neither agreed nor comes along.
    """
    if youngest is not None and years is None:
        return "unknown"
    if youngest is not None and years is not None and years < youngest:
        return "too_young"
    return "guardian" if years is not None and years < ADULT and not may_alone else ""


def born_by(day: date, years: int) -> date:
    """Return the latest birthday of whoever is that many years old on a day."""
    year = day.year - years
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February, and that year had none
        return date(year, 2, 28)


def branch(code: str) -> tuple[str, list[str]]:
    """Return what the 12-digit codes below a division begin with, and the codes of those above it and its own."""
    size = next(n for n in _LEVELS if code[:n].ljust(12, "0") == code)
    return code[:size], [code[:n].ljust(12, "0") for n in _LEVELS if n <= size]


def missing_facts(said: Mapping[str, object]) -> list[str]:
    """Return which of the facts that 志愿服务条例 art. 7 asks for are not there.

    said: id_number, skills, times, phone, of which the empty ones are missing.
    """
    return [name for name in ("id_number", "phone", "skills", "times") if not said.get(name)]


def slots_in(text: str) -> list[str]:
    """Return the slots of the week a text speaks of: "周末、周三晚上" is seven of them."""
    for old, new in _WRITTEN.items():
        text = text.replace(old, new)
    found: set[str] = set()
    end, parts = len(text), PARTS
    for mark in reversed([*_DAY.finditer(text)]):  # backwards: in "周六、周日下午" the afternoon is said of both
        rest = text[mark.end() : end]
        said = tuple(part for part in PARTS if part in rest or (part == "晚上" and "晚" in rest))
        if said or rest.strip(_JOINTS) or not rest or mark[0] in _SPANS:
            parts = said or PARTS
        found.update(f"{day}{part}" for day in _days(mark) for part in parts)
        end = mark.start()
    return [slot for slot in SLOTS if slot in found]


def _days(mark: re.Match[str]) -> Iterable[str]:
    first, last = mark.groups()
    if first:
        start, end = _ORDER.index(first), _ORDER.index(last)
        return DAYS[start : end + 1] if start <= end else (*DAYS[start:], *DAYS[: end + 1])
    return _SPANS.get(mark[0], (mark[0],))
