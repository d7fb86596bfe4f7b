"""What handlers are given."""

from typing import Annotated, Any

from fastapi import Depends, Request

from serving.metrics import Metrics
from serving.mornings import Mornings
from serving.opening import Live
from serving.problems import MEDIA_TYPE, Problem
from serving.readiness import Database


def _live(request: Request) -> Live:
    live: Live = request.state.current.live
    return live


def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.state.metrics
    return metrics


def _database(request: Request) -> Database:
    database: Database = request.state.database
    return database


def _mornings(request: Request) -> Mornings:
    mornings: Mornings = request.state.mornings
    return mornings


Opened = Annotated[Live, Depends(_live)]
Measured = Annotated[Metrics, Depends(_metrics)]
Daily = Annotated[Mornings, Depends(_mornings)]
History = Annotated[Database, Depends(_database)]


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem documents that a call may answer, for OpenAPI."""
    return {status: {"model": Problem, "content": {MEDIA_TYPE: {}}} for status in statuses}
