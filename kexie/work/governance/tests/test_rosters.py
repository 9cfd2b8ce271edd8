"""The county's rosters of 2013, through the real import; and what other offices write."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.files import File
from django.db.models import Sum

from kexie.core.flow import WrongState
from kexie.core.gate import SYSTEM
from kexie.core.loading import Context, Row
from kexie.network.organisations import services as organisations
from kexie.network.organisations.models import Division, Organisation
from kexie.office.imports import services as imports
from kexie.office.imports.tests import make as files
from kexie.office.ledger.models import Entry
from kexie.work.governance.sheets import ROSTERS, RosterLoader
from kexie.work.membership.models import Headcount

pytestmark = pytest.mark.django_db

COUNTY = Path(__file__).parents[4] / "examples" / "county-2013" / "01-组织名册.xlsx"
Kind, State = Organisation.Kind, Organisation.State


@pytest.fixture
def divided(here):
    """The county with its division and the towns of it offered."""
    organisations.load_divisions(actor=SYSTEM)
    here.division = Division.objects.get(code="330281000000")
    here.save()
    organisations.suggest_towns(association=here, actor=SYSTEM)
    return here


def load(path, *, where, actor, year=2013):
    with path.open("rb") as content:
        batch = imports.open_batch(organisation=where, files=[(path.name, File(content))], actor=actor, year=year)
    imports.preview(batch=batch, actor=actor)
    return batch, imports.apply(batch=batch, actor=actor)


def stock(measure="governance.bodies", on=date(2013, 12, 31), **by):
    return Entry.objects.filter(measure=measure, on__lte=on, **by).aggregate(n=Sum("amount"))["n"] or 0


def assert_county(here):
    assert stock(kind=Kind.ASSOCIATION, form="town") == 21
    assert stock(kind=Kind.SOCIETY) == 20
    assert stock("membership.group_members") == 231
    assert stock(kind=Kind.ENTERPRISE) == 10
    assert stock("governance.founded", kind=Kind.ENTERPRISE, on__year=2013) == 1
    assert stock("governance.founded", organisation__name="某市新能源股份有限公司科学技术协会") == 1
    assert stock(kind=Kind.FARM_ASSOCIATION) == 54
    assert stock(kind=Kind.COOPERATIVE) == 21
    assert Organisation.objects.filter(kind=Kind.FARM_ASSOCIATION).active().count() == 54
    farm = Organisation.objects.get(name="大隐镇水产养殖协会（1）")
    assert farm.parent.name == "低塘街道科协"
    assert farm.path.startswith(here.path)


def test_the_county_workbook_confirms_the_towns_on_offer(divided, officer):
    _batch, done = load(COUNTY, where=divided, actor=officer)
    assert (done.total, done.created, done.updated, done.refused) == (126, 105, 21, 0)
    assert_county(divided)
    towns = Organisation.objects.filter(kind=Kind.ASSOCIATION, level="town")
    assert towns.active().count() == 21
    assert set(towns.values_list("division__level", flat=True)) == {"town"}
    assert Organisation.objects.get(name="泗门镇科协").founded_on == date(2006, 3, 10)
    assert Organisation.objects.get(name="大隐镇水产养殖协会（1）").division.name == "低塘街道"


def test_the_county_workbook_founds_the_towns_where_no_division_was_given(here, officer):
    _batch, done = load(COUNTY, where=here, actor=officer)
    assert (done.total, done.created, done.refused) == (126, 126, 0)
    assert_county(here)


def test_a_second_time_changes_nothing(divided, officer):
    load(COUNTY, where=divided, actor=officer)
    entries = Entry.objects.count()
    _batch, done = load(COUNTY, where=divided, actor=officer)
    assert (done.unchanged, done.created, done.updated) == (126, 0, 0)
    assert Entry.objects.count() == entries


def test_undone_nothing_counts_and_the_towns_are_on_offer_again(divided, officer):
    batch, _done = load(COUNTY, where=divided, actor=officer)
    imports.undo(batch=batch, actor=officer)
    assert (stock(), stock("membership.group_members"), stock("membership.reported_members")) == (0, 0, 0)
    assert Organisation.objects.filter(state=State.SUGGESTED).count() == 21
    assert Organisation.objects.filter(state=State.WITHDRAWN).count() == 105
    town = Organisation.objects.get(name="泗门镇科协")
    assert (town.founded_on, town.head, town.phone) == (None, "", "")
    _batch, done = load(COUNTY, where=divided, actor=officer)
    assert (done.created, done.updated) == (105, 21)
    assert_county(divided)


def society(members, year, here, officer):
    rows = [[f"{year}年学会名册"], ["学会名称", "负责人", "团体会员数"], ["某市医学会", "王某", members]]
    batch = files.batch(here, ("学会名册.xlsx", files.workbook(rows, names=["学会"])), actor=officer, year=year)
    imports.apply(batch=batch, actor=officer)
    return batch


def test_undone_a_report_of_members_is_as_if_it_had_never_come(here, officer):
    society("16", 2012, here, officer)
    later = society("约18", 2013, here, officer)
    assert stock("membership.group_members") == 18
    imports.undo(batch=later, actor=officer)
    kept = Headcount.objects.get()
    assert (kept.amount, kept.on, kept.evidence) == (16, date(2012, 12, 31), "reported")
    assert stock("membership.group_members") == 16


def test_undone_a_report_of_the_same_day_is_put_back_as_it_was(here, officer):
    society("约18", 2013, here, officer)
    again = society("20", 2013, here, officer)
    assert Headcount.objects.get().amount == 20
    imports.undo(batch=again, actor=officer)
    kept = Headcount.objects.get()
    assert (kept.amount, kept.evidence, stock("membership.group_members")) == (18, "estimated", 18)


def test_undone_a_new_body_has_reported_nothing(here, officer):
    imports.undo(batch=society("16", 2013, here, officer), actor=officer)
    assert not Headcount.objects.exists()
    assert stock("membership.group_members") == 0


def context(here, actor, **more):
    told = {"actor": actor, "organisation": here, "filer": here, "year": 2013, "title": "", "sheet_name": "", **more}
    return Context(**told)


def loader(body):
    return RosterLoader(next(roster for roster in ROSTERS if roster.body == body))


def rows(*named, unknown=None):
    return [Row(number, values, unknown=unknown or {}) for number, values in enumerate(named, 3)]


def keep(kind, told, *named, **more):
    ours = loader(kind)
    planned = ours.plan(rows(*named, **more), told)
    ours.write(planned, told)
    return planned


def test_a_body_without_a_day_counts_from_the_end_of_the_rosters_year(here, officer):
    keep(Kind.COOPERATIVE, context(here, officer), {"name": "果蔬合作社"})
    assert (stock(on=date(2013, 12, 30)), stock(on=date(2013, 12, 31))) == (0, 1)
    assert not Entry.objects.filter(measure="governance.founded").exists()


def test_the_same_name_in_two_towns_is_two_bodies_and_twice_in_one_town_is_one(here, town, officer):
    other = organisations.found(name="陆埠镇科协", kind=Kind.ASSOCIATION, parent=here, level="town", actor=SYSTEM)
    told = context(here, officer)
    planned = keep(
        Kind.FARM_ASSOCIATION, told, {"name": "茶叶协会", "place": town}, {"name": "茶叶协会", "place": other},
        {"name": "茶叶 协会", "place": other},
    )  # fmt: skip
    assert [p.did for p in planned] == ["created", "created", "skipped"]
    assert "第 4 行" in planned[2].reason
    assert {p.record.parent for p in planned[:2]} == {town, other}


def test_a_body_of_a_town_not_found_is_refused_with_the_text_it_had(here, officer):
    planned = keep(Kind.ENTERPRISE, context(here, officer), {"name": "某厂科协"}, unknown={"place": "鹿亭乡"})
    assert planned[0].did == "refused"
    assert "鹿亭乡" in planned[0].reason
    assert not Organisation.objects.filter(kind=Kind.ENTERPRISE).exists()


@pytest.mark.parametrize("written", ["泗门镇", "泗门镇 ", "泗门镇科学技术协会", "泗门镇人民政府"])
def test_a_town_is_known_by_any_of_its_names(here, town, officer, written):
    planned = keep(Kind.ASSOCIATION, context(here, officer), {"name": written, "head": "王某"})
    assert (planned[0].did, planned[0].record) == ("updated", town)
    town.refresh_from_db()
    assert (town.head, town.name) == ("王某", "泗门镇科协")


def test_a_corrected_day_reverses_what_stood(here, officer):
    told = context(here, officer)
    keep(Kind.SOCIETY, told, {"name": "医学会", "founded_on": date(2013, 6, 1)})
    told = context(here, officer)
    planned = keep(Kind.SOCIETY, told, {"name": "某市医学会", "founded_on": date(2012, 6, 1)})
    assert planned[0].did == "updated"
    assert (stock(on=date(2012, 6, 1)), stock()) == (1, 1)
    assert stock("governance.founded", on__year=2013, on=date(2014, 1, 1)) == 0


def test_members_reported_again_are_an_update_only_when_the_number_differs(here, officer):
    for amount, did in ((16, "created"), (16, "unchanged"), (18, "updated")):
        planned = keep(Kind.SOCIETY, context(here, officer), {"name": "医学会", "members": amount})
        assert planned[0].did == did
        assert stock("membership.group_members") == amount


def test_who_may_not_found_bodies_updates_those_there_are(here, town, grant):
    from conftest import person

    clerk = person("clerk", here)
    planned = keep(Kind.ASSOCIATION, context(here, clerk), {"name": "泗门镇", "head": "王某"}, {"name": "鹿亭乡"})
    assert [p.did for p in planned] == ["updated", "refused"]
    assert "权限" in planned[1].reason


def test_an_import_whose_bodies_other_records_stand_on_is_not_undone(here, officer):
    from kexie.work.activities.tests import make

    told = context(here, officer)
    planned = keep(Kind.SOCIETY, told, {"name": "医学会"})
    make.activity(organisation=planned[0].record)
    with pytest.raises(WrongState, match="医学会"):
        loader(Kind.SOCIETY).undo([planned[0].record.pk], [], told)


def test_a_dissolved_body_on_a_roster_is_not_raised_silently(here, officer):
    body = organisations.found(
        name="旧学会", kind=Kind.SOCIETY, parent=here, actor=officer, founded_on=date(2000, 1, 1)
    )
    organisations.dissolve(organisation=body, on=date(2012, 5, 1), actor=officer)
    planned = keep(Kind.SOCIETY, context(here, officer), {"name": "旧学会"})
    assert planned[0].did == "refused"
    assert "注销" in planned[0].reason
