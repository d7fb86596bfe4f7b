import numpy as np
import pandas as pd
import pytest

from training.monitoring.drift import drift
from training.remember import reference
from training.stability import psi, shares

SCORES = pd.Series(np.linspace(0.01, 0.99, 600))


@pytest.fixture
def kept(data):
    """The reference of a training."""
    return reference(data.table, SCORES, SCORES)


@pytest.fixture
def today(made):
    """Rows of the same world, drawn anew."""
    return made(seed=1, weeks=4).table


def test_the_same_world_has_not_shifted(kept, today):
    """
    Drawn anew, no feature is called shifted, nor are the scores.
    """
    found = drift(kept, today, SCORES)

    assert ((), (), {}) == (found.large, found.gone, found.outside)
    assert not found.scores.large


def test_a_feature_that_moved_comes_first(kept, today):
    """
    Its index is the one by hand; it alone is large.
    """
    moved = today.assign(orders_noise=today["orders_noise"] + 1)
    found = drift(kept, moved, SCORES)
    each = kept["features"]["orders_noise"]

    assert ["orders_noise"] == [shift.name for shift in found.large]
    assert "orders_noise" == found.features[0].name
    assert psi(np.array(each["shares"]), shares(moved["orders_noise"], tuple(each["edges"]))) == found.features[0].index


def test_a_feed_that_fell_silent_is_found(kept, today):
    """
    A feature that is unknown from now on has shifted.
    """
    silent = today.assign(signals_news_count_7d=np.float32(np.nan))

    assert ["signals_news_count_7d"] == [shift.name for shift in drift(kept, silent, SCORES).large]


def test_what_moved_as_far_within_training_is_no_news(kept, today):
    """
    A feature that grew by as much while the model was trained and judged is shown, but not large.
    """
    grown = {**kept, "features": {"orders_noise": kept["features"]["orders_noise"] | {"usual": 5.0}}}
    found = drift(grown, today.assign(orders_noise=today["orders_noise"] + 1), SCORES)

    assert () == found.large
    assert found.features[0].index > 0.25


def test_few_entities_shift_by_chance(kept, today):
    """
    The fewer there are, the more is laid to chance.
    """
    few, many = (drift(kept, rows, SCORES) for rows in (today[today["entity_id"] < "A010"], today))

    assert few.scores.chance > 2 * many.scores.chance


def test_surroundings_far_beyond_are_named(kept, today):
    """
    A level a little above what was seen is no news, one far above is; the calendar never is.
    """
    low, high = kept["surroundings"]["level_orders_per_account_7d"]
    around = {**kept, "surroundings": {**kept["surroundings"], "calendar_month": [1.0, 2.0]}}
    far, near = (
        drift(around, today.assign(level_orders_per_account_7d=value, calendar_month=12.0), SCORES).outside
        for value in (high + (high - low), high + 0.1 * (high - low))
    )

    assert ({"level_orders_per_account_7d": 1.0}, {}) == (far, near)


def test_a_feature_that_is_gone_is_named(kept, today):
    """
    What the table no longer has is said, not skipped.
    """
    assert ("orders_heat",) == drift(kept, today.drop(columns="orders_heat"), SCORES).gone
