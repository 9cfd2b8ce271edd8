"""Doors, scans, headcounts and settling."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from conftest import organisation
from kexie.core.gate import PUBLIC, SYSTEM
from kexie.core.refusals import NotAllowed
from kexie.office.ledger.models import Entry
from kexie.office.metrics import queries as metrics
from kexie.office.metrics.queries import Definition, Period
from kexie.work.activities import queries as activity_queries
from kexie.work.activities import services as activities
from kexie.work.activities.desks import ActivityDesk
from kexie.work.activities.models import Activity
from kexie.work.attendance import queries, rules, services
from kexie.work.attendance.models import Attendance, Doubt, Headcount, Scan, Settlement, Verdict
from kexie.work.signups.models import Signup
from kexie.work.signups.policies import Holder

from . import make
from .make import EVENING, NINE, after

Y2026 = Period.year(2026)
S = Signup.State


@pytest.fixture
def lecture(here):
    return make.activity(here)


@pytest.fixture
def session(lecture):
    return lecture.timetable.get()


@pytest.fixture
def li(session):
    return make.signup(session, "李建国")


def test_words_and_rules_name_the_same_verdicts_and_doubts():
    assert {row[2] for row in rules.TABLE} | {rules.OK} == set(Verdict.values)
    assert {rules.TWICE, rules.OUT_ONLY, rules.CLOCK, rules.STALE, rules.OVERRULED} == set(Doubt.values)
    states = {value for fact, values, _verdict in rules.TABLE if fact == "state" for value in values}
    assert states | {S.CONFIRMED} == set(S.values)


class TestDoors:
    def test_a_link_opens_its_activity_and_is_not_kept(self, lecture):
        device, secret = make.device(lecture)
        assert services.require_open(secret=secret, at=NINE) == device
        assert secret not in str(device.__dict__)
        assert device.expires_at > lecture.timetable.get().ends_at

    def test_it_closes_when_its_time_is_over_but_still_takes_what_was_scanned(self, lecture):
        device, secret = make.device(lecture)
        gone = device.expires_at + timedelta(days=9)
        with pytest.raises(services.DoorClosed):
            services.require_open(secret=secret, at=gone)
        assert services.require_open(secret=secret, at=gone, late=True) == device
        with pytest.raises(services.DoorClosed):
            services.require_open(secret=secret, at=gone + timedelta(days=60), late=True)

    def test_a_lost_phone_is_closed_at_once(self, lecture):
        device, secret = make.device(lecture)
        services.revoke_door(device=device, actor=SYSTEM, at=NINE)
        for late in (False, True):
            with pytest.raises(services.DoorClosed):
                services.require_open(secret=secret, at=NINE, late=late)
        with pytest.raises(services.DoorClosed):
            services.require_open(secret="guessed", at=NINE)

    def test_only_the_lead_opens_doors(self, lecture, stranger):
        for actor in (stranger, PUBLIC):
            with pytest.raises(NotAllowed):
                services.open_door(activity=lecture, name="x", actor=actor, at=NINE)

    def test_none_for_what_was_called_off(self, lecture, officer):
        activities.cancel(activity=lecture, actor=officer, at=NINE, note="台风")
        lecture.refresh_from_db()
        with pytest.raises(services.DoorClosed):
            services.open_door(activity=lecture, name="东门", actor=officer, at=NINE)


class TestUploads:
    def test_one_scan_and_one_person_is_there(self, lecture, li):
        door, _secret = make.device(lecture)
        answer = make.send(door, make.scan(li, after(5)))[0]
        assert (answer.verdict, answer.state, answer.first_in) == ("ok", "present", after(5))
        row = Attendance.objects.get()
        assert (row.signup, row.first_in, row.is_doubtful) == (li, after(5), False)

    def test_h6_two_phones_without_network_scan_one_code(self, lecture, li):
        doors = [make.device(lecture, name)[0] for name in ("东门", "西门", "出口")]
        fast = timedelta(minutes=7)
        first, second = make.scan(li, after(5)), make.scan(li, after(40) + fast)
        leaving = make.scan(li, after(1800), "out")
        make.send(doors[2], leaving, at=after(4000))
        make.send(doors[1], second, at=after(4100), sent_at=after(4100) + fast)
        make.send(doors[0], first, at=after(4200))
        make.send(doors[1], second, at=after(4300), sent_at=after(4300) + fast)
        row = Attendance.objects.get()
        assert (row.state, row.first_in, row.last_out) == ("left", after(5), after(1800))
        assert row.conflicts == [["twice", [first["key"], second["key"]]]] and row.is_doubtful
        assert Scan.objects.count() == 3
        assert Scan.objects.get(device=doors[1]).time == after(40)

    def test_fifty_orders_of_arrival_end_in_one_state(self, lecture, session, here):
        """Three devices, each with its own clock, in batches, some sent twice: one state, whatever comes first."""
        people = [make.signup(session, f"张{n}") for n in range(6)]
        people.append(make.signup(session, "候补", state=S.WAITING))
        doors = [make.device(lecture, name)[0] for name in ("东门", "西门", "出口")]
        skews = [timedelta(0), timedelta(minutes=7), timedelta(minutes=-3)]
        dice, uploads = random.Random(20260516), []
        for door, skew in zip(doors, skews, strict=True):
            rows = [
                make.scan(
                    dice.choice(people), after(dice.randrange(0, 7000, 7)) + skew, dice.choice(("in", "in", "out"))
                )
                for _n in range(20)
            ]
            rows.append({**make.scan(people[0], after(500) + skew, "undo"), "undoes": rows[0]["key"]})
            uploads += [(door, skew, rows[start : start + 5]) for start in range(0, len(rows), 5)]
        prints = set()
        for turn in range(50):
            order = [*uploads, *dice.choices(uploads, k=4)]
            dice.shuffle(order)
            with transaction.atomic():
                for place, (door, skew, rows) in enumerate(order):
                    at = after(8000 + 60 * place)
                    on_the_way = timedelta(seconds=dice.uniform(0, 4))
                    make.send(door, *dice.sample(rows, len(rows)), at=at, sent_at=at + skew - on_the_way)
                prints.add((queries.state_print(session), Scan.objects.count()))
                if turn == 0:
                    assert Attendance.objects.filter(is_doubtful=True).exists()
                transaction.set_rollback(True)
        assert len(prints) == 1 and prints.pop()[1] == 63

    def test_h7_every_wrong_code_has_its_own_reason_and_is_kept_where_it_was_scanned(self, here, elsewhere):
        lecture = make.activity(here, sessions=2)
        morning, afternoon = lecture.timetable.all()
        theirs = make.activity(elsewhere, name="邻市讲座").timetable.get()
        old = make.scan(make.signup(morning, "换码"))
        Signup.objects.filter(person__name="换码").update(issue=2)
        forged = make.signup(morning, "伪造")
        fake = rules.sign(rules.Pass(forged.reference, 1, morning.pk), rules.keys_from(b"x" * 64).private)
        wrong = {
            "other_session": make.scan(make.signup(afternoon, "下午"), session=morning),
            "other_activity": make.scan(make.signup(theirs, "邻市"), session=morning),
            "reissued": old,
            "cancelled": make.scan(make.signup(morning, "取消", state=S.CANCELLED)),
            "waiting": make.scan(make.signup(morning, "候补", state=S.OFFERED)),
            "pending": make.scan(make.signup(morning, "待审", state=S.PENDING)),
            "refused": make.scan(make.signup(morning, "未过", state=S.REFUSED)),
            "forged": {**make.scan(forged), "code": fake},
            "unreadable": {**make.scan(forged), "code": "https://example.com/健康码"},
        }
        door, _secret = make.device(lecture)
        answers = {answer.key: answer.verdict for answer in make.send(door, *wrong.values())}
        assert {verdict: answers[row["key"]] for verdict, row in wrong.items()} == {v: v for v in wrong}
        assert Scan.objects.filter(session=morning, doubt="overruled").count() == len(wrong)
        assert not Attendance.objects.exists()
        assert Scan.objects.get(verdict="other_activity").signup is None, "nothing is told of another's activity"
        assert len({Verdict(verdict).label for verdict in wrong}) == len(wrong)

    def test_a_tap_on_another_activitys_list_finds_nobody(self, lecture, session, elsewhere):
        theirs = make.signup(make.activity(elsewhere, name="邻市讲座").timetable.get())
        door, _secret = make.device(lecture)
        assert make.send(door, make.tapped(theirs, session=session))[0].verdict == "unknown"

    def test_one_bad_row_spoils_no_other(self, lecture, li):
        door, _secret = make.device(lecture)
        good = make.scan(li)
        rows = [
            None, 7, [], {}, {**good, "key": "x"}, {**good, "at": "gestern"}, {**good, "at": "2026-05-16T09:00:00"},
            {**good, "at": "9999-12-31T23:59:59+00:00"}, {**good, "session": 10**30}, {**good, "session": True},
            {**good, "direction": "sideways"}, {**good, "how": "self"}, {**good, "code": "x" * 5000},
            {**good, "code": 5},
            {**good, "signup": 1}, {**good, "session": 999_999}, {**good, "key": {"a": 1}},
            {**good, "direction": "undo", "undoes": "1"}, {**good, "code": "", "signup": -1},
        ]  # fmt: skip
        answers = make.send(door, *rows, good)
        assert len(answers) == len(rows) + 1
        assert [a.verdict for a in answers if a.is_kept] == ["ok"]
        assert all(a.verdict.startswith("unusable:") for a in answers if not a.is_kept)
        assert Scan.objects.count() == 1

    @pytest.mark.parametrize("rows", [None, {}, "x", [None] * 501])
    def test_what_is_no_list_is_refused_whole(self, lecture, rows):
        door, _secret = make.device(lecture)
        with pytest.raises(services.BadUpload):
            services.upload(device=door, rows=rows, sent_at=NINE.isoformat(), at=NINE, actor=door)
        with pytest.raises(services.BadUpload):
            services.upload(device=door, rows=[], sent_at="jetzt", at=NINE, actor=door)

    def test_the_same_key_for_somebody_else_changes_nothing(self, lecture, session, li):
        door, _secret = make.device(lecture)
        row = make.scan(li)
        make.send(door, row)
        other = make.signup(session, "王芳")
        answer = make.send(door, {**make.scan(other), "key": row["key"]})[0]
        assert answer.verdict == "taken" and not answer.is_kept
        assert Attendance.objects.exclude(state="absent").get().signup == li

    def test_a_wrong_tap_is_taken_back(self, lecture, li):
        door, _secret = make.device(lecture)
        row = make.tapped(li)
        make.send(door, {**make.tapped(li, after(9), direction="undo"), "undoes": row["key"]})
        assert make.send(door, row)[0].state == "absent"
        assert not queries.presences(li.session) and Scan.objects.count() == 2

    def test_a_door_scans_for_nobody_else(self, lecture, li, elsewhere):
        door, _secret = make.device(lecture)
        other, _secret = make.device(make.activity(elsewhere, name="邻市讲座"))
        with pytest.raises(NotAllowed):
            services.upload(device=other, rows=[], sent_at=NINE.isoformat(), at=NINE, actor=door)
        with pytest.raises(NotAllowed):
            services.settle(session=li.session, actor=door, at=EVENING)

    def test_what_was_scanned_after_its_time_stays_on_the_device(self, lecture, li):
        door, _secret = make.device(lecture)
        late = door.expires_at + timedelta(days=1)
        assert make.send(door, make.scan(li, late), at=late)[0].verdict == "expired"
        assert make.send(door, make.scan(li, NINE), at=late)[0].verdict == "ok"

    def test_scans_only_grow(self, lecture, li):
        door, _secret = make.device(lecture)
        make.send(door, make.scan(li))
        for act in (lambda: Scan.objects.update(verdict="forged"), lambda: Scan.objects.all().delete()):
            with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
                act()

    def test_a_conflict_is_looked_at_and_a_new_one_shows_again(self, lecture, li, officer):
        east, west = make.device(lecture)[0], make.device(lecture, "西门")[0]
        make.send(east, make.scan(li, after(5)))
        make.send(west, make.scan(li, after(40)))
        row = services.look_at(attendance=Attendance.objects.get(), actor=officer, note="本人，扫了两次")
        assert not row.is_doubtful and row.looked_by
        make.send(east, make.scan(li, after(9000)))
        row.refresh_from_db()
        assert row.is_doubtful


class TestStaff:
    def test_a_name_is_tapped(self, session, li, officer, stranger):
        answer = services.check_in(signup=li, session=session, at=NINE, actor=officer)
        assert answer.state == "present" and Scan.objects.get().how == "list"
        with pytest.raises(NotAllowed):
            services.check_in(signup=li, session=session, at=NINE, actor=stranger)

    def test_a_list_is_typed_back_twice(self, session, li, officer):
        for _time in range(2):
            services.from_paper(session=session, rows=[(li, after(60), after(3600))], at=EVENING, actor=officer)
        row = Attendance.objects.get()
        assert (row.first_in, row.last_out, row.is_doubtful) == (after(60), after(3600), False)
        assert Scan.objects.count() == 2


class TestSelf:
    def test_the_screens_code_signs_one_in(self, session, li):
        code = queries.screen_code(session, NINE)
        answer = services.self_check_in(signup=li, code=code, at=after(20), actor=Holder(li))
        assert answer.state == "present" and not answer.is_doubtful

    def test_h8_a_forwarded_code_counts_and_is_flagged(self, session, li):
        code = queries.screen_code(session, NINE)
        answer = services.self_check_in(signup=li, code=code, at=after(900), actor=Holder(li))
        assert answer.state == "present" and answer.is_doubtful
        assert Attendance.objects.get().conflicts[0][0] == "stale"

    def test_a_phone_that_lost_the_network_after_opening_the_page_is_not_suspected(self, session, li):
        code = queries.screen_code(session, NINE)
        answer = services.self_check_in(signup=li, code=code, seen_at=after(10), at=after(900), actor=Holder(li))
        assert (answer.first_in, answer.is_doubtful) == (after(10), False)

    def test_the_second_use_shows_and_is_flagged(self, lecture, session, li):
        make.send(make.device(lecture)[0], make.scan(li, after(5)))
        answer = services.self_check_in(
            signup=li, code=queries.screen_code(session, after(600)), at=after(601), actor=Holder(li)
        )
        assert answer.state == "present" and answer.is_doubtful and answer.first_in == after(5)

    def test_an_invented_code_is_refused_and_nobody_signs_in_another(self, session, li):
        with pytest.raises(services.ScreenCodeUnknown):
            services.self_check_in(signup=li, code="1-AAAAAAAAAA", at=NINE, actor=Holder(li))
        other, code = make.signup(session, "王芳"), queries.screen_code(session, NINE)
        for actor in (Holder(other), PUBLIC):
            with pytest.raises(NotAllowed):
                services.self_check_in(signup=li, code=code, at=NINE, actor=actor)


def figure(aggregate="sum", organisation=None, measure="activities.participations"):
    asked = Definition(name="x", unit="", chapter="", measures=(measure,), aggregate=aggregate)
    return metrics.figure(asked, period=Y2026, organisation=organisation, actor=SYSTEM)


class TestSettling:
    def come(self, session, *names, who=None, **fields):
        for name in names:
            signup = make.signup(session, name, who=who, **fields)
            services.check_in(signup=signup, session=session, at=NINE, actor=SYSTEM)

    def test_named_and_unnamed_are_counted_once(self, lecture, session, here):
        self.come(session, "李", "王")
        self.come(session, "赵", role=Signup.Role.VOLUNTEER)
        make.signup(session, "没来")
        count = Headcount(session=session, amount=120, method="seat_capacity")
        services.record_headcount(headcount=count, actor=SYSTEM, at=EVENING)
        assert not Entry.objects.filter(measure="activities.participations").exists()
        services.settle(session=session, actor=SYSTEM, at=EVENING)
        before = Entry.objects.count()
        services.settle(session=session, actor=SYSTEM, at=EVENING)
        assert Entry.objects.count() == before
        assert figure(organisation=here).value == 122
        assert figure(organisation=here, measure="activities.volunteers").value == 1
        assert Entry.objects.get(amount=120).evidence == "estimated"
        lecture.refresh_from_db()
        assert lecture.people_from == Activity.PeopleFrom.DOOR

    def test_typed_numbers_step_back(self, here):
        held = make.activity(here, name="已记过", participations=60)
        activities.complete(activity=held, actor=SYSTEM, at=EVENING)
        assert figure(organisation=here).value == 60
        session = held.timetable.get()
        self.come(session, "李")
        services.settle(session=session, actor=SYSTEM, at=EVENING)
        assert figure(organisation=here).value == 1

    def test_a_door_that_was_late_corrects_the_ledger(self, lecture, session, here, li):
        self.come(session, "王")
        services.settle(session=session, actor=SYSTEM, at=EVENING)
        make.send(make.device(lecture)[0], make.scan(li), at=EVENING + timedelta(hours=1))
        assert figure(organisation=here).value == 2
        count = services.record_headcount(headcount=Headcount(session=session, amount=40), actor=SYSTEM, at=EVENING)
        assert figure(organisation=here).value == 42
        services.remove_headcount(headcount=count, actor=SYSTEM, at=EVENING)
        assert figure(organisation=here).value == 2

    def test_h9_person_times_and_persons(self, here):
        li = make.person(here, "李")
        three, two = make.activity(here, sessions=3), make.activity(here, name="两场", sessions=2)
        for session in (*three.timetable.all(), *two.timetable.all()):
            self.come(session, "李", who=li)
        walk_ins = Headcount(session=two.timetable.first(), amount=40)
        services.record_headcount(headcount=walk_ins, actor=SYSTEM, at=EVENING)
        for session in (*three.timetable.all(), *two.timetable.all()):
            services.settle(session=session, actor=SYSTEM, at=EVENING)
        assert figure(organisation=here).value == 45
        persons = figure("persons", here)
        assert (persons.value, persons.unnamed) == (1, 40)

    @pytest.mark.parametrize(
        ("sharing", "each"), [("each", [4, 4, 4]), ("lead", [4, 0, 0]), ("split", [2, 1, 1])]
    )  # fmt: skip
    def test_h10_three_hosts_count_by_the_rule_and_the_city_once(self, here, sharing, each):
        hosts = [organisation(name, parent=here, level="town") for name in ("泗门镇", "小曹娥镇", "医学会")]
        joint = make.activity(hosts[0], parties=hosts[1:], sharing=sharing)
        session = joint.timetable.get()
        self.come(session, "甲", "乙", "丙", "丁")
        services.settle(session=session, actor=SYSTEM, at=EVENING)
        assert [figure(organisation=host).value or 0 for host in hosts] == each
        assert figure(organisation=here).value == 4
        assert figure("persons", here).value == 4

    def test_hosts_who_join_or_leave_afterwards_correct_what_the_door_counted(self, here, officer):
        hosts = [organisation(name, parent=here, level="town") for name in ("泗门镇", "小曹娥镇")]
        joint = make.activity(hosts[0])
        session = joint.timetable.get()
        self.come(session, "甲", "乙", "丙", "丁")
        activities.complete(activity=joint, actor=SYSTEM, at=EVENING)
        assert [figure(organisation=host).value or 0 for host in hosts] == [4, 0]
        joint.refresh_from_db()
        activities.keep(activity=joint, parties=[hosts[1]], actor=SYSTEM, today=EVENING.date())
        assert [figure(organisation=host).value for host in hosts] == [4, 4]
        joint.sharing = Activity.Sharing.SPLIT
        activities.keep(activity=joint, actor=SYSTEM, today=EVENING.date())
        assert [figure(organisation=host).value for host in hosts] == [2, 2]
        activities.keep(activity=joint, parties=[], actor=SYSTEM, today=EVENING.date())
        assert [figure(organisation=host).value or 0 for host in hosts] == [4, 0]
        before = Entry.objects.count()
        activities.keep(activity=joint, actor=SYSTEM, today=EVENING.date())
        assert Entry.objects.count() == before and figure(organisation=here).value == 4

    def test_an_activity_s_page_opens_what_its_door_counted(self, here, client, officer):
        joint = make.activity(here)
        session = joint.timetable.get()
        self.come(session, "甲", "乙")
        activities.complete(activity=joint, actor=SYSTEM, at=EVENING)
        joint.refresh_from_db()
        kinds = {entry.source_kind for entry in activity_queries.entries_of(joint, officer)}
        assert kinds == {"activities.activity", "activities.session"}
        [line] = activity_queries.from_door(joint, officer)
        assert line.amount == 2
        client.force_login(officer)
        assert line.url in client.get(ActivityDesk.url("detail", joint.pk)).content.decode()
        assert client.get(line.url).status_code == 200

    def test_more_people_than_a_small_hall_holds(self, session, here):
        people = [make.signup(session, f"人{n}") for n in range(1200)]
        services.from_paper(session=session, rows=[(p, NINE, None) for p in people], at=EVENING, actor=SYSTEM)
        services.settle(session=session, actor=SYSTEM, at=EVENING)
        assert figure(organisation=here).value == figure("persons", here).value == 1200

    def test_a_session_before_midnight_counts_on_its_day(self, lecture, here):
        from kexie.work.activities.tests import make as made

        night = made.session(activity=lecture, starts_at=make.after(14.5 * 3600), hours=1)  # 23:30 to 00:30
        signup = make.signup(night, "夜里")
        five_past = make.after(15 * 3600 + 300)
        services.check_in(signup=signup, session=night, at=five_past, actor=SYSTEM)
        services.settle(session=night, actor=SYSTEM, at=five_past)
        assert [e.on.isoformat() for e in Entry.objects.filter(measure="activities.participations")] == ["2026-05-16"]

    def test_not_before_it_began_nor_by_others(self, session, officer, stranger):
        with pytest.raises(services.NotYet):
            services.settle(session=session, actor=officer, at=NINE - timedelta(hours=1))
        with pytest.raises(NotAllowed):
            services.settle(session=session, actor=stranger, at=EVENING)
        assert not Settlement.objects.exists()

    def test_hours_are_told_who_was_there(self, session):
        self.come(session, "李")
        found = queries.presences(session)
        assert [(p.first_in, p.last_out, p.stays, p.doubts) for p in found] == [(NINE, None, ((NINE, None),), ())]
