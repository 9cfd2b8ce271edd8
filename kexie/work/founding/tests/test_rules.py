"""The declared procedures, and what follows from facts; without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kexie.work.founding import rules
from kexie.work.founding.rules import KINDS, PAPERS, Candidate

TOWN = KINDS["town"]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_every_kind_is_declared_whole(kind):
    codes = [step.code for step in kind.steps]
    assert len(codes) == len(set(codes)) >= 7
    asked, days = set(), set()
    for step in kind.steps:
        assert step.title and step.who, step.code
        assert set(step.papers) <= set(PAPERS) and set(step.signed) <= set(step.papers)
        assert not {ask.code for ask in step.asks} & asked, "asked twice"
        asked |= {ask.code for ask in step.asks}
        days |= {ask.code for ask in step.asks if ask.type == "date"}
        if step.done_by:
            assert step.done_by in days
    assert {"meeting_on", "invited", "attended", "way", "report_on"} <= asked
    assert any(step.has_nominees for step in kind.steps) and any(step.has_votes for step in kind.steps)
    assert set(kind.single) <= set(kind.positions) and kind.head in kind.single


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_every_paper_can_be_made_of_what_its_kind_asks(kind):
    asked = set(kind.asks) | {rules.NOMINEES, rules.VOTES}
    for step in kind.steps:
        for code in step.papers:
            assert set(PAPERS[code].needs) <= asked, code


def weekdays(day, days):
    """Count Monday to Friday, as where nobody knows of days off."""
    step = timedelta(days=1 if days > 0 else -1)
    while days:
        day += step
        days -= step.days * (day.weekday() < 5)
    return day


def test_deadlines_hang_on_what_was_said():
    notice, report = TOWN.step("notice"), TOWN.step("report")
    assert rules.due_of(notice, {}, weekdays) is None and rules.due_of(TOWN.step("prepare"), {}, weekdays) is None
    known = {"meeting_on": "2024-06-06", "began_on": "2024-05-01", "prepare_done": "2024-05-31"}
    assert rules.due_of(notice, known, weekdays) == date(2024, 6, 3)
    assert rules.due_of(report, known, weekdays) == date(2024, 7, 6)
    assert rules.due_of(TOWN.step("prepare"), known, weekdays) == date(2024, 5, 31)
    assert rules.due_of(TOWN.step("nominate"), known, weekdays) == date(2024, 6, 21)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_every_step_has_a_deadline_that_hangs_on_something_known_by_then(kind):
    known = {"began_on"}
    for step in kind.steps:
        asked = {ask.code for ask in step.asks if ask.type == "date"}
        assert step.deadline.says and step.deadline.of in known | asked, step.code
        known |= asked | {f"{step.code}_done"}


@pytest.mark.parametrize(
    ("code", "good"),
    [
        ("91350100M000100Y43", True),
        ("51330281MJ8000000G", False),
        ("91350100M000100Y44", False),
        ("91350100M000100Y4", False),
        ("91350100I000100Y43", False),
        ("", False),
    ],
)
def test_a_credit_code_has_a_check_sign(code, good):
    assert rules.is_code(code) is good


@pytest.mark.parametrize(("invited", "least"), [(60, 40), (61, 41), (3, 2), (1, 1), (0, 0)])
def test_two_thirds_are_rounded_up(invited, least):
    assert rules.quorum_of(invited) == least


def _stand(*rows):
    return [Candidate(key, name, position, votes) for key, (name, position, votes) in enumerate(rows)]


GOOD = (("甲", "主席", 40), ("乙", "副主席", 39), ("丙", "副主席", 21), ("丁", "副主席", 20))


@pytest.mark.parametrize(
    ("more", "rows", "why"),
    [
        ({}, GOOD, ""),
        ({"attended": 61}, GOOD, "more_came"),
        ({"attended": 39}, GOOD, "quorum"),
        ({}, (("甲", "主席", None),), "no_votes"),
        ({}, (("甲", "主席", 41),), "too_many_votes"),
        ({}, (("甲", "主席", 20),), "no_head"),
        ({"seats": {"副主席": 1}}, (("甲", "主席", 40), ("乙", "副主席", 30), ("丙", "副主席", 30)), "tie"),
        ({}, (("甲", "主席", 30), ("乙", "主席", 30)), "tie"),
    ],
)
def test_why_not_result(more, rows, why):
    given = {"invited": 60, "attended": 40, "kind": TOWN, "seats": {}, **more}
    assert rules.why_not_result(candidates=_stand(*rows), **given)[0] == why


def test_more_than_half_of_those_there_elect_and_seats_limit():
    rows = _stand(*GOOD)
    names = lambda found: [one.name for one in found]  # noqa: E731
    assert names(rules.elected_of(40, rows, TOWN, {})) == ["甲", "乙", "丙"]
    assert names(rules.elected_of(40, rows, TOWN, {"副主席": 1})) == ["甲", "乙"]
    assert names(rules.elected_of(40, _stand(("甲", "主席", 30), ("乙", "主席", 25)), TOWN, {})) == ["甲"]


@pytest.mark.parametrize(
    ("type_", "value", "why"),
    [
        ("number", "60", ""), ("number", "六十", "number"), ("number", "-1", "number"), ("number", "1" * 10, "number"),
        ("date", "2024-06-06", ""), ("date", "2024-6-31", "date"), ("text", "长" * 201, "long"), ("text", "", ""),
    ],
)  # fmt: skip
def test_why_not_fact(type_, value, why):
    assert rules.why_not_fact(rules.Ask("x", "某项", type_), value) == why
    assert rules.why_not_fact(TOWN.asks["way"], "shout") == "choice"


def test_what_a_paper_lacks_is_named():
    minutes = PAPERS["minutes"]
    assert rules.lacking(minutes, TOWN, {}, [])[-1] == "候选人"
    facts = dict.fromkeys(minutes.needs, "1")
    assert rules.lacking(minutes, TOWN, facts, _stand(("甲", "主席", None))) == ["各候选人得票"]
    assert rules.lacking(minutes, TOWN, facts, _stand(*GOOD)) == []
