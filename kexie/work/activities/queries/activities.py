"""What others may ask about activities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kexie.core import clock, gate
from kexie.core.terms import queries as terms
from kexie.network.organisations.models import Organisation
from kexie.office.approvals import queries as approvals
from kexie.office.ledger import measures as ledger
from kexie.office.ledger.models import Entry
from kexie.work.activities import measures, rules
from kexie.work.activities.models import Activity, Campaign, Session

RECENT = timedelta(days=14)
SESSION = Session._meta.label_lower
MISSING = {
    "time": _("没有写时间"), "place": _("没有写地点或线上地址"), "contact": _("没有写联系方式"),
    "session": _("没有场次"), "safety_plan": _("没有写安全预案（面向未成年人、在户外或这种形式必须有）"),
    "over": _("日期已经过去"), "strays": _("有场次不在活动的日期里"),
}  # fmt: skip


def missing(activity: Activity, today: date) -> list[str]:
    """Return what stands in the way of publishing an activity, in a few words each; nothing when it is ready."""
    timetable = [one for one in activity.timetable.all() if one.state != Session.State.CANCELLED]
    last = activity.ends_on or activity.starts_on
    words = terms.words(measures.FORM, activity.organisation.path)
    why = rules.why_not_publish(
        has_time=bool(timetable) or activity.starts_time is not None,
        has_place=bool(activity.place or (all(one.place or one.online_url for one in timetable) and timetable)),
        has_contact=bool(activity.contact),
        has_session=bool(timetable),
        needs_safety_plan=rules.needs_safety_plan(
            age_from=activity.age_from, age_to=activity.age_to, is_outdoor=activity.is_outdoor,
            form_asks=any(word.name == activity.form and word.extra.get("safety") for word in words),
        ),
        has_safety_plan=bool(activity.safety_plan.strip()),
        is_over=last < today,
        strays=any(not activity.starts_on <= clock.day(one.starts_at) <= last for one in timetable),
    )  # fmt: skip
    return [str(MISSING[code]) for code in why]


@dataclass(frozen=True)
class Result:
    """One number an activity came to, and how it was obtained."""

    title: str
    amount: int
    unit: str
    evidence: str
    url: str = ""  # of the records behind it


def results_of(activity: Activity) -> list[Result]:
    """Return what came of an activity: only the numbers somebody wrote down."""
    found = [Result(str(measures.HELD.title), activity.sessions, measures.HELD.unit, activity.evidence)]
    is_door = activity.people_from == Activity.PeopleFrom.DOOR
    for name, measure in measures.RESULTS.items():
        amount = getattr(activity, name)
        if amount is not None and not (is_door and name in rules.PEOPLE):
            evidence = rules.evidence_of(name, activity.evidence, activity.estimated)
            found.append(Result(str(measure.title), amount, measure.unit, evidence))
    for title, amount in activity.more_results.items():
        found.append(Result(title, amount, "", rules.evidence_of(title, activity.evidence, activity.estimated)))
    return found


def said(session: Session) -> str:
    """Return a session in a few words: 第 1 场 5月19日 09:00."""
    at = session.starts_at.astimezone(clock.ZONE)
    return f"{session} {at.month}月{at.day}日 {at:%H:%M}"


def timetable_of(activity: Activity) -> list[Session]:
    """Return the sessions of an activity in order."""
    return [*activity.timetable.order_by("starts_at", "number")]


def publishing(activity: Activity, actor: gate.Actor) -> dict[str, Any]:
    """Return what keeps a plan from the public, and the approvals asked for it; {} for what was only recorded."""
    if activity.state == Activity.State.COMPLETED and activity.published_at is None:
        return {}
    plans = (Activity.State.PLANNED, Activity.State.APPROVED)
    today = clock.today()
    return {
        "missing": missing(activity, today) if activity.state in plans and activity.starts_on >= today else [],
        "requests": [*approvals.requests_of(activity._meta.label_lower, activity.pk, actor)],
    }


def from_door(activity: Activity, actor: gate.Actor) -> list[Result]:
    """Return what each session of an activity counted at the door, by measure and how it was obtained."""
    sessions = {session.pk: session for session in activity.timetable.all()}
    rows = Entry.objects.visible_to(actor).filter(
        source_kind=SESSION, source_id__in=[*sessions], organisation=activity.organisation_id
    )
    by = ("source_id", "measure", "evidence")
    found = rows.order_by(*by).values(*by).annotate(total=Sum("amount"))
    return [
        Result(
            _door_title(sessions, row), row["total"], ledger.get(row["measure"]).unit, row["evidence"],
            reverse("ledger:source", args=[SESSION, row["source_id"]]),
        )
        for row in found
        if row["total"]
    ]  # fmt: skip


def _door_title(sessions: dict[int, Session], row: dict[str, Any]) -> str:
    title = str(ledger.get(row["measure"]).title)
    return f"{sessions[row['source_id']]} {title}" if len(sessions) > 1 else title


def entries_of(activity: Activity, actor: gate.Actor) -> Any:
    """Return everything an activity counts in the ledger, the latest first: by itself, and at its doors."""
    own = Q(source_kind=activity._meta.label_lower, source_id=activity.pk)
    doors = Q(source_kind=SESSION, source_id__in=activity.timetable.order_by().values("pk"))
    return Entry.objects.visible_to(actor).filter(own | doors).select_related("organisation").order_by("-pk")


def posted_by(activity: Activity, actor: gate.Actor) -> list[Result]:
    """Return what the ledger has of an activity now, every measure once, as far as the actor may see it."""
    rows = Entry.objects.visible_to(actor).of_source(activity._meta.label_lower, activity.pk).filter(
        organisation=activity.organisation_id, posting__reverses__isnull=True, posting__reversed_by__isnull=True
    )  # fmt: skip
    return [
        Result(row.kind or str(ledger.get(row.measure).title), row.amount, ledger.get(row.measure).unit, row.evidence)
        for row in rows.order_by("pk")
    ]


def forms_at(organisation: Organisation, also: str = "") -> list[str]:
    """Return the forms of activity offered at an organisation, with one that is in use already."""
    names = [word.name for word in terms.words(measures.FORM, organisation.path) if word.is_active]
    return names if not also or also in names else [also, *names]


def series_at(organisation: Organisation, also: str = "") -> list[str]:
    """Return the series of campaigns offered at an organisation, with one that is in use already."""
    names = [word.name for word in terms.words(measures.SERIES, organisation.path) if word.is_active]
    return names if not also or also in names else [also, *names]


def own_results(organisation: Organisation) -> dict[str, list[str]]:
    """Return the results that forms ask for beside the usual ones, by form."""
    words = terms.words(measures.FORM, organisation.path)
    return {word.name: list(word.extra["results"]) for word in words if word.is_active and word.extra.get("results")}


def guess_next(organisation: Organisation, actor: gate.Actor, today: date) -> dict[str, Any]:
    """Return what the next record of a body most likely says, from its last one: the form, and a running campaign."""
    last = Activity.objects.visible_to(actor).filter(organisation=organisation).order_by("-starts_on", "-pk").first()
    running = (
        Campaign.objects.visible_to(actor).filter(starts_on__lte=today, ends_on__gte=today).order_by("-pk").first()
    )
    guess: dict[str, Any] = {"starts_on": today, "evidence": "counted", "form": "讲座"}
    if running is not None:
        guess["campaign"] = running.pk
    if last is not None:
        guess["form"] = last.form
        if today - RECENT <= last.starts_on <= today and last.campaign_id:
            guess["campaign"] = last.campaign_id
    return guess
