"""Usual requests as they are sent, byte by byte, and what is said to them."""

import json
import re
import socket
import time
from typing import Any

import httpx

from serving.scores.opening import Live

JSON = {"content-type": "application/json"}
# What no caller sends as a rule: such a request gets a task, and is answered the same.
UNHEARD_OF = JSON | {"x-unheard-of": "1"}
INTENT = (b"POST", b"/v1/intent")

# What no other answer says.
_OWN = re.compile(rb"date: [^\r]*\r\n|[0-9a-f]{16}")


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
