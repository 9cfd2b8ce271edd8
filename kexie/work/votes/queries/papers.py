"""Rules, roll and papers in the one form that is digested, frozen and counted again."""

from __future__ import annotations

import json
from typing import Any

from kexie.core.audit.models import TrailEntry
from kexie.core.personal import decrypt
from kexie.work.votes import rules
from kexie.work.votes.models import Assembly, Box, Mark, Outcome, Question

OVER = (Question.State.CLOSED, Question.State.COUNTED)


def roll_of(assembly: Assembly) -> dict[str, Any]:
    """Return the size of the roll and the digest of its numbers, names and units."""
    rows = [[one.number, one.name, one.unit] for one in assembly.roll.order_by("number")]
    return {"size": len(rows), "digest": rules.digest(rows)}


def paper_of(question: Question) -> dict[str, Any]:
    """Return what stands on a question's paper."""
    paper = {
        "kind": question.kind, "title": question.title, "text": question.text, "is_secret": question.is_secret,
        "by_phone": question.by_phone,
    }  # fmt: skip
    if not question.is_election:
        return paper
    candidates = [
        {"key": str(one.number), "name": one.name, "unit": one.unit} for one in question.candidates.order_by("number")
    ]
    return paper | {
        "position": question.position, "seats": question.seats, "contest": question.contest,
        "least": question.least or 0, "most": question.most or question.seats, "write_in": question.write_in,
        "candidates": candidates,
    }  # fmt: skip


def ballots_of(question: Question) -> list[dict[str, Any]]:
    """Return the phone ballots of a question that nobody can vote on any more, by their random serials.

    :raises ValueError: it is not over: before closing nobody opens the box
    """
    if question.state not in OVER:
        raise ValueError("the box is opened when voting is over")
    box = Box.objects.filter(question=question).first()
    return json.loads(decrypt(box.sealed))["ballots"] if box else []


def marks_of(question: Question) -> dict[str, int]:
    """Return how many voted by phone and how many took a paper."""
    found = [*Mark.objects.filter(question=question).exclude(how="").order_by().values_list("how", flat=True)]
    return {"phone": found.count(Mark.How.PHONE), "paper": found.count(Mark.How.PAPER)}


def sealed_question(question: Question) -> dict[str, Any]:
    """Return all of a question that a recount needs; without ballots and counts while it is not counted."""
    found = {
        "number": question.number, "is_later": question.later_of_id is not None, "frozen": question.frozen,
        "paper": paper_of(question), "serials": question.serials, "present": question.present, "marks": None,
        "ballots": [], "counted": [], "outcome": None, "seal": "",
    }  # fmt: skip
    if question.state not in OVER:
        return found
    found |= {
        "marks": marks_of(question), "ballots": ballots_of(question),
        "counted": [one.figures for one in question.tallies.order_by("ordinal")],
    }  # fmt: skip
    if outcome := Outcome.objects.filter(question=question).first():
        found |= {"outcome": outcome.figures, "seal": outcome.seal}
    return found


def export(assembly: Assembly) -> dict[str, Any]:
    """Return the file a recount reads: what was frozen, the ballots and the results of what was counted.

    Nothing in it leads from a ballot to a voter; the roll is in it as a digest. What the trail says of the digests
    stands beside what the rows say.
    """
    questions = [sealed_question(one) for one in assembly.questions.order_by("number") if one.frozen]
    for one in questions:
        if one["outcome"] is None:  # closed and not counted yet: nobody is shown half a result
            one |= {"marks": None, "ballots": [], "counted": []}
    return {
        "format": rules.FORMAT,
        "assembly": {
            "name": assembly.name, "body": assembly.organisation.name, "held_on": assembly.held_on.isoformat(),
        },
        "rules": assembly.rules, "roll": roll_of(assembly), "frozen": assembly.frozen, "trail": _trail(assembly),
        "questions": questions,
    }  # fmt: skip


def faults_of(assembly: Assembly) -> list[str]:
    """Return what does not agree when everything that is stored is counted again; none when all agrees."""
    try:
        return rules.faults(json.loads(json.dumps(export(assembly))))
    except ValueError as error:
        return [f"{error}"]


def _trail(assembly: Assembly) -> dict[str, Any]:
    opened = _line(Assembly._meta.label_lower, assembly.pk, "open_assembly")
    seals = {}
    for outcome in Outcome.objects.filter(question__assembly=assembly).select_related("question"):
        line = _line(Outcome._meta.label_lower, outcome.pk, "count_votes")
        seals[str(outcome.question.number)] = _after(line, "seal")
    return {"frozen": _after(opened, "frozen"), "seals": seals}


def _line(model: str, pk: int, did: str) -> TrailEntry | None:
    return TrailEntry.objects.filter(model=model, row_id=pk, did=did).order_by("id").first()


def _after(line: TrailEntry | None, name: str) -> str:
    return line.changes.get(name, ["", ""])[1] if line else ""
