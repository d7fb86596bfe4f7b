"""What is known last of each entity in a feature table that holds many snapshots of it."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.frame import CUTOFF, ENTITY


def latest_rows(table: pd.DataFrame) -> npt.NDArray[np.int64]:
    """The position of each entity's row of the latest cut-off, in the order of the table."""
    ordered = table[CUTOFF].reset_index(drop=True).sort_values(kind="stable").index
    entity = table[ENTITY].to_numpy(dtype=object)[ordered]
    last = ~pd.Series(entity).duplicated(keep="last").to_numpy()
    return np.sort(np.asarray(ordered[last], dtype=np.int64))
