"""What is sent: an event as JSON, written once and never changed, since its bytes are signed."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from serving.scores.opening import Live
from serving.webhooks.crossing import Crossed, Places, before
from serving.webhooks.records import Delivery, Webhook
from serving.webhooks.states import Crossing, EventType
from serving.webhooks.store import Side

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def event(webhook: Webhook, kind: EventType, data: dict[str, Any], now: datetime) -> Delivery:
    """An event of `kind` that was seen at `now` (aware), to be sent at once."""
    said = {"type": kind, "timestamp": now.isoformat(), "data": data}
    body = json.dumps(said, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Delivery(webhook.webhook_id, kind, body, now, now)


def trial_event(webhook: Webhook, now: datetime) -> Delivery:
    """An event that says nothing but that it arrives."""
    return event(webhook, "webhook.test", {"webhook": webhook.webhook_id, "description": webhook.description}, now)


class Told:
    """What is told of the crossings that `live` shows, whose scores were those of `former` the last time (if any)."""

    def __init__(self, live: Live, former: Live | None) -> None:
        self._live = live
        self._before = before(live.book, None if former is None else former.book)

    def side(self, place: int, *, is_above: bool) -> Side:
        """On which side the score at that position of the book stands."""
        name = str(self._live.book.ids[place])
        return Side(name, is_above, self._live.promoted_at, moment_of(self._live, place))

    def sides(self, crossed: Crossed) -> list[Side]:
        """On which sides the scores stand now."""
        rose = [self.side(place, is_above=True) for place in crossed.rose.tolist()]
        return rose + [self.side(place, is_above=False) for place in crossed.fell.tolist()]

    def deliveries(self, webhook: Webhook, crossed: Crossed, now: datetime) -> list[Delivery]:
        """An event for each crossing that the subscriber wants."""
        kinds: list[tuple[Crossing, Places, float]] = [
            ("score.rose", crossed.rose, webhook.threshold),
            ("score.fell", crossed.fell, webhook.release),
        ]
        return [
            event(webhook, kind, self._data(place, threshold), now)
            for kind, places, threshold in kinds
            if webhook.wants(kind)
            for place in places.tolist()
        ]

    def _data(self, place: int, threshold: float) -> dict[str, Any]:
        book, former = self._live.book, float(self._before[place])
        return {
            "entity": book.entity,
            "id": str(book.ids[place]),
            "name": book.name[place],
            "region": book.region[place],
            "probability": float(book.scores.probability[place]),
            "before": None if np.isnan(former) else former,
            "grade": str(book.grade[place]),
            "threshold": threshold,
            "as_of": moment_of(self._live, place).isoformat(),
            "model": self._live.model,
        }


def moment_of(live: Live, place: int) -> datetime:
    """As of when the score at that position of the book is."""
    return _EPOCH + timedelta(microseconds=int(live.book.scored_at[place]))
