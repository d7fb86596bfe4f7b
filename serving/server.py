"""A server for the application, on loopback, or beyond where there are API keys."""

import gc
import ipaddress
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from history.errors import UserError
from history.store.store import Store
from serving.app import create_app
from serving.keys import Keys
from serving.scores.opening import open_live
from serving.settings import Settings

# Seconds. Scoring gives Python's lock back hundreds of times a turn, and then waits so long for it while others run.
SWITCH = 0.0005


def is_loopback(host: str) -> bool:
    """Whether none but this machine can reach `host`."""
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def guarded(settings: Settings, host: str) -> Settings:
    """The settings as they are on `host`: callers need a key where others could reach it, or it was asked for.

    Raises:
        UserError: they need one, and there is none that is good now; or the store cannot be opened.
    """
    if not settings.keys_needed and is_loopback(host):
        return settings
    Store.existing(settings.database_url).close()
    with Keys.open(settings.database_url) as keys:
        if any(key.is_usable(settings.started_at) for key in keys.all()):
            return settings.model_copy(update={"keys_needed": True})
    raise UserError(
        f"There is no API key yet that would let anyone in on {host}.",
        "Make a key first: leadcast keys create --name CRM --scope score. Or serve on 127.0.0.1 without keys, and "
        "reach it from elsewhere through a tunnel: ssh -L 8000:127.0.0.1:8000 HOST.",
    )


def bind(host: str, port: int) -> socket.socket:
    """A socket bound to an address of this machine; port 0 takes a free one.

    Raises:
        UserError: the host is no address of this machine, or the port is taken.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise UserError(f"The host {host} cannot be found: {error.strerror}.", "Name an address, as 0.0.0.0.") from None
    # With the protocol named, asyncio sends small answers at once instead of waiting for an acknowledgement.
    bound = socket.socket(*found[:3])
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(found[4])
    except OSError as error:
        bound.close()
        raise UserError(f"Port {port} of {host} cannot be used: {error.strerror}.", "Choose another port.") from None
    return bound


def config(app: ASGIApp) -> uvicorn.Config:
    """How `app` is served: an idle connection is closed after 5 s, and what still runs at the end after 10 s."""
    limits: dict[str, Any] = {"timeout_keep_alive": 5, "timeout_graceful_shutdown": 10}
    limits |= {"h11_max_incomplete_event_size": 65_536}
    logs: dict[str, Any] = {"log_config": None, "access_log": False}
    return uvicorn.Config(app, http=_http(), server_header=False, ws="none", **limits, **logs)


def _http() -> Any:
    """httptools' parser, which is compiled; where there is none for the platform h11, which bounds heads by itself."""
    if find_spec("httptools") is None:
        return "h11"
    from serving.express.protocol import Prompt

    return Prompt


class Server(uvicorn.Server):
    """One that Ctrl-C ends in order, however often it is pressed: the second time nobody is waited for any more, and
    what the application holds is closed all the same; after that it is ignored, as the process ends."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note that the server should end; Ctrl-C is not raised again afterwards, unlike other signals."""
        if sig == signal.SIGINT:
            self.force_exit, self.should_exit = self.should_exit, True
        else:
            super().handle_exit(sig, frame)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Listen to signals while the server runs."""
        with super().capture_signals():
            yield
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, answer what is being asked, and end the application."""
        await super().shutdown(sockets)
        if self.force_exit:
            await self.lifespan.shutdown()


@contextmanager
def _frozen() -> Iterator[None]:
    """Have full collections, during which nothing is answered, leave out what is loaded: it takes them 0.1 s."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def serve(settings: Settings, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve until interrupted; `announce` is told the page's address once it can be opened.

    History and model are opened before the server starts, so that what is wrong with them is said without a traceback.

    Raises:
        UserError: keys are needed and there is none, the port is taken, or history or model cannot be opened.
    """
    settings = guarded(settings, host)
    with _frozen(), bind(host, port) as bound:
        # Handed on for good: what is replaced later would be held from here for as long as the service runs.
        opened = [open_live(settings)]
        app = create_app(settings, lambda _settings: opened.pop())
        server = Server(config(app))
        sys.setswitchinterval(SWITCH)
        # From here on callers wait for the server instead of being turned away.
        bound.listen()
        name = f"[{host}]" if ":" in host else host
        announce(f"http://{name}:{bound.getsockname()[1]}/")
        # Ctrl-C is the usual way to end a server, no failure.
        with suppress(KeyboardInterrupt):
            server.run(sockets=[bound])
