"""Headers and cookies that somebody made up."""

from hypothesis import HealthCheck, example, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tests.serving.keys.keyed import Keyed

WORDS = st.sampled_from(["Bearer", "bearer", "Basic", " ", "\t", "lc_", "_", "0" * 12, "a" * 64, ",", "=", "\x80", "é"])
HEADERS = st.lists(WORDS | st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=9), max_size=8)


@examples(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@example(["Bearer ", "lc_", "0" * 12, "_", "a" * 64])
@example(["x" * 20_000])
@given(HEADERS)
def test_no_made_up_header_lets_anyone_in(keyed: Keyed, texts: dict[str, str], parts: list[str]) -> None:
    """Whatever Authorization holds, alone or beside a true key: refused, never a crash."""
    made_up = "".join(parts).strip().encode("latin-1").replace(b"\x7f", b"").replace(b"\x85", b"").replace(b"\xa0", b"")
    true = f"Bearer {texts['admin']}".encode()
    for headers in ([made_up], [made_up, true], [true, made_up]):
        sent = [(b"authorization", each) for each in headers]
        answer = keyed.client.get("/v1/intent", headers=sent)
        assert answer.status_code in (400, 401, 431)


CRUMBS = st.sampled_from(["leadcast_key", "=", '"', ";", " ", "lc_", "\\054", "$Version", "\x80", ","])
COOKIES = st.lists(CRUMBS | st.text("a0=_", max_size=5))


@examples(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(COOKIES)
def test_no_made_up_cookie_lets_anyone_in(keyed: Keyed, parts: list[str]) -> None:
    """Whatever it holds: refused, never a crash."""
    sent = [(b"cookie", "".join(parts).strip().encode("latin-1"))]

    assert 401 == keyed.client.get("/v1/scenarios", headers=sent).status_code


def test_a_key_that_was_cut_or_changed_is_none(keyed: Keyed, texts: dict[str, str]) -> None:
    """By one character anywhere."""
    true = texts["score"]
    for place in range(0, len(true), 5):
        changed = true[:place] + ("0" if true[place] != "0" else "1") + true[place + 1 :]
        assert [401, 401] == [keyed.call("GET", "/v1/intent", text).status_code for text in (changed, true[:place])]
    assert 200 == keyed.call("GET", "/v1/intent", true).status_code
