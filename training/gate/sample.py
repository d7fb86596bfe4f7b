"""A bounded part of a candidate's own training rows, built again, for probes that need rows and answers."""

import pandas as pd

from history.record import History
from models.artifact import Bundle
from training.datasets import DataSet, assemble
from training.settings import Task

# A probe looks for what shouts; more rows would only take longer.
MOST_ROWS, MOST_CUTOFFS = 20_000, 26


def training_rows(candidate: Bundle, history: History) -> DataSet:
    """Whole entities at the last cut-offs that the candidate was trained on, as known when it was trained."""
    task = Task.model_validate(candidate.card["task"])
    until, first = (pd.Timestamp(candidate.card[name]) for name in ("trained_until", "first_cutoff"))
    known = history.known_by(until)
    cutoffs = task.cutoffs(first, until, known.business.time_zone)[-MOST_CUTOFFS:]
    return assemble(known, cutoffs, task, candidate.spec, known_until=until, most=MOST_ROWS)
