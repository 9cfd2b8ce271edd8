from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.insight.assessment import rules
from kexie.insight.assessment.rules import bands
from kexie.insight.assessment.rules.rhythm import Habitat, Rhythm, alive, fitted, rhythm_of, season_of, silent

P = rules.Parameters()
TODAY = date(2013, 12, 31)
FLOWING = [kind.code for kind in rules.KINDS if not kind.stands]
YEAR_SETS = st.integers(min_value=1, max_value=(1 << 12) - 1)


def total(months):
    return sum(rules.points(rules.Facts(1, months=months), P).values())


def facts(months=0, *, known=date(2009, 1, 1), last=None, **more):
    """Return a body that was active in a set of months."""
    made = rules.Facts(1, ("farm_association", "town"), None, known, **more)
    if months:
        newest = (months & -months).bit_length() - 1
        number = TODAY.year * 12 + TODAY.month - 1 - newest
        made.months["gatherings"] = months
        made.last["gatherings"] = last or date(number // 12, number % 12 + 1, 15)
        made.first_active = date(2010, 1, 1)
    return made


def county(seed=1, count=60):
    """Return bodies of many rates, some asleep."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        rate, asleep = chance.uniform(0.05, 0.8), chance.randrange(0, 60)
        months = sum(1 << back for back in range(40) if back >= asleep - 30 and chance.random() < rate)
        found.append(replace(facts(months), body=number))
    return found


PEERS = rules.peers_of(county(), P, month=12, span=48)


def judged(of, **more):
    return rules.judged(of, PEERS, P, today=TODAY, span=48, **more)


class TestVolume:
    @given(st.dictionaries(st.sampled_from(FLOWING), YEAR_SETS, min_size=1), st.sampled_from(FLOWING), YEAR_SETS)
    def test_more_of_a_kind_that_was_there_is_worth_less_than_five_points(self, months, kind, more):
        if kind not in months:
            months = {**months, kind: 1 << 11}
        grown = {**months, kind: months[kind] | more}
        assert 0 <= total(grown) - total(months) < 5

    @given(st.dictionaries(st.sampled_from(FLOWING), YEAR_SETS, min_size=1))
    def test_every_month_more_is_worth_less_than_the_one_before(self, months):
        kind = next(iter(months))
        gains = []
        held = 1
        for back in (3, 3, 3):
            gains.append(total({kind: held | 1 << back}) - total({kind: held}))
            held |= 1 << back
        assert gains == sorted(gains, reverse=True)

    def test_nothing_else_than_months_comes_in(self):
        one, many = rules.Facts(1), rules.Facts(1)
        day = date(2013, 5, 10)
        rules.add(one, "activities.held", months=1 << 7, standing=1, first=day, last=day, fallen=None)
        rules.add(many, "activities.held", months=1 << 7, standing=10_000, first=day, last=day, fallen=None)
        assert rules.points(one, P) == rules.points(many, P)
        assert one.active_months == many.active_months

    def test_a_version_under_which_volume_pays_is_refused(self):
        assert rules.why_not(P) == ""
        assert rules.why_not(replace(P, first_share=50)) == "volume"
        assert rules.why_not(replace(P, warn_percent=99)) == "warn_percent"
        assert P.most_by_volume < 5

    def test_two_kinds_are_worth_more_than_two_times_one(self):
        assert total({"gatherings": 1, "visits": 1}) > total({"gatherings": 0b11})


class TestRhythm:
    def test_months_become_a_rhythm_in_seasons_time(self):
        even = (1.0,) * 12
        assert rhythm_of(0, 12, even, first=47) is None
        assert rhythm_of(0b100101, 12, even, first=47) == Rhythm(2, 5.0, 5.0)
        assert rhythm_of(0b100100, 12, even, first=47) == Rhythm(1, 3.0, 5.0)
        assert rhythm_of(0b100101, 12, even, first=3) == Rhythm(1, 2.0, 2.0)  # the oldest is out of sight

    def test_the_season_is_where_the_work_is(self):
        season = season_of([1 << 7, 1 << 19, 1], 12, span=48)  # May, May, December
        assert max(range(12), key=lambda month: season[month]) == 4
        assert sum(season) == pytest.approx(12)

    def test_the_longer_silent_the_likelier_asleep(self):
        chances = [alive(Rhythm(6, 12.0, 12.0 + gone), Habitat()) for gone in range(0, 24, 3)]
        assert chances == sorted(chances, reverse=True)
        assert 0 < chances[-1] < chances[0] < 1

    def test_a_busy_body_falls_silent_sooner_than_a_slow_one(self):
        busy, slow = Rhythm(11, 12.0, 18.0), Rhythm(2, 12.0, 18.0)
        assert alive(busy, Habitat()) < alive(slow, Habitat())

    def test_the_coming_time_counts(self):
        chances = [silent(Rhythm(3, 10.0, 14.0), Habitat(), coming) for coming in (0.5, 3, 9)]
        assert chances == sorted(chances, reverse=True)

    def test_a_fit_finds_what_was_drawn(self):
        """Rates gamma(2, 6 months), asleep after a work with beta(0.5, 4.5): the means must come back."""
        chance, drawn = random.Random(5), []
        for _body in range(4000):
            rate, falls = chance.gammavariate(2, 1 / 6), chance.betavariate(0.5, 4.5)
            at, last, repeats = 0.0, 0.0, 0
            while chance.random() > falls and (at := at + chance.expovariate(rate)) <= 36:
                last, repeats = at, repeats + 1
            drawn.append(Rhythm(repeats, last, 36.0))
        found = fitted(drawn)
        assert found.shape / found.months == pytest.approx(2 / 6, rel=0.25)
        assert found.a / (found.a + found.b) == pytest.approx(0.1, rel=0.35)

    def test_too_few_bodies_are_taken_as_usual(self):
        assert fitted([Rhythm(3, 4.0, 9.0)] * 5) == Habitat()


class TestVerdict:
    def test_a_year_without_activity_is_dormant_and_sure(self):
        said = judged(facts(1 << 13))
        assert (said.band, said.sure, said.causes[0]) == (rules.DORMANT, 100, rules.SILENT)

    def test_never_active_for_a_year_is_dormant_of_its_own_cause(self):
        said = judged(facts(known=date(2012, 12, 30)))
        assert said.band == rules.DORMANT and said.causes == (rules.NEVER,)

    def test_three_hundred_and_sixty_four_days_are_not_a_year(self):
        assert judged(facts(1 << 11, last=date(2013, 1, 1))).band != rules.DORMANT
        assert judged(facts(1 << 12, last=date(2012, 12, 31))).band == rules.DORMANT

    def test_near_the_line_active_is_not_taken_back_at_once(self):
        chances = {69: (rules.ACTIVE, rules.STEADY), 49: (rules.STEADY, rules.STEADY), 71: (rules.ACTIVE, rules.ACTIVE)}
        for above, (after_active, after_steady) in chances.items():
            assert bands._standing_well(above, P, rules.ACTIVE)[0] == after_active
            assert bands._standing_well(above, P, rules.STEADY)[0] == after_steady

    def test_the_nearer_the_day_the_smaller_a_chance_is_warned_of(self):
        assert bands._warns_from(P, 122) == P.warn_percent > bands._warns_from(P, 121) == P.last_percent

    def test_newly_registered_is_not_judged(self):
        assert judged(facts(known=date(2013, 11, 1))).band == rules.NEW

    def test_a_busy_body_gone_silent_is_warned_of_before_it_is_dormant(self):
        busy = sum(1 << back for back in range(8, 40))
        said = judged(facts(busy))
        assert said.band == rules.WEAKENING and rules.OVERDUE in said.causes
        assert said.chance >= P.warn_percent and (said.dormant_on - TODAY).days > P.notice_days

    def test_volunteers_hours_are_activity_and_members_are_none(self):
        lively = facts(1 << 13)
        lively.months["volunteering"], lively.last["volunteering"] = 1, date(2013, 12, 5)
        assert judged(lively).band != rules.DORMANT
        lively = facts(1 << 13)
        lively.months["members"], lively.last["members"] = 1, date(2013, 12, 5)
        assert judged(lively).band == rules.DORMANT

    def test_many_kinds_all_year_are_active(self):
        said = facts((1 << 36) - 1)
        said.months |= dict.fromkeys(FLOWING, (1 << 24) - 1)
        said.standing = {"posts": 2, "term": 1, "sites": 1}
        assert judged(said).band == rules.ACTIVE

    def test_a_vacant_post_and_an_ended_term_are_causes_once_they_were_there(self):
        of = facts((1 << 36) - 1)
        assert not {rules.POST_VACANT, rules.TERM_OVER} & {*judged(of).causes}
        of.gone = {"posts": date(2013, 3, 1), "term": date(2013, 6, 1)}
        assert {rules.POST_VACANT, rules.TERM_OVER} <= {*judged(of).causes}
        of.standing["posts"] = 1
        assert rules.POST_VACANT not in judged(of).causes

    def test_no_answer_only_where_somebody_else_answered(self):
        of = replace(facts((1 << 36) - 1), parent=7)
        assert rules.NO_ANSWER not in judged(of).causes
        assert rules.NO_ANSWER in judged(of, answered={7}).causes

    def test_people_counted_at_activities_are_no_second_kind(self):
        of = facts((1 << 36) - 1)
        of.months["public"] = of.months["gatherings"]
        assert rules.ONE_KIND in judged(of).causes
        of.months["visits"] = 1
        assert rules.ONE_KIND not in judged(of).causes

    def test_a_short_record_is_drawn_to_its_group_and_said_to_be_short(self):
        old, new = facts(0b1), facts(0b1, known=date(2013, 11, 1))
        new.first_active = date(2013, 12, 1)
        far, near = judged(old).standing, judged(new).standing
        assert far.points == near.points and judged(new).is_short
        assert abs(near.drawn - PEERS.mean) < abs(far.drawn - PEERS.mean)


class TestPeers:
    def compared(self, bodies):
        """Return by body how many bodies of which group it is compared with."""
        groups, number = rules.compared(bodies, P, month=12, span=48)
        return {body: (groups[n].group, groups[n].bodies) for body, n in number.items()}

    def test_a_small_group_joins_its_kind_then_everybody(self):
        bodies = [replace(facts(1), body=n, group=("society", "county")) for n in range(9)]
        bodies += [replace(facts(1), body=90 + n, group=("society", "town")) for n in range(2)]
        bodies += [replace(facts(1), body=99, group=("park", "county"))]
        found = self.compared(bodies)
        assert found[0] == (("society", "county"), 9)
        assert found[90] == (("society", ""), 11) and found[99] == (rules.EVERYBODY, 12)

    def test_nobody_at_all_breaks_nothing(self):
        alone = rules.peers_of([facts(0)], P, month=12, span=48)
        assert rules.judged(facts(0), alone, P, today=TODAY, span=48).band == rules.DORMANT


class TestDoubts:
    def habits(self, count=30, **odd):
        chance = random.Random(3)
        found = {}
        for body in range(count):
            records = chance.randrange(8, 30)
            days, people = records - chance.randrange(3), chance.randrange(40, 90)
            before = round(people * chance.uniform(0.7, 1.4)) * 10
            found[body] = rules.Habit(records, days, 9, records * people, 0, chance.randrange(1, 4), 10, before)
        usual = {"records": 20, "days": 19, "months": 11, "total": 1200, "together": 0, "alike": 2}
        found[999] = rules.Habit(**usual | {"records_before": 10, "total_before": 600} | odd)
        return found

    @pytest.mark.parametrize(
        ("name", "odd"),
        [
            (rules.CROWDED, {"days": 3}), (rules.COPIED, {"alike": 18}), (rules.LATE, {"together": 10}),
            (rules.INFLATED, {"total": 20 * 900}),
        ],
    )  # fmt: skip
    def test_each_habit_stands_out(self, name, odd):
        far = rules.doubts(self.habits(**odd), least=6)
        assert far[999][name] >= P.doubt
        assert sum(1 for body in far if rules.suspicion(far[body]) >= P.doubt) == 1

    def test_what_everybody_does_is_no_doubt(self):
        late = {body: replace(habit, together=habit.months) for body, habit in self.habits().items()}
        assert all(rules.suspicion(far) < P.doubt for far in rules.doubts(late, least=6).values())

    def test_without_a_year_before_nobody_has_jumped(self):
        far = rules.doubts(self.habits(total=20 * 900, records_before=2), least=6)
        assert far[999][rules.INFLATED] < P.doubt

    def test_a_few_records_say_nothing(self):
        assert rules.doubts({1: rules.Habit(5, 1, 1, 5000, 1, 5)}, least=6) == {}
