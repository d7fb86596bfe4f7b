"""The worth of plans in a history: who was graded or scored each week, who of them got plans, and who bought."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.build import build
from features.frame import ENTITY
from features.labels import label
from features.moments import local_midnights
from history.errors import UserError
from history.record import History
from history.tables import RECORDED
from models.artifact import Bundle
from models.plans import Outreach
from training.backtest.uplift.uplift import Uplift, compare

GRADES = ("A", "B")


@dataclass(frozen=True)
class Worth:
    """The comparison among accounts graded A or B, and among all that are scored; `weeks` are the cut-offs."""

    weeks: pd.DatetimeIndex
    horizon_days: float
    graded: Uplift
    everybody: Uplift

    def to_json(self) -> dict[str, Any]:
        """For a program."""
        edges = {"from": self.weeks[0].isoformat(), "to": self.weeks[-1].isoformat(), "weeks": len(self.weeks)}
        rest = {"graded": self.graded.to_json(), "everybody": self.everybody.to_json()}
        return {**edges, "horizon_days": self.horizon_days, **rest}


def measure_worth(history: History, bundle: Bundle, outreach: Outreach, as_of: pd.Timestamp) -> Worth:
    """Every Monday since the holdout began whose horizon has passed by `as_of`.

    Raises:
        UserError: nobody is held out, it is not said since when, or no week has passed.
    """
    known = history.known_by(as_of)
    weeks = _weeks(known, bundle, outreach, as_of)
    table = build(known, list(weeks), bundle.rows, bundle.spec)
    if table.empty:
        raise UserError("Nobody was scored in these weeks.", "Try a later --as-of.")
    bought = label(known, table, bundle.rows.entity, bundle.horizon)
    owner = _owners(known, bundle, table)
    held = pd.Series(owner).map({name: outreach.holds_out(name) for name in set(owner)}).to_numpy(bool)
    grade = bundle.intent.grade(bundle.intent.calibration.probability(bundle.intent.scorer.predict(table)))
    best = np.isin(grade, GRADES)
    graded = compare(owner[best], held[best], bought[best])
    return Worth(weeks, bundle.horizon / pd.Timedelta(days=1), graded, compare(owner, held, bought))


def _weeks(known: History, bundle: Bundle, outreach: Outreach, as_of: pd.Timestamp) -> pd.DatetimeIndex:
    if not outreach.holdout:
        raise UserError("Nobody is held out.", "Set holdout = 0.1 under [outreach], and since to the day it began.")
    if outreach.since is None:
        raise UserError("It is not said since when accounts are held out.", "Set since under [outreach].")
    zone = known.business.time_zone
    since = pd.Timestamp(outreach.since).tz_localize(zone)
    midnights = local_midnights(since, as_of - bundle.horizon, 1, zone)
    weeks = midnights[midnights.tz_convert(zone).day_of_week == 0]
    if not len(weeks):
        raise UserError("No week has passed since the holdout began.", "Come back when the first one has.")
    return weeks


def _owners(known: History, bundle: Bundle, table: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Whom each row counts for: the account; of a lead its account, or the lead itself where it has none."""
    names = table[ENTITY].astype(object)
    if bundle.rows.entity == "lead":
        newest = known["leads"].sort_values(RECORDED, kind="stable").dropna(subset="account_id")
        accounts = newest.drop_duplicates("lead_id", keep="last").set_index("lead_id")["account_id"]
        names = names.map(accounts).fillna(names)
    return names.to_numpy(object)
