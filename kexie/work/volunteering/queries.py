"""Questions about teams, volunteers and engagements that span models."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from kexie.core import clock, gate, items
from kexie.core.terms import queries as terms
from kexie.core.text import fold
from kexie.network.organisations.models import Division, Level, Organisation
from kexie.network.people import queries as people
from kexie.network.people.models import Consent, Person
from kexie.network.people.queries import Purpose
from kexie.work.activities.models import Activity

from . import measures, rules
from .flows import STANDING
from .models import Assignment, Engagement, Post, Shift, Suspension, Team, Volunteer

SOON = timedelta(days=60)  # how long before its end an engagement is said to run out
MOST_BODIES = 300
SLOTS = rules.SLOTS
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


def agreed_and_missing(volunteer: Volunteer, today: date) -> dict[str, Any]:
    """Return who agreed to a registration and when, and what it lacks while it runs."""
    given = people.consent(volunteer.person, CONSENT.code)
    guardian = given._meta.get_field("guardian_name").mask(given.guardian_name) if given else ""
    return {
        "given": given,
        "on": clock.day(given.given_at) if given else None,
        "guardian": guardian,
        "is_accompanied": volunteer.is_accompanied,
        "missing": [] if volunteer.left_on else missing_of(volunteer, today),
    }


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


def why_not_serve(volunteer: Volunteer, post: Post, day: date) -> str:
    """Return why a volunteer is not fit for a post on a day, as a sentence, or ""."""
    years = years_of(volunteer, day)
    may_alone = True
    if years is not None and years < rules.ADULT:
        given = people.consent(volunteer.person, CONSENT.code)
        may_alone = volunteer.is_accompanied or bool(given and given.given_by == Consent.By.GUARDIAN)
    why = rules.why_not_serve(years=years, youngest=post.youngest, may_alone=may_alone)
    said = {"who": volunteer, "post": post, "age": post.youngest}
    return {
        "": "",
        "unknown": _("“%(post)s”要求年满 %(age)s 周岁，%(who)s没有登记出生日期或身份证号，请先补上。") % said,
        "too_young": _("“%(post)s”要求年满 %(age)s 周岁，%(who)s到那天还不满。") % said,
        "guardian": _("%(who)s未满 18 周岁，还没有监护人同意或陪同，请先在志愿者页面补上。") % said,
    }[why]


def suspended(volunteer: Volunteer, day: date) -> Suspension | None:
    """Return what keeps a volunteer from serving on a day, by whichever of their registrations, if anything does."""
    rows = Suspension.objects.filter(volunteer__person=volunteer.person_id, starts_on__lte=day)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=day)).first()


def overlapping(volunteer: Volunteer, shift: Shift, busy: Iterable[Shift] | None = None) -> Shift | None:
    """Return another shift the same person is in at that time, if any; shifts that only touch do not overlap."""
    if busy is None:
        busy = Shift.objects.filter(
            assignments__volunteer__person=volunteer.person_id, assignments__state=Assignment.State.ACCEPTED,
            cancelled_at=None, starts_at__lt=shift.ends_at, ends_at__gt=shift.starts_at,
        ).select_related("post")  # fmt: skip
    meet = (one for one in busy if one.starts_at < shift.ends_at and one.ends_at > shift.starts_at)
    return min((one for one in meet if one.pk != shift.pk), key=lambda one: one.starts_at, default=None)


def shifts_of(volunteers: Iterable[Volunteer], days: Iterable[date]) -> dict[int, list[Shift]]:
    """Return the shifts people (by their key) are in around some days."""
    people, found = [*{one.person_id for one in volunteers}], {}
    first, last = _span(days)
    for start in range(0, len(people), 500):
        rows = Assignment.objects.filter(
            volunteer__person__in=people[start : start + 500], state=Assignment.State.ACCEPTED,
            shift__cancelled_at=None, shift__starts_at__lt=last, shift__ends_at__gt=first,
        )  # fmt: skip
        for row in rows.select_related("shift__post", "volunteer"):
            found.setdefault(row.volunteer.person_id, []).append(row.shift)
    return found


def recruiting(*, on: date) -> Any:
    """Return the posts the public may apply for on a day: open, and standing or of an activity that is public."""
    public = Activity.objects.public(on=on).coming(on=on)
    rows = Post.objects.filter(Q(activity=None) | Q(activity__in=public), state=Post.State.OPEN)
    return rows.select_related("organisation", "activity").order_by("-pk")


def open_shifts(posts: Iterable[Post], *, at: datetime) -> dict[int, list[Shift]]:
    """Return the shifts to come of each post by its key, the soonest first."""
    found: dict[int, list[Shift]] = {}
    rows = Shift.objects.filter(post__in=[*posts], cancelled_at=None, starts_at__gt=at)
    for shift in rows.select_related("post__organisation", "session").order_by("starts_at", "pk"):
        found.setdefault(shift.post_id, []).append(shift)
    return found


def registering_bodies() -> Any:
    """Return where the public may ask to be registered: associations, as far down as a list of them can be read."""
    rows = Organisation.objects.active().filter(kind=Organisation.Kind.ASSOCIATION).order_by("path")
    return rows if rows.count() <= MOST_BODIES else rows.exclude(level=Level.VILLAGE).exclude(level=Level.TOWN)


def standing_of(persons: Iterable[Person]) -> Any:
    """Return the shifts, not called off, that people asked for, wait for or are in."""
    return Assignment.objects.filter(volunteer__person__in=[*persons], state__in=STANDING, shift__cancelled_at=None)


def said(shift: Shift) -> str:
    """Return a shift with both its ends, as people say it."""
    start, end = shift.starts_at.astimezone(clock.ZONE), shift.ends_at.astimezone(clock.ZONE)
    last = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%m-%d %H:%M}"
    return f"{shift.post} {start:%Y-%m-%d %H:%M}—{last}"


def fitting(
    shift: Shift, actor: gate.Actor, *, skill: str = "", area: Division | None = None, only_free: bool = True,
    words: str = "",
) -> Any:  # fmt: skip
    """Return the volunteers who could take a shift, by what they said of themselves: registered, old enough, not busy.

    skill: one they have; area: a place they serve in, or one around or within it; only_free: who named no times, or
    named those of the shift. One statement, whatever their number.
    """
    day, post = clock.day(shift.starts_at), shift.post
    rows = Volunteer.objects.visible_to(actor).filter(Q(left_on=None) | Q(left_on__gte=day), registered_on__lte=day)
    if post.youngest is not None:
        rows = rows.filter(person__born_on__lte=rules.born_by(day, post.youngest))
    out = Suspension.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)
    rows = rows.exclude(Exists(out.filter(volunteer__person=OuterRef("person"))))
    taken = Assignment.objects.filter(volunteer__person=OuterRef("person"))
    busy = taken.filter(
        state=Assignment.State.ACCEPTED, shift__cancelled_at=None, shift__starts_at__lt=shift.ends_at,
        shift__ends_at__gt=shift.starts_at,
    )  # fmt: skip
    rows = rows.exclude(Exists(busy)).exclude(Exists(taken.filter(shift=shift, state__in=STANDING)))
    if skill:
        rows = rows.filter(items.has("skills", skill))
    if area is not None:
        below, above = rules.branch(area.pk)
        rows = rows.filter(Q(area__gte=below.ljust(12, "0"), area__lte=below.ljust(12, "9")) | Q(area__in=above))
    if only_free:
        start, end = shift.starts_at.astimezone(clock.ZONE), shift.ends_at.astimezone(clock.ZONE)
        free = Q()
        for slot in rules.slots_of(start, end):
            free &= Q(items.has("times", slot))
        rows = rows.filter(free | Q(times=""))
    if words:
        rows = rows.filter(Q(person__name__contains=words) | Q(number=words) | Q(team__name__contains=words))
    return rows.select_related("person", "team", "organisation", "area").order_by("-times", "person__name", "pk")


def volunteers_named(
    asked: Iterable[tuple[str, str, str]], actor: gate.Actor
) -> dict[tuple[str, str, str], list[Volunteer]]:
    """Return the running registrations that each (name, mobile, number) may mean, within what the actor may see.

    A number means one; a mobile with the name, or the name alone, whoever has them.
    """
    asked = [*dict.fromkeys(asked)]
    rows: dict[str, list[Volunteer]] = {}
    names = [*{name for name, _phone, _number in asked}]
    seen = Volunteer.objects.visible_to(actor).filter(left_on=None).select_related("person", "organisation")
    for start in range(0, len(names), 500):
        for row in seen.filter(person__name__in=names[start : start + 500]):
            rows.setdefault(row.person.name, []).append(row)
    field = Person._meta.get_field("phone")
    found = {}
    for name, phone, number in asked:
        there = rows.get(name, [])
        if number:
            there = [row for row in there if row.number == number]
        elif phone:
            there = [row for row in there if row.person.phone == field.normal(phone)]
        found[name, phone, number] = there
    return found


def shifts_on(days: Iterable[date], actor: gate.Actor) -> dict[tuple[str, datetime], Shift]:
    """Return the shifts of some days by the name of their post and when they begin."""
    first, last = _span(days)
    rows = Shift.objects.visible_to(actor).filter(starts_at__gte=first, starts_at__lt=last, cancelled_at=None)
    rows = rows.select_related("post__organisation", "session__activity__organisation")
    return {(row.post.name, row.starts_at.astimezone(clock.ZONE)): row for row in rows}


def _span(days: Iterable[date]) -> tuple[datetime, datetime]:
    days = [*days] or [date(1970, 1, 1)]
    return (
        datetime.combine(min(days), time(), clock.ZONE),
        datetime.combine(max(days) + timedelta(days=2), time(), clock.ZONE),
    )


def _words(kind: str, organisation: Organisation, also: list[str]) -> list[str]:
    names = [word.name for word in terms.words(kind, organisation.path) if word.is_active]
    return [*[word for word in also if word and word not in names], *names]
