"""Calls about the service itself, and by the Open Inference Protocol."""

from collections.abc import Sequence

from serving.client.call import Call, ask, get, text
from serving.schemas.inference import (
    NAME,
    OUTPUTS,
    Alive,
    InferAnswer,
    ModelMetadata,
    ModelReady,
    Output,
    ServerMetadata,
    ServerReady,
)
from serving.schemas.scores import Health, ModelsAnswer, Readiness


def models() -> Call[ModelsAnswer]:
    """What serves, since when, trained on what."""
    return get("/v1/models", ModelsAnswer)


def health() -> Call[Health]:
    """Whether the process answers."""
    return get("/healthz", Health)


def ready() -> Call[Readiness]:
    """Whether it can score; else an error of status 503."""
    return get("/readyz", Readiness)


def metrics() -> Call[str]:
    """The metrics as Prometheus reads them."""
    return text("/metrics")


def server() -> Call[ServerMetadata]:
    """What the server calls itself in the protocol."""
    return get("/v2", ServerMetadata)


def server_live() -> Call[Alive]:
    """Whether the process answers, in the protocol."""
    return get("/v2/health/live", Alive)


def server_ready() -> Call[ServerReady]:
    """Whether it can score, in the protocol."""
    return get("/v2/health/ready", ServerReady)


def model(name: str = NAME, version: str | None = None) -> Call[ModelMetadata]:
    """The tensors that a model takes and gives."""
    return get(_model(version), ModelMetadata, places=_places(name, version))


def model_ready(name: str = NAME, version: str | None = None) -> Call[ModelReady]:
    """Whether a model can score."""
    return get(_model(version) + "/ready", ModelReady, places=_places(name, version))


def infer(
    ids: Sequence[str], outputs: Sequence[Output] = OUTPUTS, name: str = NAME, version: str | None = None
) -> Call[InferAnswer]:
    """The scores of ids as tensors."""
    tensor = {"name": "id", "datatype": "BYTES", "shape": [len(ids)], "data": list(ids)}
    body = {"inputs": [tensor], "outputs": [{"name": each} for each in outputs]}
    return ask(_model(version) + "/infer", InferAnswer, body, **_places(name, version))


def _model(version: str | None) -> str:
    return "/v2/models/{name}" + ("" if version is None else "/versions/{version}")


def _places(name: str, version: str | None) -> dict[str, str]:
    return {"name": name} if version is None else {"name": name, "version": version}
