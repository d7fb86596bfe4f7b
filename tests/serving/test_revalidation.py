"""Conditional GET on a real server."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.layers.revalidation import etag_of, is_known

PATHS = ["/v1/intent", "/v1/intent?limit=5", "/v1/models", "/v1/regions", "/v1/scenarios", "/v1/webhooks"]
WORDS = st.text(st.characters(codec="ascii", exclude_characters='",* \t'), min_size=1, max_size=10)


@pytest.mark.parametrize("path", PATHS)
def test_who_has_it_already_is_told_so(api: httpx.Client, path: str) -> None:
    """304 without a body, with the same ETag, and still for no cache."""
    first = api.get(path)
    again = api.get(path, headers={"if-none-match": first.headers["etag"]})

    assert (200, 304, b"") == (first.status_code, again.status_code, again.content)
    assert etag_of(first.content) == first.headers["etag"] == again.headers["etag"]
    assert ["no-store"] * 2 == [each.headers["cache-control"] for each in (first, again)]
    assert not {"content-type", "content-length"} & set(again.headers)
    assert "nosniff" == again.headers["x-content-type-options"]


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_its_body(api: httpx.Client, path: str) -> None:
    """The same headers, with the length that the body would have; 304 likewise."""
    whole, head = api.get(path), api.head(path)
    again = api.head(path, headers={"if-none-match": whole.headers["etag"]})

    assert (200, b"", 304) == (head.status_code, head.content, again.status_code)
    for name in ("etag", "content-type", "content-length", "cache-control"):
        assert whole.headers[name] == head.headers[name]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/v2", "/v2/health/ready", "/openapi.json"])
def test_whoever_watches_may_ask_by_head(api: httpx.Client, path: str) -> None:
    """As balancers and monitors do; what has no ETag gets none."""
    whole, head = api.get(path), api.head(path)

    assert (200, 200, b"") == (whole.status_code, head.status_code, head.content)
    assert whole.headers["content-type"] == head.headers["content-type"]
    assert "etag" not in head.headers


def test_other_answers_are_given_whole(api: httpx.Client) -> None:
    """Another ETag, another query, errors, and what changes something."""
    etag = api.get("/v1/intent?limit=5").headers["etag"]
    asked = {"if-none-match": etag}

    assert 200 == api.get("/v1/intent?limit=6", headers=asked).status_code
    assert 200 == api.get("/v1/intent?limit=5", headers={"if-none-match": '"other"'}).status_code
    missing = api.get("/v1/scenarios/0000000000000000", headers={"if-none-match": "*"})
    assert (404, None) == (missing.status_code, missing.headers.get("etag"))
    assert "etag" not in api.post("/v1/intent", json={"account_ids": []}, headers=asked).headers
    assert 405 == api.head("/v1/sandbox").status_code


def test_a_change_is_seen(api: httpx.Client) -> None:
    """The ETag of before names it no more."""
    before = api.get("/v1/scenarios").headers["etag"]
    plan = {"name": "etag", "author": "李敏", "plan": {"leads": 1}}
    saved = api.post("/v1/scenarios", json=plan).headers["location"]

    assert 200 == api.get("/v1/scenarios", headers={"if-none-match": before}).status_code
    api.delete(saved)
    assert 304 == api.get("/v1/scenarios", headers={"if-none-match": before}).status_code


def test_requests_are_still_counted_by_their_route(api: httpx.Client) -> None:
    """HEAD and 304 too."""
    api.head("/v1/models")

    counted = [line for line in api.get("/metrics").text.splitlines() if 'method="HEAD"' in line]
    assert any('route="/v1/models"' in line and 'status="2xx"' in line for line in counted)


@given(st.binary(), st.binary())
def test_an_etag_is_of_the_bytes(one: bytes, other: bytes) -> None:
    """Equal for equal ones, and a quoted text of ASCII as RFC 9110 has it."""
    assert (one == other) == (etag_of(one) == etag_of(other))
    assert etag_of(one)[0] == etag_of(one)[-1] == '"'
    assert all(0x21 <= ord(each) <= 0x7E and each != '"' for each in etag_of(one)[1:-1])


@given(st.lists(WORDS, max_size=5), WORDS)
def test_if_none_match_may_name_several(others: list[str], mine: str) -> None:
    """In one line or in many, weak or strong, or any at all."""
    named = [f'"{each}"' for each in others if each != mine]

    assert not is_known(f'"{mine}"', [", ".join(named)])
    assert is_known(f'"{mine}"', [", ".join([*named, f'"{mine}"'])])
    assert is_known(f'"{mine}"', [*named, f'W/"{mine}"'])
    assert is_known(f'"{mine}"', ["*"])
