"""What serves now, for Prometheus: read from what the requests are answered from, when somebody looks."""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from serving.scores.opening import Live


class Seen(Collector):
    """The metrics of `registry`, and those of the model and the scores that answer at `now` (aware)."""

    def __init__(self, registry: CollectorRegistry, live: Live, now: datetime) -> None:
        self._registry = registry
        self._live = live
        self._now = now

    def collect(self) -> Iterator[Metric]:
        """All metrics."""
        yield from self._registry.collect()
        live, book = self._live, self._live.book
        model = {
            "model": live.model,
            "entity": book.entity,
            "scorer": live.bundle.intent.scorer.name,
            "simulated": str(live.simulated).lower(),
        }
        yield InfoMetricFamily("leadcast_model", "The model that answers.", value=model)
        promoted, age = live.promoted_at.timestamp(), (self._now - live.as_of).total_seconds()
        yield GaugeMetricFamily("leadcast_model_promoted_timestamp_seconds", "When it was promoted.", value=promoted)
        yield GaugeMetricFamily(
            "leadcast_scores_age_seconds", "Time since the moment that the scores are of.", value=age
        )
        yield GaugeMetricFamily("leadcast_scores", "How many accounts or leads are scored.", value=len(book))
        has_sandbox = float(live.sandbox is not None)
        yield GaugeMetricFamily("leadcast_sandbox_open", "1 where the sandbox can answer.", value=has_sandbox)
