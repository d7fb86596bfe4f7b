"""Signatures against the specification's own vector, and against a receiver written from its text."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from serving.webhooks.signing import new_secret, signed

Verify = Callable[[str, dict[str, str], bytes], bool]
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
AT = datetime.fromtimestamp(1_614_265_330, UTC)
# Hypothesis takes a bound without a zone.
FIRST = datetime(1971, 1, 1)  # noqa: DTZ001


def test_the_vector_of_the_specification() -> None:
    """The one that the libraries of the specification are tested by."""
    headers = signed([SECRET], "msg_p5jXN8AQM9LWM0D4loKWxJek", AT, b'{"test": 2432232314}')

    assert {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    } == headers


def test_a_secret_is_of_the_form_and_length_that_the_specification_asks_for() -> None:
    """And never the same."""
    one, other = new_secret(), new_secret()

    assert one != other
    assert one.startswith("whsec_")
    assert 24 <= len(base64.b64decode(one.removeprefix("whsec_"), validate=True)) <= 64


@given(st.binary(max_size=200), st.datetimes(timezones=st.just(UTC), min_value=FIRST))
def test_a_receiver_takes_it(verify: Verify, body: bytes, at: datetime) -> None:
    """Whatever the body and the time."""
    assert verify(SECRET, signed([SECRET], "msg_1", at, body), body)


@given(st.binary(min_size=1, max_size=50), st.data())
def test_whatever_is_altered_is_seen(verify: Verify, body: bytes, data: st.DataObject) -> None:
    """A byte of the body, the id, the time, or the secret."""
    headers = signed([SECRET], "msg_1", AT, body)
    place = data.draw(st.integers(0, len(body) - 1))
    other = bytes([*body[:place], body[place] ^ data.draw(st.integers(1, 255)), *body[place + 1 :]])

    assert not verify(SECRET, headers, other)
    assert not verify(SECRET, headers | {"webhook-id": "msg_2"}, body)
    assert not verify(SECRET, headers | {"webhook-timestamp": "1614265331"}, body)
    assert not verify(new_secret(), headers, body)


def test_while_a_secret_is_replaced_a_receiver_may_have_either(verify: Verify) -> None:
    """There is a signature by each, set apart by a space, and none by a third."""
    other = new_secret()
    headers = signed([other, SECRET], "msg_1", AT, b"{}")

    assert 2 == len(headers["webhook-signature"].split(" "))
    assert [True, True, False] == [verify(each, headers, b"{}") for each in (SECRET, other, new_secret())]
