"""The service: one FastAPI application, and a server for it on loopback, or beyond where there are API keys."""

import asyncio
import ipaddress
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from typing import Any, TypedDict

import uvicorn
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from history.errors import UserError
from history.intake import Intake
from history.store import Store
from serving.accounts.kept import Kept
from serving.backlog import Backlog
from serving.callers.guard import Guard
from serving.callers.trimming import trimming
from serving.documented import Documented
from serving.events.intake import Writer
from serving.express.express import Express, Way
from serving.express.infer import by_features, by_ids
from serving.express.intent import ByIds
from serving.keys import Keys
from serving.layers.bodies import Bodies
from serving.layers.gate import Gate
from serving.layers.idempotency import Idempotency
from serving.layers.observing import Observing
from serving.layers.revalidation import Revalidation
from serving.layers.traces import telemetry
from serving.outreach.outreach import Planner
from serving.problems import add_handlers
from serving.readiness import Database
from serving.routes import (
    accounts,
    deliveries,
    events,
    export,
    health,
    inference,
    intent,
    metrics,
    models,
    outreach,
    page,
    pages,
    regions,
    sandbox,
    scenarios,
    session,
    today,
    webhooks,
    win,
)
from serving.schemas.inference import BY_FEATURES, NAME
from serving.scores.current import Current
from serving.scores.explaining import Explained
from serving.scores.opening import Live, open_live
from serving.scores.rescoring import Rescorer
from serving.settings import Settings
from serving.telemetry.metrics import Metrics
from serving.today.mornings import Mornings
from serving.webhooks.addresses import networks_of
from serving.webhooks.sender import Sender
from serving.webhooks.watcher import Watcher

# Seconds. Scoring gives Python's lock back hundreds of times a turn, and then waits so long for it while others run.
SWITCH = 0.0005

Opening = Callable[[Settings], Live]
Clock = Callable[[], datetime]

ROUTES = (
    intent,
    win,
    export,
    accounts,
    today,
    outreach,
    events,
    sandbox,
    scenarios,
    regions,
    webhooks,
    deliveries,
    models,
    health,
    metrics,
    inference,
    session,
    page,
    pages,
)

ABOUT = (
    "Which accounts will buy in the next days, and how likely leads are to be won under a plan. Errors are RFC 9457 "
    "problem documents. Times are ISO 8601 in UTC, days are those of the business time zone."
)


class State(TypedDict):
    """What lifespan hands to every request."""

    current: Current
    writer: Writer
    rescorer: Rescorer
    metrics: Metrics
    database: Database
    kept: Kept
    planner: Planner
    mornings: Mornings
    explained: Explained
    sender: Sender


def _clock() -> datetime:
    """The server's time: here is the edge, and all else is told it."""
    return datetime.now(UTC)


def _show_backlogs(measured: Metrics, waiting: Mapping[str, Callable[[], Backlog]], clock: Clock) -> None:
    """How much waits to be stored and to be scored anew, and for how long, whenever somebody looks."""

    def age(read: Callable[[], Backlog]) -> float:
        since = read().since
        return 0.0 if since is None else (clock() - since).total_seconds()

    for name, read in waiting.items():
        size = partial(lambda read: float(read().size), read)
        measured.gauge(f"leadcast_{name}_backlog", f"What waits for {name}.", size)
        measured.gauge(
            f"leadcast_{name}_backlog_age_seconds", f"How long the oldest waits for {name}.", partial(age, read)
        )


def _show_unsent(measured: Metrics, sender: Sender) -> None:
    """What is to be sent to webhooks, and what was given up: of all servers, as this one last saw it."""
    about = "Events that wait to be sent to webhooks."
    measured.gauge("leadcast_webhooks_pending", about, lambda: sender.counts.pending)
    about = "Events that no webhook took, given up."
    measured.gauge("leadcast_webhooks_dead", about, lambda: sender.counts.dead)


