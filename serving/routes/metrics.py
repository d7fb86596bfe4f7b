"""What the service counts about itself."""

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST
from prometheus_client.exposition import choose_encoder

from serving.routes.dependencies import Measured, Opened
from serving.telemetry.live import Seen

router = APIRouter(tags=["health"])

_EXAMPLE = """\
# HELP leadcast_scores_age_seconds Time since the moment that the scores are of.
# TYPE leadcast_scores_age_seconds gauge
leadcast_scores_age_seconds 5400.0
"""
_SHOWN: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/plain": {"schema": {"type": "string"}, "example": _EXAMPLE}}}
}


@router.get("/metrics", response_class=Response, responses=_SHOWN)
def get_metrics(request: Request, live: Opened, metrics: Measured) -> Response:
    """All metrics in Prometheus' text form, or in OpenMetrics' where `Accept` asks for it."""
    encode, kind = choose_encoder(request.headers.get("accept", CONTENT_TYPE_LATEST))
    seen = Seen(metrics.registry, live, datetime.now(UTC))
    return Response(encode(seen), headers={"content-type": kind, "cache-control": "no-store"})
