"""HTTP in which usual calls are answered as soon as they are read: a task for each would take longer than that."""

from asyncio import TimerHandle
from typing import Any

from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT

from serving.express.shortcut import Shortcut
from serving.layers.protocol import Bounded

# Many clients send head and body one after the other: so long, in seconds, the rest is waited for without a task.
PATIENCE = 0.1
# Above this a copy costs more than a second piece.
_SHORT = 65_536


class Prompt(Bounded):
    """Answers by the application's shortcut what it takes; all else, large bodies, and slow ones go uvicorn's way.

    Answers leave in the order of the requests: while one is being answered by a task, those behind it wait for theirs.
    """

    # What has come of the body of a request that is held, and until when it is.
    _parts: list[bytes] | None = None
    _held: TimerHandle | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shortcut: Shortcut | None = getattr(self.config.app, "shortcut", None)

    def data_received(self, data: bytes) -> None:
        """Some bytes of the connection."""
        super().data_received(data)
        if self._parts is not None:
            if sum(map(len, self._parts)) > HIGH_WATER_LIMIT:
                self._give_back()
            elif self._held is None:
                self._held = self.loop.call_later(PATIENCE, self._give_back)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        self._give_back()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """No further request is taken; what is under way is answered."""
        self._give_back()
        super().shutdown()

    def on_headers_complete(self) -> None:
        """A head ends."""
        if self._is_plain():
            self.ends_head()
            self._parts = []
        else:
            super().on_headers_complete()

    def _is_plain(self) -> bool:
        parser, cycle = self.parser, self.cycle
        return (
            self._shortcut is not None
            and self._shortcut.leads(self.url, self.headers)
            and parser.get_method() == b"POST"
            and parser.get_http_version() == "1.1"
            and parser.should_keep_alive()
            and not parser.should_upgrade()
            and (cycle is None or cycle.response_complete)
            and not self.pipeline
            and not self.flow.write_paused
            and not self.transport.is_closing()
        )

    def on_body(self, body: bytes) -> None:
        """A part of a body."""
        if self._parts is None:
            super().on_body(body)
        else:
            self._parts.append(body)

    def on_message_complete(self) -> None:
        """A request ends."""
        if not self._is_answered():
            self._give_back()
            super().on_message_complete()

    def _is_answered(self) -> bool:
        if self._parts is None or self._shortcut is None:
            return False
        body, first = b"".join(self._parts), self.server_state.default_headers
        # Uvicorn's scope is a TypedDict, which to mypy is no mapping that may change; to Starlette it is one.
        answer = self._shortcut.answer(self.url, self.scope, body, first)  # type: ignore[arg-type]
        if answer is None:
            return False
        self._let_go()
        self._send(*answer)
        # Counts it, and has the connection closed where nothing more comes.
        self.on_response_complete()
        return True

    def _send(self, head: bytes, body: bytes) -> None:
        if len(body) < _SHORT:
            self.transport.write(head + body)
        else:
            self.transport.writelines((head, body))

    def _give_back(self) -> None:
        """Let uvicorn begin the request that is held, if there is one, with what there is of its body."""
        if (parts := self._let_go()) is not None:
            super().on_headers_complete()
            for part in parts:
                super().on_body(part)

    def _let_go(self) -> list[bytes] | None:
        parts, self._parts = self._parts, None
        if self._held is not None:
            self._held.cancel()
            self._held = None
        return parts
