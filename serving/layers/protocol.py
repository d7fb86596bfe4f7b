"""HTTP by httptools' compiled parser, with bounds on the heads of requests, which it has not of its own."""

from asyncio import BaseTransport, TimerHandle

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD_BYTES = 65_536
# As long as a body may take.
HEAD_SECONDS = 30.0


class Bounded(HttpToolsProtocol):
    """Answers 400 and closes where the head of a request goes on for more than 64 KiB after its first piece.

    A connection whose head has not come whole within `head_seconds` is closed, be there anything of it or not: else
    whoever opens many and says nothing would have them for ever.
    """

    head_seconds = HEAD_SECONDS
    _is_head, _has_begun, _taken = True, False, 0
    # Runs while a head is waited for that did not come in one piece.
    _patience: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Somebody is there."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn's own: it is served by streams alone
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        self.ends_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some bytes of the connection."""
        self._has_begun = False
        super().data_received(data)
        if self._is_head and self._patience is None:
            self._wait_for_head()
        if not self._is_head or self._has_begun:
            self._taken = 0
            return
        self._taken += len(data)
        if self._taken > MOST_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def on_message_begin(self) -> None:
        """A head begins."""
        self.begins_head()
        self._has_begun = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """A head ends."""
        self.ends_head()
        super().on_headers_complete()

    def begins_head(self) -> None:
        """What comes now belongs to a head."""
        self._is_head = True

    def ends_head(self) -> None:
        """What comes now belongs to no head."""
        self._is_head = False
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _wait_for_head(self) -> None:
        self._patience = self.loop.call_later(self.head_seconds, self._lose_patience)

    def _lose_patience(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()
        else:
            # A request before it is still being answered.
            self._wait_for_head()
