"""What the service counts about itself, for Prometheus: a registry an application, so that several share a process."""

from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, GCCollector, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from serving.telemetry.distribution import Distribution
from serving.telemetry.requests import Requests

FORECASTS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
# Purchases within a week are rare: most probabilities are far below one in ten.
PROBABILITIES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0)


class Metrics:
    """All metrics of one application: `requests` of those answered, others that `gauge` adds to the `registry`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.in_flight = 0
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self.gauge("leadcast_http_requests_in_flight", "Requests being answered now.", lambda: self.in_flight)
        self.requests = Requests()
        self.registry.register(self.requests)
        self._probabilities = Distribution(
            "leadcast_served_probability", "Probabilities answered.", ("call",), PROBABILITIES
        )
        self.registry.register(self._probabilities)
        about = "Time to compute a forecast of the sandbox."
        self.forecasts = Histogram(
            "leadcast_sandbox_forecast_seconds", about, buckets=FORECASTS, registry=self.registry
        )

        about = "Attempts to send an event to a webhook, by what became of the event."
        self._tried = Counter("leadcast_webhook_attempts", about, ("outcome",), registry=self.registry)
        for outcome in ("sent", "failed", "dead"):
            self._tried.labels(outcome)

    def served(self, call: str, probabilities: Iterable[float]) -> None:
        """Count the probabilities that `call` (one of a few names) has answered."""
        self._probabilities.add((call,), probabilities)

    def tried(self, outcome: str) -> None:
        """Count an attempt to send an event: `sent`, `failed` where it is tried again, or `dead`."""
        self._tried.labels(outcome).inc()

    def gauge(self, name: str, about: str, read: Callable[[], float]) -> None:
        """Show `read()` as the gauge `name` whenever somebody looks; NaN while it raises, so that the rest is shown.

        Raises:
            ValueError: there is a metric of this name already, or the name is none.
        """
        self.registry.register(_Read(name, about, read))


class _Read(Collector):
    """A gauge that is read when somebody looks."""

    def __init__(self, name: str, about: str, read: Callable[[], float]) -> None:
        self._name, self._about, self._read = name, about, read

    def describe(self) -> Iterable[Metric]:
        """The name alone, so that registering reads nothing."""
        yield GaugeMetricFamily(self._name, self._about)

    def collect(self) -> Iterator[Metric]:
        """The value now."""
        try:
            value = float(self._read())
        except Exception:
            # What cannot be read is unknown; it must not take all other figures from whoever asks for them.
            value = float("nan")
        yield GaugeMetricFamily(self._name, self._about, value=value)
