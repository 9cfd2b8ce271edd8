"""What can be done to activities and campaigns, each posting to the ledger as it writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.files import services as files
from kexie.core.refusals import NotFound, Refusal
from kexie.core.terms import services as terms
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import services as ledger

from . import measures, rules
from .flows import ACTIVITY
from .models import Activity, Campaign, Party, Photo

MOST_PHOTOS = 30


class TooManyPhotos(Refusal):
    """An activity keeps a limited number of photos."""

    code = "too_many_photos"
    status = 422


class TooEarly(Refusal):
    """The activity has not begun, so it cannot have been held."""

    code = "too_early"


def record(
    *, activity: Activity, actor: gate.Actor, today: date, parties: Sequence[Organisation] | None = None,
    pictures: Sequence[rules.Picture] = (), note: str = "",
) -> Activity:  # fmt: skip
    """Write down an activity that was held, with its photos, and post it.

    :raises NotAllowed: the actor may not record activities of the leading body
    :raises TooManyPhotos: there are more photos than an activity keeps
    :raises TooEarly: its day lies ahead
    :raises Invalid: a field refuses, or the same activity was recorded before
    """
    activity.state = Activity.State.COMPLETED
    with transaction.atomic():
        keep(activity=activity, actor=actor, today=today, parties=parties, did="record", note=note)
        add_photos(activity=activity, pictures=pictures, actor=actor)
    return activity


def keep(
    *, activity: Activity, actor: gate.Actor, today: date, parties: Sequence[Organisation] | None = None,
    did: str = "correct", note: str = "",
) -> Activity:  # fmt: skip
    """Write an activity as it stands with its co-hosts (None: as they are), and make the ledger say so.

    A completed activity that was posted before is reversed and posted anew; nothing is posted when nothing that
    counts has changed.

    :raises NotAllowed: the actor may not record activities of the leading body
    :raises NotFound: a co-host is not within the actor's view
    :raises TooEarly: it is completed and its day lies ahead
    :raises Invalid: a field refuses, or the same activity was recorded before
    """
    gate.require(actor, "edit", activity)
    if activity.state == Activity.State.COMPLETED:
        _require_begun(activity, today)
    with transaction.atomic():
        records.save(activity, actor=actor, did=did, note=note)
        if parties is not None:
            _join(activity, parties, actor)
        _post(activity, actor, note)
    return activity


def complete(*, activity: Activity, actor: gate.Actor, today: date, note: str = "") -> Activity:
    """Say that a planned activity was held, and post what came of it.

    :raises NotAllowed: the actor may not record activities of the leading body
    :raises TooEarly: its day lies ahead
    :raises WrongState: it is not planned
    """
    gate.require(actor, "edit", activity)
    _require_begun(activity, today)
    return _walk(activity, "complete", actor, note)


def cancel(*, activity: Activity, actor: gate.Actor, note: str) -> Activity:
    """Call an activity off; what it had posted is reversed.

    :raises NotAllowed: the actor may not record activities of the leading body
    :raises WrongState: it is cancelled already, or no reason is given
    """
    gate.require(actor, "edit", activity)
    return _walk(activity, "cancel", actor, note)


def plan_again(*, activity: Activity, actor: gate.Actor, note: str) -> Activity:
    """Take completion or cancellation back; what it had posted is reversed.

    :raises NotAllowed: the actor may not record activities of the leading body
    :raises WrongState: it is only planned, or no reason is given
    """
    gate.require(actor, "edit", activity)
    return _walk(activity, "plan_again", actor, note)


def add_photos(*, activity: Activity, pictures: Sequence[rules.Picture], actor: gate.Actor) -> list[Photo]:
    """Keep photos of an activity; whoever sees the leading body's files may open them.

    :raises NotAllowed: the actor may not edit the activity
    :raises TooManyPhotos: there are more than an activity keeps
    """
    gate.require(actor, "edit", activity)
    there = activity.photos.count()
    if there + len(pictures) > MOST_PHOTOS:
        raise TooManyPhotos(
            _("一次活动最多留 %(most)d 张照片，已有 %(there)d 张。请挑几张再传。")
            % {"most": MOST_PHOTOS, "there": there}
        )
    kept = []
    with transaction.atomic():
        for number, picture in enumerate(pictures, there + 1):
            file = files.store(
                name=f"{activity.starts_on} {activity.name} {number}{picture.suffix}", content=picture.data,
                organisation=activity.organisation, purpose="activity_photo", actor=actor,
                content_type=picture.content_type,
            )  # fmt: skip
            kept.append(records.save(Photo(activity=activity, file=file), actor=actor, did="add_photos"))
    return kept


def remove_photo(*, photo: Photo, actor: gate.Actor) -> None:
    """Take a photo away for good.

    :raises NotAllowed: the actor may not edit the activity
    """
    gate.require(actor, "edit", photo)
    with transaction.atomic():
        file = photo.file
        records.remove(photo, actor=actor, did="remove_photo")
        files.discard(file=file, actor=gate.SYSTEM)


def keep_campaign(*, campaign: Campaign, actor: gate.Actor, did: str = "change") -> Campaign:
    """Write a campaign; when its series changed, its activities are posted under the new name.

    :raises NotAllowed: the actor may not edit at the organising body
    :raises Invalid: a field refuses, or the series is there for that year
    """
    gate.require(actor, "edit", campaign)
    with transaction.atomic():
        stored = None if campaign._state.adding else Campaign.objects.filter(pk=campaign.pk).first()
        records.save(campaign, actor=actor, did=did)
        if stored is not None and stored.series != campaign.series:
            activities = [*campaign.activities.select_related("organisation", "campaign")]
            post_many(rows=activities, actor=actor, note=_("主题活动系列改为%s") % campaign.series)
    return campaign


def settle_imported(*, drafts: Sequence[Activity], organisation: Organisation, actor: gate.Actor) -> None:
    """Store the campaigns and the forms that imported activities name and nobody kept before, at the organisation.

    :raises NotAllowed: the actor may not import at the organisation
    """
    gate.require(actor, "import", organisation)
    link = Activity._meta.get_field("campaign")
    for draft in drafts:
        if link.is_cached(draft) and (campaign := draft.campaign) is not None:
            if campaign._state.adding:
                there = Campaign.objects.filter(
                    organisation=campaign.organisation, series=campaign.series, year=campaign.year
                ).first()
                campaign = there or records.save(campaign, actor=actor, did="import")
            draft.campaign = campaign
    terms.adopt(kind=measures.FORM, names=(draft.form for draft in drafts), path=organisation.path, actor=actor)


def post_imported(
    *, rows: Sequence[Activity], joined: Mapping[int, Sequence[Organisation]], actor: gate.Actor, path: str, note: str
) -> None:
    """Store the co-hosts that an import names (by activity key), and post the activities it wrote.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Activity)
    parties = [Party(activity_id=key, organisation=body) for key, bodies in joined.items() for body in bodies]
    records.add_many(parties, actor=actor, did="join_activity", path=path, note=note)
    post_many(rows=rows, actor=actor, note=note)


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
    the co-hosts by the activity's rule.
    """
    if activity.state != Activity.State.COMPLETED:
        return ledger.Source(activity, activity.organisation, [])
    how = {
        "on": activity.starts_on, "form": activity.form, "team": activity.team, "channel": activity.channel,
        "campaign": activity.campaign.series if activity.campaign_id else "",
    }  # fmt: skip
    hosts = [activity.organisation, *parties]

    def line(measure: str, amount: int, **more: object) -> ledger.Line:
        return ledger.Line(measure, amount, **{**how, **more, "shares": _shares(hosts, amount, activity.sharing)})

    evidence = activity.evidence
    lines = [line(measures.HELD.code, activity.sessions, evidence=evidence)] if activity.sessions else []
    for name, measure in measures.RESULTS.items():
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


def _shares(hosts: Sequence[Organisation], amount: int, rule: str) -> list[tuple[Organisation, int]]:
    if len(hosts) == 1 or rule == ledger.LEAD:
        return []
    return [(host, part) for host, part in zip(hosts, ledger.shares(rule, amount, len(hosts)), strict=True) if part]


def _require_begun(activity: Activity, today: date) -> None:
    if activity.starts_on and rules.why_not_complete(starts_on=activity.starts_on, today=today):
        raise TooEarly(
            _("“%(name)s”要到 %(day)s 才举办，办完以后再记。现在可以先存为计划。")
            % {"name": activity.name, "day": activity.starts_on}
        )


def _walk(activity: Activity, move: str, actor: gate.Actor, note: str) -> Activity:
    with transaction.atomic():
        activity = ACTIVITY.walk(activity, move, actor=actor, note=note)
        _post(activity, actor, note)
    return activity


def _post(activity: Activity, actor: gate.Actor, note: str) -> None:
    parties = [party.organisation for party in activity.parties.select_related("organisation")]
    ledger.post(source=source_of(activity=activity, parties=parties), actor=actor, note=note)


def _join(activity: Activity, wanted: Sequence[Organisation], actor: gate.Actor) -> None:
    there = {party.organisation_id: party for party in activity.parties.all()}
    fresh = {body.pk: body for body in wanted if body.pk not in there and body.pk != activity.organisation_id}
    if len(fresh) != Organisation.objects.visible_to(actor).filter(pk__in=fresh).count():
        raise NotFound(_("合办单位里有找不到的单位，请从组织名录里选。"))
    for body in fresh.values():
        records.save(Party(activity=activity, organisation=body), actor=actor, did="join_activity")
    kept = {body.pk for body in wanted}
    for key, party in there.items():
        if key not in kept:
            records.remove(party, actor=actor, did="leave_activity")
