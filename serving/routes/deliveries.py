"""What was sent to webhooks, is to be sent, or is dead."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query

from serving.examples.calls import shown
from serving.examples.webhooks import DELIVERY_LIST, QUEUED, QUEUED_TRIAL
from serving.problems import Refused
from serving.routes.dependencies import Now, Opened, Sending, problems
from serving.routes.webhook_answers import PREFIX, disabled, found, listed, reached
from serving.schemas.problem import Fault
from serving.webhooks.events import trial_event
from serving.webhooks.outbox import Outbox
from serving.webhooks.records import read_cursor
from serving.webhooks.schemas import DeliveriesAnswer, DeliveryListRequest, DeliveryOut
from serving.webhooks.store import Webhooks, put_deliveries

router = APIRouter(prefix=f"{PREFIX}/{{webhook_id}}", tags=["webhooks"])


def _queued(example: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    return {202: {"content": {"application/json": {"example": example}}}}


@router.post("/test", status_code=202, responses=_queued(QUEUED_TRIAL) | problems(404, 409, 422, 503))
def post_test(webhook_id: str, live: Opened, now: Now, sender: Sending) -> DeliveryOut:
    """Send the event `webhook.test`. What became of it is in the list of deliveries."""
    with reached(Webhooks, live) as webhooks:
        webhook = found(webhooks, webhook_id)
        delivery = trial_event(webhook, now)
        with webhooks.holding(webhook) as connection:
            if connection is None:
                raise disabled()
            put_deliveries(connection, [delivery])
    sender.nudge()
    return listed(delivery)


@router.get("/deliveries", responses=shown(DELIVERY_LIST) | problems(404, 422, 503))
def get_deliveries(webhook_id: str, asked: Annotated[DeliveryListRequest, Query()], live: Opened) -> DeliveriesAnswer:
    """What was sent to a webhook in the last 30 days, is to be sent, or is dead; the newest first, page by page."""
    after = None if asked.cursor is None else _place(asked.cursor)
    with reached(Webhooks, live) as webhooks, reached(Outbox, live) as outbox:
        found(webhooks, webhook_id)
        newest = outbox.newest(webhook_id, asked.state, asked.limit + 1, after)
    page = newest[: asked.limit]
    cursor = page[-1].cursor if len(newest) > len(page) else None
    return DeliveriesAnswer(deliveries=[listed(each) for each in page], next_cursor=cursor)


@router.post(
    "/deliveries/{delivery_id}/retry", status_code=202, responses=_queued(QUEUED) | problems(404, 409, 422, 503)
)
def post_retry(webhook_id: str, delivery_id: str, live: Opened, now: Now, sender: Sending) -> DeliveryOut:
    """Send a dead event once more, with all attempts before it again."""
    with reached(Webhooks, live) as webhooks, reached(Outbox, live) as outbox:
        if found(webhooks, webhook_id).disabled_at is not None:
            raise disabled()
        was_dead = outbox.retry(webhook_id, delivery_id, now)
        delivery = outbox.find(webhook_id, delivery_id)
    if delivery is None:
        fault = Fault(code="unknown_delivery", detail="There is no event of this id for this webhook.")
        raise Refused(404, "unknown-delivery", fault, f"GET {PREFIX}/ID/deliveries lists those there are.")
    if not was_dead:
        fault = Fault(code="not_dead", detail="This event has been sent, or is still to be sent.")
        raise Refused(409, "not-dead", fault, "Only those that are dead can be sent once more.")
    sender.nudge()
    return listed(delivery)


def _place(cursor: str) -> tuple[datetime, str]:
    try:
        return read_cursor(cursor)
    except ValueError:
        fault = Fault(code="bad_cursor", detail="This is no cursor of this API.", parameter="cursor")
        raise Refused(422, "bad-cursor", fault, "Pass `next_cursor` as it came, or leave it out.") from None
