"""The papers of a procedure, built from its facts; each has one builder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from kexie.core.documents.tree import Document, Heading, Paragraph, runs
from kexie.work.founding import rules
from kexie.work.founding.models import Procedure, candidates_of
from kexie.work.founding.services import Lacking

from . import asking, body, meeting
from .facts import Facts

BUILDERS: dict[str, Callable[[Facts], Document]] = {
    "application": asking.application,
    "change_application": asking.change_application,
    "form": asking.form,
    "charter": body.charter,
    "approval": asking.approval,
    "candidates": meeting.candidates,
    "notice": meeting.notice,
    "voting_rule": meeting.voting_rule,
    "ballot": meeting.ballot,
    "minutes": meeting.minutes,
    "result": meeting.result,
    "plaque": body.plaque,
}
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def lacking(procedure: Procedure, code: str) -> list[str]:
    """Return what a paper of a procedure cannot be made without and nobody has said yet."""
    nominees = candidates_of(procedure.nominees.all())
    return rules.lacking(rules.PAPERS[code], procedure.spec, procedure.facts, nominees)


def build(procedure: Procedure, code: str, at: datetime) -> Document:
    """Return a paper as a document.

    :raises Lacking: something it says is not known yet
    """
    if missing := lacking(procedure, code):
        title = rules.PAPERS[code].title
        raise Lacking(
            _("“%(paper)s”还差：%(what)s。填好保存后再生成。") % {"paper": title, "what": "、".join(missing)},
            missing=missing,
        )
    return BUILDERS[code](Facts(procedure, list(procedure.nominees.all()), at))


def digest(document: Document) -> str:
    """Return what a paper says as a digest: the same facts give the same, whenever it is made."""
    return hashlib.sha256(repr(replace(document, created_at=_ANY_TIME)).encode()).hexdigest()


def adopted(procedure: Procedure, at: datetime) -> dict[str, str]:
    """Return what the meeting votes on as plain text, where it is known: the charter's draft, and "rule" for voting."""
    found = {}
    for named, code in (("章程", "charter"), ("rule", "voting_rule")):
        offered = any(code in step.papers for step in procedure.plan)
        if offered and not lacking(procedure, code):
            blocks = build(procedure, code, at).body
            found[named] = "\n".join(
                block.text if isinstance(block, Heading) else "".join(run.text for run in runs(block.content))
                for block in blocks
                if isinstance(block, Heading | Paragraph)
            )
    return found
