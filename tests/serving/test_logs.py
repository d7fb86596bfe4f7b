"""The log: a line for each request and each crash, in JSON or for people, and nothing of what callers send."""

import io
import json
import logging
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.layers.observing import Exchange
from serving.scores.opening import Live
from serving.settings import Settings
from serving.telemetry import request_id
from serving.telemetry.forms import Form, Json, Text
from serving.telemetry.logs import Buffered, configure

ROOT = Path(__file__).resolve().parents[2]
SERVE = """
import sys
from serving.server import serve
from serving.telemetry.logs import configure
from serving.settings import Settings
configure("json", "info")
serve(Settings.model_validate_json(sys.argv[1]), "127.0.0.1", 0, lambda address: print(address, flush=True))
"""
SECRET = "a-secret-of-the-caller"

Lines = Callable[..., list[dict[str, Any]]]


class Parts(io.StringIO):
    """Remembers what was written at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []

    def write(self, text: str) -> int:
        self.written.append(text)
        return super().write(text)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What is logged, as JSON; the process logs as before afterwards."""
    loggers = [logging.getLogger(name) for name in (None, "leadcast", "uvicorn", "uvicorn.access")]
    before = [(logger, logger.handlers[:], logger.level) for logger in loggers]
    stream = io.StringIO()
    configure("json", "info", stream)
    yield stream
    logging.getLogger().handlers[0].close()
    for logger, handlers, level in before:
        logger.handlers[:] = handlers
        logger.setLevel(level)


@pytest.fixture
def lines(logged: io.StringIO) -> Lines:
    """Waits for that many lines about these answers but for the audit's; they are written once a caller has them.

    Of these alone: a page that was closed may have left other servers of this process requests that they still log.
    """

    def waiting(count: int, *answers: httpx.Response) -> list[dict[str, Any]]:
        until, ids = time.monotonic() + 10, {answer.headers["x-request-id"] for answer in answers}
        while True:
            every = [json.loads(line) for line in logged.getvalue().splitlines() if line.endswith("}")]
            ours = [each for each in every if each["logger"] != "leadcast.audit" and each.get("request_id") in ids]
            if len(ours) >= count or time.monotonic() > until:
                return ours
            time.sleep(0.01)

    return waiting


def record(message: str, **extra: object) -> logging.LogRecord:
    """A record of that message, with whatever else it carries."""
    made = logging.LogRecord("leadcast.test", logging.WARNING, "", 0, message, (), None)
    made.__dict__.update(extra)
    return made


async def never(*_: object) -> Any:
    """A channel that nobody uses."""


def test_a_request_is_one_line(another: Callable[[Live], httpx.Client], live: Live, lines: Lines) -> None:
    """What was asked, by the template of its path, and how it was answered."""
    answer = another(live).get("/v1/scenarios/0123456789abcdef", headers={"x-request-id": "crm-7"})

    (line,) = lines(1, answer)
    assert ("GET", "/v1/scenarios/{scenario_id}", 404) == (line["method"], line["route"], line["status"])
    assert (0, len(answer.content), "crm-7") == (line["bytes_in"], line["bytes_out"], line["request_id"])
    assert ("info", "leadcast.access") == (line["level"], line["logger"])
    assert line["duration_ms"] > 0
    assert line["time"].endswith("Z")


def test_nothing_that_a_caller_sends_is_logged(
    another: Callable[[Live], httpx.Client], live: Live, lines: Lines, logged: io.StringIO
) -> None:
    """Neither path, query, header, body nor a request id that could be anything; no unheard-of method comes so far."""
    client = another(live)
    answers = [
        client.get(f"/{SECRET}", params={SECRET: SECRET}, headers={"x-request-id": f"{SECRET}/", "x-api-key": SECRET}),
        client.post("/v1/sandbox", json={"text": SECRET, SECRET: 1}, headers={"authorization": f"Bearer {SECRET}"}),
        client.get("/healthz", headers={"host": SECRET, "x-request-id": f'{SECRET}"'}),
    ]
    client.request(SECRET.upper(), "/healthz")

    assert 3 == len(lines(3, *answers))
    assert SECRET not in logged.getvalue().lower()


@pytest.mark.parametrize(("state", "said"), [({"caller": "k1"}, "k1"), ({}, None)])
def test_who_asked_is_told_where_it_is_known(state: dict[str, str], said: str | None) -> None:
    """By what a layer within has found out."""
    scope = {"type": "http", "method": "GET", "headers": [], "state": state}

    assert said == Exchange(scope, never, never).told().get("caller")


@pytest.mark.parametrize("sent", ["crm-7", "A.b_c-0", "x" * 64])
def test_a_well_formed_request_id_is_kept(api: httpx.Client, sent: str) -> None:
    """The answer carries it, and a problem names it."""
    answer = api.get("/nowhere", headers={"x-request-id": sent})

    assert sent == answer.headers["x-request-id"]
    assert f"urn:leadcast:request:{sent}" == answer.json()["instance"]


@pytest.mark.parametrize("sent", ["", "x" * 65, "a b", "a/b", "<b>", "ä".encode(), b"a\tb"])
def test_any_other_request_id_is_replaced(api: httpx.Client, sent: str | bytes) -> None:
    """By one of ours, which is another each time."""
    ids = {api.get("/healthz", headers={"x-request-id": sent}).headers["x-request-id"] for _ in range(2)}

    assert 2 == len(ids)
    assert all(re.fullmatch("[0-9a-f]{16}", each) for each in ids)


