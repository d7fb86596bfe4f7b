"""The sandbox as it would have stood in the past, and what came of what it said then."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from features.events import Events
from features.labels import purchases
from features.moments import local_midnights, to_times
from features.spec import learn_spec
from history.errors import UserError
from history.record import History
from models.sandbox.answer.forecast import Forecast
from models.sandbox.plan.scenario import Scenario
from models.sandbox.sandbox import Sandbox
from models.sandbox.state.standing import take_standing
from models.win import Win

# A win model can be fitted on a third of that, but says little then.
ENOUGH_WINS = 30


def sandbox_as_of(history: History, as_of: pd.Timestamp) -> Sandbox:
    """The sandbox with a win model fitted on what was recorded by `as_of`.

    Raises:
        UserError: fewer than ten leads were won by then.
    """
    known = history.known_by(as_of)
    spec = learn_spec(known, as_of)
    win = Win.fit(known, spec, as_of)
    return Sandbox(take_standing(known, spec, as_of, win), win, spec, as_of, history.business)


def past_moments(history: History, count: int, weeks: int) -> list[pd.Timestamp]:
    """Up to `count` local midnights, `weeks` apart, the last one that long before leads stopped coming; oldest first.

    They lie in the later half of the time in which leads came, and after thirty wins, so that something can be learned.

    Raises:
        UserError: the history is too short for one.
    """
    created, known = history["leads"]["created_at"], np.sort(_wins(history).known)
    if len(known) >= ENOUGH_WINS:
        middle = created.min() + (created.max() - created.min()) / 2
        first = max(middle, to_times(known[ENOUGH_WINS - 1 : ENOUGH_WINS])[0])
        nights = local_midnights(first, created.max() - pd.Timedelta(weeks=weeks), 1, history.business.time_zone)
        if found := list(nights[:: -7 * weeks][:count][::-1]):
            return found
    raise UserError("The history is too short to look back.", "Import more of the past, or look fewer weeks ahead.")


def _wins(history: History) -> Events:
    return purchases(history, "lead", pd.Index(history["leads"]["lead_id"].unique()))


def unchanged(sandbox: Sandbox, weeks: int) -> Forecast:
    """What it says of the next `weeks` weeks if nothing but the usual comes: a scenario without extra leads."""
    return sandbox.forecast(Scenario(0, sandbox.today.date(), 7, horizon_weeks=weeks))


def replay(history: History, moments: Sequence[pd.Timestamp], weeks: int) -> pd.DataFrame:
    """What the sandbox would have said at each of `moments` of the wins of the next `weeks` weeks, and what came.

    A row a moment and week: `as_of`, `week` (its first local day), `expected`, `low`, `high` (80 %), `happened` and
    `inside`.

    Raises:
        UserError: at one of the moments there was too little to learn from.
    """
    won = to_times(_wins(history).happened)
    rows = [row for moment in moments for row in _replayed(history, moment, weeks, won)]
    return pd.DataFrame(rows)


def _replayed(history: History, moment: pd.Timestamp, weeks: int, won: pd.DatetimeIndex) -> Iterator[dict[str, Any]]:
    sandbox = sandbox_as_of(history, moment)
    local = won.tz_convert(history.business.time_zone).tz_localize(None)
    for week in unchanged(sandbox, weeks).weeks:
        first = pd.Timestamp(week.start)
        happened = int(np.count_nonzero((local >= first) & (local < first + pd.Timedelta(days=7))))
        said = {"expected": week.wins.value, "low": week.wins.low, "high": week.wins.high}
        inside = week.wins.low <= happened <= week.wins.high
        yield {"as_of": moment, "week": week.start, **said, "happened": happened, "inside": inside}
