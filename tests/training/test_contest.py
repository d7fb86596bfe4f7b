from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from features.build import build
from features.labels import label
from training.gate.contest import beside_baselines, beside_champion, paired_rows
from training.metrics import log_losses


def saying(bundle, **columns):
    """The same bundle, had it said something else forward in time."""
    said = bundle.remembered.forward
    changed = said.assign(**{name: made(said) for name, made in columns.items()})
    return replace(bundle, remembered=replace(bundle.remembered, forward=changed))


def blurred(said):
    """Log-odds pulled half-way to even."""
    odds = np.log(said["serves"] / (1 - said["serves"]))
    return 1 / (1 + np.exp(-odds / 4 - 1.5))


def forgetful(bundle):
    """A bundle of the time before anything was kept."""
    return replace(bundle, remembered=None)


def test_what_was_chosen_beats_its_baselines(new):
    """
    The model passes beside all that competed, each with an interval.
    """
    found = beside_baselines(new, seed=0)

    assert "passed" == found.outcome
    assert found.numbers["worse_by"]["base_rate"]["high"] < 0
    assert new.card["model"] not in found.numbers["worse_by"]


def test_what_is_worse_than_the_base_rate_fails(new):
    """
    Forward predictions that say nothing right lose against the base rate, which is named in both languages.
    """
    found = beside_baselines(saying(new, serves=lambda said: 1 - said["serves"]), seed=0)

    assert "failed" == found.outcome
    assert "base rate" in found.said.en
    assert "基准率" in found.said.zh


def test_a_rival_that_is_better_beyond_chance_is_named(new):
    """
    A model of another training that is right about everything would have to serve instead.
    """
    found = beside_baselines(saying(new, oracle=lambda said: np.where(said["label"], 0.9, 0.1)), seed=0)

    assert "failed" == found.outcome
    assert found.numbers["worse_by"]["oracle"]["low"] > 0
    assert "oracle" in found.said.en


def test_nothing_kept_is_nothing_judged(orders, new):
    """
    A bundle without forward predictions is neither better nor worse.
    """
    assert "not applicable" == beside_baselines(forgetful(new), seed=0).outcome
    assert "not applicable" == beside_champion(forgetful(new), new, orders, seed=0).outcome


def test_the_champion_is_scored_on_outcomes_new_to_it(orders, old, new):
    """
    Its losses are those of a table built by hand at each of the candidate's cut-offs since it was trained.
    """
    found = paired_rows(new, old, orders)
    cutoffs = sorted(found["cutoff"].unique())
    table = build(orders, list(pd.DatetimeIndex(cutoffs)), old.rows, old.spec)
    losses = log_losses(label(orders, table, "account", old.horizon), old.intent.predict(table).probability)

    assert pd.Timestamp(old.card["trained_until"]) <= cutoffs[0]
    assert len(table) == len(found)
    assert losses.mean() == pytest.approx(found["rival"].mean())


def test_a_newer_model_is_no_worse(orders, old, new):
    """
    Trained on more of the same, it passes, and the sentence says on how many rows.
    """
    found = beside_champion(new, old, orders, seed=0)

    assert "passed" == found.outcome
    assert f"{found.numbers['rows']:,} rows" in found.said.en
    assert found.numbers["entities"] == 30


def test_a_candidate_that_loses_to_the_champion_fails(orders, old, new):
    """
    Blurred probabilities lose beyond the interval.
    """
    found = beside_champion(saying(new, serves=blurred), old, orders, seed=0)

    assert "failed" == found.outcome
    assert found.numbers["worse_by"]["low"] > 0


def test_same_outcomes_are_compared_on_forward_predictions_of_both(orders, new):
    """
    Two models of one history are held to what each said forward in time.
    """
    same = beside_champion(new, new, orders, seed=0)

    assert ("passed", 0) == (same.outcome, same.numbers["worse_by"]["value"])
    assert "failed" == beside_champion(saying(new, serves=blurred), new, orders, seed=0).outcome


def test_another_question_is_no_rival(orders, old, new):
    """
    A champion with another horizon is not compared, nor is none.
    """
    other = replace(old, horizon=timedelta(days=30))

    assert "not applicable" == beside_champion(saying(new, serves=blurred), other, orders, seed=0).outcome
    assert "not applicable" == beside_champion(new, None, orders, seed=0).outcome
