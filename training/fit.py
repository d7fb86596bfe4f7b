"""From a history to a bundle that can serve: select forward in time, fit on everything, write the card."""

from importlib.metadata import version
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

from features.spec import Spec
from history.errors import UserError
from history.record import History
from history.tables import RECORDED
from models.artifact import Bundle
from models.regraded import told_of
from models.sandbox.answer.forecast import Note
from models.win import Win
from training.learning.candidates import Progress
from training.learning.learn import Learned, learn, without_signals
from training.learning.select import Selection
from training.learning.tuning import Tuner
from training.metrics import measure
from training.remember import remember
from training.settings import Task

LIBRARIES = ("leadcast", "lightgbm", "scikit-learn", "numpy", "pandas", "scipy")
TABLE_OF_PURCHASE = {"order": "orders", "won": "stage_changes"}


def train(
    history: History,
    task: Task,
    as_of: pd.Timestamp,
    snapshot: str,
    progress: Progress | None = None,
    tuner: Tuner | None = None,
) -> Bundle:
    """The bundle learned from what was recorded by `as_of`. Equal to the bit for equal history, task and moment.

    That holds on one machine with the same libraries, however many threads it has; the card names their versions.

    `snapshot` is the hash of the rows that it is trained from: it goes into the card, so that they can be found.
    `tuner` finds how trees are grown; without it they grow as the task says.

    Raises:
        UserError: the history has no purchase, or is too short for one cut-off.
    """
    known = history.known_by(as_of)
    cutoffs = task.cutoffs(first_known(known, task), as_of, known.business.time_zone)
    # Sums of products differ in their last bits with the number of threads that share them.
    with threadpool_limits(limits=1):
        learned = learn(known, cutoffs, task, known_until=as_of, boosting=tuner or task.boosting, progress=progress)
        win, lacking = _win(known, learned.spec, as_of)
    card = {
        "snapshot": snapshot,
        "simulated": known.business.simulated,
        "trained_until": as_of.isoformat(),
        "time_zone": known.business.time_zone,
        "task": task.model_dump(mode="json"),
        "win": lacking,
    }
    kept = remember(learned)
    forward = learned.selection.forward
    judged = 0 if forward is None else len(forward.labels)
    card |= _card(learned) | {"grades": told_of(kept.forward, learned.intent.thresholds, task.horizon, judged)}
    return Bundle(task.rows, task.horizon, learned.spec, learned.intent, win, card, kept)


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
        "search": learned.search,
        "selection": selection.to_json(),
        "forward_metrics": _measured(selection),
        "signals": without_signals(learned),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def _measured(selection: Selection) -> dict[str, Any]:
    """The forward metrics of what serves, calibrated, and the base rate's log loss on the same rows."""
    if selection.forward is None:
        return {}
    metrics = measure(selection.forward.labels, selection.scores).to_json()
    return metrics | {"base_log_loss": selection.candidates[0].metrics.log_loss}


def said(bundle: Bundle) -> Note:
    """What was chosen and why, in both languages."""
    because = bundle.card["selection"]["because"]
    return Note(because["en"], because["zh"])
