"""The figures that are promised hold on recorded pages."""

from pathlib import Path

import pytest

from bench.captures import quality
from bench.changes import CHANGED, NOISE, Step, pairs, sequences

DATA = Path(__file__).parents[3].parent / "shared" / "web"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the recorded pages are not here")


def share(steps: list[Step], labels: tuple[str, ...]) -> float:
    ours = [step.flagged.get("ours", False) for step in steps if step.label in labels]
    return sum(ours) / len(ours)


@pytest.mark.slow
def test_less_than_one_percent_of_noise_at_nine_tenths_of_changes():
    """In sequences, by what was learned from earlier captures only."""
    steps = sequences(DATA)

    assert share(steps, NOISE) < 0.01
    assert share(steps, CHANGED) > 0.9


@pytest.mark.slow
def test_pairs_without_history():
    """Material changes are caught, and bad captures are none."""
    steps = pairs(DATA)

    assert 1.0 == share(steps, CHANGED)
    assert 0.0 == share(steps, ("fetch-error",))
    assert share(steps, NOISE) < 0.1


def test_captures_are_judged_as_analysts_judged_them():
    """Genuine answers, missing pages among them, are told from what was served in their place."""
    assert [] == quality(DATA).misses
