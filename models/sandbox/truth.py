"""The sandbox against a simulated world, which alone knows the true chance of a lead."""

from datetime import timedelta

import pandas as pd

from history.simulator import World
from models.sandbox.answer.forecast import Forecast


def against_truth(forecast: Forecast, world: World) -> pd.DataFrame:
    """A row a region × industry of `world`: what `forecast` says of a new lead, and its true chance to be won.

    The truth is that of a lead created in mid-week of the scenario's first week, at the load that the world then had,
    over the forecast's horizon, which must lie within the world's days. Columns: `region`, `industry`, `said`, `low`,
    `high` (80 %), `truth`, `inside`, `evidence` (past leads).
    """
    scenario = forecast.scenario
    start, days = scenario.start + timedelta(days=2), 7 * scenario.horizon_weeks
    first = (start - world.config.start).days + 1
    rows = []
    for cell in forecast.cells:
        if cell.region in world.config.regions and cell.industry in world.config.industries:
            load = world.truth.load[cell.region].to_numpy()[first : first + days]
            truth = float(world.truth.win_curve(cell.region, cell.industry, None, load, start, days)[-1])
            said = cell.win_probability
            held = {"said": said.value, "low": said.low, "high": said.high, "truth": truth}
            inside = {"inside": said.low <= truth <= said.high, "evidence": cell.evidence}
            rows.append({"region": cell.region, "industry": cell.industry, **held, **inside})
    return pd.DataFrame(rows)


def doubled_load(world: World) -> float:
    """The true relative change of the win hazard when the load doubles: what `Forecast.load_effect` estimates."""
    return float(2**-world.truth.load_effect - 1)
