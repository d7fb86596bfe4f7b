"""The service: one FastAPI application, and a server for it on loopback."""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypedDict

import uvicorn
from fastapi import FastAPI
from starlette.middleware import Middleware

from history.errors import UserError
from history.intake import Intake
from serving.gate import Gate
from serving.intake import Writer
from serving.opening import Live, open_live
from serving.problems import add_handlers
from serving.rescoring import Current, Rescorer
from serving.routes import events, health, intent, models, page, regions, sandbox, scenarios
from serving.settings import Settings

Opening = Callable[[Settings], Live]

ABOUT = (
    "Which accounts will buy in the next days, and how likely leads are to be won under a plan. Errors are RFC 9457 "
    "problem documents. Times are ISO 8601 in UTC, days are those of the business time zone."
)


class State(TypedDict):
    """What lifespan hands to every request."""

    current: Current
    writer: Writer
    rescorer: Rescorer


def create_app(settings: Settings, opening: Opening = open_live) -> FastAPI:
    """The application. When it starts, `opening` reads history and model; the handlers find them in `request.state`."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[State]:
        current = Current(await asyncio.to_thread(opening, settings))
        intake = Intake(settings.database_url, settings.business)
        with (
            Rescorer(current, settings) as rescorer,
            Writer(intake, rescorer.add, rescorer.full, settings.most_waiting_events) as writer,
        ):
            yield {"current": current, "writer": writer, "rescorer": rescorer}

    app = FastAPI(
        title="Leadcast",
        version=settings.version,
        description=ABOUT,
        # Swagger's and Redoc's pages load scripts from elsewhere; the document itself is at /openapi.json.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        middleware=[Middleware(Gate, max_body_bytes=settings.max_body_bytes)],
    )
    add_handlers(app)
    for routes in (intent, events, sandbox, scenarios, regions, models, health, page):
        app.include_router(routes.router)
    page.mount_static(app)
    return app


def check_loopback(host: str) -> None:
    """Refuse every address that others could reach.

    Raises:
        UserError: `host` is neither `localhost` nor a loopback address.
    """
    with suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return
    if host != "localhost":
        raise UserError(
            f"Leadcast answers without API keys, so it serves on loopback only, not on {host}.",
            "Serve on 127.0.0.1, and reach it from elsewhere through a tunnel: ssh -L 8000:127.0.0.1:8000 HOST.",
        )


def bind(host: str, port: int) -> socket.socket:
    """A socket bound to a loopback address; port 0 takes a free one.

    Raises:
        UserError: the host is not loopback, or the port is taken.
    """
    check_loopback(host)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    # With the protocol named, asyncio sends small answers at once instead of waiting for an acknowledgement.
    bound = socket.socket(*found[:3])
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(found[4])
    except OSError as error:
        bound.close()
        raise UserError(f"Port {port} of {host} cannot be used: {error.strerror}.", "Choose another port.") from None
    return bound


def serve(settings: Settings, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve until interrupted; `announce` is told the page's address once it can be opened.

    History and model are opened before the server starts, so that what is wrong with them is said without a traceback.

    Raises:
        UserError: the host is not loopback, the port is taken, or history or model cannot be opened.
    """
    with bind(host, port) as bound:
        live = open_live(settings)
        app = create_app(settings, lambda _settings: live)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False))
        # From here on callers wait for the server instead of being turned away.
        bound.listen()
        name = f"[{host}]" if ":" in host else host
        announce(f"http://{name}:{bound.getsockname()[1]}/")
        # Ctrl-C is the usual way to end a server, no failure.
        with suppress(KeyboardInterrupt):
            server.run(sockets=[bound])
