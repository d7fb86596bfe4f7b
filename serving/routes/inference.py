"""The Open Inference Protocol, version 2, so that its clients can be used as they are."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import Response

from serving.examples import shown
from serving.inference import inferred, read, scored
from serving.inference_schemas import (
    INFER_REQUESTS,
    INFERRED,
    METADATA,
    NAME,
    SERVER,
    Alive,
    InferAnswer,
    ModelMetadata,
    ModelReady,
    ServerMetadata,
    ServerReady,
    schema,
)
from serving.opening import Live
from serving.problem_schemas import Fault
from serving.problems import Refused
from serving.readiness import missing
from serving.routes.dependencies import History, Measured, Opened, problems
from serving.routes.health import not_ready

router = APIRouter(prefix="/v2", tags=["inference"])

_MODEL, _VERSION = "/models/{name}", "/models/{name}/versions/{version}"


async def _named(live: Opened, name: str, version: str | None = None) -> Live:
    """What answers, if it is the model of that name and version."""
    if name != NAME or version not in (None, live.model):
        fault = Fault(code="unknown_model", detail="No such model or version serves.")
        raise Refused(
            404, "unknown-model", fault, f"The model is called {NAME}; GET /v2/models/{NAME} has its version."
        )
    return live


Model = Annotated[Live, Depends(_named)]
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": schema(), "examples": INFER_REQUESTS},
        },
    }
}
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


@router.get(_MODEL, responses=shown(METADATA) | problems(404, 422))
@router.get(_VERSION, responses=shown(METADATA) | problems(404, 422))
async def get_model(live: Model) -> ModelMetadata:
    """What the model takes and gives."""
    return ModelMetadata.model_validate(METADATA | {"versions": [live.model]})


@router.get(f"{_MODEL}/ready", responses=shown({"name": NAME, "ready": True}) | problems(404, 422, 503))
@router.get(f"{_VERSION}/ready", responses=shown({"name": NAME, "ready": True}) | problems(404, 422, 503))
async def get_model_ready(live: Model, database: History) -> ModelReady:
    """As GET /readyz, for the model of that name."""
    if faults := await missing(live, database):
        raise not_ready(faults)
    return ModelReady(name=NAME, ready=True)


@router.post(f"{_MODEL}/infer", response_model=InferAnswer, responses=_INFERRED, openapi_extra=_BODY)
@router.post(f"{_VERSION}/infer", response_model=InferAnswer, responses=_INFERRED, openapi_extra=_BODY)
async def post_infer(
    request: Request,
    live: Model,
    metrics: Measured,
    inference_header_content_length: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    """The scores of a tensor of ids; an id that is not scored is an error.

    Ids may follow the JSON in the binary form of Triton's clients; answers are JSON. No content type is needed, since
    those clients send none.
    """
    asked, ids = read(await request.body(), inference_header_content_length)
    places = scored(ids, live.book)
    metrics.served("infer", live.book.scores.probability[places].tolist())
    return Response(msgspec.json.encode(inferred(asked, places, live)), media_type="application/json")
