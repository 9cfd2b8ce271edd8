"""Desks and pages of plans."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.base import File
from django.urls import reverse

from kexie.core.testing import DeskTests
from kexie.insight.planning.desks import PeerDesk, PeerFigureDesk, PlanDesk, PopulationDesk, TargetDesk
from kexie.insight.planning.forms import PHASE_ENDS, PlanForm
from kexie.insight.planning.models import Plan, Population, Target
from kexie.office.imports import services as imports

from . import make


class TestPlanDesk(DeskTests):
    desk = PlanDesk
    make = staticmethod(make.plan)
    new = {
        "year": "2040", "launch_until": "2040-03-31", "reach_until": "2040-11-30", "review_until": "2040-12-31",
    }  # fmt: skip
    change = {"aim": "办好十件实事"}

    def test_phases_out_of_order_are_refused(self, client, keeper, row):
        sent = self.data(row, keeper) | {"launch_until": f"{row.year}-12-30"}
        answer = client.post(self.desk.url("update", row.pk), sent)
        assert answer.status_code == 422 and "一个比一个晚" in answer.content.decode()
        sent |= {"launch_until": f"{row.year - 1}-03-31"}
        answer = client.post(self.desk.url("update", row.pk), sent)
        assert answer.status_code == 422 and f"阶段要在 {row.year} 年里" in answer.content.decode()

    def test_a_new_one_begins_with_the_usual_phases(self, client, keeper):
        page = client.get(self.desk.url("create"), {"year": "2031"}).content.decode()
        assert "2031-03-31" in page and "2031-11-30" in page and "2031-12-31" in page

    def test_phases_nobody_touched_follow_the_year(self, client, keeper):
        shown = PlanForm(actor=keeper).initial
        sent = {name: shown[name].isoformat() for name in PHASE_ENDS} | {"organisation": keeper.organisation.pk}
        client.post(self.desk.url("create"), sent | {"year": "2033"})
        assert Plan.objects.get(year=2033).ends == [date(2033, 3, 31), date(2033, 11, 30), date(2033, 12, 31)]
        client.post(self.desk.url("create"), sent | {"year": "2034", "launch_until": "2034-02-01"})
        assert not Plan.objects.filter(year=2034).exists()


def _target(*, organisation):
    return make.target(organisation=organisation, metric="活动参加人次")


class TestTargetDesk(DeskTests):
    desk = TargetDesk
    make = staticmethod(_target)
    new = {"metric": "活动数"}
    change = {"owner": "周文"}
    home = "plan"
    most_statements = 9

    def test_a_goal_that_asks_for_nothing_is_refused(self, client, keeper, row):
        sent = self.data(row, keeper)
        for goal, said in (("0", "什么也不用做就达成"), ("-3", "不能小于 0"), ("一百", "请填数字")):
            answer = client.post(self.desk.url("update", row.pk), sent | {"goal": goal})
            assert answer.status_code == 422 and said in answer.content.decode(), goal
        assert (
            client.post(self.desk.url("update", row.pk), sent | {"goal": "0", "direction": "down"}).status_code == 302
        )

    @pytest.fixture
    def far(self, elsewhere):
        return make.plan(organisation=elsewhere)


class TestPeerDesk(DeskTests):
    desk = PeerDesk
    make = staticmethod(make.peer)
    new = {"name": "另一个市科协"}
    change = {"why": "人口相近"}
    home = ""

    def test_a_typed_population_says_where_it_was_read(self, client, keeper, row):
        sent = self.data(row, keeper) | {"population_source": ""}
        answer = client.post(self.desk.url("update", row.pk), sent)
        assert answer.status_code == 422 and "请写明是哪一年的" in answer.content.decode()


class TestPopulationDesk(DeskTests):
    desk = PopulationDesk
    make = staticmethod(make.population)
    new = {"year": "2041"}
    change = {"people": "912345"}


class TestPeerFigureDesk(DeskTests):
    desk = PeerFigureDesk
    make = staticmethod(make.peer_figure)
    new = {"metric": "活动数"}
    change = {"source": "统计公报"}
    home = ""


@pytest.fixture
def keeper(client, officer):
    client.force_login(officer)
    return client


@pytest.mark.django_db
class TestPages:
    def test_a_plan_shows_its_targets_and_opens_to_records(self, keeper, here):
        make.metric(here)
        make.kept_years(here, (2025,))
        plan = make.plan(organisation=here, year=2026)
        target = make.target(organisation=here, plan=plan)
        page = keeper.get(PlanDesk.url("detail", plan.pk)).content.decode()
        assert "1 项目标" in page and "/metrics/" in page and "发动部署" in page
        page = keeper.get(TargetDesk.url("detail", target.pk)).content.decode()
        assert "按季节该到" in page and "交办改进措施" in page
        assert '<polyline class="is-due"' in page and page.count('<th scope="row">') == 12 and "style=" not in page

    def test_work_is_assigned_from_the_page(self, keeper, here, town):
        plan = make.plan(organisation=here, year=2026)
        target = make.target(organisation=here, plan=plan)
        sent = {"title": "补讲座", "organisation": town.pk, "owner": "周文", "due_on": "2026-09-01"}
        for name, key in (("planning:add_task", plan.pk), ("planning:add_measure", target.pk)):
            address = reverse(name, args=[key])
            assert keeper.get(address).status_code == 200
            answer = keeper.post(address, sent | {"due_on": "2031-01-01"})
            assert answer.status_code == 422 and "期限要在计划的年度里" in answer.content.decode()
            answer = keeper.post(address, sent, follow=True)
            assert "已交办" in answer.content.decode() and "补讲座" in answer.content.decode()

    def test_the_comparison_and_the_self_check(self, keeper, here):
        make.metric(here)
        plan = make.plan(organisation=here, year=2026)
        make.target(organisation=here, plan=plan)
        page = keeper.get(reverse("planning:benchmark", args=[plan.pk])).content.decode()
        assert "还没有对标单位" in page
        make.peer_figure(
            organisation=here, peer=make.peer(organisation=here, plan=plan, name="外县科协"), metric=make.METRIC
        )
        page = keeper.get(reverse("planning:benchmark", args=[plan.pk])).content.decode()
        assert page.index("数据质量") < page.index("中间数") and "外县科协" in page and "年报" in page
        answer = keeper.post(reverse("planning:self_check", args=[plan.pk]), follow=True)
        assert answer.status_code == 200 and "自查报告" in answer.content.decode()

    def test_strangers_find_nothing(self, client, stranger, here):
        plan = make.plan(organisation=here, year=2026)
        target = make.target(organisation=here, plan=plan)
        client.force_login(stranger)
        for name, key in (
            ("planning:plan_detail", plan.pk), ("planning:benchmark", plan.pk), ("planning:add_task", plan.pk),
            ("planning:add_measure", target.pk),
        ):  # fmt: skip
            assert client.get(reverse(name, args=[key])).status_code == 404
        assert client.post(reverse("planning:self_check", args=[plan.pk])).status_code == 404


def imported(here, officer, lines, name):
    batch = imports.open_batch(
        organisation=here,
        files=[(name, File(io.BytesIO("\n".join(lines).encode()), name=name))],
        actor=officer,
        year=2026,
    )
    imports.preview(batch=batch, actor=officer)
    imports.apply(batch=batch, actor=officer)


@pytest.mark.django_db
def test_targets_come_in_as_a_spreadsheet(here, officer):
    lines = [
        "2026年度目标任务分解表", "指标,目标值,责任人,备注", "活动数,120,周文,",
        "活动参加人次（人次）,56000,李明,含线上",
        "没有的指标,3,,",
    ]  # fmt: skip
    imported(here, officer, lines, "目标.csv")
    rows = {t.metric: (int(t.goal), t.owner) for t in Target.objects.all()}
    assert rows == {"活动数": (120, "周文"), "活动参加人次": (56000, "李明")}
    plan = Target.objects.first().plan
    assert (plan.organisation, plan.year, plan.review_until) == (here, 2026, date(2026, 12, 31))


@pytest.mark.django_db
def test_populations_come_in_as_a_spreadsheet(here, town, officer):
    lines = [
        "各乡镇常住人口",
        "乡镇,年份,年末常住人口（万人）,来源",
        "泗门镇,2024,6.53,统计年鉴",
        "没有的镇,2024,3,统计年鉴",
        "泗门镇,2020,,普查",
    ]
    imported(here, officer, lines, "人口.csv")
    row = Population.objects.get()
    assert (row.organisation, row.year, row.people, row.source) == (town, 2024, 65_300, "统计年鉴")
    imported(here, officer, [*lines[:2], "泗门镇,2024,6.6,统计年鉴"], "人口更正.csv")
    assert Population.objects.get().people == 66_000
