"""What handlers are given."""

from typing import Annotated, Any

from fastapi import Depends, Request

from serving.opening import Live
from serving.problems import MEDIA_TYPE, Problem


def _live(request: Request) -> Live:
    live: Live = request.state.current.live
    return live


Opened = Annotated[Live, Depends(_live)]


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem documents that a call may answer, for OpenAPI."""
    return {status: {"model": Problem, "content": {MEDIA_TYPE: {}}} for status in statuses}
