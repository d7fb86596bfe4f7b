"""Webhooks by API, on a real server: from an event that comes in to one that goes out."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from serving.examples.webhooks import (
    CROSSING_EVENT,
    DELIVERY_LIST,
    QUEUED,
    QUEUED_TRIAL,
    TRIAL_EVENT,
    WEBHOOK,
    WEBHOOK_LIST,
    WEBHOOK_MADE,
    WEBHOOK_REQUESTS,
    WEBHOOK_ROTATED,
)
from serving.settings import Settings
from serving.webhooks.schemas import (
    CrossingEvent,
    DeliveriesAnswer,
    DeliveryOut,
    TrialEvent,
    WebhookMade,
    WebhookOut,
    WebhookRequest,
    WebhookRotated,
    WebhooksAnswer,
)

Json = dict[str, Any]


@pytest.fixture
def client(own: Settings, served: Callable[[Settings], httpx.Client]) -> httpx.Client:
    """A client of a server on a store of its own."""
    return served(own)


def made(client: httpx.Client, url: str, **more: Any) -> Json:
    """A new webhook."""
    answer = client.post("/v1/webhooks", json={"url": url, "threshold": 0.5, "release": 0.4} | more)
    assert 201 == answer.status_code, answer.text
    assert answer.headers["location"] == f"/v1/webhooks/{answer.json()['id']}"
    found: Json = answer.json()
    return found


def deliveries(client: httpx.Client, webhook: Json, **asked: Any) -> list[Json]:
    """What is, was or is to be sent."""
    answer = client.get(f"/v1/webhooks/{webhook['id']}/deliveries", params=asked)
    assert 200 == answer.status_code, answer.text
    found: list[Json] = answer.json()["deliveries"]
    return found


def lowest(client: httpx.Client) -> Json:
    """The account that scores least."""
    listed = client.get("/v1/intent", params={"limit": 500}).json()["results"]
    found: Json = listed[-1]
    return found


def order(account: str, number: int) -> Json:
    """The event of an order."""
    row = {"order_id": f"O{number}", "account_id": account, "ordered_at": "2026-08-30T08:00:00Z", "amount": 90_000}
    return {"specversion": "1.0", "id": f"e{number}", "source": "/crm", "type": "leadcast.orders", "data": row}


def test_a_score_that_crosses_is_told(client: httpx.Client, receiver: Any, verify: Any, until: Any) -> None:
    """Events move an account's score over a threshold between; the subscriber is told once, of just that account."""
    account = lowest(client)
    before = account["probability"]
    webhook = made(client, receiver.url, threshold=before + 1e-6, release=0, direction="rises")
    batch = json.dumps([order(account["id"], number) for number in range(5)])
    client.post("/v1/events", content=batch, headers={"content-type": "application/cloudevents-batch+json"})
    until(lambda: client.post("/v1/intent", json={"account_ids": [account["id"]]}).json()["results"][0] != account)
    receiver.wait(1)

    now = client.post("/v1/intent", json={"account_ids": [account["id"]]}).json()["results"][0]
    mine = [event for event in receiver.events if event["data"]["id"] == account["id"]]
    assert 1 == len(mine)
    assert "score.rose" == mine[0]["type"]
    said = CrossingEvent.model_validate(mine[0]).data
    assert (now["probability"], before, before + 1e-6) == (said.probability, said.before, said.threshold)
    assert (now["region"], now["grade"], now["name"], "3") == (said.region, said.grade, said.name, said.model)
    assert verify(webhook["secret"], *receiver.got[0])


def test_a_secret_is_shown_once(client: httpx.Client, receiver: Any) -> None:
    """By the call that makes it, and by no other."""
    webhook = made(client, receiver.url, description="CRM 华东", regions=["华东"], direction="falls")
    secret = webhook.pop("secret")

    assert {"webhooks": [webhook]} == client.get("/v1/webhooks").json()
    answers = [client.get(path) for path in ("/v1/webhooks", f"/v1/webhooks/{webhook['id']}")]
    assert webhook == answers[1].json()
    assert all(secret not in answer.text for answer in answers)


def test_a_secret_is_replaced(client: httpx.Client, receiver: Any, verify: Any) -> None:
    """The new one is shown once; for a day events are signed by both, and rotated again, by the last two alone."""
    webhook = made(client, receiver.url)
    secrets = [webhook.pop("secret")]
    for _ in range(2):
        answer = client.post(f"/v1/webhooks/{webhook['id']}/rotate").json()
        secrets.append(answer.pop("secret"))
        client.post(f"/v1/webhooks/{webhook['id']}/test")
        receiver.wait(len(secrets) - 1)

    until = datetime.fromisoformat(answer.pop("former_until"))
    assert timedelta(hours=23) < until - datetime.now(UTC) <= timedelta(hours=24)
    assert webhook == answer == client.get(f"/v1/webhooks/{webhook['id']}").json()
    good = [[verify(secret, *sent) for secret in secrets] for sent in receiver.got]
    assert [[True, True, False], [False, True, True]] == good


def test_a_webhook_that_is_not_there_or_is_gone_has_no_new_secret(
    client: httpx.Client, receiver: Any, until: Any
) -> None:
    """404 and 409."""
    receiver.statuses = [410]
    webhook = made(client, receiver.url)
    client.post(f"/v1/webhooks/{webhook['id']}/test")
    until(lambda: client.get(f"/v1/webhooks/{webhook['id']}").json()["disabled_at"])

    ids = ("wh_0123456789abcdef", "none", webhook["id"])
    assert [404, 404, 409] == [client.post(f"/v1/webhooks/{each}/rotate").status_code for each in ids]


