"""Bodies: how deep they are nested, how long they take, how large they are."""

import json
import socket
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.layers.bodies import nesting
from serving.settings import Settings

ANYTHING = st.recursive(
    st.none() | st.integers() | st.text(st.sampled_from('"\\[]{}x')),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.sampled_from('"\\[{')), inner),
    max_leaves=20,
)


def depth(value: Any) -> int:
    """The slow way."""
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


@given(ANYTHING)
def test_nesting_is_that_of_the_value(value: Any) -> None:
    """Brackets in strings and names are none, quoted as they may be."""
    assert depth(value) == nesting(json.dumps(value).encode())


@given(st.binary() | st.text('"\\[]{}').map(str.encode))
def test_any_bytes_have_a_nesting(body: bytes) -> None:
    """JSON or not."""
    assert 0 <= nesting(body) <= len(body)


BOMBS = [
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b"[" * 100_000 + b"]" * 100_000,
    b'{"leads":' + b"[" * 33 + b"]" * 33 + b"}",
    b'"' + b'\\"' * 300_000 + b"[" * 100_000,
    b"[]" * 400_000,
]


@pytest.mark.parametrize("body", BOMBS, ids=range(len(BOMBS)))
@pytest.mark.parametrize("path", ["/v1/intent", "/v1/sandbox", "/v1/scenarios"])
def test_a_body_nested_without_end_is_a_problem(api: httpx.Client, path: str, body: bytes) -> None:
    """400 or 422, never a crash."""
    answer = api.post(path, content=body, headers={"content-type": "application/json"})

    assert answer.status_code in (400, 422)
    assert "application/problem+json" == answer.headers["content-type"]


def test_brackets_in_a_text_are_no_nesting(api: httpx.Client) -> None:
    """A name may hold as many as it likes."""
    assert 200 == api.post("/v1/intent", json={"account_ids": ["[" * 100]}).status_code


def test_a_body_that_does_not_come_is_not_waited_for(
    settings: Settings, serving: Callable[[Settings, Callable[[], datetime]], httpx.Client]
) -> None:
    """408, and the connection is closed."""
    client = serving(settings.model_copy(update={"body_seconds": 0.2}), datetime.now)
    place = (client.base_url.host, client.base_url.port or 0)
    with socket.create_connection(place, timeout=30) as slow:
        slow.sendall(b"POST /v1/intent HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        answer = b"".join(iter(lambda: slow.recv(65_536), b""))

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in answer
