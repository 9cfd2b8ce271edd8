"""Lists as their URLs ask for them: search, filters, order, pages, columns, export, saved views."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.apps import apps
from django.test import RequestFactory

from conftest import organisation
from kexie.core.audit.models import TrailEntry
from kexie.core.desk import Desk, _kept
from kexie.core.lists import filters, walk
from kexie.core.lists import listing as listings
from kexie.core.lists.columns import Column, bind, wanted
from kexie.core.lists.models import SavedView
from kexie.core.lists.search import found_by
from kexie.network.organisations.models import Organisation
from kexie.work.activities.desks import ActivityDesk
from kexie.work.activities.models import Activity
from kexie.work.activities.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(here, town, elsewhere):
    """Six activities here and in the town, one elsewhere."""
    return [
        make.activity(organisation=here, name="科技活动周广场咨询", starts_on=date(2013, 5, 18), place="文化广场"),
        make.activity(organisation=here, name="防灾减灾讲座", form="讲座", starts_on=date(2013, 5, 12), place="一中"),
        make.activity(organisation=town, name="茭白病虫害防治培训", form="培训", starts_on=date(2012, 7, 1)),
        make.activity(organisation=town, name="科普放映", form="放映", starts_on=date(2013, 1, 1)),
        make.activity(organisation=town, name="全国科普日咨询", starts_on=date(2013, 9, 14), participations=300),
        make.activity(organisation=here, name="STEM 课堂", form="讲座", starts_on=date(2012, 12, 31)),
        make.activity(organisation=elsewhere, name="邻市科普放映", form="放映", starts_on=date(2013, 5, 1)),
    ]


def ask(actor, query=""):
    request = RequestFactory().get(f"/activities/?{query}")
    request.user = actor
    return ActivityDesk(request)._listing()


def names(actor, query=""):
    return [row.name for row in ask(actor, query).rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=科普", {"科普放映", "全国科普日咨询"}),
        ("q=科普 咨询", {"全国科普日咨询"}),  # every word, wherever it stands
        ("q=广场", {"科技活动周广场咨询"}),  # name and place
        ("q=stem", {"STEM 课堂"}),  # whatever the case
        ("q=邻市", set()),
        ("q=%25", set()),  # a sign of the pattern language is an ordinary character
        ("starts_on__year=2013", {"科技活动周广场咨询", "防灾减灾讲座", "科普放映", "全国科普日咨询"}),
        ("starts_on__year=2012&starts_on__year=2013&form=讲座", {"防灾减灾讲座", "STEM 课堂"}),
        ("starts_on_from=2013-05-12&starts_on_to=2013-05-18", {"科技活动周广场咨询", "防灾减灾讲座"}),
        ("form=讲座&form=放映", {"防灾减灾讲座", "科普放映", "STEM 课堂"}),
        ("state=completed&q=培训", {"茭白病虫害防治培训"}),
    ],
)
def test_words_and_filters_narrow(officer, held, query, found):
    assert set(names(officer, query)) == found
    assert ask(officer, query).total == len(found)


def test_a_branch_has_everything_below(officer, held, here, town):
    assert len(names(officer, f"organisation={here.pk}")) == 6
    assert set(names(officer, f"organisation={town.pk}")) == {"茭白病虫害防治培训", "科普放映", "全国科普日咨询"}


def test_a_foreign_organisation_is_answered_like_one_that_is_not(officer, held, elsewhere):
    foreign, missing = (ask(officer, f"organisation={key}") for key in (elsewhere.pk, 987654))
    assert [r.pk for r in foreign.rows] == [r.pk for r in missing.rows]
    assert foreign.bar.refused == missing.bar.refused == ["牵头单位"]
    assert not foreign.chips and not missing.chips


@pytest.mark.parametrize(
    "query",
    [
        "organisation__users__password=x",
        "key__startswith=a",
        "name__contains=无",
        "sort=key",
        "sort=organisation__path",
        "cols=key",
    ],
)
def test_what_is_not_declared_is_ignored(officer, held, query):
    assert names(officer, query) == names(officer)
    assert "key" not in [c.name for c in ask(officer, query).shown]


def test_senseless_values_are_said_and_left_out(officer, held):
    asked = ask(officer, "starts_on_from=昨天&state=不知道")
    assert len(asked.rows) == 6
    assert set(asked.bar.refused) == {"开始日期", "状态"}


def test_a_filter_in_force_is_named_and_can_be_taken_out(officer, held, town):
    chips = ask(officer, f"is_led=False&form=讲座&form=放映&organisation={town.pk}&q=科普").chips
    said = {chip.title: chip.label for chip in chips}
    assert said == {"牵头单位": "泗门镇科协", "活动形式": "讲座、放映", "本级牵头": "否"}
    assert all("q=" in chip.without and "is_led" not in chips[-1].without for chip in chips)


def test_sorting_by_a_head_and_back(officer, held):
    by_name = names(officer, "sort=name")
    assert by_name == sorted(by_name) and names(officer, "sort=-name") == by_name[::-1]
    head = next(h for h in ask(officer, "sort=name").heads if h.column.name == "name")
    assert head.direction == "ascending" and "sort=-name" in head.query


@pytest.mark.parametrize("few", [0, 10_000])
def test_pages_together_are_the_whole_list_however_it_is_walked(officer, here, monkeypatch, few):
    monkeypatch.setattr(listings, "FEW", few)
    monkeypatch.setattr(ActivityDesk, "per_page", 4)
    for n in range(11):
        make.activity(organisation=here, name=f"第{n}场", starts_on=date(2013, 5, 1 + n % 3))
    pages = [names(officer, f"page={page}") for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [4, 4, 3]
    whole = list(Activity.objects.order_by("-starts_on", "-pk").values_list("name", flat=True))
    assert [name for page in pages for name in page] == whole
    assert names(officer, "page=99") == pages[-1]
    assert names(officer, "page=nonsense") == pages[0]


def test_walking_leaves_other_queries_alone(officer, held):
    rows = Activity.objects.visible_to(officer).filter(form="讲座")
    before = str(rows.query)
    walked = walk.in_order(rows, ["-starts_on", "-pk"], is_long=True)
    assert str(rows.query) == before
    assert {r.pk for r in walked} == {r.pk for r in rows}


def test_a_search_counts_no_further_than_it_says(officer, held, monkeypatch):
    monkeypatch.setattr(listings, "COUNTED_TO", 2)
    asked = ask(officer, "q=科")
    assert asked.is_more and asked.pages == 1 and asked.total == 3
    assert not ask(officer, "q=茭白").is_more


def test_personal_data_is_found_by_the_whole_value_only(here):
    body = organisation("市医学会", parent=here, kind="society", phone="16400000001")
    found = Organisation.objects.filter
    assert found(found_by(Organisation, ["phone"], "164 0000 0001")).get() == body
    assert found(found_by(Organisation, ["phone"], "16400000001")).get() == body
    assert not found(found_by(Organisation, ["phone"], "1640000")).exists()


def test_only_what_is_shown_is_read(officer, held):
    short = bind(Activity, ["name", "organisation", "campaign__series"])
    assert wanted(Activity, short) == ["campaign__series", "name", "organisation__name", "pk"]
    by_itself = {"value": str, "sort": None}
    assert wanted(Activity, bind(Activity, ["name", Column("x", "数", **by_itself)])) == []
    assert wanted(Activity, bind(Activity, [Column("x", "数", **by_itself, reads=("note",))])) == ["note", "pk"]
    row = ask(officer, "cols=name&cols=organisation").rows[0]
    assert {"note", "kept", "created_at"} <= row.get_deferred_fields()
    assert {"phone", "path"} <= row.organisation.get_deferred_fields()


@pytest.mark.parametrize("model", [m for m in apps.get_models() if getattr(m, "named_by", ())])
def test_names_are_made_of_the_fields_they_say(model, django_assert_num_queries):
    names = ["id", *model.named_by]
    row = model.from_db("default", names, [1, *(model._meta.get_field(name).get_default() for name in model.named_by)])
    with django_assert_num_queries(0):
        str(row)


def test_filters_count_what_the_others_leave(client, officer, held):
    client.force_login(officer)
    answer = client.get("/activities/?panel=filters&starts_on__year=2013", headers={"HX-Request": "true"})
    panel = {item["filter"].name: item["choices"] for item in answer.context["listing"].bar.panel()}
    assert {c.value: c.count for c in panel["starts_on__year"]} == {"2013": 4, "2012": 2}
    assert {c.value: c.count for c in panel["form"]} == {"咨询": 2, "讲座": 1, "放映": 1}
    assert "邻市" not in answer.content.decode()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_export_is_the_list_on_the_screen(client, officer, held, here, kind):
    make.activity(organisation=here, name="=1+1 讲座", form="讲座", starts_on=date(2013, 6, 1))
    client.force_login(officer)
    answer = client.post(f"/activities/export/{kind}/?form=讲座&cols=name&cols=starts_on&sort=starts_on")
    body = b"".join(answer.streaming_content)
    if kind == "xlsx":
        from openpyxl import load_workbook

        lines = [list(row) for row in load_workbook(BytesIO(body)).active.iter_rows(values_only=True)]
    else:
        lines = [line.split(",") for line in body.decode("utf-8-sig").splitlines()]
    assert lines[0] == ["活动名称", "开始日期"]
    assert [line[0] for line in lines[1:]] == ["STEM 课堂", "防灾减灾讲座", "'=1+1 讲座"]
    assert TrailEntry.objects.get(did="export").changes["rows"] == 3


def test_export_needs_the_right_and_a_post(client, stranger, held):
    client.force_login(stranger)
    assert client.get("/activities/export/xlsx/").status_code == 405
    assert client.post("/activities/export/exe/").status_code == 404
    stranger.grants.all().delete()
    assert client.post("/activities/export/csv/").status_code == 403


def test_views_are_kept_and_forgotten_by_their_owner_alone(client, officer, stranger, held):
    client.force_login(officer)
    said = {"place": "/activities/", "query": "form=讲座", "name": "讲座"}
    answer = client.post("/views/keep/", said)
    assert answer.status_code == 302 and answer.url.startswith("/activities/?form=")
    client.post("/views/keep/", {**said, "query": "form=放映"})
    view = SavedView.objects.get()
    assert view.query == "form=放映"
    assert "讲座" in client.get("/activities/?panel=views").content.decode()
    client.force_login(stranger)
    assert client.post(f"/views/{view.pk}/forget/").status_code == 404
    assert list(client.get("/activities/?panel=views").context["views"]) == []
    client.force_login(officer)
    assert client.post(f"/views/{view.pk}/forget/").status_code == 302
    assert not SavedView.objects.exists()


def test_a_view_leads_nowhere_else(client, officer):
    client.force_login(officer)
    answer = client.post("/views/keep/", {"place": "//evil.example/", "query": "", "name": "x"})
    assert answer.url.startswith("/?") or answer.url == "/"


def test_values_stand_without_counts_where_counting_reads_too_much(client, officer, held, monkeypatch):
    monkeypatch.setattr(filters, "MOST_COUNTED", 3)
    client.force_login(officer)
    panel = client.get("/activities/?panel=filters").context["listing"].bar.panel()
    states = {c.value: c.count for c in next(item for item in panel if item["filter"].name == "state")["choices"]}
    assert states == dict.fromkeys(Activity.State.values)


def test_every_heading_is_in_the_language_of_the_interface():
    """A field without a name of its own would show its code word."""

    def below(desk):
        return [desk, *(each for one in desk.__subclasses__() for each in below(one))]

    desks = [each for each in below(Desk) if each.__module__.startswith("kexie.") and hasattr(each, "columns")]
    said = {
        (desk.__name__, column.name): str(column.title)
        for desk in desks
        if ".tests" not in desk.__module__ and getattr(desk, "model", None)
        for part in ("columns", "facts")
        for column in _kept(desk)[part]
    }
    assert len(said) > 200
    assert {where: title for where, title in said.items() if title.isascii()} == {}
