"""Keeping and ending ties; what becomes of them when a body or a post ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core import clock, gate, paths, records
from kexie.core.refusals import Invalid, Refusal
from kexie.network.access.models import User
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import services as ledger
from kexie.work.contacts import rules
from kexie.work.contacts.models import Tie, Visit

from . import sources
from ._posting import say

_WHY_NOT_BROUGHT = {
    "circle": gettext_lazy("带动是单向的：选的这条联系正是由本条带动出来的，请改选。"),
    "not_reached": gettext_lazy("带动的那条联系，联系的应当正是本条的联系人（或由同一联系人再带动）。请核对后改选。"),
    "too_early": gettext_lazy("本条起始的那天，带动它的那条联系还没有开始，或已经结束。请核对起始日期。"),
    "too_long": gettext_lazy("带动的链条太长了，最多 12 层。请改由链条上前面的联系带动。"),
}


class AlreadyEnded(Refusal):
    """The tie has ended before."""

    code = "already_ended"


class CannotBring(Invalid):
    """The chain would not hold together."""

    code = "cannot_bring"


class StillNeeded(Refusal):
    """Something hangs on the row that is to go."""

    code = "still_needed"


def keep_tie(*, tie: Tie, actor: gate.Actor, today: date, did: str = "change", note: str = "") -> Tie:
    """Write a tie as it stands, work out when the next contact is due, and make the ledger say so.

    :raises NotAllowed: the actor may not edit at the contact's body
    :raises Invalid: a field or constraint refuses, or the two keep contact already in that time
    :raises CannotBring: the tie that is to have brought it cannot have
    """
    gate.require(actor, "edit", tie)
    with transaction.atomic():
        before = Tie.objects.filter(pk=tie.pk).first() if tie.pk else None
        _require_one_at_a_time(tie)
        _require_chain(tie)
        tie.is_doubted = False
        if tie.account_id is None and before is None:
            tie.account = _account_of(tie)
        _settle_days(tie, sources.days_of([tie]).get(tie.pk, []) if tie.pk else [], today)
        records.save(tie, actor=actor, did=did, note=note)
        _settle_chain(tie, actor)
        moved = [before] if before is not None and before.body_id != tie.body_id else []
        say(sources.of_ties([tie, *moved], today), actor=actor, note=note)
    return tie


def end_tie(*, tie: Tie, on: date, why: str, actor: gate.Actor, today: date) -> Tie:
    """End a tie; the day it ends still counts.

    :raises NotAllowed: the actor may not edit at the contact's body
    :raises AlreadyEnded: it has ended
    :raises Invalid: the day lies before its first or in the future, no reason is given, or a later contact is noted
    """
    gate.require(actor, "edit", tie)
    with transaction.atomic():
        tie = (
            Tie.objects.select_for_update(of=("self",)).select_related("organisation", "body", "worker").get(pk=tie.pk)
        )
        if tie.until and tie.until < today:
            raise AlreadyEnded(_("这条联系已在 %s 结束，不用再办。") % tie.until)
        if not why.strip():
            say = _("请写明结束的原因。")
            raise Invalid(say, fields={"note": [say]})
        last = Visit.objects.filter(tie=tie).order_by("-on").values_list("on", flat=True).first()
        if not tie.since <= on <= today or (last and on < last):
            say = _("结束日期要在 %(first)s 和 %(today)s 之间。") % {
                "first": max(last or tie.since, tie.since),
                "today": today,
            }
            raise Invalid(say, fields={"on": [say]})
        tie.until, tie.ended_because = on, why.strip()[:200]
        return keep_tie(tie=tie, actor=actor, today=today, did="end_tie", note=why)


def end_ties_of(*, bodies: Iterable[Organisation], actor: gate.Actor, today: date) -> int:
    """End what runs beyond the end of dissolved bodies on their last day, and return how many ties that were.

    :raises NotAllowed: the actor may edit nowhere
    """
    gate.require(actor, "edit", Organisation)
    done = 0
    for body in bodies:
        if body.dissolved_on is None:
            continue
        running = Tie.objects.filter(Q(until=None) | Q(until__gt=body.dissolved_on), body=body)
        ties = [*running.filter(since__lte=body.dissolved_on).select_related("organisation", "person", "body")]
        for tie in ties:
            tie.until, tie.ended_because = body.dissolved_on, _("联系单位已注销")
            _settle_days(tie, sources.days_of([tie]).get(tie.pk, []), today)
        fields = ("until", "ended_because", "due_on")
        records.change_many(ties, fields, actor=actor, did="end_tie", path=body.path, note=_("联系单位已注销"))
        say(sources.of_ties(ties, today), actor=actor, note=_("联系单位已注销"))
        done += len(ties)
    return done


def remove_tie(*, tie: Tie, actor: gate.Actor, today: date, note: str) -> None:
    """Take back a tie that was registered by mistake: it never counted.

    :raises NotAllowed: the actor may not edit at the contact's body
    :raises StillNeeded: contacts are noted under it, or it brought others: end it instead
    """
    gate.require(actor, "edit", tie)
    with transaction.atomic():
        if Visit.objects.filter(tie=tie).exists() or Tie.objects.filter(brought_by=tie).exists():
            raise StillNeeded(_("这条联系下已有走访记录，或带动了别的联系，不能删去。请改办“结束联系”。"))
        _take_out([tie], actor, today, note)
        records.remove(tie, actor=actor, did="remove_tie", note=note)


def turn_days(*, actor: gate.Actor, at: datetime) -> int:
    """Post what fell behind its quota since yesterday, begin a new year's count, and return how many ties it touched.

    :raises NotAllowed: the actor may edit nowhere
    """
    gate.require(actor, "edit", Tie)
    today = clock.day(at)
    behind = Tie.objects.filter(due_on__lt=today).select_related(
        "organisation", "person", "body", "worker__organisation"
    )
    ties = [*behind.order_by("pk")]
    days, fresh = sources.days_of(ties), []
    for tie in ties:
        was = tie.due_on
        _settle_days(tie, days.get(tie.pk, []), today)
        if tie.due_on != was:
            fresh.append(tie)
    with transaction.atomic():
        for tie in fresh:
            records.save(tie, actor=actor, did="turn_days", is_checked=True)
        say(sources.of_ties(ties, today), actor=actor, note=_("按日计算"))
    return len(ties)


def post_imported(*, made: Sequence[Tie], changed: Sequence[Tie], actor: gate.Actor, today: date, note: str) -> None:
    """Settle and post what an import wrote.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Tie)
    ties = [*made, *changed]
    days = sources.days_of(ties)
    for tie in ties:
        _settle_days(tie, days.get(tie.pk, []), today)
        tie.chain = tie.chain or paths.segment(tie.pk)
    for where in {tie.organisation.path for tie in ties}:
        here = [tie for tie in ties if tie.organisation.path == where]
        records.change_many(here, ("due_on", "last_on", "chain"), actor=actor, did="import", path=where, note=note)
    say(sources.of_ties(ties, today), actor=actor, note=note)


