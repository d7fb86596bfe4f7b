"""Heads that came before: what is kept of them, and when they are found again."""

import pytest

from serving.express.heads import LONGEST, Head, Heads

URL = b"/v1/intent"
TEXT = b"POST /v1/intent HTTP/1.1\r\ncontent-length: 2"
SENT = [(b"content-length", b"2")]


def kept(piece: bytes, headers: list[tuple[bytes, bytes]], most: int = 2) -> Heads:
    """Heads that were given this piece."""
    heads = Heads(most)
    heads.keep(piece, URL, headers)
    return heads


def test_a_head_is_found_again_before_another_body() -> None:
    """Of the same length."""
    heads = kept(TEXT + b"\r\n\r\n{}", SENT)

    assert (Head(URL, SENT, 2), b"[]") == heads.find(TEXT + b"\r\n\r\n[]")


@pytest.mark.parametrize(
    "piece",
    [
        b"",
        b"\r\n\r\n{}",
        TEXT,
        TEXT + b"\r\n\r\n",
        TEXT + b"\r\n\r\n{",
        TEXT + b"\r\n\r\n{}\r\n",
        b" " + TEXT + b"\r\n\r\n{}",
    ],
)
def test_what_is_no_whole_request_of_a_known_head_is_not_found(piece: bytes) -> None:
    """A part of one, more than one, or one of another head."""
    assert kept(TEXT + b"\r\n\r\n{}", SENT).find(piece) is None


def test_requests_without_a_body_are_found() -> None:
    """They say nothing of its length."""
    text = b"POST /v1/intent HTTP/1.1\r\n\r\n"

    assert (Head(URL, [], 0), b"") == kept(text, []).find(text)


@pytest.mark.parametrize("header", [b"x-request-id", b"traceparent", b"tracestate"])
def test_heads_with_an_id_of_their_own_are_not_kept(header: bytes) -> None:
    """They do not come again."""
    piece = TEXT + b"\r\n%b: 1\r\n\r\n{}" % header

    assert kept(piece, [*SENT, (header, b"1")]).find(piece) is None


@pytest.mark.parametrize("piece", [TEXT + b"\r\n\r\n{}" + TEXT + b"\r\n\r\n{}", TEXT + b"\r\n\r\n{"])
def test_pieces_of_other_than_one_request_are_not_kept(piece: bytes) -> None:
    """Nothing says then which head the parser has read."""
    assert kept(piece, SENT).find(TEXT + b"\r\n\r\n{}") is None


def test_long_heads_are_not_kept() -> None:
    """Memory has a bound."""
    piece = TEXT + b"\r\naccept: " + b"x" * LONGEST + b"\r\n\r\n{}"

    assert kept(piece, [*SENT, (b"accept", b"x" * LONGEST)]).find(piece) is None


def test_no_more_heads_are_kept_than_may_be() -> None:
    """The first ones are let go."""
    heads = Heads(2)
    pieces = [TEXT + b"\r\naccept: %d\r\n\r\n{}" % at for at in range(3)]
    for piece in pieces:
        heads.keep(piece, URL, SENT)

    assert [False, False, True] == [heads.find(piece) is not None for piece in pieces]
