"""Each probe is shown a feature table that leaks, and one that does not."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from features.build import Rows, build
from features.spec import learn_spec
from history.simulator import WorldConfig, simulate
from history.tables import RECORDED
from training.gate.leakage import differing, looks_ahead, shuffled


def counting(column, known):
    """A builder that adds how many orders an account has by the cut-off, by the time in `column`.

    With `known`, only those that were recorded by then.
    """

    def leaking(history, moments, rows, spec):
        table, orders = build(history, moments, rows, spec), history["orders"]
        if known:
            orders = orders[orders[RECORDED] <= max(moments)]
        pairs = table[["entity_id", "cutoff"]].merge(orders, left_on="entity_id", right_on="account_id")
        seen = pairs[pairs[column] <= pairs["cutoff"]].groupby(["entity_id", "cutoff"]).size()
        keys = pd.MultiIndex.from_frame(table[["entity_id", "cutoff"]])
        return table.assign(orders_leaking=seen.reindex(keys, fill_value=0).to_numpy(dtype=np.float32))

    return leaking


def counting_all(history, moments, rows, spec):
    """A builder that adds how many orders an account will ever have."""
    table = build(history, moments, rows, spec)
    return table.assign(orders_leaking=table["entity_id"].map(history["orders"]["account_id"].value_counts()))


def scaled(history, moments, rows, spec):
    """A builder that divides a feature by its mean over all cut-offs."""
    table = build(history, moments, rows, spec)
    return table.assign(orders_count_30d=table["orders_count_30d"] / table["orders_count_30d"].mean())


def changed(verdict):
    """Which changes to the future a table betrayed itself by."""
    return {how for how, names in verdict.numbers["changed"].items() if names}


def test_honest_features_pass(orders, old):
    """
    The feature table itself does not move by a bit.
    """
    found = looks_ahead(old, orders, seed=0)

    assert ("passed", set()) == (found.outcome, changed(found))
    assert 2 == len(found.numbers["later_rows"])


@pytest.mark.slow
def test_honest_features_pass_with_all_tables(old):
    """
    Leads, stages, activities, signals and reps are shuffled as well.
    """
    history = simulate(WorldConfig(accounts=60, days=200), seed=5).history
    middle = history.last_recorded - timedelta(days=80)
    card = {"first_cutoff": (middle - timedelta(days=60)).isoformat(), "last_cutoff": middle.isoformat()}
    for entity in ("account", "lead"):
        candidate = learned_on(old, history, middle, entity, card)

        assert "passed" == looks_ahead(candidate, history, seed=0).outcome


def learned_on(bundle, history, moment, entity, card):
    """The bundle, had it been asked about `entity` in `history`."""
    rows = Rows(entity, "all" if entity == "account" else "open")
    return replace(bundle, rows=rows, spec=learn_spec(history, moment), card=bundle.card | card)


def test_a_count_of_all_orders_ever_is_found(orders, old):
    """
    A feature that counts later rows changes when they are gone.
    """
    found = looks_ahead(old, orders, seed=0, builder=counting_all)

    assert "failed" == found.outcome
    assert "removed" in changed(found)
    assert ["orders_leaking"] == found.numbers["changed"]["removed"]
    assert "orders_leaking" in found.said.en
    assert "删除" in found.said.zh


def test_asking_when_it_happened_instead_of_when_it_was_known_is_found(orders, old):
    """
    Here every order is recorded as it happens, so nothing changes when later rows go; shuffled in time, they show.
    """
    found = looks_ahead(old, orders, seed=0, builder=counting("ordered_at", known=False))

    assert ("failed", {"shuffled"}) == (found.outcome, changed(found))


def test_rows_known_by_the_latest_cutoff_of_a_batch_are_found(orders, old):
    """
    A builder that takes what the last cut-off knows for all of them is right alone, and wrong beside a later one.
    """
    late = orders["orders"].assign(recorded_at=orders["orders"]["ordered_at"] + timedelta(days=3))
    history = type(orders).of(orders.business, accounts=orders["accounts"], orders=late)
    found = looks_ahead(old, history, seed=0, builder=counting("ordered_at", known=True))

    assert ("failed", {"shifted"}) == (found.outcome, changed(found))


def test_a_scale_learned_across_cutoffs_is_found(orders, old):
    """
    A mean over all cut-offs changes as a later one comes.
    """
    found = looks_ahead(old, orders, seed=0, builder=scaled)

    assert ("failed", {"shifted"}) == (found.outcome, changed(found))


def test_without_later_rows_there_is_nothing_to_probe(orders, old):
    """
    A history that ends with the first cut-off says nothing.
    """
    end = pd.Timestamp(old.card["first_cutoff"])

    assert "not applicable" == looks_ahead(old, orders.known_by(end), seed=0).outcome


def test_shuffling_leaves_the_past_as_it_is(orders):
    """
    Rows known by the moment are the same, later ones are as many and recorded at the same times, but otherwise mixed.
    """
    moment = pd.Timestamp("2025-05-01", tz="UTC")
    mixed = shuffled(orders, moment, seed=0)
    later = [each["orders"][each["orders"][RECORDED] > moment] for each in (orders, mixed)]

    pd.testing.assert_frame_equal(orders.known_by(moment)["orders"], mixed.known_by(moment)["orders"])
    assert sorted(later[0][RECORDED]) == sorted(later[1][RECORDED])
    assert sorted(later[0]["order_id"]) == sorted(later[1]["order_id"])
    assert (later[1]["ordered_at"] <= moment).any()


def test_other_rows_are_a_difference():
    """
    A table with other entities differs as a whole; one with another bit in one feature.
    """
    one = pd.DataFrame({"entity_id": ["a"], "cutoff": [pd.Timestamp(0, tz="UTC")], "x": [np.nan], "y": [1.0]})

    assert [] == differing(one, one.copy())
    assert ["y"] == differing(one, one.assign(y=np.nextafter(1.0, 2.0)))
    assert ["rows"] == differing(one, one.assign(entity_id="b"))
    assert ["y"] == differing(one, one.drop(columns="y"))
