"""Signing up, room, the waiting list that heals, and what becomes of a sign-up."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from kexie.core.clock import ZONE
from kexie.core.flow import WrongState
from kexie.core.gate import PUBLIC, SYSTEM
from kexie.core.places import Full
from kexie.core.refusals import Invalid, NotAllowed
from kexie.network.people.models import Consent, Person
from kexie.network.people.services import Guardian, NoConsent
from kexie.network.people.tests.make import person
from kexie.office.notices.models import Message
from kexie.work.activities import services as activities
from kexie.work.activities.models import Activity, Session
from kexie.work.signups import queries, services
from kexie.work.signups.models import Admission, Quota, Signup
from kexie.work.signups.policies import Holder

from .make import NOW, STARTS, admission, draft, quota, session, signup

pytestmark = pytest.mark.django_db
S = Signup.State
HOUR = timedelta(hours=1)


def enter(where, n=1, at=NOW, **how):
    """Sign `n` different people up, one after the other."""
    return [signup(admission_=where, at=at + timedelta(minutes=i), **how) for i in range(n)]


def states(where):
    return sorted(Signup.objects.filter(session=where.session).values_list("state", flat=True))


def taken(row):
    return type(row).objects.values_list("taken", flat=True).get(pk=row.pk)


class TestRoom:
    def test_the_last_place_goes_to_one(self, here):
        where = admission(organisation=here, places=1, keeps_waiting=False)
        enter(where)
        with pytest.raises(Full, match="本场名额”名额已满"):
            enter(where)
        assert taken(where) == 1 and Person.objects.count() == 1  # who was not let in is not registered

    @pytest.mark.parametrize(("places", "confirmed"), [(None, 5), (0, 0), (3, 3)])
    def test_empty_is_no_limit_and_nought_is_none(self, here, places, confirmed):
        where = admission(organisation=here, places=places)
        enter(where, 5)
        assert states(where).count(S.CONFIRMED) == confirmed == taken(where)
        assert states(where).count(S.WAITING) == 5 - confirmed

    def test_several_quotas_are_taken_together_or_not_at_all(self, here):
        where = admission(organisation=here, places=10)
        activity = where.session.activity
        total = quota(3, activity=activity)
        small, big = (
            quota(n, activity=activity, session=where.session, group=g) for g, n in (("小学", 1), ("中学", 5))
        )
        assert [s.state for s in enter(where, 2, group="小学")] == [S.CONFIRMED, S.WAITING]
        assert [s.state for s in enter(where, 3, group="中学")] == [S.CONFIRMED, S.CONFIRMED, S.WAITING]
        assert [taken(row) for row in (where, total, small, big)] == [3, 3, 1, 2]

    def test_a_group_has_to_be_one_of_those_there_are(self, here):
        where = admission(organisation=here)
        with pytest.raises(Invalid, match="不分组"):
            enter(where, group="小学")
        quota(5, activity=where.session.activity, group="小学")
        for group in ("", "大学"):
            with pytest.raises(Invalid, match="请选择分组：小学") as refusal:
                enter(where, group=group)
            assert "group" in refusal.value.facts["fields"]
        assert taken(where) == 0

    def test_a_quota_set_later_counts_who_is_there(self, here):
        where = admission(organisation=here)
        enter(where, 4)
        total = quota(3, activity=where.session.activity)
        assert (total.taken, total.over, total.free) == (4, 1, 0)
        assert enter(where)[0].state == S.WAITING

    def test_saving_settings_never_moves_what_is_taken(self, here):
        where = admission(organisation=here, places=5)
        old = Admission.objects.get(pk=where.pk)
        enter(where, 3)
        old.note = "带好水杯"
        services.keep_admission(admission=old, actor=SYSTEM, at=NOW)
        assert taken(where) == 3

    def test_two_totals_are_refused_although_the_database_sees_two_nothings(self, here):
        activity = admission(organisation=here).session.activity
        quota(3, activity=activity)
        with pytest.raises(Invalid, match="已经设过"):
            quota(4, activity=activity)
        with pytest.raises(Invalid, match="不属于这个活动"):
            quota(4, activity=activity, session=session(organisation=here), group="小学")
        with pytest.raises(Invalid, match="报名设置里填"):
            quota(4, activity=activity, session=activity.timetable.get())


class TestQuotaCut:
    def test_nobody_is_dropped_and_nothing_is_offered_until_there_is_room(self, here, officer):
        where = admission(organisation=here, places=12)
        there = enter(where, 12)
        enter(where, 3)  # wait
        where.refresh_from_db()
        where.places = 10
        services.keep_admission(admission=where, actor=officer, at=NOW)
        assert (where.taken, where.over, where.free) == (12, 2, 0)
        [(room, last)] = queries.over_booked(where.session, rooms=[where])
        assert room == where and last == [there[11], there[10]]  # those who came last
        for n in (0, 1):
            services.cancel(signup=there[n], actor=officer, at=NOW)
            assert states(where).count(S.OFFERED) == 0
        services.cancel(signup=there[2], actor=officer, at=NOW)
        assert states(where).count(S.OFFERED) == 1 and taken(where) == 10

    def test_raising_offers_only_the_difference(self, here, officer):
        where = admission(organisation=here, places=5)
        enter(where, 5)
        enter(where, 6)
        for places, offered in ((3, 0), (7, 2), (7, 2), (8, 3), (None, 6)):
            where.refresh_from_db()
            where.places = places
            services.keep_admission(admission=where, actor=officer, at=NOW)
            assert states(where).count(S.OFFERED) == offered, places


class TestWaitingList:
    def test_heals_by_itself(self, here):
        where = admission(organisation=here, places=1, offer_hours=24)
        [first] = enter(where)
        second, third = enter(where, 2, at=NOW + HOUR)
        services.cancel(signup=first, actor=Holder(first), at=NOW + 2 * HOUR)
        second.refresh_from_db()
        assert (second.state, second.offer_until) == (S.OFFERED, NOW + 26 * HOUR) and taken(where) == 1
        services.accept(signup=second, actor=Holder(second), at=NOW + 3 * HOUR)
        services.cancel(signup=second, actor=Holder(second), at=NOW + 4 * HOUR)
        for row in (second, third):
            row.refresh_from_db()
        assert (second.state, third.state) == (S.CANCELLED, S.OFFERED)
        with pytest.raises(WrongState):
            services.accept(signup=second, actor=Holder(second), at=NOW + 5 * HOUR)  # the old offer is dead
        again = signup(admission_=where, draft=draft(second.person.name, second.phone), at=NOW + 6 * HOUR)
        assert again.pk == second.pk and again.state == S.WAITING and again.issue == 2
        [fourth] = enter(where, at=NOW + 5 * HOUR)
        services.decline(signup=third, actor=Holder(third), at=NOW + 7 * HOUR)
        again.refresh_from_db()
        fourth.refresh_from_db()
        assert (again.state, fourth.state) == (S.WAITING, S.OFFERED)  # not back at the head

    def test_an_offer_that_ran_out_goes_to_the_next_once_however_late_the_job(self, here):
        where = admission(organisation=here, places=1, offer_hours=2)
        [first] = enter(where)
        second, third = enter(where, 2)
        services.cancel(signup=first, actor=SYSTEM, at=NOW + HOUR)
        with pytest.raises(services.Late, match="让给下一位"):
            services.accept(signup=second, actor=Holder(second), at=NOW + 3 * HOUR + timedelta(seconds=1))
        late = NOW + timedelta(days=3)
        assert services.keep_turns(actor=SYSTEM, at=late) == 2
        assert services.keep_turns(actor=SYSTEM, at=late) == 0
        second.refresh_from_db()
        third.refresh_from_db()
        assert (second.state, second.note, third.state) == (S.CANCELLED, "逾期未确认", S.OFFERED)
        assert third.offer_until == late + 2 * HOUR and taken(where) == 1
        assert Message.objects.filter(dedupe_key__contains=f":{third.pk}:", purpose="signup_offered").count() == 1

    def test_the_last_moment_of_an_offer_counts(self, here):
        where = admission(organisation=here, places=1, offer_hours=2)
        [first], [second] = enter(where), enter(where)
        services.cancel(signup=first, actor=SYSTEM, at=NOW)
        assert services.keep_turns(actor=SYSTEM, at=NOW + 2 * HOUR) == 0
        assert services.accept(signup=second, actor=Holder(second), at=NOW + 2 * HOUR).state == S.CONFIRMED

    def test_ten_places_make_ten_offers_at_once(self, here, officer):
        where = admission(organisation=here, places=0)
        enter(where, 12)
        where.refresh_from_db()
        where.places = 10
        services.keep_admission(admission=where, actor=officer, at=NOW)
        assert states(where).count(S.OFFERED) == 10 == taken(where)

    def test_priority_before_time_before_number(self, here, officer):
        where = admission(organisation=here, places=0)
        one, two, three = enter(where, 3)
        services.arrange(signup=three, seat="", priority=5, actor=officer)
        order = []
        for places in (1, 2, 3):
            where.refresh_from_db()
            where.places = places
            services.keep_admission(admission=where, actor=officer, at=NOW)
            order += [s for s in Signup.objects.filter(state=S.OFFERED) if s not in order]
        assert order == [three, one, two]

    def test_another_full_quota_blocks_and_is_named(self, here, officer):
        where = admission(organisation=here, places=5)
        activity = where.session.activity
        second = admission(session_=session(organisation=here, activity=activity), places=5)
        total = quota(2, activity=activity)
        [_a], [b] = enter(where), enter(second)
        [waits] = enter(where)
        assert waits.state == S.WAITING
        [told] = queries.standing(where.session, at=NOW).waiting
        assert told.blocked_by == total and str(told.blocked_by) == "全活动总名额"
        services.cancel(signup=b, actor=SYSTEM, at=NOW)  # another session's place frees the total
        waits.refresh_from_db()
        assert waits.state == S.OFFERED and taken(total) == 2 and taken(where) == 2

    def test_whose_own_group_is_full_is_passed_over(self, here):
        where = admission(organisation=here, places=2)
        for group in ("小学", "中学"):
            quota(1, activity=where.session.activity, session=where.session, group=group)
        [_a], [b] = enter(where, group="小学"), enter(where, group="中学")
        [first], [second] = enter(where, group="小学"), enter(where, group="中学")
        services.cancel(signup=b, actor=SYSTEM, at=NOW)
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, second.state) == (S.WAITING, S.OFFERED)

    @pytest.mark.parametrize("why", ["closed", "over", "session", "activity"])
    def test_nothing_is_offered_when_it_is_closed_over_or_cancelled(self, here, why):
        where = admission(organisation=here, places=1, closes_at=NOW + 10 * HOUR)
        [first], [second] = enter(where), enter(where)
        at = {"closed": NOW + 10 * HOUR, "over": STARTS}.get(why, NOW + HOUR)
        if why == "session":
            Session.objects.filter(pk=where.session_id).update(state=Session.State.CANCELLED)
        if why == "activity":
            Activity.objects.filter(pk=where.session.activity_id).update(state=Activity.State.CANCELLED)
        first = Signup.objects.get(pk=first.pk)
        services.cancel(signup=first, actor=SYSTEM, at=at)
        services.keep_turns(actor=SYSTEM, at=at)
        second.refresh_from_db()
        assert second.state == S.WAITING and taken(where) == 0

    def test_a_newcomer_does_not_overtake_who_waits(self, here):
        where = admission(organisation=here, places=1)
        [first], [_second] = enter(where), enter(where)
        services.cancel(signup=first, actor=SYSTEM, at=NOW)
        assert enter(where)[0].state == S.WAITING


class TestOnce:
    def test_the_same_key_with_the_same_content_answers_the_same(self, here):
        where = admission(organisation=here, places=1)
        one = draft()
        first = signup(admission_=where, draft=one, key="k1")
        again = signup(admission_=where, draft=one, key="k1", at=STARTS + HOUR)  # a retry, however late
        assert again == first and again.reference == first.reference
        assert (taken(where), Signup.objects.count(), Message.objects.count()) == (1, 1, 1)

    def test_the_same_key_with_other_content_is_refused(self, here):
        where = admission(organisation=here)
        signup(admission_=where, draft=draft(), key="k1")
        with pytest.raises(services.KeyUsed):
            signup(admission_=where, draft=draft(), key="k1")
        assert taken(where) == 1

    def test_who_is_in_is_refused_whatever_they_call_themselves(self, here, elsewhere):
        where = admission(organisation=here, companions_most=1, needs_phone=False)
        known = person(organisation=elsewhere, name="王伟", phone="16400000001", email="wang@example.cn")
        assert signup(admission_=where, draft=draft("王伟", "16400000001")).person == known
        for phone, email in (("+86 164-0000-0001", ""), ("１６４" + "０" * 7 + "１", ""), ("", "WANG@Example.CN")):
            one = services.Draft(name="王 伟", phone=phone, email=email, agrees=True)
            for actor in (PUBLIC, SYSTEM):
                with pytest.raises(services.Already, match="已经报过"):
                    signup(admission_=where, draft=one, actor=actor)
        with pytest.raises(services.Already):
            signup(admission_=where, draft=draft(), companions=[draft("王伟", "16400000001")])
        assert taken(where) == 1 and Signup.objects.count() == 1

    def test_the_database_itself_refuses_the_pair(self, here):
        row = signup(organisation=here)
        with pytest.raises(IntegrityError), transaction.atomic():
            Signup.objects.create(session=row.session, person=row.person, signed_up_at=NOW, moved_at=NOW)

    def test_who_cancelled_comes_back_on_the_old_row_with_a_new_code(self, here):
        where = admission(organisation=here)
        one = draft()
        first = signup(admission_=where, draft=one)
        link = queries.token_of(first)
        services.cancel(signup=first, actor=Holder(first), at=NOW)
        assert services.cancel(signup=first, actor=Holder(first), at=NOW).state == S.CANCELLED  # twice is once
        again = signup(admission_=where, draft=one, at=NOW + HOUR)
        assert (again.pk, again.issue, again.reference) == (first.pk, 2, first.reference)
        assert queries.signup_of(link, at=NOW) is None and taken(where) == 1


class TestWhoMaySignUp:
    @pytest.mark.parametrize(
        ("at", "why"),
        [
            (NOW - HOUR, "2013-05-01 09:00 开始报名"),
            (NOW + 48 * HOUR, "截止"),
            (STARTS, "截止"),
            (NOW, ""),
            (NOW + 48 * HOUR - timedelta(seconds=1), ""),
        ],
    )
    def test_from_when_to_when(self, here, at, why):
        where = admission(organisation=here, opens_at=NOW, closes_at=NOW + 48 * HOUR)
        with pytest.raises(services.NotOpen, match=why) if why else nullcontext():
            assert signup(admission_=where, at=at).state == S.CONFIRMED
        assert signup(admission_=where, at=at, actor=SYSTEM)  # staff write down who stands at the desk

    def test_what_is_not_published_or_cancelled_is_not_open(self, here, officer, stranger):
        draft_ = admission(session_=session(organisation=here, state=Activity.State.PLANNED))
        with pytest.raises(NotAllowed):
            signup(admission_=draft_)
        assert signup(admission_=draft_, actor=officer).came_by == "desk"
        off = admission(session_=session(organisation=here))
        Session.objects.update(state=Session.State.CANCELLED)
        off.session.refresh_from_db()
        for actor in (PUBLIC, officer):
            with pytest.raises(services.NotOpen, match="已经取消"):
                signup(admission_=off, actor=actor)
        with pytest.raises(NotAllowed):
            signup(admission_=off, actor=stranger)
        with pytest.raises(services.NotOpen, match="没有开放报名"):
            services.sign_up(session=session(organisation=here), draft=draft(), actor=PUBLIC, at=NOW)

    @pytest.mark.parametrize(
        ("born_on", "why"),
        [
            (None, "请填写出生日期"),
            (date(2007, 5, 19), ""),  # six on the day itself
            (date(2007, 5, 20), "须满 6 岁"),
            (date(2000, 5, 20), ""),
            (date(2000, 5, 19), "不超过 12 岁"),
            (date(2013, 6, 1), "晚于活动那天"),
        ],
    )
    def test_ages_are_those_on_the_day(self, here, born_on, why):
        where = admission(organisation=here, age_from=6, age_to=12)
        one = draft(born_on=born_on, guardian=Guardian("李梅", "16400000009", "母亲", gives=True))
        with pytest.raises(Invalid, match=why) if why else nullcontext() as refusal:
            assert signup(admission_=where, draft=one).born_on == born_on
        assert not why or [*refusal.value.facts["fields"]] == ["born_on"]

    def test_minors_need_their_guardian_and_everybody_agrees(self, here):
        where = admission(organisation=here)
        child = {"born_on": date(2005, 1, 1)}
        with pytest.raises(NoConsent, match="未满 14 周岁"):
            signup(admission_=where, draft=draft(**child))
        with pytest.raises(NoConsent, match="勾选同意"):
            signup(admission_=where, draft=draft(agrees=False))
        guardian = Guardian("李梅", "16400000009", "母亲", gives=True)
        row = signup(admission_=where, draft=draft(guardian=guardian, **child))
        consent = Consent.objects.get(person=row.person)
        assert (consent.given_by, consent.purpose, consent.given_at) == ("guardian", "signup", NOW)

    def test_what_is_asked_has_to_be_there(self, here):
        where = admission(organisation=here, needs_email=True, needs_id_number=True)
        with pytest.raises(Invalid) as refusal:
            signup(admission_=where, draft=services.Draft(name="", phone="123", agrees=True))
        assert {*refusal.value.facts["fields"]} == {"name", "phone", "email", "id_number"}
        with pytest.raises(Invalid, match="身份证号码有误"):
            signup(admission_=where, draft=draft(email="a@example.cn", id_number="330281198001011234"))

    def test_review(self, here, officer, stranger):
        where = admission(organisation=here, places=2, needs_review=True)
        one, two = enter(where, 2)
        [three] = enter(where)
        assert (one.state, three.state, taken(where)) == (S.PENDING, S.WAITING, 2)
        with pytest.raises(NotAllowed):
            services.confirm(signup=one, actor=stranger, at=NOW)
        assert services.confirm(signup=one, actor=officer, at=NOW).state == S.CONFIRMED
        with pytest.raises(WrongState):
            services.confirm(signup=one, actor=officer, at=NOW)
        with pytest.raises(WrongState, match="写明"):
            services.refuse(signup=two, actor=officer, at=NOW, note=" ")
        services.refuse(signup=two, actor=officer, at=NOW, note="名额留给本镇居民")
        three.refresh_from_db()
        assert three.state == S.OFFERED
        assert services.accept(signup=three, actor=Holder(three), at=NOW).state == S.PENDING
        with pytest.raises(services.Already, match="没有通过审核"):
            signup(admission_=where, draft=draft(two.person.name, two.phone))


class TestTogether:
    def test_companions_have_their_own_rows_and_come_all_or_none(self, here):
        where = admission(organisation=here, places=3, companions_most=2)
        child = draft("王小明", born_on=date(2008, 1, 1), guardian=Guardian("王伟", "16400000001", "父亲", gives=True))
        lead = signup(admission_=where, draft=draft("王伟", "16400000001"), companions=[child, draft()])
        assert lead.companions.count() == 2 and taken(where) == 3
        assert {s.state for s in lead.companions.all()} == {S.CONFIRMED}
        assert lead.companions.first().reference != lead.reference
        waiting = signup(admission_=where, companions=[draft()])
        assert {waiting.state, waiting.companions.get().state} == {S.WAITING} and taken(where) == 3
        with pytest.raises(Invalid, match="最多带 2 位"):
            signup(admission_=where, companions=[draft(), draft(), draft()])

    def test_who_comes_along_is_reached_through_whom_they_come_with(self, here):
        where = admission(organisation=here, companions_most=2)
        lead = signup(admission_=where, companions=[services.Draft(name="王小明", agrees=True)])
        child = lead.companions.get()
        assert child.phone == "" and child.person.phone == lead.person.phone and child.person != lead.person
        with pytest.raises(Invalid) as refusal:
            signup(admission_=where, companions=[draft(), services.Draft(name="", phone="12", agrees=True)])
        assert {*refusal.value.facts["fields"]} == {"companions-1-name", "companions-1-phone"}
        one = draft()
        with pytest.raises(services.Already, match="同一个人"):
            signup(admission_=where, draft=one, companions=[one])
        assert taken(where) == 2

    def test_a_link_reaches_those_who_came_along_and_nobody_else(self, here):
        where = admission(organisation=here, companions_most=1)
        lead = signup(admission_=where, companions=[draft()])
        child, other = lead.companions.get(), signup(admission_=where)
        assert {*Signup.objects.visible_to(Holder(lead))} == {lead, child}
        assert [*Signup.objects.visible_to(Holder(child))] == [child]
        services.cancel(signup=child, actor=Holder(lead), at=NOW)
        for act in (services.cancel, services.accept, services.decline):
            with pytest.raises(NotAllowed):
                act(signup=other, actor=Holder(lead), at=NOW)
            with pytest.raises(NotAllowed):
                act(signup=lead, actor=PUBLIC, at=NOW)
        with pytest.raises(WrongState, match="已经开始"):
            services.cancel(signup=lead, actor=Holder(lead), at=STARTS)


class TestAdmit:
    def test_volunteers_need_no_room(self, here, officer, stranger):
        where = admission(organisation=here, places=0)
        one = person(organisation=here)
        how = {"session": where.session, "person": one, "role": "volunteer", "at": NOW}
        row = services.admit(actor=officer, **how)
        assert (row.state, row.role, taken(where)) == (S.CONFIRMED, "volunteer", 0)
        assert services.admit(actor=officer, **how) == row
        with pytest.raises(NotAllowed):
            services.admit(actor=stranger, **how)
        services.cancel(signup=row, actor=officer, at=NOW)
        back = services.admit(actor=officer, **how)
        assert (back.pk, back.state, back.issue, taken(where)) == (row.pk, S.CONFIRMED, 2, 0)

    def test_who_is_there_already_over_books(self, here, officer):
        where = admission(organisation=here, places=1)
        enter(where)
        how = {"session": where.session, "role": "participant", "at": NOW, "actor": officer}
        row = services.admit(person=person(organisation=here), **how)
        where.refresh_from_db()
        assert (row.state, where.taken, where.over) == (S.CONFIRMED, 2, 1)

    def test_a_participant_who_becomes_a_volunteer_gives_the_place_back(self, here, officer):
        where = admission(organisation=here, places=1)
        [first], [waits] = enter(where), enter(where)
        services.admit(session=where.session, person=first.person, role="volunteer", actor=officer, at=NOW)
        waits.refresh_from_db()
        assert waits.state == S.OFFERED and taken(where) == 1

    def test_where_nobody_signs_up_one_may_be_admitted_all_the_same(self, here):
        row = services.admit(
            session=session(organisation=here), person=person(organisation=here), role="volunteer", actor=SYSTEM, at=NOW
        )
        assert services.cancel(signup=row, actor=SYSTEM, at=NOW).state == S.CANCELLED


def test_messages_say_what_happened_once_and_carry_the_link(here):
    where = admission(organisation=here, places=1)
    [first], [second] = enter(where), enter(where)
    services.cancel(signup=first, actor=SYSTEM, at=NOW, note="改期")
    said = {(m.purpose, m.address) for m in Message.objects.all()}
    assert said == {
        ("signup_confirmed", first.phone), ("signup_cancelled", first.phone),
        ("signup_waiting", second.phone), ("signup_offered", second.phone),
    }  # fmt: skip
    offered = Message.objects.get(purpose="signup_offered")
    second.refresh_from_db()
    assert queries.link_to(second) in offered.body and second.person.name not in offered.subject


def test_a_new_link_ends_the_old_one(here, officer, stranger):
    row = signup(organisation=here)
    old = queries.token_of(row)
    with pytest.raises(NotAllowed):
        services.reissue(signup=row, actor=stranger, at=NOW)
    fresh = services.reissue(signup=row, actor=officer, at=NOW)
    assert queries.signup_of(old, at=NOW) is None
    assert queries.signup_of(queries.token_of(fresh), at=NOW) == row
    assert queries.signup_of(queries.token_of(fresh), at=STARTS + timedelta(days=91)) is None
    assert queries.signup_of(fresh.reference, at=NOW) is None and queries.signup_of("", at=NOW) is None


def test_calling_an_activity_off_ends_every_sign_up_and_tells_why(here, officer):
    where = admission(organisation=here, places=1)
    enter(where, 2)
    services.start_calling_off(activity=where.session.activity, reason="台风", actor=officer)
    assert states(where) == [S.CANCELLED, S.CANCELLED] and taken(where) == 0
    assert [*Signup.objects.values_list("note", flat=True)] == ["台风", "台风"]
    assert Message.objects.filter(purpose="signup_cancelled").count() == 2


def test_a_session_called_off_ends_its_own_sign_ups_and_no_others(here, officer):
    where = admission(organisation=here)
    other = admission(session_=session(organisation=here, activity=where.session.activity))
    [row], [stays] = enter(where), enter(other)
    activities.cancel_session(session=where.session, actor=officer, at=NOW, note="讲师生病")
    row.refresh_from_db()
    stays.refresh_from_db()
    assert (row.state, row.note, stays.state) == (S.CANCELLED, "讲师生病", S.CONFIRMED)


def test_an_activity_called_off_is_heard(here, officer):
    [row] = enter(admission(organisation=here))
    activities.cancel(activity=row.session.activity, actor=officer, at=NOW, note="台风")
    row.refresh_from_db()
    assert (row.state, row.note) == (S.CANCELLED, "台风")


def test_strangers_may_set_nothing(here, stranger):
    where = admission(organisation=here)
    row = signup(admission_=where)
    total = quota(5, activity=where.session.activity)
    for act in (
        lambda: services.keep_admission(admission=where, actor=stranger, at=NOW),
        lambda: services.keep_quota(quota=total, actor=stranger, at=NOW),
        lambda: services.remove_quota(quota=total, actor=PUBLIC, at=NOW),
        lambda: services.arrange(signup=row, seat="1", priority=0, actor=stranger),
        lambda: services.keep_turns(actor=stranger, at=NOW),
        lambda: services.start_calling_off(activity=where.session.activity, reason="", actor=stranger),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert Quota.objects.count() == 1


def test_removing_a_quota_offers_what_it_held_back(here, officer):
    where = admission(organisation=here)
    total = quota(1, activity=where.session.activity)
    enter(where, 3)
    services.remove_quota(quota=total, actor=officer, at=NOW)
    assert states(where) == [S.CONFIRMED, S.OFFERED, S.OFFERED]


def test_an_offer_does_not_outlast_the_beginning(here):
    starts = datetime(2013, 5, 1, 12, 0, tzinfo=ZONE)
    where = admission(session_=session(organisation=here, starts_at=starts), places=1, offer_hours=24)
    [first], [second] = enter(where), enter(where)
    services.cancel(signup=first, actor=SYSTEM, at=NOW + HOUR)
    second.refresh_from_db()
    assert second.offer_until == starts
