"""Questions and answers: a wording that was answered stays as it is, and an answer is checked where it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core import gate, records
from kexie.core.flow import WrongState
from kexie.core.refusals import Invalid, Refusal
from kexie.work.signups import queries, rules
from kexie.work.signups.models import Feedback, Questionnaire, Signup, Version
from kexie.work.signups.policies import Holder

from ._room import locked

WHY = {
    "too_many": gettext_lazy("问题太多，最多 40 个。"),
    "no_title": gettext_lazy("有一个问题没有写问什么。"),
    "twice": gettext_lazy("“%s”问了两遍，请改成不同的问题。"),
    "type": gettext_lazy("“%s”没有选怎么回答。"),
    "options": gettext_lazy("“%s”是选择题，请至少写两个选项。"),
}


class NotYet(Refusal):
    """What is asked after an activity is asked once it has begun."""

    code = "not_yet"


def keep_questionnaire(
    *, questionnaire: Questionnaire, questions: Sequence[Mapping[str, Any]], actor: gate.Actor
) -> Version:
    """Write a questionnaire and what it asks. A wording that somebody has answered is left, and a new one begun.

    :raises NotAllowed: the actor may not edit at this organisation
    :raises Invalid: a field refuses, or a question cannot be asked
    """
    gate.require(actor, "edit", questionnaire)
    code, title = rules.why_not_questions(questions)
    if code:
        raise Invalid(str(WHY[code]) % title if title else str(WHY[code]))
    with transaction.atomic():
        records.save(questionnaire, actor=actor, did="keep_questionnaire")
        newest = questionnaire.versions.select_for_update().order_by("-number").first()
        if newest is not None and newest.questions == [*questions]:
            return newest
        if newest is None or _is_answered(newest):
            last = questionnaire.versions.aggregate(n=Max("number"))["n"] or 0
            newest = Version(questionnaire=questionnaire, number=last + 1)
        newest.questions = [dict(question) for question in questions]
        return records.save(newest, actor=actor, did="word_questions")


def _is_answered(version: Version) -> bool:
    """Test whether somebody has answered a wording."""
    return Signup.objects.filter(version=version).exists() or Feedback.objects.filter(version=version).exists()


def answer(*, signup: Signup, answers: Mapping[str, Any], actor: gate.Actor, at: datetime) -> Signup:
    """Change what was answered at sign-up, in the wording it was asked in.

    :raises NotAllowed: it is not the actor's
    :raises Invalid: an answer cannot be kept; `facts["fields"]` says which, as `q_<code>`
    :raises WrongState: the sign-up is over, or its holder would change it after the beginning
    """
    gate.require(actor, "answer", signup)
    if isinstance(actor, Holder) and at >= signup.session.starts_at:
        raise WrongState(_("这一场已经开始，不能再改。有事请联系主办单位。"), code="over")
    with transaction.atomic():
        row = locked(signup)
        if row.state in (Signup.State.CANCELLED, Signup.State.REFUSED):
            raise WrongState(_("这份报名已经结束，不能再改。"))
        row.answers = _checked(row.version, answers, signup)
        return records.save(row, actor=actor, did="change_answers", is_checked=True)


def give_feedback(*, signup: Signup, answers: Mapping[str, Any], actor: gate.Actor, at: datetime) -> Feedback:
    """Keep what somebody says after an activity; answered again, the newer answer stands.

    :raises NotAllowed: it is not the actor's
    :raises NotYet: it has not begun, or nothing is asked
    :raises WrongState: they were not let in
    :raises Invalid: an answer cannot be kept
    """
    gate.require(actor, "give_feedback", signup)
    admission = queries.admission_of(signup.session)
    if admission is None or admission.feedback_id is None or at < signup.session.starts_at:
        raise NotYet(_("活动开始以后才能填写反馈。"))
    if signup.state != Signup.State.CONFIRMED:
        raise WrongState(_("这份报名没有参加活动，不能填写反馈。"))
    asked = queries.asked_by(admission.feedback, path=signup.organisation.path)
    with transaction.atomic():
        locked(signup)
        row = Feedback.objects.filter(signup=signup).first() or Feedback(signup=signup)
        row.version, row.given_at = asked.version, at
        row.answers = _checked(asked.version, answers, signup)
        return records.save(row, actor=actor, did="give_feedback")


def _checked(version: Version | None, answers: Mapping[str, Any], signup: Signup) -> dict[str, Any]:
    asked = queries.asked_in(version, path=signup.organisation.path)
    kept, wrong = queries.read_answers(asked, answers, is_companion=signup.lead_id is not None)
    if wrong:
        fields = {f"q_{code}": said for code, said in wrong.items()}
        raise Invalid("；".join(said for sentences in wrong.values() for said in sentences), fields=fields)
    return kept
