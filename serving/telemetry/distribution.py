"""A histogram for Prometheus that costs those who add to it next to nothing."""

from collections.abc import Iterable, Iterator
from threading import Lock

import numpy as np
import numpy.typing as npt
from prometheus_client.core import HistogramMetricFamily
from prometheus_client.registry import Collector

Labels = tuple[str, ...]
# So many values are kept as they come, then counted together: few enough that no request waits long for it.
_KEPT = 1_024


class Distribution(Collector):
    """How values are distributed, by labels. They are counted when somebody looks, or when many wait to be."""

    def __init__(self, name: str, about: str, labels: Labels, bounds: tuple[float, ...]) -> None:
        self._name, self._about, self._labels = name, about, labels
        self._bounds = np.array(bounds)
        self._names = [*map(str, bounds), "+Inf"]
        self._lock = Lock()
        self._kept: dict[Labels, list[float]] = {}
        self._counts: dict[Labels, npt.NDArray[np.int64]] = {}
        self._sums: dict[Labels, float] = {}

    def add(self, labels: Labels, values: Iterable[float]) -> None:
        """Count these values (finite) under these labels, from any thread."""
        with self._lock:
            kept = self._kept.setdefault(labels, [])
            kept.extend(values)
            if len(kept) >= _KEPT:
                self._count(labels)

    def _count(self, labels: Labels) -> None:
        values = np.asarray(self._kept.pop(labels), dtype=np.float64)
        counts = np.bincount(np.searchsorted(self._bounds, values), minlength=len(self._names))
        self._counts[labels] = self._counts.get(labels, 0) + counts
        self._sums[labels] = self._sums.get(labels, 0.0) + float(values.sum())

    def describe(self) -> Iterable[HistogramMetricFamily]:
        """The name alone."""
        yield HistogramMetricFamily(self._name, self._about, labels=self._labels)

    def collect(self) -> Iterator[HistogramMetricFamily]:
        """The distribution up to now."""
        (family,) = self.describe()
        with self._lock:
            for labels in list(self._kept):
                self._count(labels)
            for labels, counts in self._counts.items():
                upto = [float(count) for count in counts.cumsum()]
                family.add_metric(labels, list(zip(self._names, upto, strict=True)), self._sums[labels])
        yield family
