"""One origin of a back-test: what was learned there, and what it and the baselines say of the rows that came next."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.frame import CATEGORICAL, CUTOFF, ENTITY
from history.record import History
from models.intent import Scores
from models.sandbox.answer.forecast import Note
from models.scorers.boosted import DEFAULT
from models.scorers.scorer import Probabilities
from training.backtest.origins import Origin, Plan
from training.backtest.rivals import RIVALS, fitted_rival, rivals
from training.backtest.verdict import LEADCAST
from training.datasets import DataSet, assemble
from training.kinds import BASE
from training.learning.candidates import Progress
from training.learning.learn import Learned, learn

BARE = "leadcast_without_signals"


@dataclass(frozen=True)
class Stretch:
    """What was learned at `origin`, the test rows up to the next one, and what each model says of them.

    `scores` are those of the chosen model with their intervals; `predictions` holds them too, under `LEADCAST`.
    """

    origin: Origin
    learned: Learned
    rows: DataSet
    scores: Scores
    predictions: dict[str, Probabilities]


def play(history: History, plan: Plan, origin: Origin, seed: int, progress: Progress | None = None) -> Stretch:
    """Learn at `origin` as `leadcast train` does, and judge; nothing recorded later takes part in learning.

    Raises:
        UserError: nobody bought in training.
    """
    learned = learn(
        history,
        origin.train,
        plan.question,
        known_until=origin.known_until,
        boosting=replace(DEFAULT, seed=seed),
        progress=progress,
    )
    rows = assemble(history, origin.test, plan.question, learned.spec, known_until=plan.end)
    if not len(rows):
        return Stretch(origin, learned, rows, Scores(np.empty(0), np.empty(0), np.empty(0)), {})
    scores = learned.intent.predict(rows.table)
    others = rivals(plan.question, learned.data.table)
    found = {each.key: fitted_rival(each, learned.data, seed).predict(rows.table) for each in others}
    found[LEADCAST] = scores.probability
    if with_signals(learned):
        found[BARE] = again(learned, learned.data.without("signals"), rows.table)
    return Stretch(origin, learned, rows, scores, found)


def with_signals(learned: Learned) -> bool:
    """Whether public signals were there to be used, and the chosen model could use them."""
    return "signals" in learned.spec.tables and learned.selection.kind != BASE


def again(learned: Learned, data: DataSet, table: pd.DataFrame) -> Probabilities:
    """What the chosen model, with its settings and calibration, says of `table` when fitted on `data` instead."""
    intent = learned.selection.finish(data)
    return intent.calibration.probability(intent.scorer.predict(table))


@dataclass(frozen=True)
class Pool:
    """The rows of all stretches together, in the order of time.

    The table holds the keys and the categories that an entity has; `fold` and `place` say in which stretch each row
    stands, and where.
    """

    data: DataSet
    scores: Scores
    predictions: dict[str, Probabilities]
    fold: npt.NDArray[np.int64]
    place: npt.NDArray[np.int64]


def pooled(stretches: tuple[Stretch, ...]) -> Pool:
    """All rows of `stretches`, each with at least one row, and the models that say something of all of them.

    Where signals could not be used yet, the model without them is the model itself.
    """
    names = _names(stretches)
    sizes = [len(each.rows) for each in stretches]

    def joined(field: str) -> Probabilities:
        return np.concatenate([getattr(each.scores, field) for each in stretches])

    return Pool(
        DataSet(
            pd.concat([_keys(each.rows.table) for each in stretches], ignore_index=True),
            np.concatenate([each.rows.labels for each in stretches]),
        ),
        Scores(joined("probability"), joined("low"), joined("high")),
        {
            name: np.concatenate([each.predictions.get(name, each.scores.probability) for each in stretches])
            for name in names
        },
        np.repeat(np.arange(len(sizes)), sizes),
        np.concatenate([np.arange(size) for size in sizes]),
    )


def _names(stretches: tuple[Stretch, ...]) -> list[str]:
    told = dict.fromkeys(name for each in stretches for name in each.predictions)
    return [name for name in told if name == BARE or all(name in each.predictions for each in stretches)]


def _keys(table: pd.DataFrame) -> pd.DataFrame:
    names = [name for name in (ENTITY, CUTOFF, *CATEGORICAL) if name in table.columns]
    return table[names].astype({name: "object" for name in names if name in CATEGORICAL})


def named(model: str, chosen: Note) -> Note:
    """What a report calls a model; `chosen` names what Leadcast chose."""
    if model == LEADCAST:
        return Note(f"Leadcast: {chosen.en}", f"Leadcast：{chosen.zh}")
    if model == BARE:
        return Note("Leadcast without public signals", "Leadcast（不用公开信号）")
    rival = next(each for each in RIVALS if each.key == model)
    return Note(rival.name[:1].upper() + rival.name[1:], rival.name_zh)
