"""How calls are sent: what goes along, what is sent again, and what it fails with."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from serving.client import ApiError, AsyncClient, Client, Plan

DEAD = "http://127.0.0.1:9"


def fails(call: Callable[[], object], status: int) -> ApiError:
    """The error that a call fails with."""
    with pytest.raises(ApiError) as failed:
        call()
    assert status == failed.value.status
    return failed.value


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again(puppet: Any, status: int) -> None:
    """As soon as it says, until it answers."""
    puppet.statuses = [status, status, 200]

    assert "ok" == puppet.client().health().status
    assert 3 == len(puppet.got)


def test_it_is_asked_so_many_times_and_no_more(puppet: Any) -> None:
    """Then the call fails with what the server said last."""
    puppet.statuses = [503]

    error = fails(puppet.client(attempts=3).health, 503)

    assert (3, "Not now.", 0.0) == (len(puppet.got), error.problem.detail, error.retry_after)


@pytest.mark.parametrize(
    ("said", "seconds"), [("7", 7.0), ("Wed, 02 Sep 2026 09:02:00 GMT", 120.0), ("soon", None), (None, None)]
)
def test_an_error_says_when_to_ask_again(said: str | None, seconds: float | None) -> None:
    """In seconds, whichever of the two forms the server uses."""
    answer = httpx.Response(503, headers={} if said is None else {"retry-after": said})

    assert seconds == ApiError.of(answer, datetime(2026, 9, 2, 9, tzinfo=UTC)).retry_after


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 500, 502])
def test_any_other_refusal_is_final(puppet: Any, status: int) -> None:
    """Asking again would be answered the same, or do what nobody asked for."""
    puppet.statuses = [status]

    fails(puppet.client().health, status)

    assert 1 == len(puppet.got)


def test_a_lost_answer_is_asked_for_again(puppet: Any) -> None:
    """The server closes the connection without a word; then it answers."""
    puppet.statuses = [0, 200]

    assert "ok" == puppet.client().health().status
    assert 2 == len(puppet.got)


def test_a_change_that_is_sent_again_has_the_same_key(puppet: Any) -> None:
    """So that it is made once; another change has another one."""
    puppet.statuses = [503, 0, 503]
    client = puppet.client(attempts=3)

    for _ in range(2):
        fails(lambda: client.save_scenario("n", "a", Plan(leads=1)), 503)

    keys = [headers["idempotency-key"] for headers in puppet.got]
    assert (3, 6) == (keys.count(keys[0]), len(keys))
    assert keys[0] != keys[-1]


def test_what_only_asks_has_no_key(puppet: Any) -> None:
    """It changes nothing."""
    fails(lambda: puppet.client().win([], days=[7]), 200)

    assert "idempotency-key" not in puppet.got[0]


def test_nobody_there_is_a_transport_error() -> None:
    """Of httpx: there is no problem document to carry."""
    with pytest.raises(httpx.ConnectError):
        Client(DEAD, attempts=1).health()


@pytest.mark.parametrize("body", [b"<p>Hi</p>", b"{}"])
def test_an_answer_of_another_form_is_an_error(puppet: Any, body: bytes) -> None:
    """It is not taken for what it is not."""
    puppet.body = body

    assert "another form" in fails(puppet.client().health, 200).problem.detail


def test_a_refusal_that_is_no_problem_document_is_one_of_its_own(puppet: Any) -> None:
    """As of a proxy between."""
    puppet.statuses, puppet.refusal = [502], b"<p>Bad gateway</p>"

    assert "no problem document" in fails(puppet.client().health, 502).problem.detail


def test_fields_of_a_later_server_are_passed_over(puppet: Any) -> None:
    """A client goes on working."""
    puppet.body = b'{"status": "ok", "mood": "fine"}'

    assert "ok" == puppet.client().health().status


def test_the_key_goes_along_and_the_environment_does_not(puppet: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxies that the environment names are not used; without a key none is sent."""
    monkeypatch.setenv("HTTP_PROXY", DEAD)
    monkeypatch.setenv("ALL_PROXY", DEAD)

    puppet.client(key="lc_1_secret").health()
    puppet.client().health()

    assert ["Bearer lc_1_secret", None] == [headers.get("authorization") for headers in puppet.got]


def test_the_awaited_client_sends_likewise(puppet: Any, awaited: Callable[..., Any]) -> None:
    """It asks again, with the same key, and fails with the same error."""
    puppet.statuses = [429, 200]

    async def both() -> str:
        async with AsyncClient(puppet.url, "lc_1_secret") as client:
            answer = await client.health()
            puppet.statuses = [422]
            with pytest.raises(ApiError):
                await client.delete_scenario("x")
            return answer.status

    assert "ok" == awaited(both)
    assert 3 == len(puppet.got)
    assert {"Bearer lc_1_secret"} == {headers["authorization"] for headers in puppet.got}
