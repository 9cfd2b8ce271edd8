"""Beginning a procedure and walking its steps, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.flow import WrongState
from kexie.core.refusals import Invalid, Refusal
from kexie.core.text import clean
from kexie.network.organisations.models import Organisation
from kexie.office.workdays import queries as workdays
from kexie.work.founding import rules
from kexie.work.founding.models import Paper, Procedure, Prospect, candidates_of

State = Procedure.State
FROM_ASSEMBLY = {"meeting_on", "invited", "attended", "way"}  # what an assembly says once there is one


class NotYet(Refusal):
    """A step cannot be done yet; `facts["missing"]` says what it waits for."""

    code = "not_yet"


class Late(Refusal):
    """A step was done after its deadline, and nobody has said why."""

    code = "late"


def begin(
    *, kind: str, organisation: Organisation, actor: gate.Actor, today: date, name: str = "",
    body: Organisation | None = None, prospect: Prospect | None = None,
) -> Procedure:  # fmt: skip
    """Begin to found a body of a kind under an association, or the term change of a `body`.

    What is known is written into the facts at once.

    :raises NotAllowed: the actor may not edit there
    :raises WrongState: the same is under way already, or the enterprise has a body
    :raises Invalid: there is no such kind, or a field refuses
    """
    if kind not in rules.KINDS:
        raise Invalid(_("没有“%s”这种办理事项。") % kind, fields={"kind": [_("请选择办什么。")]})
    spec = rules.KINDS[kind]
    row = Procedure(kind=kind, organisation=organisation, name=clean(name), began_on=today, prospect=prospect)
    if spec.is_term_change:
        if body is None:
            raise Invalid(_("请选择给哪个组织换届。"), fields={"body": [_("请选择。")]})
        row.body, row.name, row.organisation = body, body.name, body.parent or body
    gate.require(actor, "edit", row)
    with transaction.atomic():
        same = Procedure.objects.filter(kind=kind, name=row.name, organisation=row.organisation, state=State.RUNNING)
        if same.exists():
            raise WrongState(_("“%s”已经在办，请打开那一件接着办。") % row.name)
        if prospect is not None:
            _prepare(prospect, actor)
        row.steps = [one.code for one in spec.steps]
        row.facts = _known(row)
        settle(row)
        return records.save(row, actor=actor, did="begin")


def answer(
    *, procedure: Procedure, step: str, facts: Mapping[str, str], actor: gate.Actor,
    seats: Mapping[str, int] | None = None, votes: Mapping[int, int | None] | None = None,
) -> Procedure:  # fmt: skip
    """Keep what a step asked for: values as text by code; `votes` by key of the nominee.

    A fact that a signed paper was made from stays as it is until that copy is taken back.

    :raises NotAllowed: the actor may not edit this procedure
    :raises WrongState: it is over, the step is still to come, or a signed paper says otherwise
    :raises Invalid: a value is not what the step asks for
    """
    gate.require(actor, "edit", procedure)
    with transaction.atomic():
        row = held(procedure)
        declared = _open_step(row, step)
        wrong = {
            ask.code: [_why(why)]
            for ask in declared.asks
            if (why := rules.why_not_fact(ask, (facts.get(ask.code) or "").strip()))
        }
        if wrong:
            raise Invalid("；".join(said for many in wrong.values() for said in many), fields=wrong)
        said = {ask.code: clean(facts[ask.code]).strip() for ask in declared.asks if ask.code in facts}
        changed = {code for code, value in said.items() if value != row.facts.get(code, "")}
        refuse_signed(row, changed)
        if row.assembly_id and (changed & FROM_ASSEMBLY or (seats is not None and dict(seats) != row.seats)):
            raise WrongState(_("这次会在线表决，这些内容在会议里改，散会后和结果一起带回来。"))
        row.facts = {**row.facts, **said}
        if seats is not None:
            row.seats = dict(seats)
        if votes is not None:
            _count(row, votes, actor)
        settle(row)
        return records.save(row, actor=actor, did="answer")


def finish_step(*, procedure: Procedure, step: str, actor: gate.Actor, today: date, note: str = "") -> Procedure:
    """Say that the step a procedure is at is done.

    :raises NotAllowed: the actor may not edit this procedure
    :raises WrongState: it is not at this step
    :raises NotYet: facts, people, a valid result or signed copies are missing
    :raises Late: it was done after its deadline and no `note` says why
    """
    gate.require(actor, "edit", procedure)
    with transaction.atomic():
        row = held(procedure)
        declared = _current(row, step)
        if missing := _missing(row, declared):
            raise NotYet(
                _("“%(step)s”还差：%(what)s。") % {"step": declared.title, "what": "、".join(missing)}, missing=missing
            )
        if declared.has_votes:
            _refuse_result(row)
        day = (row.day(declared.done_by) if declared.done_by else None) or today
        due = rules.due_of(declared, row.known, workdays.calendar_at(row.organisation).after)
        if due and declared.deadline.is_rule and day > due and not note.strip():
            raise Late(
                _("“%(step)s”%(says)s，最迟 %(due)s，现在是 %(day)s。确有原因的，写明原因再点“这一步办好了”。")
                % {"step": declared.title, "says": declared.deadline.says, "due": due, "day": day}
            )
        row.done = {**row.done, step: day.isoformat()}
        settle(row)
        return records.save(row, actor=actor, did="finish_step", note="：".join(filter(None, (declared.title, note))))


def skip_step(*, procedure: Procedure, step: str, actor: gate.Actor, note: str = "") -> Procedure:
    """Leave out a step that need not be done.

    :raises NotAllowed: the actor may not edit this procedure
    :raises WrongState: it is not at this step, or the step must be done
    """
    gate.require(actor, "edit", procedure)
    with transaction.atomic():
        row = held(procedure)
        declared = _current(row, step)
        if not declared.is_optional:
            raise WrongState(_("“%s”不能跳过。") % declared.title)
        row.done = {**row.done, step: ""}
        settle(row)
        return records.save(row, actor=actor, did="skip_step", note="：".join(filter(None, (declared.title, note))))


def reopen_step(*, procedure: Procedure, actor: gate.Actor) -> Procedure:
    """Go back to the step that was done last.

    :raises NotAllowed: the actor may not edit this procedure
    :raises WrongState: it is over, or at its first step
    """
    gate.require(actor, "edit", procedure)
    with transaction.atomic():
        row = held(procedure)
        refuse_over(row)
        last = next((one for one in reversed(row.plan) if one.code in row.done), None)
        if last is None:
            raise WrongState(_("已经是第一步，不能再退。"))
        row.done = {code: day for code, day in row.done.items() if code != last.code}
        settle(row)
        return records.save(row, actor=actor, did="reopen_step", note=last.title)


def held(procedure: Procedure) -> Procedure:
    """Return the stored row, locked until the transaction ends."""
    rows = Procedure.objects.select_for_update(of=("self",)).select_related("organisation", "body", "prospect")
    return rows.get(pk=procedure.pk)


def refuse_over(row: Procedure) -> None:
    """Refuse to touch what is over.

    :raises WrongState: it is
    """
    if row.state != State.RUNNING:
        raise WrongState(_("“%(row)s”%(state)s，不能再改。") % {"row": row, "state": row.get_state_display()})


def standing_papers(row: Procedure) -> dict[str, Paper]:
    """Return the newest version of every paper of a procedure, by code."""
    found: dict[str, Paper] = {}
    for paper in Paper.objects.filter(procedure=row).select_related("file", "signed").order_by("code", "version"):
        found[paper.code] = paper
    return found


def refuse_signed(row: Procedure, changed: set[str]) -> None:
    """Refuse to change what a signed paper says.

    :raises WrongState: one of the `changed` stands in one
    """
    for paper in standing_papers(row).values():
        if paper.is_signed and changed & set(rules.PAPERS[paper.code].needs):
            raise WrongState(
                _("“%s”已经签字盖章，里面写到的内容不能再改。确实写错的，先撤下签字件，改好后重新生成。") % paper.title
            )


def settle(row: Procedure) -> None:
    """Write down the step it is at and by when, for lists; another deadline is reminded of anew."""
    step, before = row.current, (row.step, row.due_on)
    row.step = step.title if step else str(Procedure.ENDING)
    row.due_on = rules.due_of(step, row.known, workdays.calendar_at(row.organisation).after) if step else None
    if (row.step, row.due_on) != before:
        row.warned_on = row.chased_on = None


def _current(row: Procedure, step: str) -> rules.Step:
    refuse_over(row)
    if row.current is None or row.current.code != step:
        raise WrongState(_("现在不在这一步，请刷新页面看最新进展。"))
    return row.current


def _open_step(row: Procedure, step: str) -> rules.Step:
    refuse_over(row)
    declared = next((one for one in row.plan if one.code == step), None)
    if declared is None or (declared.code not in row.done and declared != row.current):
        raise WrongState(_("还没到这一步，请先办前面的。"))
    return declared


def _missing(row: Procedure, step: rules.Step) -> list[str]:
    if step.has_votes and row.assembly_id and not row.decided_by:
        return [_("会议结果（散会以后点“带入会议结果”）")]
    missing = rules.missing_of(step.asks, row.facts)
    if step.has_nominees:
        positions = set(row.nominees.values_list("position", flat=True))
        missing += [_("%s候选人") % one for one in row.spec.single if one not in positions]
    papers = standing_papers(row)
    missing += [
        _("签字盖章的%s") % rules.PAPERS[code].title
        for code in step.signed
        if code not in papers or not papers[code].is_signed
    ]
    return missing


def _refuse_result(row: Procedure) -> None:
    why, about = rules.why_not_result(
        invited=row.number("invited"), attended=row.number("attended"), candidates=candidates_of(row.nominees.all()),
        kind=row.spec, seats=row.seats,
    )  # fmt: skip
    said = {
        "more_came": _("实到人数比应到人数多，请核对。"),
        "quorum": _("到会不足应到的三分之二（至少 %s 人），不能表决，请改期再开。"),
        "no_votes": _("%s的票数还没有填。"),
        "too_many_votes": _("%s的票数比实到人数多，请核对。"),
        "tie": _("%s的最后一个名额票数相同，要再次表决，填再次表决的票数。"),
        "no_head": _("没有人当选%s，要另行选举。"),
    }
    if why:
        raise NotYet(said[why] % about if "%s" in str(said[why]) else said[why], why=why, missing=[])


def _count(row: Procedure, votes: Mapping[int, int | None], actor: gate.Actor) -> None:
    nominees = list(row.nominees.all())
    changed = [one for one in nominees if one.pk in votes and one.votes != votes[one.pk]]
    if changed:
        refuse_signed(row, {rules.VOTES})
    for one in changed:
        one.votes = votes[one.pk]
        records.save(one, actor=actor, did="answer")


def _known(row: Procedure) -> dict[str, str]:
    facts = {"approval_no": ""}
    if row.prospect is not None:
        facts["unit"] = row.prospect.name
        facts["members"] = str(row.prospect.staff or "")
    elif row.spec.is_term_change:
        facts["unit"] = row.name
    return {code: value for code, value in facts.items() if value}


def _prepare(prospect: Prospect, actor: gate.Actor) -> None:
    if prospect.body_id or prospect.stage == Prospect.Stage.FOUNDED:
        raise WrongState(_("“%s”已经成立科协。") % prospect)
    prospect.stage = Prospect.Stage.PREPARING
    records.save(prospect, actor=actor, did="begin")


def _why(why: str) -> str:
    return {
        "number": _("请填整数。"), "date": _("请按 2024-05-12 的样子填日期。"), "choice": _("请选择。"),
        "long": _("写得太长了，请简短些。"), "code": _("这个代码的位数或校验位不对，请照证书核对。"),
    }[why]  # fmt: skip
