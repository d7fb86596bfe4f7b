"""A history without what does not bear on the features of a few, for those who build them at any moment."""

from collections.abc import Collection

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.frame import Entity
from features.versions import since_when
from history.record import History
from history.tables import TABLES


def pared(history: History, ids: Collection[str], entity: Entity) -> History:
    """`history` without the activities and signals that do not bear on the features of `ids`.

    They are most of a history, and tell something of their own account and lead alone. Of every account stays the
    first row that names it: since then it counts among those that are known.
    """
    versions = history["leads"]
    accounts = set(ids) if entity == "account" else set(versions.loc[versions["lead_id"].isin(ids), "account_id"])
    leads = set(versions.loc[versions["account_id"].isin(accounts), "lead_id"]) | set(ids)
    tables = dict(history.tables)
    for name in ("activities", "signals"):
        rows = tables[name]
        keep = rows["account_id"].isin(accounts).to_numpy() | _first_to_name(name, rows)
        if "lead_id" in rows:
            keep |= rows["lead_id"].isin(leads).to_numpy()
        tables[name] = rows[keep].reset_index(drop=True)
    return History(tables, history.business)


def _first_to_name(name: str, rows: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which rows are the first that are known to name their account."""
    order = np.argsort(since_when(rows, TABLES[name].happened)[1], kind="stable")
    first = np.zeros(len(rows), dtype=bool)
    first[order] = ~rows["account_id"].take(order).duplicated().to_numpy()
    return first
