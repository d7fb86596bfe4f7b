"""What a win model is learned from."""

import numpy as np
import pandas as pd
import pytest

from features.exposure import measure_exposure
from features.spec import learn_spec
from history.simulator import WorldConfig, simulate
from models.win import Hazards


@pytest.fixture(scope="module")
def history():
    return simulate(WorldConfig(accounts=400, days=360), seed=2).history


def without_early_wins(history, until):
    """Nobody wrote down what was won before `until`: these leads stay open."""
    stages = history["stage_changes"]
    kept = stages[(stages["stage"] != "won") | (stages["changed_at"] >= until)]
    return type(history)({**history.tables, "stage_changes": kept.reset_index(drop=True)}, history.business)


def fitted(history):
    as_of = history.last_recorded
    spec = learn_spec(history, as_of)
    return Hazards.fit(measure_exposure(history, spec, as_of), spec)


def test_weeks_without_a_record_of_wins_tell_nothing(history):
    """
    Where wins are recorded from the fifth month on, the hazards of today are about the same as with all of them.
    """
    start = history["leads"]["created_at"].min()
    whole, late = fitted(history), fitted(without_early_wins(history, start + pd.Timedelta(days=130)))
    ages = whole.won.layout.part("age")

    assert whole.won.layout.sizes["level"] - late.won.layout.sizes["level"] in (3, 4, 5)
    assert late.won.spread["level"] < 0.1
    assert np.abs(late.won.mean[ages][3:8] - whole.won.mean[ages][3:8]).max() < 0.5


def test_a_history_that_recorded_wins_all_along_is_used_whole(history):
    """
    A usual change of the rate leaves no week out, but for those before the first leads could be won.
    """
    as_of = history.last_recorded
    weeks = len(measure_exposure(history, learn_spec(history, as_of), as_of).weeks)

    assert -(-weeks // 4) - fitted(history).won.layout.sizes["level"] <= 1


def test_families_are_those_that_the_history_knows(history):
    """
    Products and responses have effects where there are any; without activities there is no response.
    """
    tables = {name: rows for name, rows in history.tables.items() if name != "activities"}
    alone = type(history).of(history.business, **tables)

    assert (6, 12, 4) == tuple(fitted(history).won.layout.sizes[name] for name in ("product", "season", "response"))
    assert 0 == fitted(alone).won.layout.sizes["response"]
    assert history["leads"]["product"].nunique() == len(fitted(history).won.products)
