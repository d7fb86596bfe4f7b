"""A history to look into: of a home that is named, else of a simulated world."""

import pandas as pd
import pytest

from history.errors import UserError
from history.home import Home
from history.opened import open_or_simulate
from history.opening import make_store
from history.simulator import WorldConfig

SMALL = WorldConfig(accounts=20, days=30)


def a_lead() -> pd.DataFrame:
    moment = pd.Timestamp("2026-01-05", tz="UTC")
    return pd.DataFrame({"lead_id": ["L1"], "created_at": [moment], "recorded_at": [moment]})


@pytest.mark.parametrize("folder", [None, ""])
def test_without_a_home_a_world_is_simulated(folder):
    """
    The world is there with its truth, is said to be simulated, and its home is an empty folder of its own.
    """
    opened = open_or_simulate(folder, SMALL, seed=1)

    assert "simulated data" == opened.label
    assert opened.world is not None
    assert opened.history is opened.world.history
    assert opened.history.last_recorded == opened.until
    assert [] == list(opened.home.folder.iterdir())


def test_the_home_that_is_named_is_opened(tmp_path):
    """
    What was imported into it is read, and nothing is simulated.
    """
    with make_store(Home(tmp_path)) as store:
        store.append("leads", a_lead())
    opened = open_or_simulate(str(tmp_path), SMALL, seed=1)

    assert ("imported data", None) == (opened.label, opened.world)
    assert ["L1"] == opened.history["leads"]["lead_id"].tolist()
    assert tmp_path == opened.home.folder


def test_an_empty_home_is_refused(tmp_path):
    """
    A home was named, so a world in its place would be a lie; nothing is made in it either.
    """
    with pytest.raises(UserError, match="no history"):
        open_or_simulate(str(tmp_path), SMALL, seed=1)

    assert [] == list(tmp_path.iterdir())
