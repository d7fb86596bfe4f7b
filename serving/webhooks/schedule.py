"""What becomes of a delivery after an attempt: sent, tried again later, or dead."""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from serving.webhooks.records import Delivery

# The schedule that the Standard Webhooks specification gives as its example: after these pauses it is tried again.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400))
# Up to this share of a pause is added, so that what failed together does not come together again.
JITTER = 0.2
GONE = "HTTP 410"


@dataclass(frozen=True)
class Answer:
    """How a receiver answered: `outcome` as `HTTP 500` or the kind of failure, `retry_after` what it asked for."""

    is_taken: bool
    outcome: str
    retry_after: timedelta = timedelta()


def settled(taken: Delivery, answer: Answer, now: datetime, chance: random.Random) -> Delivery:
    """The delivery after its attempt ended at `now`."""
    if answer.is_taken:
        return replace(taken, state="sent", ended_at=now, outcome=answer.outcome)
    if taken.attempts > len(PAUSES) or answer.outcome == GONE:
        return replace(taken, state="dead", ended_at=now, outcome=answer.outcome)
    pause = PAUSES[taken.attempts - 1] * (1 + JITTER * chance.random())
    asked = min(answer.retry_after, PAUSES[-1])
    return replace(taken, due_at=now + max(pause, asked), outcome=answer.outcome)
