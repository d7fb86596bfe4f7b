"""What a team would otherwise use for a question: the baselines that Leadcast is shown beside."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

import pandas as pd

from features.frame import KEYS
from models.scorers.baselines import BaseRate, Logistic
from models.scorers.bgnbd import FEATURES, BgNbd
from models.scorers.boosted import DEFAULT, Boosted
from models.scorers.columns import Columns
from models.scorers.grid import RecencyFrequency, StageTime
from models.scorers.odoo import FIELDS, STAGE, TEAM, OdooScore
from models.scorers.scorer import Labels, Probabilities
from training.datasets import DataSet
from training.settings import DAY, Question


class Predictor(Protocol):
    """What can say a probability for each row of a feature table, though it may not be savable."""

    def predict(self, table: pd.DataFrame) -> Probabilities:
        """The probability of each row, shape (n,), strictly between 0 and 1."""
        ...


class Learner(Predictor, Protocol):
    """What can learn to."""

    def fit(self, table: pd.DataFrame, labels: Labels) -> Predictor:
        """Learn from rows of shape (n, …) and their n labels; both answers occur."""
        ...


@dataclass(frozen=True)
class Rival:
    """One baseline: how it is called, how it is made for a horizon and a seed, and which questions it can answer.

    `horizon` is that of the question, which `rivals` fills in.
    """

    key: str
    name: str
    name_zh: str
    make: Callable[[timedelta, int], Learner]
    fits: Callable[[Question, pd.DataFrame], bool] = lambda _question, _table: True
    horizon: timedelta = 7 * DAY


def _told(table: pd.DataFrame, *names: str) -> bool:
    """Whether any of the columns `names` is there and varies."""
    return bool(Columns.of(table[[*KEYS, *(name for name in names if name in table)]]).names)


def _has_grid(_question: Question, table: pd.DataFrame) -> bool:
    return bool(RecencyFrequency().features(table))


def _buys_again(question: Question, table: pd.DataFrame) -> bool:
    return question.entity == "account" and _told(table, FEATURES[0])


def _has_stages(question: Question, table: pd.DataFrame) -> bool:
    return question.entity == "lead" and _told(table, STAGE)


def _has_fields(question: Question, table: pd.DataFrame) -> bool:
    return question.entity == "lead" and _told(table, TEAM, STAGE, *FIELDS)


# From the simplest on. All settings are fixed beforehand, and the same for every history.
RIVALS = (
    Rival("base_rate", "base rate", "基准率", lambda _horizon, _seed: BaseRate()),
    Rival(
        "recency_frequency",
        RecencyFrequency.name,
        "近度–频度网格",
        lambda _horizon, _seed: RecencyFrequency(),
        _has_grid,
    ),
    Rival("stage_time", StageTime.name, "阶段 × 停留时间", lambda _horizon, _seed: StageTime(), _has_stages),
    Rival("bg_nbd", BgNbd.name, "BG/NBD", lambda horizon, _seed: BgNbd(horizon), _buys_again),
    Rival("odoo", OdooScore.name, "Odoo 线索评分", lambda _horizon, _seed: OdooScore(), _has_fields),
    Rival("logistic", Logistic.name, "逻辑回归", lambda _horizon, _seed: Logistic()),
    Rival("lightgbm", "LightGBM", "LightGBM", lambda _horizon, seed: Boosted(replace(DEFAULT, seed=seed))),
)


def rivals(question: Question, table: pd.DataFrame) -> tuple[Rival, ...]:
    """The baselines that can answer `question` from a feature table such as `table`, from the simplest on."""
    return tuple(replace(rival, horizon=question.horizon) for rival in RIVALS if rival.fits(question, table))


def fitted_rival(rival: Rival, data: DataSet, seed: int) -> Predictor:
    """`rival` fitted on all of `data`; the base rate where only one answer occurs, from which nothing is learned."""
    both = bool(data.labels.any()) and not data.labels.all()
    learner = rival.make(rival.horizon, seed) if both else BaseRate()
    return learner.fit(data.table, data.labels)
