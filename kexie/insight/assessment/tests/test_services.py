from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from conftest import person
from kexie.core.gate import SYSTEM
from kexie.core.jobs.models import Job
from kexie.core.refusals import Invalid, NotAllowed
from kexie.insight.assessment import queries, rules, services
from kexie.insight.assessment.models import Assessment, Round, RuleVersion
from kexie.office.ledger import services as ledger
from kexie.office.metrics import queries as metrics
from kexie.office.metrics.queries import columns
from kexie.office.tasks import services as tasks

from .make import AT, TODAY, assessed, body, did, monthly, posted, rule_version

pytestmark = pytest.mark.django_db


class TestAssessing:
    def test_bodies_are_said_to_stand_as_their_ledger_says(self, here):
        lively, sleeping, never = (body(here, name=name) for name in ("甲农技协", "乙农技协", "丙农技协"))
        did(lively, *monthly(2012), *monthly())
        did(lively, *monthly(), measure="hours.minutes")
        did(sleeping, *monthly(2012, range(1, 7)))
        said = assessed(here)
        assert said["乙农技协"].band == "dormant" and said["乙农技协"].causes == "silent"
        assert said["丙农技协"].causes == "never"
        assert said["甲农技协"].band in ("active", "steady") and said["甲农技协"].last_on == date(2013, 12, 10)
        assert said["甲农技协"].evidence["volunteering"][1] == (1 << 12) - 1
        assert here.name not in said and never.name in said

    def test_only_bodies_of_the_network_that_stood_on_the_day(self, here):
        body(here, name="某局", kind="department")
        body(here, name="待确认", state="suggested")
        body(here, name="后来成立", known_on=date(2014, 3, 1))
        body(here, name="早已注销", state="dissolved", dissolved_on=date(2013, 6, 1))
        body(here, name="次年注销", state="dissolved", dissolved_on=date(2014, 6, 1))
        assert [*assessed(here)] == ["次年注销"]

    def test_splitting_one_activity_changes_nothing_at_all(self, here):
        plain, split = body(here, name="甲农技协"), body(here, name="乙农技协")
        for where, parts in ((plain, 1), (split, 12)):
            for day in monthly(2012) + monthly():
                for _part in range(parts):
                    line = [
                        ledger.Line("activities.held", 1, day),
                        ledger.Line("activities.participations", 120 // parts, day),
                    ]
                    posted(where, line)
        said = assessed(here)
        names = ("band", "points", "low", "high", "chance", "causes", "evidence", "dormant_on")
        assert [getattr(said["甲农技协"], n) for n in names] == [getattr(said["乙农技协"], n) for n in names]

    def test_ten_times_the_volume_moves_less_than_five_points(self, here):
        plain, ten, spread = (body(here, name=name) for name in ("甲农技协", "乙农技协", "丙农技协"))
        did(plain, *monthly(2013, [3, 9]))
        did(ten, *monthly(2013, [3, 9]), amount=10)
        did(spread, *monthly(), *monthly(2013, [1, 2, 4, 5, 6, 7, 8, 10]))
        said = assessed(here)
        assert said["乙农技协"].points == said["甲农技协"].points
        assert 0 < said["丙农技协"].points - said["甲农技协"].points < 50  # tenths

    def test_what_was_reversed_to_nothing_was_not_done(self, here):
        where = body(here)
        rows = did(where, *monthly())
        ledger.withdraw(model=type(rows[0]), keys=[row.pk for row in rows], actor=SYSTEM)
        assert assessed(here)[where.name].causes == "never"

    def test_a_correction_shows_as_a_newer_assessment_and_the_old_one_stays(self, here):
        where = body(here)
        did(where, date(2012, 3, 1))
        old = assessed(here)[where.name]
        did(where, date(2013, 11, 1))
        new = assessed(here)[where.name]
        old.refresh_from_db()
        assert (old.band, new.band == "dormant") == ("dormant", False)
        assert queries.latest_of(where, SYSTEM) == new
        (shown,) = queries.history_of(where, SYSTEM)
        assert shown == new and shown.is_corrected

    def test_the_same_again_writes_nothing(self, here):
        did(body(here), *monthly())
        assessed(here)
        assert services.assess(organisation=here, on=TODAY, actor=SYSTEM, at=AT) is None
        assert Round.objects.count() == 1

    def test_old_rules_stay_with_old_rounds(self, here):
        where = body(here)
        did(where, date(2013, 4, 1))
        old = assessed(here, on=date(2013, 11, 30))[where.name]
        numbers = rules.Parameters().stored() | {"first_share": 90}
        RuleVersion.objects.create(organisation=here, starts_on=date(2013, 12, 1), parameters=numbers)
        new = assessed(here)[where.name]
        assert old.round.rule.starts_on == services.FIRST and new.round.rule.starts_on == date(2013, 12, 1)
        assert Assessment.objects.get(pk=old.pk).points == old.points != new.points

    @pytest.mark.parametrize("model", [Assessment, Round])
    def test_the_database_itself_keeps_what_was_said(self, here, model):
        did(body(here), *monthly())
        assessed(here)
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(on=date(2000, 1, 1))

    def test_a_move_to_another_town_is_no_silence(self, here, town):
        where = body(here)
        did(where, *monthly(2013, range(1, 6)))
        where.parent, where.path = town, town.path + where.path[-5:]
        where.save()
        did(where, *monthly(2013, range(6, 13)))
        assert assessed(here)[where.name].evidence["gatherings"][1] == (1 << 12) - 1

    def test_bodies_cost_no_statements_of_their_own(self, here):
        body(here, name="第一农技协")
        assessed(here)
        counts = []
        for round_ in range(2):
            for n in range(12):
                did(body(here, name=f"{round_}{n}农技协"), *monthly(2013, [4, 5]))
            with CaptureQueriesContext(connection) as asked:
                services.assess(organisation=here, on=TODAY, actor=SYSTEM, at=AT)
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 30

    def test_habits_that_differ_are_a_doubt_and_change_no_points(self, here):
        bodies = [body(here, name=f"{n}农技协") for n in range(12)]
        for number, where in enumerate(bodies):
            for place, day in enumerate(monthly()):
                people = 50 if number == 0 else 40 + place * 3 + number
                line = [ledger.Line("activities.held", 1, day), ledger.Line("activities.participations", people, day)]
                posted(where, line, at=datetime(2013, day.month, 12, tzinfo=UTC))
        said = assessed(here)
        assert said["0农技协"].doubts == "copied"
        assert [row.doubts for name, row in said.items() if name != "0农技协"] == [""] * 11
        assert len({row.points for row in said.values()}) == 1

    def test_whoever_does_not_set_definitions_may_not_assess(self, here, town):
        for role, where in (("clerk", here), ("officer", town)):
            with pytest.raises(NotAllowed):
                services.start(organisation=here, today=TODAY, actor=person(role, where, username=f"{role}{where.pk}"))

    def test_only_the_top_is_assessed_as_a_whole(self, town):
        with pytest.raises(services.NotAtTheTop):
            services.start(organisation=town, today=TODAY, actor=SYSTEM)


class TestByItself:
    def test_once_a_month_as_of_the_end_of_the_month_before(self, here):
        did(body(here), *monthly())
        assert services.assess_due(actor=SYSTEM, at=AT) == 1
        assert Round.objects.get().on == TODAY
        assert services.assess_due(actor=SYSTEM, at=AT) == 0
        assert services.assess_due(actor=SYSTEM, at=datetime(2014, 2, 1, 2, tzinfo=UTC)) == 1

    def test_the_job_says_how_many_and_where(self, here, officer):
        did(body(here), *monthly())
        job = services.start(organisation=here, today=TODAY, actor=officer)
        assert job.state == Job.State.DONE and job.result_url == "/vitality/" and "1" in job.message


class TestRules:
    def test_a_version_that_was_used_does_not_change(self, here, officer):
        did(body(here), *monthly())
        assessed(here)
        rule = RuleVersion.objects.get()
        rule.note = "改一改"
        with pytest.raises(services.AlreadyUsed):
            services.save_rule(rule=rule, actor=officer, did="change")

    def test_rules_are_of_the_whole_tree(self, town):
        with pytest.raises(services.NotAtTheTop):
            services.save_rule(rule=RuleVersion(organisation=town, starts_on=TODAY), actor=SYSTEM, did="create")

    def test_the_version_of_the_day_is_in_force(self, here):
        first, second = rule_version(here), rule_version(here, date(2013, 6, 1))
        assert queries.rule_in_force(here, date(2013, 5, 31)) == first
        assert queries.rule_in_force(here, date(2013, 6, 1)) == second


class TestRectifying:
    def rectify(self, said, actor=SYSTEM, **more):
        given = {"owner": "王秘书长", "due_on": date(2014, 4, 1), "detail": "走访一次", "today": date(2014, 1, 2)}
        return services.rectify(assessment=said, actor=actor, **given | more)

    def test_from_a_cause_to_a_task_to_then_and_now(self, here, officer):
        where = body(here)
        did(where, date(2012, 3, 1))
        task = self.rectify(assessed(here)[where.name], actor=officer)
        assert task.kind == "rectification" and "满一年没有活动" in task.title and task.owner == "王秘书长"
        tasks.report(task=task, note="办了一次讲座", on=date(2014, 3, 1), actor=SYSTEM)
        tasks.recheck(task=task, passed=True, on=date(2014, 3, 5), actor=officer)
        did(where, date(2014, 2, 20))
        assessed(here, on=date(2014, 3, 31))
        (one,) = queries.rectifications_of(where, officer)
        assert one.task.is_done and one.then.band == "dormant" and one.now.band != "dormant"

    def test_what_stands_is_not_given_a_second_time(self, here):
        where = body(here)
        did(where, date(2012, 3, 1))
        first = self.rectify(assessed(here)[where.name])
        later = assessed(here, on=date(2014, 1, 31))[where.name]
        assert self.rectify(later) == first

    def test_without_a_cause_there_is_nothing_to_put_right(self, here):
        where = body(here)
        did(where, *monthly(2012), *monthly())
        did(where, *monthly(), measure="hours.minutes")
        with pytest.raises(services.NothingToPutRight):
            self.rectify(assessed(here)[where.name])

    def test_a_day_that_is_over_is_refused(self, here):
        where = body(here)
        said = assessed(here)[where.name]
        with pytest.raises(Invalid):
            self.rectify(said, due_on=date(2014, 1, 1))

    def test_whoever_keeps_no_records_there_may_not(self, here):
        where = body(here)
        said = assessed(here)[where.name]
        with pytest.raises(NotAllowed):
            self.rectify(said, actor=person("reader", here))


class TestHistories:
    ASKED = {"until": TODAY, "months": 48, "actor": SYSTEM}

    def made(self, here):
        where = body(here)
        for day in monthly(2011) + monthly():
            line = [ledger.Line("activities.held", 1, day), ledger.Line("activities.participations", 50, day)]
            posted(where, line, at=datetime(2013, 12, 30, tzinfo=UTC))
        did(where, date(2013, 2, 1), date(2013, 3, 1), measure="membership.members")
        did(where, date(2013, 9, 9), measure="membership.members", amount=-2)
        rows = did(where, date(2013, 12, 1), measure="hours.minutes")
        ledger.withdraw(model=type(rows[0]), keys=[rows[0].pk], actor=SYSTEM)
        return where

    def test_months_days_and_what_stands(self, here):
        self.made(here)
        told = {history.measure: history for history in metrics.histories(rules.MEASURES, **self.ASKED)}
        assert {*told} == {"activities.held", "activities.participations", "membership.members"}
        held, members = told["activities.held"], told["membership.members"]
        assert held.months == sum(1 << back for back in (*range(12), *range(24, 36)))
        assert (held.first_grown, held.last_grown) == (date(2011, 1, 10), date(2013, 12, 10))
        assert (members.standing, members.last_fallen) == (0, date(2013, 9, 9))

    def test_habits_say_how_records_came_in(self, here):
        where = self.made(here)
        (habit,) = metrics.habits("activities.participations", until=TODAY, beside=["activities.held"], actor=SYSTEM)
        # January to September were late; October's grace was not over.
        told = {"together": 9, "alike": 12, "records_before": 0, "total_before": 0}
        assert habit == metrics.Habit(where.pk, 12, 12, 12, 600, **told)

    def test_alike_is_who_says_the_same_in_everything(self, here):
        where = body(here)
        for number, day in enumerate(monthly()):
            lines = [ledger.Line("activities.participations", 50, day, form="讲座" if number < 7 else "咨询")]
            posted(where, [*lines, ledger.Line("activities.leaflets", 100 + max(number, 4), day)])
        asked = {"until": TODAY, "actor": SYSTEM}
        (alone,) = metrics.habits("activities.participations", **asked)
        (beside,) = metrics.habits("activities.participations", beside=["activities.leaflets"], **asked)
        assert (alone.alike, beside.alike) == (7, 5)

    def test_slow_paper_a_month_at_a_time_is_not_written_down_together(self, here):
        where = body(here)
        for day in monthly(months=range(1, 8)):
            line = ledger.Line("activities.participations", 50, day)
            posted(where, [line], at=datetime(2013, day.month + 4, 20, tzinfo=UTC))
        (habit,) = metrics.habits("activities.participations", until=TODAY, actor=SYSTEM)
        assert habit.together == 1

    @pytest.mark.django_db(transaction=True, reset_sequences=True)
    def test_the_columnar_copy_says_the_same(self, here, settings, tmp_path):
        self.made(here)
        wanted = sorted(metrics.histories(rules.MEASURES, **self.ASKED), key=lambda history: history.measure)
        asked = {"until": TODAY, "beside": ["activities.held"], "actor": SYSTEM}
        habits = [*metrics.habits("activities.participations", **asked)]
        settings.COLUMNS_ROOT, settings.COLUMNS_FROM = tmp_path, 1
        columns.Copy(tmp_path).extend()
        assert columns.usable() is not None
        assert sorted(metrics.histories(rules.MEASURES, **self.ASKED), key=lambda history: history.measure) == wanted
        assert [*metrics.habits("activities.participations", **asked)] == habits

    def test_only_what_the_actor_may_see(self, here, elsewhere, officer):
        did(body(here), *monthly())
        did(body(elsewhere, name="邻市农技协"), *monthly())
        assert len([*metrics.histories(rules.MEASURES, until=TODAY, actor=SYSTEM)]) == 2
        assert len([*metrics.histories(rules.MEASURES, until=TODAY, actor=officer)]) == 1
