"""Whose turn it is, what an answer says, and when one may sign up: without a database."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.core.clock import ZONE
from kexie.work.signups import rules
from kexie.work.signups.rules import Problem, Waiter

from .make import EVERY_KIND, question

AT = datetime(2013, 5, 1, 9, 0, tzinfo=ZONE)
Q = {q["type"]: q for q in EVERY_KIND}
ANY_WAITERS = st.lists(
    st.builds(
        Waiter, key=st.integers(1, 10**6), needs=st.sets(st.sampled_from("abc"), min_size=1).map(tuple),
        priority=st.integers(-2, 2), queued_at=st.integers(0, 5).map(lambda n: AT + timedelta(hours=n)),
    ),
    max_size=30, unique_by=lambda one: one.key,
)  # fmt: skip
ANY_ROOM = st.fixed_dictionaries({name: st.none() | st.integers(0, 8) for name in "abc"})


class TestTurns:
    @given(ANY_WAITERS, ANY_ROOM)
    def test_as_many_as_there_is_room_for_and_nobody_before_their_turn(self, waiters, free):
        offered, blocked = rules.in_turn(waiters, free)
        by_key = {one.key: one for one in waiters}
        assert sorted([*offered, *blocked]) == sorted(by_key)
        used = {name: sum(name in by_key[key].needs for key in offered) for name in free}
        assert all(room is None or used[name] <= room for name, room in free.items())
        for key, need in blocked.items():  # what blocks somebody is full, and by those whose turn came before
            assert need in by_key[key].needs and free[need] is not None
            before = [one for one in offered if by_key[one].turn < by_key[key].turn and need in by_key[one].needs]
            assert len(before) == free[need]
        assert [by_key[key].turn for key in offered] == sorted(by_key[key].turn for key in offered)

    @given(ANY_WAITERS, ANY_ROOM)
    def test_healing_twice_offers_nothing_more(self, waiters, free):
        offered, _blocked = rules.in_turn(waiters, free)
        left = {
            name: None if room is None else room - sum(name in w.needs for w in waiters if w.key in offered)
            for name, room in free.items()
        }
        rest = [one for one in waiters if one.key not in offered]
        assert rules.in_turn(rest, left)[0] == []

    @pytest.mark.parametrize("state", ["pending", "offered", "confirmed", "waiting", "cancelled", "refused"])
    def test_who_holds_a_place(self, state):
        assert rules.holds_place(state=state, role="participant") is (state in ("pending", "offered", "confirmed"))
        assert not rules.holds_place(state=state, role="volunteer")


class TestAnswers:
    @pytest.mark.parametrize(
        ("kind", "typed", "kept"),
        [
            ("text", " 气象局 ", "气象局"),
            ("text", "", None),
            ("text", None, None),
            ("number", "12", 12),
            ("number", "１２．５", "12.5"),
            ("number", "1,200", 1200),
            ("number", 3, 3),
            ("choice", "二号车", "二号车"),
            ("several", ["标本", "机器人"], ["机器人", "标本"]),
            ("several", [], None),
            ("date", "2013-5-2", "2013-05-02"),
            ("date", "2013年5月2日", "2013-05-02"),
            ("flag", "on", True),
            ("flag", "", False),
        ],
    )
    def test_are_read_once_and_for_all(self, kind, typed, kept):
        options = Q[kind]["options"]
        assert rules.read(Q[kind], typed, options) == kept
        assert rules.read(Q[kind], kept, options) == kept

    @pytest.mark.parametrize(
        ("kind", "typed", "why"),
        [
            ("text", "字" * 201, "long"),
            ("long", "字" * 2001, "long"),
            ("number", "十二", "number"),
            ("number", "1e400", "number"),
            ("number", "9" * 20, "number"),
            ("number", "NaN", "number"),
            ("choice", "三号车", "choice"),
            ("several", ["标本", "恐龙"], "choice"),
            ("several", "恐龙", "choice"),
            ("date", "2013-02-30", "date"),
            ("date", "明天", "date"),
        ],
    )
    def test_that_cannot_be_kept_say_why(self, kind, typed, why):
        with pytest.raises(Problem, match=why):
            rules.read(Q[kind], typed, Q[kind]["options"])

    @pytest.mark.parametrize("kind", rules.TYPES)
    def test_required_is_required(self, kind):
        with pytest.raises(Problem, match="required"):
            rules.read({**Q[kind], "is_required": True}, "", Q[kind]["options"])

    @given(kind=st.sampled_from(rules.TYPES), typed=st.text() | st.none() | st.lists(st.text()) | st.integers())
    def test_nothing_typed_breaks(self, kind, typed):
        options = Q[kind]["options"]
        try:
            kept = rules.read(Q[kind], typed, options)
        except Problem:
            return
        assert rules.read(Q[kind], kept, options) == kept


class TestQuestions:
    @pytest.mark.parametrize(
        ("questions", "why"),
        [
            ([], ""),
            (EVERY_KIND, ""),
            ([question("q1", "", "text")], "no_title"),
            ([question("q1", "甲", "text"), question("q2", "甲", "text")], "twice"),
            ([question("q1", "甲", "text"), question("q1", "乙", "text")], "twice"),
            ([question("q1", "甲", "grid")], "type"),
            ([question("q1", "甲", "choice", options=["一"])], "options"),
            ([question("q1", "甲", "choice", words="activity_form")], ""),
            ([question(f"q{n}", f"问{n}", "text") for n in range(41)], "too_many"),
        ],
    )
    def test_that_cannot_be_asked(self, questions, why):
        assert rules.why_not_questions(questions)[0] == why


class TestWindows:
    @pytest.mark.parametrize(
        ("age", "age_from", "age_to", "why"),
        [
            (None, None, None, ""),
            (None, 6, None, "unknown"),
            (5, 6, 12, "too_young"),
            (6, 6, 12, ""),
            (12, 6, 12, ""),
            (13, 6, 12, "too_old"),
            (80, 60, None, ""),
        ],
    )
    def test_ages(self, age, age_from, age_to, why):
        assert rules.why_not_age(age, age_from=age_from, age_to=age_to) == why

    def test_offers_last_so_many_hours_but_not_past_the_beginning(self):
        starts = AT + timedelta(hours=10)
        assert rules.offer_until(at=AT, hours=3, starts_at=starts) == AT + timedelta(hours=3)
        assert rules.offer_until(at=AT, hours=24, starts_at=starts) == starts
        assert rules.why_not_accept(at=starts, offer_until=starts) == ""
        assert rules.why_not_accept(at=starts + timedelta(seconds=1), offer_until=starts) == "late"
        assert rules.why_not_accept(at=AT, offer_until=None) == "late"
