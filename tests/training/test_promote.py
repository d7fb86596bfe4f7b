import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from history.errors import UserError
from models.artifact import load
from models.champion import champion_folder, read_champion
from training.promote import Place, listed, promote, revert
from training.settings import Gate
from training.track import log_bundle, registered

NOON = datetime(2025, 8, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)


@pytest.fixture
def place(tmp_path):
    """An empty home, whose gate lets a model of thirty accounts promise roughly."""
    return Place(tmp_path / "models", tmp_path / "runs", Gate(ece_share=1, most_ece=1))


def log(place, bundle):
    """Register a bundle; its version."""
    work = place.runs.parent / "work"
    shutil.rmtree(work, ignore_errors=True)
    return log_bundle(place.runs, bundle, work)


def contrary(bundle):
    """The same bundle, had it said the opposite forward in time."""
    said = bundle.remembered.forward.assign(serves=1 - bundle.remembered.forward["serves"])
    return replace(bundle, remembered=replace(bundle.remembered, forward=said))


def test_the_first_version_serves(orders, old, place):
    """
    Without a champion, what is no worse than the baselines is promoted, exported and found.
    """
    version = log(place, old)
    done = promote(place, version, orders, promoted_at=NOON)
    champion = read_champion(place.models)

    assert (True, ()) == (done.accepted, done.failed)
    assert (version, NOON) == (champion.version, champion.promoted_at)
    assert old.card == load(champion_folder(place.models)).card


def test_no_model_is_promoted_yet(tmp_path):
    """
    Before the first promotion, asking for the champion says what to do.
    """
    assert read_champion(tmp_path) is None
    with pytest.raises(UserError, match=r"No model is promoted yet.*leadcast train"):
        champion_folder(tmp_path)


def test_an_unknown_version_is_refused(orders, place):
    """
    The error names the versions that there are.
    """
    with pytest.raises(UserError, match=r"no version 7.*none"):
        promote(place, "7", orders, promoted_at=NOON)


def test_what_fails_a_rule_is_stopped_unless_forced(orders, old, place):
    """
    A model behind the base rate does not serve, unless it is forced to; both are recorded with the version.
    """
    version = log(place, contrary(old))
    stopped = promote(place, version, orders, promoted_at=NOON)

    assert not stopped.accepted
    assert "baselines" in [each.rule for each in stopped.failed]
    assert read_champion(place.models) is None
    assert not listed(place)[0]["forced"]

    forced = promote(place, version, orders, promoted_at=NOON, force=True)

    assert forced.accepted
    assert forced.failed == stopped.failed
    assert read_champion(place.models).version == version
    assert (True, True) == (listed(place)[0]["serves"], listed(place)[0]["forced"])


def test_what_the_gate_said_is_kept(orders, old, new, place):
    """
    Every verdict stands in the registry's tags, and in the list, the newest version first.
    """
    first, second = log(place, old), log(place, new)
    done = promote(place, first, orders, promoted_at=NOON)
    newest, oldest = listed(place)

    assert (second, None, False) == (newest["version"], newest["gate"], newest["serves"])
    assert (first, True) == (oldest["version"], oldest["serves"])
    assert [each.to_json() for each in done.verdicts] == oldest["gate"]
    assert old.card["forward_metrics"]["log_loss"] == pytest.approx(oldest["log_loss"])
    assert "gate" in registered(place.runs)[0].tags


@pytest.mark.slow
def test_a_revert_goes_back_and_further_back(orders, old, new, place):
    """
    The champion before serves again, its folder untouched, and the registry's alias follows.
    """
    for bundle in (old, new, old):
        promote(place, log(place, bundle), orders, promoted_at=NOON, force=True)

    assert "2" == revert(place, LATER).version
    assert "1" == revert(place, LATER).version
    assert ("1", LATER) == (read_champion(place.models).version, read_champion(place.models).promoted_at)
    assert [False, False, True] == [each["serves"] for each in listed(place)]
    with pytest.raises(UserError, match="no earlier champion"):
        revert(place, LATER)


def test_a_damaged_model_is_not_gone_back_to(orders, old, new, place):
    """
    What can no longer be read does not serve; the champion stays.
    """
    for bundle in (old, new):
        promote(place, log(place, bundle), orders, promoted_at=NOON, force=True)
    (place.models / "1" / "intent" / "intent.json").write_text("{}")
    with pytest.raises(UserError, match="damaged"):
        revert(place, LATER)

    assert "2" == read_champion(place.models).version


def test_an_export_that_answers_otherwise_is_refused(orders, old, new, place):
    """
    A folder that holds another model under the version's name is found out, and no force overrules that.
    """
    first, second = log(place, old), log(place, new)
    promote(place, first, orders, promoted_at=NOON)
    (place.models / first).rename(place.models / second)
    with pytest.raises(UserError, match="answers otherwise"):
        promote(place, second, orders, promoted_at=NOON, force=True)
