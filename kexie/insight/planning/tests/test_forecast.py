"""Forecasts: what must hold for every series, and how they fare on years held out in time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.forecast import COUNTIES, counties, measured, towns
from kexie.insight.planning.rules.forecast import expected_by, forecast, forecast_level, season_of

EVEN = [100.0] * 12
PEAK = [10.0] * 4 + [800.0] + [10.0] * 7
amounts = st.lists(st.integers(0, 10**6).map(float), min_size=12, max_size=12)
some_years = st.lists(amounts, max_size=5)


@given(some_years, some_years)
def test_a_season_adds_up_and_rules_no_month_out(years, around):
    season = season_of(years, around)
    assert sum(season) == pytest.approx(1) and min(season) > 0 and len(season) == 12


@given(some_years, amounts, st.floats(0, 12), some_years)
def test_a_forecast_lies_in_its_band_above_what_is_done(years, months, elapsed, around):
    so_far = months[: int(elapsed) + 1]
    said = forecast(years, so_far, elapsed, around)
    done = sum(so_far)
    assert done <= said.low + 1e-6 and said.low <= said.total + 1e-6 and said.total <= said.high + 1e-6
    assert 0 <= said.share <= 1


@given(some_years, amounts)
def test_a_year_that_is_over_is_what_it_is(years, months):
    said = forecast(years, months, 12)
    assert said.total == said.low == said.high == sum(months)


def test_a_campaign_month_is_waited_for_and_not_run_past():
    years = [PEAK, PEAK, PEAK]
    before, after = forecast(years, PEAK[:4], 4), forecast(years, PEAK[:5], 5)
    assert before.total == pytest.approx(sum(PEAK), rel=0.05) and after.total == pytest.approx(sum(PEAK), rel=0.05)
    assert expected_by(season_of(years), 4, 1000) < 120 and expected_by(season_of(years), 5, 1000) > 700


def test_without_a_past_the_year_goes_on_as_the_bodies_around_it():
    assert forecast([], [50.0] * 6, 6).total == pytest.approx(600)
    flat, peaked = forecast([], [10.0] * 4, 4), forecast([], [10.0] * 4, 4, [PEAK, PEAK])
    assert flat.total == pytest.approx(120) and peaked.total > 400


def test_more_done_never_means_less_expected():
    years = [EVEN, EVEN]
    totals = [forecast(years, [float(n)] * 6, 6).total for n in range(0, 400, 20)]
    assert totals == sorted(totals)


def test_a_stock_goes_on_as_it_did_drawn_towards_no_change():
    grows = [[float(10 * year + month) for month in range(12)] for year in range(3)]
    said = forecast_level(grows, 100.0, 6)
    assert 100 < said.total < 106 and said.low < said.total < said.high
    assert forecast_level([], 100.0, 6).total == 100.0
    assert forecast_level(grows, 100.0, 12).high == 100.0


@pytest.mark.parametrize("series", [counties, towns], ids=["counties", "towns"])
def test_held_out_in_time_it_errs_less_than_last_year_and_the_line(series):
    from random import Random

    row = measured([*series(COUNTIES, Random(5))])["all"]
    assert row["wape"]["ours"] < row["wape"]["last year"] and row["wape"]["ours"] < row["wape"]["line"]
    assert 0.7 <= row["coverage"] <= 0.9
