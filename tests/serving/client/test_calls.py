"""The client's calls, against the running server and its OpenAPI document."""

import inspect
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from history.record import History
from serving.client import ApiError, AsyncClient, Client, NewLeadIn, Plan, event, plans, scores
from serving.client import outreach as noted
from serving.client import webhooks as hooks
from serving.client.call import Call
from serving.client.calls import Calls
from serving.client.methods import Listing, Method
from serving.schemas.outreach import OutreachListRequest, OutreachRequest
from serving.schemas.requests import (
    ExportRequest,
    IntentRequest,
    ListRequest,
    ProfileRequest,
    SearchRequest,
    TimelineRequest,
    TodayRequest,
)
from serving.schemas.saved import SavedListRequest, SaveRequest
from serving.schemas.win import WinRequest
from serving.webhooks.schemas import DeliveryListRequest, WebhookRequest

DONE = OutreachRequest(account_id="a", play="call", done_at=datetime(2026, 9, 1, tzinfo=UTC), outcome="reached")
ORDER = event(
    "orders", {"order_id": "O1", "account_id": "A1", "ordered_at": datetime(2026, 9, 1, tzinfo=UTC)}, source="t"
)
# What the calls that need something are described with.
GIVEN: dict[str, tuple[Any, ...]] = {
    "sandbox": (Plan(leads=1),),
    "save_scenario": ("n", "a", Plan(leads=1)),
    "send_event": (ORDER,),
    "send_events": ([ORDER],),
    "note_outreach": (DONE,),
    "add_webhook": ("https://x.example", 0.2, 0.1),
}


def described(**given: Any) -> dict[str, Call[Any]]:
    """Every call by the name of its method; ids that none is `given` for are made up."""
    found = {}
    for name, method in vars(Calls).items():
        if isinstance(method, Method | Listing):
            needed = [
                each for each in inspect.signature(method.describe).parameters.values() if each.default is each.empty
            ]
            found[name] = method.describe(*given.get(name, GIVEN.get(name, ["x"] * len(needed))))
    return found


def test_every_documented_call_has_a_method(api: httpx.Client) -> None:
    """And no method is of a call that is not documented."""
    paths = api.get("/openapi.json").json()["paths"]
    documented = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    versioned = [Calls.model, Calls.model_ready, Calls.infer]
    calls = [
        *described().values(),
        *(each.describe(["a"][: each is Calls.infer] or "intent", version="3") for each in versioned),
    ]

    assert documented == {f"{call.method} {call.path}" for call in calls}


@pytest.mark.parametrize(
    ("call", "request_model", "besides"),
    [
        (scores.intent, IntentRequest, set()),
        (scores.ranked, ListRequest, set()),
        (scores.dynamics, ExportRequest, {"format"}),
        (scores.find_accounts, SearchRequest, set()),
        (scores.find_leads, SearchRequest, set()),
        (scores.account, ProfileRequest, {"id"}),
        (scores.lead, ProfileRequest, {"id"}),
        (scores.account_timeline, TimelineRequest, {"id"}),
        (scores.lead_timeline, TimelineRequest, {"id"}),
        (scores.today, TodayRequest, set()),
        (scores.today_csv, TodayRequest, set()),
        (plans.win, WinRequest, set()),
        (plans.scenarios, SavedListRequest, set()),
        (plans.save_scenario, SaveRequest, set()),
        (noted.outreach, OutreachListRequest, set()),
        (hooks.deliveries, DeliveryListRequest, {"webhook_id"}),
        (hooks.add_webhook, WebhookRequest, set()),
    ],
)
def test_a_call_takes_what_the_server_does(
    call: Callable[..., Call[Any]], request_model: type[BaseModel], besides: set[str]
) -> None:
    """Each field of the request, by the same name and with the same default."""
    taken = {name: each.default for name, each in inspect.signature(call).parameters.items()}
    fields = {name: field.default for name, field in request_model.model_fields.items()}

    assert set(fields) ^ set(taken) == besides
    optional = {name for name in fields if not request_model.model_fields[name].is_required()} - besides
    told = {name: list(value) if isinstance(value, tuple) else value for name, value in taken.items()}
    assert {name: fields[name] for name in optional} == {name: told[name] for name in optional}


def asked(client: Client) -> dict[str, Call[Any]]:
    """Every call that only asks, of things that there are."""
    best = next(client.ranked())
    lead = client.account(best.id).open_leads
    leads = [each.id for each in client.find_leads("L", 3).results]
    ids = [best.id, "nobody"]
    given: dict[str, tuple[Any, ...]] = {
        "intent": (ids,),
        "find_accounts": (best.id[:3],),
        "find_leads": ("L",),
        **dict.fromkeys(("account", "account_timeline", "account_timeline_page"), (best.id,)),
        **dict.fromkeys(("lead", "lead_timeline", "lead_timeline_page"), (leads[0],)),
        "win": ([each.lead_id for each in lead] + leads,),
        "sandbox": (Plan(leads=200),),
        "outreach": (best.id,),
        "infer": ([best.id],),
    }
    mine = described(**given)
    not_there = {"regions_geojson", "scenario", "webhook", "deliveries", "deliveries_page", "metrics", "today_csv"}
    not_there |= {"model", "model_ready"}
    changing = {name for name, call in mine.items() if call.method == "DELETE" or call.key or "send" in name}
    return {name: call for name, call in mine.items() if name not in not_there | changing}


