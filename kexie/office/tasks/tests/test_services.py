"""A task from assignment to closing, refusals, and reminders."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from conftest import organisation, person
from kexie.core.clock import ZONE
from kexie.core.flow import WrongState
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, NotAllowed
from kexie.office.notices.models import Message
from kexie.office.tasks import queries, services
from kexie.office.tasks.models import Proof, Task

from . import make

pytestmark = pytest.mark.django_db
DUE = make.DUE
FILE = [("签到表.jpg", [b"seen"])]


def at(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


@pytest.fixture
def checker(here):
    return person("checker", here)


class TestAssign:
    def test_a_task_says_whose_it_is_and_where_it_came_from(self, here, town, officer):
        task = make.task(organisation=town, actor=officer, source=here, owner="周文")
        assert (task.state, task.source_kind, task.source_id) == ("open", "organisations.organisation", here.pk)
        assert queries.origin(task, officer) == (
            "某市科协",
            reverse("organisations:organisation_detail", args=[here.pk]),
        )
        assert queries.origin_said(task, officer) == "组织：某市科协"
        assert [*queries.tasks_of(here, officer)] == [task]

    def test_the_same_again_is_the_same_task_even_when_it_is_over(self, here, town, officer):
        task = make.task(organisation=town, source=here, title="补档案")
        services.drop(task=task, note="不用了", on=DUE, actor=officer)
        again = make.task(organisation=town, source=here, title="补档案", due_on=DUE + timedelta(days=9))
        assert again.pk == task.pk and again.state == "dropped" and Task.objects.count() == 1
        make.task(organisation=here, source=here, title="补档案")
        make.task(organisation=town, source=here, title="补台账")
        assert Task.objects.count() == 3

    def test_what_is_set_by_hand_may_be_said_twice(self, here):
        make.task(organisation=here, title="打扫")
        make.task(organisation=here, title="打扫")
        assert Task.objects.count() == 2

    def test_the_named_user_must_see_the_body(self, here, town, officer, stranger):
        task = make.task(organisation=town, user=officer)
        assert task.owner == str(officer)
        with pytest.raises(Invalid, match="看不到"):
            make.task(organisation=town, user=stranger)

    def test_strangers_assign_nothing_here(self, here, stranger):
        with pytest.raises(NotAllowed):
            make.task(organisation=here, actor=stranger)


class TestLife:
    def test_reported_with_proofs_then_closed_by_another(self, here, officer, checker):
        task = make.reported(organisation=here, by=officer, note="补了三张", proofs=FILE)
        assert (task.state, task.outcome, task.reported_by_key) == ("reported", "补了三张", officer.pk)
        assert Proof.objects.get().file.name == "签到表.jpg"
        with pytest.raises(services.OwnWork):
            services.recheck(task=task, passed=True, on=DUE, actor=officer)
        task = services.recheck(task=task, passed=True, on=DUE, actor=checker)
        assert (task.state, task.is_done, task.closed_on) == ("closed", True, DUE)

    def test_not_passed_it_is_open_again_with_the_reason(self, here, officer, checker):
        task = make.reported(organisation=here, by=officer)
        with pytest.raises(WrongState, match="原因"):
            services.recheck(task=task, passed=False, on=DUE, actor=checker)
        task = services.recheck(task=task, passed=False, note="照片看不清", on=DUE, actor=checker)
        assert (task.state, task.verdict, task.is_done) == ("open", "照片看不清", False)
        assert services.report(task=task, note="重拍了", on=DUE, actor=officer).state == "reported"

    def test_who_is_alone_rechecks_their_own(self, here, officer):
        task = make.reported(organisation=here, by=officer)
        assert services.recheck(task=task, passed=True, on=DUE, actor=officer).state == "closed"

    def test_a_named_reader_reports_what_is_theirs_only(self, here):
        reader = person("reader", here)
        assert make.reported(organisation=here, user=reader, by=reader).state == "reported"
        with pytest.raises(NotAllowed):
            make.reported(organisation=here, by=reader)

    def test_the_town_does_not_close_or_drop_what_it_reported(self, here, town, officer):
        clerk = person("clerk", town, username="townclerk")
        task = make.reported(organisation=town, by=clerk)
        with pytest.raises(NotAllowed):
            services.recheck(task=task, passed=True, on=DUE, actor=clerk)
        with pytest.raises(NotAllowed):
            services.drop(task=task, note="不办了", on=DUE, actor=clerk)
        assert services.recheck(task=task, passed=True, on=DUE, actor=officer).state == "closed"

    def test_what_is_over_is_neither_changed_nor_reported(self, here, officer):
        task = services.drop(task=make.task(organisation=here), note="重了", on=DUE, actor=officer)
        assert task.is_done
        with pytest.raises(NotAllowed):
            services.change(task=task, actor=officer)
        with pytest.raises(WrongState):
            services.report(task=task, note="x", on=DUE, actor=officer)

    def test_too_many_proofs_are_refused_whole(self, here, officer):
        task = make.task(organisation=here)
        with pytest.raises(services.TooManyProofs):
            services.report(task=task, note="x", on=DUE, proofs=FILE * 21, actor=officer)
        task.refresh_from_db()
        assert task.state == "open" and not Proof.objects.exists()


class TestReminders:
    @pytest.fixture
    def office(self, here):
        here.phone = "16400000021"
        here.save()
        return here

    def told(self):
        return [m.subject for m in Message.objects.order_by("pk")]

    def test_once_before_and_once_after_one_message_a_body(self, office):
        make.task(organisation=office)
        make.task(organisation=office)
        for days, said in ((-4, 0), (-3, 2), (-2, 0), (0, 0), (1, 2), (2, 0), (30, 0)):
            assert services.remind_due(actor=SYSTEM, at=at(DUE + timedelta(days=days))) == said, days
        assert self.told() == ["有 2 件督办事项三天内到期", "有 2 件督办事项已超期"]

    def test_not_at_night(self, office):
        make.task(organisation=office)
        for hour in (0, 7, 20, 23):
            assert services.remind_due(actor=SYSTEM, at=at(DUE, hour)) == 0
        assert services.remind_due(actor=SYSTEM, at=at(DUE, 8)) == 1

    def test_another_day_is_reminded_of_anew(self, office, officer):
        task = make.task(organisation=office)
        services.remind_due(actor=SYSTEM, at=at(DUE))
        task.refresh_from_db()
        task.due_on = DUE + timedelta(days=30)
        services.change(task=task, actor=officer)
        assert services.remind_due(actor=SYSTEM, at=at(DUE + timedelta(days=1))) == 0
        assert services.remind_due(actor=SYSTEM, at=at(DUE + timedelta(days=28))) == 1

    def test_what_waits_for_a_recheck_is_not_chased_and_a_body_without_a_number_is_only_marked(self, office, town):
        make.reported(organisation=office)
        bare = make.task(organisation=town)
        assert services.remind_due(actor=SYSTEM, at=at(DUE)) == 1
        bare.refresh_from_db()
        assert bare.warned_on == DUE and self.told() == []

    def test_only_the_platform_reminds(self, officer):
        with pytest.raises(NotAllowed):
            services.remind_due(actor=officer, at=at(DUE))


def test_what_is_mine_and_how_all_stands(here, town, officer, checker):
    late = make.task(organisation=town, due_on=DUE - timedelta(days=2))
    own = make.task(organisation=here, due_on=DUE)
    named = make.task(organisation=town, user=officer, due_on=DUE + timedelta(days=1))
    make.task(organisation=here, user=checker)
    make.task(organisation=here, due_on=DUE + timedelta(days=60))
    make.reported(organisation=town)
    make.task(organisation=organisation("外市科协"), due_on=DUE)
    assert queries.mine(officer, DUE) == [own, named]
    assert [*queries.overdue(officer, here, DUE)] == [late]
    standing = queries.standing(officer, here, DUE)
    assert (standing.open, standing.reported, standing.overdue) == (5, 1, 1)
