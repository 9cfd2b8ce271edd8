"""Codes, verdicts and folding: no database."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from kexie.work.attendance import rules
from kexie.work.attendance.rules import Pass, Seen
from kexie.work.attendance.rules.folding import CLOCK, IN, OUT, OUT_ONLY, TWICE, UNDO

NINE = datetime(2026, 5, 16, 1, 0, tzinfo=UTC)
KEYS, OTHERS = rules.keys_from(b"a" * 64), rules.keys_from(b"b" * 64)
PASS = Pass("q7Jv2mXk0sTzW8dEyR4nLg", 3, 70_001)


def after(seconds):
    return NINE + timedelta(seconds=seconds)


def seen(key, seconds, direction=IN, door="a", **more):
    return Seen(key, after(seconds), direction, door, **more)


class TestCodes:
    def test_a_code_says_what_was_signed_and_fits_a_modest_square(self):
        text = rules.sign(PASS, KEYS.private)
        assert rules.read(text) == PASS
        assert rules.is_genuine(text, KEYS.public)
        assert text == rules.sign(PASS, KEYS.private), "one person's code looks the same every time"
        square = segno.make(text, error="m", boost_error=False)
        assert square.mode == "alphanumeric" and square.symbol_size(border=0)[0] <= 41

    def test_nothing_else_opens_the_door(self):
        text = rules.sign(PASS, KEYS.private)
        assert not rules.is_genuine(text, OTHERS.public)
        for forged in (replace(PASS, issue=4), replace(PASS, session=70_002), replace(PASS, reference="x" * 22)):
            claim = rules.sign(forged, OTHERS.private)
            assert rules.read(claim) == forged and not rules.is_genuine(claim, KEYS.public)

    @given(st.text(max_size=300))
    def test_what_is_no_code_is_read_as_none(self, text):
        assert rules.read(text) is None or isinstance(rules.read(text), Pass)
        assert rules.is_genuine(text, KEYS.public) is False

    @given(st.integers(0, 110), st.integers(0, 31))
    def test_one_wrong_sign_and_it_is_not_genuine(self, place, sign):
        text = rules.sign(PASS, KEYS.private)
        other = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[sign]
        if text[place] != other:
            assert not rules.is_genuine(text[:place] + other + text[place + 1 :], KEYS.public)

    def test_numbers_are_short_and_hardly_ever_the_same(self):
        numbers = {rules.number(f"{n:022d}") for n in range(2000)}
        assert len(numbers) >= 1997 and all(len(one) == 6 for one in numbers)
        assert not set("".join(numbers)) & set("01IO")

    def test_the_screens_code_stands_for_seconds_and_is_known_afterwards(self):
        secret, now = b"s" * 32, 1_800_000_000.0
        code = rules.moment_code(secret, 7, now)
        assert rules.age_of(code, secret, 7, now) == 0
        assert rules.age_of(code, secret, 7, now + 15 + 40) == 40
        assert rules.moment_code(secret, 7, now + 15) != code
        assert rules.age_of(code, secret, 8, now) is None, "of another session"
        assert rules.age_of(code, b"t" * 32, 7, now) is None
        assert rules.age_of(code, secret, 7, now - 15) is None, "of the future"

    @pytest.mark.parametrize("text", ["", "-", "1-", "x-ABCDEFGHIJ", "９-ABCDEFGHIJ", "9" * 400 + "-A", "1-é"])
    def test_rubbish_was_never_on_the_screen(self, text):
        assert rules.age_of(text, b"s" * 32, 7, 1_800_000_000) is None


class TestJudging:
    GOOD = {
        "code": "read", "activity": "own", "signature": "good", "signup": "found", "session": "here",
        "issue": "current", "state": "confirmed",
    }  # fmt: skip

    def test_all_is_well(self):
        assert rules.judge(self.GOOD) == rules.OK
        assert rules.judge({}) == rules.OK, "what a device cannot know it does not hold against anybody"

    @pytest.mark.parametrize(("fact", "values", "verdict"), rules.TABLE)
    def test_each_reason_is_its_own(self, fact, values, verdict):
        for value in values:
            assert rules.judge({**self.GOOD, fact: value}) == verdict

    def test_the_nearest_reason_comes_first(self):
        facts = {**self.GOOD, "session": "other", "issue": "old", "state": "cancelled"}
        assert rules.judge(facts) == "other_session"
        assert rules.judge({**facts, "activity": "other"}) == "other_activity"


class TestCorrectedTime:
    def test_a_clock_seven_minutes_fast_is_moved_back(self):
        at, sent, received = after(420), after(420 + 1800), after(1800)
        assert rules.corrected(at, sent, received) == (NINE, "")

    def test_the_network_is_not_a_wrong_clock(self):
        assert rules.corrected(NINE, after(60), after(63.9)) == (NINE, "")

    def test_a_clock_that_was_set_in_between_is_doubted_and_never_lies_ahead(self):
        moment, doubt = rules.corrected(after(420), after(60), after(60))
        assert (moment, doubt) == (after(60), CLOCK)


class TestFolding:
    def test_two_doors_without_network_scan_one_code(self):
        found = rules.fold([seen("2", 40, door="b"), seen("1", 5), seen("3", 1800, OUT, "c")])
        assert (found.state, found.first_in, found.last_out) == (rules.LEFT, after(5), after(1800))
        assert [(c.code, c.scans) for c in found.conflicts] == [(TWICE, ("1", "2"))]

    def test_a_hand_that_stays_before_the_camera_is_no_second_person(self):
        assert rules.fold([seen("1", 5), seen("2", 9)]).conflicts == ()

    def test_coming_back_is_no_conflict(self):
        found = rules.fold([seen("1", 0), seen("2", 600, OUT), seen("3", 900, door="b")])
        assert found.state == rules.PRESENT and found.conflicts == ()
        assert found.stays == ((after(0), after(600)), (after(900), None))

    def test_who_is_only_seen_leaving_was_there(self):
        found = rules.fold([seen("1", 900, OUT)])
        assert (found.state, found.first_in, found.conflicts[0].code) == (rules.LEFT, None, OUT_ONLY)

    def test_a_wrong_tap_is_undone_whatever_comes_first(self):
        scans = [seen("9", 60, UNDO, undoes="1"), seen("1", 5)]
        assert rules.fold(scans).state == rules.fold(scans[::-1]).state == rules.ABSENT
        assert rules.fold([*scans, seen("2", 90)]).first_in == after(90)

    def test_what_does_not_count_brings_nobody_in(self):
        assert rules.fold([seen("1", 5, verdict="cancelled")]).state == rules.ABSENT

    @given(
        st.lists(
            st.builds(
                Seen, key=st.sampled_from("abcdefghij"), time=st.integers(0, 300).map(after),
                direction=st.sampled_from([IN, OUT, UNDO]), door=st.sampled_from("xyz"),
                verdict=st.sampled_from(["ok", "ok", "ok", "forged"]), undoes=st.sampled_from(["", "a", "b"]),
            ),
            unique_by=lambda scan: scan.key, max_size=10,
        ),
        st.randoms(use_true_random=False),
    )  # fmt: skip
    def test_order_and_repetition_change_nothing(self, scans, dice):
        again = [*scans, *dice.choices(scans, k=5)] if scans else []
        dice.shuffle(again)
        found, other = rules.fold(scans), rules.fold(again)
        assert found == other
        assert rules.fingerprint([(1, found)]) == rules.fingerprint([(1, other)])

    def test_the_fingerprint_knows_what_differs(self):
        one, two = rules.fold([seen("1", 5)]), rules.fold([seen("1", 15)])
        prints = {
            rules.fingerprint([(1, one)]), rules.fingerprint([(1, two)]), rules.fingerprint([(2, one)]),
            rules.fingerprint([(1, one)], ["x"]), rules.fingerprint([(1, one), (2, two)]),
        }  # fmt: skip
        assert len(prints) == 5
        rows = [(n, one) for n in range(20)]
        random.Random(1).shuffle(rows)
        assert rules.fingerprint(rows) == rules.fingerprint([(n, one) for n in range(20)])
