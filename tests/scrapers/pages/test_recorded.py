"""The figures that are promised hold on recorded pages."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.captures import quality
from bench.changes import CHANGED, NOISE, Step, pairs, sequences
from scrapers.pages.blocks import read
from scrapers.pages.letters import clean
from scrapers.records import Page

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


def test_main_text_keeps_what_others_found_in_it():
    """Sentences that the gold of saved pages demands are in the page's own text."""
    lines = (json.loads(line) for line in (DATA / "manifest.jsonl").read_text(encoding="utf-8").splitlines())
    missing = []
    for told in lines:
        expected = told.get("expected")
        if isinstance(expected, dict) and "with" in expected:
            page = Page("https://saved.example/", (DATA / told["file"]).read_bytes(), datetime(2026, 1, 1, tzinfo=UTC))
            text = "".join(read(page).text.split())
            missing += [words for words in expected["with"] if "".join(clean(words).split()) not in text]

    assert [] == missing
