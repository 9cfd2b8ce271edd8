"""When one may sign up, how old one may be, and when places are offered to those who wait."""

from __future__ import annotations

from datetime import datetime, timedelta


def why_not_sign_up(
    *, at: datetime, opens_at: datetime | None, closes_at: datetime | None, starts_at: datetime, is_published: bool,
    is_cancelled: bool, by_staff: bool,
) -> str:  # fmt: skip
    """Return why nobody may sign up now, or "".

    "cancelled": there is nothing to sign up for. The other reasons hold for the public only, since staff write down
    who stands at the desk, also afterwards: "not_published", "too_early", "closed", "over" (it has begun).
    """
    if is_cancelled:
        return "cancelled"
    if by_staff:
        return ""
    if not is_published:
        return "not_published"
    if opens_at and at < opens_at:
        return "too_early"
    if closes_at and at >= closes_at:
        return "closed"
    return "over" if at >= starts_at else ""


def why_not_offer(
    *, at: datetime, closes_at: datetime | None, starts_at: datetime, is_published: bool, is_cancelled: bool
) -> str:
    """Return why nobody on the waiting list is offered a place now, or ""; the reasons are those of signing up."""
    return why_not_sign_up(
        at=at, opens_at=None, closes_at=closes_at, starts_at=starts_at, is_published=is_published,
        is_cancelled=is_cancelled, by_staff=False,
    )  # fmt: skip


def offer_until(*, at: datetime, hours: int, starts_at: datetime) -> datetime:
    """Return until when an offered place is kept: so many hours, but not past the beginning."""
    return min(at + timedelta(hours=hours), starts_at)


def why_not_accept(*, at: datetime, offer_until: datetime | None) -> str:
    """Return "late" when an offer's time has run out, else ""; its last moment still counts."""
    return "late" if offer_until is None or at > offer_until else ""


def why_not_age(age: int | None, *, age_from: int | None, age_to: int | None) -> str:
    """Return why somebody is not of the age asked for: "unknown", "too_young", "too_old", or ""; both ends count."""
    if age_from is None and age_to is None:
        return ""
    if age is None:
        return "unknown"
    if age_from is not None and age < age_from:
        return "too_young"
    return "too_old" if age_to is not None and age > age_to else ""
