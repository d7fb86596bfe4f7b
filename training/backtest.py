"""Play training again as of a past moment, and see how its model would have done, beside what else could serve."""

from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd

from history.errors import UserError
from history.record import History
from models.forecast import Note
from models.scorer import Probabilities
from training.bootstrap import Resampled, resample
from training.candidates import BASE, LINE, Kind, Progress, fitted
from training.datasets import DataSet, assemble
from training.learn import Learned, learn
from training.metrics import METRICS, Judged, reliability
from training.protocol import Protocol
from training.settings import DAY
from training.verdict import LEADCAST, notes, verdict

BARE = "leadcast_without_signals"
# What is shown beside the chosen model. The number of trees is fixed beforehand.
ROUNDS = 200
PLAIN = Kind("lightgbm", "LightGBM", "LightGBM", ("all",))
BASELINES = (BASE, LINE, PLAIN)


@dataclass(frozen=True)
class BackTest:
    """A finished back-test: what was learned, the test rows, each model's predictions there, and their metrics."""

    protocol: Protocol
    learned: Learned
    test: DataSet
    predictions: dict[str, Probabilities]
    resampled: Resampled
    simulated: bool

    @property
    def verdict(self) -> Note:
        """What came out, in one sentence or two."""
        return verdict(self.learned.selection, self.resampled)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What a reader should know before trusting the numbers."""
        return notes(self.protocol, self.learned.selection, self.learned.data, self.test)

    def to_json(self) -> dict[str, Any]:
        """The whole report as JSON-able data: everything that the page shows, unrounded."""
        said = self.verdict
        return {
            "protocol": self.protocol.model_dump(mode="json", by_alias=True),
            "leadcast": version("leadcast"),
            "simulated": self.simulated,
            "seed": self.learned.seed,
            "train": _window(self.learned.data),
            "test": _window(self.test),
            "models": [self._model(name) for name in self.predictions],
            "saved": {
                name: self.resampled.difference(name, LEADCAST, "log_loss").to_json()
                for name in self.predictions
                if name != LEADCAST
            },
            "over_time": over_time(self.test, self.predictions[LEADCAST]).to_dict("records"),
            "selection": self.learned.selection.to_json(),
            "verdict": {"en": said.en, "zh": said.zh},
            "notes": [{"en": note.en, "zh": note.zh} for note in self.notes],
        }

    def _model(self, name: str) -> dict[str, Any]:
        probabilities = self.predictions[name]
        kind = named(name, self.learned.selection.kind)
        return {
            "key": name,
            "name": kind.en,
            "name_zh": kind.zh,
            "metrics": {metric: self.resampled.interval(name, metric).to_json() for metric in METRICS},
            "reliability": reliability(self.test.labels, probabilities).to_dict("records"),
            "gain": gain_curve(self.test, probabilities).to_dict("list"),
        }


def backtest(history: History, protocol: Protocol, seed: int = 0, progress: Progress | None = None) -> BackTest:
    """Learn on the training window alone, by the way that `leadcast train` learns, and judge on the test window.

    Nothing recorded after the last training cut-off's horizon takes part in learning.

    Raises:
        UserError: one of the windows has no cut-off with a known outcome, or nobody bought in training.
    """
    end = history.last_recorded
    if end is None:
        raise UserError("The history is empty.", "Import an export first: leadcast import DIR --sql SQL_DIR.")
    train, test = protocol.cutoffs(end)
    if not len(train) or not len(test):
        raise UserError(
            f"The history, which ends on {end:%Y-%m-%d}, has no cut-off in the {'test' if len(train) else 'training'} "
            "window whose outcome is known.",
            "Move the dates of the protocol into the history, or import more of it.",
        )
    known_until = train[-1] + protocol.horizon
    learned = learn(history, train, protocol, known_until=known_until, seed=seed, progress=progress)
    rows = assemble(history, test, protocol, learned.spec, known_until=end)
    if not len(rows):
        raise UserError("The test window has no rows.", "Check entity and population of the protocol, and its dates.")
    predictions = _predicted(learned, rows.table)
    resampled = resample(rows.labels, predictions, rows.clusters, seed, progress)
    return BackTest(protocol, learned, rows, predictions, resampled, history.business.simulated)


def _predicted(learned: Learned, table: pd.DataFrame) -> dict[str, Probabilities]:
    """The baselines' probabilities, the chosen model's, and its without the public signals where there are any."""
    found = {kind.key: fitted(kind, learned.data, ROUNDS, learned.seed).predict(table) for kind in BASELINES}
    found[LEADCAST] = learned.intent.predict(table).probability
    if "signals" in learned.spec.tables and learned.selection.kind != BASE:
        chosen = learned.selection
        bare = fitted(chosen.kind, learned.data.without("signals"), chosen.rounds, learned.seed)
        found[BARE] = chosen.mapping(bare.predict(table))
    return found


def named(model: str, chosen: Kind) -> Note:
    """What a report calls a model."""
    if model == LEADCAST:
        return Note(f"Leadcast: {chosen.name}", f"Leadcast：{chosen.name_zh}")
    if model == BARE:
        return Note("Leadcast without public signals", "Leadcast（不用公开信号）")
    kind = next(each for each in BASELINES if each.key == model)
    return Note(kind.name[:1].upper() + kind.name[1:], kind.name_zh)


def _window(data: DataSet) -> dict[str, Any]:
    cutoffs = data.cutoffs
    return {
        "first": cutoffs[0].isoformat(),
        "last": cutoffs[-1].isoformat(),
        "cutoffs": len(cutoffs),
        "rows": len(data),
        "entities": int(data.clusters.max()) + 1,
        "purchases": data.positives,
        "rate": data.positives / len(data),
    }


def over_time(data: DataSet, probabilities: Probabilities) -> pd.DataFrame:
    """Per week with rows: mean probability, share of yes, rows, and when it begins. Shows a level that drifts."""
    frame = pd.DataFrame({"predicted": probabilities, "observed": data.labels.astype(float)})
    first = data.table["cutoff"].min()
    week = ((data.table["cutoff"] - first) // (7 * DAY)).to_numpy()
    found = frame.groupby(week).mean().assign(rows=frame.groupby(week).size())
    starts = [(first + 7 * DAY * int(number)).isoformat() for number in found.index]
    return found.assign(start=starts).reset_index(drop=True)


def gain_curve(data: DataSet, probabilities: Probabilities) -> pd.DataFrame:
    """The gains curve at every half percent of the rows; within ties it is a straight line."""
    curve = Judged(data.labels, probabilities).gain()
    asked = np.linspace(0, 1, 201)
    return pd.DataFrame({"asked": asked, "found": np.interp(asked, curve["asked"], curve["found"])})
