"""When a lead that is open now will be won: discrete-time hazards with loss as a competing end, by LightGBM.

Each open lead at each past cut-off gives one row per interval that it entered and whose end is known; leads still open
count for the intervals they came through. Hazards go with the days worked, and that of winning may only fall as load
rises. What is the same for all leads of a moment (level, calendar) is left out: with few past moments, trees would
remember each of them.
Source: Tutz and Schmid, "Modeling Discrete Time-to-Event Data", 2016, chapters 4 and 8.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Self

import lightgbm
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit, logit

from features.build import Rows, build
from features.spec import Spec
from history.record import History
from history.settings import Business
from models.intervals import EDGES, Curve, by_interval, days_worked, interval_outcomes
from models.scorers.boosted import SIDE_FILE, Boosting
from models.scorers.columns import Columns, Matrix

FALLING = ("load_region_open_per_rep", "load_rep_open")
SAME_FOR_ALL = ("level_", "calendar_")
MOST_ROWS = 60_000
MOST_SURE = 0.95
CAUSES = ("won", "lost")
GROWTH = Boosting(rounds=150)


def _rates(answer: npt.NDArray[np.bool_], interval: npt.NDArray[np.int64], work: Curve) -> Curve:
    """Share of yes per interval and usual work, of one half where there is no row."""
    size = len(EDGES) - 1
    share = (np.bincount(interval, answer, size) + 0.5) / (np.bincount(interval, work, size) + 1)
    return np.minimum(share, MOST_SURE)


class Contributed(NamedTuple):
    """What makes log-odds: `added` (n, columns + 1, causes, intervals) and the `base` (causes, intervals) sum to them.

    The base is what is expected of a lead of which nothing is known. The last column is what the interval itself adds:
    how what is known of the lead counts sooner or later.
    """

    base: Curve
    added: Curve


class NothingWon(ValueError):
    """No lead that was open at the cut-offs has been won: there is nothing to learn."""


class OpenLeads:
    """Fitted from a history at past cut-offs; gives win curves for rows of open leads."""

    def __init__(self, boosting: Boosting = GROWTH) -> None:
        self.boosting = boosting

    def fit(self, history: History, cutoffs: Sequence[datetime], spec: Spec, as_of: pd.Timestamp) -> Self:
        """Learn from the leads open at `cutoffs`, by what was known of their ends at `as_of`.

        Raises:
            NothingWon: no lead that was open at these cut-offs was won later.
        """
        table = build(history.known_by(as_of), cutoffs, Rows("lead", "open"), spec)
        if len(table) > MOST_ROWS:
            table = table.sample(MOST_ROWS, random_state=self.boosting.seed).reset_index(drop=True)
        row, interval, outcome = interval_outcomes(history, table, as_of)
        if not (outcome == 1).any():
            raise NothingWon("no lead that was open at these cut-offs has been won")
        self.columns_ = Columns.of(table, without=SAME_FOR_ALL)
        self.business_ = history.business
        matrix = np.column_stack([self.columns_.codes(table)[row], interval])
        work = by_interval(days_worked(table, history.business))[row, interval]
        self.usual_, self.boosters_ = {}, {}
        for place, cause in enumerate(CAUSES):
            answer = outcome == place + 1
            self.usual_[cause] = _rates(answer, interval, work)
            usual = logit(self.usual_[cause])[interval] + np.log(work)
            self.boosters_[cause] = self._grow(matrix, answer, usual)
        return self

    def _grow(self, matrix: Matrix, answer: npt.NDArray[np.bool_], usual: Curve) -> lightgbm.Booster:
        """Trees that say how a row differs from what is usual in its interval (log-odds)."""
        falling = [-1 if name in FALLING else 0 for name in self.columns_.names] + [0]
        parameters = self.boosting.parameters() | {"monotone_constraints": falling}
        data = lightgbm.Dataset(
            matrix,
            answer.astype(np.float64),
            init_score=usual,
            categorical_feature=self.columns_.categorical,
            params={"verbosity": -1},
        )
        return lightgbm.train(parameters, data, num_boost_round=self.boosting.rounds)

    def hazards(self, table: pd.DataFrame) -> tuple[Curve, Curve]:
        """Chances to be won and to be lost within each interval, given open at its start and usual work.

        Shape (n, intervals) each.
        """
        codes = self.columns_.codes(table)
        found = {cause: np.empty((len(table), len(EDGES) - 1)) for cause in CAUSES}
        for interval in range(len(EDGES) - 1):
            matrix = np.column_stack([codes, np.full(len(codes), interval)])
            for cause, booster in self.boosters_.items():
                if len(codes):
                    differs = booster.predict(matrix, raw_score=True, num_threads=1)
                    found[cause][:, interval] = expit(differs + logit(self.usual_[cause][interval]))
        total = np.maximum(found["won"] + found["lost"], 1.0)
        return found["won"] / total, found["lost"] / total

    def contributions(self, table: pd.DataFrame, intervals: int) -> Contributed:
        """What makes the log-odds of ending by each cause within each of the first `intervals`, open at its start and
        with usual work: exact by TreeSHAP, in half a millisecond a row and interval."""
        codes, columns = self.columns_.codes(table), len(self.columns_.names)
        base = np.empty((len(CAUSES), intervals))
        added = np.empty((len(table), columns + 1, len(CAUSES), intervals))
        for interval in range(intervals):
            # LightGBM adds a last column with what it expects of any row; it takes no table without rows.
            matrix = np.column_stack([np.vstack([codes, np.zeros(columns)]), np.full(len(codes) + 1, interval)])
            for place, (cause, booster) in enumerate(self.boosters_.items()):
                found = np.asarray(booster.predict(matrix, pred_contrib=True, num_threads=1))
                base[place, interval] = found[-1, -1] + logit(self.usual_[cause][interval])
                added[:, :, place, interval] = found[:-1, :-1]
        return Contributed(base, added)

    def curves(self, table: pd.DataFrame) -> Curve:
        """P(won by day d) for d = 1 … 182 after the cut-off, shape (n, 182); never falling in d.

        Leads end on working days only, by the calendar of the business that the model was fitted on.
        """
        return curves_of(*self.hazards(table), days_worked(table, self.business_))

    def save(self, folder: Path) -> None:
        """Write the trees of both causes as LightGBM's text, the columns as JSON."""
        for cause, booster in self.boosters_.items():
            (folder / f"{cause}.txt").write_text(booster.model_to_string(), encoding="utf-8")
        usual = {cause: rates.tolist() for cause, rates in self.usual_.items()}
        business = self.business_.model_dump(mode="json")
        side = {"columns": self.columns_.to_json(), "usual": usual, "business": business}
        (folder / SIDE_FILE).write_text(json.dumps(side, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        model = cls()
        side = json.loads((folder / SIDE_FILE).read_text(encoding="utf-8"))
        model.columns_ = Columns.from_json(side["columns"])
        model.business_ = Business.model_validate(side["business"])
        model.usual_ = {cause: np.array(rates) for cause, rates in side["usual"].items()}
        model.boosters_ = {
            cause: lightgbm.Booster(model_str=(folder / f"{cause}.txt").read_text(encoding="utf-8")) for cause in CAUSES
        }
        return model


def curves_of(won: Curve, lost: Curve, worked: Curve) -> Curve:
    """P(won by day d) for d = 1 … 182, shape (n, 182), from the chances to be won and to be lost within each interval,
    shape (n, intervals) each, and how much of each day is worked over an average one, shape (n, 182)."""
    lengths = np.diff(EDGES)
    place = np.repeat(np.arange(len(lengths)), lengths)
    ended = np.clip(won + lost, 0.0, 1 - 1e-12)
    # Within an interval the hazard of a usual day is constant, so that its days add up to the interval's chance.
    hazard = (-np.log1p(-ended) / lengths)[:, place] * worked
    share = np.divide(won, won + lost, out=np.zeros(won.shape), where=won + lost > 0)[:, place]
    left = np.exp(-np.cumsum(hazard, axis=1))
    before = np.hstack([np.ones((len(won), 1)), left[:, :-1]])
    return np.asarray(np.cumsum((before - left) * share, axis=1))
