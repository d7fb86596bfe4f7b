"""Limits from a region's own past: against sums by hand, and what they promise."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.today.control_limits import LEAST_PERIODS, control_limits, judged, periods


def by_hand(total: list[int], hits: list[int]) -> tuple[float, float, float] | None:
    """Usual share and limits for the last period, step by step."""
    past = [(n, x) for n, x in zip(total[:-1], hits[:-1], strict=True) if n > 0]
    if len(past) < LEAST_PERIODS or total[-1] == 0:
        return None
    usual = sum(x for _, x in past) / sum(n for n, _ in past)
    if usual in (0, 1):
        return None
    z = [(x / n - usual) / math.sqrt(usual * (1 - usual) / n) for n, x in past]
    moving = [abs(later - earlier) for earlier, later in pairwise(z)]
    spread = max(sum(moving) / len(moving) / 1.128, 1)
    reach = 3 * spread * math.sqrt(usual * (1 - usual) / total[-1])
    return (usual, usual - reach, usual + reach) if 0 < usual - reach and usual + reach < 1 else None


@given(st.lists(st.tuples(st.integers(0, 400), st.floats(0, 1)), min_size=1, max_size=40))
def test_limits_are_those_by_hand(weeks: list[tuple[int, float]]) -> None:
    """For whatever counts, down to no limits at all."""
    total, hits = [n for n, _ in weeks], [round(n * share) for n, share in weeks]

    found = control_limits(np.array(total), np.array(hits))

    expected = by_hand(total, hits)
    assert (expected is None) == (found is None)
    if expected is not None and found is not None:
        assert expected == pytest.approx((found.usual, found.lower, found.upper))


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.8])
@pytest.mark.parametrize("size", [60, 300])
def test_false_alarms_are_rare(share: float, size: int) -> None:
    """Where nothing changes, fewer than one week in two hundred lies below the limits of the forty weeks before it."""
    draw = np.random.default_rng(1)
    alarms = 0
    for _ in range(4_000):
        total = draw.poisson(size, 41)
        hits = draw.binomial(total, share)
        limits = control_limits(total, hits)
        alarms += limits is not None and bool(hits[-1] / total[-1] < limits.lower)

    assert alarms < 4_000 / 200


@pytest.mark.parametrize("weekly", [3, 6, 12, 30])
def test_the_choice_of_the_period_raises_no_alarms(weekly: int) -> None:
    """Where few leads end, longer periods are judged, and false alarms are as rare."""
    draw = np.random.default_rng(4)
    alarms = 0
    for _ in range(2_000):
        total = draw.poisson(weekly, 100)
        hits = draw.binomial(total, 0.3)
        found = judged(total, hits)
        if found is not None:
            width, limits = found
            alarms += bool(hits[-width:].sum() / total[-width:].sum() < limits.lower)

    assert alarms < 2_000 / 200


def test_a_real_fall_is_found() -> None:
    """Half the share in the last of forty weeks with 200 leads each is found nearly always."""
    draw = np.random.default_rng(2)
    found = 0
    for _ in range(500):
        total = np.full(41, 200)
        hits = draw.binomial(total, np.append(np.full(40, 0.3), 0.15))
        limits = control_limits(total, hits)
        found += limits is not None and bool(hits[-1] / 200 < limits.lower)

    assert found > 450


def test_weeks_that_differ_more_than_chance_widen_the_limits() -> None:
    """Shares that swing by themselves raise no more alarms than they should; the binomial alone would cry wolf."""
    draw = np.random.default_rng(3)
    alarms = plain = 0
    for _ in range(2_000):
        total = np.full(41, 400)
        hits = draw.binomial(total, draw.beta(12, 28, 41))
        limits = control_limits(total, hits)
        if limits is not None:
            rate = hits[-1] / 400
            alarms += bool(rate < limits.lower)
            plain += bool(rate < limits.usual - 3 * math.sqrt(limits.usual * (1 - limits.usual) / 400))

    assert alarms < 2_000 / 200 < 2_000 / 20 < plain


def test_the_shortest_period_that_can_be_judged_is_taken() -> None:
    """Twelve leads a week are too few for one week and for two, but four weeks together can be judged."""
    total = np.full(60, 12)
    hits = np.tile([2, 3, 4, 3], 15)

    found = judged(total, hits)

    assert found is not None
    assert 4 == found[0]
    assert 0.25 == pytest.approx(found[1].usual)


def test_where_too_few_leads_end_nothing_is_said() -> None:
    """One lead a week is not enough even for eight weeks together."""
    assert judged(np.full(104, 1), np.tile([0, 1, 0, 0], 26)) is None


def test_periods_end_with_the_last_week() -> None:
    """Weeks that do not fill a period are left out at the beginning."""
    assert [2 + 3, 4 + 5] == periods(np.array([1, 2, 3, 4, 5]), 2).tolist()
