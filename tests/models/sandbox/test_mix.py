"""Which cells the extra leads of a scenario come to."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.spec import Spec
from history.errors import UserError
from models.sandbox.plan.mix import mix_of
from models.sandbox.plan.scenario import Scenario
from models.sandbox.state.fluctuation import Fluctuation
from models.sandbox.state.standing import MOST_WEEKS, Standing

DAY = date(2026, 1, 5)
SPEC = Spec(regions=("东部", "北部", "南部"), industries=("制造业", "零售"))
NOTHING = Fluctuation(0.0, np.zeros(1))


def standing(inflow: list[list[float]], past: list[list[float]] | None = None) -> Standing:
    """Only the leads of late and ever matter; the last row and column are the unknown."""
    recent = np.array(inflow)
    regions = np.zeros(len(recent))
    return Standing(
        past_sources=np.ones((1, 1)),
        products=np.ones((1, 1)),
        month=np.zeros(MOST_WEEKS, dtype=np.int64),
        busiest_by_region=np.zeros(1),
        people=(),
        values=None,
        open=np.zeros((*recent.shape, 26)),
        inflow=recent,
        past=recent * 50 if past is None else np.array(past),
        sources=np.ones((len(recent), 1)),
        reps=regions,
        load_now=regions,
        load_seen=regions,
        load_least=regions,
        stock=np.ones(1),
        busiest=1.0,
        idle=np.zeros(MOST_WEEKS),
        open_wins=None,
        load_strays=NOTHING,
        inflow_strays=NOTHING,
    )


USUAL = standing([[6, 2, 0], [1, 3, 1], [2, 0, 0], [1, 0, 1]])


def ask(regions: dict[str, float] | None = None, industries: dict[str, float] | None = None) -> Scenario:
    return Scenario(100, DAY, regions=regions or {}, industries=industries or {})


def test_without_a_wish_leads_come_as_of_late():
    """
    Region and industry have the recent shares, each cell nearly its own.
    """
    mix = mix_of(ask(), SPEC, USUAL)
    recent = USUAL.inflow / USUAL.inflow.sum()

    assert recent.sum(axis=1) == pytest.approx(mix.sum(axis=1), abs=1e-5)
    assert recent.sum(axis=0) == pytest.approx(mix.sum(axis=0), abs=1e-5)
    assert np.abs(mix - recent).max() < 0.02


shares = (
    st.lists(st.integers(0, 10), min_size=4, max_size=4).filter(sum).map(lambda parts: np.array(parts) / sum(parts))
)
inflows = st.lists(st.lists(st.integers(0, 20), min_size=3, max_size=3), min_size=4, max_size=4).filter(
    lambda rows: sum(map(sum, rows)) > 0
)


@given(shares, st.floats(0, 1), inflows)
def test_given_shares_are_kept(regions, industry, inflow):
    """
    Whatever the recent mix, the mix sums to 1 and both margins are as asked, the rest in their recent proportion.
    """
    asked = dict(zip(SPEC.regions[:2], regions[:2], strict=True))
    mix = mix_of(ask(asked, {"零售": industry}), SPEC, standing(inflow))

    assert 1.0 == pytest.approx(mix.sum())
    assert (mix >= 0).all()
    assert list(asked.values()) == pytest.approx(mix.sum(axis=1)[:2], abs=1e-6)
    assert industry == pytest.approx(mix.sum(axis=0)[1], abs=1e-6)


def test_a_region_alone_keeps_its_own_industries():
    """
    All leads to one region come in the industries that it gets of late.
    """
    mix = mix_of(ask({"东部": 1.0}), SPEC, USUAL)

    assert [1, 0, 0, 0] == pytest.approx(mix.sum(axis=1))
    assert 0.75 == pytest.approx(mix[0, 0], abs=0.02)


def test_what_is_left_goes_to_the_others_as_of_late():
    """
    Of the regions that are not named each gets its recent share of the rest, the unknown gets none.
    """
    rows = mix_of(ask({"东部": 0.4}), SPEC, USUAL).sum(axis=1)

    assert [0.4, 0.6 * 5 / 7, 0.6 * 2 / 7, 0.0] == pytest.approx(rows, abs=1e-5)


def test_both_margins_are_fitted_as_deming_and_stephan_do():
    """
    The odds ratio of the recent mix is kept while both margins are as asked.
    """
    full = standing([[6, 2, 0], [1, 3, 0], [2, 2, 0], [0, 0, 0]])
    before = mix_of(ask(), SPEC, full)
    mix = mix_of(ask({"东部": 0.5, "北部": 0.3, "南部": 0.2}, {"制造业": 0.7, "零售": 0.3}), SPEC, full)

    def odds(table):
        return table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0])

    assert odds(before) == pytest.approx(odds(mix), rel=1e-6)


def test_leads_can_be_sent_where_none_came_of_late():
    """
    A region known from the past, and one known from accounts alone, get what is asked.
    """
    quiet = standing([[5, 5, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]], [[50, 50, 0], [9, 1, 0], [0, 0, 0], [0, 0, 0]])
    mix = mix_of(ask({"北部": 0.5, "南部": 0.5}), SPEC, quiet)

    assert [0, 0.5, 0.5, 0] == pytest.approx(mix.sum(axis=1))


def test_without_leads_of_late_the_whole_past_counts():
    """
    A history that ended long ago still has a mix.
    """
    old = standing([[0, 0, 0]] * 4, [[30, 10, 0], [10, 30, 0], [10, 10, 0], [0, 0, 0]])

    assert [0.4, 0.4, 0.2, 0] == pytest.approx(mix_of(ask(), SPEC, old).sum(axis=1), abs=1e-5)


def test_shares_of_all_names_must_be_everything():
    """
    Where every region is named and something is left, there is no place for it.
    """
    with pytest.raises(UserError, match="regions leave 40%"):
        mix_of(ask({"东部": 0.2, "北部": 0.2, "南部": 0.2}), SPEC, USUAL)


def test_a_history_without_names_has_one_cell():
    """
    Neither regions nor industries: all leads are of the unknown cell.
    """
    alone = replace(standing([[3.0]]), past=np.array([[100.0]]))

    assert [[1.0]] == mix_of(ask(), Spec(), alone).tolist()
