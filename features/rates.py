"""Base rates as known at each cut-off, shrunk towards all leads: small tables, shared by every partition."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from features.counting import Codes, Events, Grid, ratio, window_sums
from features.leads import Leads
from features.load import slotted
from features.moments import DAY, NEVER, Micros
from features.spec import Spec

Keep = npt.NDArray[np.bool_]

# Pseudo-leads at the overall rate that stand behind every category.
STRENGTH = 20.0
MATURITY_DAYS = 30

CATEGORIES = ("region", "industry", "source", "product", "rep")


@dataclass(frozen=True)
class Rates:
    """Per category, grids of shape (values + 1, cut-offs), the last row for unknown values.

    `closed`: won share of the leads that have ended. `matured`: share won within 30 days among leads created at
    least 30 days ago, which needs no record of losses. Both are NaN before the first lead counts.
    """

    closed: dict[str, Grid]
    matured: dict[str, Grid]


def shrunk(won: Grid, total: Grid) -> Grid:
    """Rates per row, pulled towards the rate of all rows by `STRENGTH` pseudo-leads."""
    overall = ratio(won.sum(axis=0), total.sum(axis=0))
    rates: Grid = (won + STRENGTH * overall) / (total + STRENGTH)
    return rates


def _sizes(spec: Spec) -> dict[str, int]:
    names = (spec.regions, spec.industries, spec.sources, spec.products, spec.reps)
    return {category: len(values) for category, values in zip(CATEGORIES, names, strict=True)}


def base_rates(leads: Leads, spec: Spec, cutoffs: Micros) -> Rates:
    """The shrunk rates of every category. A lead counts for what it was when its outcome became known."""
    ripe_at = leads.created + MATURITY_DAYS * DAY
    ripe_seen = np.maximum(leads.seen, ripe_at)
    fast_seen = np.maximum(leads.ended_seen, ripe_at)
    fast, ended = leads.won & (leads.ended < ripe_at), leads.ended_seen < NEVER
    at_end, at_ripe, at_fast = (leads.version_at(when) for when in (leads.ended_seen, ripe_seen, fast_seen))

    def count(name: str, size: int, rows: Codes, seen: Micros, keep: Keep) -> Grid:
        code = slotted(leads.versions.labels[name][rows], size)
        return window_sums(Events(code, seen, seen).where(keep), size + 1, cutoffs)

    closed, matured = {}, {}
    for name, size in _sizes(spec).items():
        closed[name] = shrunk(
            count(name, size, at_end, leads.ended_seen, ended & leads.won),
            count(name, size, at_end, leads.ended_seen, ended),
        )
        matured[name] = shrunk(
            count(name, size, at_fast, fast_seen, fast), count(name, size, at_ripe, ripe_seen, ended | ~ended)
        )
    return Rates(closed, matured)
