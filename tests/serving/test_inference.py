"""The Open Inference Protocol, asked by Triton's own client and by hand."""

import json
import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import numpy as np
import pytest
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

from history.record import History
from models.artifact import Bundle
from serving.schemas.inference import INFER_REQUESTS, INFERRED, InferAnswer, InferRequest
from serving.scores.live import ScoreBook
from serving.scores.opening import Live
from serving.scores.ranking import Ranking

INFER = "/v2/models/intent/infer"


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[triton.InferenceServerClient]:
    """Triton's client of the running server."""
    with triton.InferenceServerClient(address.removeprefix("http://")) as client:
        yield client


def tensor(ids: list[str], *, binary: bool) -> list[triton.InferInput]:
    """The ids as Triton's client sends them."""
    given = triton.InferInput("id", [len(ids)], "BYTES")
    return [given.set_data_from_numpy(np.array(ids, dtype=object), binary_data=binary)]


def asked(ids: list[str], **more: Any) -> dict[str, Any]:
    """A request by hand."""
    return {"inputs": [{"name": "id", "datatype": "BYTES", "shape": [len(ids)], "data": ids}], **more}


def ids_of(live: Live, count: int) -> list[str]:
    """Some of those scored, in no order."""
    return [str(live.book.ids[place]) for place in np.random.default_rng(3).permutation(len(live.book))[:count]]


@pytest.mark.parametrize("binary", [True, False])
def test_tritons_client_gets_the_scores_to_the_last_bit(
    client: triton.InferenceServerClient, live: Live, binary: bool
) -> None:
    """Whether it sends ids in JSON or, as it does by default, behind it."""
    ids = ids_of(live, 20)

    answer = client.infer("intent", tensor(ids, binary=binary), request_id="crm-7")

    places = live.book.places(ids)
    for name in ("probability", "low", "high"):
        assert getattr(live.book.scores, name)[places].tolist() == answer.as_numpy(name).tolist()
    said = answer.get_response()
    assert ("intent", "3", "crm-7") == tuple(said[key] for key in ("model_name", "model_version", "id"))


def test_tritons_client_gets_the_outputs_that_it_asks_for(client: triton.InferenceServerClient, live: Live) -> None:
    """Those alone, and of the version that it asks for."""
    wanted = [triton.InferRequestedOutput("high"), triton.InferRequestedOutput("probability", binary_data=False)]

    answer = client.infer("intent", tensor(ids_of(live, 2), binary=False), "3", outputs=wanted)

    assert ["high", "probability"] == [each["name"] for each in answer.get_response()["outputs"]]


def test_tritons_client_learns_what_serves(client: triton.InferenceServerClient) -> None:
    """Live, ready, and what the model takes and gives."""
    assert client.is_server_live()
    assert client.is_server_ready()
    assert client.is_model_ready("intent")
    assert client.is_model_ready("intent", "3")
    assert not client.is_model_ready("another")
    assert not client.is_model_ready("intent", "4")
    assert "leadcast" == client.get_server_metadata()["name"]
    model = client.get_model_metadata("intent")
    assert (["3"], [{"name": "id", "datatype": "BYTES", "shape": [-1]}]) == (model["versions"], model["inputs"])


def test_tritons_client_is_told_which_ids_are_not_scored(client: triton.InferenceServerClient, live: Live) -> None:
    """The error says where they stand, and repeats none, as no error repeats what was sent."""
    ids = [*ids_of(live, 2), "nobody", "no one"]
    with pytest.raises(InferenceServerException, match="2 of these accounts; counted from 0: 2, 3") as refused:
        client.infer("intent", tensor(ids, binary=True))

    assert "422" == refused.value.status()
    assert "nobody" not in str(refused.value)


def test_tritons_client_is_told_that_there_is_no_such_model(client: triton.InferenceServerClient) -> None:
    """Of that name, or of that version."""
    for name, version in (("another", ""), ("intent", "4")):
        with pytest.raises(InferenceServerException, match="No such model or version") as refused:
            client.infer(name, tensor(["A"], binary=True), version)
        assert "404" == refused.value.status()


@pytest.mark.parametrize("path", ["", "/ready"])
def test_a_version_is_told_in_the_path(api: httpx.Client, path: str) -> None:
    """Another one than serves is not there; in a query it means nothing."""
    assert 200 == api.get(f"/v2/models/intent/versions/3{path}").status_code
    assert 404 == api.get(f"/v2/models/intent/versions/4{path}").status_code
    assert 200 == api.get(f"/v2/models/intent{path}?version=4").status_code


