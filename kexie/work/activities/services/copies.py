"""Last year's activities and campaigns as this year's plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import events, gate, records
from kexie.core.refusals import Refusal
from kexie.work.activities import rules
from kexie.work.activities.events import Copied
from kexie.work.activities.models import Activity, Campaign, Party, Session

KEPT = (
    "organisation_id", "form", "channel", "starts_time", "ends_time", "place", "division_id", "host_text", "team",
    "sharing", "introduction", "contact", "age_from", "age_to", "is_outdoor", "safety_plan", "risk_notice",
    "insurance", "resources", "brand_id", "people_from", "sessions", "is_led",
)  # fmt: skip
OF_SESSION = ("number", "name", "place", "online_url", "capacity")


class AlreadyThere(Refusal):
    """The copy was made before."""

    code = "already_there"


def copy(*, activity: Activity, actor: gate.Actor, today: date) -> Activity:
    """Plan an activity again for its next year: same weekday, same sessions and hosts, nothing of the results.

    :raises NotAllowed: the actor may not edit activities of the leading body
    :raises AlreadyThere: the same plan stands already on that day
    """
    gate.require(actor, "edit", activity)
    years = rules.years_until(activity.starts_on, today)
    series = activity.campaign
    campaign = series and Campaign.objects.visible_to(actor).filter(
        organisation=series.organisation, series=series.series, year=series.year + years
    ).first()  # fmt: skip
    with transaction.atomic():
        made = _copies([activity], years, campaign, actor)
        if not made:
            raise AlreadyThere(_("“%s”这一天的计划已经在了，没有再复制。") % activity)
    return made[0]


def copy_campaign(*, campaign: Campaign, actor: gate.Actor, today: date) -> tuple[Campaign, int]:
    """Plan a campaign's next edition with those of its activities that the actor keeps; return it and how many.

    What was cancelled is left out, and what stands in the new edition already.

    :raises NotAllowed: the actor may not edit at the organising body
    :raises Invalid: the series is there for that year
    """
    gate.require(actor, "edit", campaign)
    years = max(1, today.year - campaign.year)
    if campaign.starts_on:
        years = rules.years_until(campaign.starts_on, today)
    fresh = Campaign(
        organisation=campaign.organisation, series=campaign.series, year=campaign.year + years,
        introduction=campaign.introduction,
        starts_on=campaign.starts_on and rules.a_year_on(campaign.starts_on, years),
        ends_on=campaign.ends_on and rules.a_year_on(campaign.ends_on, years),
    )  # fmt: skip
    with transaction.atomic():
        records.save(fresh, actor=actor, did="copy_campaign", note=str(campaign))
        rows = Activity.objects.visible_to(actor).filter(campaign=campaign).exclude(state=Activity.State.CANCELLED)
        mine = [row for row in rows.select_related("organisation") if gate.allows(actor, "edit", row)]
        return fresh, len(_copies(mine, years, fresh, actor))


def _copies(rows: Sequence[Activity], years: int, campaign: Campaign | None, actor: gate.Actor) -> list[Activity]:
    """Store copies of many activities with their hosts and sessions; those that stand already are left alone.

    What the floors above keep of them (how one signs up, what volunteers are wanted for) follows by `Copied`.
    """
    drafts = [(_draft(row, years, campaign), row) for row in rows]
    keys = [draft.key for draft, _row in drafts]
    there = set()
    for start in range(0, len(keys), 500):
        there |= {*Activity.objects.filter(key__in=keys[start : start + 500]).values_list("key", flat=True)}
    fresh = [(draft, row) for draft, row in drafts if draft.key not in there]
    if not fresh:
        return []
    how = {"actor": actor, "did": "copy", "path": fresh[0][1].organisation.path}
    made = records.add_many([draft for draft, _row in fresh], **how)
    copied = {row.pk: draft for draft, row in fresh}
    parties, sessions = [], []
    for start in range(0, len(fresh), 500):
        part = [row.pk for _draft, row in fresh[start : start + 500]]
        parties += Party.objects.filter(activity__in=part)
        sessions += Session.objects.filter(activity__in=part).exclude(state=Session.State.CANCELLED)
    records.add_many([Party(activity=copied[p.activity_id], organisation_id=p.organisation_id) for p in parties], **how)
    before = {row.pk: row for _draft, row in fresh}
    moved = [_moved(one, before[one.activity_id], copied[one.activity_id]) for one in sessions]
    records.add_many(moved, **how)
    events.announce(Copied(copied, {one.pk: after for one, after in zip(sessions, moved, strict=True)}, actor))
    return made


def _draft(row: Activity, years: int, campaign: Campaign | None) -> Activity:
    draft = Activity(
        **{name: getattr(row, name) for name in KEPT},
        name=row.name.replace(str(row.starts_on.year), str(row.starts_on.year + years)),
        campaign=campaign,
        starts_on=rules.a_year_on(row.starts_on, years),
        ends_on=row.ends_on and rules.a_year_on(row.starts_on, years) + (row.ends_on - row.starts_on),
    )
    draft.clean()
    return draft


def _moved(session: Session, before: Activity, after: Activity) -> Session:
    by = after.starts_on - before.starts_on
    return Session(
        activity=after, starts_at=session.starts_at + by, ends_at=session.ends_at + by,
        **{name: getattr(session, name) for name in OF_SESSION},
    )  # fmt: skip
