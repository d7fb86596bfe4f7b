"""A history to look into: the one of a home, or that of a simulated world where there is no home."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from history.home import Home
from history.opening import read_history
from history.record import History
from history.simulator import World, WorldConfig, simulate
from history.tables import RECORDED


@dataclass(frozen=True)
class Opened:
    """A history with the home that its settings and models belong to.

    `world` is the simulated world that it comes from, whose home is a temporary folder; None for an imported history.
    """

    history: History
    home: Home
    world: World | None

    @property
    def label(self) -> str:
        """What to write on everything that is shown of it."""
        return "simulated data" if self.history.business.simulated else "imported data"

    @property
    def until(self) -> pd.Timestamp:
        """When its newest row was recorded, aware UTC."""
        times = [rows[RECORDED].max() for rows in self.history.tables.values() if len(rows)]
        return pd.Timestamp(max(times))


def open_or_simulate(folder: str | None, config: WorldConfig, seed: int) -> Opened:
    """The history of the home in `folder`; without one (None or empty), the world of `config` and `seed`.

    Raises:
        UserError: the home holds no history.
    """
    if folder:
        home = Home(Path(folder).expanduser())
        return Opened(read_history(home), home, None)
    world = simulate(config, seed)
    return Opened(world.history, Home(Path(tempfile.mkdtemp(prefix="leadcast-"))), world)
