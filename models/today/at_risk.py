"""Open leads whose chance to be won fell most within a week.

The chance is P(won within 30 days): a month is as far as a salesperson plans, and long enough that one weekend more
or less ahead does not move it. Both chances are by the same model, so that what changed is what was known.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.build import Rows, build
from features.frame import CUTOFF, ENTITY
from features.spec import Spec
from history.record import History
from models.open_leads import OpenLeads

AHEAD_DAYS = 30
BACK = pd.Timedelta(days=7)


@dataclass(frozen=True)
class Falls:
    """One row an open lead, by its id: `before` and `now` are P(won within 30 days) a week ago and now.

    `region`, `industry`, `stage` are as known now, `value` is what the lead was told to be worth; `rep_before` and
    `rep_now` count the open leads of its rep. Unknown is None or NaN.
    """

    rows: pd.DataFrame


def falls(history: History, spec: Spec, model: OpenLeads, as_of: pd.Timestamp) -> Falls:
    """The leads that are open now and were a week ago, from what was known at each of the two moments."""
    table = build(history, [as_of - BACK, as_of], Rows("lead", "open"), spec)
    chance = model.curves(table)[:, AHEAD_DAYS - 1] if len(table) else np.empty(0)
    table = table.assign(chance=chance)
    then, now = (table[table[CUTOFF] == moment].set_index(ENTITY) for moment in (as_of - BACK, as_of))
    then, now = then[then.index.isin(now.index)], now[now.index.isin(then.index)]
    then = then.reindex(now.index)
    found = {name: _texts(now, name) for name in ("region", "industry", "stage")}
    found |= {
        "before": then["chance"].to_numpy(),
        "now": now["chance"].to_numpy(),
        "value": now["lead_value"].to_numpy(dtype=np.float64),
        "rep_before": then["load_rep_open"].to_numpy(dtype=np.float64),
        "rep_now": now["load_rep_open"].to_numpy(dtype=np.float64),
    }
    return Falls(pd.DataFrame(found, index=now.index))


def _texts(table: pd.DataFrame, name: str) -> np.ndarray:
    if name not in table:
        return np.full(len(table), None, dtype=object)
    values = table[name].astype(object)
    return values.where(values.notna(), None).to_numpy(dtype=object)
