"""The law of the threshold."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from serving.webhooks.crossing import crossed

SCORES = st.floats(0, 1)
PAIRS = st.tuples(SCORES, SCORES).filter(lambda pair: pair[0] < pair[1])


def walk(scores: list[float], threshold: float, release: float, *, is_above: bool) -> list[tuple[str, float]]:
    """The crossings of one score that takes these values."""
    told = []
    for score in scores:
        found = crossed(np.array([score]), np.array([is_above]), threshold, release)
        if len(found):
            is_above = len(found.rose) == 1
            told.append(("rose" if is_above else "fell", score))
    return told


@given(PAIRS, st.lists(SCORES, max_size=50), st.booleans())
def test_a_score_that_wanders_in_between_tells_nothing(
    pair: tuple[float, float], scores: list[float], is_above: bool
) -> None:
    """However often it goes up and down between release and threshold; and then it rises at most once."""
    release, threshold = pair
    between = [release + score * (np.nextafter(threshold, 0) - release) for score in scores]
    inside = [score for score in between if release <= score < threshold]

    assert [] == walk(inside, threshold, release, is_above=is_above)
    assert len(walk([*inside, threshold, *inside], threshold, release, is_above=is_above)) <= 1


@given(PAIRS, st.lists(SCORES, max_size=50), st.booleans())
def test_rises_and_falls_take_turns(pair: tuple[float, float], scores: list[float], is_above: bool) -> None:
    """Each rise is at the threshold or more, each fall is below the release, and none comes twice in a row."""
    release, threshold = pair
    told = walk(scores, threshold, release, is_above=is_above)
    sides = ["rose" if is_above else "fell", *(side for side, _ in told)]

    assert all(one != other for one, other in pairwise(sides))
    assert all(score >= threshold if side == "rose" else score < release for side, score in told)


@given(PAIRS, st.lists(st.tuples(SCORES, st.booleans()), max_size=50))
def test_many_at_once_are_as_each_alone(pair: tuple[float, float], given_: list[tuple[float, bool]]) -> None:
    """Against a slow count."""
    release, threshold = pair
    found = crossed(
        np.array([score for score, _ in given_]), np.array([side for _, side in given_], dtype=bool), threshold, release
    )

    assert [n for n, (score, side) in enumerate(given_) if not side and score >= threshold] == found.rose.tolist()
    assert [n for n, (score, side) in enumerate(given_) if side and score < release] == found.fell.tolist()
