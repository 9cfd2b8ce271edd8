"""Recruiting posts and their shifts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.refusals import Refusal
from kexie.work.activities.models import Activity, Session
from kexie.work.volunteering import queries
from kexie.work.volunteering.flows import STANDING
from kexie.work.volunteering.models import Assignment, Post, Shift

from ._telling import tell_moved
from .assignments import fill, leave_all, step_back

OF_POST = ("name", "team_id", "what", "skills", "age_from", "is_dangerous", "risks", "insurance")


class ShiftHasPeople(Refusal):
    """Somebody is, or was, in the shift."""

    code = "shift_has_people"


class Overlapping(Refusal):
    """Somebody would be in two places at once."""

    code = "overlapping"


def keep_shift(*, shift: Shift, actor: gate.Actor, at: datetime, did: str = "change") -> Shift:
    """Write a shift as it stands; who waits moves up where there is more room now.

    With fewer places than people everybody stays, and the shift says by how many it is over.

    :raises NotAllowed: the actor may not edit at the recruiting unit
    :raises Overlapping: at the new time somebody in it would be in another shift
    :raises Invalid: a field or constraint refuses
    """
    gate.require(actor, "edit", shift)
    with transaction.atomic():
        records.save(shift, actor=actor, did=did)
        there = Assignment.objects.filter(shift=shift, state=Assignment.State.ACCEPTED)
        for row in there.select_related("volunteer__person"):
            if (other := queries.overlapping(row.volunteer, shift)) is not None:
                raise Overlapping(
                    _("改到这个时间，%(who)s会和“%(other)s”重叠。请先让他退出其中一个班次。")
                    % {"who": row.volunteer, "other": queries.said(other)}
                )
        fill(shift, at=at)
    return shift


def remove_shift(*, shift: Shift, actor: gate.Actor) -> None:
    """Delete a shift nobody ever applied for.

    :raises NotAllowed: the actor may not edit at the recruiting unit
    :raises ShiftHasPeople: somebody is or was in it; it can be cancelled instead
    """
    gate.require(actor, "edit", shift)
    with transaction.atomic():
        shift = Shift.objects.select_for_update(of=("self",)).select_related("post").get(pk=shift.pk)
        count = shift.assignments.count()
        if count:
            raise ShiftHasPeople(
                _("“%(shift)s”有 %(n)d 人报过名或排过班，不能删去。不办了请用“取消班次”。")
                % {"shift": shift, "n": count}
            )
        records.remove(shift, actor=actor, did="remove_shift")


def cancel_shift(*, shift: Shift, actor: gate.Actor, at: datetime, note: str) -> Shift:
    """Call a shift off: everybody in it steps back with the reason. Doing it again changes nothing.

    :raises NotAllowed: the actor may not edit at the recruiting unit
    """
    gate.require(actor, "edit", shift)
    with transaction.atomic():
        shift = Shift.objects.select_for_update(of=("self",)).select_related("post").get(pk=shift.pk)
        if shift.cancelled_at:
            return shift
        shift.cancelled_at = at
        records.save(shift, actor=actor, did="cancel_shift", note=note)
        leave_all(Assignment.objects.filter(shift=shift, state__in=STANDING), at=at, note=note)
    return shift


def copy_posts(*, activities: Mapping[int, Activity], sessions: Mapping[int, Session], actor: gate.Actor) -> None:
    """Draft the posts of copied activities with their shifts as those copied from had them; nobody serves yet.

    activities, sessions: the copies by the key of what each was copied from. A shift moves with its session, else with
    its activity. What was called off is left out.

    :raises NotAllowed: the actor may not edit one of the activities
    """
    for activity in activities.values():
        gate.require(actor, "edit", activity)
    posts: dict[int, Post] = {}
    keys = [*activities]
    for start in range(0, len(keys), 500):
        for row in Post.objects.filter(activity__in=keys[start : start + 500]).order_by("pk"):
            after, said = activities[row.activity_id], {name: getattr(row, name) for name in OF_POST}
            posts[row.pk] = Post(activity=after, organisation_id=after.organisation_id, **said)
    if not posts:
        return
    path = next(iter(activities.values())).organisation.path
    records.add_many([*posts.values()], actor=actor, did="copy", path=path)
    shifts, keys = [], [*posts]
    for start in range(0, len(keys), 500):
        rows = Shift.objects.filter(post__in=keys[start : start + 500], cancelled_at=None)
        for row in rows.select_related("session", "post__activity").order_by("pk"):
            if row.session_id and row.session_id not in sessions:
                continue
            shifts.append(_copied(row, posts[row.post_id], sessions.get(row.session_id or 0)))
    records.add_many(shifts, actor=actor, did="copy", path=path)


def _copied(row: Shift, post: Post, session: Session | None) -> Shift:
    by = session.starts_at - row.session.starts_at if session else post.activity.starts_on - row.post.activity.starts_on
    shift = Shift(
        post=post, session=session, starts_at=row.starts_at + by, ends_at=row.ends_at + by, places=row.places,
        place=row.place, team_id=row.team_id,
    )  # fmt: skip
    shift.clean()
    return shift


def move_shifts(*, session: Session, before: Session, actor: gate.Actor, at: datetime) -> None:
    """Move the shifts of a session along with it, and tell everybody in them; who is busy then steps back and is told.

    :raises NotAllowed: the actor may not edit at the recruiting unit
    """
    by = session.starts_at - before.starts_at
    for shift in Shift.objects.filter(session=session, cancelled_at=None).select_related("post__organisation"):
        gate.require(actor, "edit", shift)
        was_same = (shift.starts_at, shift.ends_at) == (before.starts_at, before.ends_at)
        shift.starts_at += by
        shift.ends_at = session.ends_at if was_same else shift.ends_at + by
        shift.place = session.place if shift.place == before.place else shift.place
        records.save(shift, actor=actor, did="move_shift")
        there = Assignment.objects.filter(shift=shift, state=Assignment.State.ACCEPTED)
        for row in there.select_related("volunteer__person", "shift__post", "signup"):
            if (other := queries.overlapping(row.volunteer, shift)) is None:
                tell_moved(row, at=at)
            else:
                why = _("班次改期后和“%s”时间重叠") % queries.said(other)
                step_back(assignment=row, actor=gate.SYSTEM, at=at, note=why)


def draft_posts(*, shifts: Sequence[Shift], actor: gate.Actor, path: str, note: str = "") -> None:
    """Store the standing posts that imported shifts name and nobody kept before, as drafts.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Post)
    fresh = {id(shift.post): shift.post for shift in shifts if shift.post._state.adding}
    records.add_many([*fresh.values()], actor=actor, did="import", path=path, note=note)
    for shift in shifts:
        shift.post = shift.post  # whose key is known by now
