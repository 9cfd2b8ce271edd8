"""Who may give what to whom, and whose account may be touched: every case."""

from __future__ import annotations

from itertools import product

import pytest

from kexie.network.access import rules

ROLES = tuple(rules.ACTIONS)


def why(role, own=("administrator",), held=(), separated=False, **more):
    given = {"is_self": False, "is_system": False, **more}
    return rules.why_not_grant(role, own_roles=set(own), held_roles=set(held), separated=separated, **given)


@pytest.mark.parametrize(("own", "role"), [*product(ROLES, ROLES)])
def test_who_gives_what_without_separation(own, role):
    gives = own == "administrator" and role in rules.WORK_ROLES
    expected = "" if gives else "not_yours" if own not in rules.GIVES or role not in rules.GIVES[own] else None
    if own == "security_administrator" and role in rules.WORK_ROLES:
        expected = ""  # the action itself is what the gate asks; with separation off nobody holds this role
    elif own == "security_administrator":
        expected = "not_separated"
    assert why(role, own=[own]) == expected


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("separated", [True, False])
def test_nobody_raises_themself(role, separated):
    assert why(role, own=ROLES, is_self=True, separated=separated) == "self"


@pytest.mark.parametrize(("held", "role"), [*product(ROLES, ROLES)])
def test_three_administrators_are_three_people(held, role):
    said = why(role, own=["security_administrator"], held=[held], separated=True)
    apart = (role in rules.SEPARATED and held != role) or (role not in rules.SEPARATED and held in rules.SEPARATED)
    assert said == ("kept_apart" if apart else "")


def test_powers_are_split_without_rest_or_overlap():
    three = [rules.ACTIONS[name] for name in rules.SEPARATED]
    assert not rules.actions_of("administrator", separated=True) & frozenset().union(*three)
    for power, holder in zip(rules.POWERS, rules.SEPARATED, strict=True):
        assert rules.roles_for(power, separated=True) & set(rules.SEPARATED) == {holder}
        assert "administrator" not in rules.roles_for(power, separated=True)
    work = {"edit", "import", "sign", "view", "export", "view_personal"}
    assert all(work.isdisjoint(actions) for actions in three)


def test_no_role_but_the_checkers_signs():
    assert rules.roles_for("sign", separated=False) == {"checker"}


@pytest.mark.parametrize(
    ("held", "reach", "separated", "said"),
    [
        ([], ["A"], False, ""),
        ([("clerk", "AB")], ["A"], False, ""),
        ([("clerk", "AB"), ("officer", "B")], ["A"], False, "above"),
        ([("clerk", "A")], ["AB"], False, "above"),
        ([("clerk", "A")], [], False, "above"),
        ([("audit_administrator", "A")], ["A"], True, "kept_apart"),
        ([("audit_administrator", "A")], ["A"], False, ""),
        ([("clerk", "A"), ("clerk", "B")], ["A", "B"], True, ""),
    ],
)
def test_whose_account_may_be_touched(held, reach, separated, said):
    assert rules.why_not_manage(is_self=False, held=held, reach=reach, separated=separated) == said
    assert rules.why_not_manage(is_self=True, held=held, reach=reach, separated=separated) == "self"


def test_every_action_has_a_title():
    from kexie.network.access.models import ACTIONS

    assert set(ACTIONS) == frozenset().union(*rules.ACTIONS.values())
