"""A simulated world: the history it left behind, and the truth that no model may see."""

from dataclasses import dataclass

import pandas as pd

from history.record import History
from history.simulator.activities import activity_rows
from history.simulator.course import lived
from history.simulator.orders import order_rows
from history.simulator.rows import account_rows, lead_rows, rep_rows, stage_rows
from history.simulator.settings import WorldConfig
from history.simulator.signals import look_rows, signal_rows
from history.simulator.tenure import Tenure
from history.simulator.truth import Truth

SIMULATED = "simulated"


@dataclass(frozen=True)
class World:
    """`history` holds what was recorded by the end of the world's last day, `truth` all that happened, and why."""

    config: WorldConfig
    seed: int
    history: History
    truth: Truth
    label: str = SIMULATED


def simulate(config: WorldConfig, seed: int) -> World:
    """The world of `config` and `seed`; the same two give the same world.

    Extra leads leave everything before them as it was, and change others only through the load that they bring.
    Raises UserError where extra leads fit no account or no working day.
    """
    course = lived(config, seed)
    tenure = Tenure.of(course)
    history = History.of(
        config.business,
        accounts=account_rows(course),
        reps=rep_rows(course),
        leads=lead_rows(course, tenure),
        stage_changes=stage_rows(course),
        activities=activity_rows(course, tenure),
        orders=order_rows(course),
        signals=pd.concat([look_rows(course), signal_rows(course)]),
    )
    return World(config, seed, history.known_by(pd.Timestamp(course.end, unit="s", tz="UTC")), Truth(course))
