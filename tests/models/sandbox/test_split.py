"""Where extra leads should go, against a search over all splits."""

from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.sandbox.outcome.split import TRIED, Gains
from models.sandbox.plan.scenario import Scenario

TODAY = date(2026, 1, 5)


def gains(worth: list[float], room: list[float], bend: list[float]) -> Gains:
    """Regions in which n leads bring worth · room · log(1 + bend · n / room) / bend."""
    worth_, room_, bend_ = (np.array(each) for each in (worth, room, bend))
    leads = TRIED[:, None] * room_
    wins = worth_ * room_ * np.log1p(bend_ * leads / room_) / bend_
    return Gains(leads, wins, room_, room_, worth_)


curves = st.lists(st.tuples(st.floats(0.02, 0.3), st.floats(10, 80), st.floats(0.2, 3)), min_size=2, max_size=3)


@given(curves, st.integers(1, 12))
def test_no_other_split_gains_more(regions, total):
    """
    Of all splits in tenths of the leads that have room, none brings more than the recommended one, but for what lies
    between the numbers of leads that are tried.
    """
    made = gains(*(list(each) for each in zip(*regions, strict=True)))
    best = made.best(float(total))
    shares = [np.array(each) / 10 for each in product(range(11), repeat=len(regions)) if sum(each) == 10]

    assert total == pytest.approx(best.sum())
    others = [made.net(total * share) for share in shares if (total * share <= made.room + 1e-9).all()]
    assert max(others, default=0.0) <= 1.06 * made.net(best) + 1e-9


@given(curves, st.floats(1, 1e5))
def test_all_leads_get_a_place(regions, total):
    """
    However many there are, each has one, and none is negative.
    """
    best = gains(*(list(each) for each in zip(*regions, strict=True))).best(total)

    assert (best >= -1e-9).all()
    assert total == pytest.approx(best.sum(), rel=1e-6)


def test_a_region_stays_within_its_room_while_there_is_room_elsewhere():
    """
    The better region takes what it has room for, the other the rest.
    """
    best = gains([0.3, 0.1], [20.0, 100.0], [1e-6, 1e-6]).best(50.0)

    assert [20.0, 30.0] == pytest.approx(best.tolist(), rel=1e-3)


def test_enough_is_where_one_more_adds_half_a_leads_worth():
    """
    The slope of log(1 + n / room) is a half at n = room; a straight line never gets there.
    """
    bent, straight = gains([0.2, 0.2], [40.0, 40.0], [1.0, 1e-9]).enough

    assert 40.0 == pytest.approx(bent, rel=0.15)
    assert np.isinf(straight)


def test_leads_go_where_a_lead_is_worth_more(build):
    """
    Of regions alike but for their people, the one with many reps is recommended for more than the given even split.
    """
    answer = build(reps=np.array([12.0, 4.0, 4.0, 0.0]), load_now=np.array([4.3, 13.0, 13.0, np.nan])).forecast(
        Scenario(60, TODAY, regions={"东部": 1 / 3, "北部": 1 / 3, "南部": 1 / 3})
    )
    best = {share.region: share.best for share in answer.split.regions}

    assert best["东部"] > 20 > best["北部"]
    assert answer.split.best > answer.split.wins
    assert 60 == pytest.approx(sum(best.values()), abs=1e-3)


def test_the_recommended_leads_go_to_the_reps_of_their_region(build):
    """
    Each region's leads are shared out among its own reps, those with few open leads first.
    """
    split = build().forecast(Scenario(90, TODAY)).split
    for share in split.regions:
        here = [rep for rep in split.reps if rep.region == share.region]
        assert share.best == pytest.approx(sum(rep.leads for rep in here), abs=1e-4)
        ends = [rep.open + rep.leads for rep in here if rep.leads > 0]
        assert not ends or max(ends) - min(ends) < 1e-3


def test_without_leads_there_is_nothing_to_split(build):
    """
    No split, rather than one of nothing.
    """
    assert build().forecast(Scenario(0, TODAY)).split is None


def test_without_reps_a_region_takes_no_more_than_its_busiest_week(build):
    """
    Where load is unknown, the busiest week ever seen is the room of a region: here 8 leads beyond the usual 4.
    """
    unknown = np.full(4, np.nan)
    past = np.full((4, 3), 100.0)
    answer = build(reps=unknown, load_now=unknown, load_seen=unknown, people=(), past=past).forecast(
        Scenario(20, TODAY)
    )

    assert max(share.best for share in answer.split.regions) <= 8 + 1e-6
    assert () == answer.split.reps
