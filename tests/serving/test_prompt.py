"""Usual calls are answered before there is a task for them: by the same bytes, with the same checks and records."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
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
from serving.scores.opening import Live
from serving.server import config
from serving.settings import Settings
from tests.serving.requests import INTENT, JSON, UNHEARD_OF, asked, by_turns, request, said, whole
from tests.serving.servers import listening

LAW = examples(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


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
