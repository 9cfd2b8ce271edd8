"""What an activity counts, and making the ledger say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kexie.core import gate
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import services as ledger
from kexie.work.activities import measures, rules
from kexie.work.activities.models import Activity, Party


def post_many(*, rows: Sequence[Activity], actor: gate.Actor, note: str) -> None:
    """Make the ledger say what many activities say now; those that say the same again write nothing.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Activity)
    hosts = defaultdict(list)
    for start in range(0, len(rows), 500):
        parties = Party.objects.filter(activity__in=[row.pk for row in rows[start : start + 500]])
        for party in parties.select_related("organisation"):
            hosts[party.activity_id].append(party.organisation)
    ledger.post_many(sources=(source_of(activity=row, parties=hosts[row.pk]) for row in rows), actor=actor, note=note)


def source_of(*, activity: Activity, parties: Sequence[Organisation]) -> ledger.Source:
    """Return what an activity counts; nothing unless it was completed.

    Everything counts on the day it starts. What this level led stands with the lead alone; all else is shared with
    the co-hosts by the activity's rule. Where people come from the door, the two numbers of people are left out.
    """
    if activity.state != Activity.State.COMPLETED:
        return ledger.Source(activity, activity.organisation, [])
    how = {"on": activity.starts_on, **dimensions_of(activity)}
    hosts = [activity.organisation, *parties]

    def line(measure: str, amount: int, **more: object) -> ledger.Line:
        return ledger.Line(measure, amount, **{**how, **more, "shares": _shares(hosts, amount, activity.sharing)})

    evidence = activity.evidence
    lines = [line(measures.HELD.code, activity.sessions, evidence=evidence)] if activity.sessions else []
    for name, measure in measures.RESULTS.items():
        if activity.people_from == Activity.PeopleFrom.DOOR and name in rules.PEOPLE:
            continue  # attendance posts them itself, by name, with the session as source
        if amount := getattr(activity, name):
            lines.append(line(measure.code, amount, evidence=rules.evidence_of(name, evidence, activity.estimated)))
    for title, amount in activity.more_results.items():
        if amount:
            said = rules.evidence_of(title, evidence, activity.estimated)
            lines.append(line(measures.RESULT.code, amount, kind=title[:60], evidence=said))
    if activity.is_led:
        lines.append(ledger.Line(measures.LED.code, 1, evidence=evidence, **how))
    if activity.is_excellent:
        lines.append(line(measures.EXCELLENT.code, 1, evidence=evidence))
    return ledger.Source(activity, activity.organisation, lines)


def dimensions_of(activity: Activity) -> dict[str, str]:
    """Return what every entry about an activity says beside measure, day and amount, as arguments of a ledger line."""
    return {
        "form": activity.form, "team": activity.team, "channel": activity.channel,
        "campaign": activity.campaign.series if activity.campaign_id else "",
    }  # fmt: skip


def shares_of(activity: Activity, amount: int) -> list[tuple[Organisation, int]]:
    """Return how the hosts of an activity share an amount by its rule; empty where the lead alone counts it.

    Co-hosts are read through `activity.parties.all()`: prefetch `parties__organisation` when asking about many.
    """
    hosts = [activity.organisation, *(party.organisation for party in activity.parties.all())]
    return _shares(hosts, amount, activity.sharing)


def post(*, activity: Activity, actor: gate.Actor, note: str) -> None:
    """Make the ledger say what one activity says now.

    :raises NotAllowed: the actor may not record activities of the leading body
    """
    gate.require(actor, "edit", activity)
    parties = [party.organisation for party in activity.parties.select_related("organisation")]
    ledger.post(source=source_of(activity=activity, parties=parties), actor=actor, note=note)


def _shares(hosts: Sequence[Organisation], amount: int, rule: str) -> list[tuple[Organisation, int]]:
    if len(hosts) == 1 or rule == ledger.LEAD:
        return []
    return [(host, part) for host, part in zip(hosts, ledger.shares(rule, amount, len(hosts)), strict=True) if part]
