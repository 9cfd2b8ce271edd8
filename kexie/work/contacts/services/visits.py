"""Noting contacts: in one line on the phone, whole at the desk, many by import."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kexie.core import gate, records, text
from kexie.core.gate import SYSTEM
from kexie.core.loading import digest
from kexie.core.refusals import Invalid
from kexie.office.ledger import services as ledger
from kexie.office.tasks import services as tasks
from kexie.office.tasks.models import Task
from kexie.work.contacts.models import Tie, Visit

from . import sources
from ._posting import say
from .ties import StillNeeded, settle

ANSWER_WITHIN = timedelta(days=30)  # what somebody asked for is answered by then, unless another day is set


class WrongDay(Invalid):
    """The contact cannot have been on that day."""

    code = "wrong_day"


def note_visit(
    *, tie: Tie, note: str, actor: gate.Actor, today: date, on: date | None = None, way: str = Visit.Way.ONSITE,
    asked: str = "",
) -> Visit:  # fmt: skip
    """Note one contact under a tie, and return it; the very same note again is the one that is there already.

    :raises NotAllowed: the tie is neither the actor's own nor may they edit at the contact's body
    :raises WrongDay: the day lies in the future, or outside the time the tie runs
    :raises Invalid: nothing is written, or a field refuses
    """
    gate.require(actor, "visit", tie)
    on = on or today
    if not tie.runs_on(on):
        told = {"first": tie.since, "last": tie.until or _("现在")}
        _refuse_day(_("这条联系从 %(first)s 到 %(last)s，这一天不在里面。请核对日期。") % told)
    visit = Visit(
        tie=tie, organisation=tie.organisation, person=tie.person, body=tie.body, worker=tie.worker, on=on, way=way,
        note=text.clean(note), asked=text.clean(asked),
    )  # fmt: skip
    with transaction.atomic():
        known = Visit.objects.filter(key=digest(visit.natural_key())).first()
        return known or _keep(visit, actor, today, "note_visit")


def keep_visit(*, visit: Visit, actor: gate.Actor, today: date, did: str = "change") -> Visit:
    """Write a contact as it stands, under the tie that runs between the two on that day, if there is one.

    :raises NotAllowed: the actor may not edit at the contact's body
    :raises WrongDay: the day lies in the future
    :raises Invalid: a field or constraint refuses
    """
    gate.require(actor, "edit", visit)
    with transaction.atomic():
        before = Visit.objects.select_related("tie").filter(pk=visit.pk).first() if visit.pk else None
        visit.tie = _tie_of(visit)
        kept = _keep(visit, actor, today, did)
        if before is not None and before.tie_id and before.tie_id != kept.tie_id:
            settle(tie=before.tie, actor=actor, today=today)
        return kept


def remove_visit(*, visit: Visit, actor: gate.Actor, today: date, note: str) -> None:
    """Take back a contact that was noted by mistake.

    :raises NotAllowed: the actor may not edit at the contact's body
    :raises Invalid: no reason is given
    :raises StillNeeded: what was asked is being dealt with
    """
    gate.require(actor, "edit", visit)
    if _cases(visit).exclude(state=Task.State.DROPPED).exists():
        raise StillNeeded(_("对方的诉求已转成督办事项。请先撤销那件事，再删这条走访。"))
    if not note.strip():
        say_why = _("请写明删去的原因。")
        raise Invalid(say_why, fields={"note": [say_why]})
    with transaction.atomic():
        tie = visit.tie
        ledger.withdraw(model=Visit, keys=[visit.pk], actor=actor, note=note[:200])
        records.remove(visit, actor=actor, did="remove_visit", note=note)
        if tie is not None:
            settle(tie=tie, actor=actor, today=today)


def post_imported_visits(
    *, made: Sequence[Visit], changed: Sequence[Visit], actor: gate.Actor, today: date, note: str
) -> None:
    """Hang imported contacts on the ties that ran, and post them.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Visit)
    for visit in [*made, *changed]:
        visit.tie = _tie_of(visit)
    for where in {visit.organisation.path for visit in made}:
        here = [visit for visit in made if visit.organisation.path == where]
        records.change_many(here, ["tie"], actor=actor, did="import", path=where, note=note)
    say(map(sources.of_visit, [*made, *changed]), actor=actor, note=note)
    for tie in {visit.tie_id: visit.tie for visit in [*made, *changed] if visit.tie_id}.values():
        settle(tie=tie, actor=actor, today=today)


def withdraw_imported_visits(*, keys: Sequence[int], actor: gate.Actor, today: date) -> None:
    """Count imported contacts no more, and let their ties be due again; the caller removes the rows afterwards.

    :raises NotAllowed: the actor may not undo imports
    """
    gate.require(actor, "undo_import", Visit)
    ledger.withdraw(model=Visit, keys=keys, actor=actor, note=_("撤销导入"))
    rows = [*Visit.objects.filter(pk__in=keys).select_related("tie", "organisation")]
    ties = {row.tie_id: row.tie for row in rows if row.tie_id}
    for row in rows:
        row.tie = None
    for where in {row.organisation.path for row in rows}:
        here = [row for row in rows if row.organisation.path == where]
        records.change_many(here, ["tie"], actor=actor, did="undo_import", path=where)
    for tie in ties.values():
        settle(tie=tie, actor=actor, today=today)


def _keep(visit: Visit, actor: gate.Actor, today: date, did: str) -> Visit:
    if visit.on > today:
        _refuse_day(_("走访要在做完以后记，日期不能晚于今天 %s。") % today)
    records.save(visit, actor=actor, did=did)
    say([sources.of_visit(visit)], actor=actor)
    if visit.tie_id:
        settle(tie=visit.tie, actor=actor, today=today)
    _hand_on(visit)
    return visit


def _hand_on(visit: Visit) -> None:
    """Make a case of what was asked, once: it is the contact's to bring an answer."""
    if not visit.asked or _cases(visit).exists():
        return
    title = _("%(end)s的诉求：%(said)s") % {"end": visit.end if visit.body_id else _("科技工作者"), "said": visit.asked}
    account = visit.tie.account if visit.tie_id else None
    is_seen = account is not None and gate.allows(account, "view", Task(organisation=visit.organisation))
    tasks.assign(
        organisation=visit.organisation, title=" ".join(title.split())[:120], detail=visit.asked, kind=Task.Kind.CASE,
        due_on=visit.on + ANSWER_WITHIN, owner=visit.person.name, user=account if is_seen else None, source=visit,
        actor=SYSTEM,
    )  # fmt: skip


def _cases(visit: Visit) -> QuerySet[Task]:
    return Task.objects.filter(source_kind=visit._meta.label_lower, source_id=visit.pk)


def _refuse_day(sentence: str) -> None:
    raise WrongDay(sentence, fields={"on": [sentence]})


def _tie_of(visit: Visit) -> Tie | None:
    """Return the tie that ran between the two on that day."""
    end = Q(body=visit.body_id) if visit.body_id else Q(worker=visit.worker_id)
    running = Q(until=None) | Q(until__gte=visit.on)
    ties = Tie.objects.filter(end, running, person=visit.person_id, since__lte=visit.on)
    return ties.select_related("organisation", "body", "worker", "person").order_by("-since").first()
