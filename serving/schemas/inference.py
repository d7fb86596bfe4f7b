"""What the Open Inference Protocol, version 2, asks and answers, as far as this service takes part in it."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from serving.schemas.values import MOST_IDS, Ids

NAME: Literal["intent"] = "intent"
BY_FEATURES: Literal["intent-features"] = "intent-features"
Output = Literal["probability", "low", "high"]
OUTPUTS: tuple[Output, ...] = ("probability", "low", "high")
Parameters = dict[str, Any]
LONGEST_TEXT = 200
# More rows of features than this keep the event loop for milliseconds.
MOST_AT_ONCE = 50


class _Asked(BaseModel):
    # Unknown fields are extensions of the protocol, and are passed over as it wants.
    model_config = ConfigDict(frozen=True)


class InputIn(_Asked):
    """The ids of accounts or leads, whichever the model scores."""

    name: Literal["id"]
    datatype: Literal["BYTES"]
    shape: Annotated[list[Annotated[int, Field(ge=1, le=MOST_IDS)]], Field(min_length=1, max_length=1)]
    parameters: Parameters = {}
    data: Ids | None = Field(None, description="left out where the tensor follows the JSON in binary form")


class FeaturesIn(_Asked):
    """Rows of numbers, one after the other, in the order of the columns that the model's metadata names."""

    name: Literal["features"]
    datatype: Literal["FP64"]
    shape: Annotated[
        list[Annotated[int, Field(ge=1, le=MOST_IDS)]],
        Field(min_length=2, max_length=2, description="rows and columns"),
    ]
    parameters: Parameters = {}
    data: list[Annotated[float, Field(allow_inf_nan=False)] | None] | None = Field(
        None,
        description="a category is its place in the metadata's list, from 0; null is unknown. Left out where the "
        "tensor follows the JSON in binary form, in which NaN is unknown",
    )


class OutputIn(_Asked):
    """An output that is wanted."""

    name: Output
    parameters: Parameters = {}


class _Inferring(_Asked):
    id: Annotated[str, StringConstraints(max_length=LONGEST_TEXT)] | None = Field(
        None, description="comes back in the answer"
    )
    parameters: Parameters = {}
    outputs: Annotated[list[OutputIn], Field(max_length=3)] | None = Field(None, description="all of them if left out")


class InferRequest(_Inferring):
    """One tensor of ids, for the model `intent`. Answers are JSON, whatever form `parameters` ask for."""

    inputs: Annotated[list[InputIn], Field(min_length=1, max_length=1)]


class FeaturesRequest(_Inferring):
    """One tensor of the features themselves, for the model `intent-features`."""

    inputs: Annotated[list[FeaturesIn], Field(min_length=1, max_length=1)]


INFERENCE_FIELDS = frozenset(
    name for asked in (InferRequest, InputIn, OutputIn, FeaturesIn) for name in asked.model_fields
)


class TensorOut(BaseModel):
    """A number for each id, in the order asked."""

    name: Output
    datatype: Literal["FP64"]
    shape: list[int]
    data: list[float]


class InferAnswer(BaseModel):
    """Calibrated probabilities and the bounds of their intervals."""

    model_name: Literal["intent", "intent-features"]
    model_version: str
    id: str | None = None
    outputs: list[TensorOut]


class TensorKind(BaseModel):
    """A tensor that a model takes or gives; −1 is any length."""

    name: str
    datatype: str
    shape: list[int]
    parameters: Parameters | None = Field(
        None, description="of features: `columns` in their order, and the `categories` of those that have some"
    )


class ModelMetadata(BaseModel):
    """What the model takes and gives."""

    name: str
    versions: list[str]
    platform: str
    inputs: list[TensorKind]
    outputs: list[TensorKind]


class ServerMetadata(BaseModel):
    """Who answers."""

    name: str
    version: str
    extensions: list[str]


class Alive(BaseModel):
    """The server answers."""

    live: Literal[True]


class ServerReady(BaseModel):
    """The server can infer."""

    ready: Literal[True]


class ModelReady(ServerReady):
    """The model can infer."""

    name: str


def _inlined(part: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(part, list):
        return [_inlined(each, definitions) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _inlined(definitions[part["$ref"].rpartition("/")[2]], definitions)
    return {name: _inlined(each, definitions) for name, each in part.items() if name != "$defs"}


def schema() -> dict[str, Any]:
    """The JSON schema of a request, in one piece: the handler reads bodies by itself, so FastAPI knows none of it."""
    said = (InferRequest.model_json_schema(), FeaturesRequest.model_json_schema())
    return {"anyOf": [_inlined(each, each["$defs"]) for each in said]}


INFER_REQUESTS: dict[str, Any] = {
    "json": {
        "summary": "Two accounts",
        "value": {"inputs": [{"name": "id", "datatype": "BYTES", "shape": [2], "data": ["A-0042", "A-0043"]}]},
    },
    "features": {
        "summary": "One row of features, for the model `intent-features`",
        "value": {
            "inputs": [{"name": "features", "datatype": "FP64", "shape": [1, 3], "data": [0, 12.5, None]}],
            "outputs": [{"name": "probability"}],
        },
    },
}
_NUMBERS = {"probability": [0.187, 0.02], "low": [0.161, 0.017], "high": [0.204, 0.026]}
INFERRED: dict[str, Any] = {
    "model_name": NAME,
    "model_version": "3",
    "id": None,
    "outputs": [{"name": name, "datatype": "FP64", "shape": [2], "data": data} for name, data in _NUMBERS.items()],
}
METADATA: dict[str, Any] = {
    "name": NAME,
    "versions": ["3"],
    "platform": "leadcast_intent",
    "inputs": [{"name": "id", "datatype": "BYTES", "shape": [-1]}],
    "outputs": [{"name": name, "datatype": "FP64", "shape": [-1]} for name in OUTPUTS],
}
SERVER: dict[str, Any] = {"name": "leadcast", "version": "0.1.0", "extensions": []}
