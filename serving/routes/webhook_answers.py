"""What the calls about webhooks share: the way to the store, what is missing there, and the form of answers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from history.errors import UserError
from history.store.door import Door
from serving.problems import Refused, unavailable
from serving.schemas.problem import Fault
from serving.scores.opening import Live
from serving.webhooks.records import Delivery, Webhook
from serving.webhooks.schemas import DeliveryOut, WebhookOut
from serving.webhooks.store import Webhooks

PREFIX = "/v1/webhooks"
Opened = TypeVar("Opened", bound=Door)


@contextmanager
def reached(kind: type[Opened], live: Live) -> Iterator[Opened]:
    """Opened for this request alone, so that a database that comes back is found again.

    Raises:
        Refused: it is away.
    """
    try:
        with kind.open(live.settings.database_url) as opened:
            yield opened
    except UserError as error:
        raise unavailable("The webhooks cannot be reached now.", error) from error


def found(webhooks: Webhooks, webhook_id: str) -> Webhook:
    """The webhook of that id.

    Raises:
        Refused: there is none.
    """
    webhook = webhooks.find(webhook_id)
    if webhook is None:
        raise missing()
    return webhook


def missing() -> Refused:
    """There is no such webhook."""
    fault = Fault(code="unknown_webhook", detail="There is no webhook of this id.")
    return Refused(404, "unknown-webhook", fault, f"It may have been deleted; GET {PREFIX} lists those there are.")


def disabled() -> Refused:
    """Nothing is sent to the webhook any more."""
    fault = Fault(code="disabled", detail="The receiver of this webhook said that it is gone.")
    return Refused(409, "webhook-disabled", fault, "Make another webhook for its new address.")


def shaped(webhook: Webhook) -> WebhookOut:
    """The webhook, without its secret."""
    return WebhookOut(
        id=webhook.webhook_id,
        url=webhook.url,
        threshold=webhook.threshold,
        release=webhook.release,
        direction=webhook.direction,
        regions=list(webhook.regions),
        description=webhook.description,
        created_at=webhook.created_at,
        disabled_at=webhook.disabled_at,
    )


def listed(delivery: Delivery) -> DeliveryOut:
    """The delivery, with its event as JSON."""
    return DeliveryOut(
        id=delivery.delivery_id,
        type=delivery.type,
        state=delivery.state,
        attempts=delivery.attempts,
        created_at=delivery.created_at,
        due_at=delivery.due_at if delivery.state == "pending" else None,
        ended_at=delivery.ended_at,
        outcome=delivery.outcome,
        event=json.loads(delivery.body),
    )
