"""Registering, leaving, and the strength teams report; rosters and strength tables."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Sum

from conftest import organisation
from kexie.core import clock
from kexie.core.loading import Context
from kexie.core.refusals import Invalid, NotAllowed
from kexie.office.imports.tests import make as files
from kexie.office.ledger.models import Entry
from kexie.work.volunteering import services
from kexie.work.volunteering.models import TeamStrength, Volunteer
from kexie.work.volunteering.sheets.levels import LEVELS, level_in, team_in

from .make import engagement, strength, team, volunteer

pytestmark = pytest.mark.django_db


def counted(measure, until=date(2013, 12, 31), **by):
    found = Entry.objects.filter(measure=f"volunteering.{measure}", on__lte=until, **by)
    return found.aggregate(n=Sum("amount"))["n"] or 0


def test_a_volunteer_counts_from_registering_through_the_last_day(here, officer):
    squad = team(organisation=here, name="医疗分队")
    row = volunteer(organisation=here, on=date(2013, 3, 5), level="市级", team=squad)
    row.left_on = date(2013, 6, 30)
    services.keep(volunteer=row, actor=officer)
    days = (date(2013, 3, 4), date(2013, 3, 5), date(2013, 6, 30), date(2013, 7, 1))
    assert [counted("volunteers", day) for day in days] == [0, 1, 1, 0]
    assert counted("volunteers", date(2013, 5, 1), kind="市级", team="医疗分队") == 1


def test_impossible_days_and_repeats_are_refused(here):
    row = volunteer(organisation=here)
    with pytest.raises(Invalid, match="同一天"):
        volunteer(organisation=here, person=row.person)
    with pytest.raises(Invalid, match="不能早于"):
        volunteer(organisation=here, left_on=date(2013, 1, 1))
    assert counted("volunteers") == 1


def test_strengths_stand_until_the_next_report(here):
    strength(organisation=here, team="服务团", amount=30, on=date(2012, 12, 31))
    strength(organisation=here, team="服务团", amount=25, on=date(2013, 12, 31))
    strength(organisation=here, team="宣讲团", amount=8, on=date(2013, 12, 31))
    assert (counted("team_strength", date(2012, 12, 31)), counted("team_strength")) == (30, 33)
    with pytest.raises(Invalid, match="已经登记过"):
        strength(organisation=here, team="服务团", amount=26, on=date(2013, 12, 31))


def test_strangers_may_do_nothing(here, stranger):
    row, reported = volunteer(organisation=here), strength(organisation=here)
    squad, hired = team(organisation=here), engagement(organisation=here)
    day = date(2013, 6, 1)
    for act in (
        lambda: services.keep(volunteer=row, actor=stranger),
        lambda: services.enlist(volunteer=row, facts={"name": "x"}, actor=stranger, did="edit", at=clock.now()),
        lambda: services.report_strength(strength=reported, actor=stranger),
        lambda: services.retire(volunteer=row, on=day, actor=stranger, at=clock.now()),
        lambda: services.ask_transfer(volunteer=row, team=squad, on=day, actor=stranger),
        lambda: services.keep_team(team=squad, actor=stranger),
        lambda: services.disband(team=squad, on=day, actor=stranger),
        lambda: services.found_teams(named={}, actor=None, path=""),
        lambda: services.unfound_teams(teams=[], actor=None, path=""),
        lambda: services.engage(engagement=hired, facts={"name": "x"}, actor=stranger, did="edit"),
        lambda: services.end_engagement(engagement=hired, on=day, actor=stranger, note="x"),
        lambda: services.post_imported(made=[], changed=[], actor=None, note=""),
        lambda: services.post_imported_strengths(rows=[], actor=None, path="", note=""),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize("level", LEVELS)
def test_the_level_stands_in_the_title(here, level):
    context = Context(None, here, here, 2013, title=f"{level}志愿者名册", sheet_name="表1")
    assert level_in(context) == level and team_in(context) == "志愿服务队"


def test_a_strength_table_comes_in_and_keeps_estimates(here):
    for name in ("东山镇科协", "西河镇科协"):
        organisation(name, parent=here, level="town")
    rows = [
        ["2013年镇级科普志愿者服务团人数"],
        ["序号", "乡镇街道", "服务团人数", "团长"],
        [1, "东山镇", 86, "王伟"],
        [2, "西河镇", "90余人", "李娜"],
        [3, "火星镇", 5, None],
        ["合计", None, 176, None],
    ]
    batch = files.applied(here, rows, name="服务团.xlsx")
    assert (batch.counts["created"], batch.counts["refused"]) == (2, 1)
    assert counted("team_strength", kind="镇级", team="科普志愿者服务团") == 176
    said = {row.organisation.name: (row.amount, row.evidence) for row in TeamStrength.objects.all()}
    assert said == {"东山镇科协": (86, "reported"), "西河镇科协": (90, "estimated")}
    again = files.applied(here, rows, name="服务团.xlsx")
    assert again.counts["unchanged"] == 2 and counted("team_strength") == 176


def test_a_roster_without_days_is_refused_row_by_row(here):
    rows = [
        ["志愿者名册"],
        ["姓名", "注册日期", "手机"],
        ["王伟", None, None],
        [None, "2013.1.1", None],
        ["李娜", "2013.1.1", None],
    ]
    batch = files.applied(here, rows, name="志愿者.xlsx")
    assert (batch.counts["created"], batch.counts["refused"]) == (1, 2)
    assert Volunteer.objects.get().organisation == here and counted("volunteers") == 1
