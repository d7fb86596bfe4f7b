"""What leads of a region are made of, counted by another of their categories."""

import numpy as np
import numpy.typing as npt

from features.arrays import Codes

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

# What the mix of all regions weighs, in leads, against a region's own.
LEANING_LEADS = 30


def counted_by(region: Codes, kind: Codes, shape: tuple[int, int], keep: Mask | None = None) -> Array:
    """Leads by region × kind, of those to `keep` (None: all)."""
    place = region * shape[1] + kind
    counts = np.bincount(place if keep is None else place[keep], minlength=shape[0] * shape[1])
    return counts.reshape(shape).astype(np.float64)


def mix_by(region: Codes, kind: Codes, shape: tuple[int, int], recent: Mask) -> Array:
    """Shares of the kinds per region, leaning on those of all regions; of all leads ever where none is `recent`."""
    table = counted_by(region, kind, shape, recent if recent.any() else None)
    everywhere = table.sum(axis=0) / max(table.sum(), 1.0)
    leaning = table + LEANING_LEADS * everywhere
    return np.asarray(leaning / np.maximum(leaning.sum(axis=1, keepdims=True), 1e-12))
