"""What handlers are given."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Request

from serving.accounts_kept import Kept
from serving.explaining import Explained
from serving.metrics import Metrics
from serving.mornings import Mornings
from serving.opening import Live
from serving.outreach import Planner
from serving.problems import MEDIA_TYPE, Problem
from serving.readiness import Database
from serving.webhooks.sender import Sender


# All of them are async although they wait for nothing: FastAPI hands others to its thread pool, which costs a request
# more than all else that is done for it.
async def _live(request: Request) -> Live:
    live: Live = request.state.current.live
    return live


async def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.state.metrics
    return metrics


async def _database(request: Request) -> Database:
    database: Database = request.state.database
    return database


async def _kept(request: Request) -> Kept:
    kept: Kept = request.state.kept
    return kept


async def _explained(request: Request) -> Explained:
    explained: Explained = request.state.explained
    return explained


async def _planner(request: Request) -> Planner:
    planner: Planner = request.state.planner
    return planner


async def _mornings(request: Request) -> Mornings:
    mornings: Mornings = request.state.mornings
    return mornings


async def _sender(request: Request) -> Sender:
    sender: Sender = request.state.sender
    return sender


async def _clock() -> datetime:
    """The server's time: here is the edge, and all else is told it."""
    return datetime.now(UTC)


Opened = Annotated[Live, Depends(_live)]
Planning = Annotated[Planner, Depends(_planner)]
Measured = Annotated[Metrics, Depends(_metrics)]
Daily = Annotated[Mornings, Depends(_mornings)]
History = Annotated[Database, Depends(_database)]
Files = Annotated[Kept, Depends(_kept)]
Reasons = Annotated[Explained, Depends(_explained)]
Sending = Annotated[Sender, Depends(_sender)]
Now = Annotated[datetime, Depends(_clock)]


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem documents that a call may answer, for OpenAPI."""
    return {status: {"model": Problem, "content": {MEDIA_TYPE: {}}} for status in statuses}
