"""What is answered without the framework is, to the byte, what the framework answers; and the rest is left to it."""

import json
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import httpx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from history.record import History
from models.artifact import Bundle
from serving.express.infer import by_features, by_ids
from serving.express.intent import ByIds, Encoded
from serving.schemas.inference import MOST_AT_ONCE
from serving.scores.explaining import Explained
from serving.scores.live import ScoreBook
from serving.scores.opening import Live
from serving.scores.ranking import Ranking
from serving.scores.results import scores
from serving.telemetry.metrics import Metrics

INTENT, INFER, FEATURES = "/v1/intent", "/v2/models/intent/infer", "/v2/models/intent-features/infer"
JSON = {"content-type": "application/json"}
# What makes a request unusual enough for the framework, and changes nothing in its answer.
LONGER = {"content-type": "application/json; charset=utf-8"}
UNHEARD_OF = {"x-unheard-of": "1"}
LAW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

anything = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 1_001) | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
texts = st.text(st.characters(codec="utf-8"), max_size=6)


def scope_of(live: Live, headers: dict[str, str] = JSON) -> dict[str, Any]:
    """A request as far as ways look at it."""
    state = {"current": SimpleNamespace(live=live), "explained": Explained(), "metrics": Metrics()}
    return {"headers": [(name.encode(), value.encode()) for name, value in headers.items()], "state": state}


def both(api: httpx.Client, path: str, body: bytes) -> tuple[tuple[int, bytes], tuple[int, bytes]]:
    """Status and body of the answer as it is, and by the framework; the ids of the requests left out of them."""
    ordinary = LONGER if path == INTENT else JSON | {"inference-header-content-length": str(len(body))}
    # At once, by a task but without the framework, and by the framework.
    ways = (JSON, JSON | UNHEARD_OF, ordinary)
    answers = [api.post(path, content=body, headers=headers | {"x-request-id": "one"}) for headers in ways]
    told = [[(name, value) for name, value in each.headers.multi_items() if name != "date"] for each in answers]
    assert told[0] == told[1]
    assert sorted(told[0]) == sorted(told[2])
    assert answers[0].content == answers[1].content
    first, _, second = ((each.status_code, each.content) for each in answers)
    return first, second


@LAW
@given(data=st.data())
def test_scores_are_those_of_the_framework(api: httpx.Client, live: Live, data: st.DataObject) -> None:
    """Of any ids, known or not, as often as they are asked."""
    known = st.sampled_from([*live.book.names.tolist(), *live.book.known.tolist()[-5:]])
    asked = {"account_ids": data.draw(st.lists(known | texts, max_size=8)), "reasons": data.draw(st.booleans())}

    quick, ordinary = both(api, INTENT, json.dumps(asked, ensure_ascii=data.draw(st.booleans())).encode())

    assert ordinary == quick


@LAW
@given(asked=st.dictionaries(st.sampled_from(["account_ids", "lead_ids", "reasons", "plans", "x"]), anything))
def test_what_is_no_request_is_refused_as_the_framework_does(api: httpx.Client, asked: dict[str, Any]) -> None:
    """With the same problem."""
    quick, ordinary = both(api, INTENT, json.dumps(asked).encode())

    assert ordinary == quick


@pytest.mark.parametrize("path", [INTENT, INFER, FEATURES])
@pytest.mark.parametrize(
    "body",
    [
        b'{"account_ids":["A"],"account_ids":["B"]}',
        b'\xef\xbb\xbf{"account_ids":["A"]}',
        b'{"account_ids":["\\ud800"]}',
        b'{"account_ids":["\xff"]}',
        b'{"account_ids":["A"]} ',
        b'{"account_ids":["A"]}x',
        b'{"account_ids":["A"],"lead_ids":null,"reasons":1}',
        '{"account_ids":["A"]}'.encode("utf-16"),
        b'{"inputs":[{"name":"id","datatype":"BYTES","shape":[1],"data":["\xff"]}]}',
        b'{"inputs":[{"name":"features","datatype":"FP64","shape":[1,1],"data":[1e999]}]}',
        b'{"inputs":[{"name":"features","datatype":"FP64","shape":[1,1],"data":[NaN]}]}',
        b"",
    ],
)
def test_odd_bytes_are_read_as_the_framework_does(api: httpx.Client, path: str, body: bytes) -> None:
    """Names twice, marks, half characters, other encodings."""
    quick, ordinary = both(api, path, body)

    assert ordinary == quick


@LAW
@given(data=st.data())
def test_inferred_scores_are_those_of_the_framework(api: httpx.Client, live: Live, data: st.DataObject) -> None:
    """Whichever outputs are wanted, with whatever beside."""
    ids = data.draw(st.lists(st.sampled_from([*live.book.names.tolist(), "nobody"]), max_size=4))
    tensor = {"name": "id", "datatype": "BYTES", "shape": [len(ids)], "data": ids}
    asked = {"inputs": [tensor | data.draw(st.just({}) | st.fixed_dictionaries({"parameters": anything}))]}

    quick, ordinary = both(api, INFER, json.dumps(asked | data.draw(beside())).encode())

    assert ordinary == quick


