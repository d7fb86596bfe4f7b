"""Reading a request of the Open Inference Protocol, and answering it from the scores."""

import struct
from typing import Any

import numpy as np
import numpy.typing as npt
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError

from serving.inference_schemas import NAME, OUTPUTS, InferRequest
from serving.live import ScoreBook
from serving.opening import Live
from serving.problem_schemas import Fault
from serving.problems import Refused
from serving.requests import Ids

_SHOWN = 5
_IDS: TypeAdapter[list[str]] = TypeAdapter(Ids)


def read(body: bytes, json_length: str | None) -> tuple[InferRequest, list[str]]:
    """The request, and the ids in it. `json_length` says where its JSON ends and a tensor in binary form begins.

    Raises:
        RequestValidationError: it is no such request.
        Refused: shape and ids do not go together, or the tensor cannot be read.
    """
    end = len(body) if json_length is None else _length(json_length, len(body))
    try:
        asked = InferRequest.model_validate_json(body[:end])
        (given,) = asked.inputs
        ids = _IDS.validate_python(_unpacked(body[end:])) if given.data is None else given.data
    except ValidationError as error:
        said = [{**each, "loc": ("body", *each["loc"])} for each in error.errors(include_url=False)]
        raise RequestValidationError(said) from None
    if [len(ids)] != given.shape:
        raise _bad("shape", "The shape is not that of the data.", "/inputs/0/shape")
    return asked, ids


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


def inferred(asked: InferRequest, places: npt.NDArray[np.intp], live: Live) -> dict[str, Any]:
    """The answer for those positions; the numbers are those of the scores, to the last bit."""
    scores, wanted = live.book.scores, [each.name for each in asked.outputs or ()] or OUTPUTS
    tensors = [
        {"name": name, "datatype": "FP64", "shape": [len(places)], "data": getattr(scores, name)[places].tolist()}
        for name in wanted
    ]
    answer = {"model_name": NAME, "model_version": live.model, "outputs": tensors}
    return answer if asked.id is None else answer | {"id": asked.id}


def _not_scored(ids: list[str], at: list[int], book: ScoreBook) -> Refused:
    names = ", ".join(ids[each] for each in at[:_SHOWN]) + (", …" if len(at) > _SHOWN else "")
    detail = f"The model does not score {len(at)} of these {book.entity}s: {names}."
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
