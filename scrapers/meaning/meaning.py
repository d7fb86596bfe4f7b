"""Topics and relevance, put to every signal that a reader makes."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from scrapers.meaning.relevance import Offering, relevance
from scrapers.meaning.taxonomy import Taxonomy
from scrapers.readers import Surroundings
from scrapers.reading import Reading
from scrapers.records import Page
from scrapers.signals import Signal
from scrapers.targets import Target

Read = Callable[[Target, Page, Surroundings], Reading]


@dataclass(frozen=True)
class Meaning:
    """What signals are judged by."""

    taxonomy: Taxonomy
    offering: Offering

    def told(self, signal: Signal) -> Signal:
        """The signal with its topics and its relevance, under `meaning` of its details."""
        topics = self.taxonomy.topics_of(signal.title, signal.text)
        found = relevance(signal.title, signal.text, topics, self.offering)
        meaning = {
            "topics": [{"key": each.key, "score": each.score, "terms": list(each.terms)} for each in topics],
            "relevance": None if found is None else {"score": found.score, "because": list(found.because)},
        }
        return replace(signal, details=signal.details | {"meaning": meaning})

    def reader(self, read: Read) -> Read:
        """`read`, with meaning put to each of its signals."""

        def told(target: Target, page: Page, known: Surroundings) -> Reading:
            reading = read(target, page, known)
            return replace(reading, signals=tuple(self.told(signal) for signal in reading.signals))

        return told
