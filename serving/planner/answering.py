"""A forecast as JSON, the same from the API and from the command line."""

from typing import Any

import msgspec

from history.names import Names
from models.sandbox.answer.forecast import Forecast
from serving.planner.restating import restated


def answered(forecast: Forecast, names: Names, model: str, *, simulated: bool) -> bytes:
    """`forecast` with its scenario in words, the version of the model, and whether that learned from simulated data.

    Words call things by `names` in each language, all else as the history does.
    """
    # Thousands of numbers: a validating model would take longer than the forecast itself.
    plain: dict[str, Any] = msgspec.structs.asdict(forecast)
    beside = {"understood": restated(forecast.scenario, names), "model": model, "simulated": simulated}
    return msgspec.json.encode(plain | beside)
