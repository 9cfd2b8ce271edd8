"""The whole job on the real input: a county's five workbooks in, every figure of its annual summary out."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.core.files import File
from django.db import transaction

from conftest import organisation, person
from kexie.core.gate import SYSTEM
from kexie.office.imports import services
from kexie.office.imports.models import Batch, Finding
from kexie.office.ledger.models import Entry
from kexie.office.metrics import queries as metrics
from kexie.office.metrics.queries import Period
from kexie.work.activities.models import Activity
from kexie.work.membership.models import Headcount, Membership

CASE = Path(__file__).parents[1] / "examples" / "county-2013"
EXPECTED = [*csv.DictReader((CASE / "expected.csv").open(encoding="utf-8-sig"))]
YEAR = Period.year(2013)

pytestmark = pytest.mark.django_db


def take_in(folder: Path, where) -> Batch:
    """Import every workbook of a folder, confirming without correcting anything."""
    files = [(path.name, File(path.open("rb"))) for path in sorted(folder.glob("*.xlsx"))]
    batch = services.open_batch(organisation=where, files=files, actor=SYSTEM)
    services.preview(batch=batch, actor=SYSTEM)
    services.apply(batch=batch, actor=SYSTEM)
    batch.refresh_from_db()
    return batch


@pytest.fixture(scope="module")
def imported(django_db_setup, django_db_blocker):
    """The case taken in once for the module; what a test changes after that is rolled back as always."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield take_in(CASE, organisation("某市科协"))
        transaction.set_rollback(True)


@pytest.fixture
def county(imported, db):
    return imported.organisation


def test_every_expected_figure_comes_out_of_the_five_workbooks(imported, county):
    figures = metrics.figures([row["口径"] for row in EXPECTED], period=YEAR, organisation=county, actor=SYSTEM)
    wrong = {
        row["口径"]: (row["数值"], figures[row["口径"]].value)
        for row in EXPECTED
        if figures[row["口径"]].value != int(row["数值"])
    }
    assert wrong == {}


def test_rounded_figures_are_worded_as_people_write_them(imported, county):
    rounded = [row for row in EXPECTED if row["概数"][-1] == "余" or row["概数"][0] == "近"]
    assert len(rounded) == 11
    figures = metrics.figures([row["口径"] for row in rounded], period=YEAR, organisation=county, actor=SYSTEM)
    assert {row["口径"]: figures[row["口径"]].phrase for row in rounded} == {
        row["口径"]: row["概数"] for row in rounded
    }


def test_every_figure_opens_to_the_records_it_sums(imported, county):
    for row in EXPECTED:
        opened = metrics.entries(row["口径"], period=YEAR, organisation=county, actor=SYSTEM)
        assert sum(line.amount for line in opened) == opened.total == int(row["数值"]), row["口径"]
        assert all(line.url for line in opened[:5]), row["口径"]
        assert metrics.figure(row["口径"], period=YEAR, organisation=county, actor=SYSTEM).records == len(opened)


def test_a_county_that_writes_down_no_channel_met_in_person(imported, county):
    names = ["活动参加人次", "线下人次", "线上人次"]
    everybody, onsite, online = metrics.figures(names, period=YEAR, organisation=county, actor=SYSTEM).values()
    assert everybody.value == onsite.value > 0 and online.value == 0
    assert onsite.records == everybody.records and "没有写明（按线下计）" in onsite.definition
    assert metrics.entries("线下人次", period=YEAR, organisation=county, actor=SYSTEM).total == onsite.value


def test_importing_again_changes_nothing(imported, county):
    entries = Entry.objects.count()
    again = take_in(CASE, county)
    assert again.counts["unchanged"] == again.counts["total"] == imported.counts["total"] == 5741
    assert Entry.objects.count() == entries


def test_taking_the_batch_back_leaves_no_figure(imported, county):
    services.undo(batch=imported, actor=SYSTEM)
    figures = metrics.figures([row["口径"] for row in EXPECTED], period=YEAR, organisation=county, actor=SYSTEM)
    assert {name: figure.value for name, figure in figures.items() if figure.value or figure.records} == {}
    for row in EXPECTED:
        assert not metrics.entries(row["口径"], period=YEAR, organisation=county, actor=SYSTEM), row["口径"]
    assert not Headcount.objects.exists() and not Activity.objects.exists() and not Membership.objects.exists()


def test_years_before_and_after_stay_apart(imported, county):
    before = metrics.figures(
        ["活动数", "个人会员数"], period=Period(date(2012, 1, 1), date(2012, 12, 31)), organisation=county, actor=SYSTEM
    )
    assert before["活动数"].value == 0
    assert before["个人会员数"].value == 1210


@pytest.fixture
def damaged(tmp_path):
    """A copy with a wrong total, an unknown town, an unreadable number and a sheet without its header."""
    folder = tmp_path / "damaged"
    shutil.copytree(CASE, folder)
    path = folder / "02-科普活动台账.xlsx"
    book = openpyxl.load_workbook(path)
    week = book["科技活动周"]
    week["G92"] = 99999  # the total row
    week["C10"] = "火星镇"
    week["G12"] = "好多好多人"
    book["农函大"].delete_rows(3)  # the header
    book.save(path)
    return folder


def test_what_is_wrong_with_a_sheet_is_said(damaged, here):
    batch = take_in(damaged, here)
    findings = Finding.objects.filter(table__file__batch=batch)
    week = findings.filter(table__sheet_name="科技活动周")

    total = week.get(weight=Finding.Weight.TOTAL)
    assert total.row == 92 and "99999" in total.reason and "参加人次" in total.column

    town = week.get(weight=Finding.Weight.DOUBT, text="火星镇")
    assert town.row == 10 and "组织里没有“火星镇”" in town.reason

    number = week.get(weight=Finding.Weight.REFUSED)
    assert number.row == 12 and "好多好多人" in number.reason and "参加人次" in number.reason

    header = findings.filter(table__sheet_name="农函大").first()
    assert "表头" in header.reason

    counts = batch.counts
    parts = ("created", "updated", "unchanged", "skipped", "refused")
    assert counts["total"] == sum(counts.get(part, 0) for part in parts)
    assert counts["refused"] == 1


def test_two_offices_never_see_each_others_figures(county, elsewhere, stranger):
    figures = metrics.figures(["活动数", "个人会员数", "组织数"], period=YEAR, actor=stranger)
    assert [figure.value for figure in figures.values()] == [0, 0, 0]
    other = organisation("泗门镇科协", parent=elsewhere, level="town")
    assert not Entry.objects.filter(organisation=other).exists()
    officer = person("officer", county)
    assert metrics.figure("活动数", period=YEAR, actor=officer).value == 470
