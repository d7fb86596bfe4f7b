"""HTTP in which usual calls are answered as soon as they are read: a task for each would take longer than that."""

from asyncio import TimerHandle
from typing import Any

from starlette.types import Scope
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT

from serving.callers.guard import ADMITTED
from serving.express.heads import Head
from serving.express.resting import Resting
from serving.express.shortcut import Shortcut

# Many clients send head and body one after the other: so long, in seconds, the rest is waited for without a task.
PATIENCE = 0.1


class Prompt(Resting):
    """Answers by the application's shortcut what it takes; all else, large bodies, and slow ones go uvicorn's way.

    Answers leave in the order of the requests: while one is being answered by a task, those behind it wait for theirs.
    A whole request whose head has come before is not parsed: that would be a third of the time that it takes.
    """

    # Whether what comes next begins a request, and the piece that has begun one.
    _is_between = True
    _piece: bytes | None = None
    # A request that was tried before it was parsed, and is left to the layers.
    _tried: Scope | None = None
    # What has come of the body of a request that is held, and until when it is.
    _parts: list[bytes] | None = None
    _held: TimerHandle | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shortcut: Shortcut | None = getattr(self.config.app, "shortcut", None)

    def data_received(self, data: bytes) -> None:
        """Some bytes of the connection."""
        if self._is_between and self._is_answered_unparsed(data):
            return
        self._piece = data if self._is_between else None
        if self._is_between:
            # Empty lines may come before it, of which the parser tells nothing.
            self.begins_head()
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

    def on_message_begin(self) -> None:
        """A request begins."""
        self._is_between = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """A head ends."""
        tried, self._tried = self._tried, None
        if tried is not None and ADMITTED in tried:
            self._scope[ADMITTED] = tried[ADMITTED]
        if tried is None and self._is_free() and self._is_plain():
            self.ends_head()
            self._parts = []
        else:
            super().on_headers_complete()

    @property
    def _scope(self) -> Scope:
        # Uvicorn's scope is a TypedDict, which to mypy is no mapping that may change; to Starlette it is one.
        return self.scope  # type: ignore[return-value]

    def _is_free(self) -> bool:
        """Whether an answer may be written now."""
        cycle = self.cycle
        return (
            (cycle is None or cycle.response_complete)
            and not self.pipeline
            and not self.flow.write_paused
            and not self.transport.is_closing()
        )

    def _is_plain(self) -> bool:
        parser = self.parser
        return (
            self._shortcut is not None
            and self._shortcut.leads(self.url, self.headers)
            and parser.get_method() == b"POST"
            and parser.get_http_version() == "1.1"
            and parser.should_keep_alive()
            and not parser.should_upgrade()
        )

    def on_body(self, body: bytes) -> None:
        """A part of a body."""
        if self._parts is None:
            super().on_body(body)
        else:
            self._parts.append(body)

    def on_message_complete(self) -> None:
        """A request ends."""
        # What follows a request to upgrade is in another protocol.
        self._is_between = not self.parser.should_upgrade()
        if not self._is_answered():
            self._give_back()
            super().on_message_complete()

    def _is_answered(self) -> bool:
        if self._parts is None or self._shortcut is None:
            return False
        # Uvicorn's scope is a TypedDict, which to mypy is no mapping that may change; to Starlette it is one.
        if not self._answers(self._shortcut, self.url, self._scope, b"".join(self._parts)):
            return False
        if self._piece is not None:
            self._shortcut.heads.keep(self._piece, self.url, self.headers)
        return True

    def _is_answered_unparsed(self, data: bytes) -> bool:
        if self._shortcut is None or not self._is_free() or (found := self._shortcut.heads.find(data)) is None:
            return False
        head, body = found
        scope = self._scope_of(head)
        if self._answers(self._shortcut, head.url, scope, body):
            return True
        self._tried = scope
        return False

    def _scope_of(self, head: Head) -> Scope:
        """What uvicorn gives a request, as far as it is looked at here."""
        return {
            "type": "http",
            "server": self.server,
            "client": self.client,
            "headers": head.headers,
            "state": self.app_state.copy(),
        }

    def _answers(self, shortcut: Shortcut, url: bytes, scope: Scope, body: bytes) -> bool:
        answer = shortcut.answer(url, scope, body, self.server_state.default_headers)
        if answer is None:
            return False
        self._let_go()
        self._send(answer)
        self.rest()
        return True

    def _send(self, pieces: list[bytes]) -> None:
        if len(pieces) == 1:
            self.transport.write(pieces[0])
        else:
            self.transport.writelines(pieces)

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