def test_a_trial_arrives_and_is_listed(client: httpx.Client, receiver: Any, verify: Any, until: Any) -> None:
    """At once, and signed."""
    webhook = made(client, receiver.url)
    answer = client.post(f"/v1/webhooks/{webhook['id']}/test")
    assert (202, "pending") == (answer.status_code, answer.json()["state"])
    receiver.wait(1)

    ((headers, body),) = receiver.got
    assert verify(webhook["secret"], headers, body)
    assert answer.json()["event"] == json.loads(body)
    until(lambda: ["sent"] == [each["state"] for each in deliveries(client, webhook)])
    assert answer.json()["id"] == headers["webhook-id"] == deliveries(client, webhook)[0]["id"]
    assert 'leadcast_webhook_attempts_total{outcome="sent"} 1.0' in client.get("/metrics").text


def test_what_is_dead_is_listed_and_sent_once_more(client: httpx.Client, receiver: Any, until: Any) -> None:
    """Where the receiver answered 410 the webhook is disabled instead."""
    receiver.statuses = [410]
    webhook = made(client, receiver.url)
    sent = client.post(f"/v1/webhooks/{webhook['id']}/test").json()
    until(lambda: [sent["id"]] == [each["id"] for each in deliveries(client, webhook, state="dead")])

    assert client.get(f"/v1/webhooks/{webhook['id']}").json()["disabled_at"] is not None
    assert [] == deliveries(client, webhook, state="pending")
    for path in ("test", f"deliveries/{sent['id']}/retry"):
        answer = client.post(f"/v1/webhooks/{webhook['id']}/{path}")
        assert (409, "urn:leadcast:problem:webhook-disabled") == (answer.status_code, answer.json()["type"])


def test_only_what_is_dead_can_be_sent_once_more(client: httpx.Client, receiver: Any, until: Any) -> None:
    """What was sent cannot, nor what there is not."""
    webhook = made(client, receiver.url)
    sent = client.post(f"/v1/webhooks/{webhook['id']}/test").json()
    until(lambda: ["sent"] == [each["state"] for each in deliveries(client, webhook)])
    answers = [
        client.post(f"/v1/webhooks/{webhook['id']}/deliveries/{name}/retry") for name in (sent["id"], "msg_0", "%00")
    ]

    assert [409, 404, 404] == [answer.status_code for answer in answers]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"url": "ftp://example.com/"}, "/url"),
        ({"url": "http://user:word@example.com/"}, "/url"),
        ({"url": "http://example.com:99999/"}, "/url"),
        ({"url": "http:///path"}, "/url"),
        ({"url": "http://exa mple.com/"}, "/url"),
        ({"url": "http://10.0.0.1/"}, "/url"),
        ({"url": "http://169.254.169.254/latest/meta-data"}, "/url"),
        ({"url": "http://0177.0.0.1/"}, "/url"),
        ({"threshold": 0}, "/threshold"),
        ({"threshold": 1.1}, "/threshold"),
        ({"release": 0.5}, ""),
        ({"regions": ["nowhere"]}, "/regions/0"),
        ({"direction": "up"}, "/direction"),
        ({"secret": "mine"}, ""),
    ],
)
def test_what_is_no_webhook_is_a_problem(client: httpx.Client, wrong: Json, pointer: str) -> None:
    """It names the field, and nothing is stored."""
    answer = client.post("/v1/webhooks", json={"url": "http://127.0.0.1:9/", "threshold": 0.5, "release": 0.4} | wrong)

    assert (422, pointer) == (answer.status_code, answer.json()["errors"][0].get("pointer"))
    assert {"webhooks": []} == client.get("/v1/webhooks").json()


def test_what_there_is_not_is_not_found(client: httpx.Client) -> None:
    """By whichever call."""
    base = "/v1/webhooks/wh_0123456789abcdef"
    calls = [("GET", base), ("DELETE", base), ("POST", f"{base}/test"), ("GET", f"{base}/deliveries")]

    answers = [client.request(method, path) for method, path in calls]
    assert [(404, "urn:leadcast:problem:unknown-webhook")] * 4 == [
        (answer.status_code, answer.json()["type"]) for answer in answers
    ]


def test_a_webhook_can_be_deleted(client: httpx.Client, receiver: Any) -> None:
    """Once."""
    webhook = made(client, receiver.url)

    assert [204, 404] == [client.delete(f"/v1/webhooks/{webhook['id']}").status_code for _ in range(2)]


def test_the_examples_are_valid() -> None:
    """Each one is what its schema says, with nothing missing."""
    for schema, example in (
        (WebhookOut, WEBHOOK),
        (WebhookMade, WEBHOOK_MADE),
        (WebhookRotated, WEBHOOK_ROTATED),
        (WebhooksAnswer, WEBHOOK_LIST),
        (DeliveriesAnswer, DELIVERY_LIST),
        (DeliveryOut, QUEUED),
        (DeliveryOut, QUEUED_TRIAL),
        (CrossingEvent, CROSSING_EVENT),
        (TrialEvent, TRIAL_EVENT),
    ):
        assert set(example) == set(schema.model_validate(example).model_dump())
    for each in WEBHOOK_REQUESTS.values():
        WebhookRequest.model_validate(each["value"])


def test_what_subscribers_are_sent_is_documented(api: httpx.Client) -> None:
    """As OpenAPI 3.1 has it."""
    document = api.get("/openapi.json").json()

    assert {"score.rose", "score.fell", "webhook.test"} == set(document["webhooks"])
