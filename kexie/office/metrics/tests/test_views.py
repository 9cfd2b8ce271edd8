from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from conftest import organisation, person
from kexie.core.gate import SYSTEM
from kexie.core.testing import DeskTests
from kexie.network.people.models import Person
from kexie.office.ledger import services as ledger
from kexie.office.ledger.tests.make import COUNT, MEMBERS, PEOPLE, line, post, posted, record, shared
from kexie.office.metrics import queries
from kexie.office.metrics.desks import MetricDesk
from kexie.office.metrics.models import Metric

from .make import Y2013

pytestmark = pytest.mark.django_db


@pytest.fixture
def metric(here):
    return Metric.objects.create(
        organisation=here, name="测试人次", unit="人次", measures=["test.people"], chapter="综合"
    )


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


FIGURE = "/metrics/figure/测试人次/?year=2013"


def test_the_overview_opens_at_the_year_people_are_at_work_on(signed_in, here, metric):
    posted(here, line(60_420))
    page = signed_in.get("/metrics/").content.decode()
    assert "2013年" in page
    assert ">60,420</a>" in page
    assert "活动周.人次" in page


def test_the_overview_costs_few_statements(signed_in, here, metric):
    posted(here, line(5))
    signed_in.get("/metrics/")
    with CaptureQueriesContext(connection) as seen:
        signed_in.get("/metrics/")
    assert len(seen) <= 14, [q["sql"][:120] for q in seen]


def test_a_figure_shows_parts_definition_splits_and_records(signed_in, here, town, metric):
    posted(here, line(1000, form="讲座"), line(200, evidence="estimated", on=date(2013, 6, 1)))
    row = posted(town, line(30, form="咨询"))
    page = signed_in.get(FIGURE).content.decode()
    for said in ("1,230", "估计", "口径：把“人次”相加", "泗门镇科协", "2013年5月最多", str(row), "按当时的隶属关系"):
        assert said in page
    now = signed_in.get(FIGURE + "&view=is").content.decode()
    assert "划转以前的数也算到现在的上级名下" in now


def test_published_and_current_stand_side_by_side(signed_in, here, metric):
    row = record(here)
    post(row, line(500), at=datetime(2013, 6, 1, tzinfo=UTC))
    ledger.close_period(
        organisation=here, starts_on=date(2013, 1, 1), ends_on=date(2013, 12, 31), actor=SYSTEM,
        at=datetime(2014, 1, 10, tzinfo=UTC),
    )  # fmt: skip
    assert "公布的数与现在一致" in signed_in.get(FIGURE).content.decode()
    post(row, line(480), at=datetime(2014, 2, 1, tzinfo=UTC))
    page = signed_in.get(FIGURE).content.decode()
    assert "公布的数是 500" in page
    assert "现在是 480" in page


def test_persons_ratios_and_stocks_have_pages_too(signed_in, here, metric):
    li = Person.objects.create(name="李", organisation=here)
    posted(here, line(1, person_id=li.pk), line(40), line(3, COUNT), line(7, MEMBERS))
    fields = {"organisation": here, "unit": "人"}
    Metric.objects.create(name="人数", aggregate="persons", measures=["test.people"], **fields)
    Metric.objects.create(name="会员数", aggregate="stock", measures=["test.members"], **fields)
    Metric.objects.create(name="比", aggregate="ratio", numerator="测试人次", denominator="人数", **fields)
    assert "未列名" in signed_in.get("/metrics/figure/人数/?year=2013").content.decode()
    assert "不同日期的存量" not in signed_in.get("/metrics/figure/会员数/?year=2013").content.decode()
    assert "由哪两个指标相除" in signed_in.get("/metrics/figure/比/?year=2013").content.decode()
    assert "算不出来" in signed_in.get("/metrics/figure/比/?year=1999").content.decode()


def test_records_are_paged_and_every_page_of_them_exported(signed_in, here, metric):
    for _n in range(60):
        posted(here, line(10))
    first, last = (signed_in.get(f"{FIGURE}&page={n}").content.decode() for n in (1, 2))
    assert (first.count('<td class="d"'), last.count('<td class="d"')) == (50, 10)
    sent = signed_in.post("/metrics/figure/测试人次/export/csv/?year=2013").getvalue().decode("utf-8-sig")
    rows = [*csv.reader(StringIO(sent))]
    assert len(rows) == 62
    assert rows[-1][3:] == ["合计", "", "600"]
    book = CalamineWorkbook.from_filelike(
        BytesIO(signed_in.post("/metrics/figure/测试人次/export/xlsx/?year=2013").getvalue())
    )
    assert book.get_sheet_by_index(0).to_python()[-1][-1] == 600


@pytest.mark.parametrize("query", ["from=2013-05-01&to=2013-05-31", "year=abc", "from=x&to=y", "year=99999", "view=z"])
def test_odd_addresses_fall_back_to_what_is_usual(signed_in, here, metric, query):
    posted(here, line(5))
    assert signed_in.get(f"/metrics/figure/测试人次/?{query}").status_code == 200


@pytest.mark.parametrize("address", ["/metrics/?organisation={}", "/metrics/figure/测试人次/?organisation={}"])
def test_an_organisation_out_of_reach_is_not_found(signed_in, elsewhere, metric, address):
    posted(elsewhere, line(5))
    assert signed_in.get(address.format(elsewhere.pk)).status_code == 404
    assert signed_in.get(address.format(10**9)).status_code == 404


def test_an_unknown_metric_is_not_found(signed_in):
    assert signed_in.get("/metrics/figure/没有的/").status_code == 404


def test_a_stranger_sees_nothing_of_it(client, stranger, here, metric):
    posted(here, line(7777))
    client.force_login(stranger)
    assert "7,777" not in client.get("/metrics/?year=2013").content.decode()
    assert client.get(FIGURE).status_code == 404


