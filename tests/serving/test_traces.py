"""Traces: sent to the collector that the environment names, and to none otherwise."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from serving.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SERVE = """
import sys
from serving.server import serve
from serving.settings import Settings
serve(Settings.model_validate_json(sys.argv[1]), "127.0.0.1", 0, lambda address: print(address, flush=True))
if "opentelemetry.exporter" in sys.modules:
    print("exporter imported")
"""
TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def collector() -> Iterator[tuple[str, list[Span]]]:
    """A collector that speaks OTLP over HTTP: its address, and the spans that it is sent."""
    spans: list[Span] = []

    class Collecting(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.path == "/v1/traces":
                sent = ExportTraceServiceRequest.FromString(body)
                spans.extend(span for of in sent.resource_spans for some in of.scope_spans for span in some.spans)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Collecting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", spans
        server.shutdown()


def served(settings: Settings, paths: list[str], **environment: str) -> str:
    """What a server says on stdout that was asked for these paths and then interrupted."""
    command = [sys.executable, "-c", SERVE, settings.model_dump_json()]
    variables = os.environ | environment | {"OTEL_EXPORTER_OTLP_COMPRESSION": "none"}
    with subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        for path in paths:
            headers = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
            httpx.get(f"{address}{path}", headers=headers, timeout=20, trust_env=False)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=30)
    assert 0 == process.returncode
    return said


@pytest.mark.slow
def test_a_request_is_traced_by_its_template(settings: Settings, collector: tuple[str, list[Span]]) -> None:
    """Within the trace of its caller; health is not."""
    address, spans = collector

    served(
        settings.model_copy(update={"traces": True}),
        ["healthz", "v1/scenarios/0123456789abcdef"],
        OTEL_EXPORTER_OTLP_ENDPOINT=address,
    )

    (span,) = [span for span in spans if span.kind == Span.SPAN_KIND_SERVER]
    assert ("GET /v1/scenarios/{scenario_id}", TRACE) == (span.name, span.trace_id.hex())


@pytest.mark.slow
def test_without_being_told_to_nothing_is_traced(settings: Settings, collector: tuple[str, list[Span]]) -> None:
    """And what would send is not even imported."""
    address, spans = collector

    said = served(settings, ["v1/models"], OTEL_EXPORTER_OTLP_ENDPOINT=address)

    assert ([], "") == (spans, said)
