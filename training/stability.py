"""Whether values still lie where they lay: the population stability index of features and scores.

Source: N. Siddiqi, "Credit Risk Scorecards", 2006, whose rule of thumb calls 0.1 a small shift and 0.25 a large one;
what chance alone gives: B. Yurdakul, J. Naranjo, "Statistical properties of the population stability index", 2020.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import chi2

SMALL, LARGE = 0.1, 0.25
BINS = 10
# A bin that was empty on one side would make the index infinite.
LEAST_SHARE = 1e-4
# One in a thousand features passes this by chance.
SURE = 0.999

Numbers = npt.NDArray[np.float64]


def edges_of(values: pd.Series) -> tuple[float, ...] | tuple[str, ...]:
    """What parts `values` into bins: for numbers up to nine distinct deciles, for categories their names.

    Unknown values take no part; they have a bin of their own.
    """
    if isinstance(values.dtype, pd.CategoricalDtype):
        return tuple(str(name) for name in values.cat.categories)
    known = values.dropna().to_numpy(dtype=np.float64)
    if not len(known):
        return ()
    deciles = np.quantile(known, np.arange(1, BINS) / BINS, method="inverted_cdf")
    # A value up to an edge lies below it, so the greatest value is no edge: nothing would lie above.
    return tuple(float(edge) for edge in np.unique(deciles) if edge < known.max())


def shares(values: pd.Series, edges: tuple[float, ...] | tuple[str, ...]) -> Numbers:
    """The share of `values` in each bin: up to each edge, above the last one, unknown; shape (edges + 2,).

    Of categories: each one named, all others, unknown. NaN throughout where there is no value at all.
    """
    unknown = values.isna().to_numpy()
    places = np.where(unknown, len(edges) + 1, _places(values, edges))
    counts = np.bincount(places, minlength=len(edges) + 2)
    return counts / len(values) if len(values) else np.full(len(counts), np.nan)


def _places(values: pd.Series, edges: tuple[float, ...] | tuple[str, ...]) -> npt.NDArray[np.int64]:
    if isinstance(values.dtype, pd.CategoricalDtype):
        found = pd.Index(edges).get_indexer(pd.Index(values.astype("str")))
        return np.where(found < 0, len(edges), found)
    return np.searchsorted(np.array(edges, dtype=np.float64), values.to_numpy(dtype=np.float64), side="left")


def psi(expected: Numbers, actual: Numbers) -> float:
    """Σ (actual − expected) · ln(actual / expected) over bins; 0 where alike, NaN where either is unknown."""
    one, other = (np.maximum(each, LEAST_SHARE) for each in (expected, actual))
    return float(((other - one) * np.log(other / one)).sum())


def chance(expected: Numbers, first: int, second: int) -> float:
    """The index that only one in a thousand pairs of samples of `first` and `second` draws from `expected` passes."""
    used = int((expected > 0).sum())
    if used < 2:
        return 0.0
    return float(chi2.ppf(SURE, used - 1) * (1 / first + 1 / second))
