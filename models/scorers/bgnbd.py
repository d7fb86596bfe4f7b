"""BG/NBD: when will a customer buy again, from nothing but how often and how lately it bought.

Source: Fader, Hardie and Lee, "Counting Your Customers" the Easy Way: An Alternative to the Pareto/NBD Model,
Marketing Science 24 (2005). Purchases come at a customer's own rate λ ~ Gamma(r, α); after each one it leaves for good
with its own chance p ~ Beta(a, b).

Ours, since no library is worth its weight here: the well-kept pymc-marketing would install 22 packages beside it, a
probabilistic language and a compiler among them, for four numbers that are found in a second; lifetimes and its
successor btyd have had no release for years.
"""

import json
from dataclasses import asdict, astuple, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import minimize
from scipy.special import expit, gammaln

from models.scorers.columns import Columns
from models.scorers.latest import latest_rows
from models.scorers.scorer import Labels, Probabilities, within

FILE = "bgnbd.json"
FEATURES = ("purchases_count_all", "purchases_days_since_last", "purchases_days_since_first")
WEEK_DAYS = 7.0
# Parameters are sought between e^-12 and e^12: beyond, the likelihood is flat.
BOUND = 12.0

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Purchases:
    """Per customer, each of shape (n,): repeat purchases, weeks from the first to the last, weeks since the first."""

    repeats: Numbers
    recency: Numbers
    age: Numbers


@dataclass(frozen=True)
class Parameters:
    """Of λ ~ Gamma(r, α), per week, and p ~ Beta(a, b)."""

    r: float = 1.0
    alpha: float = 1.0
    a: float = 1.0
    b: float = 1.0


def log_likelihood(found: Parameters, seen: Purchases) -> Numbers:
    """The log density of each customer's purchases: equation 6 of the paper."""
    r, alpha, a, b = astuple(found)
    x, shape = seen.repeats, r + seen.repeats
    rate = gammaln(shape) - gammaln(r) + r * np.log(alpha)
    stays = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    return np.asarray(rate + stays - shape * np.log(alpha + seen.age) + np.logaddexp(0, _gone_odds(found, seen)))


def _gone_odds(found: Parameters, seen: Purchases) -> Numbers:
    """The log odds of each customer having left; −∞ before the first repeat, for nobody leaves without a purchase."""
    x = np.maximum(seen.repeats, 1)
    silence = np.log(found.alpha + seen.age) - np.log(found.alpha + seen.recency)
    odds = np.log(found.a) - np.log(found.b + x - 1) + (found.r + x) * silence
    return np.where(seen.repeats > 0, odds, -np.inf)


def buys_within(found: Parameters, seen: Purchases, weeks: float) -> Probabilities:
    """P(at least one purchase in the coming `weeks`) of each customer.

    It has to be there still; then λ ~ Gamma(r + x, α + T), and it leaves after its next purchase at the earliest.
    """
    silent = (found.r + seen.repeats) * np.log1p(weeks / (found.alpha + seen.age))
    return np.asarray(expit(-_gone_odds(found, seen)) * -np.expm1(-silent))


def fit_parameters(seen: Purchases) -> Parameters:
    """The parameters of the greatest likelihood, by L-BFGS-B on their logarithms."""

    def loss(logs: Numbers) -> float:
        return -float(log_likelihood(Parameters(*np.exp(logs)), seen).mean())

    best = minimize(loss, np.zeros(4), method="L-BFGS-B", bounds=[(-BOUND, BOUND)] * 4)
    return Parameters(*np.exp(best.x).tolist())


class BgNbd:
    """BG/NBD fitted on each entity's latest row; the labels only say how often those who never bought begin to.

    Where the table does not tell purchases apart, everybody gets the share of yes.
    """

    name = "BG/NBD"

    def __init__(self, horizon: timedelta) -> None:
        self.horizon = horizon

    def fit(self, table: pd.DataFrame, labels: Labels) -> Self:
        """Find the four parameters, and the share of yes among the rows without a purchase."""
        told = all(name in table for name in FEATURES) and table[FEATURES[0]].nunique() > 1
        self.columns_ = Columns(FEATURES if told else (), {})
        bought = self._bought(table)
        base = (labels.sum() + 0.5) / (len(labels) + 1)
        self.others_ = float((labels[~bought].sum() + base) / ((~bought).sum() + 1))
        latest = table.iloc[latest_rows(table)]
        self.found_ = fit_parameters(self._purchases(latest[self._bought(latest)])) if bought.any() else Parameters()
        return self

    def _bought(self, table: pd.DataFrame) -> npt.NDArray[np.bool_]:
        values = self.columns_.codes(table)
        return (values[:, 0] > 0) & ~np.isnan(values).any(axis=1) if self.columns_.names else np.zeros(len(table), bool)

    def _purchases(self, buyers: pd.DataFrame) -> Purchases:
        count, since_last, since_first = self.columns_.codes(buyers).T
        age = np.maximum(since_first, 0) / WEEK_DAYS
        return Purchases(count - 1, np.maximum(age - np.maximum(since_last, 0) / WEEK_DAYS, 0), age)

    def predict(self, table: pd.DataFrame) -> Probabilities:
        """P(at least one purchase within the horizon) of each row."""
        bought = self._bought(table)
        found = np.full(len(table), self.others_)
        if bought.any():
            found[bought] = buys_within(self.found_, self._purchases(table[bought]), self.horizon / timedelta(weeks=1))
        return within(found)

    def save(self, folder: Path) -> None:
        """Write horizon and parameters."""
        learned = {
            "horizon_seconds": self.horizon.total_seconds(),
            "columns": self.columns_.to_json(),
            "parameters": asdict(self.found_),
            "others": self.others_,
        }
        (folder / FILE).write_text(json.dumps(learned), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        learned = json.loads((folder / FILE).read_text(encoding="utf-8"))
        scorer = cls(timedelta(seconds=learned["horizon_seconds"]))
        scorer.columns_ = Columns.from_json(learned["columns"])
        scorer.found_, scorer.others_ = Parameters(**learned["parameters"]), learned["others"]
        return scorer
