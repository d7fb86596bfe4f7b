"""What simulated signals are about is what the collector would find in the same words."""

import itertools
import json

import pytest

from history.simulator.texts import NEUTRAL, TELLING, TERMS, Topic, details, worded
from history.tables import SIGNAL_KINDS
from scrapers.meaning.taxonomy import Taxonomy

TAXONOMY = Taxonomy.load()


def every(topic: Topic) -> list[tuple[str, str]]:
    """Title and text of every wording, with every subject."""
    places = itertools.product(range(len(SIGNAL_KINDS)), (False, True), range(3), range(len(topic.subjects)))
    return [worded(topic, kind, "Acme", english, (which, what)) for kind, english, which, what in places]


@pytest.mark.parametrize("topic", [TELLING, NEUTRAL], ids=["telling", "neutral"])
def test_topics_are_those_that_the_collector_finds(topic: Topic) -> None:
    """Key, score and terms of each, but for publishing a tender, which launches no product."""
    for title, text in every(topic):
        told = json.loads(details(title, text))["meaning"]["topics"]
        found = [each for each in TAXONOMY.topics_of(title, text) if each.key != "product_launch"]

        assert [(each.key, each.score, sorted(each.terms)) for each in found] == [
            (each["key"], each["score"], each["terms"]) for each in told
        ]


def test_a_tender_is_about_procurement() -> None:
    """Surest of all, and the signal quotes its own text."""
    title, text = worded(TELLING, 0, "Acme", True, (0, 0))
    made = json.loads(details(title, text))

    assert "procurement" == made["meaning"]["topics"][0]["key"]
    assert {"span": text} == made["evidence"]
    assert made["simulated"] is True


def test_topics_have_the_taxonomy_s_keys() -> None:
    """No topic of its own."""
    assert set(TERMS) <= set(TAXONOMY.topics)
