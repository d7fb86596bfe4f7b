"""How far a model's inputs and scores have drifted from where they lay when it was trained."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from features.frame import ENTITY
from training.stability import LARGE, chance, psi, shares

# A surrounding feature of which fewer rows lie outside what was seen is no news.
FEW_OUTSIDE = 0.05


@dataclass(frozen=True)
class Shift:
    """The stability index of one feature (or of the scores), and what chance alone gives with as many entities."""

    name: str
    index: float
    chance: float

    @property
    def large(self) -> bool:
        """Beyond the usual bound, and beyond chance."""
        return self.index > max(LARGE, self.chance)

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data."""
        return {"name": self.name, "psi": self.index, "chance": self.chance, "large": self.large}


@dataclass(frozen=True)
class Drift:
    """Shifts of features, the largest first, and of the scores; `outside` is the share of rows, by surrounding feature,
    that lie beyond anything seen in training. `gone` are features that no longer exist.
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
    around = {name: kept for name, kept in reference["surroundings"].items() if kept is not None and name in table}
    beyond = {name: _outside(table[name], kept) for name, kept in around.items()}
    return Drift(
        features=tuple(sorted(found, key=lambda each: -each.index)),
        scores=_shift("scores", reference["scores"], scores, counts),
        outside={name: share for name, share in beyond.items() if share > FEW_OUTSIDE},
        gone=tuple(name for name in own if name not in table),
    )


def _shift(name: str, kept: dict[str, Any], values: pd.Series, counts: tuple[int, int]) -> Shift:
    expected = np.array(kept["shares"])
    index = psi(expected, shares(values, tuple(kept["edges"])))
    return Shift(name, index, chance(expected, *counts))


def _outside(values: pd.Series, seen: list[float]) -> float:
    """NaN lies nowhere, so not outside."""
    numbers = values.to_numpy(dtype=np.float64)
    return float(((numbers < seen[0]) | (numbers > seen[1])).mean())
