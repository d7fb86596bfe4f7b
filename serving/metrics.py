"""What the service counts about itself, for Prometheus: a registry an application, so that several share a process."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from threading import Lock
from typing import Protocol

import numpy as np
import numpy.typing as npt
from prometheus_client import CollectorRegistry, GCCollector, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

LATENCIES = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
SIZES = (100.0, 1_000.0, 10_000.0, 100_000.0, 1_000_000.0)
FORECASTS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
# Purchases within a week are rare: most probabilities are far below one in ten.
PROBABILITIES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0)
# Served probabilities are kept as they come and counted this many at a time, or when somebody looks.
_KEPT = 4_096


class Request(Protocol):
    """A request that has been answered; `route` is the template of its path, never the path."""

    status: int
    seconds: float
    bytes_in: int
    bytes_out: int

    @property
    def method(self) -> str: ...

    @property
    def route(self) -> str: ...


class Metrics:
    """All metrics of one application. `registry` is open to others; `gauge` adds what is read when somebody looks."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.in_flight = 0
        self.probabilities = Probabilities()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self.registry.register(self.probabilities)
        self.gauge("leadcast_http_requests_in_flight", "Requests being answered now.", lambda: self.in_flight)
        self._seconds = self._by_route("request_duration_seconds", "Time to answer a request.", LATENCIES)
        self._in = self._by_route("request_size_bytes", "Size of a request's body.", SIZES)
        self._out = self._by_route("response_size_bytes", "Size of the body that answers.", SIZES)
        self.forecasts = Histogram(
            "leadcast_sandbox_forecast_seconds",
            "Time to compute a forecast of the sandbox.",
            buckets=FORECASTS,
            registry=self.registry,
        )
        self._children: dict[tuple[str, str, int], tuple[Histogram, Histogram, Histogram]] = {}

    def _by_route(self, what: str, about: str, buckets: Sequence[float]) -> Histogram:
        labels = ("route", "method", "status")
        return Histogram(f"leadcast_http_{what}", about, labels, buckets=buckets, registry=self.registry)

    def record(self, request: Request) -> None:
        """Count a request that has been answered."""
        key = (request.route, request.method, request.status // 100)
        # Finding the children by their labels takes longer than counting.
        seconds, size_in, size_out = self._children.get(key) or self._new_children(key)
        seconds.observe(request.seconds)
        size_in.observe(request.bytes_in)
        size_out.observe(request.bytes_out)

    def _new_children(self, key: tuple[str, str, int]) -> tuple[Histogram, Histogram, Histogram]:
        labels = (*key[:2], f"{key[2]}xx")
        made = self._seconds.labels(*labels), self._in.labels(*labels), self._out.labels(*labels)
        self._children[key] = made
        return made

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
            value = float("nan")
        yield GaugeMetricFamily(self._name, self._about, value=value)


class Probabilities(Collector):
    """How the probabilities that were served are distributed, by the call that served them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[str, list[float]] = {}
        self._counts: dict[str, npt.NDArray[np.int64]] = {}
        self._sums: dict[str, float] = {}

    def served(self, call: str, probabilities: Iterable[float]) -> None:
        """Count these, which `call` (one of a few names) has answered."""
        with self._lock:
            kept = self._kept.setdefault(call, [])
            kept.extend(probabilities)
            if len(kept) >= _KEPT:
                self._count(call)

    def _count(self, call: str) -> None:
        values = np.asarray(self._kept.pop(call, []), dtype=np.float64)
        counts = np.bincount(np.searchsorted(PROBABILITIES, values), minlength=len(PROBABILITIES))
        self._counts[call] = self._counts.get(call, 0) + counts
        self._sums[call] = self._sums.get(call, 0.0) + float(values.sum())

    def describe(self) -> Iterable[Metric]:
        """The name alone."""
        yield HistogramMetricFamily("leadcast_served_probability", "Probabilities answered.", labels=["call"])

    def collect(self) -> Iterator[Metric]:
        """The distribution up to now."""
        (family,) = self.describe()
        assert isinstance(family, HistogramMetricFamily)
        with self._lock:
            for call in list(self._kept):
                self._count(call)
            for call, counts in self._counts.items():
                upto = [float(count) for count in counts.cumsum()]
                bounds = [*map(floatToGoString, PROBABILITIES[:-1]), "+Inf"]
                family.add_metric([call], list(zip(bounds, upto, strict=True)), self._sums[call])
        yield family
