"""How far the features and scores of a later window have moved from those that a model was learned from."""

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.frame import feature_names
from models.columns import SURROUNDINGS
from models.scorer import Probabilities

BINS = 10
# A bin that is empty on one side counts as this share there: its logarithm has to be finite.
LEAST_SHARE = 1e-4
# Of more values than this only the most frequent are told apart.
MOST_VALUES = 20
MOVED, CHANGED = 0.1, 0.25

Reading = Literal["stable", "moved", "changed", "unknown"]
Shares = npt.NDArray[np.float64]


def index(before: Shares, after: Shares) -> float:
    """The population stability index of two distributions over the same bins: Σ (after − before) · ln(after / before).

    It is Jeffreys' divergence (Jeffreys, 1946); as a measure of drift, with its thresholds .1 and .25, from credit
    scoring (Siddiqi, "Credit Risk Scorecards", 2006). NaN where a side has no rows.
    """
    if not before.sum() or not after.sum():
        return float("nan")
    first, second = (np.maximum(side / side.sum(), LEAST_SHARE) for side in (before, after))
    return float(((second - first) * np.log(second / first)).sum())


def reading(value: float) -> Reading:
    """What a value of the index is commonly taken for."""
    if np.isnan(value):
        return "unknown"
    return "stable" if value < MOVED else "moved" if value <= CHANGED else "changed"


def moved(before: pd.Series, after: pd.Series) -> float:
    """The index of one feature between two windows, NaN (unknown) being a bin of its own.

    Numbers fall into up to ten bins between the quantiles of `before`, categories into one bin each.
    """
    if isinstance(before.dtype, pd.CategoricalDtype) or before.dtype == object:
        return index(*_by_value(before.astype("object"), after.astype("object")))
    return index(*_by_quantile(before.to_numpy(np.float64), after.to_numpy(np.float64)))


def _by_value(before: pd.Series, after: pd.Series) -> tuple[Shares, Shares]:
    told = before.value_counts().index[:MOST_VALUES]
    first, second = (_counts(side, told) for side in (before, after))
    return first, second


def _counts(side: pd.Series, told: pd.Index) -> Shares:
    seen = side.value_counts().reindex(told, fill_value=0)
    unknown = int(side.isna().sum())
    return np.array([*seen, len(side) - unknown - int(seen.sum()), unknown], dtype=np.float64)


def _by_quantile(before: Probabilities, after: Probabilities) -> tuple[Shares, Shares]:
    known = before[~np.isnan(before)]
    inner = np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1])) if len(known) else np.empty(0)
    first, second = (_binned(side, inner) for side in (before, after))
    return first, second


def _binned(side: Probabilities, inner: Probabilities) -> Shares:
    """How many values lie up to each edge, beyond the last, and how many are unknown."""
    unknown = np.isnan(side)
    place = np.where(unknown, len(inner) + 1, np.searchsorted(inner, side, side="left"))
    return np.bincount(place, minlength=len(inner) + 2).astype(np.float64)


def stability(before: pd.DataFrame, after: pd.DataFrame, scores: tuple[Probabilities, Probabilities]) -> dict[str, Any]:
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
