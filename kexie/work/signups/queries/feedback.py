"""What people said after an activity, in one line a question."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kexie.work.activities.models import Session
from kexie.work.signups.models import Feedback, Signup

MOST_TOLD = 5  # options a line names


@dataclass(frozen=True)
class Summary:
    """How many answered of how many who were there to be asked, and a line a question.

    `lines` holds (question, what was answered, how many answered it). Free text is counted, not quoted.
    """

    answered: int
    asked: int
    lines: list[tuple[str, str, int]]

    def __str__(self) -> str:
        return _("%(asked)d 人中 %(answered)d 人填了问卷") % {"asked": self.asked, "answered": self.answered}


def summary(session: Session) -> Summary:
    """Return what the answers to a session's questionnaire add up to; questions of one title are one question."""
    found = Feedback.objects.filter(signup__session=session).select_related("version").order_by("pk")
    given: dict[tuple[str, str], list[object]] = {}
    answered = 0
    for feedback in found:
        answered += 1
        for question in feedback.version.questions:
            if question["code"] in feedback.answers:
                key = (question["title"], question["type"])
                given.setdefault(key, []).append(feedback.answers[question["code"]])
    asked = Signup.objects.filter(session=session, state=Signup.State.CONFIRMED).count()
    lines = [(title, _line(kind, values), len(values)) for (title, kind), values in given.items()]
    return Summary(answered, max(asked, answered), lines)


def _line(kind: str, values: list) -> str:
    if kind == "number":
        mean = sum(map(Decimal, map(str, values))) / len(values)
        return _("平均 %s") % mean.quantize(Decimal("0.1"))
    if kind in ("choice", "several", "flag"):
        said = [one for value in values for one in (value if isinstance(value, list) else [value])]
        counted = Counter((_("是") if one else _("否")) if isinstance(one, bool) else str(one) for one in said)
        return "、".join(f"{option} {n}" for option, n in counted.most_common(MOST_TOLD))
    return _("%d 人写了") % len(values)
