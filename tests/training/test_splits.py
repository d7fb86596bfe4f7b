from datetime import timedelta

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from training.learning.splits import forward_folds, usable

START = pd.Timestamp("2025-01-01", tz="UTC")
DAYS = st.sets(st.integers(0, 700), min_size=1, max_size=80)


@given(days=DAYS, horizon=st.integers(1, 120))
def test_no_outcome_of_a_fit_row_reaches_into_its_block(days, horizon):
    """
    What happens within the horizon of a fit row happens before the first cut-off of the block.
    """
    cutoffs = pd.DatetimeIndex([START + timedelta(days=day) for day in sorted(days)])
    for fold in forward_folds(cutoffs, timedelta(days=horizon)):
        assert fold.fit_until + timedelta(days=horizon) <= fold.block[0]


@given(days=DAYS, horizon=st.integers(1, 120))
def test_blocks_are_apart_and_end_with_the_last_cutoff(days, horizon):
    """
    Blocks follow each other, share no cut-off, and the last one ends with the newest.
    """
    cutoffs = pd.DatetimeIndex([START + timedelta(days=day) for day in sorted(days)])
    folds = forward_folds(cutoffs, timedelta(days=horizon))
    together = [moment for fold in folds for moment in fold.block]

    assert sorted(set(together)) == together
    assert not together or cutoffs[-1] == together[-1]


def test_half_of_a_long_history_is_kept_to_learn_from():
    """
    With a short horizon the four blocks cover the later half.
    """
    cutoffs = pd.date_range(START, periods=101, freq="7D")
    folds = forward_folds(cutoffs, timedelta(days=7))

    assert 4 == len(folds)
    assert cutoffs[50] == folds[0].block[0]
    assert [13, 13, 13, 12] == [len(fold.block) for fold in folds]


def test_folds_that_cannot_be_fitted_are_dropped(data):
    """
    A fold without yes among its fit rows is no fold.
    """
    folds = forward_folds(data.cutoffs, timedelta(days=7))
    late = data.labels & (data.table["cutoff"] >= folds[1].block[0]).to_numpy()
    kept = usable(folds, type(data)(data.table, late))

    assert folds[2:] == kept


def test_one_cutoff_gives_no_fold():
    """
    A single moment cannot be split.
    """
    assert [] == forward_folds(pd.DatetimeIndex([START]), timedelta(days=7))


def test_fit_and_block_rows(data):
    """
    A fold picks its rows by their cut-offs.
    """
    fold = forward_folds(data.cutoffs, timedelta(days=7))[0]

    assert (data.table["cutoff"] <= fold.block[0] - timedelta(days=7)).sum() == fold.fit_rows(data.table).sum()
    assert not np.any(fold.fit_rows(data.table) & fold.block_rows(data.table))
