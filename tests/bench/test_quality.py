"""The benchmark of quality, run on a small made-up export through its own SQL, settings and protocols."""

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from bench.quality import main

SQL = {
    "accounts": "SELECT DISTINCT name AS account_id, name, DATE '2025-01-06' AS valid_from FROM 'o.csv'",
    "orders": "SELECT number AS order_id, name AS account_id, day::DATE AS ordered_at FROM 'o.csv'",
}
SETTINGS = """[business]
time_zone = "Asia/Shanghai"
purchase = ["order"]
"""
PROTOCOL = """entity = "account"
population = "buyers"
horizon = "{horizon}d"
from = 2025-02-03
every = "7d"
train_until = 2025-05-12
test_from = 2025-05-26
"""
METRICS = {"auc", "pr_auc", "log_loss", "brier", "ece", "lift_5", "lift_10"}


def write_example(folder: Path) -> Path:
    """An example with two protocols, its export under `data` beside it: half of 24 accounts order all the time."""
    example, export = folder / "shop", folder / "data" / "shop"
    example.mkdir()
    export.mkdir(parents=True)
    for table, select in SQL.items():
        (example / f"{table}.sql").write_text(select, encoding="utf-8")
    (example / "leadcast.toml").write_text(SETTINGS, encoding="utf-8")
    for name, horizon in (("protocol", 7), ("protocol-14d", 14)):
        (example / f"{name}.toml").write_text(PROTOCOL.format(horizon=horizon), encoding="utf-8")
    draw = np.random.default_rng(0)
    start = date(2025, 1, 6)
    bought = draw.random((180, 24)) < np.where(np.arange(24) % 2, 0.12, 0.01)
    lines = [f"{n},A{a},{start + timedelta(int(d))}" for n, (d, a) in enumerate(zip(*np.nonzero(bought), strict=True))]
    (export / "o.csv").write_text("\n".join(["number,name,day", *lines]), encoding="utf-8")
    return example


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The example, written once."""
    return write_example(tmp_path_factory.mktemp("quality"))


@pytest.fixture(scope="module")
def figures(example):
    """What a run of one of its protocols wrote."""
    out = example.parent / "quality.json"
    given = [str(example), "--data", str(example.parent / "data"), "--protocol", "protocol-14d", "--out", str(out)]
    assert 0 == main(given)
    return json.loads(out.read_text(encoding="utf-8"))


def test_every_model_has_every_metric_with_its_interval(figures):
    """
    Leadcast and all baselines that fit the question stand there, each metric with value, low and high.
    """
    models = {model["key"]: model["metrics"] for model in figures[0]["models"]}
    always = {"leadcast", "base_rate", "logistic", "lightgbm", "hist_gradient_boosting", "catboost"}

    assert always | {"recency_frequency", "bg_nbd"} == set(models)
    assert {frozenset(METRICS)} == {frozenset(metrics) for metrics in models.values()}
    assert {"value", "low", "high"} == set(models["bg_nbd"]["auc"])


def test_only_the_protocol_asked_for_is_run(figures):
    """
    --protocol names one of the protocols of an example.
    """
    assert ["shop-protocol-14d"] == [each["protocol"]["name"] for each in figures]


def test_the_rank_counts_those_that_are_better(figures):
    """
    Leadcast's rank by log loss is its place among the models, which stand in that order.
    """
    losses = {model["key"]: model["metrics"]["log_loss"]["value"] for model in figures[0]["models"]}
    better = [key for key, loss in losses.items() if loss < losses["leadcast"]]

    assert sorted(losses.values()) == list(losses.values())
    assert 1 + len(better) == figures[0]["rank"]["log_loss"]


def test_what_is_saved_is_the_difference_of_log_losses(figures):
    """
    Against each other model the saving is its log loss less Leadcast's.
    """
    models = {model["key"]: model for model in figures[0]["models"]}
    ours = models["leadcast"]["metrics"]["log_loss"]["value"]

    assert models["leadcast"]["saved_by_leadcast"] is None
    assert models["base_rate"]["metrics"]["log_loss"]["value"] - ours == pytest.approx(
        models["base_rate"]["saved_by_leadcast"]["value"]
    )


def test_an_export_that_is_not_there_is_named(example, capsys, tmp_path):
    """
    Without its export nothing is measured: one sentence on standard error says which is missing, and the status is 1.
    """
    assert 1 == main([str(example), "--data", str(tmp_path)])
    said = capsys.readouterr()
    assert f"There is no export {tmp_path / 'shop'}" in said.err
    assert "" == said.out


def test_a_protocol_that_is_not_there_is_named(example, capsys):
    """
    A protocol that an example lacks is an error that says which.
    """
    assert 1 == main([str(example), "--data", str(example.parent / "data"), "--protocol", "protocol-9d"])
    assert "There is no protocol-9d.toml" in capsys.readouterr().err


def test_help_shows_an_example(capsys):
    """
    --help shows how it is called.
    """
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    assert "python bench/quality.py examples/olist --data" in capsys.readouterr().out
