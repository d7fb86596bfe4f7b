"""An account's or lead's score week by week, as today's model would have given it then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from features.build import Rows, build
from features.frame import CUTOFF, ENTITY
from serving.scores.opening import Live
from serving.scores.paring import pared

WEEKS = 26
MONTH = 30


@dataclass(frozen=True)
class Weekly:
    """One week's score: probability and the bounds of its interval, from what was known at `as_of` (aware UTC)."""

    as_of: datetime
    probability: float
    low: float
    high: float


def weekly_scores(live: Live, name: str, as_of: pd.Timestamp) -> list[Weekly]:
    """At most 26 scores up to `as_of`, the oldest first; only of weeks in which the model would have scored `name`.

    Takes about a tenth of a second.
    """
    moments = [as_of - pd.Timedelta(days=7 * back) for back in range(WEEKS - 1, -1, -1)]
    history = pared(live.history, [name], live.book.entity)
    table = build(history, moments, live.bundle.rows, live.bundle.spec, only=[name])
    if table.empty:
        return []
    scores = live.bundle.intent.predict(table)
    times = [moment.to_pydatetime() for moment in table[CUTOFF]]
    parts = (scores.probability.tolist(), scores.low.tolist(), scores.high.tolist())
    return [Weekly(*each) for each in zip(times, *parts, strict=True)]


def won_within_month(live: Live, leads: Sequence[str], as_of: pd.Timestamp) -> dict[str, float]:
    """The chance of each open lead to be won within 30 days; none where there is no model of open leads."""
    win = live.bundle.win
    if win is None or win.open_leads is None or not leads:
        return {}
    table = build(pared(live.history, leads, "lead"), [as_of], Rows("lead", "open"), live.bundle.spec, only=leads)
    chances = win.open_leads.curves(table)[:, MONTH - 1].tolist() if len(table) else []
    return dict(zip(table[ENTITY].astype(str).tolist(), chances, strict=True))
