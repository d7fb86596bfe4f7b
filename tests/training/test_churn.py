import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.gate.churn import kept, turned_over
from training.settings import Gate

SCORES = st.lists(st.sampled_from([0.1, 0.2, 0.3, 0.4, 0.5]), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def crowd(make_history):
    """A history like the one that the models were trained on, with more accounts."""
    return make_history(accounts=120)


def test_half_of_the_top_is_kept():
    """
    Of the two best of twenty, one stands among the four best again.
    """
    before, after = np.arange(20.0), np.arange(20.0)
    after[19] = -1

    assert 0.5 == kept(before, after)


def test_a_ranking_turned_round_keeps_nobody():
    """
    Who was first is last.
    """
    assert 0.0 == kept(np.arange(20.0), -np.arange(20.0))


@given(scores=SCORES)
def test_the_same_ranking_is_kept_whole(scores):
    """
    Whatever ties there are, and on whatever scale.
    """
    values = np.array(scores)

    assert 1.0 == kept(values, values**3)


def test_a_handful_is_not_judged(orders, new, turned):
    """
    The top tenth of thirty is three, and changes by chance.
    """
    assert "not applicable" == turned_over(turned(new), new, orders, Gate()).outcome


def test_the_present_model_keeps_its_own_ranking(crowd, new):
    """
    A model against itself passes.
    """
    found = turned_over(new, new, crowd, Gate())

    assert ("passed", 1.0) == (found.outcome, found.numbers["kept"])


def test_without_a_champion_there_is_no_ranking(orders, new):
    """
    The first model turns nothing over.
    """
    assert "not applicable" == turned_over(new, None, orders, Gate()).outcome


def test_a_ranking_that_is_turned_over_is_stopped(crowd, new, turned):
    """
    A model that ranks the other way round fails, and the sentence says how much was kept.
    """
    found = turned_over(turned(new), new, crowd, Gate())

    assert "failed" == found.outcome
    assert f"{found.numbers['kept']:.0%}" in found.said.en