# ---- H11


def test_h11_six_ways_to_one_number(signed_in, here, metric):
    bodies = [organisation(name, parent=here) for name in ("甲镇", "乙镇")]
    li = Person.objects.create(name="李", organisation=here)
    row = posted(bodies[0], line(500, form="讲座"), line(1, person_id=li.pk), line(60, evidence="estimated"))
    posted(here, shared(90, [here, *bodies], "each", form="咨询"), shared(7, bodies, "split", measure=COUNT))
    gone = posted(here, line(999))
    post(gone)
    post(row, line(480, form="讲座"), line(1, person_id=li.pk), line(60, evidence="estimated", on=date(2013, 9, 1)))
    posted(here, line(30, MEMBERS), line(-4, MEMBERS, on=date(2013, 8, 1)))
    for name, aggregate in (("人数", "persons"), ("条数", "sources"), ("会员", "stock")):
        code = "test.members" if aggregate == "stock" else "test.people"
        Metric.objects.create(organisation=here, name=name, unit="个", aggregate=aggregate, measures=[code])
    names = ["测试人次", "人数", "条数", "会员"]
    for body in (here, *bodies, None):
        for view in ("was", "is"):
            how = {"period": Y2013, "organisation": body, "actor": SYSTEM, "view": view, "metrics": names}
            assert [*queries.differences(**how)] == []
    value = queries.figure("测试人次", period=Y2013, organisation=here, actor=SYSTEM).value
    sent = signed_in.post("/metrics/figure/测试人次/export/csv/?year=2013").getvalue().decode("utf-8-sig")
    exported = [*csv.reader(StringIO(sent))]
    page = signed_in.get(FIGURE).content.decode()
    assert value == 631 == int(exported[-1][-1]) == sum(int(r[-1]) for r in exported[1:-1])
    assert '<span class="num">631</span>' in page
    assert ">631</a>" in signed_in.get("/metrics/?year=2013").content.decode()


def test_a_wrong_sum_would_be_found(here, metric, monkeypatch):
    posted(here, line(5), line(6))
    from kexie.office.metrics.queries import drilldown

    monkeypatch.setattr(drilldown.Drill, "total", property(lambda self: 10))
    found = [*queries.differences(period=Y2013, organisation=here, actor=SYSTEM, metrics=["测试人次"])]
    assert [(d.metric, d.way, d.figure, d.other) for d in found] == [("测试人次", "drill-down", 11, 10)]


# ---- metrics of one's own


def make(organisation, **fields):
    return Metric.objects.create(
        **{"organisation": organisation, "name": f"指标{Metric.objects.count()}", "unit": "次", "chapter": "综合",
           "measures": [PEOPLE.code], **fields}
    )  # fmt: skip


class TestMetricDesk(DeskTests):
    desk = MetricDesk
    make = staticmethod(make)
    new = {"name": "另一个指标"}
    change = {"description": "按清点数"}


def form(here, **fields):
    return {
        "organisation": here.pk, "name": "讲座人次", "unit": "人次", "chapter": "科普", "aggregate": "sum",
        "measures": [PEOPLE.code], "form": "讲座、报告会", "kind": "学会", **fields,
    }  # fmt: skip


def test_a_metric_is_defined_without_code_and_counts_at_once(signed_in, here):
    posted(here, line(5, form="讲座", kind="society"), line(6, form="咨询"))
    assert signed_in.post("/metrics/own/new/", form(here)).status_code == 302
    kept = Metric.objects.get()
    assert (kept.form, kept.kind) == (["讲座", "报告会"], ["society"])
    assert queries.figure("讲座人次", period=Y2013, actor=SYSTEM).value == 5
    page = signed_in.get(f"/metrics/own/{kept.pk}/edit/").content.decode()
    assert 'value="讲座、报告会"' in page
    assert 'value="学会"' in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "活动数"}, "内置指标"),
        ({"measures": [PEOPLE.code, MEMBERS.code]}, "不能放在一个指标里"),
        ({"measures": []}, "至少选一个计量项"),
        ({"aggregate": "stock"}, "不是存量"),
        ({"aggregate": "ratio", "numerator": "活动数", "denominator": "活动数"}, "两个不同的指标"),
        ({"measures": [PEOPLE.code, COUNT.code]}, "单位不同"),
    ],
)
def test_definitions_that_make_no_sense_are_explained_at_the_field(signed_in, here, fields, said):
    answer = signed_in.post("/metrics/own/new/", form(here, **fields))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Metric.objects.exists()


def test_a_name_above_or_below_is_taken_a_twins_is_not(signed_in, here, town, elsewhere):
    make(town, name="讲座人次")
    answer = signed_in.post("/metrics/own/new/", form(here))
    assert answer.status_code == 422
    assert "上级或下级单位已有" in answer.content.decode()
    make(elsewhere, name="邻市的")
    assert signed_in.post("/metrics/own/new/", form(here, name="邻市的")).status_code == 302


def test_clerks_define_nothing(client, here):
    client.force_login(person("clerk", here))
    assert client.post("/metrics/own/new/", form(here)).status_code == 403
    assert not Metric.objects.exists()


def test_a_metric_another_divides_cannot_go(signed_in, here, metric):
    make(here, name="率", aggregate="ratio", numerator="测试人次", denominator="活动数", measures=[])
    signed_in.post(f"/metrics/own/{metric.pk}/remove/")
    assert Metric.objects.filter(pk=metric.pk).exists()
    Metric.objects.get(name="率").delete()
    assert signed_in.post(f"/metrics/own/{metric.pk}/remove/").status_code == 302
    assert not Metric.objects.exists()
