"""What the service is told when it starts."""

from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict

from history.settings import Business
from serving.maps import MapFile


class Settings(BaseModel):
    """Where history and models are, and as of when they are read.

    `as_of` (aware) is the moment of all scores and forecasts; None takes that of the newest row recorded.
    `started_at` (aware) is told by the caller, since nothing here reads the clock. `map_file` is the map of the
    regions, if there is one. `traces` sends a trace of each request to the OpenTelemetry collector that the environment
    names.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: str
    models_dir: Path
    business: Business
    started_at: AwareDatetime
    as_of: AwareDatetime | None = None
    map_file: MapFile | None = None
    version: str = "0"
    max_body_bytes: int = 1_000_000
    traces: bool = False
