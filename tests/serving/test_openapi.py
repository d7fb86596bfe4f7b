"""The OpenAPI document, and what serves."""

import re
from collections import Counter
from typing import Any

import httpx
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from serving.examples.accounts import FOUND, LEAD_PROFILE, LEADS_FOUND, PROFILE, TIMELINE
from serving.examples.calls import INTENT, INTENT_REQUESTS, MODELS, RANKED, READINESS
from serving.examples.forecast import FORECAST, SANDBOX_REQUESTS
from serving.examples.today import TODAY
from serving.examples.win import WIN
from serving.schemas.accounts import ProfileAnswer, SearchAnswer, TimelineAnswer
from serving.schemas.forecast import ForecastOut
from serving.schemas.plan import SandboxRequest
from serving.schemas.requests import IntentRequest
from serving.schemas.scores import IntentAnswer, ModelsAnswer, RankedAnswer, Readiness
from serving.schemas.today import TodayOut
from serving.schemas.win import WinAnswer
from serving.scores.opening import Live


def calls(api: httpx.Client) -> dict[str, dict[str, Any]]:
    """The documented operations by method and path."""
    paths = api.get("/openapi.json").json()["paths"]
    return {f"{method} {path}": said for path, methods in paths.items() for method, said in methods.items()}


def test_every_call_is_documented(api: httpx.Client) -> None:
    """The calls of the design that exist so far, and no other."""
    assert {
        "post /v1/intent",
        "get /v1/intent",
        *(f"get /v1/{kind}{rest}" for kind in ("accounts", "leads") for rest in ("", "/{id}", "/{id}/timeline")),
        "get /v1/today",
        "get /v1/today.csv",
        "post /v1/win",
        "get /v1/export/dynamics",
        "post /v1/events",
        "post /v1/sandbox",
        "get /v1/scenarios",
        "post /v1/scenarios",
        "get /v1/scenarios/{scenario_id}",
        "delete /v1/scenarios/{scenario_id}",
        "get /v1/webhooks",
        "post /v1/webhooks",
        "get /v1/webhooks/{webhook_id}",
        "delete /v1/webhooks/{webhook_id}",
        "post /v1/webhooks/{webhook_id}/rotate",
        "post /v1/webhooks/{webhook_id}/test",
        "get /v1/webhooks/{webhook_id}/deliveries",
        "post /v1/webhooks/{webhook_id}/deliveries/{delivery_id}/retry",
        "get /v1/regions",
        "get /v1/regions/geojson",
        "get /v1/models",
        "get /healthz",
        "get /readyz",
        "get /metrics",
        "get /v1/outreach",
        "post /v1/outreach",
        "get /v2",
        "get /v2/health/live",
        "get /v2/health/ready",
        *(
            call.format(model)
            for model in ("/v2/models/{name}", "/v2/models/{name}/versions/{version}")
            for call in ("get {}", "get {}/ready", "post {}/infer")
        ),
    } == set(calls(api))


def test_every_call_has_examples(api: httpx.Client) -> None:
    """Of what is asked, where there is a body, and of what is answered."""
    for name, said in calls(api).items():
        status = min(said["responses"])
        answers = said["responses"][status].get("content", {}).values()
        assert status == "204" or all(answer["example"] for answer in answers), name
        assert said["description"], name
        if "requestBody" in said:
            assert all(kind["examples"] for kind in said["requestBody"]["content"].values()), name
            assert "application/problem+json" in said["responses"]["422"]["content"], name


def test_every_call_is_told_apart(api: httpx.Client) -> None:
    """By a summary, a tag, and an id of its own; what a query or header of ours takes is described."""
    found = calls(api)

    assert len(found) == len({said["operationId"] for said in found.values()})
    for name, said in found.items():
        assert said["summary"], name
        assert said["tags"], name
        told = [each for each in said.get("parameters", []) if each["in"] != "path"]
        assert "/v2" in name or all(each.get("description") for each in told), name


