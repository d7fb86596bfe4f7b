"""The gate before a model serves: forward in time no worse than the base rate, nor than the champion."""

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from history.record import History
from models.artifact import Bundle
from training.datasets import assemble
from training.evidence import Difference, difference
from training.metrics import log_losses
from training.settings import Task

# Fewer cut-offs than this compare chance with chance.
LEAST_CUTOFFS = 2


def objections(candidate: Bundle, champion: Bundle | None, history: History) -> tuple[str, ...]:
    """Why `candidate` should not serve; empty if nothing speaks against it.

    The champion is scored anew, from `history`, on the forward cut-offs of the candidate whose outcomes it cannot have
    seen. Where there are none, the two are compared on the cut-offs that both were judged on. A champion that answers
    another question is no rival.
    """
    found = []
    metrics = candidate.card["forward_metrics"]
    if metrics and metrics["log_loss"] > metrics["base_log_loss"]:
        loss, base = metrics["log_loss"], metrics["base_log_loss"]
        found.append(f"its forward log loss {loss:.4f} is worse than the base rate's {base:.4f}")
    if champion is not None and (champion.rows, champion.horizon) == (candidate.rows, candidate.horizon):
        worse = against(candidate, champion, history)
        if worse is not None and worse.mean > worse.error:
            found.append(
                f"it loses {worse.mean:.4f} log loss against the champion on the same cut-offs, "
                f"more than the standard error of {worse.error:.4f}"
            )
    return tuple(found)


def against(candidate: Bundle, champion: Bundle, history: History) -> Difference | None:
    """How much more log loss the candidate has than the champion, by cut-off; None where nothing can be compared."""
    judged = _judged(candidate)
    fresh = judged[judged.index >= _moment(champion.card["trained_until"])]
    if len(fresh) >= LEAST_CUTOFFS:
        rival = _scored(champion, pd.DatetimeIndex(fresh.index), history, _moment(candidate.card["trained_until"]))
    else:
        rival = _judged(champion)
    both = judged.join(rival["log_loss"].rename("rival"), how="inner")
    if len(both) < LEAST_CUTOFFS:
        return None
    place = np.repeat(np.arange(len(both)), both["rows"])
    return difference(both["log_loss"].to_numpy()[place], both["rival"].to_numpy()[place], place)


def _moment(text: str) -> pd.Timestamp:
    return pd.Timestamp(datetime.fromisoformat(text))


def _judged(bundle: Bundle) -> pd.DataFrame:
    """Rows and log loss of a bundle's forward predictions, by cut-off."""
    blocks: dict[str, Any] = bundle.card["forward_blocks"] or {"cutoff": [], "rows": [], "log_loss": []}
    index = pd.DatetimeIndex(pd.to_datetime(blocks["cutoff"], utc=True))
    return pd.DataFrame({name: blocks[name] for name in ("rows", "log_loss")}, index=index)


def _scored(champion: Bundle, cutoffs: pd.DatetimeIndex, history: History, known_until: pd.Timestamp) -> pd.DataFrame:
    """Rows and log loss of what the champion says at `cutoffs`."""
    question = Task.model_validate(champion.card["task"])
    data = assemble(history.known_by(known_until), cutoffs, question, champion.spec, known_until=known_until)
    losses = log_losses(data.labels, champion.intent.predict(data.table).probability)
    found = pd.Series(losses, index=pd.DatetimeIndex(data.table["cutoff"])).groupby(level=0).agg(["size", "mean"])
    return found.rename(columns={"size": "rows", "mean": "log_loss"})
