"""Base rates as known at each cut-off, shrunk towards all leads: small tables, shared by every partition."""

from dataclasses import dataclass

import numpy as np

from features.arrays import Grid, ratio
from features.leads import Leads
from features.load import slotted
from features.moments import DAY, NEVER
from features.spans import Counts, Named, Spans
from features.spec import Spec

# Pseudo-leads at the overall rate that stand behind every category.
STRENGTH = 20.0
MATURITY_DAYS = 30
RECENT_DAYS = 90

CATEGORIES = ("region", "industry", "source", "product", "rep")


@dataclass(frozen=True)
class Rates:
    """Per category, grids of shape (values + 1, cut-offs), the last row for unknown values; `rep_recent` likewise per
    rep of the leads' `reps`.

    `closed`: won share of the leads that have ended. `matured`: share won within 30 days among leads created at
    least 30 days ago, which needs no record of losses. Both are NaN before the first lead counts. `rep_recent` is the
    won share of the leads that ended in a rep's hands in the last 90 days, shrunk towards that of everyone.
    """

    closed: dict[str, Grid]
    matured: dict[str, Grid]
    rep_recent: Grid

    def at(self, moments: slice) -> "Rates":
        """The same tables at some of the cut-offs."""
        closed, matured = (
            {name: table[:, moments] for name, table in tables.items()} for tables in (self.closed, self.matured)
        )
        return Rates(closed, matured, self.rep_recent[:, moments])


def shrunk(won: Grid, total: Grid) -> Grid:
    """Rates per row, pulled towards the rate of all rows by `STRENGTH` pseudo-leads."""
    overall = ratio(won.sum(axis=0), total.sum(axis=0))
    rates: Grid = (won + STRENGTH * overall) / (total + STRENGTH)
    return rates


def _sizes(spec: Spec) -> dict[str, int]:
    names = (spec.regions, spec.industries, spec.sources, spec.products, spec.reps)
    return {category: len(values) for category, values in zip(CATEGORIES, names, strict=True)}


def rate_spans(leads: Leads, spec: Spec) -> Named:
    """From when on each lead counts among those that ended, or that are ripe, and among the won of these.

    A lead counts for what it was when it ended, or when its 30 days were up.
    """
    ripe_at = leads.created + MATURITY_DAYS * DAY
    ripe_seen = np.maximum(leads.seen, ripe_at)
    won_seen = np.where(leads.won, leads.ended_seen, NEVER)
    quick_seen = np.where(leads.won & (leads.ended < ripe_at), np.maximum(leads.ended_seen, ripe_at), NEVER)
    at_end, at_ripe = leads.version_at(leads.ended_seen), leads.version_at(ripe_seen)
    labels, never = leads.versions.labels, np.full(len(leads), NEVER)
    for name, size in _sizes(spec).items():
        for kind, rows, part, whole in (
            ("closed", at_end, won_seen, leads.ended_seen),
            ("matured", at_ripe, quick_seen, ripe_seen),
        ):
            code = slotted(labels[name][rows], size)
            yield f"{kind}_{name}_won", Spans(code, part, never, size + 1)
            yield f"{kind}_{name}", Spans(code, whole, never, size + 1)
    person = slotted(labels["rep_id"][at_end], len(leads.reps))
    for name, seen in (("recent_won", won_seen), ("recent", leads.ended_seen)):
        yield name, Spans(person, seen, seen + RECENT_DAYS * DAY, len(leads.reps) + 1, of_reps=True)


def rates_of(counts: Counts) -> Rates:
    """The shrunk rates of every category from the counts of `rate_spans`."""
    closed, matured = (
        {name: shrunk(counts[f"{kind}_{name}_won"], counts[f"{kind}_{name}"]) for name in CATEGORIES}
        for kind in ("closed", "matured")
    )
    return Rates(closed, matured, shrunk(counts["recent_won"], counts["recent"]))
