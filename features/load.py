"""Small tables that cross partitions: open leads, new leads and active reps per region and per rep, by cut-off."""

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from features.arrays import Codes, Grid, days_since, ratio
from features.counting import interval_sums, latest
from features.events import Events
from features.leads import STALE_DAYS, Leads
from features.moments import DAY, NEVER, Micros, micros
from features.spans import Counts, Named, Spans, counted
from features.spec import Spec
from features.streams import codes_of
from history.record import History
from history.tables import RECORDED


@dataclass(frozen=True)
class Load:
    """Grids of shape (regions + 1, cut-offs), the last row for an unknown region; `rep_*` likewise per rep of the
    leads' `reps`, also of those that joined after the spec was learned.

    `reps` is NaN throughout where the history has no reps: then nobody knows how many share the work.
    """

    open: Grid
    new_7d: Grid
    new_30d: Grid
    reps: Grid
    rep_open: Grid
    rep_new_7d: Grid
    rep_tenure: Grid

    @property
    def open_per_rep(self) -> Grid:
        """Open leads per active rep; NaN where there is no active rep."""
        return ratio(self.open, self.reps)

    def at(self, moments: slice) -> "Load":
        """The same tables at some of the cut-offs."""
        return Load(**{table.name: getattr(self, table.name)[:, moments] for table in fields(self)})


def slotted(code: Codes, size: int) -> Codes:
    """Codes with the unknown ones (−1) moved to a slot of their own at the end."""
    return np.where(code < 0, size, code)


def version_spans(leads: Leads) -> tuple[Micros, Micros]:
    """From when to when each lead *version* stood for a lead that was there, in microseconds."""
    code, since = leads.versions.events.code, leads.versions.events.happened
    following = np.full(len(code), NEVER)
    following[:-1] = np.where(code[1:] == code[:-1], since[1:], NEVER)
    return np.maximum(since, leads.created[code]), following


def _active_reps(history: History, spec: Spec, cutoffs: Micros) -> Grid:
    reps = history["reps"]
    owners = len(spec.regions) + 1
    if not len(reps):
        return np.full((owners, len(cutoffs)), np.nan)
    region = slotted(codes_of(reps["region"], pd.Index(spec.regions)), len(spec.regions))
    start = np.maximum(micros(reps["joined_at"]), micros(reps[RECORDED]))
    following = reps.groupby("rep_id")[RECORDED].shift(-1)
    end = np.minimum(micros(reps["left_at"]), micros(following))
    return interval_sums(region, (start, end), owners, cutoffs)


def _rep_tenure(history: History, people: pd.Index, cutoffs: Micros) -> Grid:
    """Days since each rep joined, by the version in force; NaN for the unknown rep and before anything was known."""
    reps = history["reps"]
    events = Events(codes_of(reps["rep_id"], people), micros(reps["joined_at"]), micros(reps[RECORDED]))
    return days_since(events.happened, latest(events, len(people) + 1, cutoffs), cutoffs)


def load_spans(leads: Leads, spec: Spec) -> Named:
    """The spans in which each lead counts: where its version of the moment puts it.

    Adding leads recorded after a cut-off leaves its counts as they were.
    """
    labels, code = leads.versions.labels, leads.versions.events.code
    start, following = version_spans(leads)
    created = leads.created[code]
    until = np.minimum(leads.ended_seen[code], created + STALE_DAYS * DAY)
    ends = {"open": until, "new_7d": created + 7 * DAY, "new_30d": created + 30 * DAY}
    for name, end in ends.items():
        region = slotted(labels["region"], len(spec.regions))
        yield name, Spans(region, start, np.minimum(following, end), len(spec.regions) + 1)
    for name in ("open", "new_7d"):
        person = slotted(labels["rep_id"], len(leads.reps))
        end = np.minimum(following, ends[name])
        yield f"rep_{name}", Spans(person, start, end, len(leads.reps) + 1, of_reps=True)


def load_of(history: History, reps: pd.Index, spec: Spec, cutoffs: Micros, counts: Counts) -> Load:
    """The load tables from the counts of `load_spans`; the reps themselves are those of `history`."""
    return Load(
        **{name: counts[name] for name in ("open", "new_7d", "new_30d", "rep_open", "rep_new_7d")},
        reps=_active_reps(history, spec, cutoffs),
        rep_tenure=_rep_tenure(history, reps, cutoffs),
    )


def measure_load(history: History, leads: Leads, spec: Spec, cutoffs: Micros) -> Load:
    """The load tables of all leads."""
    return load_of(history, leads.reps, spec, cutoffs, counted(load_spans(leads, spec), cutoffs))
