"""What a model got most wrong, and what led it there."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.frame import CUTOFF, ENTITY
from models.contributions import contributions
from models.scorers.scorer import Scorer
from training.backtest.stretch import Pool, Stretch
from training.metrics import log_losses

MOST, REASONS = 10, 3

Places = npt.NDArray[np.int64]


def surprises(pool: Pool, stretches: tuple[Stretch, ...], time_zone: str) -> dict[str, list[dict[str, Any]]]:
    """The ten rows with the greatest log loss among those that bought (`bought`) and that did not (`stayed_away`).

    Of each entity only its worst row in that direction, so that one does not fill the list. `cutoff` is the local
    date; `reasons` are the three features that moved the score most, empty for the base rate.
    """
    losses, labels = log_losses(pool.data.labels, pool.scores.probability), pool.data.labels
    found = {}
    for name, side in (("bought", labels), ("stayed_away", ~labels)):
        rows = _worst(losses, side, pool.data.clusters)
        reasons = _reasons(pool, stretches, rows)
        found[name] = [_entry(pool, row, time_zone, why) for row, why in zip(rows, reasons, strict=True)]
    return found


def _worst(losses: npt.NDArray[np.float64], side: npt.NDArray[np.bool_], clusters: Places) -> Places:
    candidates = np.flatnonzero(side)
    ranked = candidates[np.argsort(-losses[candidates], kind="stable")]
    _, first = np.unique(clusters[ranked], return_index=True)
    return ranked[np.sort(first)][:MOST]


def _entry(pool: Pool, row: int, time_zone: str, reasons: list[dict[str, Any]]) -> dict[str, Any]:
    keys = pool.data.table.iloc[row]
    return {
        "entity": str(keys[ENTITY]),
        "cutoff": str(keys[CUTOFF].tz_convert(time_zone).date()),
        "probability": float(pool.scores.probability[row]),
        "low": float(pool.scores.low[row]),
        "high": float(pool.scores.high[row]),
        "bought": bool(pool.data.labels[row]),
        "reasons": reasons,
    }


def _reasons(pool: Pool, stretches: tuple[Stretch, ...], rows: Places) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = [[] for _ in rows]
    for fold, stretch in enumerate(stretches):
        inside = np.flatnonzero(pool.fold[rows] == fold)
        if len(inside):
            table = stretch.rows.table.iloc[pool.place[rows[inside]]]
            for place, why in zip(inside, pushes(stretch.learned.intent.scorer, table), strict=True):
                found[place] = why
    return found


def pushes(scorer: Scorer, table: pd.DataFrame) -> list[list[dict[str, Any]]]:
    """Per row the three features that move the log-odds most; empty for a model without features."""
    shares = contributions(scorer, table).values
    return [_strongest(shares.iloc[row], table.iloc[row]) for row in range(len(table))]


def _strongest(shares: pd.Series, row: pd.Series) -> list[dict[str, Any]]:
    names = shares.abs().sort_values(ascending=False, kind="stable").index[:REASONS]
    return [{"feature": name, "value": _plain(row[name]), "push": float(shares[name])} for name in names]


def _plain(value: Any) -> float | str | None:
    if pd.isna(value):
        return None
    return value if isinstance(value, str) else float(value)
