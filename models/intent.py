"""Who buys within the horizon: a scorer, its calibration, and the grades that a salesperson reads."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.calibration import Calibration
from models.grades import GRADES, Thresholds
from models.scorers.average import Averaged
from models.scorers.baselines import BaseRate, Logistic
from models.scorers.boosted import Boosted
from models.scorers.columns import Columns, Matrix
from models.scorers.scorer import Coded, Probabilities

KINDS: dict[str, type[Coded]] = {
    "base_rate": BaseRate,
    "logistic": Logistic,
    "boosted": Boosted,
    "averaged": Averaged,
}
FILE = "intent.json"


@dataclass(frozen=True)
class Scores:
    """Per row: the calibrated probability and its interval, arrays of shape (n,)."""

    probability: Probabilities
    low: Probabilities
    high: Probabilities

    def __len__(self) -> int:
        return len(self.probability)


class Intent:
    """P(purchase within the horizon). `thresholds` are the least probabilities of the grades C, B and A."""

    def __init__(self, scorer: Coded, calibration: Calibration, thresholds: Thresholds) -> None:
        self.scorer = scorer
        self.calibration = calibration
        self.thresholds = thresholds

    def predict(self, table: pd.DataFrame) -> Scores:
        """Score a feature table; its rows may come in any order, its columns too."""
        return self.calibrated(self.scorer.predict(table))

    @property
    def columns(self) -> Columns:
        """The columns of the numbers that `predict_codes` takes."""
        return self.scorer.columns_

    def predict_codes(self, codes: Matrix) -> Scores:
        """Score rows of numbers, shape (rows, columns): categories by their position, NaN for what is unknown."""
        return self.calibrated(self.scorer.predict_codes(codes))

    def chances(self, codes: Matrix) -> Probabilities:
        """The probabilities of the same alone: intervals take longer than they do."""
        return self.calibration.probability(self.scorer.predict_codes(codes))

    def calibrated(self, scores: Probabilities) -> Scores:
        """What `predict` makes of what the scorer said, shape (n,)."""
        low, high = self.calibration.interval(scores)
        return Scores(self.calibration.probability(scores), low, high)

    def grade(self, probability: Probabilities) -> npt.NDArray[np.str_]:
        """A to D per probability."""
        return np.array(GRADES[::-1])[np.searchsorted(np.array(self.thresholds), probability, side="right")]

    def save(self, folder: Path) -> None:
        """Write the scorer into `folder/scorer`, all else into one JSON file. `folder` exists and is empty."""
        kind = next(name for name, each in KINDS.items() if type(self.scorer) is each)
        (folder / "scorer").mkdir()
        self.scorer.save(folder / "scorer")
        side = {"kind": kind, "thresholds": self.thresholds, "calibration": self.calibration.to_json()}
        (folder / FILE).write_text(json.dumps(side), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote; predictions are equal to the last bit."""
        side = json.loads((folder / FILE).read_text(encoding="utf-8"))
        scorer = KINDS[side["kind"]].load(folder / "scorer")
        return cls(scorer, Calibration.from_json(side["calibration"]), tuple(side["thresholds"]))