def test_every_parameter_is_one_that_the_call_takes(api: httpx.Client) -> None:
    """In the path those that its template names; in the Open Inference Protocol there is no query."""
    for name, said in calls(api).items():
        places = Counter((each["in"], each["name"]) for each in said.get("parameters", []))
        assert set(re.findall(r"{(\w+)}", name)) == {each for where, each in places if where == "path"}, name
        assert "/v2" not in name or {"path"} >= {where for where, _ in places}, name
        assert {1} >= set(places.values()), name


def faults(document: Any, schema: Any, example: Any) -> list[str]:
    """What is wrong with an example, by a validator of JSON Schema that has no part in making the document."""
    validator = Draft202012Validator({**schema, "components": document["components"]})
    return [error.message for error in validator.iter_errors(example)]


def test_every_answer_s_example_is_what_its_schema_says(api: httpx.Client) -> None:
    """Of every good answer in JSON; text is text."""
    document, checked = api.get("/openapi.json").json(), 0
    for name, said in calls(api).items():
        for status, answer in said["responses"].items():
            for media, kind in answer.get("content", {}).items():
                if status.startswith("2"):
                    assert [] == faults(document, kind.get("schema", {}), kind["example"]), (name, media)
                    checked += 1
    assert checked > 40


def test_every_body_s_examples_are_what_its_schema_says(api: httpx.Client) -> None:
    """In every media type that it may have."""
    document, checked = api.get("/openapi.json").json(), 0
    for name, said in calls(api).items():
        for media, kind in said.get("requestBody", {}).get("content", {}).items():
            for each in kind["examples"].values():
                assert each["summary"], (name, media)
                assert [] == faults(document, kind["schema"], each["value"]), (name, media)
                checked += 1
    assert checked > 10


def test_the_examples_are_valid() -> None:
    """Each one is what its schema says, with nothing missing."""
    for schema, example in (
        (IntentAnswer, INTENT),
        (RankedAnswer, RANKED),
        (ProfileAnswer, PROFILE),
        (ProfileAnswer, LEAD_PROFILE),
        (TimelineAnswer, TIMELINE),
        (SearchAnswer, FOUND),
        (SearchAnswer, LEADS_FOUND),
        (ForecastOut, FORECAST),
        (WinAnswer, WIN),
        (ModelsAnswer, MODELS),
        (Readiness, READINESS),
        (TodayOut, TODAY),
    ):
        assert set(example) == set(schema.model_validate(example).model_dump(by_alias=True))
    for each in INTENT_REQUESTS.values():
        IntentRequest.model_validate(each["value"])
    for each in SANDBOX_REQUESTS.values():
        TypeAdapter(SandboxRequest).validate_python(each["value"])


def test_the_model_that_serves_says_what_it_is(api: httpx.Client, live: Live) -> None:
    """Which, since when, trained on what."""
    (model,) = api.get("/v1/models").json()["models"]

    assert ("3", "account", "all", 7.0) == tuple(model[key] for key in ("id", "entity", "population", "horizon_days"))
    assert ("2026-09-01T08:00:00Z", "2026-09-02T09:00:00Z") == (model["promoted_at"], model["serving_since"])
    assert (True, 7) == (model["card"]["simulated"], model["card"]["seed"])
    assert (len(live.book), True, True) == (model["scored"], model["sandbox"], model["simulated"])


def test_health_and_readiness(api: httpx.Client) -> None:
    """It is up, and it is ready with its model."""
    assert {"status": "ok"} == api.get("/healthz").json()
    assert ("ready", "3") == tuple(api.get("/readyz").json()[key] for key in ("status", "model"))


def test_no_documentation_page_loads_scripts_from_elsewhere(api: httpx.Client) -> None:
    """FastAPI's own pages use a CDN, so there are none."""
    assert [404, 404] == [api.get(path).status_code for path in ("/docs", "/redoc")]
