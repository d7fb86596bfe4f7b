"""A collector that keeps going on its own, round after round."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Never

from history.errors import UserError

# Between two rounds: what another run works on is let alone, and what is added meanwhile is soon seen.
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(minutes=10)


def pause(due: datetime | None, now: datetime) -> timedelta:
    """How long a scheduled collector sleeps when the next target is due then, or nothing is watched."""
    return LONGEST if due is None else min(max(due - now, SHORTEST), LONGEST)


def keep_going(
    once: Callable[[], None],
    rest: Callable[[], timedelta],
    tell: Callable[[UserError], None],
    sleep: Callable[[float], None],
) -> Never:
    """Do `once`, sleep (seconds) for as long as `rest` says, and so on; what fails is told, and tried again later."""
    while True:
        try:
            once()
            wait = rest()
        except UserError as error:
            tell(error)
            wait = LONGEST
        sleep(wait.total_seconds())