def withdraw_imported(*, keys: Sequence[int], actor: gate.Actor, today: date) -> None:
    """Count imported ties no more.

    :raises NotAllowed: the actor may not undo imports
    :raises StillNeeded: contacts were noted under one of them
    """
    gate.require(actor, "undo_import", Tie)
    for start in range(0, len(keys), sources.CHUNK):
        some = keys[start : start + sources.CHUNK]
        if Visit.objects.filter(tie__in=some).exists() or Tie.objects.filter(brought_by__in=some).exists():
            raise StillNeeded(_("导入的联系下已记了走访或带动了别的联系，不能整批撤销。请逐条办“结束联系”。"))
        _take_out([*Tie.objects.filter(pk__in=some)], actor, today, _("撤销导入"))


def settle(*, tie: Tie, actor: gate.Actor, today: date) -> None:
    """Work out anew when the next contact of a stored tie is due, after its contacts changed, and post what follows."""
    gate.require(actor, "visit", tie)
    # Of two contacts noted at once the second waits here, and counts the first.
    held = Tie.objects.select_for_update(of=("self",))
    tie = held.select_related("organisation", "person", "body", "worker__organisation").get(pk=tie.pk)
    was = tie.due_on, tie.last_on
    _settle_days(tie, sources.days_of([tie]).get(tie.pk, []), today)
    if (tie.due_on, tie.last_on) != was:
        records.save(tie, actor=actor, did="note_visit", is_checked=True)
    say(sources.of_ties([tie], today), actor=actor)


