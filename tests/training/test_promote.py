from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from history.errors import UserError
from models.artifact import load
from models.champion import champion_folder, read_champion
from training.fit import train
from training.gate import against, objections
from training.promote import promote
from training.settings import Task
from training.track import log_bundle

NOON = datetime(2025, 8, 1, 12, tzinfo=UTC)
EARLY = pd.Timestamp("2025-05-19", tz="Asia/Shanghai")


@pytest.fixture(scope="module")
def old(orders):
    """A bundle trained ten weeks before the end of the history."""
    return train(orders, Task(), EARLY, "old")


@pytest.fixture(scope="module")
def new(orders):
    """A bundle trained at the end of the history."""
    return train(orders, Task(), orders.last_recorded, "new")


def worse(bundle, by):
    """The same bundle, had it done worse forward in time."""
    blocks = bundle.card["forward_blocks"]
    raised = blocks | {"log_loss": [loss + by for loss in blocks["log_loss"]]}
    return replace(bundle, card=bundle.card | {"forward_blocks": raised})


def test_the_first_version_serves(orders, old, tmp_path):
    """
    Without a champion, what is no worse than the base rate is promoted, exported and found.
    """
    version = log_bundle(tmp_path / "runs", old, tmp_path / "work")
    done = promote(tmp_path / "models", tmp_path / "runs", version, promoted_at=NOON, probe=orders)
    champion = read_champion(tmp_path / "models")

    assert (True, ()) == (done.accepted, done.reasons)
    assert (version, NOON) == (champion.version, champion.promoted_at)
    assert old.card == load(champion_folder(tmp_path / "models")).card


def test_no_model_is_promoted_yet(tmp_path):
    """
    Before the first promotion, asking for the champion says what to do.
    """
    assert read_champion(tmp_path) is None
    with pytest.raises(UserError, match=r"No model is promoted yet.*leadcast train"):
        champion_folder(tmp_path)


def test_an_unknown_version_is_refused(orders, tmp_path):
    """
    The error names the versions that there are.
    """
    with pytest.raises(UserError, match=r"no version 7.*none"):
        promote(tmp_path / "models", tmp_path / "runs", "7", promoted_at=NOON, probe=orders)


def test_what_is_worse_than_the_base_rate_is_stopped(orders, old, tmp_path):
    """
    A model behind the base rate does not serve, unless it is forced to; then the champion changes.
    """
    card = old.card | {"forward_metrics": old.card["forward_metrics"] | {"log_loss": 9.0}}
    version = log_bundle(tmp_path / "runs", replace(old, card=card), tmp_path / "work")
    place = tmp_path / "models", tmp_path / "runs", version
    stopped = promote(*place, promoted_at=NOON, probe=orders)

    assert not stopped.accepted
    assert "worse than the base rate" in stopped.reasons[0]
    assert read_champion(tmp_path / "models") is None
    assert promote(*place, promoted_at=NOON, probe=orders, force=True).accepted
    assert read_champion(tmp_path / "models").version == version


def test_a_newer_model_is_compared_on_outcomes_new_to_the_champion(orders, old, new):
    """
    The champion is scored again on the cut-offs since it was trained, and the candidate is found no worse.
    """
    found = against(new, old, orders)

    assert found is not None
    assert abs(found.mean) < 0.2
    assert () == objections(new, old, orders)


def test_a_candidate_that_loses_to_the_champion_is_stopped(orders, old, new):
    """
    Had the candidate lost half a nat a row, the gate would say so.
    """
    reasons = objections(worse(new, 0.5), old, orders)

    assert 1 == len(reasons)
    assert "against the champion" in reasons[0]


def test_same_outcomes_are_compared_on_the_blocks_of_both(orders, new):
    """
    Two models of one history are compared on the cut-offs that both were judged on.
    """
    assert 0 == against(new, new, orders).mean
    assert 0.3 == pytest.approx(against(worse(new, 0.3), new, orders).mean)


def test_another_question_is_no_rival(orders, old, new):
    """
    A champion with another horizon is not compared.
    """
    other = replace(old, horizon=timedelta(days=30))

    assert () == objections(worse(new, 0.5), other, orders)


def test_an_export_that_answers_otherwise_is_refused(orders, old, new, tmp_path):
    """
    A folder that holds another model under the version's name is found out.
    """
    first, second = (
        log_bundle(tmp_path / "runs", each, tmp_path / f"work {name}") for name, each in (("a", old), ("b", new))
    )
    promote(tmp_path / "models", tmp_path / "runs", first, promoted_at=NOON, probe=orders)
    (tmp_path / "models" / first).rename(tmp_path / "models" / second)
    with pytest.raises(UserError, match="answers otherwise"):
        promote(tmp_path / "models", tmp_path / "runs", second, promoted_at=NOON, probe=orders)
