"""From labelled rows to the model that serves, judged only forward in time."""

from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

import numpy as np

from history.errors import UserError
from models.calibration import Calibration, Map
from models.grades import NO_ORDER, overlap, thresholds_from
from models.intent import Intent
from models.sandbox.answer.forecast import Note
from models.scorers.boosted import DEFAULT, Boosting
from models.scorers.scorer import Probabilities
from training.datasets import DataSet
from training.kinds import BASE, Kind
from training.learning.candidates import Forward, Progress, fitted, forward
from training.learning.compare import Candidate, choose, compare, reason
from training.learning.memory import choose_memory, remembered
from training.learning.recalibrate import Trial, choose_map
from training.learning.splits import forward_folds, usable
from training.settings import DAY

# With fewer yes than this, every choice would be one of chance.
LEAST_POSITIVES = 20

FEW_CUTOFFS = Note(
    "The history is too short to judge a model forward in time: the base rate is served.",
    "历史数据太短，无法按时间向前验证模型：采用基准率。",
)


@dataclass(frozen=True)
class Selection:
    """What was chosen, from what, and why. `forward` is None where nothing could be judged forward in time.

    `boosting` says how trees are grown. Rows older than `memory` before the last cut-off are forgotten (None: none).
    So many forward cut-offs as `overlapping` says see the same purchase.
    """

    kind: Kind
    rounds: int
    because: Note
    boosting: Boosting = DEFAULT
    memory: timedelta | None = None
    mapping: Map = field(default_factory=Map)
    forward: Forward | None = None
    candidates: tuple[Candidate, ...] = ()
    trials: tuple[Trial, ...] = ()
    overlapping: float = 1.0

    @property
    def chosen(self) -> Candidate | None:
        """The forward figures of what was chosen."""
        return next((each for each in self.candidates if each.kind == self.kind), None)

    @property
    def scores(self) -> Probabilities:
        """The forward predictions of what was chosen, calibrated; empty if there are none."""
        return self.mapping(self.forward.scores[self.kind.key]) if self.forward else np.empty(0)

    def finish(self, data: DataSet) -> Intent:
        """The chosen model fitted on what is remembered of `data`, with its calibration and thresholds of grades."""
        scorer = fitted(self.kind, remembered(data, self.memory), self.rounds, self.boosting)
        if self.forward is None:
            return Intent(scorer, Calibration(self.mapping), NO_ORDER)
        raw, labels = self.forward.scores[self.kind.key], self.forward.labels
        calibration = Calibration.learned(self.mapping, raw, labels, self.forward.clusters)
        return Intent(scorer, calibration, thresholds_from(self.scores, labels, self.overlapping))

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data."""
        return {
            "chosen": self.kind.key,
            "rounds": self.rounds,
            "boosting": asdict(self.boosting),
            "memory_days": self.memory / DAY if self.memory else None,
            "signal": self.kind != BASE,
            "because": {"en": self.because.en, "zh": self.because.zh},
            "blocks": self.forward.blocks if self.forward else 0,
            "candidates": [each.to_json() for each in self.candidates],
            "calibration": {
                "shift": self.mapping.shift,
                "slope": self.mapping.slope,
                "tried": {trial.name: trial.gain.to_json() for trial in self.trials},
            },
        }


def select(
    data: DataSet, horizon: timedelta, boosting: Boosting = DEFAULT, progress: Progress | None = None
) -> Selection:
    """Choose on `data` alone, by folds that go forward in time.

    Raises:
        UserError: nobody in `data` ever bought.
    """
    if not data.positives:
        raise UserError(
            "Nobody bought within the horizon of any training row; a model needs purchases to learn from.",
            "Check `purchase` and `stages` in leadcast.toml, that won leads have the stage 'won', and the dates.",
        )
    if data.positives < LEAST_POSITIVES:
        return Selection(BASE, 0, _few_positives(data.positives))
    folds = usable(forward_folds(data.cutoffs, horizon), data)
    if not folds:
        return Selection(BASE, 0, FEW_CUTOFFS)
    said = forward(data, folds, boosting, progress=progress)
    candidates = compare(said)
    chosen = choose(candidates, said.blocks)
    memory, said = choose_memory(data, folds, said, chosen, boosting)
    mapping, trials = choose_map(said, chosen.kind.key, horizon)
    because = reason(chosen, candidates, said.blocks)
    overlapping = overlap(said.cutoff, horizon)
    return Selection(
        chosen.kind, chosen.rounds, because, boosting, memory, mapping, said, candidates, trials, overlapping
    )


def _few_positives(count: int) -> Note:
    return Note(
        f"A purchase follows only {count} training rows, fewer than {LEAST_POSITIVES}: the base rate is served.",
        f"只有 {count} 行训练数据之后发生了购买，少于 {LEAST_POSITIVES} 行：采用基准率。",
    )
