"""Bodies made from the OpenAPI document, and bodies that are not quite so: an answer or a problem, never a crash."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from serving.schemas.forecast import ForecastOut
from serving.schemas.problem import MEDIA_TYPE, Problem
from serving.schemas.saved import SavedOut
from serving.scores.opening import Live

Json = dict[str, Any]
NAMES = ("华东", "华南", "North", "制造业", "Retail", "官网", "展会")
WORDS = (*NAMES, "下周", "新增", "条线索", "200", "两百", "占", "60%", "50", "more leads", "next month", "a week", "in")
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
fuzzed = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


class Bodies:
    """Strategies from the schemas of an OpenAPI document; days lie around the day of the data."""

    def __init__(self, document: Json, live: Live) -> None:
        self._document = document
        self._days = [(live.today + timedelta(days=days)).isoformat() for days in range(-3, 400)]

    def of(self, path: str) -> st.SearchStrategy[Any]:
        """What POST `path` says it takes."""
        return self._made(self._document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"])

    def _made(self, schema: Json) -> st.SearchStrategy[Any]:
        if "$ref" in schema:
            return self._made(self._document["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
        if choices := schema.get("anyOf") or schema.get("oneOf"):
            return st.one_of(*map(self._made, choices))
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        made: st.SearchStrategy[Any] = getattr(self, f"_{schema['type']}")(schema)
        return made

    def _object(self, schema: Json) -> st.SearchStrategy[Any]:
        if "properties" not in schema:
            return st.dictionaries(self._string({}), self._made(schema["additionalProperties"]), max_size=3)
        parts = {name: self._made(each) for name, each in schema["properties"].items()}
        required = {name: parts.pop(name) for name in schema.get("required", [])}
        return st.fixed_dictionaries(required, optional=parts)

    def _array(self, schema: Json) -> st.SearchStrategy[Any]:
        return st.lists(self._made(schema["items"]), max_size=3)

    def _string(self, schema: Json) -> st.SearchStrategy[Any]:
        if schema.get("format") == "date":
            return st.sampled_from(self._days) | st.dates().map(str)
        sizes = {"min_size": schema.get("minLength", 0), "max_size": min(schema.get("maxLength", 20), 20)}
        words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map("".join)
        return st.sampled_from(NAMES) | words | st.text(**sizes)

    def _integer(self, schema: Json) -> st.SearchStrategy[Any]:
        low, high = schema["minimum"], schema["maximum"]
        return st.integers(low, high) | st.integers(low, min(high, max(low, 0) + 20))

    def _number(self, schema: Json) -> st.SearchStrategy[Any]:
        return st.floats(schema["minimum"], schema["maximum"])

    def _boolean(self, _schema: Json) -> st.SearchStrategy[Any]:
        return st.booleans()

    def _null(self, _schema: Json) -> st.SearchStrategy[Any]:
        return st.none()


@pytest.fixture(scope="module")
def bodies(api: httpx.Client, live: Live) -> Bodies:
    """The strategies of the application's own document."""
    return Bodies(api.get("/openapi.json").json(), live)


def checked(answer: httpx.Response, status: int, shape: type[ForecastOut] | type[SavedOut]) -> None:
    """An answer of that status and shape, or a problem; strict JSON either way."""
    said = json.loads(answer.content, parse_constant=_refuse)
    if answer.status_code == status:
        assert said == shape.model_validate(said).model_dump(mode="json")
        return
    assert (422, MEDIA_TYPE) == (answer.status_code, answer.headers["content-type"])
    assert Problem.model_validate(said).detail


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


def posted(api: httpx.Client, path: str, body: Any) -> httpx.Response:
    """The answer to a body that may hold anything, lone surrogates escaped."""
    return api.post(path, content=json.dumps(body), headers={"content-type": "application/json"})


@pytest.mark.slow
@fuzzed
@given(st.data())
def test_a_plan_by_the_document_is_answered_or_refused(api: httpx.Client, bodies: Bodies, data: st.DataObject) -> None:
    """Whatever the schema allows: a forecast that is what its own schema says, or a problem that says why not."""
    checked(posted(api, "/v1/sandbox", data.draw(bodies.of("/v1/sandbox"))), 200, ForecastOut)


@pytest.mark.slow
@fuzzed
@given(st.data())
def test_a_plan_with_something_else_in_a_field_is_answered_or_refused(
    api: httpx.Client, bodies: Bodies, data: st.DataObject
) -> None:
    """One field, known or not, holds any JSON at all."""
    body = data.draw(bodies.of("/v1/sandbox"))
    field = data.draw(st.sampled_from(sorted(body)) | st.text(max_size=9)) if body else "x"
    checked(posted(api, "/v1/sandbox", body | {field: data.draw(ANYTHING)}), 200, ForecastOut)


@fuzzed
@example("新增200条线索" * 40)
@example("200 leads\0")
@example("9" * 400 + " leads")
@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=12).map(" ".join))
def test_a_question_of_any_words_is_answered_or_refused(api: httpx.Client, text: str) -> None:
    """Words of plans in any order, with anything between."""
    checked(posted(api, "/v1/sandbox", {"text": text}), 200, ForecastOut)


@pytest.mark.slow
@fuzzed
@given(st.data())
def test_what_the_document_lets_one_save_is_saved_or_refused(
    api: httpx.Client, bodies: Bodies, data: st.DataObject
) -> None:
    """And what was saved is found as it was answered, then deleted."""
    answer = posted(api, "/v1/scenarios", data.draw(bodies.of("/v1/scenarios")))

    checked(answer, 201, SavedOut)
    if answer.status_code == 201:
        assert answer.json() == api.get(answer.headers["location"]).json()
        assert 204 == api.delete(answer.headers["location"]).status_code
