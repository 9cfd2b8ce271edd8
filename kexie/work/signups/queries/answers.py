"""Questions as they are asked at one place, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core.personal import reaches_person, seal, unsealed
from kexie.core.terms import queries as terms
from kexie.work.signups import rules
from kexie.work.signups.models import Questionnaire, Version

WHY = {
    "required": gettext_lazy("请填写。"),
    "long": gettext_lazy("写得太长了，最多 %s 个字。"),
    "number": gettext_lazy("请填数字，例如 12。"),
    "choice": gettext_lazy("这一项不在可选的范围里，请重新选择。"),
    "date": gettext_lazy("请按 2013-05-12 的样子填日期。"),
}


@dataclass(frozen=True)
class Asked:
    """The newest wording of a questionnaire with what one may choose from; without one, nothing is asked."""

    version: Version | None
    questions: list[dict[str, Any]]
    options: dict[str, list[str]]


def asked_by(questionnaire: Questionnaire | None, *, path: str) -> Asked:
    """Return what a questionnaire asks at an organisation."""
    version = questionnaire.versions.order_by("-number").first() if questionnaire is not None else None
    return asked_in(version, path=path)


def asked_in(version: Version | None, *, path: str) -> Asked:
    """Return what one wording asks at an organisation."""
    if version is None:
        return Asked(None, [], {})
    options = {question["code"]: options_of(question, path=path) for question in version.questions}
    return Asked(version, version.questions, options)


def options_of(question: Mapping[str, Any], *, path: str) -> list[str]:
    """Return what one may choose from: the options written down, or the words in use at an organisation."""
    if question["type"] not in ("choice", "several"):
        return []
    if kind := question.get("words"):
        return [word.name for word in terms.words(kind, path) if word.is_active]
    return list(question.get("options") or [])


def read_answers(
    asked: Asked, given: Mapping[str, Any], *, is_companion: bool = False
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return answers as they are kept, and what is wrong with them by code; what nobody asked is left out.

    Text that holds a telephone or identity number is sealed.
    """
    answers, wrong = {}, {}
    for question in asked.questions:
        code = question["code"]
        if is_companion and not question.get("of_companions"):
            continue
        try:
            value = rules.read(question, unsealed(given.get(code)), asked.options.get(code, []))
        except rules.Problem as problem:
            wrong[code] = [str(WHY[problem.code]) % problem.most if problem.most else str(WHY[problem.code])]
            continue
        if value is not None:
            answers[code] = seal(value) if isinstance(value, str) and reaches_person(value) else value
    return answers, wrong


def told(version: Version | None, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what was asked with what was answered, as people read it."""
    if version is None:
        return []
    return [(q["title"], _said(q, answers[q["code"]])) for q in version.questions if q["code"] in answers]


def _said(question: Mapping[str, Any], value: Any) -> str:
    if question["type"] == "flag":
        return _("是") if value else _("否")
    value = unsealed(value)
    return "、".join(value) if isinstance(value, list) else str(value)
