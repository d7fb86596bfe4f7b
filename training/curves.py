"""What a report draws of predictions: the gains curve, the lift by tenths, and the level over time."""

from typing import Any

import numpy as np
import pandas as pd

from models.scorers.scorer import Probabilities
from training.datasets import DataSet
from training.metrics import Judged
from training.settings import DAY


def over_time(data: DataSet, probabilities: Probabilities) -> pd.DataFrame:
    """Per week with rows: mean probability, share of yes, rows, and when it begins. Shows a level that drifts."""
    frame = pd.DataFrame({"predicted": probabilities, "observed": data.labels.astype(float)})
    first = data.table["cutoff"].min()
    week = ((data.table["cutoff"] - first) // (7 * DAY)).to_numpy()
    found = frame.groupby(week).mean().assign(rows=frame.groupby(week).size())
    starts = [(first + 7 * DAY * int(number)).isoformat() for number in found.index]
    return found.assign(start=starts).reset_index(drop=True)


def gain_curve(data: DataSet, probabilities: Probabilities) -> pd.DataFrame:
    """The gains curve at every half percent of the rows; within ties it is a straight line."""
    curve = Judged(data.labels, probabilities).gain()
    asked = np.linspace(0, 1, 201)
    return pd.DataFrame({"asked": asked, "found": np.interp(asked, curve["asked"], curve["found"])})


def lift_by_tenth(gain: pd.DataFrame) -> list[dict[str, Any]]:
    """Per tenth of the rows, the highest probabilities first: its share of yes over the share among all."""
    edges = np.interp(np.linspace(0, 1, 11), gain["asked"], gain["found"])
    return [{"tenth": tenth + 1, "lift": float(lift)} for tenth, lift in enumerate(10 * np.diff(edges))]
