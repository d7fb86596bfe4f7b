"""How far a model's inputs and scores have drifted from where they lay when it was trained."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from features.frame import ENTITY
from training.remember import SCORES
from training.stability import LARGE, chance, psi, shares

# A surrounding feature of which fewer rows lie outside what was seen is no news, nor is a little beyond: of forty
# cut-offs, the next one is a new extreme one time in twenty. The calendar goes on, and was known beforehand.
FEW_OUTSIDE = 0.05
MARGIN = 0.25
CALENDAR = "calendar_"


@dataclass(frozen=True)
class Shift:
    """The stability index of one feature, or of the scores.

    `chance` is what as many entities show where nothing has moved, `usual` how far the feature moved from the middle of
    training to its end: what counts all that ever was grows, which the model has seen and was judged on.
    """

    name: str
    index: float
    chance: float
    usual: float

    @property
    def large(self) -> bool:
        """Beyond the rule of thumb, beyond chance, and beyond what was seen in training."""
        return self.index > max(LARGE, self.chance, self.usual)

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data."""
        figures = {"psi": self.index, "chance": self.chance, "usual": self.usual}
        return {"name": self.name, **figures, "large": self.large}


@dataclass(frozen=True)
class Drift:
    """Shifts of features, the large ones first, and of the scores.

    `outside` is the share of rows, by surrounding feature, that lie far beyond anything seen in training; `gone` are
    features that no longer exist.
    """

    features: tuple[Shift, ...]
    scores: Shift
    outside: dict[str, float]
    gone: tuple[str, ...]

    @property
    def large(self) -> tuple[Shift, ...]:
        """The features that have shifted much."""
        return tuple(each for each in self.features if each.large)

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data."""
        return {
            "features": [each.to_json() for each in self.features],
            "scores": self.scores.to_json(),
            "outside": self.outside,
            "gone": list(self.gone),
        }


def drift(reference: dict[str, Any], table: pd.DataFrame, scores: pd.Series) -> Drift:
    """Compare a feature table and its scores with the `reference` of a training (see `remember`)."""
    counts = int(reference["entities"]), int(table[ENTITY].nunique())
    own: dict[str, Any] = reference["features"]
    found = [_shift(name, kept, table[name], counts) for name, kept in own.items() if name in table]
    ranges = {name: kept for name, kept in reference["surroundings"].items() if kept and name in table}
    around = {name: kept for name, kept in ranges.items() if not name.startswith(CALENDAR)}
    beyond = {name: _outside(table[name], kept) for name, kept in around.items()}
    return Drift(
        features=tuple(sorted(found, key=lambda each: (not each.large, -each.index))),
        scores=_shift(SCORES, reference[SCORES], scores, counts),
        outside={name: share for name, share in beyond.items() if share > FEW_OUTSIDE},
        gone=tuple(name for name in own if name not in table),
    )


def _shift(name: str, kept: dict[str, Any], values: pd.Series, counts: tuple[int, int]) -> Shift:
    expected = np.array(kept["shares"])
    index = psi(expected, shares(values, tuple(kept["edges"])))
    return Shift(name, index, chance(expected, *counts), kept["usual"])


def _outside(values: pd.Series, seen: list[float]) -> float:
    """The share beyond the range seen by a quarter of its width; NaN lies nowhere, so not outside."""
    numbers, margin = values.to_numpy(dtype=np.float64), MARGIN * (seen[1] - seen[0])
    return float(((numbers < seen[0] - margin) | (numbers > seen[1] + margin)).mean())
