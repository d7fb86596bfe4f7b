"""What a won lead is worth by region and industry, shrunk where few were won."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.arrays import Codes
from features.leads import Leads
from features.moments import NEVER
from history.record import History

Array = npt.NDArray[np.float64]

# A region, an industry, a cell leans on what is usual with the weight of so many won leads.
LEANING_WINS = 10.0
LEAST_VALUES = 5


@dataclass(frozen=True)
class DealValues:
    """Expected `value` of a won lead by region × industry (R, I), in the history's currency, and `spread`, the squared
    coefficient of variation of a single one's value around it."""

    value: Array
    spread: float

    def by(self, weights: Array) -> Array:
        """The expected value by region (R), industries weighted by `weights` (R, I)."""
        return np.asarray((self.value * weights).sum(axis=1) / weights.sum(axis=1))


def deal_values(history: History, leads: Leads, code: dict[str, Codes], shape: tuple[int, int]) -> DealValues | None:
    """Learned from the leads won so far: what was ordered for a lead, else the value that it was given.

    None where fewer than five won leads have a value.
    """
    value = values_of(history, leads)
    known = (leads.ended < NEVER) & leads.won & np.isfinite(value) & (value > 0)
    if known.sum() < LEAST_VALUES:
        return None
    region, industry, value = code["region"][known], code["industry"][known], value[known]
    cells = shrunk_cells(region, industry, value, shape)
    spread = float(((value / cells[region, industry] - 1) ** 2).mean())
    return DealValues(cells, spread)


def shrunk_cells(region: Codes, industry: Codes, value: Array, shape: tuple[int, int]) -> Array:
    """The mean of `value` (at least one, all above 0) by region × industry (R, I), leaning on region and industry."""
    overall = float(value.mean())
    rows, columns = (
        _leaning(place, value, size, np.full(size, overall))
        for place, size in ((region, shape[0]), (industry, shape[1]))
    )
    prior = np.outer(rows, columns) / overall
    return _leaning(region * shape[1] + industry, value, shape[0] * shape[1], prior.ravel()).reshape(shape)


def _leaning(place: Codes, value: Array, size: int, prior: Array) -> Array:
    sums, counts = np.bincount(place, value, size), np.bincount(place, minlength=size)
    return np.asarray((sums + LEANING_WINS * prior) / (counts + LEANING_WINS))


def values_of(history: History, leads: Leads) -> Array:
    """What was ordered for each lead, else the value that it was given last; NaN where unknown."""
    orders = history["orders"].dropna(subset=["lead_id", "amount"])
    ordered = orders.groupby("lead_id")["amount"].sum() if len(orders) else pd.Series(dtype=np.float64)
    newest = np.searchsorted(leads.versions.events.code, np.arange(len(leads)), side="right") - 1
    given = leads.versions.values["value"][newest]
    found = ordered.reindex(leads.ids).to_numpy(dtype=np.float64)
    return np.where(np.isfinite(found), found, given)
