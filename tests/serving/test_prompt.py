"""Usual calls are answered before there is a task for them: by the same bytes, with the same checks and records."""

import json
import logging
import re
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from serving.app import create_app
from serving.express.heads import Head, Heads
from serving.express.protocol import PATIENCE, Prompt
from serving.keys import Keys, new_key
from serving.lifespan import Clock
from serving.scores.opening import Live
from serving.server import config
from serving.settings import Settings
from tests.serving.servers import listening

LAW = examples(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)
JSON = {"content-type": "application/json"}
# What no caller sends as a rule: such a request gets a task, and is answered the same.
UNHEARD_OF = JSON | {"x-unheard-of": "1"}

# What no other answer says.
_OWN = re.compile(rb"date: [^\r]*\r\n|[0-9a-f]{16}")
INTENT = (b"POST", b"/v1/intent")
Lines = Callable[[httpx.Client, dict[str, str]], list[dict[str, Any]]]


class Closed:
    """A layer that none gets through."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, _scope: Scope, _receive: Receive, _send: Send) -> None:
        """Fail."""
        raise RuntimeError("closed")


class Found(Heads):
    """Counts how often a head is found."""

    count = 0

    def find(self, piece: bytes) -> tuple[Head, bytes] | None:
        """The head."""
        found = super().find(piece)
        self.count += found is not None
        return found


@pytest.fixture(scope="module")
def heads() -> Found:
    """Those of the server that answers nothing by its layers."""
    return Found()


@pytest.fixture(scope="module")
def at_once(settings: Settings, live: Live, heads: Found) -> Iterator[httpx.Client]:
    """A client of a server that answers nothing by its layers."""
    app = create_app(settings, lambda _: live)
    assert app.shortcut is not None
    app.shortcut.heads = heads
    app.surround([Middleware(Closed)], app.shortcut)
    with listening(config(app)) as client:
        yield client


def asked(live: Live, path: str = "/v1/intent") -> bytes:
    """A usual body."""
    name, columns = str(live.book.ids[0]), len(live.book.intent.columns.names)
    ids = {"name": "id", "datatype": "BYTES", "shape": [1], "data": [name]}
    row = {"name": "features", "datatype": "FP64", "shape": [1, columns], "data": [0.5] * columns}
    bodies: dict[str, Any] = {
        "/v1/intent": {"account_ids": [name], "reasons": False},
        "/v2/models/intent/infer": {"inputs": [ids]},
    }
    return json.dumps(bodies.get(path, {"inputs": [row]})).encode()


@pytest.mark.parametrize("path", ["/v1/intent", "/v2/models/intent/infer", "/v2/models/intent-features/infer"])
def test_usual_calls_do_without_the_layers(at_once: httpx.Client, live: Live, path: str) -> None:
    """Those of each address."""
    assert 200 == at_once.post(path, content=asked(live, path), headers=JSON).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-for": "10.0.0.1"},
        {"sec-fetch-site": "cross-site"},
        {"cookie": "leadcast=x"},
        {"expect": "100-continue"},
        {"transfer-encoding": "chunked"},
        {"connection": "close"},
        {"connection": "upgrade", "upgrade": "websocket"},
        {"host": "evil.example"},
        {"content-type": "text/plain"},
        {"inference-header-content-length": "3"},
        {"idempotency-key": "k"},
    ],
)
def test_whatever_is_unusual_goes_through_the_layers(
    at_once: httpx.Client, live: Live, headers: dict[str, str]
) -> None:
    """They see all that a caller, a proxy or a browser may add."""
    body = asked(live)
    content: Any = iter([body]) if "transfer-encoding" in headers else body

    assert 500 == at_once.post("/v1/intent", content=content, headers=JSON | headers).status_code


@pytest.mark.parametrize("target", ["/v1/intent?x=1", "/v1/intent/", "/v1/%69ntent", "/v1/models"])
def test_other_targets_go_through_the_layers(at_once: httpx.Client, live: Live, target: str) -> None:
    """Only the very path is known."""
    assert 500 == at_once.post(target, content=asked(live), headers=JSON).status_code
    assert 500 == at_once.get("/v1/intent").status_code


def said(api: httpx.Client, pieces: list[bytes]) -> bytes:
    """All that the server says to these pieces until it closes; dates and ids of its own left out."""
    answers = b""
    with socket.create_connection((api.base_url.host, api.base_url.port or 0), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(0.001)
        while part := connection.recv(65_536):
            answers += part
    return _OWN.sub(b"", answers)


def whole(connection: socket.socket) -> bytes:
    """The next answer, in however many pieces it comes."""
    said = b""
    while not (head := re.search(rb"content-length: (\d+)\r\n.*?\r\n\r\n", said, re.DOTALL)) or (
        len(said) < head.end() + int(head[1])
    ):
        part = connection.recv(65_536)
        assert part, said
        said += part
    return said


def by_turns(api: httpx.Client, requests: list[bytes]) -> list[bytes]:
    """The same of requests each of which is sent when the one before is answered."""
    answers = []
    with socket.create_connection((api.base_url.host, api.base_url.port or 0), timeout=30) as connection:
        for each in requests:
            connection.sendall(each)
            answers.append(_OWN.sub(b"", whole(connection)))
    return answers


def request(method: bytes, target: bytes, body: bytes, name: int | None, more: bytes = b"") -> bytes:
    """A request as it is sent, with an id and further headers."""
    named = b"" if name is None else b"x-request-id: r%d\r\n" % name
    head = b"%b %b HTTP/1.1\r\nhost: localhost\r\n%b%b" % (method, target, named, more)
    return head + b"content-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)


@LAW
@given(data=st.data())
def test_pipelined_requests_are_answered_in_order_however_they_are_cut(
    api: httpx.Client, live: Live, data: st.DataObject
) -> None:
    """Usual ones among others: the same bytes as when each has a task."""
    bodies = [asked(live), b'{"account_ids":["nobody"]}', b'{"account_ids":[1]}', b"{"]
    kinds = [(b"POST", b"/v1/intent", body) for body in bodies]
    kinds += [(b"POST", b"/v2/models/intent/infer", asked(live, "/v2/models/intent/infer")), (b"GET", b"/healthz", b"")]
    chosen = data.draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=5))
    last = (b"GET", b"/healthz", b"", len(chosen), b"connection: close\r\n")
    # Without a name a head may be one that came before.
    names = data.draw(st.sampled_from([[*range(len(chosen))], [None] * len(chosen)]))
    sent, slow = (
        b"".join([request(*kind, at, more) for at, kind in zip(names, chosen, strict=True)] + [request(*last)])
        for more in (b"", b"x-unheard-of: 1\r\n")
    )
    cuts = sorted({0, *data.draw(st.lists(st.integers(1, len(sent) - 1), max_size=4)), len(sent)})

    assert said(api, [slow]) == said(api, [sent[start:end] for start, end in pairwise(cuts)])


@LAW
@given(data=st.data())
def test_heads_that_came_before_are_answered_by_the_same_bytes(
    api: httpx.Client, live: Live, data: st.DataObject
) -> None:
    """Whatever stands behind them, taken or not."""
    usual, other = asked(live), b'{"account_ids":[%b]}'
    bodies = [usual, *(other % each.ljust(len(usual) - len(other) + 2) for each in (b'"nobody"', b"1", b"}"))]
    chosen = data.draw(st.lists(st.sampled_from(bodies), min_size=1, max_size=6))
    quick, slow = ([request(*INTENT, body, None, more) for body in chosen] for more in (b"", b"x-unheard-of: 1\r\n"))

    assert by_turns(api, slow) == by_turns(api, quick)


def test_a_head_that_came_before_is_not_parsed(at_once: httpx.Client, live: Live, heads: Found) -> None:
    """On whatever connection it came."""
    each, before = request(*INTENT, asked(live), None), heads.count
    answers = [answer for _ in range(2) for answer in by_turns(at_once, [each, each])]

    assert [answers[0]] * 4 == answers
    assert answers[0].startswith(b"HTTP/1.1 200 OK")
    assert 3 == heads.count - before


def test_a_connection_of_answers_at_once_is_not_taken_for_one_without_a_head(
    settings: Settings, live: Live, heads: Found
) -> None:
    """Though nothing that came on it was ever parsed."""
    app, each = create_app(settings, lambda _: live), request(*INTENT, asked(live), None)
    assert app.shortcut is not None
    app.shortcut.heads = heads
    hasty = config(app)
    hasty.load()
    hasty.http_protocol_class = type("Hasty", (Prompt,), {"head_seconds": 0.1})
    with listening(hasty) as client:
        by_turns(client, [each])
        before = heads.count
        with socket.create_connection((client.base_url.host, client.base_url.port or 0), timeout=30) as connection:
            for _ in range(3):
                connection.sendall(each)
                assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
                time.sleep(0.2)

    assert 3 == heads.count - before


def told(caplog: pytest.LogCaptureFixture, route: str = "/v1/intent") -> list[dict[str, Any]]:
    """The fields of the lines about a route: pages that were closed may have left requests for others behind."""
    fields = [{"logger": each.name, **each.__dict__.get("fields", {})} for each in caplog.records]
    return [each for each in fields if each.get("route") == route]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Lines:
    """The fields of the lines that a usual call writes, but for how long it took and the id of the request."""
    caplog.set_level(logging.INFO, "leadcast")

    def written(client: httpx.Client, headers: dict[str, str]) -> list[dict[str, Any]]:
        caplog.clear()
        client.post("/v1/intent", content=b'{"account_ids":["nobody"]}', headers=headers)
        until = time.monotonic() + 10
        while len(told(caplog)) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        left_out = ("duration_ms", "request_id")
        return [{key: value for key, value in each.items() if key not in left_out} for each in told(caplog)]

    return written


def test_log_and_audit_are_told_the_same(api: httpx.Client, lines: Lines) -> None:
    """By as many lines."""
    assert lines(api, JSON) == lines(api, UNHEARD_OF)
    assert ["leadcast.audit", "leadcast.access"] == [each["logger"] for each in lines(api, JSON)]


def test_metrics_count_the_same(another: Callable[[Live], httpx.Client], live: Live) -> None:
    """Requests, sizes, probabilities."""
    counted = []
    for headers in (JSON, UNHEARD_OF):
        client = another(live)
        client.post("/v1/intent", content=asked(live), headers=headers)
        names = ("http_request_duration_seconds_count", "http_request_size", "http_response_size", "served_probability")
        shown = client.get("/metrics").text.splitlines()
        counted.append([each for each in shown if each.startswith(tuple(f"leadcast_{name}" for name in names))])

    assert counted[0] == counted[1]
    assert any('route="/v1/intent"' in each for each in counted[0])


@pytest.fixture
def keyed(serving: Callable[[Settings, Clock], httpx.Client], own: Settings) -> Iterator[tuple[httpx.Client, Keys]]:
    """A server that needs keys, and its keys; time stands still."""
    with Keys.open(own.database_url) as keys:
        yield serving(own.model_copy(update={"keys_needed": True}), lambda: NOW), keys


def test_rates_count_each_call_once_whoever_answers(keyed: tuple[httpx.Client, Keys]) -> None:
    """And say what is left by the same headers."""
    client, keys = keyed
    made, text = new_key("test", ("score",), NOW, rate="4/minute")
    keys.add(made)
    secret = {"authorization": f"Bearer {text}"}
    answers = [
        client.post("/v1/intent", content=body, headers=headers | secret)
        for headers in (UNHEARD_OF, JSON)
        for body in (b'{"account_ids":[]}', b'{"account_ids":0}', b'{"account_ids":[]}')
    ]

    assert [200, 422, 200, 200, 429, 429] == [each.status_code for each in answers]
    left = [re.findall(r"r=(\d+)", each.headers["ratelimit"]) for each in answers]
    assert [["3"], ["2"], ["1"], ["0"], ["0"], ["0"]] == left


def test_rates_count_a_call_once_whose_head_came_before(keyed: tuple[httpx.Client, Keys]) -> None:
    """Although it is tried before it is parsed, and then left to the layers."""
    client, keys = keyed
    made, text = new_key("test", ("score",), NOW, rate="4/minute")
    keys.add(made)
    secret = b"authorization: Bearer %b\r\n" % text.encode()
    bodies = (b'{"account_ids":[]}', b'{"account_ids":00}', b'{"account_ids":[]}', b'{"account_ids":[1', b"{}")
    answers = by_turns(client, [request(*INTENT, body, None, secret) for body in bodies])

    assert [b"200", b"422", b"200", b"422", b"429"] == [each[9:12] for each in answers]
    assert [b"3", b"2", b"1", b"0", b"0"] == [re.findall(rb"r=(\d+)", each)[0] for each in answers]


def test_keys_are_checked_before_an_answer(keyed: tuple[httpx.Client, Keys]) -> None:
    """No key, a made-up one, one of another scope, and one that is revoked while it is in use."""
    client, keys = keyed
    (other, wrong), (made, text) = (new_key("test", (scope,), NOW) for scope in ("ingest", "score"))
    for each in (other, made):
        keys.add(each)

    def status(*key: str) -> int:
        headers = JSON | dict.fromkeys(["authorization"][: len(key)], f"Bearer {''.join(key)}")
        return client.post("/v1/intent", content=b'{"account_ids":[]}', headers=headers).status_code

    assert [401, 401, 403, 200, 200] == [status(), *map(status, (f"{text[:-4]}0000", wrong, text, text))]
    keys.revoke(made.key_id, NOW)
    time.sleep(0.6)
    assert 401 == status(text)


@pytest.mark.parametrize("more", [b"", b"x-unheard-of: 1\r\n"])
def test_a_caller_that_goes_away_is_told_of(api: httpx.Client, caplog: pytest.LogCaptureFixture, more: bytes) -> None:
    """With half of its body, whether it had a task by then or not."""
    caplog.set_level(logging.INFO, "leadcast.access")
    with socket.create_connection((api.base_url.host, api.base_url.port or 0)) as connection:
        connection.sendall(request(b"POST", b"/v1/intent", b'{"account_ids":[]}', 1, more)[:-5])
        time.sleep(0.02)
    until = time.monotonic() + 10
    while not told(caplog, "(none)") and time.monotonic() < until:
        time.sleep(0.01)

    assert [499] == [each["status"] for each in told(caplog, "(none)")]


def test_slow_bodies_are_waited_for(api: httpx.Client) -> None:
    """Longer than a request is held."""
    whole = request(b"POST", b"/v1/intent", b'{"account_ids":[]}', 1)
    with socket.create_connection((api.base_url.host, api.base_url.port or 0), timeout=30) as connection:
        connection.sendall(whole[:-5])
        time.sleep(2 * PATIENCE)
        connection.sendall(whole[-5:])
        assert b"HTTP/1.1 200 OK" in connection.recv(65_536)


def test_idle_connections_are_closed(settings: Settings, live: Live) -> None:
    """So long after the last answer, however it was given."""
    told = config(create_app(settings, lambda _: live))
    told.timeout_keep_alive = 1
    usual = request(*INTENT, asked(live), None)
    with listening(told) as client, socket.create_connection((client.base_url.host, client.base_url.port or 0)) as idle:
        idle.settimeout(30)
        for _ in range(6):
            idle.sendall(usual)
            assert idle.recv(65_536).startswith(b"HTTP/1.1 200 OK")
            time.sleep(0.3)
        assert b"" == idle.recv(65_536)


def test_large_bodies_are_taken(api: httpx.Client) -> None:
    """Those that come in many pieces."""
    ids = [f"{number:0100}" for number in range(1_000)]

    answers = [api.post("/v1/intent", json={"account_ids": ids}, headers=headers) for headers in (JSON, UNHEARD_OF)]

    assert [200, 200] == [each.status_code for each in answers]
    assert answers[0].content == answers[1].content


def test_long_answers_come_whole_to_a_slow_reader(api: httpx.Client, live: Live) -> None:
    """Of more pieces than a system call takes, when the reader has room for a few at a time."""
    body = json.dumps({"account_ids": (live.book.names[:5].tolist() * 200), "reasons": True}).encode()
    # The first one works the reasons out.
    ordinary = api.post("/v1/intent", content=body, headers=UNHEARD_OF)
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)
        connection.settimeout(30)
        connection.connect((api.base_url.host, api.base_url.port or 0))
        connection.sendall(request(*INTENT, body, None))
        time.sleep(0.05)
        head, _, content = whole(connection).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 200 OK")
    assert ordinary.content == content


def test_a_crash_is_answered_as_ever(another: Callable[[Live], httpx.Client], live: Live) -> None:
    """By the layers, without a traceback; the connection stays."""
    client = another(replace(live, book=SimpleNamespace(entity="account")))

    for _ in range(2):
        answer = client.post("/v1/intent", content=b'{"account_ids":["A"]}', headers=JSON)
        assert (500, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
