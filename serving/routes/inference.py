"""The Open Inference Protocol, version 2, so that its clients can be used as they are."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from models.scorers.columns import Matrix
from serving.examples.calls import shown
from serving.inference import inferred, metadata_of, predicted, read, read_features, scored
from serving.problems import Refused
from serving.readiness import missing
from serving.routes.dependencies import History, Measured, Opened, problems
from serving.routes.health import not_ready
from serving.schemas.inference import (
    BY_FEATURES,
    INFER_REQUESTS,
    INFERRED,
    METADATA,
    MOST_AT_ONCE,
    NAME,
    SERVER,
    Alive,
    FeaturesRequest,
    InferAnswer,
    ModelMetadata,
    ModelReady,
    ServerMetadata,
    ServerReady,
    schema,
)
from serving.schemas.problem import Fault
from serving.scores.opening import Live

router = APIRouter(prefix="/v2", tags=["inference"])

_MODEL, _VERSION = "/models/{name}", "/models/{name}/versions/{version}"


async def _named(live: Opened, name: str) -> Live:
    """What answers, if it is the model of that name."""
    if name not in (NAME, BY_FEATURES):
        raise _unknown()
    return live


async def _of_version(live: Opened, version: str) -> None:
    if version != live.model:
        raise _unknown()


def _unknown() -> Refused:
    fault = Fault(code="unknown_model", detail="No such model or version serves.")
    hint = f"The models are called {NAME} and {BY_FEATURES}; GET /v2/models/{NAME} has the version."
    return Refused(404, "unknown-model", fault, hint)


Model = Annotated[Live, Depends(_named)]
_VERSIONED = [Depends(_of_version)]
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": schema(), "examples": INFER_REQUESTS},
        },
    }
}
_TOLD = shown(METADATA) | problems(404, 422)
_READY = shown({"name": NAME, "ready": True}) | problems(404, 422, 503)
_INFERRED = shown(INFERRED) | problems(404, 413, 422)


@router.get("", responses=shown(SERVER))
async def get_server(live: Opened) -> ServerMetadata:
    """Who answers."""
    return ServerMetadata(name="leadcast", version=live.settings.version, extensions=[])


@router.get("/health/live", responses=shown({"live": True}))
async def get_live() -> Alive:
    """The process answers."""
    return Alive(live=True)


@router.get("/health/ready", responses=shown({"ready": True}) | problems(503))
async def get_ready(live: Opened, database: History) -> ServerReady:
    """As GET /readyz."""
    if faults := await missing(live, database):
        raise not_ready(faults)
    return ServerReady(ready=True)


@router.get(_MODEL, responses=_TOLD, response_model_exclude_none=True)
@router.get(_VERSION, dependencies=_VERSIONED, responses=_TOLD, response_model_exclude_none=True)
async def get_model(live: Model, name: str) -> ModelMetadata:
    """What the model takes and gives: `intent` ids, `intent-features` the features themselves."""
    return metadata_of(name, live)


@router.get(f"{_MODEL}/ready", responses=_READY)
@router.get(f"{_VERSION}/ready", dependencies=_VERSIONED, responses=_READY)
async def get_model_ready(live: Model, name: str, database: History) -> ModelReady:
    """As GET /readyz, for the model of that name."""
    if faults := await missing(live, database):
        raise not_ready(faults)
    return ModelReady(name=name, ready=True)


@router.post(f"{_MODEL}/infer", response_model=InferAnswer, responses=_INFERRED, openapi_extra=_BODY)
@router.post(
    f"{_VERSION}/infer", dependencies=_VERSIONED, response_model=InferAnswer, responses=_INFERRED, openapi_extra=_BODY
)
async def post_infer(
    request: Request,
    live: Model,
    name: str,
    metrics: Measured,
    inference_header_content_length: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    """The scores of a tensor of ids, or what the model makes of a tensor of features.

    An id that is not scored is an error. Tensors may follow the JSON in the binary form of Triton's clients; answers
    are JSON. No content type is needed, since those clients send none.
    """
    body, length = await request.body(), inference_header_content_length
    if name == BY_FEATURES:
        wants, codes = read_features(body, length, len(live.book.intent.columns.names))
        answer, probabilities = await _predicted(wants, codes, live)
    else:
        asked, ids = read(body, length)
        places = scored(ids, live.book)
        answer, probabilities = inferred(asked, places, live), live.book.scores.probability[places].tolist()
    metrics.served("infer", probabilities)
    return Response(msgspec.json.encode(answer), media_type="application/json")


async def _predicted(asked: FeaturesRequest, codes: Matrix, live: Live) -> tuple[dict[str, Any], list[float]]:
    if len(codes) > MOST_AT_ONCE:
        return await run_in_threadpool(predicted, asked, codes, live)
    return predicted(asked, codes, live)
