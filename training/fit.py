"""From a history to a bundle that can serve: select forward in time, fit on everything, write the card."""

from importlib.metadata import version
from typing import Any

import pandas as pd

from features.spec import Spec
from history.errors import UserError
from history.record import History
from history.tables import RECORDED
from models.artifact import Bundle
from models.forecast import Note
from models.win import Win
from training.candidates import Forward, Progress
from training.learn import Learned, learn, without_signals
from training.metrics import log_losses, measure
from training.select import Selection
from training.settings import Task

LIBRARIES = ("leadcast", "lightgbm", "scikit-learn", "numpy", "pandas", "venn-abers")
TABLE_OF_PURCHASE = {"order": "orders", "won": "stage_changes"}


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
    cutoffs = task.cutoffs(first_known(known, task), as_of, known.business.time_zone)
    learned = learn(known, cutoffs, task, known_until=as_of, seed=task.seed, progress=progress)
    win, lacking = _win(known, learned.spec, as_of)
    card = {
        "snapshot": snapshot,
        "simulated": known.business.simulated,
        "trained_until": as_of.isoformat(),
        "task": task.model_dump(mode="json"),
        "win": lacking,
    }
    return Bundle(task.rows, task.horizon, learned.spec, learned.intent, win, card | _card(learned))


def first_known(history: History, task: Task) -> pd.Timestamp:
    """When purchases began to be recorded: before that, nobody could be seen to buy, which is no answer of no."""
    kinds = ("won",) if task.entity == "lead" else history.business.purchase
    times = [history[TABLE_OF_PURCHASE[kind]][RECORDED].min() for kind in kinds]
    known = [moment for moment in times if not pd.isna(moment)]
    if not known:
        raise UserError(
            "The history holds no purchase; a model needs some to learn from.",
            "Check `purchase` in leadcast.toml, and which of orders and stage_changes the import filled.",
        )
    return pd.Timestamp(min(known))


def _win(history: History, spec: Spec, as_of: pd.Timestamp) -> tuple[Win | None, str]:
    """The win model, or None and the reason why there is none."""
    if not len(history["leads"]):
        return None, "The history has no leads."
    try:
        return Win.fit(history, spec, as_of), ""
    except UserError as error:
        return None, str(error)


def _card(learned: Learned) -> dict[str, Any]:
    data, selection = learned.data, learned.selection
    return {
        "first_cutoff": data.cutoffs[0].isoformat(),
        "last_cutoff": data.cutoffs[-1].isoformat(),
        "cutoffs": len(data.cutoffs),
        "rows": len(data),
        "purchases": data.positives,
        "model": selection.kind.key,
        "selection": selection.to_json(),
        "forward_metrics": _measured(selection),
        "forward_blocks": _by_cutoff(selection.forward, selection) if selection.forward else {},
        "signals": without_signals(learned),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def _measured(selection: Selection) -> dict[str, Any]:
    """The forward metrics of what serves, calibrated, and the base rate's log loss on the same rows."""
    if selection.forward is None:
        return {}
    metrics = measure(selection.forward.labels, selection.scores).to_json()
    return metrics | {"base_log_loss": selection.candidates[0].metrics.log_loss}


def _by_cutoff(forward: Forward, selection: Selection) -> dict[str, list[Any]]:
    """Rows and mean log loss of what serves at each forward cut-off: what a later candidate is compared on."""
    losses = pd.Series(log_losses(forward.labels, selection.scores), index=forward.cutoff)
    found = losses.groupby(level=0).agg(["size", "mean"])
    return {
        "cutoff": [moment.isoformat() for moment in found.index],
        "rows": found["size"].tolist(),
        "log_loss": found["mean"].tolist(),
    }


def said(bundle: Bundle) -> Note:
    """What was chosen and why, in both languages."""
    because = bundle.card["selection"]["because"]
    return Note(because["en"], because["zh"])
