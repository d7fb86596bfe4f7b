"""What of a training is worth keeping beside the model: what was said forward in time, and how everything lay."""

from typing import Any

import numpy as np
import pandas as pd

from features.frame import CUTOFF, ENTITY, feature_names
from history.forgetting.pseudonyms import hashed
from models.remembered import Remembered
from models.scorers.columns import SURROUNDINGS
from training.learning.learn import Learned
from training.stability import edges_of, psi, shares

# More rows than this make no interval narrower that matters; whole entities are left out.
MOST_FORWARD = 200_000
# Today is compared with the end of training, and that with its middle, to know how much a feature usually moves; at its
# beginning a young history knows next to nothing.
FEW_CUTOFFS = 8
SCORES = "scores"


def remember(learned: Learned) -> Remembered:
    """The forward predictions of everything that competed, and the reference of features and scores."""
    return Remembered(_forward(learned), reference(learned.data.table, *_scores(learned)))


def _forward(learned: Learned) -> pd.DataFrame:
    selection, said = learned.selection, learned.selection.forward
    if said is None:
        return pd.DataFrame({"entity": [], "cutoff": pd.DatetimeIndex([], tz="UTC"), "label": [], "serves": []})
    ids = learned.data.table[ENTITY].drop_duplicates().reset_index(drop=True)
    columns = {"entity": hashed(ids).to_numpy()[said.clusters], "cutoff": said.cutoff, "label": said.labels}
    frame = pd.DataFrame({**columns, "serves": selection.scores, **said.scores})
    share = MOST_FORWARD / len(frame)
    return frame[frame["entity"] / 2.0**64 < share].reset_index(drop=True)


def _scores(learned: Learned) -> tuple[pd.Series, pd.Series]:
    """Forward scores of the first and of the last fold: a model is surer of the rows that it was fitted on.

    Without folds, scores of all rows, twice.
    """
    said = learned.selection.forward
    if said is None:
        fitted = pd.Series(learned.intent.predict(learned.data.table).probability)
        return fitted, fitted
    scores = pd.Series(learned.selection.scores)
    return scores[said.fold == 0], scores[said.fold == said.fold.max()]


def reference(table: pd.DataFrame, early: pd.Series, late: pd.Series) -> dict[str, Any]:
    """Histograms of scores and of every feature at the last eight cut-offs of `table`, as JSON-able data.

    What surrounds everybody has one value a cut-off, which no histogram suits: of it the range over all is kept.
    """
    cutoffs = sorted(table[CUTOFF].unique())
    halfway = cutoffs[: (len(cutoffs) + 1) // 2]
    middle, last = (table[table[CUTOFF].isin(some[-FEW_CUTOFFS:])] for some in (halfway, cutoffs))
    names = [name for name in feature_names(table) if not name.startswith(SURROUNDINGS)]
    own = {name: histogram(middle[name], last[name]) for name in names}
    around = {name: _range(table[name]) for name in feature_names(table) if name.startswith(SURROUNDINGS)}
    counts = {"entities": int(last[ENTITY].nunique()), "cutoffs": int(last[CUTOFF].nunique())}
    return {**counts, "features": own, "surroundings": around, SCORES: histogram(early, late)}


def histogram(early: pd.Series, late: pd.Series) -> dict[str, Any]:
    """The edges of `late` and the shares between them; `usual` is how far `early` lay from that."""
    edges = edges_of(late)
    kept = shares(late, edges)
    return {"edges": list(edges), "shares": kept.tolist(), "usual": psi(kept, shares(early, edges))}


def _range(values: pd.Series) -> list[float] | None:
    known = values.dropna().to_numpy(dtype=np.float64)
    return [float(known.min()), float(known.max())] if len(known) else None