@LAW
@given(data=st.data())
def test_predictions_are_those_of_the_framework(api: httpx.Client, live: Live, data: st.DataObject) -> None:
    """For rows of features of any shape, unknown ones among them."""
    rows, columns = data.draw(st.integers(1, 3)), len(live.book.intent.columns.names) - data.draw(st.integers(0, 1))
    numbers = data.draw(st.lists(st.none() | st.integers() | st.floats(allow_nan=False), min_size=1, max_size=5))
    values = (numbers * rows * columns)[: rows * columns - data.draw(st.integers(0, 1))]
    asked = {"inputs": [{"name": "features", "datatype": "FP64", "shape": [rows, columns], "data": values}]}

    quick, ordinary = both(api, FEATURES, json.dumps(asked | data.draw(beside())).encode())

    assert ordinary == quick


@st.composite
def beside(draw: st.DrawFn) -> dict[str, Any]:
    """What a request of the protocol may hold beside its inputs, right or wrong."""
    output = st.fixed_dictionaries({"name": st.sampled_from(["probability", "low", "high", "x"])})
    outputs = st.none() | st.lists(output | st.fixed_dictionaries({"name": anything}), max_size=4)
    made = {"id": st.none() | texts | st.just("x" * 201), "outputs": outputs, "parameters": anything, "more": anything}
    return draw(st.fixed_dictionaries({}, optional=made))


def test_the_usual_requests_are_taken(live: Live, bundle: Bundle) -> None:
    """Ids of the right kind with their JSON type; tensors in JSON."""
    name, columns = str(live.book.ids[0]), len(bundle.intent.columns.names)
    tensor = {"name": "id", "datatype": "BYTES", "shape": [1], "data": [name]}
    row = {"name": "features", "datatype": "FP64", "shape": [1, columns], "data": [None] * columns}

    assert ByIds()(scope_of(live), json.dumps({"account_ids": [name, "nobody"], "reasons": False}).encode())
    assert by_ids(scope_of(live), json.dumps({"inputs": [tensor]}).encode())
    assert by_features(scope_of(live), json.dumps({"inputs": [row]}).encode())


@pytest.mark.parametrize(
    "asked", [{"lead_ids": ["A"]}, {"account_ids": ["A"], "plans": True}, {"account_ids": ["A"], "more": 1}, {}, []]
)
def test_what_is_unusual_is_left_to_the_framework(live: Live, asked: Any) -> None:
    """The other kind of ids, plans, and what is wrong."""
    assert ByIds()(scope_of(live), json.dumps(asked).encode()) is None


def test_reasons_are_taken_where_they_are_kept(live: Live) -> None:
    """Working them out is not for the event loop."""
    scope, asked = scope_of(live), json.dumps({"account_ids": [str(live.book.ids[0])], "reasons": True}).encode()
    assert ByIds()(scope, asked) is None
    (why,) = scope["state"]["explained"].of(live, [0])

    assert why in (ByIds()(scope, asked) or [])


def test_many_rows_are_left_to_the_thread_pool(live: Live, bundle: Bundle) -> None:
    """They take milliseconds."""
    rows, columns = MOST_AT_ONCE + 1, len(bundle.intent.columns.names)
    tensor = {"name": "features", "datatype": "FP64", "shape": [rows, columns], "data": [None] * rows * columns}

    assert by_features(scope_of(live), json.dumps({"inputs": [tensor]}).encode()) is None


def test_a_new_book_is_encoded_anew(live: Live) -> None:
    """Nothing of the one before is told."""
    encoded, places = Encoded(), list(range(len(live.book)))
    changed = replace(live, book=replace(live.book, grade=live.book.grade[::-1]))
    old, new = ([json.loads(text + b"0}")["grade"] for text, _ in encoded.of(each, places)] for each in (live, changed))

    assert old[::-1] == new != old


def test_no_more_scores_are_kept_than_may_be(live: Live) -> None:
    """All are let go, and encoded again."""
    encoded, places = Encoded(3), list(range(5))

    assert encoded.of(live, places) == encoded.of(live, places)
    assert 1 == len(encoded.of(live, [2]))
    ((text, probability),) = encoded.of(live, [2])
    assert scores(live, [2])[2]["probability"] == json.loads(text + b"0}")["probability"] == probability


def test_leads_are_scored_where_the_model_scores_them(
    another: Callable[[Live], httpx.Client], live: Live, lead_bundle: Bundle, history: History
) -> None:
    """The same ways, whichever it scores."""
    book = ScoreBook.open(history, lead_bundle, live.as_of)
    client = another(replace(live, bundle=lead_bundle, book=book, ranking=Ranking(book)))

    quick, ordinary = both(client, INTENT, json.dumps({"lead_ids": book.names[:3].tolist()}).encode())

    assert ordinary == quick
    assert book.scores.probability[:3].tolist() == [each["probability"] for each in json.loads(quick[1])["results"]]


def test_features_give_the_very_numbers_of_the_scores(api: httpx.Client, live: Live) -> None:
    """The features of everybody, as the model's own columns code them."""
    columns = api.get("/v2/models/intent-features").json()["inputs"][0]["parameters"]
    codes = live.book.intent.columns.codes(live.book.table.head(200))
    values = [None if np.isnan(each) else each for each in codes.ravel().tolist()]
    tensor = {"name": "features", "datatype": "FP64", "shape": list(codes.shape), "data": values}

    answer = api.post(FEATURES, json={"inputs": [tensor]}).json()

    assert list(live.book.intent.columns.names) == columns["columns"]
    for output in answer["outputs"]:
        assert getattr(live.book.scores, output["name"])[: len(codes)].tolist() == output["data"]
