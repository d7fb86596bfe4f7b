"""What Prometheus is told of requests: how many, how long they took, how large bodies were."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from threading import Lock

from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from serving.telemetry.distribution import Distribution, Labels

LATENCIES = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
SIZES = (100.0, 1_000.0, 10_000.0, 100_000.0, 1_000_000.0)
_LABELS = ("route", "method", "status")
# Seconds, bytes in, bytes out.
Figures = tuple[float, int, int]
# So many wait to be counted together.
_KEPT = 512


class Requests(Collector):
    """Three distributions of the same requests, by route, method and class of status."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: list[tuple[Labels, Figures]] = []
        self._distributions = (
            Distribution("leadcast_http_request_duration_seconds", "Time to answer a request.", _LABELS, LATENCIES),
            Distribution("leadcast_http_request_size_bytes", "Size of a request's body.", _LABELS, SIZES),
            Distribution("leadcast_http_response_size_bytes", "Size of the body that answers.", _LABELS, SIZES),
        )

    def add(self, labels: Labels, figures: Figures) -> None:
        """Count a request that has been answered, from any thread."""
        with self._lock:
            self._kept.append((labels, figures))
            if len(self._kept) >= _KEPT:
                self._count()

    def _count(self) -> None:
        by_labels: dict[Labels, list[Figures]] = defaultdict(list)
        for labels, figures in self._kept:
            by_labels[labels].append(figures)
        self._kept = []
        for labels, rows in by_labels.items():
            for distribution, values in zip(self._distributions, zip(*rows, strict=True), strict=True):
                distribution.add(labels, values)

    def describe(self) -> Iterable[Metric]:
        """The names alone."""
        for distribution in self._distributions:
            yield from distribution.describe()

    def collect(self) -> Iterator[Metric]:
        """The distributions up to now."""
        with self._lock:
            self._count()
        for distribution in self._distributions:
            yield from distribution.collect()
