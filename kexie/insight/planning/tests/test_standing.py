"""How targets stand, from the ledger; the comparison; the self-check; reminders; rights."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from conftest import organisation, person
from kexie.core.clock import ZONE
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, NotAllowed
from kexie.insight.planning import queries, services
from kexie.insight.planning.models import Peer
from kexie.insight.reports import queries as reports
from kexie.office.ledger.models import Evidence
from kexie.office.ledger.tests.make import STRENGTH, posted
from kexie.office.ledger.tests.make import line as ledger_line
from kexie.office.notices.models import Message
from kexie.office.tasks.models import Task

from . import make

pytestmark = pytest.mark.django_db
JULY = date(2026, 7, 31)


@pytest.fixture
def county(here):
    make.metric(here)
    make.kept_years(here)
    return here


def standing(plan, today=JULY, actor=SYSTEM):
    return queries.standings(plan, actor=actor, today=today)[0]


def months(here, amount, upto=7):
    for number in range(1, upto + 1):
        make.held(here, date(2026, number, 10), amount)


class TestStanding:
    def test_on_the_way_behind_reached_and_lost(self, county):
        months(county, 100)
        said = dict.fromkeys((700, 1200, 1500, 9000))
        for goal in said:
            plan = make.plan(organisation=county, year=2026) if not queries.plan_of(county, 2026, SYSTEM) else None
            plan = plan or queries.plan_of(county, 2026, SYSTEM)
            plan.targets.all().delete()
            make.target(organisation=county, plan=plan, goal=goal)
            said[goal] = standing(plan)
        assert [one.state for one in said.values()] == ["reached", "on_the_way", "behind", "lost"]
        one = said[1200]
        assert one.figure.value == 700 and one.expected == 700 and one.end.total == pytest.approx(1200, rel=0.02)
        assert one.baseline == 1200 and one.share == 58
        july, august = one.course.rounded[6:8]
        assert (july.done, july.due, july.last, july.ahead) == (700, 700, 700, None)
        assert august.done is None and august.ahead[0] <= 800 <= august.ahead[2] and august.last == 800
        assert one.finding.startswith("到现在 700人次，正是按季节该到的数，年底预计 1,200")

    def test_what_is_missing_is_said_in_usual_activities(self, county):
        months(county, 100)
        plan = make.plan(organisation=county, year=2026)
        make.target(organisation=county, plan=plan, goal=1500)
        assert "还差 800人次" in standing(plan).hint and "每月 160人次" in standing(plan).hint
        plan.targets.update(goal=50_000)
        assert standing(plan).state == "lost" and "请写明原因，交办改进措施" in standing(plan).hint
        assert standing(plan, date(2027, 1, 5)).hint == ""

    def test_the_middle_of_three_years_and_a_typed_baseline(self, here):
        make.metric(here)
        for year, month in ((2023, 10), (2024, 50), (2025, 30)):
            make.kept_years(here, (year,), month)
        plan = make.plan(organisation=here, year=2026)
        target = make.target(organisation=here, plan=plan, basis="three_years")
        assert standing(plan).baseline == 360
        target.basis, target.baseline = "typed", Decimal("77")
        target.save()
        assert standing(plan).baseline == 77

    def test_a_metric_that_is_gone_says_so(self, here):
        plan = make.plan(organisation=here, year=2026)
        make.target(organisation=here, plan=plan, metric="没有的")
        one = standing(plan)
        assert one.figure is None and "没有名为“没有的”的指标" in one.hint and one.outlook == ""

    def test_a_stock_and_a_ratio(self, here):
        make.metric(here, "队员", measures=["test.strength"], aggregate="stock", unit="人")
        make.metric(here)
        make.metric(here, "人均", aggregate="ratio", numerator=make.METRIC, denominator="队员", measures=[])
        posted(here, ledger_line(40, STRENGTH, date(2025, 3, 1), team="一队"))
        make.held(here, date(2026, 2, 1), 80)
        plan = make.plan(organisation=here, year=2026)
        for name, goal in (("队员", 30), ("人均", 5)):
            make.target(organisation=here, plan=plan, metric=name, goal=goal)
        stock, ratio = queries.standings(plan, actor=SYSTEM, today=JULY)
        assert stock.state == "reached" and stock.figure.value == 40
        first = stock.course.rounded[0]
        assert (first.done, first.due, first.last) == (40, 39, 0) and stock.expected == 34  # from 40 to 30
        assert ratio.course is None and ratio.picture is None and ratio.finding == ""
        assert (ratio.state, ratio.end, ratio.figure.value) == ("behind", None, 2)
        assert ratio.hint == "“受众人次”再多 120人次就到（现在 40 里有 80）。"

    def test_before_and_after_its_year(self, county):
        plan = make.plan(organisation=county, year=2026)
        make.target(organisation=county, plan=plan, goal=1200)
        before, after = standing(plan, date(2025, 11, 5)), standing(plan, date(2027, 2, 1))
        assert before.end.total == pytest.approx(1200, rel=0.02) and after.state == "lost" and after.end.total == 0

    def test_a_town_of_few_records_is_expected_as_its_county(self, county, town):
        for year in (2023, 2024, 2025):
            make.held(county, date(year, 5, 20), 20_000)
        make.held(town, date(2026, 2, 1), 10)
        plan = make.plan(organisation=town, year=2026)
        make.target(organisation=town, plan=plan, goal=1000)
        assert standing(plan, date(2026, 4, 30)).expected < 150 < 700 < standing(plan, date(2026, 5, 31)).expected

    def test_many_targets_cost_what_one_does(self, county, django_assert_max_num_queries):
        plan = make.plan(organisation=county, year=2026)
        for n in range(8):
            make.metric(county, f"指标{n}")
            make.target(organisation=county, plan=plan, metric=f"指标{n}", goal=1)
        with django_assert_max_num_queries(40):
            assert len(queries.standings(plan, actor=SYSTEM, today=JULY)) == 8


class TestBenchmark:
    def test_what_it_rests_on_comes_before_the_distance(self, county, officer):
        other = organisation("乙镇科协", parent=county, level="town")
        plan = make.plan(organisation=county, year=2026)
        make.population(organisation=county, year=2025, people=1_000_000, source="七普公报")
        make.target(organisation=county, plan=plan, goal=100)
        months(county, 100, 3)
        make.held(other, date(2026, 2, 3), 60, evidence=Evidence.ESTIMATED)
        make.peer(organisation=county, plan=plan, body=other, name="", why="近")
        make.population(organisation=other, year=2020, people=100_000)
        outside = make.peer(organisation=county, plan=plan, name="外县科协")
        make.peer_figure(organisation=county, peer=outside, metric=make.METRIC, value=Decimal(400))
        found = queries.benchmark(plan, actor=officer, today=date(2026, 4, 20))
        assert found.said == "2026年1月至3月（3个整月）" and found.is_by_head
        own, town, outer = found.bodies
        assert own.people.said == "2025年，七普公报" and outer.people.said == "2024 年末，统计公报"
        assert (own.reported, town.reported, town.counted, outer.reported) == (3, 1, 0, None)
        assert any("只有 1 个月有记录" in doubt for doubt in found.doubts)
        assert any("早的是 2020 年，晚的是 2025 年" in doubt for doubt in found.doubts)
        line = found.lines[0]
        assert [v.value for v in line.others] == [60, 400] and "年报" in line.others[1].note
        assert line.own.by_head == Decimal("3.6") and "少" in line.gap and line.stage == "达标"

    def test_a_body_out_of_reach_keeps_its_name_alone(self, county, officer, elsewhere):
        plan = make.plan(organisation=county, year=2026)
        make.target(organisation=county, plan=plan)
        Peer.objects.create(plan=plan, body=elsewhere)
        make.held(elsewhere, date(2026, 1, 3), 987_654)
        found = queries.benchmark(plan, actor=officer, today=JULY)
        assert found.bodies[1].reported is None and found.lines[0].others[0].value is None
        assert [line.metric for line in found.alone] == [make.METRIC]


class TestPopulation:
    def test_what_is_registered_goes_before_what_was_typed(self, county, town, officer):
        plan = make.plan(organisation=county, year=2026)
        peer = make.peer(organisation=county, plan=plan, body=town, name="", population=7, population_source="估的")
        assert [b.people and b.people.said for b in self.bodies(plan, officer)] == [None, "估的"]
        make.population(organisation=town, year=2020, people=30_000)
        make.population(organisation=town, year=2024, people=40_000, source="公报")
        make.population(organisation=town, year=2029, people=50_000)
        own, there = self.bodies(plan, officer)
        assert (there.people.amount, there.people.said) == (40_000, "2024年，公报")
        assert (own.people.amount, own.people.said) == (40_000, "2024年，1个下级单位登记的相加")
        organisation("乙镇科协", parent=county, level="town")
        assert self.bodies(plan, officer)[0].people is None and str(peer) == "泗门镇科协"

    def test_a_body_out_of_reach_gives_no_population_away(self, county, officer, elsewhere):
        plan = make.plan(organisation=county, year=2026)
        Peer.objects.create(plan=plan, body=elsewhere)
        make.population(organisation=elsewhere, year=2024)
        assert self.bodies(plan, officer)[1].people is None

    @staticmethod
    def bodies(plan, actor):
        return queries.benchmark(plan, actor=actor, today=JULY).bodies


class TestWork:
    def test_tasks_and_measures_hang_on_plan_and_target(self, county, town, officer):
        plan = make.plan(organisation=county, year=2026)
        target = make.target(organisation=county, plan=plan)
        how = {"organisation": town, "owner": "周文", "actor": officer}
        services.add_task(plan=plan, title="下达任务", due_on=date(2026, 3, 1), **how)
        services.add_task(plan=plan, title="年底验收", due_on=date(2026, 12, 20), **how)
        services.add_measure(target=target, title="补四场讲座", due_on=date(2026, 9, 1), **how)
        found = queries.overview(plan, actor=officer, today=JULY)
        assert [[t.title for t in phase.tasks] for phase in found.phases] == [["下达任务"], [], ["年底验收"]]
        assert [t.title for t in found.measures] == ["补四场讲座"] and found.phase == "落实达标"
        assert Task.objects.filter(kind="improvement").get().source_kind == "planning.target"

    def test_bodies_and_days_outside_are_refused(self, county, elsewhere, officer):
        plan = make.plan(organisation=county, year=2026)
        with pytest.raises(Invalid, match="范围"):
            services.add_task(plan=plan, organisation=elsewhere, title="x", due_on=date(2026, 3, 1), actor=officer)
        with pytest.raises(Invalid, match="期限"):
            services.add_task(plan=plan, organisation=county, title="x", due_on=date(2028, 3, 1), actor=officer)

    def test_who_may(self, county, stranger):
        plan = make.plan(organisation=county, year=2026)
        target, reader = make.target(organisation=county, plan=plan), person("reader", county)
        what = {"organisation": county, "title": "x", "due_on": date(2026, 3, 1)}
        for actor in (stranger, reader):
            for act in (
                lambda: services.add_task(plan=plan, actor=actor, **what),  # noqa: B023
                lambda: services.add_measure(target=target, actor=actor, **what),  # noqa: B023
                lambda: services.self_check(plan=plan, actor=actor),  # noqa: B023
                lambda: services.remind(actor=actor, at=datetime(2026, 7, 9, 9, tzinfo=ZONE)),  # noqa: B023
            ):
                with pytest.raises(NotAllowed):
                    act()


class TestSelfCheck:
    def test_a_share_is_written_as_people_read_it(self, here, officer):
        make.metric(here, "队员", measures=["test.strength"], aggregate="stock", unit="人")
        make.metric(here)
        make.metric(here, "人均", aggregate="ratio", numerator=make.METRIC, denominator="队员", measures=[])
        posted(here, ledger_line(21, STRENGTH, date(2024, 3, 1), team="一队"))
        make.held(here, date(2025, 2, 1), 20)
        make.target(organisation=here, plan=make.plan(organisation=here, year=2026), metric="人均", goal=5)
        report = services.self_check(plan=queries.plan_of(here, 2026, officer), actor=officer)
        said = str(reports.draft(report, actor=officer, at=datetime(2026, 7, 31, 9, tzinfo=ZONE)).document)
        assert "0.95" in said and "0.952" not in said

    def test_it_says_targets_tasks_measures_and_figures_with_their_records(self, county, officer):
        months(county, 100)
        plan = make.plan(organisation=county, year=2026)
        target = make.target(organisation=county, plan=plan, goal=1500, owner="周文")
        services.add_measure(
            target=target, organisation=county, title="补四场讲座", due_on=date(2026, 9, 1), actor=officer
        )
        report = services.self_check(plan=plan, actor=officer)
        assert report.kind == "self_check" and "自查报告" in report.title
        draft = reports.draft(report, actor=officer, at=datetime(2026, 7, 31, 9, tzinfo=ZONE))
        said = str(draft.document)
        assert "全年1项目标：落后1项。" in said and "补四场讲座" in said and "周文" in said
        assert [line.metric for line in draft.lines] == [make.METRIC] and draft.lines[0].said == ("700人次",)
        assert [fault.section for fault in draft.faults] == ["下一步打算"]
        assert services.self_check(plan=plan, actor=officer).pk == report.pk

    def test_without_a_plan_it_says_so(self, here, officer):
        plan = make.plan(organisation=here, year=2026)
        report = services.self_check(plan=plan, actor=officer)
        plan.delete()
        draft = reports.draft(report, actor=officer, at=datetime(2026, 7, 31, 9, tzinfo=ZONE))
        assert "没有找到2026年的年度计划" in str(draft.document)


class TestReminders:
    def at(self, month, day, hour=9):
        return datetime(2026, month, day, hour, tzinfo=ZONE)

    def test_phases_that_end_and_targets_that_lag_once_each(self, county):
        county.phone = "16400000022"
        county.save()
        make.target(organisation=county, plan=make.plan(organisation=county, year=2026), goal=1200)
        assert services.remind(actor=SYSTEM, at=self.at(3, 3)) == 0
        for day in (26, 26, 27):
            services.remind(actor=SYSTEM, at=self.at(3, day))
        subjects = [m.subject for m in Message.objects.order_by("pk")]
        assert len(subjects) == 2 and "发动部署" in subjects[0] and "1 项目标落后" in subjects[1]
        services.remind(actor=SYSTEM, at=self.at(4, 6, hour=22))
        assert Message.objects.count() == 2
        services.remind(actor=SYSTEM, at=self.at(4, 6))
        assert Message.objects.count() == 3
