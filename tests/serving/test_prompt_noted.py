"""Usual calls are noted, counted and let in as all others, though they are answered before there is a task."""

import logging
import re
import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from serving.keys import Keys, new_key
from serving.lifespan import Clock
from serving.scores.opening import Live
from serving.settings import Settings
from tests.serving.requests import INTENT, JSON, UNHEARD_OF, asked, by_turns, request

NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)
Lines = Callable[[httpx.Client, dict[str, str]], list[dict[str, Any]]]


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
