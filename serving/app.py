"""The service: one FastAPI application, its routes and the layers around them."""

from datetime import UTC, datetime

from starlette.middleware import Middleware

from serving.callers.admission import Admission
from serving.callers.guard import Guard
from serving.callers.noting import Notes
from serving.documented import Documented
from serving.express.express import Express, Way
from serving.express.infer import by_features, by_ids
from serving.express.intent import ByIds
from serving.express.shortcut import Around, Shortcut
from serving.layers.bodies import Bodies
from serving.layers.gate import Gate
from serving.layers.idempotency import Idempotency
from serving.layers.observing import Observing
from serving.layers.revalidation import Revalidation
from serving.layers.traces import telemetry
from serving.lifespan import Clock, Opening, lifespan_of
from serving.problems import add_handlers
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
from serving.scores.opening import open_live
from serving.settings import Settings
from serving.telemetry.metrics import Metrics

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


def _clock() -> datetime:
    """The server's time: here is the edge, and all else is told it."""
    return datetime.now(UTC)


def create_app(settings: Settings, opening: Opening = open_live, clock: Clock = _clock) -> Documented:
    """The application. When it starts, `opening` reads history and model; the handlers find them in `request.state`.

    API keys are good or expired, and changes noted, by `clock`.
    """
    measured = Metrics()
    around = Around(settings, measured, Admission(settings, clock), Notes(settings.database_url, clock))
    layers = _layers(around, clock)
    # Traces are the framework's: with them it does all, and sees what the layers do.
    app = Documented(
        title="Leadcast",
        version=settings.version,
        description=ABOUT,
        # Swagger's and Redoc's pages load scripts from elsewhere; the document itself is at /openapi.json.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan_of(settings, opening, clock, measured),
        telemetry=telemetry(settings.traces),
        middleware=layers if settings.traces else [],
    )
    if not settings.traces:
        ways = _ways()
        app.surround([*layers, Middleware(Express, ways=ways)], Shortcut(around, ways))
    add_handlers(app)
    for routes in ROUTES:
        app.include_router(routes.router)
    app.webhooks.include_router(webhooks.sent)
    page.mount_static(app)
    return app


def _layers(around: Around, clock: Clock) -> list[Middleware]:
    """What stands around every call, the outermost first."""
    settings = around.settings
    return [
        Middleware(Observing, metrics=around.metrics),
        Middleware(Gate, settings=settings),
        Middleware(Guard, admission=around.admission, notes=around.notes),
        Middleware(Bodies, settings=settings),
        Middleware(Idempotency, settings=settings, clock=clock),
        Middleware(Revalidation),
    ]


def _ways() -> dict[str, Way]:
    """The addresses that are answered without the framework."""
    infer = "/v2/models/{name}/infer"
    named = {
        infer.format(name=name): Way(infer, take, {"name": name})
        for name, take in ((NAME, by_ids), (BY_FEATURES, by_features))
    }
    return named | {"/v1/intent": Way("/v1/intent", ByIds())}
