import numpy as np
import pandas as pd
import pytest

from history.forgetting.pseudonyms import hashed
from models.artifact import load, save
from training.metrics import log_losses
from training.remember import FEW_CUTOFFS, reference
from training.stability import psi, shares


def test_forward_predictions_add_up_to_the_card(new):
    """
    The mean loss of what was kept is the forward log loss; that of the base rate is there as well.
    """
    said, metrics = new.remembered.forward, new.card["forward_metrics"]
    labels = said["label"].to_numpy()

    assert metrics["log_loss"] == pytest.approx(log_losses(labels, said["serves"].to_numpy()).mean())
    assert metrics["base_log_loss"] == pytest.approx(log_losses(labels, said["base_rate"].to_numpy()).mean())


def test_rows_can_be_found_again(orders, new):
    """
    An entity's number is the hash of its id, and each stands once at a cut-off.
    """
    said, ids = new.remembered.forward, orders["accounts"]["account_id"]

    assert set(said["entity"]) <= set(hashed(ids))
    assert not said.duplicated(["entity", "cutoff"]).any()


def test_it_comes_back_as_it_was(new, tmp_path):
    """
    Saved beside the card and loaded, both parts are equal; a folder without them has none.
    """
    save(new, tmp_path / "bundle")
    again = load(tmp_path / "bundle").remembered

    pd.testing.assert_frame_equal(new.remembered.forward, again.forward)
    assert new.remembered.reference == again.reference
    (tmp_path / "bundle" / "reference.json").unlink()
    assert load(tmp_path / "bundle").remembered is None


def test_the_reference_is_that_of_the_last_cutoffs(data):
    """
    The last eight cut-offs themselves have not shifted at all; what surrounds everybody has a range instead.
    """
    kept = reference(data.table, *[pd.Series(np.linspace(0.1, 0.9, 50))] * 2)
    last = data.table[data.table["cutoff"].isin(data.cutoffs[-FEW_CUTOFFS:])]
    level = data.table["level_orders_per_account_7d"]

    for name, each in kept["features"].items():
        assert 0 == psi(np.array(each["shares"]), shares(last[name], tuple(each["edges"])))
    assert {"source", "orders_heat", "orders_noise", "signals_news_count_7d"} == set(kept["features"])
    assert {"level_orders_per_account_7d": [level.min(), level.max()]} == kept["surroundings"]
    assert (60, 8, 0) == (kept["entities"], kept["cutoffs"], kept["scores"]["usual"])


def test_what_moves_anyhow_is_known_to(data):
    """
    A feature that grows from week to week has moved far within training; one that does not, little.
    """
    week = data.table["cutoff"].rank(method="dense").to_numpy(dtype=np.float32)
    flat = pd.Series([0.1, 0.2])
    kept = reference(data.table.assign(orders_count_all=data.table["orders_heat"] + week), flat, flat)["features"]

    assert kept["orders_count_all"]["usual"] > 1
    assert kept["orders_heat"]["usual"] < 0.1


def test_who_looks_after_a_lead_is_kept_by_name(data):
    """
    A rep is a category like any other: each name has its share.
    """
    names = np.where(np.arange(len(data)) % 4 == 0, "Moses", "王芳")
    rep = pd.Series(pd.Categorical(names, categories=pd.Index(["Moses", "王芳"])))
    table = data.table.assign(rep=rep)
    known = reference(table, pd.Series([0.5]), pd.Series([0.5]))

    assert ["Moses", "王芳"] == known["features"]["rep"]["edges"]
    assert "rep" not in known["surroundings"]
