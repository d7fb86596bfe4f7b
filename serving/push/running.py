"""Pushing without end: round after round, until somebody ends it."""

import logging
import threading
from datetime import UTC, datetime

from history.errors import UserError
from history.home import Home
from serving.push.opened import facts_from, open_round
from serving.push.rounds import Round
from serving.today.opened import open_morning

_log = logging.getLogger("leadcast.push")


def go_on(place: Home, to: str, ending: threading.Event) -> None:
    """Round after round, until `ending` is set; a round that has begun goes to its end, and one that fails is logged.

    Raises:
        UserError: there are no targets, one cannot be opened, or the database cannot be used.
    """
    with open_round(place, to) as turn:
        while not ending.is_set():
            try:
                _take(place, turn)
            except UserError as error:
                _log.warning("This round failed: %s", error.message)
            ending.wait(turn.settings.every.total_seconds())


def _take(place: Home, turn: Round) -> None:
    facts, now = facts_from(open_morning(place, ""), turn.settings), datetime.now(UTC)
    found = turn.alerts(facts, now)
    if turn.is_due(now):
        turn.digests(facts, now)
    delivered = turn.deliver(now)
    for each in delivered:
        if each.fault:
            _log.warning("%s: %s", each.target, each.fault)
    _log.info("%d alerts found, %d messages sent", found, sum(each.sent for each in delivered))
