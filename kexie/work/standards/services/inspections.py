"""Looking at a body against a standard, accepting it, or saying what has to be put right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.files import services as files
from kexie.core.flow import WrongState
from kexie.core.refusals import Invalid, Refusal
from kexie.office.ledger import services as ledger
from kexie.office.tasks import services as tasks
from kexie.office.tasks.models import Task
from kexie.work.standards import measures, rules
from kexie.work.standards.models import Finding, Inspection

State, Kind = Inspection.State, Inspection.Kind


class NotAccepted(Refusal):
    """What was found does not let the body be accepted; `facts["why"]` says which rule."""

    code = "not_accepted"


@dataclass(frozen=True)
class Judged:
    """How one item was found, by the place it has in the checklist; `upload` is (file name, bytes or chunks)."""

    state: str
    note: str = ""
    upload: tuple[str, Any] | None = None


def inspect(
    *, inspection: Inspection, judged: Sequence[Judged], actor: gate.Actor, today: date, note: str = ""
) -> Inspection:
    """Keep an inspection with what was found on every item of its checklist, in the checklist's order.

    :raises NotAllowed: the actor may not edit at the body
    :raises Invalid: a field refuses, the day is still to come or before the body was founded, the items are not those
        of the checklist, or a file is none that shows anything
    :raises TooLarge: a file is larger than files may be
    """
    gate.require(actor, "edit", inspection)
    asked = inspection.checklist.asked
    if len(judged) != len(asked):
        raise Invalid(_("标准有 %(asked)d 条，这里判断了 %(given)d 条，请逐条判断。") % {
            "asked": len(asked), "given": len(judged)
        })  # fmt: skip
    if inspection.on > today:
        say = _("检查日期（%s）还没有到，请核对。") % inspection.on
        raise Invalid(say, fields={"on": [say]})
    founded = inspection.organisation.founded_on
    if founded and inspection.on < founded:
        say = _("检查日期早于这个组织的成立日期（%s），请核对。") % founded
        raise Invalid(say, fields={"on": [say]})
    uploads = [one.upload and _evidence(number, *one.upload) for number, one in enumerate(judged, 1)]
    with transaction.atomic():
        inspection.state = State.OPEN
        records.save(inspection, actor=actor, did="inspect", note=note)
        for number, (item, one, upload) in enumerate(zip(asked, judged, uploads, strict=True), 1):
            row = Finding(inspection=inspection, number=number, title=item.title, state=one.state, note=one.note)
            if upload:
                row.file = files.store(
                    name=one.upload[0], content=upload, organisation=inspection.organisation, purpose="inspection",
                    actor=actor,
                )  # fmt: skip
            records.save(row, actor=actor, did="inspect")
    return inspection


def accept(*, inspection: Inspection, on: date, actor: gate.Actor, today: date, note: str = "") -> Inspection:
    """Say that a body meets the standard, and count it.

    :raises NotAllowed: the actor may not agree where the body's parent stands: nobody accepts themselves
    :raises NotAccepted: it is a self-check, or an item is not met
    :raises WrongState: it was decided before
    :raises Invalid: the day is before the inspection or still to come
    """
    gate.require(actor, "accept", inspection)
    with transaction.atomic():
        row = _held(inspection)
        _refuse_decided(row, State.OPEN)
        states = list(row.findings.values_list("state", flat=True))
        if why := rules.why_not_accept(states, is_self=row.kind == Kind.SELF):
            said = {
                "self": _("自查不能作为达标的依据，请先去实地核查或验收。"),
                "empty": _("没有一条查过，不能认定达标。"),
                "not_met": _("还有没做到的条目，不能认定达标。请先整改，改好后再验收一次。"),
            }
            raise NotAccepted(said[why], why=why)
        _refuse_outside(row, on, today)
        row.state, row.decided_on, row.decision = State.ACCEPTED, on, note[:200]
        records.save(row, actor=actor, did="accept", note=note)
        line = ledger.Line(measures.ACCEPTED.code, 1, on, kind=row.checklist.name[:60])
        ledger.post(source=ledger.Source(row, row.organisation, [line]), actor=actor, note=note)
    return row


def put_right(
    *, inspection: Inspection, due_on: date, actor: gate.Actor, today: date, owner: str = "", note: str = ""
) -> Inspection:
    """Say that what was not met has to be put right by a day: every such item becomes a task of the body.

    :raises NotAllowed: the actor may not edit at the body
    :raises WrongState: it was decided before, or everything is met
    :raises Invalid: the day is past
    """
    gate.require(actor, "edit", inspection)
    if due_on < today:
        say = _("整改期限（%s）已经过了，请往后定。") % due_on
        raise Invalid(say, fields={"due_on": [say]})
    with transaction.atomic():
        row = _held(inspection)
        _refuse_decided(row, State.OPEN)
        missing = list(row.findings.filter(state=Finding.State.NOT_MET))
        if not missing:
            raise WrongState(_("每一条都做到了，没有要整改的。"))
        row.state, row.decided_on, row.due_on, row.decision = State.TO_PUT_RIGHT, today, due_on, note[:200]
        for one in missing:
            tasks.assign(
                organisation=row.organisation, title=_("补齐：%s") % one.title, kind=Task.Kind.RECTIFICATION,
                due_on=due_on, owner=owner, source=row, detail="\n".join(filter(None, (one.note, note))), actor=actor,
            )  # fmt: skip
        return records.save(row, actor=actor, did="put_right", note=note)


def refuse_inspection(*, inspection: Inspection, on: date, actor: gate.Actor, today: date, note: str) -> Inspection:
    """Say that a body does not meet the standard, and why; nothing is counted, it may be inspected again any time.

    :raises NotAllowed: the actor may not agree where the body's parent stands
    :raises WrongState: it was decided before
    :raises Invalid: no reason is given, or the day is before the inspection or still to come
    """
    gate.require(actor, "accept", inspection)
    if not note.strip():
        say = _("请写明为什么不予认定。")
        raise Invalid(say, fields={"note": [say]})
    with transaction.atomic():
        row = _held(inspection)
        _refuse_decided(row, State.OPEN)
        _refuse_outside(row, on, today)
        row.state, row.decided_on, row.decision = State.REFUSED, on, note.strip()[:200]
        return records.save(row, actor=actor, did="refuse_inspection", note=note)


def _refuse_outside(row: Inspection, on: date, today: date) -> None:
    if not row.on <= on <= today:
        say = _("认定日期要在检查日期 %(first)s 和今天 %(today)s 之间，请核对。") % {"first": row.on, "today": today}
        raise Invalid(say, fields={"on": [say]})


def _evidence(number: int, name: str, content: Iterable[bytes] | bytes) -> Iterable[bytes]:
    """Return a file's bytes once it is known to be of a kind that can show something."""
    pieces = iter([content] if isinstance(content, bytes) else content)
    head = next(pieces, b"")
    if why := rules.why_not_evidence(name, head):
        told = {"name": name, "kinds": " ".join(rules.EVIDENCE)}
        say = {
            "empty": _("“%(name)s”是空文件，请重新选。"),
            "kind": _("“%(name)s”不能作佐证。请传照片、扫描件、文档或表格（%(kinds)s）。"),
            "other": _("“%(name)s”的内容和它的后缀不符，可能改过名或没有传完整，请重新选。"),
        }[why] % told
        raise Invalid(say, fields={f"file{number}": [say]})
    return chain([head], pieces)


def _held(inspection: Inspection) -> Inspection:
    rows = Inspection.objects.select_for_update(of=("self",)).select_related("organisation", "checklist")
    return rows.get(pk=inspection.pk)


def _refuse_decided(row: Inspection, *states: str) -> None:
    if row.state not in states:
        raise WrongState(
            _("“%(row)s”已经认定为“%(state)s”。情况有变的，请再查一次。")
            % {"row": row, "state": row.get_state_display()}
        )
