"""One small simulated world with a bundle fitted on it."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from features.build import Rows
from features.spec import Spec, learn_spec
from history.record import History
from history.simulator import WorldConfig, simulate
from models.artifact import Bundle
from models.calibration import Calibration
from models.intent import Intent
from models.sandbox.sandbox import Sandbox
from models.scorers.baselines import BaseRate
from models.win import Win


@dataclass(frozen=True)
class Made:
    """A history and the bundle fitted on it, as of its end."""

    history: History
    as_of: pd.Timestamp
    spec: Spec
    bundle: Bundle


@pytest.fixture(scope="session")
def made() -> Made:
    history = simulate(WorldConfig(accounts=250, days=300), seed=3).history
    as_of = pd.Timestamp(history.last_recorded)
    spec = learn_spec(history, as_of)
    answers = np.array([True, False])
    scorer = BaseRate().fit(pd.DataFrame(index=range(2)), answers)
    intent = Intent(scorer, Calibration(), (0.1, 0.2, 0.3))
    win = Win.fit(history, spec, as_of)
    bundle = Bundle(Rows("account", "all"), timedelta(days=7), spec, intent, win, {"simulated": True})
    return Made(history, as_of, spec, bundle)


@pytest.fixture(scope="session")
def sandbox(made: Made) -> Sandbox:
    return Sandbox.open(made.history, made.bundle, made.as_of)
