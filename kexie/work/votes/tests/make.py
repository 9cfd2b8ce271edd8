"""Assemblies for tests, as far along as a test wants them."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count

from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.work.votes import rules, services
from kexie.work.votes.models import Assembly, Presence, Question
from kexie.work.votes.policies import Voter

AT = datetime(2026, 3, 12, 9, 0, tzinfo=clock.ZONE)
_number = count(1)


def assembly(organisation, *, people=6, **fields):
    """Return an assembly that is being prepared, with a roll of so many."""
    given = {
        "name": f"第{next(_number)}次代表大会", "kind": "term_change", "held_on": date(2026, 3, 12), "chair": "主持",
    } | fields  # fmt: skip
    row = services.keep_assembly(assembly=Assembly(organisation=organisation, **given), actor=SYSTEM)
    if people:
        services.add_to_roll(assembly=row, people=named(people), actor=SYSTEM)
    return row


def named(people):
    return [rules.Named(n, f"代表{hanzi(n)}", f"单位{hanzi(n)}") for n in range(1, people + 1)]


def hanzi(n):
    return "".join("零一二三四五六七八九"[int(digit)] for digit in str(n))


def question(assembly_, *, candidates=("甲某",), seats=1, **fields):
    """Return an election, or a motion where there are no candidates and no seats."""
    kind = Question.Kind.ELECTION if candidates else Question.Kind.RESOLUTION
    contest = "more" if len(candidates) > seats else "equal"
    given = {
        "kind": kind, "title": "选举主席" if candidates else "通过章程", "seats": seats, "contest": contest,
        "by_phone": True, "position": "主席" if candidates else "",
    } | fields  # fmt: skip
    return services.keep_question(
        question=Question(assembly=assembly_, **given),
        candidates=[rules.Named(n, name, "某单位") for n, name in enumerate(candidates, start=1)], actor=SYSTEM,
    )  # fmt: skip


def running(organisation, *, people=6, present=None, assembly_=None, questions=(), **fields):
    """Return an assembly that is running, its question opened, so many of its roll there."""
    row = assembly_ or assembly(organisation, people=people, **fields)
    asked = [question(row, **each) for each in (questions or ({},))]
    row = services.open_assembly(assembly=row, actor=SYSTEM, at=AT)
    for entry in row.roll.order_by("number")[: people if present is None else present]:
        services.attend(entry=entry, actor=SYSTEM)
    for each in asked:
        each.refresh_from_db()
    return row, asked


def voting(organisation, **how):
    """Return a question that is being voted on, with the roll's entries in order."""
    row, [asked, *_more] = running(organisation, **how)
    return services.open_vote(question=asked, actor=SYSTEM), [*row.roll.order_by("number")]


def cast(question_, entry, marks=None, write_in=()):
    services.cast(
        question=question_, entry=entry, marks=marks if marks is not None else {"1": "for"}, write_in=write_in,
        actor=Voter(entry),
    )  # fmt: skip


def counted(question_, **marks):
    """Return a teller's figures: `returned`, `invalid`, and for each line (for, against, abstain)."""
    returned, invalid = marks.pop("returned"), marks.pop("invalid", 0)
    written = marks.pop("write_in", {})
    said = {line.removeprefix("_"): dict(zip(rules.MARKS, each, strict=True)) for line, each in marks.items()}
    return {"returned": returned, "invalid": invalid, "marks": said, "write_in": written}


def tally(question_, **marks):
    """Let both tellers type the same."""
    for ordinal in (1, 2) if question_.is_secret else (1,):
        services.type_tally(
            question=question_, ordinal=ordinal, teller=f"计票{ordinal}", figures=counted(question_, **dict(marks)),
            actor=SYSTEM,
        )  # fmt: skip


def by_phone(entries):
    Presence.objects.filter(entry__in=entries).update(votes_by="phone")
