"""Traces of requests for OpenTelemetry, by what FastAPI itself does where it is told to."""

from collections.abc import MutableMapping
from typing import Any

from fastapi.telemetry import TelemetryConfig

# Asked every few seconds by machines: their traces would hide the others.
UNTRACED = frozenset({"/healthz", "/readyz", "/metrics", "/v2/health/live", "/v2/health/ready"})


def telemetry(traces: bool) -> TelemetryConfig:
    """With `traces` a span for each request, sent by OTLP to where `OTEL_EXPORTER_OTLP_ENDPOINT` says; else nothing.

    Metrics and logs are this service's own, so FastAPI's are off.
    """
    return {
        "tracing": traces,
        "auto_configure": traces,
        "operation_spans": traces,
        "metrics": False,
        "logs": False,
        "exclude": _is_untraced,
    }


def _is_untraced(scope: MutableMapping[str, Any]) -> bool:
    return scope["path"] in UNTRACED
