"""Heads that came before: a program sends the same one with each request, and parsing it takes a third of a call."""

from collections.abc import Sequence
from dataclasses import dataclass

from serving.telemetry import request_id

# About four kilobytes each at the most.
MOST_KEPT, LONGEST = 1_000, 2_048
# Who sends one of these makes it anew for each request: the head would never be found again.
_EACH_ITS_OWN = frozenset({request_id.HEADER, b"traceparent", b"tracestate"})
_END = b"\r\n\r\n"

Headers = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Head:
    """What the parser made of a head: its target, its headers, and how many bytes of body follow it."""

    url: bytes
    headers: Headers
    length: int


class Heads:
    """Heads by their bytes. For the event loop alone.

    All are let go when there would be more than `most`.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: dict[bytes, Head] = {}

    def find(self, piece: bytes) -> tuple[Head, bytes] | None:
        """Head and body of a piece that is one whole request, if its head is kept."""
        end = piece.find(_END, 0, LONGEST + len(_END))
        head = self._kept.get(piece[:end]) if end > 0 else None
        body = end + len(_END)
        return (head, piece[body:]) if head is not None and head.length == len(piece) - body else None

    def keep(self, piece: bytes, url: bytes, headers: Headers) -> None:
        """Keep the head of a piece at whose beginning the parser stood, and of which it has just read a request.

        Where that was not all of the piece nothing is kept.
        """
        text, _, body = piece.partition(_END)
        sent = dict(headers)
        if int(sent.get(b"content-length", 0)) != len(body) or len(text) > LONGEST or sent.keys() & _EACH_ITS_OWN:
            return
        if len(self._kept) >= self._most:
            self._kept.clear()
        self._kept[text] = Head(url, headers, len(body))
