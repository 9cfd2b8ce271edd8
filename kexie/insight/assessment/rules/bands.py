"""What is said of a body: a band with how sure it is, why, and when it would count as dormant."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from .evidence import KINDS, THIS_YEAR, YEAR, Facts, lacking, points
from .parameters import Parameters
from .peers import Peers, Standing, standing_of
from .rhythm import ahead, rhythm_of, silent

ACTIVE, STEADY, WEAKENING, DORMANT, NEW = "active", "steady", "weakening", "dormant", "new"
NEVER, SILENT, OVERDUE, FALLING, POST_VACANT, TERM_OVER, NO_ANSWER, ONE_KIND = (
    "never", "silent", "overdue", "falling", "post_vacant", "term_over", "no_answer", "one_kind",
)  # fmt: skip
FALLS = 1.64  # deviations by which a year must be below the one before to be a fall and not chance
BETWEEN = 31  # days between two rounds
STAYS = 50  # per cent: who was called active is so until it is likelier below the middle than above
TOO_NEW = 90  # days on the register without which nothing is said of a body that did nothing yet


@dataclass(frozen=True)
class Verdict:
    """What is said of one body on one day."""

    band: str
    other: str  # the band it may be as well, "" when one is sure
    sure: int  # per cent; of a weakening body the chance of its dormancy; 0 where one cannot say
    standing: Standing
    points: dict[str, float]
    causes: tuple[str, ...]
    chance: int | None  # per cent: of no activity until it would count as dormant; None where nothing can be said
    silent_days: int | None
    dormant_on: date | None  # the day it counts as dormant if nothing comes
    is_short: bool  # few records: said with care


def judged(
    facts: Facts,
    peers: Peers,
    parameters: Parameters,
    *,
    today: date,
    span: int,
    answered: Collection[int | None] = (),
    before: str = "",
) -> Verdict:
    """Return what is said of a body.

    span: how many months the histories hold; answered: bodies above under which most passed a notice on;
    before: the band the round before said, so that a body near the line is not called now this, now that.
    """
    known_days = (today - facts.known_on).days if facts.known_on else span * 30
    found = points(facts, parameters)
    standing = standing_of(facts, peers, parameters, months_known=max(1, known_days // 30))
    last = facts.last_active
    since = last or facts.known_on
    silent_days = (today - last).days if last else None
    dormant_on = since + timedelta(parameters.dormant_days) if since else None
    is_dormant = dormant_on is None or dormant_on <= today
    chance = None if is_dormant else chance_of_dormancy(facts, peers, parameters, today=today, span=span)
    warned = chance is not None and chance >= _warns_from(parameters, (dormant_on - today).days)
    falls = not is_dormant and _falls(facts, peers, parameters, known_days)
    if is_dormant:
        band, other, sure = DORMANT, "", 100
    elif last is None and known_days < TOO_NEW:
        band, other, sure = NEW, "", 0
    elif warned or falls:
        band, other, sure = WEAKENING, STEADY, chance if warned else 0
    else:
        band, other, sure = _standing_well(round(100 * standing.above(peers.middle)), parameters, before)
    causes = _causes(facts, found, is_dormant=is_dormant, warned=warned, falls=falls, answered=answered)
    months = facts.active_months
    is_short = known_days < parameters.dormant_days or months.bit_count() < 3
    return Verdict(band, other, sure, standing, found, causes, chance, silent_days, dormant_on, is_short)


def chance_of_dormancy(facts: Facts, peers: Peers, parameters: Parameters, *, today: date, span: int) -> int | None:
    """Return the chance, in per cent, that nothing comes until the body counts as dormant; None without a rhythm."""
    season = peers.habitat.season
    rhythm = rhythm_of(facts.active_months, today.month, season, first=span - 1)
    last = facts.last_active
    if rhythm is None or last is None:
        return None
    left = (last + timedelta(parameters.dormant_days) - today).days
    if left <= 0:
        return 100
    whole, part = divmod(left, 30)
    coming = ahead(today.month, season, months=whole)
    coming += part / 30 * (ahead(today.month, season, months=whole + 1) - coming)
    return round(100 * silent(rhythm, peers.habitat, coming))


def _warns_from(parameters: Parameters, left: int) -> int:
    """Return the chance from which to warn, by the days left: lower when the next round would come too late."""
    return parameters.last_percent if left <= parameters.notice_days + BETWEEN else parameters.warn_percent


def _standing_well(above: int, parameters: Parameters, before: str) -> tuple[str, str, int]:
    """Return active or steady by the chance of standing above the middle; 0 where one cannot say how sure."""
    if above >= parameters.sure_percent or (before == ACTIVE and above >= STAYS):
        return ACTIVE, STEADY if above < 95 else "", above
    return STEADY, ACTIVE if above >= 100 - parameters.sure_percent else "", 100 - above if above < STAYS else 0


def _falls(facts: Facts, peers: Peers, parameters: Parameters, known_days: int) -> bool:
    """Test whether this year is clearly less than the one before, beyond what years differ anyway."""
    if known_days < 2 * parameters.dormant_days or not (facts.active_months >> YEAR) & THIS_YEAR:
        return False
    now = sum(points(facts, parameters).values())
    before = sum(points(facts, parameters, back=YEAR).values())
    return before - now > FALLS * sqrt(2 * peers.noise) and now < peers.middle


def _causes(
    facts: Facts,
    found: dict[str, float],
    *,
    is_dormant: bool,
    warned: bool,
    falls: bool,
    answered: Collection[int | None],
) -> tuple[str, ...]:
    flowing = [kind.code for kind in KINDS if not kind.stands and kind.code in found]
    # Taking part and being counted come with every activity: beside it they are no second kind of work.
    own = {*flowing} - {"public"} if "gatherings" in flowing else {*flowing}
    said = {
        NEVER: is_dormant and facts.last_active is None,
        SILENT: is_dormant and facts.last_active is not None,
        OVERDUE: warned,
        POST_VACANT: "posts" in facts.gone and "posts" not in found,
        TERM_OVER: "term" in facts.gone and "term" not in found,
        FALLING: falls,
        NO_ANSWER: facts.parent in answered and "relays" in lacking(facts, found),
        ONE_KIND: not is_dormant and len(own) == 1,
    }
    return tuple(cause for cause, holds in said.items() if holds)
