"""Activities are written down and corrected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import events, gate, records
from kexie.core.refusals import NotFound, Refusal
from kexie.network.organisations.models import Organisation
from kexie.work.activities import rules
from kexie.work.activities.events import Corrected
from kexie.work.activities.models import Activity, Party

from .counting import post
from .photos import add_photos


class Settled(Refusal):
    """What others agree to, or have agreed to, is not changed behind their backs."""

    code = "settled"


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
    :raises Settled: it waits for approval, or has it and is not published yet
    :raises TooEarly: it is completed and its day lies ahead
    :raises Invalid: a field refuses, or the same activity was recorded before
    """
    gate.require(actor, "edit", activity)
    require_open(activity)
    if activity.state == Activity.State.COMPLETED:
        require_begun(activity, today)
    with transaction.atomic():
        records.save(activity, actor=actor, did=did, note=note)
        if parties is not None:
            _join(activity, parties, actor)
        post(activity=activity, actor=actor, note=note)
        if activity.state == Activity.State.COMPLETED:
            events.announce(Corrected(activity, actor))
    return activity


def require_open(activity: Activity) -> None:
    """Raise Settled while an activity waits for approval, or has it and is not published yet."""
    if activity.state == Activity.State.SUBMITTED:
        raise Settled(_("“%s”正在审批，不能修改。要改请先撤回。") % activity)
    if activity.state == Activity.State.APPROVED:
        raise Settled(_("“%s”已经批准，不能修改。要改请先改回计划，改好再提交。") % activity)


def require_begun(activity: Activity, today: date) -> None:
    """Raise TooEarly when the day of an activity lies ahead."""
    if activity.starts_on and rules.why_not_complete(starts_on=activity.starts_on, today=today):
        said = _("“%(name)s”要到 %(day)s 才举办，办完以后再记。现在可以先存为计划。") % {
            "name": activity.name,
            "day": activity.starts_on,
        }
        raise TooEarly(said, fields={"starts_on": [said]})


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
