"""The funnel of a history: how many leads come to each stage, how many go on from it, and how long they stay."""

import numpy as np
import pandas as pd

from history.record import History
from history.tables import TERMINAL_STAGES


def funnel(history: History, stages: tuple[str, ...]) -> pd.DataFrame:
    """A row an open stage that any lead reached, in the order of `stages`.

    `reached`: leads that ever stood in it; `went_on`, `won`, `lost`, `stand`: shares of these whose next change led to
    another open stage, to the end, or never came; `days_median` and `days_90_percent`: days until the next change,
    unknown where none came.
    """
    moves = _moves(history)
    rows = [_stage(stage, moves[moves["stage"] == stage]) for stage in stages]
    return pd.DataFrame([row for row in rows if row["reached"]], columns=list(_stage("", moves[:0]))).set_index("stage")


def _moves(history: History) -> pd.DataFrame:
    """Each lead's first time in each stage, with the change that came next."""
    changes = history["stage_changes"].sort_values(["lead_id", "changed_at"], kind="stable")
    following = changes.groupby("lead_id")[["stage", "changed_at"]].shift(-1)
    moves = changes[["lead_id", "stage", "changed_at"]].assign(next=following["stage"], until=following["changed_at"])
    return moves.drop_duplicates(["lead_id", "stage"])


def _stage(stage: str, moves: pd.DataFrame) -> dict[str, object]:
    stayed = (moves["until"] - moves["changed_at"]).dt.total_seconds() / 86_400
    ended = moves["next"].isin(TERMINAL_STAGES)
    return {
        "stage": stage,
        "reached": len(moves),
        "went_on": _share(moves["next"].notna() & ~ended),
        "won": _share(moves["next"] == "won"),
        "lost": _share(moves["next"] == "lost"),
        "stand": _share(moves["next"].isna()),
        "days_median": float(stayed.quantile(0.5)),
        "days_90_percent": float(stayed.quantile(0.9)),
    }


def _share(marked: pd.Series) -> float:
    return float(marked.mean()) if len(marked) else np.nan
