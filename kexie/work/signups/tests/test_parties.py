"""Those who sign up together: one turn, one offer, one answer; and moving people to another session or group."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kexie.core import clock
from kexie.core.audit.models import TrailEntry
from kexie.core.flow import WrongState
from kexie.core.gate import SYSTEM
from kexie.core.places import Full
from kexie.core.refusals import Invalid, NotAllowed
from kexie.network.people.models import Consent
from kexie.network.people.services import NoConsent
from kexie.network.people.tests.make import person
from kexie.office.notices.models import Message
from kexie.work.attendance import services as doors
from kexie.work.signups import queries, services
from kexie.work.signups.desks import SignupDesk
from kexie.work.signups.forms import SignupForm
from kexie.work.signups.models import Admission, Signup
from kexie.work.signups.policies import Holder

from .make import NOW, STARTS, admission, draft, question, questionnaire, quota, session, signup

pytestmark = pytest.mark.django_db
S = Signup.State
CHILD = date(2004, 5, 1)  # nine on the day


def states(lead):
    rows = Signup.objects.filter(pk=lead.pk) | Signup.objects.filter(lead=lead)
    return {*rows.values_list("state", flat=True)}


def taken(row):
    return type(row).objects.values_list("taken", flat=True).get(pk=row.pk)


def widen(where, places, officer):
    """Give a session more places: what that frees is free at one moment."""
    where.refresh_from_db()
    where.places = places
    services.keep_admission(admission=where, actor=officer, at=NOW)


class TestWaitingTogether:
    @pytest.fixture
    def full(self, here):
        """A session of three places, all taken, and a party of three that waits before somebody alone."""
        where = admission(organisation=here, places=3, companions_most=2)
        there = [signup(admission_=where) for _n in range(3)]
        party = signup(admission_=where, companions=[draft(), draft()], at=NOW + timedelta(hours=1))
        alone = signup(admission_=where, at=NOW + timedelta(hours=2))
        return where, there, party, alone

    def test_a_party_is_offered_places_only_when_all_fit(self, full, officer):
        where, there, party, alone = full
        services.cancel(signup=there[0], actor=officer, at=NOW)
        assert states(party) == {S.WAITING} and states(alone) == {S.OFFERED}  # a place does not lie idle
        services.decline(signup=alone, actor=officer, at=NOW)
        services.cancel(signup=there[1], actor=officer, at=NOW)
        assert states(party) == {S.WAITING} and taken(where) == 1
        [waiting] = {one.blocked_by for one in queries.standing(where.session, at=NOW).waiting}
        assert waiting == where and waiting.free == 2
        services.cancel(signup=there[2], actor=officer, at=NOW)
        assert states(party) == {S.OFFERED} and taken(where) == 3
        [told] = Message.objects.filter(purpose="signup_offered", address_index=party.phone_index)
        assert "等 3 人" in told.body

    def test_they_accept_decline_and_run_out_together(self, full, officer):
        where, _there, party, _alone = full
        widen(where, 6, officer)
        services.accept(signup=party.companions.first(), actor=Holder(party), at=NOW)
        assert states(party) == {S.CONFIRMED} and taken(where) == 6
        assert services.accept(signup=party, actor=Holder(party), at=NOW).state == S.CONFIRMED

    def test_an_offer_that_runs_out_ends_for_all(self, full, officer):
        where, _there, party, alone = full
        widen(where, 6, officer)
        services.keep_turns(actor=SYSTEM, at=NOW + timedelta(hours=25))
        assert states(party) == {S.CANCELLED} and states(alone) == {S.OFFERED} and taken(where) == 4

    def test_the_one_who_leads_takes_all_back_and_a_companion_only_their_own(self, here):
        where = admission(organisation=here, places=5, companions_most=3)
        party = signup(admission_=where, companions=[draft(), draft(), draft()])
        services.cancel(signup=party.companions.first(), actor=Holder(party), at=NOW)
        assert taken(where) == 3 and states(party) == {S.CONFIRMED, S.CANCELLED}
        services.cancel(signup=party, actor=Holder(party), at=NOW)
        assert taken(where) == 0 and states(party) == {S.CANCELLED}

    def test_they_are_reviewed_together(self, here, officer):
        where = admission(organisation=here, companions_most=1, needs_review=True)
        one, other = (signup(admission_=where, companions=[draft()]) for _n in range(2))
        services.confirm(signup=one.companions.get(), actor=officer, at=NOW)
        services.refuse(signup=other, actor=officer, at=NOW, note="名额留给本校")
        assert states(one) == {S.CONFIRMED} and states(other) == {S.REFUSED} and taken(where) == 2

    def test_a_better_turn_is_the_party_s(self, full, officer):
        where, _there, party, alone = full
        services.arrange(signup=alone, seat="", priority=1, actor=officer)
        services.arrange(signup=party.companions.first(), seat="", priority=5, actor=officer)
        widen(where, 6, officer)
        assert states(party) == {S.OFFERED} and states(alone) == {S.WAITING} and taken(where) == 6


class TestMinorsWhoComeAlong:
    def test_each_needs_a_guardian(self, here):
        where = admission(organisation=here, companions_most=2)
        with pytest.raises(NoConsent) as refusal:
            signup(admission_=where, companions=[draft(), draft(born_on=CHILD)])
        assert "companions-1-guardian_gives" in refusal.value.facts["fields"] and not Signup.objects.exists()

    def sent(self, where, **more):
        data = {
            "name": "王父", "phone": "16400000001", "agrees": "on", "companions-0-name": "王小明",
            "companions-0-born_on": str(CHILD), **more,
        }  # fmt: skip
        return SignupForm(where, data, at=NOW)

    def test_whoever_signs_up_may_be_the_guardian_and_consent_is_kept(self, here):
        where = admission(organisation=here, companions_most=1)
        form = self.sent(where, **{"companions-0-guardian_gives": "on"})
        assert form.is_valid(), form.errors
        row = signup(admission_=where, **form.said())
        given = Consent.objects.get(person=row.companions.get().person)
        assert (given.given_by, given.guardian_name, given.guardian_phone) == ("guardian", "王父", "16400000001")
        assert Consent.objects.get(person=row.person).given_by == "self"

    def test_a_minor_is_nobody_s_guardian(self, here):
        where = admission(organisation=here, companions_most=1)
        form = self.sent(where, born_on="2003-01-01", **{"companions-0-guardian_gives": "on"})
        assert not form.is_valid() and "不能当监护人" in str(form.errors["companions-0-guardian_gives"])


class TestShifting:
    @pytest.fixture
    def two(self, here):
        """Two sessions of one activity, of two places each."""
        first = admission(organisation=here, places=2, companions_most=1)
        activity = first.session.activity
        later = session(organisation=here, activity=activity, starts_at=STARTS + timedelta(hours=4))
        return first, admission(session_=later, places=2)

    def test_a_place_here_becomes_a_place_there_and_they_get_a_new_code(self, two, officer):
        first, second = two
        row = signup(admission_=first)
        signup(admission_=first)
        waiting = signup(admission_=first)
        done = services.shift_signup(
            signup=row, session=second.session, group="", actor=officer, at=NOW, note="家长要求"
        )
        assert (done.session, done.state, done.issue) == (second.session, S.CONFIRMED, row.issue + 1)
        assert (taken(first), taken(second)) == (2, 1)  # whoever waited was offered the place
        waiting.refresh_from_db()
        assert waiting.state == S.OFFERED
        assert Message.objects.filter(subject="报名已调整").count() == 1
        line = TrailEntry.objects.filter(did="shift_signup").get()
        assert line.note == "家长要求"

    def test_nothing_is_oversold_and_nothing_moves_when_it_is_full(self, two, officer):
        first, second = two
        for _n in range(2):
            signup(admission_=second)
        row = signup(admission_=first)
        with pytest.raises(Full):
            services.shift_signup(signup=row, session=second.session, group="", actor=officer, at=NOW)
        row.refresh_from_db()
        assert row.session == first.session and (taken(first), taken(second)) == (1, 2)

    def test_a_party_moves_together_or_stays(self, two, officer):
        first, second = two
        party = signup(admission_=first, companions=[draft()])
        one = signup(admission_=second)
        with pytest.raises(Full):
            services.shift_signup(signup=party, session=second.session, group="", actor=officer, at=NOW)
        services.cancel(signup=one, actor=officer, at=NOW)
        services.shift_signup(signup=party.companions.get(), session=second.session, group="", actor=officer, at=NOW)
        assert {*Signup.objects.exclude(pk=one.pk).values_list("session", flat=True)} == {second.session.pk}
        assert (taken(first), taken(second)) == (0, 2)

    def test_to_another_group_within_its_quota(self, here, officer):
        where = admission(organisation=here, places=9)
        small, big = (
            quota(n, activity=where.session.activity, session=where.session, group=g)
            for g, n in (("小学", 1), ("中学", 1))
        )
        one, other = signup(admission_=where, group="小学"), signup(admission_=where, group="中学")
        with pytest.raises(Full):
            services.shift_signup(signup=one, session=where.session, group="中学", actor=officer, at=NOW)
        with pytest.raises(Invalid, match="请选择分组"):
            services.shift_signup(signup=one, session=where.session, group="大学", actor=officer, at=NOW)
        services.cancel(signup=other, actor=officer, at=NOW)
        done = services.shift_signup(signup=one, session=where.session, group="中学", actor=officer, at=NOW)
        assert (done.group, done.issue) == ("中学", one.issue)  # the same session, the same code
        assert [taken(row) for row in (where, small, big)] == [1, 0, 1]

    def test_what_cannot_be_is_refused(self, two, here, elsewhere, officer, stranger):
        first, second = two
        row = signup(admission_=first)
        how = {"signup": row, "group": "", "actor": officer, "at": NOW}
        with pytest.raises(services.CannotShift, match="同一个活动"):
            services.shift_signup(**how, session=admission(organisation=here).session)
        with pytest.raises(services.CannotShift, match="没有开放报名"):
            services.shift_signup(**how, session=session(organisation=here, activity=first.session.activity))
        with pytest.raises(services.CannotShift, match="已经开始"):
            services.shift_signup(**{**how, "at": STARTS}, session=second.session)
        with pytest.raises(NotAllowed):
            services.shift_signup(**{**how, "actor": stranger}, session=second.session)
        again = services.admit(session=second.session, person=row.person, role="participant", actor=officer, at=NOW)
        with pytest.raises(services.Already, match="在那一场已有"):
            services.shift_signup(**how, session=second.session)
        services.cancel(signup=again, actor=officer, at=NOW)
        services.cancel(signup=row, actor=officer, at=NOW)
        with pytest.raises(WrongState, match="已经结束"):
            services.shift_signup(**how, session=second.session)

    def test_a_volunteer_follows_their_shift(self, two, here, officer):
        first, second = two
        row = services.admit(
            session=first.session, person=person(organisation=here), role="volunteer", actor=officer, at=NOW
        )
        with pytest.raises(WrongState, match="排班"):
            services.shift_signup(signup=row, session=second.session, group="", actor=officer, at=NOW)

    def test_whoever_was_at_the_door_stays(self, two, officer):
        first, second = two
        row = signup(admission_=first)
        doors.check_in(signup=row, session=first.session, at=NOW, actor=officer)
        with pytest.raises(doors.ScannedAlready):
            services.shift_signup(signup=row, session=second.session, group="", actor=officer, at=NOW)
        row.refresh_from_db()
        assert row.session == first.session and Admission.objects.get(pk=second.pk).taken == 0


class TestPages:
    def test_staff_move_and_correct(self, client, here, officer):
        asked = questionnaire(organisation=here, questions=[question("q1", "单位", "text", is_required=True)])
        first = admission(organisation=here, questionnaire=asked)
        later = session(organisation=here, activity=first.session.activity, starts_at=STARTS + timedelta(hours=4))
        admission(session_=later, places=5)
        row = signup(admission_=first, draft=draft(answers={"q1": "气象局"}))
        client.force_login(officer)
        with clock.at(NOW):
            self.look(client, row)

    def look(self, client, row):
        page = client.get(SignupDesk.url("detail", row.pk)).content.decode()
        assert f"/signups/{row.pk}/answers/" in page and f"/signups/{row.pk}/shift/" in page
        assert "气象局" in client.get(f"/signups/{row.pk}/answers/").content.decode()
        assert client.post(f"/signups/{row.pk}/answers/", {"q_q1": ""}).status_code == 422
        client.post(f"/signups/{row.pk}/answers/", {"q_q1": "农业局"})
        row.refresh_from_db()
        assert row.answers == {"q1": "农业局"}
        assert "还剩 5 个" in client.get(f"/signups/{row.pk}/shift/").content.decode()
