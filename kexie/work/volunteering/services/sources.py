"""What each record of volunteering says to the ledger."""

from __future__ import annotations

from datetime import date, timedelta

from kexie.office.ledger import services as ledger
from kexie.office.ledger.models import Evidence
from kexie.work.volunteering import measures
from kexie.work.volunteering.models import Engagement, Stay, Team, TeamStrength, Volunteer


def of_volunteer(volunteer: Volunteer) -> ledger.Source:
    """Return what a registration counts where they are now: one in on coming, one out the day after leaving."""
    lines = _in_and_out(
        measures.VOLUNTEERS.code, volunteer.since, volunteer.left_on, kind=volunteer.level,
        team=volunteer.team.name if volunteer.team_id else "", person_id=volunteer.person_id,
    )  # fmt: skip
    return ledger.Source(volunteer, volunteer.organisation, lines)


def of_stay(stay: Stay) -> ledger.Source:
    """Return what a volunteer counted where they were before."""
    lines = _in_and_out(
        measures.VOLUNTEERS.code, stay.since, stay.until, kind=stay.volunteer.level,
        team=stay.team.name if stay.team_id else "", person_id=stay.volunteer.person_id,
    )  # fmt: skip
    return ledger.Source(stay, stay.organisation, lines)


def of_team(team: Team) -> ledger.Source:
    """Return what a team counts: one in on founding, one out the day after it ends."""
    lines = _in_and_out(
        measures.TEAMS.code, team.since, team.until, kind=team.get_tier_display(), form=team.get_setting_display(),
        team=team.name,
    )  # fmt: skip
    return ledger.Source(team, team.organisation, lines)


def of_engagement(engagement: Engagement) -> ledger.Source:
    """Return what an engagement counts: one in on its first day, one out the day after its last."""
    lines = _in_and_out(
        measures.ENGAGED.code, engagement.starts_on, engagement.last_day, kind=engagement.kind,
        person_id=engagement.person_id,
    )  # fmt: skip
    return ledger.Source(engagement, engagement.organisation, lines)


def of_strength(strength: TeamStrength) -> ledger.Source:
    """Return what stands of a team from a day on, by its own report."""
    line = ledger.Line(
        measures.TEAM_STRENGTH.code,
        strength.amount,
        strength.on,
        evidence=strength.evidence,
        kind=strength.level,
        team=strength.team,
    )
    return ledger.Source(strength, strength.organisation, [line])


def _in_and_out(measure: str, first: date, last: date | None, **how: object) -> list[ledger.Line]:
    lines = [ledger.Line(measure, 1, first, evidence=Evidence.COUNTED, **how)]
    if last:
        lines.append(ledger.Line(measure, -1, last + timedelta(days=1), evidence=Evidence.COUNTED, **how))
    return lines
