"""The one way from a history to a fitted model: for training, and for a back-test that plays training again."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from features.spec import Spec, learn_spec
from history.errors import UserError
from history.record import History
from models.intent import Intent
from models.scorers.boosted import DEFAULT, Boosting
from training.datasets import DataSet, assemble
from training.evidence import difference
from training.kinds import BASE
from training.learning.candidates import Progress, forward
from training.learning.memory import forgetting
from training.learning.select import Selection, select
from training.learning.splits import forward_folds, usable
from training.learning.tuning import Tuned, Tuner
from training.settings import DAY, Question

# More rows than this teach little more, and cost memory.
MOST_ROWS = 1_000_000


@dataclass(frozen=True)
class Learned:
    """A fitted model with what it was learned from; `spec` is that of the last training cut-off.

    `search` is what a search for the settings of trees found, None where there was none.
    """

    question: Question
    spec: Spec
    data: DataSet
    selection: Selection
    intent: Intent
    search: dict[str, Any] | None = None

    @property
    def seed(self) -> int:
        """The seed of all chance in it."""
        return self.selection.boosting.seed


def learn(
    history: History,
    cutoffs: pd.DatetimeIndex,
    question: Question,
    *,
    known_until: pd.Timestamp,
    boosting: Boosting | Tuner = DEFAULT,
    progress: Progress | None = None,
) -> Learned:
    """Choose and fit on `cutoffs`, knowing only what was recorded by `known_until`. Equal for equal arguments.

    `boosting` says how trees are grown, or finds that out on the rows that are learned from.

    Raises:
        UserError: no outcome is known yet, or nobody ever bought.
    """
    if not len(cutoffs):
        raise UserError(
            f"The history is too short: no cut-off lies a horizon of {question.horizon / DAY:g} days before its end.",
            "Import more of the past, or ask for a shorter horizon.",
        )
    known = history.known_by(known_until)
    if progress:
        progress("building features", 0, 1)
    spec = learn_spec(known, cutoffs[-1])
    data = assemble(known, cutoffs, question, spec, known_until=known_until, most=MOST_ROWS)
    if progress:
        progress("building features", 1, 1)
    tuned = Tuned(boosting) if isinstance(boosting, Boosting) else boosting(data, question.horizon)
    selection = select(data, question.horizon, tuned.boosting, progress)
    if progress:
        progress("fitting the chosen model", 0, 1)
    intent = selection.finish(data)
    if progress:
        progress("fitting the chosen model", 1, 1)
    return Learned(question, spec, data, selection, intent, tuned.search)


def without_signals(learned: Learned) -> dict[str, Any] | None:
    """What the public signals are worth: the chosen kind's forward log loss with and without them, `gain` if positive.

    None where there are no signals, or no model that could use them.
    """
    said, kind = learned.selection.forward, learned.selection.kind
    if said is None or kind == BASE or "signals" not in learned.spec.tables:
        return None
    data = learned.data.without("signals")
    folds = usable(forward_folds(data.cutoffs, learned.question.horizon), data)
    if learned.selection.memory:
        folds = forgetting(folds, learned.selection.memory)
    bare = forward(data, folds, learned.selection.boosting, (kind,), (learned.selection.rounds or 1,))
    losses = said.losses(kind.key), bare.losses(kind.key)
    return {
        "with": float(losses[0].mean()),
        "without": float(losses[1].mean()),
        "gain": difference(losses[1], losses[0], said.clusters).to_json(),
    }
