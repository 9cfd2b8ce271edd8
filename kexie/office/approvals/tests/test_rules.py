from __future__ import annotations

import pytest

from kexie.office.approvals import rules

CITY, COUNTY, TOWN = (1, "association", "city"), (2, "association", "county"), (3, "association", "town")
SOCIETY, BRANCH = (4, "society", "county"), (5, "society", "county")


def said(*pairs):
    return [{"at": at, "role": role} for at, role in pairs]


@pytest.mark.parametrize(
    ("at", "bodies", "key"),
    [
        ("own", [CITY, COUNTY, TOWN], 3),
        ("parent", [CITY, COUNTY, TOWN], 2),
        ("parent", [CITY], None),
        ("county", [CITY, COUNTY, TOWN], 2),
        ("county", [CITY, COUNTY], 2),
        ("county", [CITY, COUNTY, SOCIETY, BRANCH], 2),  # a society is no association, whatever its level
        ("county", [CITY], None),
    ],
)
def test_where_a_step_is_decided(at, bodies, key):
    assert rules.where(at, bodies) == key


def test_steps_that_fall_together_are_asked_once_and_missing_levels_not_at_all():
    chain = said(("own", "officer"), ("parent", "checker"), ("county", "checker"))
    assert rules.steps_of(chain, [COUNTY, TOWN]) == [("officer", 3), ("checker", 2)]
    assert rules.steps_of(chain, [COUNTY]) == [("officer", 2), ("checker", 2)]
    assert rules.steps_of(chain, [CITY]) == [("officer", 1)]


@pytest.mark.parametrize(
    ("state", "is_own", "holds", "why"),
    [
        ("open", False, True, ""),
        ("open", False, False, "not_yours"),
        ("open", True, True, "own"),
        ("agreed", False, True, "decided"),
        ("withdrawn", True, False, "decided"),
    ],
)
def test_who_may_decide(state, is_own, holds, why):
    assert rules.why_not_decide(state=state, is_own=is_own, holds_role=holds) == why