def _ways() -> dict[str, Way]:
    """The addresses that are answered without the framework."""
    infer = "/v2/models/{name}/infer"
    named = {
        infer.format(name=name): Way(infer, take, {"name": name})
        for name, take in ((NAME, by_ids), (BY_FEATURES, by_features))
    }
    return named | {"/v1/intent": Way("/v1/intent", ByIds())}


def create_app(settings: Settings, opening: Opening = open_live, clock: Clock = _clock) -> Documented:
    """The application. When it starts, `opening` reads history and model; the handlers find them in `request.state`.

    API keys are good or expired, and changes noted, by `clock`.
    """

    measured, database, planner = Metrics(), Database(settings.database_url), Planner(settings)

    @asynccontextmanager
    async def lifespan(_app: Documented) -> AsyncIterator[State]:
        current = Current(await asyncio.to_thread(opening, settings))
        explained = Explained()
        intake = Intake(settings.database_url, settings.business)
        url = settings.database_url
        with (
            trimming(settings, clock),
            Sender(url, networks_of(settings), measured.tried, clock) as sender,
            Watcher(url, sender.nudge, clock) as watcher,
            Rescorer(current, settings, watcher.observe) as rescorer,
            Writer(intake, rescorer.add, rescorer.full, settings.most_waiting_events) as writer,
        ):
            _show_backlogs(measured, {"intake": writer.backlog, "rescoring": rescorer.backlog}, clock)
            _show_unsent(measured, sender)
            yield {
                "current": current,
                "writer": writer,
                "rescorer": rescorer,
                "metrics": measured,
                "database": database,
                "kept": Kept(),
                "planner": planner,
                "mornings": Mornings(clock),
                "explained": explained,
                "sender": sender,
            }

    layers = [
        Middleware(Observing, metrics=measured),
        Middleware(Gate, settings=settings),
        Middleware(Guard, settings=settings, clock=clock),
        Middleware(Bodies, settings=settings),
        Middleware(Idempotency, settings=settings, clock=clock),
        Middleware(Revalidation),
    ]
    # Traces are the framework's: with them it does all, and sees what the layers do.
    app = Documented(
        title="Leadcast",
        version=settings.version,
        description=ABOUT,
        # Swagger's and Redoc's pages load scripts from elsewhere; the document itself is at /openapi.json.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        telemetry=telemetry(settings.traces),
        middleware=layers if settings.traces else [],
    )
    if not settings.traces:
        app.surround([*layers, Middleware(Express, ways=_ways())])
    add_handlers(app)
    for routes in ROUTES:
        app.include_router(routes.router)
    app.webhooks.include_router(webhooks.sent)
    page.mount_static(app)
    return app


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
    Store.open(settings.database_url).close()
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
    limits = {"timeout_keep_alive": 5, "timeout_graceful_shutdown": 10, "h11_max_incomplete_event_size": 65_536}
    logs: dict[str, Any] = {"log_config": None, "access_log": False}
    return uvicorn.Config(app, http=_http(), server_header=False, ws="none", **limits, **logs)  # type: ignore[arg-type]


def _http() -> Any:
    """httptools' parser, which is compiled; where there is none for the platform h11, which bounds heads by itself."""
    if find_spec("httptools") is None:
        return "h11"
    from serving.layers.protocol import Bounded

    return Bounded


def serve(settings: Settings, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve until interrupted; `announce` is told the page's address once it can be opened.

    History and model are opened before the server starts, so that what is wrong with them is said without a traceback.

    Raises:
        UserError: keys are needed and there is none, the port is taken, or history or model cannot be opened.
    """
    settings = guarded(settings, host)
    with bind(host, port) as bound:
        live = open_live(settings)
        app = create_app(settings, lambda _settings: live)
        server = uvicorn.Server(config(app))
        sys.setswitchinterval(SWITCH)
        # From here on callers wait for the server instead of being turned away.
        bound.listen()
        name = f"[{host}]" if ":" in host else host
        announce(f"http://{name}:{bound.getsockname()[1]}/")
        # Ctrl-C is the usual way to end a server, no failure.
        with suppress(KeyboardInterrupt):
            server.run(sockets=[bound])
