"""The models that compete, from the simplest on."""

from dataclasses import dataclass
from typing import Literal

Part = Literal["line", "own", "own_random", "all"]


@dataclass(frozen=True)
class Kind:
    """One competitor: the mean of its parts, or the base rate without any.

    A part is "line" (logistic regression), "own" (LightGBM on an entity's own facts), "own_random" (the same with
    random splits) or "all" (LightGBM on all features). The simpler of two kinds has the lower `complexity`.
    """

    key: str
    name: str
    name_zh: str
    parts: tuple[Part, ...] = ()
    complexity: int = 0

    @property
    def trees(self) -> bool:
        """Whether LightGBM takes part."""
        return any(part != "line" for part in self.parts)


# From the simplest on. What surrounds an entity (levels, calendar, load, base rates, people) tells more, and drifts
# more, than its own facts: trees see it only beside trees that do not.
KINDS = (
    Kind("base_rate", "base rate", "基准率"),
    Kind("logistic", "logistic regression", "逻辑回归", ("line",), 1),
    Kind("boosted", "LightGBM on own facts", "LightGBM（自身特征）", ("own", "own_random"), 2),
    Kind("wide", "LightGBM, with and without surroundings", "LightGBM（含与不含环境特征的平均）", ("own", "all"), 3),
    Kind(
        "averaged",
        "mean of logistic regression and LightGBM on own facts",
        "逻辑回归与 LightGBM（自身特征）的平均",
        ("line", "own", "own_random"),
        4,
    ),
    Kind(
        "averaged_wide",
        "mean of logistic regression and LightGBM with and without surroundings",
        "逻辑回归与 LightGBM（含与不含环境特征）的平均",
        ("line", "own", "all"),
        5,
    ),
)
BASE, LINE = KINDS[:2]
