"""The verbs of vitality: assess, and set the rules it goes by."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.core import clock, gate, items, records
from kexie.core.jobs import services as jobs
from kexie.core.jobs.models import Job
from kexie.core.jobs.progress import Progress
from kexie.core.jobs.services import Outcome
from kexie.core.refusals import Invalid, Refusal
from kexie.network.organisations.models import Organisation
from kexie.office.tasks import services as tasks
from kexie.office.tasks.models import Task

from . import queries, rules
from .models import Assessment, Cause, Round, RuleVersion

ASSESSING = "kexie.insight.assessment.services.assess_job"
FIRST = date(2000, 1, 1)  # the day from which the first version of the rules holds


class NotAtTheTop(Refusal):
    """Rules and rounds are of a whole tree."""

    code = "not_at_the_top"


class AlreadyUsed(Refusal):
    """A version of the rules that bodies were assessed by does not change any more."""

    code = "already_used"


class NothingToPutRight(Refusal):
    """A body without a cause has nothing to put right."""

    code = "nothing_to_put_right"


def save_rule(*, rule: RuleVersion, actor: gate.Actor, did: str) -> RuleVersion:
    """Keep a version of the rules.

    :raises NotAllowed: the actor does not set definitions for the whole
    :raises NotAtTheTop: the body is not at the top of a tree
    :raises AlreadyUsed: bodies were assessed by it; start another version instead
    """
    gate.require(actor, "edit", rule)
    with transaction.atomic():
        if rule.organisation.parent_id is not None:
            raise NotAtTheTop(_("活力规则全网一套，请选最上级的单位。"))
        if rule.pk and rule.rounds.exists():
            raise AlreadyUsed(_("已经按这一版规则评过，不再改动。请另登记一版，写明从哪天起用。"))
        return records.save(rule, actor=actor, did=did)


def start(*, organisation: Organisation, today: date, actor: gate.Actor) -> Job:
    """Have the worker assess every body under an association as of a day.

    :raises NotAllowed: the actor does not set definitions for the whole
    :raises NotAtTheTop: the body is not at the top of a tree
    """
    gate.require(actor, "assess", Round(organisation=organisation))
    if organisation.parent_id is not None:
        raise NotAtTheTop(_("同类组织要放在一起比，所以从最上级单位一次评完。请在最上级单位办理。"))
    title = _("评估活力（截至 %s）") % today
    return jobs.start(
        ASSESSING, title=title, organisation=organisation, actor=actor, root=organisation.pk, on=today.isoformat()
    )


def assess_job(*, root: int, on: str, actor: gate.Actor, progress: Progress) -> Outcome:
    """Assess every body under an association, and say where to read it.

    :raises Invalid: the association is gone
    """
    organisation = Organisation.objects.filter(pk=root).first()
    if organisation is None:
        raise Invalid(_("要评估的单位已经不在了。"))
    made = assess(organisation=organisation, on=date.fromisoformat(on), actor=actor, at=clock.now(), progress=progress)
    said = _("和上次评的一样，没有新的评估。") if made is None else _("评了 %d 个组织。") % made.bodies
    return Outcome(url=reverse("assessment:overview"), message=said)


def assess(
    *, organisation: Organisation, on: date, actor: gate.Actor, at: datetime, progress: Progress | None = None
) -> Round | None:
    """Say of every body under an association how it stands on a day, from the ledger as it is known now.

    Kept as a new round; None, and nothing written, when a round of that day and version already says the same.

    :raises NotAllowed: the actor does not set definitions for the whole
    """
    gate.require(actor, "assess", Round(organisation=organisation))
    rule = queries.rule_in_force(organisation, on) or _first_rule(organisation)
    # Everybody is compared with everybody like it: asked by the platform itself, shown to each only their own.
    found = queries.judgement(
        organisation, on, rule.numbers, actor=gate.SYSTEM, step=progress.step if progress else None
    )
    with transaction.atomic():
        made = Round(
            organisation=organisation, on=on, rule=rule, made_at=at, made_by=str(actor), bodies=len(found.facts),
            groups=[_kept_group(peers) for peers in found.groups],
        )  # fmt: skip
        rows = [_row(made, facts, found) for facts in found.facts]
        if _is_said(made, rows):
            return None
        records.save(made, actor=actor, did="assess")
        for row in rows:
            row.round_id = made.pk
        records.add_many(rows, actor=actor, did="assess", path=organisation.path)
    return made


def assess_due(*, actor: gate.Actor, at: datetime) -> int:
    """Start this month's assessing, as of the last day of the month before, where it was not done; return how many."""
    gate.require(actor, "assess", Round)
    on = clock.day(at).replace(day=1) - timedelta(days=1)
    started = 0
    for root in Organisation.objects.filter(parent=None, state="active").order_by("path"):
        if Round.objects.filter(organisation=root, on__gte=on).exists():
            continue
        if Job.objects.filter(
            function=ASSESSING, organisation_key=root.pk, created_at__range=(at - timedelta(days=1), at)
        ).exists():
            continue  # under way, or failed a moment ago: not again and again
        start(organisation=root, today=on, actor=actor)
        started += 1
    return started


