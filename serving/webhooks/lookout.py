"""Who is to be told of crossings: the side that each score stood on last is in the database, and is compared with the
score as it is now. So a crossing that a server was killed over is seen by the next one, and none is seen twice.
"""

from collections.abc import Callable
from datetime import datetime

import numpy as np
import sqlalchemy as sa

from serving.scores.opening import Live
from serving.webhooks.crossing import Crossed, Places, changed, crossed, within
from serving.webhooks.events import Told, moment_of
from serving.webhooks.records import Webhook
from serving.webhooks.store import Side, Webhooks, put_deliveries, put_sides, sides_of


def standing(webhook: Webhook, live: Live) -> list[Side]:
    """The scores that are above the threshold of a new webhook, about which nobody is told."""
    book, told = live.book, Told(live, None)
    is_above = within(book, webhook.regions) & (book.scores.probability >= webhook.threshold)
    return [told.side(place, is_above=True) for place in np.flatnonzero(is_above).tolist()]


class Lookout:
    """Looks at scores, one after the other. `clock` gives aware moments."""

    def __init__(self, webhooks: Webhooks, clock: Callable[[], datetime]) -> None:
        self._webhooks, self._clock = webhooks, clock
        self._seen: Live | None = None
        self._known: set[str] = set()

    def look(self, live: Live) -> int:
        """Write down who is to be told, and how many that are. It is committed when this returns.

        Raises:
            UserError: the database is gone, locked, or full; then the same scores may be looked at again.
        """
        webhooks = [each for each in self._webhooks.all() if each.disabled_at is None]
        told = sum(self._look(webhook, live) for webhook in webhooks)
        self._known = {each.webhook_id for each in webhooks}
        self._seen = live
        return told

    def _look(self, webhook: Webhook, live: Live) -> int:
        wanted = within(live.book, webhook.regions)
        if webhook.webhook_id in self._known:
            wanted &= changed(live.book, None if self._seen is None else self._seen.book)
        places = np.flatnonzero(wanted)
        above = self._webhooks.above(webhook, live.book.entity) if len(places) else set()
        # Most of the time nobody crossed, and nothing is to be locked.
        found = _crossed(webhook, live, places, above)
        if not len(found):
            return 0
        with self._webhooks.holding(webhook) as connection:
            return 0 if connection is None else self._note(connection, webhook, live, found.places)

    def _note(self, connection: sa.Connection, webhook: Webhook, live: Live, places: Places) -> int:
        former = sides_of(connection, webhook, live.book.entity, [str(name) for name in live.book.ids[places]])
        newer = np.array([_is_newer(webhook, live, place, former) for place in places.tolist()], dtype=bool)
        found = _crossed(webhook, live, places[newer], {name for name, side in former.items() if side.is_above})
        told = Told(live, self._seen)
        put_sides(connection, webhook, told.sides(found), live.book.entity)
        deliveries = told.deliveries(webhook, found, self._clock())
        put_deliveries(connection, deliveries)
        return len(deliveries)


def _crossed(webhook: Webhook, live: Live, places: Places, above: set[str]) -> Crossed:
    """Positions in the book of those among `places` that crossed, when those in `above` stood there."""
    was_above = np.array([str(name) in above for name in live.book.ids[places]], dtype=bool)
    found = crossed(live.book.scores.probability[places], was_above, webhook.threshold, webhook.release)
    return Crossed(places[found.rose], places[found.fell])


def _is_newer(webhook: Webhook, live: Live, place: int, former: dict[str, Side]) -> bool:
    """Whether a score may say something against the side noted: another server may have a newer one than this."""
    side = former.get(str(live.book.ids[place]))
    if side is not None:
        known = (side.promoted_at, side.as_of)
    elif webhook.entity == live.book.entity:
        known = (webhook.promoted_at, webhook.as_of)
    else:
        return True
    return (live.promoted_at, moment_of(live, place)) >= known
