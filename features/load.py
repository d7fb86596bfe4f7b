"""Small tables that cross partitions: open leads, new leads and active reps per region and per rep, by cut-off."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.counting import Codes, Events, Grid, interval_sums, ratio, window_sums
from features.leads import Leads
from features.moments import DAY, NEVER, Micros, micros
from features.spec import Spec
from features.streams import codes_of
from history.record import History
from history.tables import RECORDED

# A lead that nobody closed for this long no longer takes a rep's time.
STALE_DAYS = 180


@dataclass(frozen=True)
class Load:
    """Grids of shape (regions + 1, cut-offs), the last row for an unknown region; `rep_*` likewise per rep.

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


def slotted(code: Codes, size: int) -> Codes:
    """Codes with the unknown ones (−1) moved to a slot of their own at the end."""
    return np.where(code < 0, size, code)


def open_spans(leads: Leads) -> tuple[Micros, Micros]:
    """From when to when each lead *version* stood for an open lead, in microseconds."""
    code = leads.versions.events.code
    start = np.maximum(leads.versions.events.recorded, leads.created[code])
    following = np.full(len(code), NEVER)
    same = code[1:] == code[:-1]
    following[:-1][same] = start[1:][same]
    end = np.minimum(np.minimum(following, leads.ended_seen[code]), leads.created[code] + STALE_DAYS * DAY)
    return start, end


def _active_reps(history: History, spec: Spec, cutoffs: Micros) -> Grid:
    reps = history["reps"].sort_values(["rep_id", RECORDED], kind="stable")
    owners = len(spec.regions) + 1
    if not len(reps):
        return np.full((owners, len(cutoffs)), np.nan)
    region = slotted(codes_of(reps["region"], pd.Index(spec.regions)), len(spec.regions))
    start = np.maximum(micros(reps["joined_at"]), micros(reps[RECORDED]))
    following = reps.groupby("rep_id")[RECORDED].shift(-1)
    end = np.minimum(micros(reps["left_at"]), micros(following))
    return interval_sums(region, (start, end), owners, cutoffs)


def _rep_tenure(history: History, spec: Spec, cutoffs: Micros) -> Grid:
    """Days since each rep joined, NaN before that was known."""
    first = history["reps"].drop_duplicates("rep_id").set_index("rep_id")[["joined_at", RECORDED]]
    first = first.reindex([*spec.reps, None])
    joined, seen = micros(first["joined_at"])[:, None], micros(first[RECORDED])[:, None]
    return np.where(cutoffs >= np.maximum(joined, seen), (cutoffs - joined) / DAY, np.nan)


def measure_load(history: History, leads: Leads, spec: Spec, cutoffs: Micros) -> Load:
    """The load tables of all leads. Adding leads recorded after a cut-off leaves its column as it was."""
    labels = leads.versions.labels
    region = slotted(labels["region"], len(spec.regions))
    rep = slotted(labels["rep"], len(spec.reps))
    spans = open_spans(leads)
    first = leads.first_version
    born = Events(region[first], leads.created, leads.seen)

    def new(events: Events, owners: int, days: int) -> Grid:
        return window_sums(events, owners + 1, cutoffs, days)

    return Load(
        open=interval_sums(region, spans, len(spec.regions) + 1, cutoffs),
        new_7d=new(born, len(spec.regions), 7),
        new_30d=new(born, len(spec.regions), 30),
        reps=_active_reps(history, spec, cutoffs),
        rep_open=interval_sums(rep, spans, len(spec.reps) + 1, cutoffs),
        rep_new_7d=new(born.owned_by(rep[first]), len(spec.reps), 7),
        rep_tenure=_rep_tenure(history, spec, cutoffs),
    )