def rectify(*, assessment: Assessment, owner: str, due_on: date, detail: str, today: date, actor: gate.Actor) -> Task:
    """Have a body put right what keeps it down, by a day, and return the task; one that stands already is returned.

    It closes when somebody looks again (`tasks.recheck`); its page leads back to what was said, and the body's page
    compares then and now.

    :raises NotAllowed: the actor keeps no records at the body
    :raises NothingToPutRight: no cause is known
    :raises Invalid: the day is over, or a field refuses
    """
    gate.require(actor, "edit", assessment)
    if not assessment.causes:
        raise NothingToPutRight(_("“%s”没有查出要整改的原因。") % assessment.organisation)
    if due_on < today:
        say = _("期限已经过了，请填今天以后的日期。")
        raise Invalid(say, fields={"due_on": [say]})
    standing = queries.standing_rectification(assessment.organisation)
    if standing is not None:
        return standing
    why = items.BETWEEN.join(str(Cause(code).label) for code in items.split(assessment.causes))
    return tasks.assign(
        organisation=assessment.organisation, title=_("活力整改：%s") % why, kind=Task.Kind.RECTIFICATION,
        due_on=due_on, owner=owner, detail=detail, source=assessment, actor=actor,
    )  # fmt: skip


def _first_rule(organisation: Organisation) -> RuleVersion:
    return save_rule(rule=RuleVersion(organisation=organisation, starts_on=FIRST), actor=gate.SYSTEM, did="create")


def _row(made: Round, facts: rules.Facts, found: queries.Judgement) -> Assessment:
    verdict = found.verdicts[facts.body]
    low, high = verdict.standing.range
    number = found.group_of[facts.body]
    return Assessment(
        round=made, organisation_id=facts.body, on=made.on, band=verdict.band, other=verdict.other, sure=verdict.sure,
        is_short=verdict.is_short, points=_tenths(verdict.standing.points), low=_tenths(low), high=_tenths(high),
        middle=_tenths(found.groups[number].middle), group=number, last_on=facts.last_active,
        dormant_on=verdict.dormant_on, chance=verdict.chance, causes=items.join(verdict.causes),
        doubts=items.join(found.doubts.get(facts.body, ())), evidence=_evidence(facts, verdict),
    )  # fmt: skip


def _evidence(facts: rules.Facts, verdict: rules.Verdict) -> dict[str, list[Any]]:
    kept: dict[str, list[Any]] = {}
    for kind in rules.KINDS:
        if kind.stands:
            how_much, day = facts.standing.get(kind.code, 0), facts.gone.get(kind.code)
        else:
            how_much, day = facts.months.get(kind.code, 0) & ((1 << rules.YEAR) - 1), facts.last.get(kind.code)
        if how_much or day:
            kept[kind.code] = [_tenths(verdict.points.get(kind.code, 0)), how_much, day.isoformat() if day else ""]
    return kept


def _is_said(made: Round, rows: list[Assessment]) -> bool:
    """Test whether the last round of the same day and version says exactly this already."""
    last = Round.objects.filter(organisation=made.organisation, on=made.on).order_by("-pk").first()
    if last is None or last.rule_id != made.rule_id or last.bodies != made.bodies:
        return False
    names = [
        f.attname for f in Assessment._meta.concrete_fields if f.name not in ("id", "round", "created_at", "updated_at")
    ]
    said = {values[0]: values for values in last.assessments.order_by().values_list("organisation_id", *names)}
    return all(said.get(row.organisation_id, ())[1:] == tuple(getattr(row, n) for n in names) for row in rows)


def _kept_group(peers: rules.Peers) -> dict[str, Any]:
    habitat = peers.habitat
    return {
        "group": [*peers.group], "bodies": peers.bodies, "middle": _tenths(peers.middle), "mean": _tenths(peers.mean),
        "between": round(peers.between, 1), "noise": round(peers.noise, 1),
        "kinds": {code: round(share, 3) for code, share in peers.kinds.items()},
        "rhythm": [round(value, 4) for value in (habitat.shape, habitat.months, habitat.a, habitat.b)],
        "season": [round(weight, 3) for weight in habitat.season],
    }  # fmt: skip


def _tenths(value: float) -> int:
    return max(0, round(value * 10))
