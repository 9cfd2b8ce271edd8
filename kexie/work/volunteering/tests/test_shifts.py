"""Posts, shifts and who serves in them: room, ages, overlaps, sessions, waiting, sheets."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import organisation, person
from kexie.core import clock
from kexie.core.clock import ZONE
from kexie.core.events import announce
from kexie.core.flow import WrongState
from kexie.core.gate import PUBLIC, SYSTEM
from kexie.core.places import Full
from kexie.core.refusals import Invalid, NotAllowed
from kexie.network.people.tests.make import person as somebody
from kexie.office.imports import services as imports
from kexie.office.imports.models import Finding
from kexie.office.imports.tests import make as files
from kexie.work.activities.events import Cancelled
from kexie.work.signups import services as signups
from kexie.work.signups.models import Signup
from kexie.work.signups.policies import Holder
from kexie.work.signups.tests.make import admission, session
from kexie.work.signups.tests.make import signup as signed_up
from kexie.work.volunteering import queries, services
from kexie.work.volunteering.flows import POST
from kexie.work.volunteering.models import Assignment, Post, Shift

from .make import NOW, STARTS, assignment, post, shift, volunteer

pytestmark = pytest.mark.django_db
S = Assignment.State


class TestRoom:
    def test_the_last_place_goes_once_and_the_next_waits_and_moves_up(self, here, officer):
        one = shift(organisation=here, places=1)
        first, second, third = (assignment(shift_=one, at=NOW + timedelta(minutes=n)) for n in range(3))
        assert [first.state, second.state, third.state] == [S.ACCEPTED, S.WAITING, S.WAITING]
        with pytest.raises(Full):
            services.take_on(assignment=third, actor=officer, at=NOW)
        services.step_back(assignment=first, actor=officer, at=NOW)
        states = {row.pk: row.state for row in Assignment.objects.all()}
        assert [states[row.pk] for row in (first, second, third)] == [S.WITHDRAWN, S.ACCEPTED, S.WAITING]
        one.refresh_from_db()
        assert (one.taken, one.free) == (1, 0)

    def test_fewer_places_keep_everybody_and_more_let_the_waiting_in(self, here, officer):
        one = shift(organisation=here, places=2)
        for _n in range(3):
            assignment(shift_=one)
        one.refresh_from_db()
        one.places = 1
        services.keep_shift(shift=one, actor=officer, at=NOW)
        assert one.over == 1 and Assignment.objects.filter(state=S.ACCEPTED).count() == 2
        one.places = 3
        services.keep_shift(shift=one, actor=officer, at=NOW)
        one.refresh_from_db()
        assert one.taken == 3 and not Assignment.objects.filter(state=S.WAITING).exists()

    def test_a_shift_with_people_is_cancelled_and_not_deleted(self, here, officer):
        row = assignment(organisation=here)
        with pytest.raises(services.ShiftHasPeople, match="取消班次"):
            services.remove_shift(shift=row.shift, actor=officer)
        services.cancel_shift(shift=row.shift, actor=officer, at=NOW, note="下雨")
        row.refresh_from_db()
        assert row.state == S.WITHDRAWN
        with pytest.raises(services.CannotServe, match="已经取消"):
            assignment(shift_=Shift.objects.get())
        empty = shift(organisation=here)
        services.remove_shift(shift=empty, actor=officer)
        assert not Shift.objects.filter(pk=empty.pk).exists()


class TestWho:
    def test_the_same_person_once_and_back_again_on_the_same_row(self, here, officer):
        row = assignment(organisation=here)
        with pytest.raises(services.AlreadyIn):
            assignment(shift_=row.shift, volunteer=row.volunteer)
        services.step_back(assignment=row, actor=officer, at=NOW)
        again = assignment(shift_=row.shift, volunteer=row.volunteer)
        assert again.pk == row.pk and again.state == S.ACCEPTED and Assignment.objects.count() == 1

    def test_nobody_is_in_two_places_at_once(self, here):
        row = assignment(organisation=here)
        with pytest.raises(services.CannotServe, match=r"2013-05-18 08:00—11:00.*重叠"):
            assignment(shift_=shift(organisation=here, starts_at=STARTS + timedelta(hours=2)), volunteer=row.volunteer)
        after = shift(organisation=here, starts_at=STARTS + timedelta(hours=3))
        assert assignment(shift_=after, volunteer=row.volunteer).state == S.ACCEPTED

    def test_a_shift_is_not_moved_onto_another_of_its_people(self, here, officer):
        row = assignment(organisation=here)
        later = shift(organisation=here, starts_at=STARTS + timedelta(hours=3))
        assignment(shift_=later, volunteer=row.volunteer)
        later.starts_at = STARTS + timedelta(hours=1)
        with pytest.raises(services.Overlapping, match="重叠"):
            services.keep_shift(shift=later, actor=officer, at=NOW)

    def test_danger_is_for_grown_ups_who_are_insured(self, here):
        with pytest.raises(Invalid, match="意外保险"):
            post(organisation=here, is_dangerous=True)
        with pytest.raises(Invalid, match="未满 18"):
            post(organisation=here, is_dangerous=True, insurance="已投保", age_from=16)
        risky = shift(post_=post(organisation=here, is_dangerous=True, insurance="已投保"))
        for born_on, why in ((date(1995, 5, 19), "还不满"), (None, "没有登记出生日期")):
            who = volunteer(organisation=here, person=somebody(organisation=here, born_on=born_on))
            with pytest.raises(services.CannotServe, match=why):
                assignment(shift_=risky, volunteer=who)
        grown = volunteer(organisation=here, person=somebody(organisation=here, born_on=date(1995, 5, 18)))
        assert assignment(shift_=risky, volunteer=grown).state == S.ACCEPTED

    def test_minors_come_with_their_guardian(self, here):
        one = shift(organisation=here)
        child = somebody(organisation=here, born_on=date(2000, 1, 1))
        with pytest.raises(services.CannotServe, match="监护人"):
            assignment(shift_=one, volunteer=volunteer(organisation=here, person=child))
        other = somebody(organisation=here, born_on=date(2000, 1, 1))
        along = volunteer(organisation=here, person=other, is_accompanied=True)
        assert assignment(shift_=one, volunteer=along).state == S.ACCEPTED

    def test_who_left_is_taken_out_of_the_shifts_after_that_day(self, here, officer):
        row = assignment(organisation=here)
        later = assignment(
            shift_=shift(organisation=here, starts_at=STARTS + timedelta(days=7)), volunteer=row.volunteer
        )
        services.retire(volunteer=row.volunteer, on=date(2013, 5, 20), actor=officer, at=NOW)
        assert {r.pk: r.state for r in Assignment.objects.all()} == {row.pk: S.ACCEPTED, later.pk: S.WITHDRAWN}
        with pytest.raises(services.CannotServe, match="不是注册志愿者"):
            assignment(shift_=later.shift, volunteer=row.volunteer)


class TestAsking:
    def test_one_applies_and_the_recruiter_decides(self, here, officer):
        one = shift(organisation=here, places=1)
        asked = services.apply(shift=one, volunteer=volunteer(organisation=here), actor=PUBLIC, at=NOW)
        one.refresh_from_db()
        assert (asked.state, one.taken) == (S.APPLIED, 0)
        with pytest.raises(NotAllowed):
            services.take_on(assignment=asked, actor=PUBLIC, at=NOW)
        with pytest.raises(WrongState, match="原因"):
            services.pass_over(assignment=asked, actor=officer, at=NOW, note="")
        services.take_on(assignment=asked, actor=officer, at=NOW)
        with pytest.raises(services.CannotServe, match="还没有开始"):
            services.mark_absent(assignment=asked, actor=officer, at=NOW)
        services.mark_absent(assignment=asked, actor=officer, at=STARTS + timedelta(hours=1))
        services.mark_present(assignment=asked, actor=officer, note="迟到了")
        asked.refresh_from_db()
        assert asked.state == S.ACCEPTED

    def test_only_what_recruits_and_has_not_begun_can_be_asked_for(self, here):
        who = volunteer(organisation=here)
        closed = shift(post_=post(organisation=here, state=Post.State.CLOSED))
        with pytest.raises(services.CannotServe, match="不招募"):
            services.apply(shift=closed, volunteer=who, actor=PUBLIC, at=NOW)
        with pytest.raises(services.CannotServe, match="已经开始"):
            services.apply(shift=shift(organisation=here), volunteer=who, actor=PUBLIC, at=STARTS)

    def test_a_notice_says_the_risks_before_it_opens(self, here, officer):
        row = post(organisation=here, risks="", state=Post.State.DRAFT)
        with pytest.raises(WrongState, match="风险提示"):
            POST.walk(row, "open_post", actor=officer)

    def test_a_town_proposes_its_own_for_the_county(self, here, town, officer):
        clerk, one = person("clerk", town, "clerk"), shift(organisation=here)
        who = volunteer(organisation=town)
        with pytest.raises(NotAllowed):
            services.assign(shift=one, volunteer=who, actor=clerk, at=NOW)
        row = services.apply(shift=one, volunteer=who, actor=clerk, at=NOW, came_by=Assignment.CameBy.LEADER)
        services.take_on(assignment=row, actor=officer, at=NOW)
        services.step_back(assignment=row, actor=clerk, at=NOW)
        other = person("clerk", organisation("东山镇科协", parent=here, level="town"), "other")
        with pytest.raises(NotAllowed):
            services.apply(shift=one, volunteer=who, actor=other, at=NOW)


class TestSessions:
    @pytest.fixture
    def door(self, here):
        """A shift of a session of an activity."""
        one = session(organisation=here)
        own = post(organisation=here, activity=one.activity)
        return shift(post_=own, session=one, starts_at=one.starts_at, hours=2)

    def test_one_door_and_one_code(self, here, officer, door):
        row = assignment(shift_=door)
        assert (row.signup.role, row.signup.state) == (Signup.Role.VOLUNTEER, Signup.State.CONFIRMED)
        assert row.signup.person == row.volunteer.person
        services.step_back(assignment=row, actor=officer, at=NOW)
        assert Signup.objects.get().state == Signup.State.CANCELLED
        again = assignment(shift_=door, volunteer=row.volunteer)
        assert again.signup_id == row.signup_id and Signup.objects.get().state == Signup.State.CONFIRMED

    def test_two_shifts_of_a_session_share_the_sign_up(self, here, officer, door):
        first = assignment(shift_=door)
        second = shift(post_=door.post, session=door.session, starts_at=door.ends_at, hours=1)
        other = assignment(shift_=second, volunteer=first.volunteer)
        assert other.signup_id == first.signup_id
        services.step_back(assignment=first, actor=officer, at=NOW)
        assert Signup.objects.get().state == Signup.State.CONFIRMED
        services.step_back(assignment=other, actor=officer, at=NOW)
        assert Signup.objects.get().state == Signup.State.CANCELLED

    def test_who_cancels_by_their_link_leaves_the_shift(self, here, door):
        row = assignment(shift_=door)
        signups.cancel(signup=row.signup, actor=Holder(row.signup), at=NOW)
        row.refresh_from_db()
        door.refresh_from_db()
        assert (row.state, row.signup, door.taken) == (S.WITHDRAWN, None, 0)

    def test_a_participant_who_helps_gives_their_place_back(self, here, door):
        room = admission(session_=door.session, places=1)
        seat = signed_up(admission_=room)
        who = volunteer(organisation=here, person=seat.person)
        assignment(shift_=door, volunteer=who)
        room.refresh_from_db()
        assert room.taken == 0 and Signup.objects.get().role == Signup.Role.VOLUNTEER

    def test_an_activity_called_off_frees_its_volunteers(self, here, officer, door):
        row = assignment(shift_=door)
        announce(Cancelled(door.post.activity, officer, NOW, "台风"))
        row.refresh_from_db()
        door.refresh_from_db()
        assert row.state == S.WITHDRAWN and door.cancelled_at == NOW

    def test_another_activity_s_session_is_refused(self, here, door):
        with pytest.raises(Invalid, match="不属于"):
            shift(organisation=here, session=door.session)


class TestSearch:
    def test_by_skill_time_place_and_who_is_free(self, here, officer):
        one = shift(organisation=here)
        fit = volunteer(organisation=here, skills="医疗卫生、翻译", times="周六上午")
        volunteer(organisation=here, skills="翻译", times="周六上午")
        volunteer(organisation=here, skills="医疗卫生", times="周日上午")
        busy = volunteer(organisation=here, skills="医疗卫生", times="周六上午")
        assignment(shift_=shift(organisation=here, starts_at=STARTS + timedelta(hours=1)), volunteer=busy)
        assert [*queries.fitting(one, officer, skill="医疗卫生")] == [fit]
        assert len(queries.fitting(one, officer, skill="医疗卫生", only_free=False)) == 2
        assert len(queries.fitting(one, officer)) == 2
        assert [*queries.fitting(one, officer, words=fit.number)] == [fit]

    def test_the_list_filters_items_and_counts_them(self, client, here, officer):
        volunteer(organisation=here, skills="医疗卫生、翻译")
        volunteer(organisation=here, skills="口语翻译")
        client.force_login(officer)
        rows = client.get("/volunteering/volunteers/?skills=翻译").context["listing"].rows
        assert [row.skills for row in rows] == ["医疗卫生、翻译"]
        body = client.get("/volunteering/volunteers/?panel=filters").content.decode()
        assert "口语翻译" in body and "医疗卫生、翻译" not in body.split('id="filters"')[-1].split("<tbody")[0]

    def test_it_is_one_statement_however_many(self, here, officer):
        one = shift(organisation=here)
        queries.fitting(one, officer).count()
        for _n in range(5):
            volunteer(organisation=here, times="周六上午")
        with CaptureQueriesContext(connection) as asked:
            assert len([(row.person.name, row.team, row.area) for row in queries.fitting(one, officer)[:60]]) == 5
        assert len(asked) <= 2


SHIFTS = [
    ["志愿者班次表"],
    ["岗位", "服务日期", "开始时间", "结束时间", "需要人数", "服务地点"],
    ["引导", "2013-05-18", "8:00", "11:30", 1, "东门"],
    ["引导", "2013-05-18", "下午1点半", "下午5点", 2, "东门"],
    ["守夜", "2013-05-18", "22:00", "1:00", None, "展馆"],
    ["引导", "2013-05-19", "一早", "11:30", 1, "东门"],
]


class TestSheets:
    def rota(self, *names):
        head = [["志愿者排班表"], ["姓名", "手机号码", "岗位", "服务日期", "开始时间"]]
        return [*head, *([name, "", "引导", "2013-05-18", "8:00"] for name in names)]

    def test_shifts_come_in_with_their_posts_and_cross_midnight(self, here):
        batch = files.applied(here, SHIFTS, name="班次.xlsx")
        assert (batch.counts["created"], batch.counts["refused"]) == (3, 1)
        hours = {str(row): (row.ends_at - row.starts_at) / timedelta(hours=1) for row in Shift.objects.all()}
        assert hours == {"引导 2013-05-18 08:00": 3.5, "引导 2013-05-18 13:30": 3.5, "守夜 2013-05-18 22:00": 3}
        assert {row.state for row in Post.objects.all()} == {Post.State.DRAFT} and Post.objects.count() == 2
        again = files.applied(here, SHIFTS, name="班次.xlsx")
        assert again.counts["unchanged"] == 3 and Shift.objects.count() == 3

    def test_who_serves_comes_in_within_the_places_and_goes_again(self, here):
        files.applied(here, SHIFTS, name="班次.xlsx")
        for name in ("王伟", "李娜"):
            volunteer(organisation=here, person=somebody(organisation=here, name=name))
        batch = files.applied(here, self.rota("王伟", "李娜", "张敏"), name="排班.xlsx")
        assert (batch.counts["created"], batch.counts["refused"]) == (1, 2)
        told = " ".join(Finding.objects.filter(table__file__batch=batch).values_list("reason", flat=True))
        assert "满员" in told and "先登记" in told
        morning = Shift.objects.get(starts_at=datetime(2013, 5, 18, 8, tzinfo=ZONE))
        assert morning.taken == 1
        imports.undo(batch=batch, actor=SYSTEM)
        morning.refresh_from_db()
        assert morning.taken == 0 and not Assignment.objects.exists()


class TestPages:
    def test_staffing_a_shift_from_its_page(self, client, here, officer):
        one, who = shift(organisation=here, places=2), volunteer(organisation=here)
        client.force_login(officer)
        page = client.get(f"/volunteering/shifts/{one.pk}/staff/")
        assert str(who) in page.content.decode()
        done = client.post(f"/volunteering/shifts/{one.pk}/staff/", {"volunteer": who.pk}, follow=True)
        assert "1 人已排班" in done.content.decode()
        assert Assignment.objects.get().state == S.ACCEPTED
        said = client.post(f"/volunteering/shifts/{one.pk}/remove/", follow=True).content.decode()
        assert "不能删去" in said

    def test_verbs_ask_and_say_what_is_wrong(self, client, here, officer):
        who = volunteer(organisation=here)
        client.force_login(officer)
        early = client.post(f"/volunteering/volunteers/{who.pk}/retire/", {"on": "2000-01-01", "note": "搬家"})
        assert early.status_code == 422 and "早于" in early.content.decode()
        done = client.post(f"/volunteering/volunteers/{who.pk}/retire/", {"on": "2013-12-31", "note": "搬家"})
        assert done.status_code == 302
        who.refresh_from_db()
        assert (who.left_on, who.left_because) == (date(2013, 12, 31), "搬家")


class TestSuspended:
    DAY = clock.day(STARTS)

    def test_nobody_is_put_in_while_suspended_and_what_they_had_is_left(self, here, officer):
        one, other = shift(organisation=here), shift(organisation=here, starts_at=STARTS + timedelta(days=9))
        who = volunteer(organisation=here)
        held, later = assignment(shift_=one, volunteer=who), assignment(shift_=other, volunteer=who)
        until = self.DAY + timedelta(days=3)
        services.suspend(volunteer=who, on=self.DAY, until=until, note="多次缺席", actor=officer, at=NOW)
        held.refresh_from_db(), later.refresh_from_db(), one.refresh_from_db()
        assert (held.state, later.state, one.taken) == (S.WITHDRAWN, S.ACCEPTED, 0)
        for act in (services.assign, services.apply):
            with pytest.raises(services.CannotServe, match="暂停服务"):
                act(shift=one, volunteer=who, actor=officer, at=NOW)
        assert who not in queries.fitting(one, officer)

    def test_they_are_let_back_by_a_day(self, here, officer):
        one, who = shift(organisation=here), volunteer(organisation=here)
        how = {"actor": officer, "at": NOW, "note": "查清以前"}
        row = services.suspend(volunteer=who, on=self.DAY - timedelta(days=9), until=None, **how)
        with pytest.raises(services.Suspended, match="已暂停服务"):
            services.suspend(volunteer=who, on=self.DAY, until=None, **how)
        services.let_back(suspension=row, on=self.DAY, actor=officer)
        row.refresh_from_db()
        assert row.ends_on == self.DAY - timedelta(days=1)  # what was before stays
        assert services.assign(shift=one, volunteer=who, actor=officer, at=NOW).state == S.ACCEPTED
        with pytest.raises(services.Suspended, match="已经结束"):
            services.let_back(suspension=row, on=self.DAY + timedelta(days=9), actor=officer)

    def test_only_their_unit_does_it_and_says_why(self, here, officer, stranger):
        who = volunteer(organisation=here)
        with pytest.raises(NotAllowed):
            services.suspend(volunteer=who, on=self.DAY, until=None, note="不", actor=stranger, at=NOW)
        with pytest.raises(Invalid):
            services.suspend(volunteer=who, on=self.DAY, until=None, note="", actor=officer, at=NOW)
        with pytest.raises(Invalid, match="截止日期"):
            services.suspend(
                volunteer=who, on=self.DAY, until=self.DAY - timedelta(days=1), note="错", actor=officer, at=NOW
            )

    def test_the_pages(self, client, here, officer):
        who = volunteer(organisation=here)
        client.force_login(officer)
        with clock.at(STARTS):
            answer = client.post(f"/volunteering/volunteers/{who.pk}/suspend/", {"on": str(self.DAY), "note": "缺席"})
            page = client.get(answer.url).content.decode()
            row = who.suspensions.get()
            assert "起暂停服务：缺席" in page and f"/volunteering/suspensions/{row.pk}/let-back/" in page
            client.post(f"/volunteering/suspensions/{row.pk}/let-back/", {"on": str(self.DAY + timedelta(days=1))})
        row.refresh_from_db()
        assert row.ends_on == self.DAY
