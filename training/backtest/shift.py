"""How far the features and scores of a later window have moved from those that a model was learned from."""

from typing import Any, Literal

import numpy as np
import pandas as pd

from features.frame import feature_names
from models.scorers.columns import SURROUNDINGS
from models.scorers.scorer import Probabilities
from training.stability import LARGE, SMALL, edges_of, psi, shares

Reading = Literal["stable", "moved", "changed", "unknown"]


def reading(value: float) -> Reading:
    """What a value of the stability index is commonly taken for."""
    if np.isnan(value):
        return "unknown"
    return "stable" if value < SMALL else "moved" if value <= LARGE else "changed"


def moved(before: pd.Series, after: pd.Series) -> float:
    """The stability index of one feature between two windows, unknown values being a bin of their own."""
    edges = edges_of(before)
    return psi(shares(before, edges), shares(after, edges))


def shifts(before: pd.DataFrame, after: pd.DataFrame, scores: tuple[Probabilities, Probabilities]) -> dict[str, Any]:
    """The index of the scores and of every feature that varies, between two windows; feature tables of one spec.

    `own` are an entity's own features, `shared` those that say the same of everybody at a cut-off or of a whole region,
    which move with time by their nature; each the most moved first. `scores` is None where one side has none.
    """
    varied = [name for name in feature_names(before) if _varies(before[name], after[name])]
    found = [_entry(name, moved(before[name], after[name])) for name in varied]
    found.sort(key=lambda each: -each["psi"])
    first, second = scores
    value = moved(pd.Series(first), pd.Series(second)) if len(first) and len(second) else None
    return {
        "own": [each for each in found if not each["feature"].startswith(SURROUNDINGS)],
        "shared": [each for each in found if each["feature"].startswith(SURROUNDINGS)],
        "scores": None if value is None else _entry("score", value),
    }


def _varies(before: pd.Series, after: pd.Series) -> bool:
    return bool(pd.concat([before, after]).nunique(dropna=False) > 1)


def _entry(name: str, value: float) -> dict[str, Any]:
    return {"feature": name, "psi": value, "reading": reading(value)}
