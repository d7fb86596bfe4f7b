"""Webhooks: who is told when a score crosses a threshold."""

from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Body, Response

from serving.examples.calls import shown
from serving.examples.webhooks import (
    CROSSING_EVENT,
    TRIAL_EVENT,
    WEBHOOK,
    WEBHOOK_LIST,
    WEBHOOK_MADE,
    WEBHOOK_REQUESTS,
    WEBHOOK_ROTATED,
)
from serving.problems import Refused, unknown_name
from serving.routes.dependencies import Now, Opened, problems
from serving.routes.webhook_answers import PREFIX, disabled, found, missing, reached, shaped
from serving.schemas.problem import Fault
from serving.settings import Settings
from serving.webhooks import addresses
from serving.webhooks.lookout import standing
from serving.webhooks.records import Webhook
from serving.webhooks.schemas import (
    CrossingEvent,
    TrialEvent,
    WebhookMade,
    WebhookOut,
    WebhookRequest,
    WebhookRotated,
    WebhooksAnswer,
)
from serving.webhooks.signing import OVERLAP, new_secret
from serving.webhooks.store import Webhooks

router = APIRouter(prefix=PREFIX, tags=["webhooks"])
# What subscribers are sent, for the part `webhooks` of the OpenAPI document.
sent = APIRouter(tags=["webhooks"])

Given = Annotated[WebhookRequest, Body(openapi_examples=WEBHOOK_REQUESTS)]
_CREATED: dict[int | str, dict[str, Any]] = {
    201: {
        "headers": {"Location": {"description": "where it is", "schema": {"type": "string"}}},
        "content": {"application/json": {"example": WEBHOOK_MADE}},
    }
}


@router.post("", status_code=201, responses=_CREATED | problems(413, 422, 503))
def post_webhook(given: Given, live: Opened, now: Now, response: Response) -> WebhookMade:
    """Tell a subscriber of scores that cross a threshold from now on.

    The secret in the answer is shown this once: by it the receiver checks, as Standard Webhooks 1.0.0 has it, that
    events come from here. Scores that are above already tell nobody anything. A receiver answers with 2xx within 15
    seconds; else an event is sent again, up to nine times over three days, and then it is dead.
    """
    for place, region in enumerate(given.regions):
        if region not in live.bundle.spec.regions:
            raise unknown_name(f"/regions/{place}", "region", live.bundle.spec.regions, live.settings.business.names)
    _check_address(given.url, live.settings)
    webhook = Webhook(
        url=given.url,
        secret=new_secret(),
        threshold=given.threshold,
        release=given.release,
        direction=given.direction,
        regions=tuple(given.regions),
        description=given.description,
        created_at=now,
        entity=live.book.entity,
        promoted_at=live.promoted_at,
        as_of=live.book.as_of.to_pydatetime(),
    )
    with reached(Webhooks, live) as webhooks:
        webhooks.add(webhook, standing(webhook, live))
    response.headers["location"] = f"{PREFIX}/{webhook.webhook_id}"
    return WebhookMade(**shaped(webhook).model_dump(), secret=webhook.secret)


@router.get("", responses=shown(WEBHOOK_LIST) | problems(503))
def get_webhooks(live: Opened) -> WebhooksAnswer:
    """All webhooks, the oldest first."""
    with reached(Webhooks, live) as webhooks:
        return WebhooksAnswer(webhooks=[shaped(each) for each in webhooks.all()])


@router.get("/{webhook_id}", responses=shown(WEBHOOK) | problems(404, 422, 503))
def get_webhook(webhook_id: str, live: Opened) -> WebhookOut:
    """One webhook, without its secret."""
    with reached(Webhooks, live) as webhooks:
        return shaped(found(webhooks, webhook_id))


@router.post("/{webhook_id}/rotate", responses=shown(WEBHOOK_ROTATED) | problems(404, 409, 422, 503))
def post_rotate(webhook_id: str, live: Opened, now: Now) -> WebhookRotated:
    """Give a webhook a new secret, which is in the answer and shown nowhere else.

    For 24 hours events carry two signatures, by the new secret and by the former one, as Standard Webhooks has it: the
    receiver takes over the new one within that time and misses nothing. Rotated again, only the last two are good.
    """
    secret, until = new_secret(), now + OVERLAP
    with reached(Webhooks, live) as webhooks:
        webhook = found(webhooks, webhook_id)
        if not webhooks.rotate(webhook_id, secret, until):
            raise disabled()
    return WebhookRotated(**shaped(webhook).model_dump(), secret=secret, former_until=until)


@router.delete("/{webhook_id}", status_code=204, responses=problems(404, 422, 503))
def delete_webhook(webhook_id: str, live: Opened) -> None:
    """Delete a webhook for good, with all that was still to be sent to it."""
    with reached(Webhooks, live) as webhooks:
        was_there = webhooks.delete(webhook_id)
    if not was_there:
        raise missing()


@sent.post("score.rose")
@sent.post("score.fell")
def crossing(event: Annotated[CrossingEvent, Body(openapi_examples={"rose": {"value": CROSSING_EVENT}})]) -> None:
    """A score crossed the threshold of a webhook.

    The headers `webhook-id`, `webhook-timestamp` and `webhook-signature` are those of Standard Webhooks 1.0.0. The
    same `webhook-id` may come twice; it is one event.
    """


@sent.post("webhook.test")
def trial(event: Annotated[TrialEvent, Body(openapi_examples={"test": {"value": TRIAL_EVENT}})]) -> None:
    """Somebody asked for it, to see whether events arrive."""


def _check_address(url: str, settings: Settings) -> None:
    """Refuse an address that is off limits at once; a name that leads nowhere yet may do so later."""
    try:
        addresses.checked(addresses.resolved(httpx.URL(url)), addresses.networks_of(settings))
    except OSError:
        return
    except (addresses.Refused, httpx.InvalidURL, UnicodeError) as error:
        fault = Fault(code="address", detail="Events are not sent to this address.", pointer="/url")
        hint = "Give a public address, or let an operator name its network in leadcast.toml: [webhooks] allow."
        raise Refused(422, "address-not-allowed", fault, hint) from error
