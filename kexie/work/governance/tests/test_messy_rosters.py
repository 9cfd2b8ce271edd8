"""Messy rosters of towns, heads and officers, taken in without a single correction: all six figures, by name."""

from __future__ import annotations

import pytest

from kexie.core.gate import SYSTEM
from kexie.office.imports import services as imports
from kexie.office.imports.tests import make as files
from kexie.office.ledger.models import Entry
from kexie.office.metrics import queries as metrics
from kexie.office.metrics.queries import Period
from kexie.work.governance.models import Appointment, Tally, Term

from . import make_rosters

pytestmark = pytest.mark.django_db
FIGURES = ("乡镇科协数", "三长数", "三长覆盖率", "信息员数", "示范点数", "示范点补助")


def take_in(where, *rosters, year=2023):
    batch = files.batch(where, *rosters, year=year)
    imports.apply(batch=batch, actor=SYSTEM)
    batch.refresh_from_db()
    return batch


def figures(where, year=2023, names=FIGURES):
    found = metrics.figures(list(names), period=Period.year(year), organisation=where, actor=SYSTEM)
    return {name: round(float(found[name].value or 0), 2) for name in names}


@pytest.mark.parametrize("layout", make_rosters.LAYOUTS)
@pytest.mark.parametrize("told", [{}, {"heads": 30, "gaps": 2, "sites": 3}])
def test_all_six_figures_come_out_and_go_again(here, layout, told):
    made = make_rosters.county(**told)
    file = make_rosters.roster(layout, made)
    first = take_in(here, file)
    assert figures(here) == made.expected
    assert first.counts.get("refused", 0) == 0
    entries = Entry.objects.count()
    again = take_in(here, file)
    assert again.counts.get("created", 0) == again.counts.get("updated", 0) == 0
    assert Entry.objects.count() == entries and figures(here) == made.expected
    imports.undo(batch=first, actor=SYSTEM)
    assert figures(here) == dict.fromkeys(FIGURES, 0)
    assert not Appointment.objects.exists() and not Tally.objects.exists() and not Term.objects.exists()
    take_in(here, file)
    assert figures(here) == made.expected
