"""How trees are to be grown, and where that comes from: the default, or a search that found better settings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from models.sandbox.answer.forecast import Note
from models.scorers.boosted import Boosting
from training.datasets import DataSet
from training.evidence import Difference, difference
from training.kinds import KINDS
from training.learning.candidates import forward
from training.learning.splits import forward_folds, usable

# What a search looks at: trees on an entity's own facts, of which every kind with trees has some.
TREES = next(kind for kind in KINDS if kind.key == "boosted")


@dataclass(frozen=True)
class Tuned:
    """How trees are grown, and what a search for that found: JSON-able data, None where nothing was searched."""

    boosting: Boosting
    search: dict[str, Any] | None = None


# Finds how to grow trees on the rows of a training window, for a horizon.
Tuner = Callable[[DataSet, timedelta], Tuned]


@dataclass(frozen=True)
class Tried:
    """One trial: its number from 0 on, how it ended, its least forward log loss, by how many trees, and its settings.

    Of a trial that was given up ("pruned") the loss is the least until then.
    """

    number: int
    state: str
    loss: float
    trees: int
    settings: dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """The default settings against the best found, forward in time. `gain` is the log loss that the best save."""

    default: Boosting
    best: Boosting
    default_loss: float
    best_loss: float
    gain: Difference

    @property
    def taken(self) -> bool:
        """Whether the best earn it to replace the default: they save more than one standard error."""
        return self.best != self.default and self.gain.mean > self.gain.error

    @property
    def settings(self) -> Boosting:
        """How trees are to be grown."""
        return self.best if self.taken else self.default

    @property
    def because(self) -> Note:
        """What became of the best, in both languages."""
        if self.best == self.default:
            return Note("No settings that were tried do better than the default.", "没有比默认参数更好的参数。")
        return _taken(self.gain) if self.taken else _left(self.gain)

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data."""
        return {
            "default_loss": self.default_loss,
            "best_loss": self.best_loss,
            "gain": self.gain.to_json(),
            "taken": self.taken,
            "because": {"en": self.because.en, "zh": self.because.zh},
        }


def judged(data: DataSet, horizon: timedelta, default: Boosting, best: Boosting) -> Verdict:
    """Both settings judged as a training judges its candidates, on all rows of `data`, which has usable folds."""
    folds = usable(forward_folds(data.cutoffs, horizon), data)
    said = [forward(data, folds, each, (TREES,)) for each in (default, best)]
    first, second = (each.losses(TREES.key) for each in said)
    gain = difference(first, second, said[0].clusters)
    return Verdict(default, best, float(first.mean()), float(second.mean()), gain)


def _taken(gain: Difference) -> Note:
    return Note(
        f"The settings found replace the default: forward in time they save {gain.mean:.5f} log loss, more than one "
        f"standard error ({gain.error:.5f}). They are the best of many tried on these rows: expect less of later ones.",
        f"采用搜索到的参数：按时间向前验证，对数损失改善 {gain.mean:.5f}，超过一个标准误（{gain.error:.5f}）。"
        "它们是在这些行上多次尝试中最好的，在以后的数据上改善会小一些。",
    )


def _left(gain: Difference) -> Note:
    return Note(
        f"The default settings stay: forward in time the best that were found save {gain.mean:+.5f} log loss, not more "
        f"than one standard error ({gain.error:.5f}).",
        f"保留默认参数：按时间向前验证，搜索到的最好参数的对数损失改善 {gain.mean:+.5f}，"
        f"不超过一个标准误（{gain.error:.5f}）。",
    )
