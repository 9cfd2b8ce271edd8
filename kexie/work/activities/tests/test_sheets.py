"""The county's six tables of 2013, through the real import; and what other offices write."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.files import File
from django.db.models import Sum

from conftest import organisation, person
from kexie.core.loading import Context, Row
from kexie.core.sheets.values import Span
from kexie.core.terms.models import Term
from kexie.office.imports import services as imports
from kexie.office.ledger.models import Entry
from kexie.work.activities.models import Activity, Campaign, Party
from kexie.work.activities.sheets import ActivityLoader

pytestmark = pytest.mark.django_db

COUNTY = Path(__file__).parents[4] / "examples" / "county-2013" / "02-科普活动台账.xlsx"
TOWNS = (
    "梨洲街道 凤山街道 兰江街道 阳明街道 低塘街道 朗霞街道 临山镇 黄家埠镇 小曹娥镇 泗门镇 马渚镇 牟山镇 "
    "丈亭镇 三七市镇 河姆渡镇 大隐镇 陆埠镇 梁弄镇 大岚镇 四明山镇 鹿亭乡"
)  # fmt: skip
SOCIETIES = (
    "医学会 中医学会 农学会 林学会 水利学会 计算机学会 电子学会 机械工程学会 建筑学会 能源学会 环境科学学会 气象学会 "
    "数学学会 物理学会 翻译学会 科技情报学会 会计学会 老年科技人才协会 模具工业协会 认证咨询协会"
)  # fmt: skip


@pytest.fixture
def county(here):
    for name in TOWNS.split():
        organisation(f"{name}科协", parent=here, level="town")
    for name in SOCIETIES.split():
        organisation(f"某市{name}", parent=here, kind="society")
    return here


def load(path, *, where, actor, year=None):
    """Take a file in, and return the batch with what it did."""
    with path.open("rb") as content:
        batch = imports.open_batch(organisation=where, files=[(path.name, File(content))], actor=actor, year=year)
    imports.preview(batch=batch, actor=actor)
    return batch, imports.apply(batch=batch, actor=actor)


def total(measure, **by):
    """Return what the ledger has of one of this app's measures."""
    return Entry.objects.filter(measure=f"activities.{measure}", **by).aggregate(n=Sum("amount"))["n"] or 0


def test_the_county_workbook(county, officer):
    _batch, done = load(COUNTY, where=county, actor=officer)
    assert (done.total, done.created, done.refused) == (470, 470, 0)
    week, day = {"campaign": "科技活动周"}, {"campaign": "全国科普日"}
    held = {
        form: total("held", form=form, **week) for form in ("咨询", "讲座", "培训", "放映", "展览", "启动仪式", "其他")
    }
    assert held == {"咨询": 5, "讲座": 17, "培训": 8, "放映": 45, "展览": 7, "启动仪式": 1, "其他": 2}
    results = {m: total(m, **week) for m in ("panels", "leaflets", "participations", "volunteers", "screenings", "led")}
    assert results == {
        "panels": 632, "leaflets": 20360, "participations": 60420, "volunteers": 153, "screenings": 45, "led": 8,
    }  # fmt: skip
    assert (total("participations", **day), total("units", **day)) == (49610, 70)
    assert {f: total("held", form=f, **day) for f in ("科技下乡", "青少年活动", "讲座")} == {
        "科技下乡": 5, "青少年活动": 26, "讲座": 8,
    }  # fmt: skip
    assert (total("held", form="志愿服务"), total("volunteers", form="志愿服务")) == (126, 1512)
    assert total("volunteers", form="志愿服务", team="学校科普分队") > 0
    assert total("held", form="文艺演出", team="老年科普志愿宣传队") == 12
    assert (total("held", form="科学馆展览"), total("participations", form="科学馆展览")) == (6, 30480)
    assert (total("held", form="校园巡展"), total("panels", form="校园巡展")) == (4, 163)
    assert (total("held", form="农函大培训"), total("participations", form="农函大培训")) == (126, 3120)
    academic = ("学术研讨会", "学术年会")
    assert (total("held", form__in=academic), total("papers", form__in=academic)) == (67, 779)
    assert total("participations", form="学术年会") == 796
    assert Campaign.objects.count() == 2
    assert not Term.objects.exists()


def test_the_county_workbook_a_second_time_changes_nothing_and_can_be_undone(county, officer):
    first, _done = load(COUNTY, where=county, actor=officer)
    entries = Entry.objects.count()
    _second, done = load(COUNTY, where=county, actor=officer)
    assert (done.unchanged, done.created, done.updated) == (470, 0, 0)
    assert Entry.objects.count() == entries
    imports.undo(batch=first, actor=officer)
    assert not Activity.objects.exists()
    assert (total("held"), total("participations")) == (0, 0)


@pytest.fixture
def context(here, officer):
    def make(title="2013年科普活动台账", sheet_name="Sheet1", **more):
        told = {"actor": officer, "organisation": here, "filer": here, "year": 2013, **more}
        return Context(title=title, sheet_name=sheet_name, **told)

    return make


def row(number=5, estimated=(), extra=None, unknown=None, **values):
    given = {"name": "科普讲座", "on": Span(date(2013, 5, 19), date(2013, 5, 19)), **values}
    given = {code: value for code, value in given.items() if value is not None}
    return Row(number, given, frozenset(estimated), extra or {}, unknown or {})


def one(context, **values):
    """Plan and write one row, and return what was planned."""
    loader = ActivityLoader()
    planned = loader.plan([row(**values)], context)
    loader.write(planned, context)
    return planned[0]


def test_unknown_host_is_kept_as_text_and_counted_where_the_table_comes_from(context, here):
    planned = one(context(), unknown={"organisation": "市教育局"})
    activity = Activity.objects.get()
    assert (activity.organisation, activity.host_text) == (here, "市教育局")
    assert "市教育局" in planned.reason
    assert Entry.objects.get().organisation == here