def _take_out(ties: Sequence[Tie], actor: gate.Actor, today: date, note: str) -> None:
    """Withdraw ties, and let the others at their bodies cover what these did."""
    gone = {tie.pk for tie in ties}
    ledger.withdraw(model=Tie, keys=[*gone], actor=actor, note=note[:200])
    say(sources.of_ties(ties, today, but=gone), actor=actor, note=note)


def _settle_days(tie: Tie, done: Sequence[date], today: date) -> None:
    tie.last_on = max((day for day in done if day <= today), default=None)
    tie.due_on = None
    if tie.visits and (tie.until is None or tie.until >= today):
        tie.due_on = rules.due_on(quota=tie.visits, since=tie.since, until=tie.until, done=done, today=today)


def _require_one_at_a_time(tie: Tie) -> None:
    end = Q(body=tie.body_id) if tie.body_id else Q(worker=tie.worker_id)
    same = Tie.objects.filter(end, person=tie.person_id).exclude(pk=tie.pk)
    later = same.filter(Q(until=None) | Q(until__gte=tie.since))
    if (tie.body_id or tie.worker_id) and later.filter(since__lte=tie.until or rules.LATEST).exists():
        say = _("这位联系人在这段时间里已经联系着“%s”，不用再登记一条。") % tie.end
        raise Invalid(say, fields={"since": [say]})


def _require_chain(tie: Tie) -> None:
    by = tie.brought_by
    if by is None:
        return
    by = Tie.objects.select_related("person", "worker", "body").get(pk=by.pk)
    reached = by.person_id == tie.person_id or by.worker_id == tie.person_id
    reached = reached or (by.body_id is not None and by.body_id == tie.organisation_id)
    why = rules.why_not_brought(
        chain=tie.chain, by_chain=by.chain, by_since=by.since, by_until=by.until, since=tie.since,
        is_reached_by=reached, below=_depth_below(tie),
    )  # fmt: skip
    if why:
        say = str(_WHY_NOT_BROUGHT[why])
        raise CannotBring(say, fields={"brought_by": [say]})


def _depth_below(tie: Tie) -> int:
    if not tie.chain:
        return 0
    chains = Tie.objects.filter(chain__gte=tie.chain, chain__lt=paths.after(tie.chain)).values_list("chain", flat=True)
    return max((paths.depth_of(chain) for chain in chains), default=0) - paths.depth_of(tie.chain)


def _settle_chain(tie: Tie, actor: gate.Actor) -> None:
    was = tie.chain
    by = Tie.objects.values_list("chain", flat=True).get(pk=tie.brought_by_id) if tie.brought_by_id else ""
    now = by + paths.segment(tie.pk)
    if now == was:
        return
    below = [*Tie.objects.filter(chain__gte=was, chain__lt=paths.after(was))]
    for row in below:
        row.chain = now + row.chain[len(was) :]
    records.change_many(below, ["chain"], actor=actor, did="change", path=tie.organisation.path)
    tie.chain = now


def _account_of(tie: Tie) -> User | None:
    """Return the account of the contact where exactly one at their body bears their name."""
    if not tie.person_id or not tie.organisation_id:
        return None
    found = User.objects.filter(organisation=tie.organisation_id, name=tie.person.name, is_active=True)[:2]
    return found[0] if len(found) == 1 else None
