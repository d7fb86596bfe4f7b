"""How a model does in each region and industry, where there are rows enough to say."""

from typing import Any

import numpy as np
import pandas as pd

from models.scorers.scorer import Probabilities
from training.backtest.verdict import LEADCAST
from training.bootstrap import resample
from training.datasets import DataSet
from training.evidence import difference
from training.shares import share_of

KINDS = ("region", "industry")
# Fewer rows or entities than these say little of a segment by itself: they are told together.
LEAST_ROWS, LEAST_ENTITIES, MOST = 200, 30, 15
BASE = "base_rate"


def by_segment(data: DataSet, predictions: dict[str, Probabilities], seed: int) -> dict[str, list[dict[str, Any]]]:
    """Per region and per industry that the table names: a list of segments, the largest first.

    Each has its `rows`, `entities`, `predicted` (mean probability), `observed` (share of yes), `gap` (observed less
    predicted), `auc`, `log_loss` and `saved` (against the base rate), with intervals for whole entities. `segment` is
    None where the value is unknown; small ones are told together, `other` being how many. Kinds with only one segment
    are left out.
    """
    kept = {name: _segments(data.table[name]) for name in KINDS if name in data.table.columns}
    both = {name: predictions[name] for name in (BASE, LEADCAST)}
    return {
        name: [_segment(data, both, segment, seed) for segment in segments]
        for name, segments in ((name, _sized(data, codes)) for name, codes in kept.items())
        if len(segments) > 1
    }


def _segments(values: pd.Series) -> pd.Series:
    return values.astype("object").where(values.notna(), None)


def _sized(data: DataSet, values: pd.Series) -> list[tuple[str | None, int, Any]]:
    """(name, how many values it stands for, which rows), the largest first, the small ones together at the end."""
    entities = data.clusters
    found = [
        (segment, mask)
        for segment in values.unique()
        if (mask := (values.isna() if segment is None else values == segment).to_numpy()).any()
    ]
    found.sort(key=lambda each: -int(each[1].sum()))
    large = [(name, mask) for name, mask in found if _enough(mask, entities)][:MOST]
    names = {name for name, _ in large}
    small = [mask for name, mask in found if name not in names]
    others = [("other", len(small), np.logical_or.reduce(small))] if small else []
    return [*((name, 1, mask) for name, mask in large), *others]


def _enough(mask: Any, entities: Any) -> bool:
    return int(mask.sum()) >= LEAST_ROWS and len(np.unique(entities[mask])) >= LEAST_ENTITIES


def _segment(
    data: DataSet, predictions: dict[str, Probabilities], segment: tuple[str | None, int, Any], seed: int
) -> dict[str, Any]:
    name, stands_for, mask = segment
    rows = data.where(mask)
    said = {key: each[mask] for key, each in predictions.items()}
    drawn = resample(rows.labels, said, rows.clusters, seed)
    return {
        "segment": name,
        "other": stands_for if stands_for > 1 or name == "other" else 0,
        "rows": len(rows),
        "entities": int(rows.clusters.max()) + 1,
        "predicted": float(said[LEADCAST].mean()),
        "observed": share_of(rows.labels, rows.clusters).to_json(),
        "gap": difference(rows.labels.astype(float), said[LEADCAST], rows.clusters).to_json(),
        "auc": drawn.interval(LEADCAST, "auc").to_json(),
        "log_loss": drawn.interval(LEADCAST, "log_loss").to_json(),
        "saved": drawn.difference(BASE, LEADCAST, "log_loss").to_json(),
    }