def test_several_hosts_in_one_cell_hold_it_together(context, here, town):
    one(context(), unknown={"organisation": "泗门镇科协、某市科协、市教育局"}, participations=90)
    activity = Activity.objects.get()
    assert (activity.organisation, activity.host_text) == (town, "市教育局")
    assert [party.organisation for party in Party.objects.all()] == [here]
    assert set(Entry.objects.filter(measure="activities.participations").values_list("organisation", "amount")) == {
        (town.pk, 90), (here.pk, 90),
    }  # fmt: skip


def test_a_row_without_a_day_is_refused_unless_the_heading_names_month_or_year(context):
    loader = ActivityLoader()
    refused = loader.plan([row(on=None)], context("科普活动台账"))[0]
    assert refused.did == "refused" and "活动时间" in refused.reason
    monthly = loader.plan([row(on=None)], context("2013年5月科普活动"))[0]
    assert (monthly.record.starts_on, monthly.record.ends_on) == (date(2013, 5, 1), date(2013, 5, 31))
    assert "5月" in monthly.reason
    yearly = loader.plan([row(on=None)], context())[0]
    assert yearly.record.starts_on == date(2013, 1, 1)


def test_a_new_form_becomes_a_word_of_the_association(context, here):
    planned = one(context(), form="星空观测")
    assert "星空观测" in planned.reason
    assert Term.objects.get().path == here.path
    again = ActivityLoader().plan([row(name="二", form="星空 观测")], context())[0]
    assert again.record.form == "星空观测" and again.reason == ""


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("电影放映", "放映"),
        ("宣传咨询", "咨询"),
        ("报告会", "报告会"),
        ("巡展", "校园巡展"),
        ("科普展览", "展览"),
        ("其它", "其他"),
    ],
)
def test_forms_are_known_by_their_other_spellings(context, said, meant):
    planned = ActivityLoader().plan([row(form=said)], context())[0]
    assert (planned.record.form, planned.reason) == (meant, "")


def test_several_forms_in_one_cell_take_the_first_and_say_so(context):
    planned = ActivityLoader().plan([row(form="讲座、咨询")], context())[0]
    assert planned.record.form in ("讲座", "咨询") and "几种" in planned.reason


def test_a_row_that_stands_for_several_sessions_counts_them(context):
    one(context(), sessions=12, participations=600)
    assert (total("held"), total("participations")) == (12, 600)


def test_estimates_are_marked_number_by_number_and_cleared_by_an_exact_number(context):
    one(context(), participations=20000, leaflets=300, estimated={"participations"})
    said = dict(Entry.objects.values_list("measure", "evidence"))
    assert said["activities.participations"] == "estimated" and said["activities.leaflets"] == "imported"
    planned = one(context(), participations=20360)
    assert planned.did == "updated" and planned.before["estimated"] == ["participations"]
    assert total("participations", evidence="estimated") == 0
    assert total("participations", evidence="imported") == 20360
    assert total("leaflets") == 300


def test_importing_again_does_not_revive_what_was_cancelled(context):
    activity = one(context(), participations=10).record
    Activity.objects.filter(pk=activity.pk).update(state="cancelled")
    planned = one(context(), participations=10)
    assert planned.did == "unchanged"
    assert Activity.objects.get().state == "cancelled"


def test_importing_a_plan_again_takes_back_no_step(context):
    ahead = date(2200, 5, 1)
    activity = one(context(), on=Span(ahead, ahead)).record
    Activity.objects.filter(pk=activity.pk).update(state="published")
    assert one(context(), on=Span(ahead, ahead)).did == "unchanged"
    assert Activity.objects.get().state == "published"


def test_a_day_ahead_is_a_plan_and_counts_nothing(context):
    ahead = date(2200, 5, 1)
    planned = one(context(), on=Span(ahead, ahead))
    assert planned.record.state == "planned" and "计划" in planned.reason
    assert not Entry.objects.exists()


def test_a_forms_own_results_are_counted_and_other_columns_kept(context):
    one(context(), form="竞赛", extra={"获奖（项）": "12", "赞助商": "某公司"})
    activity = Activity.objects.get()
    assert (activity.more_results, activity.kept) == ({"获奖": 12}, {"赞助商": "某公司"})
    assert Entry.objects.get(measure="activities.result").kind == "获奖"


@pytest.mark.parametrize("number", [-1, 12.5, 10**10])
def test_impossible_numbers_are_refused(context, number):
    refused = ActivityLoader().plan([row(participations=number)], context())[0]
    assert refused.did == "refused" and "参加人次" in refused.reason


def test_nobody_imports_for_a_body_beyond_reach(context, here, town):
    clerk = person("clerk", town, username="clerk")
    refused = ActivityLoader().plan([row(organisation=here)], context(actor=clerk))[0]
    assert refused.did == "refused" and here.name in refused.reason


def test_the_campaign_of_the_association_above_is_used(context, here, town):
    kept = Campaign.objects.create(organisation=here, series="科技活动周", year=2013)
    clerk = person("clerk", town, username="clerk")
    below = context("2013年科技周活动", actor=clerk, organisation=town, filer=town)
    one(below, organisation=town)
    assert Activity.objects.get().campaign == kept
    assert Campaign.objects.count() == 1


def test_two_towns_or_two_places_are_two_activities_and_one_row_twice_is_one(context, here, town):
    loader, told = ActivityLoader(), context()
    rows = [row(5), row(6, place="泗门镇"), row(7, organisation=town), row(8, place="泗门镇")]
    assert [planned.did for planned in loader.plan(rows, told)] == ["created", "created", "created", "skipped"]
