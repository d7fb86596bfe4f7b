"""Every error is a problem document, and what passes the gate is safe."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from serving.scores.opening import Live
from serving.settings import Settings

MARK = "<script>alert(1)</script>"


def problem(answer: httpx.Response, status: int) -> dict[str, object]:
    """The problem document of `answer`, checked for its form."""
    assert status == answer.status_code
    assert "application/problem+json" == answer.headers["content-type"]
    document: dict[str, object] = answer.json()
    assert status == document["status"]
    assert {"type", "title", "status", "detail"} <= set(document)
    return document


def test_an_unknown_path_is_a_problem(api: httpx.Client) -> None:
    """404, without the path in it."""
    document = problem(api.get(f"/v1/{MARK}"), 404)

    assert MARK not in json.dumps(document)


def test_a_missing_static_file_is_a_problem(api: httpx.Client) -> None:
    """404 below a mounted folder as well, and no way out of it."""
    problem(api.get("/static/none.js"), 404)
    problem(api.get("/static/..%2f..%2fapp.py"), 404)


def test_a_wrong_method_is_a_problem_that_names_the_right_ones(api: httpx.Client) -> None:
    """405 with Allow."""
    answer = api.delete("/v1/sandbox")

    problem(answer, 405)
    assert "POST" == answer.headers["allow"]


@pytest.mark.parametrize("path", ["/v1/intent", "/v1/export/dynamics", "/v1/today"])
def test_a_parameter_given_twice_is_refused(api: httpx.Client, path: str) -> None:
    """Else all but the last would be passed over without a word."""
    answer = api.get(f"{path}?limit=1&limit=2")

    (fault,) = answer.json()["errors"]
    assert (422, "repeated_parameter", "limit") == (answer.status_code, fault["code"], fault["parameter"])


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe"])
def test_a_body_that_is_no_request_is_a_problem(api: httpx.Client, body: bytes) -> None:
    """Nothing, half of JSON, JSON of another shape, no UTF-8: never a crash."""
    for path in ("/v1/intent", "/v1/sandbox"):
        answer = api.post(path, content=body, headers={"content-type": "application/json"})

        assert answer.status_code in (400, 422)
        problem(answer, answer.status_code)


def test_a_faulty_field_is_pointed_at_without_being_repeated(api: httpx.Client) -> None:
    """422 with the pointer and the limit, and nothing of what was sent."""
    answer = api.post("/v1/sandbox", json={"leads": -1, MARK: 1, "regions": {MARK: 7}})

    document = problem(answer, 422)
    assert MARK not in answer.text
    places = {(error["pointer"], error["code"]) for error in document["errors"]}
    assert {("/leads", "greater_than_equal"), ("", "extra_forbidden"), ("/regions", "less_than_equal")} == places


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("GET", "/v1/intent?secret=1"), "query: Extra inputs are not permitted"),
        (("POST", "/v1/intent", b"{}", "text/plain"), "body: Send a JSON object, as application/json."),
        (("POST", "/v1/intent", b'{"a', "application/json"), "body: The body is no valid JSON."),
        (("POST", "/v1/intent", b"[1]", "application/json"), "body: Send a JSON object, as application/json."),
    ],
)
def test_a_fault_of_no_field_says_in_which_part_of_the_request_it_is(
    api: httpx.Client, call: tuple[Any, ...], said: str
) -> None:
    """In the address or in the body, and what is wrong with that as a whole."""
    method, url, content, kind = (*call, None, None)[:4]
    answer = api.request(method, url, content=content, headers={"content-type": kind} if kind else {})

    assert (422, said) == (answer.status_code, answer.json()["detail"])


def test_a_body_that_is_too_large_is_a_problem(api: httpx.Client, settings: Settings) -> None:
    """413, said by its length or counted as it comes."""
    large = b" " * (settings.max_body_bytes + 1)
    headers = {"content-type": "application/json"}

    problem(api.post("/v1/sandbox", content=large, headers=headers), 413)
    problem(api.post("/v1/sandbox", content=iter([large[:600_000], large[600_000:]]), headers=headers), 413)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""])
def test_other_host_names_are_refused(api: httpx.Client, host: str) -> None:
    """A foreign name that points at loopback (DNS rebinding) gets no answer."""
    problem(api.get("/v1/intent", headers={"host": host}), 421)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:81", "127.0.0.1", "[::1]", "[::1]:8000"])
def test_names_of_loopback_are_answered(api: httpx.Client, host: str) -> None:
    """With or without a port."""
    assert 200 == api.get("/healthz", headers={"host": host}).status_code


def test_every_answer_carries_the_security_headers(api: httpx.Client) -> None:
    """Pages, files, answers, problems."""
    for path in ("/", "/static/planner.css", "/healthz", "/nowhere"):
        headers = api.get(path).headers
        assert "nosniff" == headers["x-content-type-options"]
        assert "DENY" == headers["x-frame-options"]
        assert "no-referrer" == headers["referrer-policy"]
        assert "camera=()" in headers["permissions-policy"]
        assert "default-src 'none';" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe-eval" not in headers["content-security-policy"]


def test_only_the_page_may_run_scripts(api: httpx.Client) -> None:
    """Its own alone; answers of the API may load nothing, whatever a browser takes them for."""
    assert "script-src 'self';" in api.get("/").headers["content-security-policy"]
    for path in ("/healthz", "/v1/intent", "/nowhere"):
        assert "script-src" not in api.get(path).headers["content-security-policy"]


def test_scores_are_not_kept(api: httpx.Client) -> None:
    """No browser or proxy stores who is likely to buy; files that do not change may be kept."""
    assert ["no-store"] * 2 == [api.get(path).headers["cache-control"] for path in ("/v1/intent", "/v1/models")]
    assert "cache-control" not in api.get("/static/frame.css").headers


def test_no_other_origin_may_read_anything(api: httpx.Client) -> None:
    """CORS is closed: a preflight is no answer, and an answer names no origin."""
    headers = {"origin": "http://localhost:3000", "access-control-request-method": "POST"}

    problem(api.options("/v1/intent", headers=headers), 405)
    assert not [name for name in api.get("/v1/intent", headers=headers).headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "said",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "null"},
    ],
)
def test_pages_of_other_origins_change_nothing(api: httpx.Client, said: dict[str, str]) -> None:
    """Although the browser that shows them runs on the server's own machine, and may tell its origin alone."""
    problem(api.delete("/v1/scenarios/0123456789abcdef", headers=said), 403)
    assert 200 == api.get("/v1/scenarios", headers=said).status_code


def test_the_page_itself_is_of_this_origin(api: httpx.Client) -> None:
    """A browser that tells its origin alone is let through, to be told that there is no such scenario."""
    origin = str(api.base_url).rstrip("/")

    problem(api.delete("/v1/scenarios/0123456789abcdef", headers={"origin": origin}), 404)


def test_a_crash_is_a_problem_and_only_the_log_says_why(
    another: Callable[[Live], httpx.Client], live: Live, caplog: pytest.LogCaptureFixture
) -> None:
    """500 tells the caller nothing of how it failed; the server's log has the traceback."""
    broken = replace(live, bundle=None)

    answer = another(broken).get("/v1/models")

    problem(answer, 500)
    assert "AttributeError" not in answer.text
    # The server logs once it has answered.
    until = time.monotonic() + 10
    while "AttributeError" not in caplog.text and time.monotonic() < until:
        time.sleep(0.01)
    assert "AttributeError" in caplog.text
