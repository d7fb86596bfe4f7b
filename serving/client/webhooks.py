"""Calls about webhooks: who is told when a score crosses a threshold."""

from collections.abc import Sequence

from serving.client.call import Call, change, delete, get
from serving.webhooks.schemas import (
    DeliveriesAnswer,
    DeliveryOut,
    WebhookMade,
    WebhookOut,
    WebhookRotated,
    WebhooksAnswer,
)
from serving.webhooks.states import DeliveryState, Direction

_ALL = "/v1/webhooks"
_ONE = _ALL + "/{webhook_id}"


def webhooks() -> Call[WebhooksAnswer]:
    """All webhooks, the oldest first."""
    return get(_ALL, WebhooksAnswer)


def add_webhook(
    url: str,
    threshold: float,
    release: float,
    *,
    direction: Direction = "both",
    regions: Sequence[str] = (),
    description: str = "",
) -> Call[WebhookMade]:
    """Have `url` told when scores cross; the answer has the secret, which is shown this once."""
    crossing = {"url": url, "threshold": threshold, "release": release, "direction": direction}
    return change(_ALL, WebhookMade, {**crossing, "regions": list(regions), "description": description})


def webhook(webhook_id: str) -> Call[WebhookOut]:
    """One webhook."""
    return get(_ONE, WebhookOut, places={"webhook_id": webhook_id})


def delete_webhook(webhook_id: str) -> Call[None]:
    """Send nothing any more, and forget it."""
    return delete(_ONE, webhook_id=webhook_id)


def rotate_webhook(webhook_id: str) -> Call[WebhookRotated]:
    """Give it a new secret, which is shown this once; for a day events are signed by the former one as well."""
    return change(_ONE + "/rotate", WebhookRotated, webhook_id=webhook_id)


def test_webhook(webhook_id: str) -> Call[DeliveryOut]:
    """Send it an event that says nothing but that it arrives."""
    return change(_ONE + "/test", DeliveryOut, webhook_id=webhook_id)


def deliveries(
    webhook_id: str, state: DeliveryState | None = None, limit: int = 50, cursor: str | None = None
) -> Call[DeliveriesAnswer]:
    """What was sent to a webhook, is to be sent, or is dead, the newest first."""
    path, places = _ONE + "/deliveries", {"webhook_id": webhook_id}
    return get(path, DeliveriesAnswer, places=places, state=state, limit=limit, cursor=cursor)


def retry_delivery(webhook_id: str, delivery_id: str) -> Call[DeliveryOut]:
    """Send a dead event once more."""
    path = _ONE + "/deliveries/{delivery_id}/retry"
    return change(path, DeliveryOut, webhook_id=webhook_id, delivery_id=delivery_id)
