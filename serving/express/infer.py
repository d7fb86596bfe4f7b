"""POST /v2/models/{name}/infer with the whole request in JSON: its tensor is decoded and checked in one go."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
from starlette.types import Scope

from models.scorers.columns import Matrix
from serving.express.express import Read, decoded
from serving.express.intent import Ids
from serving.inference import inferred, predicted
from serving.schemas.inference import LONGEST_TEXT, MOST_AT_ONCE, Output
from serving.scores.opening import Live

_IN_TWO = b"inference-header-content-length"
_Parameters = dict[str, Any]


class Wanted(msgspec.Struct):
    """`serving.schemas.inference.OutputIn`."""

    name: Output
    parameters: _Parameters = {}


class _Asked(msgspec.Struct):
    id: Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)] | None = None
    parameters: _Parameters = {}
    outputs: Annotated[Sequence[Wanted], msgspec.Meta(max_length=3)] | None = None


class IdTensor(msgspec.Struct):
    """`serving.schemas.inference.InputIn` with its data."""

    name: Literal["id"]
    datatype: Literal["BYTES"]
    shape: list[int]
    data: Ids
    parameters: _Parameters = {}


class OfIds(_Asked, kw_only=True):
    """`serving.schemas.inference.InferRequest`."""

    inputs: Annotated[list[IdTensor], msgspec.Meta(min_length=1, max_length=1)]


class FeaturesTensor(msgspec.Struct):
    """`serving.schemas.inference.FeaturesIn` with its data."""

    name: Literal["features"]
    datatype: Literal["FP64"]
    shape: list[int]
    data: list[float | None]
    parameters: _Parameters = {}


class OfFeatures(_Asked, kw_only=True):
    """`serving.schemas.inference.FeaturesRequest`."""

    inputs: Annotated[list[FeaturesTensor], msgspec.Meta(min_length=1, max_length=1)]


_OF_IDS = msgspec.json.Decoder(OfIds)
_OF_FEATURES = msgspec.json.Decoder(OfFeatures)
_ENCODER = msgspec.json.Encoder()


def by_ids(scope: Scope, body: bytes) -> list[bytes] | None:
    """The answer for ids that are all scored; None for any other request."""
    asked = _decoded(_OF_IDS, scope, body)
    if asked is None:
        return None
    live, (tensor,) = _live(scope), asked.inputs
    places = live.book.places(tensor.data)
    if tensor.shape != [len(tensor.data)] or not len(places) or places.min() < 0:
        return None
    return _served(scope, inferred(asked, places, live), live.book.scores.probability[places].tolist())


def by_features(scope: Scope, body: bytes) -> list[bytes] | None:
    """The answer for a few rows of as many features as the model takes; None for any other request."""
    asked = _decoded(_OF_FEATURES, scope, body)
    if asked is None:
        return None
    live, (tensor,) = _live(scope), asked.inputs
    codes = _codes(tensor, len(live.book.intent.columns.names))
    return None if codes is None else _served(scope, *predicted(asked, codes, live))


def _codes(tensor: FeaturesTensor, columns: int) -> Matrix | None:
    shape = tensor.shape
    if len(shape) != 2 or shape[1] != columns or not 1 <= shape[0] <= MOST_AT_ONCE:
        return None
    if len(tensor.data) != shape[0] * columns:
        return None
    return np.array(tensor.data, dtype=np.float64).reshape(shape)


def _decoded(decoder: msgspec.json.Decoder[Read], scope: Scope, body: bytes) -> Read | None:
    # The JSON may be followed by a tensor in binary form.
    in_two = any(name == _IN_TWO for name, _ in scope["headers"])
    return None if in_two else decoded(decoder, body)


def _live(scope: Scope) -> Live:
    live: Live = scope["state"]["current"].live
    return live


def _served(scope: Scope, answer: dict[str, Any], probabilities: list[float]) -> list[bytes]:
    scope["state"]["metrics"].served("infer", probabilities)
    return [_ENCODER.encode(answer)]
