"""What draws of the posterior say together; draws are the last axis."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def expected(draws: npt.NDArray[np.floating]) -> Array:
    """Mean of draws (..., D)."""
    return np.asarray(draws.mean(axis=-1), dtype=np.float64)


def moments(draws: npt.NDArray[np.floating]) -> tuple[Array, Array]:
    """Mean and variance of draws (..., D)."""
    mean = draws.mean(axis=-1, keepdims=True)
    away = draws - mean
    variance = np.einsum("...d,...d->...", away, away) / draws.shape[-1]
    return mean[..., 0].astype(np.float64), variance.astype(np.float64)
