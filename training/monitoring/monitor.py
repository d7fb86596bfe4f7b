"""How the model that serves is doing since it was trained: drift, realised calibration, and whether to retrain."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from features.build import build
from features.moments import local_midnights
from history.errors import UserError
from history.record import History
from models.artifact import Bundle
from models.sandbox.answer.forecast import Note
from training.datasets import assemble
from training.monitoring import advice
from training.monitoring.advice import Action, Reason
from training.monitoring.drift import Drift, drift
from training.monitoring.realised import Realised, realise
from training.settings import DAY, Task

# So many of the latest cut-offs are "recent"; of more than a year of outcomes, only the last are looked at.
RECENT, MOST_CUTOFFS = 4, 400
MOST_ROWS = 300_000


@dataclass(frozen=True)
class Monitored:
    """How a model is doing as of a moment; `drift` and `realised` are None where nothing is known yet."""

    as_of: pd.Timestamp
    trained_until: pd.Timestamp
    drift: Drift | None
    realised: Realised | None
    reasons: tuple[Reason, ...]

    @property
    def action(self) -> Action:
        """Keep, look or retrain."""
        return advice.advice(self.reasons)

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data."""
        realised = self.realised
        return {
            "as_of": self.as_of.isoformat(),
            "trained_until": self.trained_until.isoformat(),
            "action": self.action,
            "reasons": [each.to_json() for each in self.reasons],
            "drift": None if self.drift is None else self.drift.to_json(),
            "weeks": [] if realised is None else realised.weeks.to_dict("records"),
            "level": None if realised is None else realised.evidence.to_json(),
            "log_loss": None if realised is None else realised.loss.to_json(),
        }


def monitor(bundle: Bundle, history: History, as_of: pd.Timestamp) -> Monitored:
    """Judge `bundle` by the cut-offs since it was trained, knowing what was recorded by `as_of`.

    Cut-offs are counted forward from the training, so that those of today stay the same tomorrow.

    Raises:
        UserError: the model was trained later than `as_of`.
    """
    until, known = pd.Timestamp(bundle.card["trained_until"]), history.known_by(as_of)
    if until > as_of:
        trained, asked = (f"{each.tz_convert(history.business.time_zone):%Y-%m-%d}" for each in (until, as_of))
        raise UserError(f"The model was trained on {trained}, after {asked}.", "Name a later moment with --as-of.")
    task = Task.model_validate(bundle.card["task"])
    cutoffs = local_midnights(until, as_of, task.every // DAY, known.business.time_zone)
    shifted = _shifted(bundle, known, cutoffs[-RECENT:]) if len(cutoffs) else None
    matured = cutoffs[cutoffs + task.horizon <= as_of][-MOST_CUTOFFS:]
    realised = _realised(bundle, known, matured, task) if len(matured) else None
    reasons = (*_of_training(bundle, cutoffs, shifted), *_of_outcomes(bundle, realised), *_of_drift(shifted))
    return Monitored(as_of, until, shifted, realised, reasons)


def _shifted(bundle: Bundle, known: History, recent: pd.DatetimeIndex) -> Drift | None:
    if bundle.remembered is None:
        return None
    table = build(known, list(recent), bundle.rows, bundle.spec)
    scores = pd.Series(bundle.intent.predict(table).probability)
    return drift(bundle.remembered.reference, table, scores) if len(table) else None


def _realised(bundle: Bundle, known: History, matured: pd.DatetimeIndex, task: Task) -> Realised | None:
    until = pd.Timestamp(matured[-1] + task.horizon)
    data = assemble(known, matured, task, bundle.spec, known_until=until, most=MOST_ROWS)
    if not len(data):
        return None
    scores = bundle.intent.predict(data.table).probability
    return realise(data, scores, task.horizon, known.business.time_zone)


def _of_training(bundle: Bundle, cutoffs: pd.DatetimeIndex, shifted: Drift | None) -> tuple[Reason, ...]:
    found = []
    if bundle.remembered is None:
        said = Note(
            "The model was trained before references were kept: drift cannot be measured until it is retrained.",
            "该模型训练时尚未保留参照：重新训练之后才能度量漂移。",
        )
        found.append(Reason("look", said))
    elif len(cutoffs) and shifted is None:
        said = Note(
            "Nobody stands at the latest cut-offs to be scored: see whether the history is still being filled.",
            "最近的截止时点上没有可评分的对象：请检查历史数据是否仍在更新。",
        )
        found.append(Reason("look", said))
    if not len(cutoffs):
        said = Note("No new cut-off has come since training.", "训练以来还没有新的截止时点。")
        found.append(Reason("keep", said))
    return tuple(found)


def _of_outcomes(bundle: Bundle, realised: Realised | None) -> tuple[Reason, ...]:
    if realised is None:
        return (Reason("keep", Note("No outcome has become known since training.", "训练以来还没有已知的结果。")),)
    found = [advice.of_level(realised)]
    if bundle.card["model"] != "base_rate":
        found.append(advice.of_gain(realised, bundle.card["purchases"] / bundle.card["rows"]))
    if bundle.card["forward_metrics"]:
        found.append(advice.of_loss(realised, bundle.card["forward_metrics"]["log_loss"]))
    return tuple(found)


def _of_drift(found: Drift | None) -> tuple[Reason, ...]:
    if found is None:
        return ()
    return advice.of_scores(found), advice.of_inputs(found), advice.of_surroundings(found)
