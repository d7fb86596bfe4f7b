"""Groups of features, and their effects in percentage points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import expit

from features.build import Rows
from features.dictionary import entries, entry_of
from features.document import columns
from models.reasons.effects import mean_slope, points, told
from models.reasons.groups import GROUPS, group_of, places_of
from models.reasons.sentences import TELL
from models.reasons.words import phrases

COLUMNS = sorted({*columns(Rows("account", "all")), *columns(Rows("lead", "open"))})
ODDS = st.floats(-13, 13)


def test_every_pattern_of_the_dictionary_belongs_to_one_group() -> None:
    """All columns of accounts and leads are placed, and no pattern is left without one of them."""
    placed = {name: group_of(name) for name in COLUMNS}

    assert set(entries()) == {entry_of(name) for name in placed}
    assert set(GROUPS) == set(placed.values())
    assert list(placed.values()) == [GROUPS[place] for place in places_of(COLUMNS)]


@pytest.mark.parametrize(
    ("feature", "group"),
    [
        ("touches_response_sent_count_7d", "touches"),
        ("touches_inbound_call_days_since_last", "touches"),
        ("touches_inbound_days_since_last", "inbound"),
        ("touches_account_outbound_count_30d", "account_touches"),
        ("rate_closed_rep", "rep"),
        ("signals_news_count_30d", "news"),
        ("signals_count_30d", "signals"),
        ("level_stage_open", "queue"),
    ],
)
def test_the_closest_name_counts(feature: str, group: str) -> None:
    """A kind of activity may begin like another family, and stays an activity."""
    assert group == group_of(feature)


def test_a_feature_that_is_not_described_is_refused() -> None:
    """It would be told by the wrong facts, or by none."""
    with pytest.raises(LookupError, match="weather_tomorrow"):
        group_of("weather_tomorrow")


def test_every_group_has_a_name_and_something_to_tell() -> None:
    """In both languages."""
    assert set(GROUPS) == set(TELL)
    assert all(phrases(f"group-{name}").en and phrases(f"group-{name}").zh for name in GROUPS)


@given(
    shares=arrays(
        np.float64, (3, 5), elements=st.floats(-4, 4, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-9)
    ),
    base=st.floats(-6, 6),
)
def test_points_sum_to_the_change_of_the_probability(shares: np.ndarray, base: float) -> None:
    """Each has the sign of its log-odds; together they lead from the base's probability to the row's."""
    odds = base + shares.sum(axis=1)
    found = points(shares, base, odds)

    np.testing.assert_allclose(found.sum(axis=1), 100 * (expit(odds) - expit(base)), atol=1e-9)
    assert np.sign(shares).tolist() == np.sign(found).tolist()


@given(start=ODDS, end=ODDS)
def test_the_mean_slope_is_that_of_many_small_steps(start: float, end: float) -> None:
    """Walking the straight line in small steps gives the same, also where it has no length."""
    steps = np.linspace(start, end, 20_001)
    slow = float(np.mean(expit(steps) * (1 - expit(steps))))

    assert slow == pytest.approx(float(mean_slope(start, np.array([end]))[0]), rel=1e-3, abs=1e-9)


def test_small_effects_are_not_told() -> None:
    """Neither what hardly moves the odds nor what would be shown as 0.0 points."""
    assert [3, 1] == told(np.array([0.04, -0.3, 0.5, 0.9]), np.array([2.0, -0.5, 0.04, 3.0]))


def test_of_equal_effects_the_first_comes_first() -> None:
    """The order does not hang on how a sort breaks ties."""
    assert [0, 1, 2] == told(np.array([0.5, -0.5, 0.5]), np.array([1.0, -1.0, 1.0]))