def test_what_the_client_gives_is_what_the_server_says(client: Client, api: httpx.Client) -> None:
    """Of every call that asks: written as JSON again, the answer is that of the server, field by field."""
    for name, call in asked(client).items():
        told = api.request(call.method, call.url, params=call.params, json=call.body, headers=call.headers)
        answer = client.send(call)
        assert told.json() == answer.model_dump(mode="json", by_alias=True, exclude_unset=True), name


def test_text_comes_as_text(client: Client, api: httpx.Client) -> None:
    """Tables and metrics."""
    assert api.get("/v1/today.csv").text == client.today_csv()
    assert "leadcast" in client.metrics()


def test_a_list_is_everybody_once_in_order(client: Client, api: httpx.Client) -> None:
    """However small the pages."""
    whole = [each["id"] for each in api.get("/v1/intent?limit=500").json()["results"]]

    assert whole == [score.id for score in client.ranked(limit=37)]
    assert whole[:3] == [score.id for score in client.ranked_page(limit=3).results]
    assert whole == [row.msdyn_entityid for row in client.dynamics(limit=100)]


def test_the_awaited_client_gives_the_same(client: Client, address: str, awaited: Callable[..., Any]) -> None:
    """One answer, and a list page by page."""

    async def both() -> tuple[Any, list[str]]:
        async with AsyncClient(address, timeout=60) as later:
            return await later.models(), [score.id async for score in later.ranked(limit=60)]

    models, ids = awaited(both)

    assert client.models() == models
    assert [score.id for score in client.ranked()] == ids


def test_new_leads_and_words_are_taken(client: Client) -> None:
    """A lead given inline has its parts and reasons; a plan in words is understood."""
    (new,) = client.win(leads=[NewLeadIn(region="华东")], days=[60], reasons=True).results
    forecast = client.sandbox("下周新增200条线索")

    assert ("new", 60) == (new.status, new.win[0].day)
    assert new.why is not None
    assert 200 == forecast.scenario.leads


def test_a_saved_plan_can_be_seen_and_deleted(own_client: Client) -> None:
    """Then it is not there any more."""
    saved = own_client.save_scenario("展会季", "李敏", Plan(leads=200))
    assert saved == own_client.scenario(saved.id) == next(own_client.scenarios())
    own_client.delete_scenario(saved.id)

    with pytest.raises(ApiError) as refused:
        own_client.scenario(saved.id)
    assert (404, "urn:leadcast:problem:unknown-scenario") == (refused.value.status, refused.value.problem.type)


def test_a_webhook_can_be_added_tried_rotated_and_deleted(own_client: Client) -> None:
    """The secret comes once; the trial is in the list of deliveries."""
    made = own_client.add_webhook("http://127.0.0.1:9/crm", 0.2, 0.15, direction="rises")
    trial = own_client.test_webhook(made.id)

    assert made.secret.startswith("whsec_")
    assert own_client.rotate_webhook(made.id).secret != made.secret
    assert [made.id] == [each.id for each in own_client.webhooks().webhooks]
    assert own_client.webhook(made.id).threshold == 0.2
    assert [trial.id] == [each.id for each in own_client.deliveries(made.id)]
    own_client.delete_webhook(made.id)
    assert [] == own_client.webhooks().webhooks


def test_outreach_is_noted(own_client: Client, history: History) -> None:
    """And listed by its account."""
    name = str(history["accounts"]["account_id"].iloc[0])
    noted_now = own_client.note_outreach(DONE.model_copy(update={"account_id": name}))

    assert [noted_now] == own_client.outreach(name).outreach


def test_events_are_taken_once(own_client: Client) -> None:
    """The same row again is a duplicate, though nobody gave it an id; what is wrong is told by row."""
    row = {"order_id": "O-client", "account_id": "A1", "ordered_at": datetime(2026, 9, 1, tzinfo=UTC)}

    first = own_client.send_event(event("orders", row | {"amount": float("nan")}, source="test"))
    again = own_client.send_events(
        [event("orders", row | {"amount": None}, source="test"), event("orders", {}, source="test")]
    )

    assert (1, 1, 1) == (first.accepted, again.duplicates, again.rejected)
    assert again.events[1].errors


def test_a_time_without_a_zone_is_refused() -> None:
    """Before anything is sent."""
    with pytest.raises(ValueError, match="ordered_at is a time without a time zone"):
        event("orders", {"ordered_at": datetime.fromisoformat("2026-09-01")}, source="test")


def test_a_refusal_is_the_problem_document(client: Client, api: httpx.Client) -> None:
    """With its faults, and the hint."""
    with pytest.raises(ApiError) as refused:
        client.ranked_page(region="Atlantis")

    told = api.get("/v1/intent?region=Atlantis").json()
    found = refused.value.problem.model_dump(exclude_none=True)
    assert {**told, "instance": ""} == {**found, "instance": ""}
    assert "422 Unknown name" in str(refused.value)


def test_ids_may_have_any_characters(client: Client) -> None:
    """They are quoted; one that is unknown is a problem of its own, and no other path."""
    for name in ("a/b", "a?b", "空 格", "50%", "..", "x/timeline"):
        with pytest.raises(ApiError) as refused:
            client.account(name)
        assert "urn:leadcast:problem:unknown-id" == refused.value.problem.type
