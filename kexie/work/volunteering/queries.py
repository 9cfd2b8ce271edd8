"""Questions about teams, volunteers and engagements that span models."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kexie.core import gate
from kexie.core.terms import queries as terms
from kexie.core.text import fold
from kexie.network.organisations.models import Division, Organisation
from kexie.network.people import queries as people
from kexie.network.people.models import Consent
from kexie.network.people.queries import Purpose

from . import measures, rules
from .models import Engagement, Team, Volunteer

SOON = timedelta(days=60)  # how long before its end an engagement is said to run out
FACTS_ASKED = {
    "id_number": _("身份证号"), "phone": _("手机"), "skills": _("服务技能"), "times": _("可服务时间"),
    "consent": _("本人或监护人同意"), "guardian": _("监护人及其意见"),
}  # fmt: skip


CONSENT = Purpose(
    "volunteering", _("志愿者注册"), "2026-11",
    _(
        "我自愿注册为志愿者，同意登记以上个人信息，用于安排服务、记录服务时间和出具证明；未经我同意不公开。"
        "我可以随时查询、更正，也可以退出。"
    ),
)  # fmt: skip
people.declare_purpose(CONSENT)


def skills_at(organisation: Organisation, also: str = "") -> list[str]:
    """Return the skills offered at an organisation, and those in use already."""
    return _words(measures.SKILL, organisation, also.split("、"))


def engagement_kinds_at(organisation: Organisation, also: str = "") -> list[str]:
    """Return the kinds of engagement offered at an organisation, and the one in use already."""
    return _words(measures.ENGAGEMENT, organisation, [also])


def areas_at(organisation: Organisation, also: Division | None = None) -> Any:
    """Return where a volunteer of an organisation may serve: its own division, those above it and right below."""
    code = organisation.division_id or (organisation.parent.division_id if organisation.parent_id else "") or ""
    near = Q(code=code) | Q(parent_code=code) if code else Q(pk__in=[])
    near |= Q(code__in=[code[:n].ljust(12, "0") for n in (4, 6, 9)]) if code else Q()
    kept = Q(pk=also.pk) if also else Q()
    return Division.objects.filter(near | kept).order_by("code")


def teams_to_join(volunteer: Volunteer, actor: gate.Actor) -> Any:
    """Return the teams a volunteer can move to: those the actor sees, and those of the units beside their own."""
    seen = Team.objects.visible_to(actor).order_by().values("pk")
    beside = Q(organisation__parent=volunteer.organisation.parent_id) if volunteer.organisation.parent_id else Q()
    rows = Team.objects.filter(Q(pk__in=seen) | beside) if beside else Team.objects.filter(pk__in=seen)
    return rows.filter(until=None).exclude(pk=volunteer.team_id).select_related("organisation").order_by(
        "organisation__path", "name"
    )  # fmt: skip


def missing_of(volunteer: Volunteer, today: date) -> list[str]:
    """Return what a registration lacks, in words: facts of 志愿服务条例 art. 7, consent, a minor's guardian."""
    person, given = volunteer.person, people.consent(volunteer.person, CONSENT.code)
    said = {"id_number": person.id_number, "phone": person.phone, "skills": volunteer.skills, "times": volunteer.times}
    missing = [*rules.missing_facts(said), *([] if given else ["consent"])]
    if rules.why_not_register(
        years=years_of(volunteer, today), has_guardian=bool(given and given.guardian_name),
        agrees=bool(given and given.given_by == Consent.By.GUARDIAN), comes_along=volunteer.is_accompanied,
    ):  # fmt: skip
        missing.append("guardian")
    return [str(FACTS_ASKED[name]) for name in missing]


def years_of(volunteer: Volunteer, on: date) -> int | None:
    """Return a volunteer's age on a day, None where nobody knows when they were born."""
    born_on = people.born_on(volunteer.person)
    return people.age_on(born_on, on) if born_on else None


def team_on(volunteer: Volunteer, on: date) -> Team | None:
    """Return the team a volunteer was in on a day, None without one or outside the registration."""
    if on < volunteer.registered_on or (volunteer.left_on and on > volunteer.left_on):
        return None
    if on >= volunteer.since:
        return volunteer.team
    stay = volunteer.stays.filter(since__lte=on, until__gte=on).select_related("team").first()
    return stay.team if stay else None


def running_out(actor: gate.Actor, today: date) -> Any:
    """Return the engagements that end within the next 60 days, soonest first."""
    rows = Engagement.objects.visible_to(actor).filter(ended_on=None, ends_on__gte=today, ends_on__lte=today + SOON)
    return rows.select_related("person", "organisation").order_by("ends_on", "pk")


def known_teams(organisations: Iterable[int]) -> dict[tuple[int, str], Team]:
    """Return the teams of organisations by key and folded name."""
    keys, found = [*set(organisations)], {}
    for start in range(0, len(keys), 500):
        for team in Team.objects.filter(organisation__in=keys[start : start + 500]).select_related("organisation"):
            found[team.organisation_id, fold(team.name)] = team
    return found


def _words(kind: str, organisation: Organisation, also: list[str]) -> list[str]:
    names = [word.name for word in terms.words(kind, organisation.path) if word.is_active]
    return [*[word for word in also if word and word not in names], *names]