def test_an_error_is_a_problem_that_points_at_the_ids(api: httpx.Client, live: Live) -> None:
    """With `error` beside, for clients of the protocol."""
    answer = api.post(INFER, json=asked([*ids_of(live, 1), "nobody"]))

    problem = answer.json()
    assert (422, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
    assert problem["detail"] == problem["error"]
    assert [("unknown", "/inputs/0/data/1")] == [(each["code"], each["pointer"]) for each in problem["errors"]]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/inputs"),
        ({"inputs": []}, "/inputs"),
        ({"inputs": asked(["A"])["inputs"] * 2}, "/inputs"),
        ({"inputs": [{"name": "id", "datatype": "FP32", "shape": [1], "data": ["A"]}]}, "/inputs/0/datatype"),
        ({"inputs": [{"name": "x", "datatype": "BYTES", "shape": [1], "data": ["A"]}]}, "/inputs/0/name"),
        ({"inputs": [{"name": "id", "datatype": "BYTES", "shape": [2], "data": ["A"]}]}, "/inputs/0/shape"),
        ({"inputs": [{"name": "id", "datatype": "BYTES", "shape": [1, 1], "data": ["A"]}]}, "/inputs/0/shape"),
        ({"inputs": [{"name": "id", "datatype": "BYTES", "shape": [1], "data": [1]}]}, "/inputs/0/data/0"),
        ({"inputs": [{"name": "id", "datatype": "BYTES", "shape": [1]}]}, "/inputs/0/shape"),
        (asked(["A"], outputs=[{"name": "<b>"}]), "/outputs/0/name"),
        (asked(["A"] * 1_001), "/inputs/0/shape/0"),
    ],
)
def test_what_is_wrong_is_pointed_at(api: httpx.Client, body: dict[str, Any], pointer: str) -> None:
    """And not repeated."""
    answer = api.post(INFER, json=body)

    assert 422 == answer.status_code
    assert pointer in [each["pointer"] for each in answer.json()["errors"]]
    assert "<b>" not in answer.text


@pytest.mark.parametrize(
    ("raw", "length"),
    [
        (struct.pack("<I", 9) + b"A", None),
        (b"\x01\x00", None),
        (struct.pack("<I", 1) + b"\xff", None),
        (struct.pack("<I", 1) + b"A", "999999"),
        (struct.pack("<I", 1) + b"A", "-1"),
        (struct.pack("<I", 1) + b"A", "ten"),
        (struct.pack("<I", 1) + b"A", ""),
        (struct.pack("<I", 0), None),
    ],
)
def test_a_binary_tensor_that_is_broken_is_refused(api: httpx.Client, raw: bytes, length: str | None) -> None:
    """Cut short, no UTF-8, with a length that is none, or with an empty id."""
    head = json.dumps({"inputs": [{"name": "id", "datatype": "BYTES", "shape": [1]}]}).encode()
    headers = {"inference-header-content-length": str(len(head)) if length is None else length}

    assert 422 == api.post(INFER, content=head + raw, headers=headers).status_code


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"\xff"])
def test_a_body_that_is_no_request_is_refused(api: httpx.Client, body: bytes) -> None:
    """With an error that its clients can read."""
    answer = api.post(INFER, content=body)

    assert 422 == answer.status_code
    assert answer.json()["error"]


def test_a_body_nested_too_deep_is_refused_before_it_is_read(api: httpx.Client) -> None:
    """As everywhere."""
    assert 400 == api.post(INFER, content=b"[" * 100_000).status_code


def test_extensions_that_are_unknown_are_passed_over(api: httpx.Client, live: Live) -> None:
    """As the protocol wants."""
    body = asked(ids_of(live, 1), parameters={"priority": 1}, extension={"x": 1})

    answer = api.post(INFER, json=body)

    assert 200 == answer.status_code
    assert answer.json() == InferAnswer.model_validate(answer.json()).model_dump(exclude_none=True)


def test_a_model_of_leads_takes_leads(
    another: Callable[[Live], httpx.Client], live: Live, lead_bundle: Bundle, history: History
) -> None:
    """The same call, whichever it scores."""
    book = ScoreBook.open(history, lead_bundle, live.as_of)
    of_leads = replace(live, bundle=lead_bundle, book=book, ranking=Ranking(book))

    answer = another(of_leads).post(INFER, json=asked([str(book.ids[0])]))

    assert [book.scores.probability[0]] == answer.json()["outputs"][0]["data"]


def test_the_examples_are_valid() -> None:
    """Of what is asked and of what is answered."""
    InferRequest.model_validate(INFER_REQUESTS["json"]["value"])
    assert set(INFERRED) == set(InferAnswer.model_validate(INFERRED).model_dump())


def test_the_document_holds_all_that_it_refers_to(api: httpx.Client) -> None:
    """No reference leads nowhere."""
    document = api.get("/openapi.json").json()
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}

    def references(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            yield from [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            yield from references(each)

    assert set(references(document)) <= known
