"""Open leads whose chance to be won fell most within a week.

The chance is P(won within 30 days): a month is as far as a salesperson plans, and long enough that one weekend more
or less ahead does not move it. Both chances are by the same model, so that what changed is what was known.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
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
    """Frames with one row an open lead, by its id: the feature tables a week ago (`then`) and `now`, and `rows`.

    Of the latter, `before` and `now` are P(won within 30 days) at both moments; `region` and `industry` are as known
    now, None where unknown.
    """

    rows: pd.DataFrame
    then: pd.DataFrame
    now: pd.DataFrame


def falls(history: History, spec: Spec, model: OpenLeads, as_of: pd.Timestamp) -> Falls:
    """The leads that are open now and were a week ago, from what was known at each of the two moments."""
    table = build(history, [as_of - BACK, as_of], Rows("lead", "open"), spec).set_index(ENTITY, drop=False)
    chance = pd.Series(model.curves(table)[:, AHEAD_DAYS - 1] if len(table) else np.empty(0), index=table.index)
    is_now = (table[CUTOFF] == as_of).to_numpy()
    ids = table.index[is_now].intersection(table.index[~is_now])
    found: dict[str, Any] = {name: _texts(table[is_now].loc[ids], name) for name in ("region", "industry")}
    found |= {"before": chance[~is_now].loc[ids].to_numpy(), "now": chance[is_now].loc[ids].to_numpy()}
    return Falls(pd.DataFrame(found, index=ids), table[~is_now].loc[ids], table[is_now].loc[ids])


def _texts(table: pd.DataFrame, name: str) -> npt.NDArray[np.object_]:
    values = table[name].astype(object)
    return values.where(values.notna(), None).to_numpy(dtype=object)
