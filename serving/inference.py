"""Reading a request of the Open Inference Protocol, and answering it: from the scores, or by the model itself."""

import struct
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError

from models.intent import Intent
from models.scorers.columns import Matrix
from serving.problems import Refused
from serving.schemas.inference import (
    BY_FEATURES,
    METADATA,
    NAME,
    OUTPUTS,
    FeaturesRequest,
    InferRequest,
    ModelMetadata,
    Output,
)
from serving.schemas.problem import Fault
from serving.schemas.values import Ids
from serving.scores.live import ScoreBook
from serving.scores.opening import Live

_SHOWN = 5
Given = TypeVar("Given")
Read = TypeVar("Read")
_IDS: TypeAdapter[list[str]] = TypeAdapter(Ids)


class Named(Protocol):
    """An output that is wanted."""

    @property
    def name(self) -> Output: ...


class Asking(Protocol):
    """What answers need to know of a request, however it was read."""

    @property
    def id(self) -> str | None: ...

    @property
    def outputs(self) -> Sequence[Named] | None: ...


def read(body: bytes, json_length: str | None) -> tuple[InferRequest, list[str]]:
    """The request, and the ids in it. `json_length` says where its JSON ends and a tensor in binary form begins.

    Raises:
        RequestValidationError: it is no such request.
        Refused: shape and ids do not go together, or the tensor cannot be read.
    """
    end = len(body) if json_length is None else _length(json_length, len(body))
    asked = _valid(InferRequest.model_validate_json, body[:end])
    (given,) = asked.inputs
    ids = _valid(_IDS.validate_python, _unpacked(body[end:])) if given.data is None else given.data
    if [len(ids)] != given.shape:
        raise _bad("shape", "The shape is not that of the data.", "/inputs/0/shape")
    return asked, ids


def read_features(body: bytes, json_length: str | None, columns: int) -> tuple[FeaturesRequest, Matrix]:
    """The request, and its rows of so many numbers, NaN where unknown.

    Raises:
        RequestValidationError: it is no such request.
        Refused: shape, data and the model's columns do not go together, or the tensor cannot be read.
    """
    end = len(body) if json_length is None else _length(json_length, len(body))
    asked = _valid(FeaturesRequest.model_validate_json, body[:end])
    (given,) = asked.inputs
    numbers = _doubles(body[end:]) if given.data is None else np.array(given.data, dtype=np.float64)
    if given.shape[1] != columns:
        raise _bad("shape", f"The model takes {columns} features; its metadata names them.", "/inputs/0/shape/1")
    if given.shape[0] * columns != len(numbers):
        raise _bad("shape", "The shape is not that of the data.", "/inputs/0/shape")
    return asked, numbers.reshape(given.shape)


def _valid(parse: Callable[[Given], Read], given: Given) -> Read:
    try:
        return parse(given)
    except ValidationError as error:
        said = [{**each, "loc": ("body", *each["loc"])} for each in error.errors(include_url=False)]
        raise RequestValidationError(said) from None


def _doubles(raw: bytes) -> Matrix:
    if len(raw) % 8:
        raise _bad("tensor", "The tensor in binary form is not made of 64-bit numbers.", "/inputs/0")
    numbers = np.frombuffer(raw, dtype="<f8")
    if np.isinf(numbers).any():
        raise _bad("tensor", "Send finite numbers, or NaN where a feature is unknown.", "/inputs/0")
    return numbers


def _length(said: str, most: int) -> int:
    if not (said.isascii() and said.isdecimal()) or int(said) > most:
        raise _bad("json_length", "Inference-Header-Content-Length is not the length of the JSON in the body.")
    return int(said)


def _unpacked(raw: bytes) -> list[str]:
    """The strings of a BYTES tensor: each is preceded by its length, as four bytes, the lowest first."""
    found, at = [], 0
    try:
        while at < len(raw):
            (length,) = struct.unpack_from("<I", raw, at)
            at += 4 + length
            if at > len(raw):
                raise ValueError("cut short")
            found.append(raw[at - length : at].decode())
    except (struct.error, ValueError):
        raise _bad("tensor", "The tensor in binary form cannot be read as UTF-8 strings.", "/inputs/0") from None
    return found


def _bad(code: str, detail: str, pointer: str | None = None) -> Refused:
    return Refused(422, "invalid-request", Fault(code=code, detail=detail, pointer=pointer))


def scored(ids: list[str], book: ScoreBook) -> npt.NDArray[np.intp]:
    """The position of each id.

    Raises:
        Refused: one is not scored; the protocol has no form for an answer to some of the ids only.
    """
    places = book.places(ids)
    if len(lost := np.flatnonzero(places < 0)):
        raise _not_scored(ids, lost.tolist(), book)
    return places


def inferred(asked: Asking, places: npt.NDArray[np.intp], live: Live) -> dict[str, Any]:
    """The answer for those positions; the numbers are those of the scores, to the last bit."""
    scores = live.book.scores
    return _answer(asked, NAME, live, {name: getattr(scores, name)[places].tolist() for name in wanted(asked)})


def predicted(asked: Asking, codes: Matrix, live: Live) -> tuple[dict[str, Any], list[float]]:
    """The answer for those rows of features, by the model that serves; and their probabilities."""
    numbers = _numbers(live.book.intent, codes, wanted(asked))
    return _answer(asked, BY_FEATURES, live, numbers), numbers.get("probability", [])


def _numbers(intent: Intent, codes: Matrix, names: Sequence[Output]) -> dict[Output, list[float]]:
    if tuple(names) == ("probability",):
        return {"probability": intent.chances(codes).tolist()}
    scores = intent.predict_codes(codes)
    return {name: getattr(scores, name).tolist() for name in names}


def wanted(asked: Asking) -> Sequence[Output]:
    """The outputs that are asked for."""
    return [each.name for each in asked.outputs or ()] or OUTPUTS


def _answer(asked: Asking, name: str, live: Live, numbers: dict[Output, list[float]]) -> dict[str, Any]:
    tensors = [
        {"name": each, "datatype": "FP64", "shape": [len(numbers[each])], "data": numbers[each]}
        for each in wanted(asked)
    ]
    answer = {"model_name": name, "model_version": live.model, "outputs": tensors}
    return answer if asked.id is None else answer | {"id": asked.id}


def metadata_of(name: str, live: Live) -> ModelMetadata:
    """What the model of that name takes and gives."""
    told = METADATA | {"name": name, "versions": [live.model]}
    if name == BY_FEATURES:
        columns = live.book.intent.columns
        parameters = {"columns": columns.names, "categories": columns.categories}
        shape = [-1, len(columns.names)]
        told["inputs"] = [{"name": "features", "datatype": "FP64", "shape": shape, "parameters": parameters}]
    return ModelMetadata.model_validate(told)


def _not_scored(ids: list[str], at: list[int], book: ScoreBook) -> Refused:
    # Clients of the protocol show this text alone; ids are not repeated in it, as nothing that was sent is.
    places = ", ".join(map(str, at[:_SHOWN])) + (", …" if len(at) > _SHOWN else "")
    detail = f"The model does not score {len(at)} of these {book.entity}s; counted from 0: {places}."
    refused = Refused(422, "not-scored", Fault(code="not_scored", detail=detail), "Leave them out.")
    refused.problem.errors = [
        Fault(
            code="out_of_scope" if ids[each] in book.known else "unknown",
            detail="This id is not scored.",
            pointer=f"/inputs/0/data/{each}",
        )
        for each in at
    ]
    return refused
