"""What the service is told when it starts."""

from datetime import timedelta
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, IPvAnyNetwork, SecretStr

from history.settings import Business
from models.plans import Outreach
from models.regraded import GradeSettings
from models.today.settings import TodaySettings
from serving.planner.maps import MapFile


class WebhookSettings(BaseModel):
    """The `[webhooks]` table of `leadcast.toml`: networks that events may go to although they are not public."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    allow: tuple[IPvAnyNetwork, ...] = ()


class Settings(BaseModel):
    """Where history and models are, and as of when they are read.

    `as_of` (aware) is the moment of all scores and forecasts; None takes that of the newest row recorded.
    `started_at` (aware) is told by the caller, since nothing here reads the clock. `map_file` is the map of the
    regions, if there is one, and `taxonomy` the user's own file of topics. With `keys_needed` every call needs an API
    key, from loopback as well. A body may have `max_body_bytes`, `most_nesting` brackets within each other, and
    `body_seconds` to arrive. `traces` sends a trace of each request to the OpenTelemetry collector that the
    environment names.
    `most_waiting_events` may wait to be stored before callers are told to come again, and `most_waiting_accounts` to be
    scored anew; `rescore` is how often everybody is, if anything is new. Of `most_with_trends` the trends are worked
    out before the service is ready, within a second or so; of more, behind it. `outreach` is about plans; `rewrite_key`
    opens the endpoint that may reword them. `today` is about the morning list.
    `webhook_allow` are networks that events may be sent to although they are not public. `audit_keep` is how long the
    audit is kept, None for ever.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: str
    models_dir: Path
    business: Business
    started_at: AwareDatetime
    as_of: AwareDatetime | None = None
    map_file: MapFile | None = None
    taxonomy: Path | None = None
    version: str = "0"
    keys_needed: bool = False
    max_body_bytes: int = 1_000_000
    most_nesting: int = 32
    body_seconds: float = 30
    traces: bool = False
    most_waiting_events: int = 20_000
    most_waiting_accounts: int = 20_000
    rescore: timedelta = timedelta(seconds=60)
    most_with_trends: int = 20_000
    outreach: Outreach = Outreach()
    rewrite_key: SecretStr | None = None
    today: TodaySettings = TodaySettings()
    grades: GradeSettings = GradeSettings()
    webhook_allow: tuple[IPvAnyNetwork, ...] = ()
    audit_keep: timedelta | None = None
