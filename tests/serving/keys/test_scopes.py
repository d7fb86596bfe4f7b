"""Who is let in, to what."""

import pytest

from serving.access import scope_of
from tests.serving.keys.keyed import Keyed

CALLS: list[tuple[str, str, str]] = [
    ("GET", "/v1/intent", "score"),
    ("POST", "/v1/intent", "score"),
    ("GET", "/v1/models", "score"),
    ("GET", "/v1/accounts", "score"),
    ("GET", "/v1/accounts/A/timeline", "score"),
    ("GET", "/v1/leads/L", "score"),
    ("GET", "/v1/today", "score"),
    ("GET", "/v1/today.csv", "score"),
    ("GET", "/v1/todays", "admin"),
    ("GET", "/v1/export/dynamics", "score"),
    ("POST", "/v1/sandbox", "plan"),
    ("GET", "/v1/scenarios", "plan"),
    ("POST", "/v1/scenarios", "plan"),
    ("GET", "/v1/scenarios/0123456789abcdef", "plan"),
    ("DELETE", "/v1/scenarios/0123456789abcdef", "plan"),
    ("GET", "/v1/regions", "plan"),
    ("GET", "/v1/regions/geojson", "plan"),
    ("GET", "/", "plan"),
    ("HEAD", "/", "plan"),
    ("GET", "/today", "score"),
    ("GET", "/accounts/A", "score"),
    ("GET", "/leads/L", "score"),
    ("POST", "/v1/events", "ingest"),
    ("GET", "/v1/webhooks", "admin"),
    ("POST", "/v1/webhooks", "admin"),
    ("DELETE", "/v1/webhooks/wh_0123456789abcdef", "admin"),
    ("POST", "/v1/webhooks/wh_0123456789abcdef/test", "admin"),
    ("GET", "/openapi.json", "admin"),
    ("GET", "/metrics", "admin"),
    ("GET", "/nowhere", "admin"),
    ("GET", "/v1/intents", "admin"),
    ("GET", "//v1/intent", "admin"),
    ("GET", "/V1/intent", "admin"),
]


@pytest.mark.parametrize(("method", "path", "needed"), CALLS)
def test_a_call_needs_the_key_of_its_scope(
    keyed: Keyed, texts: dict[str, str], method: str, path: str, needed: str
) -> None:
    """401 without a key, 403 with another, and an answer of the call's own with the right one or `admin`."""
    assert 401 == keyed.call(method, path).status_code
    for scope, text in texts.items():
        status = keyed.call(method, path, text).status_code
        assert (403 == status) == (scope not in (needed, "admin")), (scope, status)
        assert status not in (401, 429)
        assert status < 500


@pytest.mark.parametrize("path", ["/static/frame.css", "/static/plotly.min.js"])
def test_what_every_page_loads_needs_some_key(keyed: Keyed, texts: dict[str, str], path: str) -> None:
    """Of whatever scope: a key for scores opens the page of an account, one for plans that of the planner."""
    assert 401 == keyed.call("GET", path).status_code
    assert {200} == {keyed.call("GET", path, text).status_code for text in texts.values()}


def test_health_needs_no_key(keyed: Keyed) -> None:
    """It says only that the process answers."""
    assert {"status": "ok"} == keyed.call("GET", "/healthz").json()


def test_a_route_that_nobody_thought_of_is_closed() -> None:
    """Unless it stands in the table, it is for `admin`."""
    assert {"admin"} == {scope_of(path) for path in ("/v1/new", "/v1", "", "/healthz/", "/session/x", "*")}


def test_refusals_say_what_to_do_as_the_standards_have_it(keyed: Keyed, texts: dict[str, str]) -> None:
    """RFC 6750's challenge in a header, RFC 9457's problem as the body, and how to send a key."""
    without = keyed.call("GET", "/v1/intent")
    wrong = keyed.call("GET", "/v1/intent", f"lc_{'0' * 12}_{'0' * 64}")
    other = keyed.call("GET", "/v1/intent", texts["plan"])

    assert 'Bearer realm="leadcast"' == without.headers["www-authenticate"]
    assert 'error="invalid_token"' in wrong.headers["www-authenticate"]
    assert 'error="insufficient_scope", scope="score"' in other.headers["www-authenticate"]
    for answer, status in ((without, 401), (wrong, 401), (other, 403)):
        assert ("application/problem+json", status) == (answer.headers["content-type"], answer.json()["status"])
        assert "leadcast keys create" in answer.json()["hint"]
        assert ("nosniff", "no-store") == (answer.headers["x-content-type-options"], answer.headers["cache-control"])


def test_with_keys_any_host_name_is_answered(keyed: Keyed, texts: dict[str, str]) -> None:
    """Others reach the server by names that it does not know."""
    headers = {"authorization": f"Bearer {texts['score']}", "host": "leadcast.example"}

    assert 200 == keyed.client.get("/v1/models", headers=headers).status_code


def test_the_document_says_which_key_a_call_needs(keyed: Keyed, texts: dict[str, str]) -> None:
    """A bearer scheme, the scope of each call, and the answers of those who have no such key."""
    document = keyed.call("GET", "/openapi.json", texts["admin"]).json()

    assert "bearer" == document["components"]["securitySchemes"]["bearer"]["scheme"]
    for path, calls in document["paths"].items():
        for call in calls.values():
            scope = scope_of(path)
            assert ([] if scope == "open" else [{"bearer": [scope]}, {}]) == call["security"]
            assert (scope == "open") or {"401", "403", "429", "503"} <= set(call["responses"])
