"""What handlers are given."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Request

from serving.accounts.kept import Kept
from serving.outreach.outreach import Planner
from serving.problems import Refused
from serving.readiness import Database
from serving.schemas.problem import MEDIA_TYPE, Fault, Problem
from serving.schemas.requests import FIELDS
from serving.scores.explaining import Explained
from serving.scores.opening import Live
from serving.telemetry.metrics import Metrics
from serving.today.mornings import Mornings
from serving.webhooks.sender import Sender


# All of them are async although they wait for nothing: FastAPI hands others to its thread pool, which costs a request
# more than all else that is done for it.
def _state(name: str) -> Any:
    """What the application's lifespan hands to every request under that name."""

    async def given(request: Request) -> Any:
        return getattr(request.state, name)

    return Depends(given)


async def _live(request: Request) -> Live:
    live: Live = request.state.current.live
    return live


async def _clock() -> datetime:
    """The server's time: here is the edge, and all else is told it."""
    return datetime.now(UTC)


async def _each_once(request: Request) -> None:
    """Refuse a parameter that is given twice: all but the last would be passed over without a word."""
    names = [name for name, _ in request.query_params.multi_items() if name in FIELDS]
    if repeated := next((name for name in names if names.count(name) > 1), None):
        fault = Fault(code="repeated_parameter", detail=f"Give {repeated} once.", parameter=repeated)
        raise Refused(422, "invalid-request", fault, "Ask once for each value.")


EachOnce = Depends(_each_once)
Opened = Annotated[Live, Depends(_live)]
Planning = Annotated[Planner, _state("planner")]
Measured = Annotated[Metrics, _state("metrics")]
Daily = Annotated[Mornings, _state("mornings")]
History = Annotated[Database, _state("database")]
Files = Annotated[Kept, _state("kept")]
Reasons = Annotated[Explained, _state("explained")]
Sending = Annotated[Sender, _state("sender")]
Now = Annotated[datetime, Depends(_clock)]


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem documents that a call may answer, for OpenAPI."""
    return {status: {"model": Problem, "content": {MEDIA_TYPE: {}}} for status in statuses}