def test_problems_of_the_gate_and_of_validation_name_the_request(api: httpx.Client) -> None:
    """As all others do."""
    for answer in (
        api.get("/healthz", headers={"host": "evil.example"}),
        api.post("/v1/intent", json={}),
        api.delete("/healthz"),
    ):
        assert f"urn:leadcast:request:{answer.headers['x-request-id']}" == answer.json()["instance"]


def test_a_crash_is_logged_with_its_id(another: Callable[[Live], httpx.Client], live: Live, lines: Lines) -> None:
    """The traceback is in the log, the id in both; the answer carries the security headers and no more."""
    broken = replace(live, bundle=None)

    answer = another(broken).get("/v1/models", headers={"x-request-id": "crash-1"})

    crash, request = lines(2, answer)
    assert "AttributeError" in crash["traceback"]
    assert ("crash-1", "crash-1", 500) == (crash["request_id"], request["request_id"], request["status"])
    assert "urn:leadcast:request:crash-1" == answer.json()["instance"]
    assert "crash-1" == answer.headers["x-request-id"]
    assert "nosniff" == answer.headers["x-content-type-options"]
    assert "AttributeError" not in answer.text


@pytest.mark.parametrize("message", ["two\nlines", '"quoted"', "下周", "\ud800", "\x00\x1b[31m"])
def test_any_message_is_one_line_of_json(message: str) -> None:
    """And reads back as it was."""
    line = Json().format(record(message))

    assert 1 == len(line.splitlines())
    assert message == json.loads(line)["message"]


def test_what_json_has_no_form_for_is_described() -> None:
    """Rather than lost."""
    assert "<object" in json.loads(Json().format(record("odd", fields={"what": object()})))["what"]


def test_text_is_for_people() -> None:
    """Time, level, message, then what else there is."""
    line = Text().format(record("request", fields={"route": "/healthz", "status": 200}))

    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d warning request route=/healthz status=200", line)


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_traceback_is_written_in_both_forms(form: Form) -> None:
    """With the error it ends in."""
    try:
        raise ValueError("the reason")
    except ValueError:
        made = record("failed", exc_info=sys.exc_info())

    assert "ValueError: the reason" in {"json": Json, "text": Text}[form]().format(made)


@pytest.mark.parametrize("form", ["json", "text"])
@given(
    fields=st.dictionaries(st.sampled_from(["route", "subject", "100%", "说"]), st.none() | st.integers() | st.text()),
    own=st.lists(st.floats(0, 1e6).map(lambda value: round(value, 3)) | st.integers(0, 10**9), min_size=2, max_size=2),
)
def test_lines_of_a_kind_are_those_that_each_would_have(form: Form, fields: dict[str, Any], own: list[float]) -> None:
    """Whatever they say, filled in once or twice; one of them has nothing of its own."""
    stream, varying = io.StringIO(), dict(zip(("duration_ms", "bytes_in"), own, strict=True))
    both = [("leadcast.audit", "audit", fields), ("leadcast.access", "request", fields | varying)]
    handler, token = Buffered(stream, form), request_id.current.set("r-1")
    try:
        for line in both:
            handler.keep(*line)
        for _ in range(2):
            handler.keep_alike("kind", lambda: both, {"request_id": "r-1"} | varying)
    finally:
        request_id.current.reset(token)
        handler.close()

    moment = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{6}Z)?"
    said = re.sub(moment, "", stream.getvalue())
    assert said == 3 * said[: len(said) // 3]


def test_no_line_is_lost_while_another_thread_writes() -> None:
    """Nor written twice."""
    stream = io.StringIO()
    handler = Buffered(stream)
    with ThreadPoolExecutor(2) as threads:
        for _ in range(200):
            threads.submit(handler.flush)
        for number in range(20_000):
            handler.keep("leadcast.access", "request", {"number": number})
    handler.close()

    assert list(range(20_000)) == [json.loads(line)["number"] for line in stream.getvalue().splitlines()]


def test_many_lines_are_written_part_by_part() -> None:
    """So that requests get their turn between the parts, and what is said meanwhile comes in its order."""
    stream = Parts()
    handler = Buffered(stream)
    for number in range(1_200):
        handler.keep("leadcast.access", "request", {"number": number})
    with ThreadPoolExecutor(1) as thread:
        thread.submit(handler.flush, 0.001)
        handler.handle(record("meanwhile"))
    handler.close()

    said = [json.loads(line) for part in stream.written for line in part.splitlines()]
    assert max(part.count("\n") for part in stream.written) <= 500
    assert [*range(1_200), None] == [each.get("number") for each in said]


def test_a_reader_that_is_gone_ends_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be written is dropped, without a word."""
    stream = io.StringIO()
    stream.close()
    handler = Buffered(stream)

    handler.handle(record("lost"))
    handler.close()

    assert "" == capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_server_logs_json_and_nothing_else(settings: Settings, end: signal.Signals) -> None:
    """From its start to its end, the lines of uvicorn among them, and the last request as well."""
    command = [sys.executable, "-c", SERVE, settings.model_dump_json()]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        httpx.get(f"{address}healthz", timeout=20, trust_env=False)
        process.send_signal(end)
        _, errors = process.communicate(timeout=20)

    said = [json.loads(line) for line in errors.splitlines()]
    assert {"leadcast.access", "leadcast.audit", "uvicorn.error"} == {each["logger"] for each in said}
    assert ["/healthz"] == [each["route"] for each in said if each["logger"] == "leadcast.access"]
