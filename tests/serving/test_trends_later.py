"""A start on many accounts: ready before their trends are there."""

import time

from serving.scores.current import Current
from serving.scores.opening import open_live
from serving.scores.rescoring import Rescorer
from serving.settings import Settings


def test_scores_are_there_before_trends_and_stay_when_these_come(
    own: Settings,
) -> None:
    """Until then no trend is known; then all is as where few are opened at once."""
    at_once = open_live(own)
    current = Current(open_live(own.model_copy(update={"most_with_trends": 0})))
    assert {None} == set(current.live.book.trend)
    assert at_once.book.scores.probability.tolist() == current.live.book.scores.probability.tolist()

    with Rescorer(current, own, lambda _live: None):
        end = time.monotonic() + 60
        while not current.live.trends_known and time.monotonic() < end:
            time.sleep(0.05)

    assert at_once.book.trend.tolist() == current.live.book.trend.tolist()
    assert at_once.book.scores.probability.tolist() == current.live.book.scores.probability.tolist()
