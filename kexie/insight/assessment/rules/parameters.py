"""The numbers the rules use, kept with every version of them, and what a version may not be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

MOST_BY_VOLUME = 5  # points; what more of one kind may never add (a version that would is refused)


@dataclass(frozen=True)
class Parameters:
    """One version's numbers. Percents are whole numbers, days days, months months."""

    weight: int = 10  # points a kind of evidence gives at most
    first_share: int = 55  # per cent of them for having done it at all within the year; the rest for keeping at it
    half_life: int = 6  # months after which work counts half towards keeping at it
    dormant_days: int = 365  # without activity: 社会团体登记管理条例 art. 29
    notice_days: int = 90  # how long before dormancy a warning is meant to stand
    warn_percent: int = 70  # chance of no activity before dormancy from which a body is warned of
    last_percent: int = 30  # the same when the next round may come too late for the notice
    sure_percent: int = 70  # chance of standing above the middle from which a body is called active
    group: int = 8  # bodies without which a group of similar bodies is widened
    doubt: int = 6  # middle deviations above similar bodies from which a habit is a doubt for a human
    doubt_records: int = 6  # records without which habits say nothing

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Parameters:
        """Return the numbers of a stored version; this will take what it does not say from the defaults."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: int(value) for name, value in stored.items() if name in known})

    def stored(self) -> dict[str, int]:
        """Return the numbers as they are kept."""
        return asdict(self)

    @property
    def most_by_volume(self) -> float:
        """The most points one kind that was there can gain by more of the same, however much and whenever."""
        return self.weight * (100 - self.first_share) / 100


RANGES = {
    "weight": (1, 20), "first_share": (0, 100), "half_life": (1, 24), "dormant_days": (180, 730),
    "notice_days": (30, 180), "warn_percent": (10, 95), "sure_percent": (55, 95), "group": (3, 50),
    "last_percent": (0, 95), "doubt": (3, 20), "doubt_records": (3, 50),
}  # fmt: skip


def why_not(parameters: Parameters) -> str:
    """Return the name of the first number that cannot stand, "" when all can; "volume" when volume alone would pay."""
    for name, (least, most) in RANGES.items():
        if not least <= getattr(parameters, name) <= most:
            return name
    return "volume" if parameters.most_by_volume >= MOST_BY_VOLUME else ""
