"""What handlers are given."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Request

from serving.metrics import Metrics
from serving.opening import Live
from serving.problems import MEDIA_TYPE, Problem
from serving.readiness import Database
from serving.webhooks.sender import Sender


def _live(request: Request) -> Live:
    live: Live = request.state.current.live
    return live


def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.state.metrics
    return metrics


def _database(request: Request) -> Database:
    database: Database = request.state.database
    return database


def _sender(request: Request) -> Sender:
    sender: Sender = request.state.sender
    return sender


def _clock() -> datetime:
    """The server's time: here is the edge, and all else is told it."""
    return datetime.now(UTC)


Opened = Annotated[Live, Depends(_live)]
Measured = Annotated[Metrics, Depends(_metrics)]
History = Annotated[Database, Depends(_database)]
Sending = Annotated[Sender, Depends(_sender)]
Now = Annotated[datetime, Depends(_clock)]


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem documents that a call may answer, for OpenAPI."""
    return {status: {"model": Problem, "content": {MEDIA_TYPE: {}}} for status in statuses}
