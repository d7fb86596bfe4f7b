from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from training.learning.candidates import Forward
from training.learning.compare import choose, compare, reason

ROWS = 4000


def said(seed=0, **slopes):
    """Forward predictions of a truth on the log-odds scale; a kind sees it times its slope, plus noise where given."""
    random = np.random.default_rng(seed)
    truth = random.normal(size=ROWS)
    labels = random.random(ROWS) < 1 / (1 + np.exp(-truth))
    scores = {"base_rate": np.full(ROWS, labels.mean())}
    for key, (slope, noise) in slopes.items():
        scores[key] = 1 / (1 + np.exp(-(slope * truth + noise * random.normal(size=ROWS))))
    fold = np.repeat(np.arange(4), ROWS // 4)
    cutoff = pd.Timestamp("2025-01-06", tz="UTC") + pd.to_timedelta(7 * fold, unit="D")
    return Forward(labels, np.arange(ROWS) % 500, fold, pd.DatetimeIndex(cutoff), scores, dict.fromkeys(scores, 0))


def chosen(forward):
    return choose(compare(forward), forward.blocks).kind.key


def test_the_simplest_of_equals_serves():
    """
    Logistic regression serves where something is better than it, but by less than a standard error.
    """
    forward = said(seed=8, logistic=(1, 0.1), boosted=(1, 0.1), averaged=(1, 0.1))
    line = compare(forward)[1]

    assert 0 < line.behind.mean < line.behind.error
    assert "logistic" == chosen(forward)


def test_a_simpler_one_that_gives_much_away_does_not_serve():
    """
    A standard error is wide where rows are few: a kind within it still has to keep 95 % of the best one's gain.
    """
    base, line, best = compare(said(seed=5, logistic=(0.6, 0.3), boosted=(1, 0.1)))
    unsure = replace(line, behind=replace(line.behind, error=2 * line.behind.mean))

    assert line.gain.mean < 0.95 * best.gain.mean
    assert best == choose((base, unsure, best), 4)


def test_a_clear_winner_serves_though_complex():
    """
    What beats all simpler ones by more than a standard error serves.
    """
    assert "averaged" == chosen(said(logistic=(0.3, 0.5), boosted=(0.5, 0.6), averaged=(1, 0)))


def test_the_base_rate_serves_where_nothing_tells():
    """
    Models that only add noise leave the base rate in place.
    """
    assert "base_rate" == chosen(said(logistic=(0, 0.05), boosted=(0, 0.1)))


def test_a_gain_in_one_block_alone_is_no_signal():
    """
    However large, a gain that comes from one of four blocks does not count.
    """
    forward = said(logistic=(1, 0))
    late = forward.fold < 3
    forward.scores["logistic"][late] = forward.scores["base_rate"][late] * 1.001

    assert "base_rate" == chosen(forward)


def test_gains_and_gaps_are_against_base_and_best():
    """
    `gain` is measured against the base rate, `behind` against the best.
    """
    candidates = {each.kind.key: each for each in compare(said(logistic=(0.5, 0.2), boosted=(1, 0)))}
    base, line, best = candidates["base_rate"], candidates["logistic"], candidates["boosted"]

    assert base.metrics.log_loss - line.metrics.log_loss == pytest.approx(line.gain.mean)
    assert line.metrics.log_loss - best.metrics.log_loss == pytest.approx(line.behind.mean)
    assert (0.0, 4) == (best.behind.mean, best.better_blocks)


@pytest.mark.parametrize(
    ("slopes", "english", "chinese"),
    [
        ({"logistic": (1, 0)}, "Logistic regression is chosen", "采用逻辑回归"),
        ({"logistic": (1, 0), "boosted": (1, 0.01)}, "", "对数损失"),
        ({"logistic": (0, 0.1)}, "No signal: the base rate is served", "没有信号：采用基准率"),
    ],
)
def test_the_reason_is_said_in_both_languages(slopes, english, chinese):
    """
    A sentence says what serves and why, in English and in Chinese.
    """
    forward = said(**slopes)
    candidates = compare(forward)
    note = reason(choose(candidates, forward.blocks), candidates, forward.blocks)

    assert english in note.en
    assert chinese in note.zh
