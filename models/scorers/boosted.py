"""Gradient-boosted trees for a yes-or-no answer, by LightGBM, saved as LightGBM's own text."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import lightgbm
import numpy as np
import pandas as pd

from models.scorers.columns import Columns, Matrix, Numbers
from models.scorers.scorer import Labels, Probabilities, within
from models.scorers.single_rows import SingleRows

FILE = "model.txt"
SIDE_FILE = "columns.json"
# So many rows go through the trees one by one.
FEW = 8


@dataclass(frozen=True)
class Boosting:
    """How trees are grown. Strongly regularised: histories are short and snapshots of one entity are alike.

    With `random_splits` only one threshold per feature, drawn at random, is tried at a node (Geurts, Ernst and
    Wehenkel, "Extremely randomized trees", 2006): such trees vary less, and their mean with greedy ones is better.
    """

    rounds: int = 200
    learning_rate: float = 0.03
    leaves: int = 15
    min_rows: int = 100
    row_share: float = 0.8
    column_share: float = 0.5
    ridge: float = 10.0
    bins: int = 63
    random_splits: bool = False
    seed: int = 0

    def parameters(self) -> dict[str, Any]:
        """As LightGBM names them; deterministic for one seed."""
        return {
            "objective": "binary",
            "learning_rate": self.learning_rate,
            "num_leaves": self.leaves,
            "min_data_in_leaf": self.min_rows,
            "bagging_fraction": self.row_share,
            "bagging_freq": 1,
            "feature_fraction": self.column_share,
            "lambda_l2": self.ridge,
            "max_bin": self.bins,
            "extra_trees": self.random_splits,
            "seed": self.seed,
            "deterministic": True,
            "force_row_wise": True,
            "verbosity": -1,
        }


DEFAULT = Boosting()


class Boosted:
    """LightGBM on all features, or with `surroundings=False` on an entity's own only."""

    def __init__(self, boosting: Boosting = DEFAULT, *, surroundings: bool = True) -> None:
        self.boosting = boosting
        self.surroundings = surroundings
        self._single_rows: SingleRows | None = None

    @property
    def name(self) -> str:
        """What reports call it."""
        seen = "" if self.surroundings else ", own facts"
        return f"LightGBM{seen}{', random splits' if self.boosting.random_splits else ''}"

    def fit(self, table: pd.DataFrame, labels: Labels) -> Self:
        """Grow the trees."""
        self.columns_ = Columns.of(table, surroundings=self.surroundings)
        data = lightgbm.Dataset(
            never_empty(self.columns_.codes(table)),
            labels.astype(np.float64),
            categorical_feature=self.columns_.categorical,
            params={"verbosity": -1, "max_bin": self.boosting.bins},
        )
        self.booster_ = lightgbm.train(self.boosting.parameters(), data, num_boost_round=self.boosting.rounds)
        return self

    def predict(self, table: pd.DataFrame) -> Probabilities:
        """The probability of each row, by all trees."""
        return self.predict_codes(self.columns_.narrow_codes(table))

    def predict_codes(self, codes: Numbers, rounds: int | None = None) -> Probabilities:
        """The same from codes of the table, by the first `rounds` trees."""
        if rounds is None and len(codes) <= FEW:
            return within(self._singly().predict(never_empty(codes)))
        return within(np.asarray(self.booster_.predict(never_empty(codes), num_iteration=rounds, num_threads=1)))

    def _singly(self) -> SingleRows:
        if self._single_rows is None or self._single_rows.booster is not self.booster_:
            self._single_rows = SingleRows(self.booster_)
        return self._single_rows

    def contributions(self, table: pd.DataFrame) -> tuple[tuple[str, ...], Matrix]:
        """What each column adds to the log-odds of each row, shape (rows, columns): TreeSHAP, in milliseconds a row.

        Source: Lundberg et al., "From local explanations to global understanding with explainable AI for trees", 2020.
        """
        return self.columns_.names, self._shares(self.columns_.codes(table))[:, : len(self.columns_.names)]

    @property
    def base(self) -> float:
        """The log-odds that the contributions of a row are added to: those expected over what it was fitted on."""
        # LightGBM's last column is the expected value, the same for every row.
        return float(self._shares(np.full((1, len(self.columns_.names)), np.nan))[0, -1])

    def _shares(self, codes: Matrix) -> Matrix:
        # LightGBM divides by the number of rows.
        if not len(codes):
            return np.empty((0, codes.shape[1] + 1))
        return np.asarray(self.booster_.predict(never_empty(codes), pred_contrib=True, num_threads=1))

    def save(self, folder: Path) -> None:
        """Write the trees as LightGBM's text, columns and settings as JSON."""
        (folder / FILE).write_text(self.booster_.model_to_string(), encoding="utf-8")
        side = {
            "columns": self.columns_.to_json(),
            "boosting": asdict(self.boosting),
            "surroundings": self.surroundings,
        }
        (folder / SIDE_FILE).write_text(json.dumps(side, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        side = json.loads((folder / SIDE_FILE).read_text(encoding="utf-8"))
        scorer = cls(Boosting(**side["boosting"]), surroundings=side["surroundings"])
        scorer.columns_ = Columns.from_json(side["columns"])
        scorer.booster_ = lightgbm.Booster(model_str=(folder / FILE).read_text(encoding="utf-8"))
        return scorer


def never_empty(codes: Numbers) -> Numbers:
    """`codes`, or a constant where nothing varies: LightGBM takes no table without columns."""
    return codes if codes.shape[1] else np.zeros((len(codes), 1))
