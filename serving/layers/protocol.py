"""HTTP by httptools' compiled parser, with a bound on the heads of requests, which it has not of its own."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD_BYTES = 65_536


class Bounded(HttpToolsProtocol):
    """Answers 400 and closes where the head of a request goes on for more than 64 KiB after its first piece."""

    _is_head, _has_begun, _taken = True, False, 0

    def data_received(self, data: bytes) -> None:
        """Some bytes of the connection."""
        self._has_begun = False
        super().data_received(data)
        if not self._is_head or self._has_begun:
            self._taken = 0
            return
        self._taken += len(data)
        if self._taken > MOST_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def on_message_begin(self) -> None:
        """A head begins."""
        self._is_head = self._has_begun = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """A head ends."""
        self.ends_head()
        super().on_headers_complete()

    def ends_head(self) -> None:
        """What comes now belongs to no head."""
        self._is_head = False
