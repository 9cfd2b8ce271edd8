"""How a task stands against its day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kexie.office.tasks.rules import is_to_chase, is_to_warn, stands, why_not_recheck

TODAY = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("days", "warn", "chase"),
    [(-400, False, True), (-1, False, True), (0, True, False), (3, True, False), (4, False, False), (90, False, False)],
)
def test_when_reminders_are_due(days, warn, chase):
    due_on = TODAY + timedelta(days=days)
    assert (stands(due_on, TODAY), is_to_warn(due_on, TODAY), is_to_chase(due_on, TODAY)) == (days, warn, chase)


@pytest.mark.parametrize(
    ("is_own", "others", "why"), [(True, True, "own"), (True, False, ""), (False, True, ""), (False, False, "")]
)
def test_nobody_rechecks_their_own_work_while_others_could(is_own, others, why):
    assert why_not_recheck(is_own=is_own, others=others) == why
