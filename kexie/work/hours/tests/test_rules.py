"""Minutes, nights, notices, stars, and what speaks against a claim: exhaustive, no database."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.work.hours import rules
from kexie.work.hours.rules import Claim, Limits

ZONE = ZoneInfo("Asia/Shanghai")
NIGHT = (time(22), time(6))


def at(text, year=2026):
    return datetime.strptime(f"{year}-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda m: m.replace(tzinfo=ZONE))


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("03-05 22:00", "03-06 01:00", 180),
        ("03-05 08:00", "03-06 08:00", 1440),
        ("12-31 23:30", "12-31 23:59", 29),
        ("03-05 10:00", "03-05 10:00", 0),
        ("03-05 10:00", "03-05 09:00", 0),
    ],
)
def test_minutes_run_over_midnight(start, end, minutes):
    assert rules.minutes_between(at(start), at(end)) == minutes


WINDOW = (at("03-05 09:00"), at("03-05 12:00"))


@pytest.mark.parametrize(
    ("stays", "minutes", "odd"),
    [
        ([("08:20", "12:40")], 180, ()),  # the way there and back does not count
        ([("09:10", "11:40")], 150, ()),
        ([("09:00", "10:00"), ("10:30", "12:00")], 150, ()),
        ([("09:00", "11:00"), ("10:00", "12:00")], 180, ()),  # two doors saw one stay
        ([("09:30", None)], 150, ("no_sign_out",)),
        ([(None, "10:00")], 60, ("no_sign_in",)),
        ([("09:00", "09:30"), ("11:00", None)], 90, ("no_sign_out",)),
    ],
)
def test_only_what_lies_in_the_shift_counts(stays, minutes, odd):
    told = [tuple(at(f"03-05 {one}") if one else None for one in stay) for stay in stays]
    found = rules.served(told, [WINDOW])
    assert (found.minutes, found.doubts) == (minutes, odd)
    assert WINDOW[0] <= found.starts_at < found.ends_at <= WINDOW[1]


def test_two_shifts_leave_out_what_lies_between_them():
    shifts = [(at("03-05 09:00"), at("03-05 11:00")), (at("03-05 14:00"), at("03-05 16:00"))]
    day = [(at("03-05 08:30"), at("03-05 16:30"))]
    assert rules.served(day, shifts).minutes == 240
    assert rules.served(day, [*shifts, shifts[0]]).minutes == 240
    assert rules.served([(at("03-05 09:30"), None)], shifts).minutes == 90  # not the afternoon too
    assert rules.served([(None, at("03-05 15:00"))], shifts).minutes == 60
    assert rules.served([(at("03-05 17:00"), None)], shifts) is None


def test_who_never_touched_the_shift_served_nothing():
    assert rules.served([(at("03-05 12:30"), at("03-05 13:00")), (None, None)], [WINDOW]) is None
    assert rules.served([], [WINDOW]) is None


@given(st.lists(st.tuples(moments, moments), max_size=5), moments, st.integers(1, 3000))
def test_nobody_serves_longer_than_the_shift(stays, start, length):
    window = (start, start + timedelta(minutes=length))
    found = rules.served(stays, [window])
    assert found is None or 0 <= found.minutes <= length


@pytest.mark.parametrize(
    ("start", "end", "minutes", "weighted"),
    [
        ("03-05 20:00", "03-06 00:00", 240, 300),  # two of four hours at 150 %
        ("03-05 22:00", "03-06 06:00", 480, 720),
        ("03-05 05:00", "03-05 07:00", 120, 150),
        ("03-05 09:00", "03-05 12:00", 180, 180),
        ("03-05 21:00", "03-06 07:00", 300, 420),  # half of it was a break: the night's share in proportion
        ("03-05 00:00", "03-07 00:00", 2880, 3360),
    ],
)
def test_only_the_part_in_the_night_weighs_more(start, end, minutes, weighted):
    assert rules.weighted(at(start), at(end), minutes, NIGHT, 150) == weighted
    assert rules.weighted(at(start), at(end), minutes, NIGHT, 100) == minutes


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("14:00", time(14)), ("14：30:00", time(14, 30)), ("下午2点半", time(14, 30)), ("2点", time(2)),
        ("24:00", time(0)),
        ("8时30分", time(8, 30)), ("上午9:05", time(9, 5)), ("25:00", None), ("9:70", None), ("上午", None), ("", None),
    ],
)  # fmt: skip
def test_times_of_day_as_people_write_them(text, clock):
    assert rules.clock_of(text) == clock


def test_stars_begin_exactly_at_the_threshold():
    assert [rules.stars(hours * 60) for hours in (0, 99, 100, 300, 600, 1000, 1500, 9999)] == [0, 0, 1, 2, 3, 4, 5, 5]
    assert rules.stars(100 * 60 - 1) == 0 and rules.stars(40 * 60, (10, 20, 30, 40, 50)) == 4
    assert rules.next_threshold(100 * 60) == 300 and rules.next_threshold(1500 * 60) is None


def test_a_star_lost_again_was_not_reached():
    days = [date(2026, 1, d) for d in (5, 6, 7, 8)]
    assert rules.crossed(90 * 60, [(days[0], 600)]) == [(1, days[0])]
    assert rules.crossed(90 * 60, [(days[0], 600), (days[1], -600)]) == []
    assert rules.crossed(90 * 60, [(days[0], 600), (days[1], -60), (days[2], 60)]) == [(1, days[2])]
    assert rules.crossed(0, [(days[0], 350 * 60)]) == [(1, days[0]), (2, days[0])]
    assert rules.crossed(100 * 60, [(days[0], 60)]) == []


@given(st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 3, 1)), st.integers(-9000, 30000)), max_size=12))
def test_stars_reached_agree_with_stars_held(changes):
    total = sum(amount for _day, amount in changes)
    assert len(rules.crossed(0, changes)) == rules.stars(total)


@pytest.mark.parametrize(("ladder", "why"), [([], "count"), ([100, 100], "rising"), ([0], "rising"), ([5, 10], "")])
def test_ladders(ladder, why):
    assert rules.why_not_thresholds(ladder) == why


LIMITS = Limits(now=at("11-20 12:00"), today=date(2026, 11, 20), registered_on=date(2026, 1, 1))


def claim(start="11-18 09:00", end="11-18 11:30", minutes=150, what="宣传", on=None):
    moments = [at(one) if one else None for one in (start, end)]
    return Claim(on or (moments[0].date() if moments[0] else date(2026, 11, 18)), minutes, *moments, what=what)


def test_an_honest_claim_is_clear():
    assert rules.doubts(claim(), [claim("11-18 13:00", "11-18 15:00", 120)], LIMITS) == []
    assert rules.doubts(claim(minutes=100), [], LIMITS) == []  # a break


@pytest.mark.parametrize(
    ("one", "others", "code"),
    [
        (claim(minutes=0), [], "no_hours"),
        (claim(end="11-18 08:00", minutes=60), [], "no_hours"),
        (claim("11-20 11:00", "11-20 13:00", 120), [], "future"),
        (claim("11-25 09:00", "11-25 10:00", 60), [], "future"),
        (claim(), [claim("11-18 11:00", "11-18 13:00", 120)], "overlap"),
        (claim("11-17 22:00", "11-18 01:00", 180), [claim("11-18 00:30", "11-18 02:00", 90)], "overlap"),
        (claim(), [claim()], "overlap"),
        (claim(None, None), [claim(None, None)], "duplicate"),
        (claim(None, None), [claim()], "duplicate"),
        (claim(minutes=151), [], "mismatch"),
        (claim("11-18 00:00", "11-18 17:00", 1020), [], "too_long"),
        (claim("11-18 00:00", "11-18 09:00", 540), [claim("11-18 09:00", "11-18 17:00", 480)], "too_long"),
        (claim("11-17 00:00", "11-18 00:00", 1440), [], "too_long"),
        (claim("10-20 09:00", "10-20 10:00", 60), [], "late"),
    ],
)
def test_what_speaks_against_a_claim(one, others, code):
    assert code in rules.doubts(one, others, LIMITS)


def test_ten_hours_either_side_of_midnight_are_two_days():
    night = claim("11-17 14:00", "11-18 10:00", 1200)
    assert rules.doubts(night, [], LIMITS) == []
    assert rules.doubts(night, [claim("11-18 12:00", "11-18 19:00", 420)], LIMITS) == ["too_long"]


def test_membership_and_session_bound_a_claim():
    def doubts(**more):
        return rules.doubts(claim(), [], Limits(**{**LIMITS.__dict__, **more}))

    assert doubts(registered_on=date(2026, 11, 19)) == ["before_registration"]
    assert doubts(registered_on=date(2026, 11, 18)) == []
    assert doubts(left_on=date(2026, 11, 17)) == ["after_leaving"]
    assert doubts(left_on=date(2026, 11, 18)) == []
    assert doubts(window=(at("11-18 09:30"), at("11-18 12:00"))) == ["outside_window"]
    assert doubts(window=(at("11-18 09:00"), at("11-18 12:00"))) == []


def test_every_reason_has_words_and_hard_ones_are_reasons():
    assert set(rules.SAID) > rules.HARD


@pytest.mark.parametrize(
    ("reasons", "facts", "why"),
    [
        ([], {}, ""),
        ([], {"is_beneficiary": True}, "own"),
        ([], {"is_proposer": True}, "proposer"),
        (["overlap"], {"has_note": True}, "hard"),
        (["late"], {}, "note"),
        (["late"], {"has_note": True}, ""),
    ],
)
def test_who_may_let_what_through(reasons, facts, why):
    given = {"is_proposer": False, "is_beneficiary": False, "has_note": False, **facts}
    assert rules.why_not_approve(reasons, **given) == why
