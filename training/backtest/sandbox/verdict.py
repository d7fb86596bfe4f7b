"""What playing past weeks showed: each forecaster's figures, with how far other weeks would have moved them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.sandbox.answer.forecast import Note
from training.backtest.sandbox.counts import LEVELS, crps, held, noise_floor, shortest
from training.backtest.sandbox.play import SANDBOX, Played
from training.backtest.sandbox.rates import CONSTANT, REGION, SHRUNK
from training.bootstrap import Interval

Array = npt.NDArray[np.float64]

RESAMPLES = 1_000
NAMES = {
    SANDBOX: Note("sandbox", "沙盘"),
    CONSTANT: Note("constant rate", "统一赢单率"),
    REGION: Note("region's past rate", "区域历史赢单率"),
    SHRUNK: Note("shrunk region rate", "收缩后的区域赢单率"),
}


@dataclass(frozen=True)
class Judged:
    """One forecaster: every figure with its 95 % interval over draws of whole weeks.

    `mae` is the mean absolute error of a region's win rate in a week, weighted by its leads, if the expected rate is
    said; `mae_median` likewise for the median of the predicted counts, which errs the least where the distribution is
    right (Gneiting, "Making and evaluating point forecasts", 2011). `crps` is in wins, the mean over rows. `shown` are
    the shares of counts within the intervals that users see, which hold whole numbers and so a little more than their
    level; `held` the same once that is allowed for. Both by level.
    """

    name: str
    mae: Interval
    mae_median: Interval
    crps: Interval
    predicted: float
    shown: dict[float, Interval]
    held: dict[float, Interval]

    @property
    def called(self) -> Note:
        """Its name for people."""
        return NAMES[self.name]

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data; levels in percent."""
        by_level = {"shown": self.shown, "held": self.held}
        return {
            "key": self.name,
            "name": self.called.en,
            "name_zh": self.called.zh,
            "mae": self.mae.to_json(),
            "mae_median": self.mae_median.to_json(),
            "crps": self.crps.to_json(),
            "predicted": self.predicted,
            **{kind: {f"{level:.0%}": each.to_json() for level, each in of.items()} for kind, of in by_level.items()},
        }


@dataclass(frozen=True)
class Verdict:
    """All forecasters on the same weeks. `gained` is how much smaller the sandbox's error is than that of the shrunk
    rate; `noise` the error that the sandbox's own rates would make by chance alone, if they were the truth."""

    played: Played
    days: int
    models: tuple[Judged, ...]
    gained: Interval
    noise: float

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data."""
        rows = self.played.rows
        return {
            "days": self.days,
            "from": str(rows["as_of"].min()),
            "weeks": int(rows["as_of"].nunique()),
            "rows": len(rows),
            "leads": int(rows["leads"].sum()),
            "happened": int(rows["won"].sum()),
            "noise": self.noise,
            "models": [model.to_json() for model in self.models],
            "gained": self.gained.to_json(),
            "said": {"en": self.said.en, "zh": self.said.zh},
        }

    @property
    def said(self) -> Note:
        """What was found, in words."""
        ahead = self.gained.low > 0
        behind = self.gained.high < 0
        (sandbox, median), (shrunk, other) = (
            (each.mae.value, each.mae_median.value) for each in (self.models[0], self.models[-1])
        )
        first = f"The sandbox is off by {sandbox:.4f}, the shrunk region rate by {shrunk:.4f}"
        medians = f"Their medians are off by {median:.4f} and {other:.4f}."
        verdict = "a gain" if ahead else "a loss" if behind else "no sure difference over so few weeks"
        gap = f"{self.gained.low:.4f} … {self.gained.high:.4f}"
        word = "沙盘更准" if ahead else "沙盘更差" if behind else "周数太少，尚不能断定孰优"
        return Note(
            f"{first}; chance alone leaves {self.noise:.4f}. Difference {gap}: {verdict}. {medians}",
            f"沙盘的误差为 {sandbox:.4f}，收缩后的区域赢单率为 {shrunk:.4f}；仅随机波动就会带来 {self.noise:.4f}。"
            f"两者之差 {gap}：{word}。两者中位数的误差为 {median:.4f} 与 {other:.4f}。",
        )


def judge(played: Played, days: int, seed: int = 0) -> Verdict:
    """Measure every forecaster of `played`; `seed` draws the weeks."""
    leads, won = played.rows["leads"].to_numpy(), played.rows["won"].to_numpy()
    weeks = _Weeks.of(played.rows["as_of"], seed)
    off = {name: np.abs(said * leads - won) for name, said in played.said.items()}
    return Verdict(
        played=played,
        days=days,
        models=tuple(_judged(name, played, off[name], weeks) for name in NAMES),
        gained=weeks.ratio(off[SHRUNK] - off[SANDBOX], leads),
        noise=float(noise_floor(leads, played.said[SANDBOX]).sum() / leads.sum()),
    )


def _judged(name: str, played: Played, off: Array, weeks: "_Weeks") -> Judged:
    leads, won = played.rows["leads"].to_numpy(), played.rows["won"].to_numpy()
    drawn, one = played.drawn[name], np.ones(len(won))
    ends = {level: shortest(drawn, level) for level in LEVELS}
    return Judged(
        name=name,
        mae=weeks.ratio(off, leads),
        mae_median=weeks.ratio(np.abs(np.median(drawn, axis=0) - won), leads),
        crps=weeks.ratio(crps(drawn, won), one),
        predicted=float(played.said[name] @ leads),
        shown={level: weeks.ratio(((low <= won) & (won <= high)) * one, one) for level, (low, high) in ends.items()},
        held={level: weeks.ratio(held(drawn, won, level), one) for level in LEVELS},
    )


@dataclass(frozen=True)
class _Weeks:
    """Draws of whole weeks with replacement: how often each is in each of them (draws, weeks), and each row's week."""

    times: npt.NDArray[np.int64]
    week: npt.NDArray[np.int64]

    @classmethod
    def of(cls, as_of: pd.Series, seed: int) -> "_Weeks":
        week = np.unique(as_of.to_numpy(), return_inverse=True)[1]
        number = int(week.max()) + 1
        return cls(np.random.default_rng(seed).multinomial(number, np.full(number, 1 / number), RESAMPLES), week)

    def ratio(self, above: Array, below: npt.NDArray[np.int64] | Array) -> Interval:
        """Σ above / Σ below over the rows; without a second week there is no interval, only NaN."""
        value = float(above.sum() / below.sum())
        if self.times.shape[1] < 2:
            return Interval(value, float("nan"), float("nan"))
        drawn = (self.times @ np.bincount(self.week, above)) / (self.times @ np.bincount(self.week, below))
        low, high = np.quantile(drawn, (0.025, 0.975))
        return Interval(value, float(low), float(high))
