"""Heads of requests have a bound, whichever parser reads them; all else is as ever."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from serving.express.protocol import Prompt
from serving.server import bind, config


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """The size of the body."""
    if scope["type"] == "http":
        size = len(await Request(scope, receive).body())
        await Response(str(size))(scope, receive, send)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Where a server is that reads HTTP as Leadcast does."""
    yield from listening(uvicorn.Server(config(echo)))


@pytest.fixture
def hasty() -> Iterator[int]:
    """Where a server is that waits for a head for a fifth of a second, and leaves idle connections open."""
    ours = config(echo)
    ours.load()
    ours.http_protocol_class = type("Hasty", (Prompt,), {"head_seconds": 0.2})
    ours.timeout_keep_alive = 60
    yield from listening(uvicorn.Server(ours))


def listening(server: uvicorn.Server) -> Iterator[int]:
    """The port of a server that runs meanwhile."""
    with bind("127.0.0.1", 0) as bound:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield bound.getsockname()[1]
        server.should_exit = True
        thread.join(10)


def answers(port: int, *pieces: bytes) -> bytes:
    """All that the server says to these pieces, until it closes."""
    said = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(0.002)
            while part := connection.recv(65_536):
                said += part
        except ConnectionError:
            pass
    return said


@pytest.mark.parametrize("line", [b"x-more: 1\r\n" * 500, b"x" * 5_000, b"x-one: " + b"1" * 5_000])
def test_a_head_without_an_end_is_cut_off(port: int, line: bytes) -> None:
    """Whether it is many headers, a name or a value."""
    said = answers(port, b"GET / HTTP/1.1\r\nhost: a\r\n", *[line] * 60)

    assert said == b"" or said.startswith(b"HTTP/1.1 400")


def test_a_head_in_many_pieces_is_taken(port: int) -> None:
    """As long as it is within the bound."""
    head = b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n" + b"x-more: 1\r\n" * 50 + b"\r\n"

    assert answers(port, *[head[at : at + 20] for at in range(0, len(head), 20)]).startswith(b"HTTP/1.1 200")


def test_long_bodies_are_no_heads(port: int) -> None:
    """Two requests on one connection, with more in their bodies than a head may have."""
    body = b"y" * 300_000
    head = b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 300000\r\n"

    said = answers(port, head + b"\r\n" + body, head + b"connection: close\r\n\r\n" + body)

    assert 2 == said.count(b"HTTP/1.1 200")
    assert said.endswith(b"300000")


@pytest.mark.parametrize("before", [[], [b"GET / HTTP/1.1\r\nhost: a\r\n\r\n"]])
@pytest.mark.parametrize("begun", [b"\r\n", b"GET / HTTP/1.1\r\nhost"])
def test_a_head_that_does_not_come_is_not_waited_for(hasty: int, before: list[bytes], begun: bytes) -> None:
    """Whatever has come of it, and whether a request was answered before or not."""
    with socket.create_connection(("127.0.0.1", hasty), timeout=10) as connection:
        for each in before:
            connection.sendall(each)
            assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
        connection.sendall(begun)

        assert b"" == connection.recv(65_536)


def test_a_connection_on_which_nothing_comes_is_closed(hasty: int) -> None:
    """Whoever opens many would have them for ever."""
    assert b"" == answers(hasty)


def test_slow_requests_whose_heads_came_are_answered(hasty: int) -> None:
    """A body that takes longer than a head may, and a pause between two requests."""
    head = b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n"
    with socket.create_connection(("127.0.0.1", hasty), timeout=10) as connection:
        for _ in range(2):
            connection.sendall(head + b"\r\n" + b"y")
            time.sleep(0.4)
            connection.sendall(b"y")
            said = connection.recv(65_536)
            assert said.startswith(b"HTTP/1.1 200")
            time.sleep(0.4)
