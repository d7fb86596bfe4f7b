from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from features.spec import learn_spec
from history.record import History
from training.backtest.level import followed, level
from training.backtest.upkeep import upkeep
from training.backtest.window import window_of
from training.datasets import assemble
from training.learning.learn import learn
from training.settings import Question

ZONE = "Asia/Shanghai"
CUTOFFS = pd.date_range("2025-01-20", periods=26, freq="7D", tz=ZONE).tz_convert("UTC")
TRAIN, TEST = CUTOFFS[:16], CUTOFFS[17:]
ASKED = Question()
END = pd.Timestamp("2025-08-04", tz=ZONE)


def made(history, asked=ASKED):
    spec = learn_spec(history, TRAIN[-1])
    train = assemble(history, TRAIN, asked, spec, known_until=TRAIN[-1] + asked.horizon)
    later = assemble(history, CUTOFFS[16:], asked, spec, known_until=END)
    return window_of(history, asked, train, later, TEST[0])


@pytest.fixture(scope="module")
def window(orders):
    """The last nine weeks of the made orders, tested week by week."""
    return made(orders)


def test_every_week_is_a_group(window):
    """
    Weekly cut-offs make one group each, whose first cut-off is its begin.
    """
    assert list(TEST) == [window.begin(number) for number in range(len(window.groups))]
    assert np.array_equal(window.tested, np.concatenate(window.groups))


def test_long_windows_are_refitted_no_more_than_twelve_times(orders):
    """
    A group spans as many weeks as leave at most thirteen of them.
    """
    found = made(orders)
    wide = window_of(orders, ASKED, found.rows.where(found.rows.table["cutoff"] < TRAIN[2]), found.rows, TRAIN[2])

    assert timedelta(days=14) == wide.every
    assert 13 >= len(wide.groups)


def test_outcomes_are_known_a_horizon_later_as_recorded(orders):
    """
    At a moment, only rows a horizon older have answers, and those only from orders recorded by then.
    """
    moment = TEST[4]
    late = orders["orders"]["ordered_at"] >= TEST[2]
    slow = orders["orders"].assign(recorded_at=orders["orders"]["recorded_at"].where(~late, END))
    window = made(History.of(orders.business, accounts=orders["accounts"], orders=slow))
    ripe, labels = window.known(window.tested, moment)
    cutoffs = window.rows.table["cutoff"].iloc[ripe]

    assert moment - ASKED.horizon == cutoffs.max()
    assert not labels[(cutoffs >= TEST[2]).to_numpy()].any()
    assert labels[(cutoffs < TEST[2]).to_numpy()].any()


def test_a_level_goes_part_of_the_way():
    """
    Twice as many bought as promised: the shift goes up, by less than all of it.
    """
    promised, labels = np.full(200, 0.1), np.arange(200) % 5 == 0
    whole = np.log(0.2 / 0.8) - np.log(0.1 / 0.9)

    assert 0.5 * whole < level(promised, labels).shift < whole


def test_without_rows_a_level_stays():
    """
    Where nothing is known yet, nothing moves.
    """
    promised = np.array([0.2])

    assert promised == level(np.empty(0), np.empty(0, dtype=bool))(promised)


def test_a_level_follows_what_was_known_before_each_week(window):
    """
    Promises far too low are raised once outcomes are known, not in the first week.
    """
    promised = np.full(len(window.tested), 0.05)
    moved = followed(window, promised)
    sizes = [len(group) for group in window.groups]

    assert np.array_equal(promised[: sizes[0]], moved[: sizes[0]])
    assert (moved[sum(sizes[:3]) :] > 0.06).all()


def test_refits_do_not_see_what_comes_later(orders, window):
    """
    Orders after a week begins change nothing of what is said of that week and before.
    """
    learned = learn(orders, TRAIN, ASKED, known_until=TRAIN[-1] + ASKED.horizon)
    turned = orders["orders"]["recorded_at"] > TEST[3]
    fewer = History.of(orders.business, accounts=orders["accounts"], orders=orders["orders"][~turned])
    found, other = upkeep(window, learned), upkeep(made(fewer), learned)
    early = sum(len(group) for group in window.groups[:4])

    assert len(window.groups) - 1 == found.refits == other.refits
    for name in found.ways:
        assert np.array_equal(found.ways[name][:early], other.ways[name][:early]), name


def test_many_rows_are_thinned_alike_for_all(orders, window):
    """
    Beyond the most rows, the frozen model too is fitted on fewer entities, and the share is told.
    """
    learned = learn(orders, TRAIN, ASKED, known_until=TRAIN[-1] + ASKED.horizon)
    whole, part = upkeep(window, learned), upkeep(window, learned, most=300)

    assert 1 == whole.share
    assert 0.3 < part.share < 1
    assert not np.array_equal(whole.ways["frozen"], part.ways["frozen"])
