"""From a history to a bundle that can serve: select forward in time, fit on everything, write the card."""

from importlib.metadata import version
from typing import Any

import pandas as pd

from features.spec import Spec, learn_spec
from history.errors import UserError
from history.record import History
from models.artifact import Bundle
from models.forecast import Note
from models.win import Win
from training.candidates import Progress
from training.datasets import DataSet, assemble
from training.metrics import measure
from training.select import Selection, select
from training.settings import Task

LIBRARIES = ("lightgbm", "scikit-learn", "numpy", "pandas", "venn-abers")
# More rows than this teach the trees little more, and cost memory.
MOST_ROWS = 1_500_000


def train(
    history: History,
    task: Task,
    as_of: pd.Timestamp,
    snapshot: str,
    progress: Progress | None = None,
) -> Bundle:
    """The bundle learned from what was recorded by `as_of`. Equal for equal history, task and moment.

    `snapshot` is the hash of the rows that it is trained from: it goes into the card, so that they can be found.

    Raises:
        UserError: the history has no purchase, or is too short for one cut-off.
    """
    known = history.known_by(as_of)
    cutoffs = task.cutoffs(_first_known(known), as_of, known.business.time_zone)
    if not len(cutoffs):
        raise UserError(
            f"The history is shorter than the horizon of {task.horizon}.", "Import more of the past, then train again."
        )
    spec = learn_spec(known, cutoffs[-1])
    data = assemble(known, cutoffs, task, spec, known_until=as_of, most=MOST_ROWS)
    selection = select(data, task.horizon, task.seed, progress)
    if progress:
        progress("fitting", 0, 2)
    intent = selection.finish(data, task.seed)
    if progress:
        progress("fitting", 1, 2)
    win, lacking = _win(known, spec, as_of)
    card = _card(data, selection, task, as_of) | {
        "snapshot": snapshot,
        "simulated": known.business.simulated,
        "win": lacking,
    }
    return Bundle(task.rows, task.horizon, spec, intent, win, card)


def _first_known(history: History) -> pd.Timestamp:
    """When the first row was recorded; a cut-off before it would know nothing."""
    times = [rows["recorded_at"].min() for rows in history.tables.values() if len(rows)]
    if not times:
        raise UserError("The history is empty.", "Import an export first: leadcast import DIR --sql SQL_DIR.")
    return pd.Timestamp(min(times))


def _win(history: History, spec: Spec, as_of: pd.Timestamp) -> tuple[Win | None, str]:
    """The win model, or None and the reason why there is none."""
    if not len(history["leads"]):
        return None, "The history has no leads."
    try:
        return Win.fit(history, spec, as_of), ""
    except UserError as error:
        return None, str(error)


def _card(data: DataSet, selection: Selection, task: Task, as_of: pd.Timestamp) -> dict[str, Any]:
    forward = selection.forward
    return {
        "trained_until": as_of.isoformat(),
        "first_cutoff": data.cutoffs[0].isoformat(),
        "last_cutoff": data.cutoffs[-1].isoformat(),
        "cutoffs": len(data.cutoffs),
        "rows": len(data),
        "purchases": data.positives,
        "task": task.model_dump(mode="json"),
        "model": selection.kind.key,
        "selection": selection.to_json(),
        "forward_metrics": measure(forward.labels, selection.scores).to_json() if forward else {},
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def said(bundle: Bundle) -> Note:
    """What was chosen and why, in both languages."""
    because = bundle.card["selection"]["because"]
    return Note(because["en"], because["zh"])
