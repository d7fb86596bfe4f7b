"""The win model: one part for leads not yet created, one for leads that are open."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import pandas as pd
from scipy.special import xlogy

from features.exposure import Exposure, measure_exposure
from features.moments import local_midnights
from features.response import CLASSES
from features.spec import Spec
from history.errors import UserError
from history.record import History
from models.hazard.fit import fit_hazard
from models.hazard.parameters import Extras, Hazard, layout_for
from models.open_leads import NothingWon, OpenLeads

FILE = "hazards.json"
LEAST_WINS = 10
MONTHS = 12
UNRECORDED = 0.1
STEP_DAYS = 28
LOOK_BACK = pd.Timedelta(days=730)


@dataclass(frozen=True)
class Hazards:
    """How fast new leads are won and lost, by the names of `spec`."""

    spec: Spec
    won: Hazard
    lost: Hazard

    @classmethod
    def fit(cls, exposure: Exposure, spec: Spec) -> Self:
        """Learn both from how long leads stood at risk.

        Raises:
            UserError: fewer than ten leads were won.
        """
        wins = int(exposure.cells["won"].sum())
        if wins < LEAST_WINS:
            raise UserError(
                f"The history has {wins} won leads; a win model needs at least {LEAST_WINS}.",
                "Check that stage_changes.sql gives the stage 'won' where a lead was won.",
            )
        return cls(spec, _fitted(exposure, spec, "won"), _fitted(exposure, spec, "lost"))


def _fitted(exposure: Exposure, spec: Spec, outcome: str) -> Hazard:
    cells = _once_recorded(exposure.cells, outcome)
    weeks = len(exposure.weeks) - int(cells["week"].min())
    products = exposure.products
    extras = Extras(len(products) + 1 if products else 0, MONTHS, CLASSES if exposure.responses else 0)
    layout = layout_for(len(spec.regions) + 1, len(spec.industries) + 1, len(spec.sources) + 1, weeks, extras)
    return fit_hazard(cells, outcome, layout, with_load=outcome == "won", products=products)


def _once_recorded(cells: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """The weeks from which on such ends were written down: those before the likeliest change of their rate are left
    out where that rate was less than a tenth of what it became.

    Source: Hinkley, "Inference about the change-point in a sequence of random variables", 1970.
    """
    weekly = cells.groupby("week")[[outcome, "days"]].sum()
    total = weekly.cumsum()
    before, after = total[:-1].to_numpy(), (total.iloc[-1] - total[:-1]).to_numpy()
    if not len(before) or not total[outcome].iloc[-1]:
        return cells
    rates = [part[:, 0] / part[:, 1] for part in (before, after)]
    place = int(np.argmax(sum(xlogy(part[:, 0], rate) for part, rate in zip((before, after), rates, strict=True))))
    unrecorded = rates[0][place] < UNRECORDED * rates[1][place]
    return cells[cells["week"] > weekly.index[place]] if unrecorded else cells


class Win:
    """`won` and `lost` are the hazards of a new lead; `open_leads` is None where nothing open was ever won later."""

    def __init__(self, won: Hazard, lost: Hazard, open_leads: OpenLeads | None) -> None:
        self.won = won
        self.lost = lost
        self.open_leads = open_leads

    @classmethod
    def fit(cls, history: History, spec: Spec, as_of: pd.Timestamp) -> Self:
        """Learn from what was recorded by `as_of`.

        Raises:
            UserError: fewer than ten leads were won by then.
        """
        hazards = Hazards.fit(measure_exposure(history, spec, as_of), spec)
        return cls(hazards.won, hazards.lost, cls._fit_open(history, spec, as_of))

    @staticmethod
    def _fit_open(history: History, spec: Spec, as_of: pd.Timestamp) -> OpenLeads | None:
        first = max(history.known_by(as_of)["leads"]["created_at"].min(), as_of - LOOK_BACK)
        cutoffs = local_midnights(first, as_of - pd.Timedelta(days=7), STEP_DAYS, history.business.time_zone)
        if not len(cutoffs):
            return None
        try:
            return OpenLeads().fit(history, list(cutoffs), spec, as_of)
        except NothingWon:
            return None

    def save(self, folder: Path) -> None:
        """Write hazards as JSON, the open leads' trees into `folder/open`. `folder` exists and is empty."""
        (folder / FILE).write_text(
            json.dumps({"won": self.won.to_json(), "lost": self.lost.to_json()}), encoding="utf-8"
        )
        if self.open_leads is not None:
            (folder / "open").mkdir()
            self.open_leads.save(folder / "open")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote; forecasts are equal to the last bit."""
        data = json.loads((folder / FILE).read_text(encoding="utf-8"))
        trees = OpenLeads.load(folder / "open") if (folder / "open").is_dir() else None
        return cls(Hazard.from_json(data["won"]), Hazard.from_json(data["lost"]), trees)
