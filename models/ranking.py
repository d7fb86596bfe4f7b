"""Everybody's scores as of a moment, best first: what a file of scores holds."""

import pandas as pd

from features.build import build
from features.frame import ENTITY
from history.record import History
from models.artifact import Bundle


def score_all(history: History, bundle: Bundle, as_of: pd.Timestamp) -> pd.DataFrame:
    """One row an entity, highest first (ties by id): id, probability, its interval, grade, and the moment (aware UTC).

    The id column is `account_id` or `lead_id`, as the bundle was trained.
    """
    table = build(history, [as_of], bundle.rows, bundle.spec)
    scores = bundle.intent.predict(table)
    frame = pd.DataFrame(
        {
            f"{bundle.rows.entity}_id": table[ENTITY],
            "probability": scores.probability,
            "low": scores.low,
            "high": scores.high,
            "grade": bundle.intent.grade(scores.probability),
            "as_of": as_of.isoformat(),
        }
    )
    best_first = frame.sort_values(["probability", frame.columns[0]], ascending=[False, True], kind="stable")
    return best_first.reset_index(drop=True)
