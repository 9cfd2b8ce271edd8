"""What others may ask about activities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Sum

from kexie.core import gate
from kexie.core.terms import queries as terms
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import measures as ledger
from kexie.office.ledger.models import Entry

from . import measures, rules
from .models import Activity, Campaign

RECENT = timedelta(days=14)


@dataclass(frozen=True)
class Result:
    """One number an activity came to, and how it was obtained."""

    title: str
    amount: int
    unit: str
    evidence: str


def results_of(activity: Activity) -> list[Result]:
    """Return what came of an activity: only the numbers somebody wrote down."""
    found = [Result(str(measures.HELD.title), activity.sessions, measures.HELD.unit, activity.evidence)]
    for name, measure in measures.RESULTS.items():
        amount = getattr(activity, name)
        if amount is not None:
            evidence = rules.evidence_of(name, activity.evidence, activity.estimated)
            found.append(Result(str(measure.title), amount, measure.unit, evidence))
    for title, amount in activity.more_results.items():
        found.append(Result(title, amount, "", rules.evidence_of(title, activity.evidence, activity.estimated)))
    return found


def posted_by(activity: Activity, actor: gate.Actor) -> list[Result]:
    """Return what the ledger has of an activity now, every measure once, as far as the actor may see it."""
    rows = Entry.objects.visible_to(actor).of_source(activity._meta.label_lower, activity.pk).filter(
        organisation=activity.organisation_id, posting__reverses__isnull=True, posting__reversed_by__isnull=True
    )  # fmt: skip
    return [
        Result(row.kind or str(ledger.get(row.measure).title), row.amount, ledger.get(row.measure).unit, row.evidence)
        for row in rows.order_by("pk")
    ]


def campaign_figures(campaign: Campaign, actor: gate.Actor) -> dict[str, Any]:
    """Return what the visible activities of a campaign came to: results over all, and sessions by form.

    Sums over the campaign's own records, each once whoever held it; the ledger's figures by place and period are
    metrics.
    """
    held = Activity.objects.visible_to(actor).filter(campaign=campaign, state=Activity.State.COMPLETED).order_by()
    sums = held.aggregate(**{name: Sum(name) for name in ("sessions", *rules.RESULTS)})
    titles = {"sessions": measures.HELD, **measures.RESULTS}
    return {
        "results": [Result(str(titles[n].title), v, titles[n].unit, "") for n, v in sums.items() if v],
        "forms": list(held.values_list("form").annotate(n=Sum("sessions")).order_by("-n", "form")),
    }


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
