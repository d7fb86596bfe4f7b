"""The search for how to grow trees: tree-structured Parzen estimators, hopeless trials given up while they grow.

The only module that knows Optuna. Its study is kept in SQLite, so that a search can be broken off and continued.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import optuna
from optuna.trial import FrozenTrial, Trial, TrialState

from models.scorers.boosted import Boosting
from training.datasets import DataSet
from training.learning.candidates import ROUNDS
from training.learning.growth import Growth, growth_of, name_of
from training.learning.tuning import Tried, Tuned, judged


class Range(NamedTuple):
    """From `low` to `high`, whole numbers if these are; on a logarithmic scale where factors matter."""

    low: float
    high: float
    log: bool = True


# Around the default. How many trees is chosen anyway, by every training.
SPACE = {
    "learning_rate": Range(0.01, 0.12),
    "leaves": Range(4, 63),
    "min_rows": Range(20, 500),
    "row_share": Range(0.5, 1.0, log=False),
    "column_share": Range(0.2, 1.0, log=False),
    "ridge": Range(0.1, 100.0),
    "bins": Range(15, 255),
}
# A trial is given up for what it reports after so many trees at the earliest: before, a low learning rate looks bad.
PATIENCE = 100

# Told how many trials are done, of how many, and the least loss so far (None: none yet).
Watch = Callable[[int, int, float | None], None]


def unwatched(done: int, total: int, best: float | None) -> None:
    """A `Watch` that looks away."""


@dataclass(frozen=True)
class Budget:
    """How many more trials, and after how many seconds none is begun any more (None: no bound)."""

    trials: int
    timeout: float | None = None


def search(
    data: DataSet, horizon: timedelta, boosting: Boosting, file: Path, budget: Budget, watch: Watch = unwatched
) -> Tuned:
    """The best of the settings tried around `boosting` if it saves more than one standard error, else `boosting`.

    A trial's loss is the pooled log loss on folds of `data` that go forward in time, on a bounded number of rows
    (`growth_of`); the verdict is given on all rows. The study is kept in the SQLite file `file` under a name that is
    the same for equal rows and horizon: a search adds `budget.trials` to it. ^C ends the search and keeps what it
    found. With no timeout, equal arguments and an equal study give an equal answer.

    Sampling is that of Bergstra et al., "Algorithms for hyper-parameter optimization", 2011, for all settings jointly.
    """
    growth = growth_of(data, horizon, boosting)
    if growth is None:
        return Tuned(boosting)
    study = _study(file, name_of(data, horizon, boosting), boosting.seed)
    _run(study, growth, {name: getattr(boosting, name) for name in SPACE}, budget, watch)
    tried = [_tried(trial) for trial in study.get_trials(deepcopy=False) if trial.intermediate_values]
    if not (complete := _complete(study)):
        return Tuned(boosting)
    best = min(complete, key=_loss)
    verdict = judged(data, horizon, boosting, replace(boosting, **best.params))
    found = {"study": study.study_name, "rows": growth.rows, "tried": len(tried), "best": dict(best.params)}
    listed = {"trials": [asdict(trial) for trial in tried]}
    return Tuned(verdict.settings, found | verdict.to_json() | listed)


def _study(file: Path, name: str, seed: int) -> optuna.Study:
    # It tells of every trial by itself, which would break the progress bar.
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    file.parent.mkdir(parents=True, exist_ok=True)
    study = optuna.create_study(storage=f"sqlite:///{file.resolve()}", study_name=name, load_if_exists=True)
    # Continued with the seed that it began with, it would draw again what it has drawn before.
    study.sampler = optuna.samplers.TPESampler(seed=seed + len(study.trials), multivariate=True)
    study.pruner = optuna.pruners.MedianPruner(n_startup_trials=5, n_warmup_steps=PATIENCE)
    return study


def _run(study: optuna.Study, growth: Growth, first: dict[str, Any], budget: Budget, watch: Watch) -> None:
    """Add trials. The default settings come first, so that nothing worse is found on the rows of the search."""
    if not any(trial.params == first for trial in _complete(study)):
        study.enqueue_trial(first)
    done = count()

    def tell(study: optuna.Study, _: FrozenTrial | None = None) -> None:
        watch(next(done), budget.trials, min(map(_loss, _complete(study)), default=None))

    tell(study)
    # Who breaks off a search still wants what it found.
    with suppress(KeyboardInterrupt):
        study.optimize(lambda trial: _objective(trial, growth), budget.trials, timeout=budget.timeout, callbacks=[tell])


def _objective(trial: Trial, growth: Growth) -> float:
    """The least loss after any number of trees that a training may choose."""
    losses: dict[int, float] = {}
    for trees, loss in growth.losses({name: _suggested(trial, name, within) for name, within in SPACE.items()}):
        losses[trees] = loss
        trial.report(loss, trees)
        if trial.should_prune():
            raise optuna.TrialPruned
    return min(losses[trees] for trees in ROUNDS)


def _suggested(trial: Trial, name: str, within: Range) -> float:
    if isinstance(within.low, int) and isinstance(within.high, int):
        return trial.suggest_int(name, within.low, within.high, log=within.log)
    return trial.suggest_float(name, within.low, within.high, log=within.log)


def _complete(study: optuna.Study) -> list[FrozenTrial]:
    return study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))


def _loss(trial: FrozenTrial) -> float:
    return float("inf") if trial.value is None else trial.value


def _tried(trial: FrozenTrial) -> Tried:
    finished = trial.state == TrialState.COMPLETE
    losses = {trees: loss for trees, loss in trial.intermediate_values.items() if trees in ROUNDS or not finished}
    trees = min(losses, key=losses.__getitem__)
    return Tried(trial.number, trial.state.name.lower(), losses[trees], trees, dict(trial.params))
