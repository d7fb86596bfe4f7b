"""What of a training is worth keeping beside the model: what was said forward in time, and how everything lay."""

from typing import Any

import numpy as np
import pandas as pd

from features.frame import CUTOFF, ENTITY, feature_names
from models.columns import SURROUNDINGS
from models.remembered import Remembered
from training.learn import Learned
from training.stability import edges_of, shares

# More rows than this make no interval narrower that matters; whole entities are left out.
MOST_FORWARD = 200_000
SCORES = "scores"


def remember(learned: Learned) -> Remembered:
    """The forward predictions of everything that competed, and the reference of features and scores."""
    return Remembered(_forward(learned), reference(learned.data.table, _scores(learned)))


def hashed(ids: pd.Series) -> pd.Series:
    """A number per id: the same for the same id, whatever table it comes from."""
    return pd.Series(pd.util.hash_array(ids.to_numpy(dtype=object)), index=ids.index)


def _forward(learned: Learned) -> pd.DataFrame:
    selection, said = learned.selection, learned.selection.forward
    if said is None:
        return pd.DataFrame({"entity": [], "cutoff": pd.DatetimeIndex([], tz="UTC"), "label": [], "serves": []})
    ids = learned.data.table[ENTITY].drop_duplicates().reset_index(drop=True)
    columns = {"entity": hashed(ids).to_numpy()[said.clusters], "cutoff": said.cutoff, "label": said.labels}
    frame = pd.DataFrame({**columns, "serves": selection.scores, **said.scores})
    share = MOST_FORWARD / len(frame)
    return frame[frame["entity"] / 2.0**64 < share].reset_index(drop=True)


def _scores(learned: Learned) -> pd.Series:
    """Forward scores where there are any: a model is surer of the rows that it was fitted on."""
    if learned.selection.forward is not None:
        return pd.Series(learned.selection.scores)
    return pd.Series(learned.intent.predict(learned.data.table).probability)


def reference(table: pd.DataFrame, scores: pd.Series) -> dict[str, Any]:
    """Bins and shares of every feature of `table` and of `scores`, as JSON-able data.

    What surrounds everybody has one value a cut-off, which no histogram suits: of it the range is kept.
    """
    own = {name: histogram(table[name]) for name in feature_names(table) if not name.startswith(SURROUNDINGS)}
    around = {name: _range(table[name]) for name in feature_names(table) if name.startswith(SURROUNDINGS)}
    counts = {"entities": int(table[ENTITY].nunique()), "cutoffs": int(table[CUTOFF].nunique())}
    return {**counts, "features": own, "surroundings": around, SCORES: histogram(scores)}


def histogram(values: pd.Series) -> dict[str, Any]:
    """The edges of `values` and the share between them."""
    edges = edges_of(values)
    return {"edges": list(edges), "shares": shares(values, edges).tolist()}


def _range(values: pd.Series) -> list[float] | None:
    known = values.dropna().to_numpy(dtype=np.float64)
    return [float(known.min()), float(known.max())] if len(known) else None
