"""What a table of past rates would have said: the rivals of the sandbox."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import betaln

Array = npt.NDArray[np.float64]

CONSTANT, REGION, SHRUNK = "constant", "region", "shrunk"
# How many leads' worth the rate of all regions may weigh.
STRENGTHS = np.geomspace(1, 1000, 61)


def beta_of(past: pd.DataFrame, regions: npt.NDArray[np.object_]) -> dict[str, tuple[Array, Array]]:
    """The parameters (a, b) of each rival's beta distribution of a region's win rate, one a region asked for.

    `past` has `region`, `leads`, `won`. "constant" is the rate of all; "region" each one's own, beside which that of
    all weighs no more than a single lead; "shrunk" leans each on that of all as much as their spread tells: a
    beta-binomial whose strength maximises the likelihood (Skellam, "A probability distribution derived from the
    binomial distribution", 1948).
    """
    table = past.groupby("region")[["leads", "won"]].sum()
    own = table.reindex(regions, fill_value=0).to_numpy(dtype=np.float64)
    leads, won = own[:, 0], own[:, 1]
    total, rate = table["leads"].sum(), (table["won"].sum() + 0.5) / (table["leads"].sum() + 1)
    strength = _strength(table["leads"].to_numpy(dtype=np.float64), table["won"].to_numpy(dtype=np.float64), rate)
    return {
        CONSTANT: (np.full(len(regions), rate * (total + 1)), np.full(len(regions), (1 - rate) * (total + 1))),
        REGION: (won + rate, leads - won + 1 - rate),
        SHRUNK: (won + strength * rate, leads - won + strength * (1 - rate)),
    }


def _strength(leads: Array, won: Array, rate: float) -> float:
    a, b = STRENGTHS[:, None] * rate, STRENGTHS[:, None] * (1 - rate)
    likelihood = (betaln(won + a, leads - won + b) - betaln(a, b)).sum(axis=1)
    return float(STRENGTHS[np.argmax(likelihood)])
