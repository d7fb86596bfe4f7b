from datetime import timedelta

import numpy as np
import pytest

from training.datasets import DataSet
from training.kinds import BASE, KINDS
from training.learning.candidates import fitted, forward
from training.learning.splits import forward_folds, usable

WEEK = timedelta(days=7)
ROUNDS = (10, 20)
BY_KEY = {kind.key: kind for kind in KINDS}


def said_of(data, **options):
    return forward(data, usable(forward_folds(data.cutoffs, WEEK), data), rounds=ROUNDS, **options)


def test_every_kind_predicts_every_row_of_every_block(data):
    """
    Forward predictions cover the later half, once each, by all kinds.
    """
    said = said_of(data)

    assert {kind.key for kind in KINDS} == set(said.scores)
    assert {len(said.labels)} == {len(scores) for scores in said.scores.values()}
    assert 4 == said.blocks
    assert said.cutoff.is_monotonic_increasing


def test_answers_of_a_block_do_not_touch_its_predictions(data):
    """
    Turning around every answer from a block on changes no prediction of that block or before it.
    """
    folds = usable(forward_folds(data.cutoffs, WEEK), data)
    later = (data.table["cutoff"] > folds[1].fit_until).to_numpy()
    before, after = said_of(data), said_of(DataSet(data.table, data.labels ^ later))
    early = before.fold <= 1

    # The number of trees is chosen over all blocks, so only kinds without trees must be equal throughout.
    for key in ("base_rate", "logistic"):
        assert np.array_equal(before.scores[key][early], after.scores[key][early])


def test_forward_predictions_are_those_of_a_model_fitted_on_the_fold(data):
    """
    What is pooled is what the very model would say that is fitted on the fold's rows alone, shared fits or not.
    """
    fold = usable(forward_folds(data.cutoffs, WEEK), data)[0]
    fit, block = data.where(fold.fit_rows(data.table)), data.table[fold.block_rows(data.table)]
    said = said_of(data)

    for kind in KINDS:
        alone = fitted(kind, fit, said.rounds[kind.key]).predict(block)
        assert alone == pytest.approx(said.scores[kind.key][said.fold == 0], rel=1e-12), kind.key


def test_a_signal_is_found(data):
    """
    Where a feature tells, every model that can learn beats the base rate.
    """
    said = said_of(data)
    base = said.losses(BASE.key).mean()

    assert all(said.losses(key).mean() < 0.95 * base for key in said.scores if key != BASE.key)


def test_without_varying_features_everyone_says_the_base_rate(data):
    """
    A table that tells nothing apart gives the base rate instead of an error.
    """
    bare = DataSet(data.table[["entity_id", "cutoff"]], data.labels)
    said = said_of(bare)

    assert all(said.scores[BASE.key] == pytest.approx(scores) for scores in said.scores.values())


def test_only_the_kinds_asked_for_are_tried(data):
    """
    A comparison can be restricted.
    """
    assert {"logistic"} == set(said_of(data, kinds=(BY_KEY["logistic"],)).scores)


def test_progress_is_told(data):
    """
    How many folds are done is told as it goes.
    """
    told = []
    said_of(data, kinds=(BASE,), progress=lambda *step: told.append(step))

    assert [("judging candidates", number, 4) for number in range(5)] == told
