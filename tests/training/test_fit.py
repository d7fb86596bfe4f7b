import json
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from features.build import build
from history.copies.snapshot import find, read, write
from history.errors import UserError
from history.record import History
from history.settings import Business
from history.simulator import WorldConfig, simulate
from models.artifact import load, save
from training.fit import said, train
from training.kinds import KINDS
from training.settings import Task


@pytest.fixture(scope="module")
def bundle(orders):
    """A bundle trained on a history of orders."""
    return train(orders, Task(), orders.last_recorded, "0123abc")


def test_the_card_says_what_was_learned_from_what(orders, bundle):
    """
    The card names the snapshot, the cut-offs, rows and purchases, the candidates and the libraries, as JSON.
    """
    card = json.loads(json.dumps(bundle.card, allow_nan=False))
    last = pd.Timestamp(card["last_cutoff"])

    assert "0123abc" == card["snapshot"]
    assert timedelta(days=7) <= orders.last_recorded - last < timedelta(days=8)
    assert card["purchases"] < card["rows"]
    assert len(KINDS) == len(card["selection"]["candidates"])
    assert card["forward_metrics"]["log_loss"] < card["forward_metrics"]["base_log_loss"]
    assert {"leadcast", "lightgbm"} <= set(card["libraries"])


def test_the_choice_is_said_in_both_languages(bundle):
    """
    The sentence for people is that of the selection.
    """
    assert "is chosen" in said(bundle).en
    assert "采用" in said(bundle).zh


def test_training_again_gives_the_same_bundle(orders, bundle):
    """
    Equal history, task and moment give an equal card and equal predictions, also after a save.
    """
    again = train(orders, Task(), orders.last_recorded, "0123abc")
    table = build(orders, [orders.last_recorded], bundle.rows, bundle.spec)

    assert bundle.card == again.card
    assert np.array_equal(bundle.intent.predict(table).probability, again.intent.predict(table).probability)


def files(folder):
    """What stands in a folder: the bytes of every file by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_snapshot_rebuilds_every_file(orders, bundle, tmp_path):
    """
    Trained from the stored snapshot of its rows, with the same seed, a model is equal to the byte in every file.
    """
    kept = write(orders.known_by(orders.last_recorded), tmp_path / "snapshots")
    again = train(read(find(tmp_path / "snapshots", kept.hash)), Task(), orders.last_recorded, "0123abc")
    for name, each in (("first", bundle), ("second", again)):
        save(each, tmp_path / name)

    assert files(tmp_path / "first") == files(tmp_path / "second")
    assert {"card.json", "forward.parquet", "reference.json"} <= set(files(tmp_path / "first"))


def test_linear_algebra_has_one_thread(orders):
    """
    Whatever the machine would give it: with two, sums have other last bits.
    """
    seen = set()

    def look(*_):
        seen.update(each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas")

    with threadpool_limits(limits=2):
        train(orders, Task(), orders.last_recorded, "", look)

    assert {1} == seen


def test_a_saved_bundle_predicts_alike(orders, bundle, tmp_path):
    """
    A bundle that was saved and loaded gives the same probabilities and intervals to the last bit.
    """
    save(bundle, tmp_path / "bundle")
    table = build(orders, [orders.last_recorded], bundle.rows, bundle.spec)
    first, second = (each.intent.predict(table) for each in (bundle, load(tmp_path / "bundle")))

    for name in ("probability", "low", "high"):
        assert np.array_equal(getattr(first, name), getattr(second, name))


def test_what_came_later_does_not_touch_it(orders):
    """
    Rows recorded after the moment change nothing.
    """
    moment = pd.Timestamp("2025-06-02", tz="UTC")
    whole, cut = (train(each, Task(), moment, "") for each in (orders, orders.known_by(moment)))

    assert whole.card == cut.card


def test_a_history_without_any_purchase(orders):
    """
    Where nobody ever bought, the error says that purchases are needed and where to look.
    """
    silent = History.of(orders.business, accounts=orders["accounts"])
    with pytest.raises(UserError, match=r"no purchase.*purchase.*orders and stage_changes"):
        train(silent, Task(), orders.last_recorded, "")


def test_a_history_without_wins_is_refused_for_leads(orders):
    """
    Orders alone say nothing about leads.
    """
    with pytest.raises(UserError, match="no purchase"):
        train(orders, Task(entity="lead"), orders.last_recorded, "")


def test_a_few_days_of_history(orders):
    """
    A history shorter than the horizon is refused in the caller's terms.
    """
    start = orders["orders"]["recorded_at"].min()
    with pytest.raises(UserError, match="too short"):
        train(orders, Task(), start + timedelta(days=3), "")


def test_a_time_before_orders_were_recorded_is_no_answer():
    """
    Cut-offs begin with the first recorded purchase, not with accounts known for years.
    """
    start = pd.Timestamp("2025-01-06", tz="Asia/Shanghai")
    names = [f"A{number}" for number in range(40)]
    old = start - timedelta(days=400)
    accounts = pd.DataFrame({"account_id": names, "name": names, "valid_from": old, "recorded_at": old})
    times = [start + timedelta(days=day, hours=10) for day in range(100)]
    rows = {"order_id": [f"O{day}" for day in range(100)], "account_id": [names[day % 40] for day in range(100)]}
    bought = pd.DataFrame({**rows, "ordered_at": times, "recorded_at": times})
    bundle = train(History.of(Business(), accounts=accounts, orders=bought), Task(), times[-1], "")

    assert start < pd.Timestamp(bundle.card["first_cutoff"])


@pytest.mark.slow
def test_a_simulated_world_with_all_tables():
    """
    With leads and signals there is a win model, and the card says what the signals are worth and that all is simulated.
    """
    history = simulate(WorldConfig(accounts=250, days=360), seed=3).history
    bundle = train(history, Task(), history.last_recorded, "")

    assert bundle.win is not None
    assert {"with", "without", "gain"} == set(bundle.card["signals"])
    assert bundle.card["simulated"]
