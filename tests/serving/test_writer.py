"""The writer of events: what waits together is stored together."""

import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from history.events.event import Event, Outcome
from history.events.intake import Intake, Taken
from history.settings import Business
from serving.events.intake import Gathering, Writer

NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)


class Counting(Intake):
    """Takes everything in, to nowhere, and knows how many events came together; the first time once it may."""

    def __init__(self) -> None:
        super().__init__("sqlite://", Business())
        self.sizes: list[int] = []
        self.may = threading.Event()

    def take(self, events: Sequence[Event]) -> Taken:
        self.may.wait()
        self.sizes.append(len(events))
        return Taken([Outcome("accepted")] * len(events), {})


def test_who_was_answered_together_is_stored_together_again() -> None:
    """The next transaction waits a moment, here a long one, for those who come again, instead of going without them."""
    intake, long = Counting(), Gathering(share=1e6, most=timedelta(seconds=30))
    with Writer(intake, lambda _added: None, lambda: False, 100, long) as writer:
        first = writer.submit([{}], NOW)
        while not first.running():
            time.sleep(0.001)
        others = [writer.submit([{}], NOW) for _ in range(2)]
        intake.may.set()
        first.result(30)
        again = writer.submit([{}], NOW)
        for each in (*others, again):
            each.result(30)

    assert [1, 3] == intake.sizes
