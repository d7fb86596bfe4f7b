"""Whether probabilities hold: the expected calibration error, beside what chance alone would show of it."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.sandbox.answer.forecast import Note
from models.scorers.scorer import Labels, Probabilities
from training.gate.contest import LEAST_ENTITIES
from training.gate.rule import Verdict, judged, not_applicable
from training.metrics import bin_numbers
from training.settings import Gate

DRAWS = 400
# One in a hundred perfectly calibrated models shows more.
SURE = 0.99


def holds(said: pd.DataFrame, settings: Gate, seed: int) -> Verdict:
    """Judge the forward predictions `said` (columns `entity`, `label`, `serves`).

    The bound is a share of the base rate: what is off by 0.02 is a good promise of 0.5, and none of 0.02. The error of
    a perfect model is not 0 on so many rows, so what lies within its noise passes as well.
    """
    if said["entity"].nunique() < LEAST_ENTITIES:
        return not_applicable("calibration", "No forward predictions were kept to judge.", "没有可供评判的向前预测。")
    labels, scores = said["label"].to_numpy(), said["serves"].to_numpy()
    rate = float(labels.mean())
    bound = min(settings.most_ece, settings.ece_share * rate)
    error, null = calibration_error(labels, scores), by_chance(labels, scores, said["entity"].to_numpy(), seed)
    noise = float(np.quantile(null, SURE))
    numbers = {"ece": error, "bound": bound, "noise": noise, "base_rate": rate, "rows": len(said)}
    note = Note(
        f"ECE {error:.4f} on {len(said):,} forward rows; allowed {bound:.4f} at a base rate of {rate:.1%}, "
        f"and chance alone gives up to {noise:.4f}.",
        f"{len(said):,} 行向前预测的 ECE 为 {error:.4f}；基准率 {rate:.1%} 时允许 {bound:.4f}，"
        f"仅凭偶然即可达 {noise:.4f}。",
    )
    return judged("calibration", error > max(bound, noise), note, numbers)


def calibration_error(labels: Labels, probabilities: Probabilities) -> float:
    """The expected calibration error over 15 bins of equal mass."""
    gaps = np.bincount(bin_numbers(probabilities), probabilities - labels)
    return float(np.abs(gaps).sum() / len(labels))


def by_chance(
    labels: Labels, probabilities: Probabilities, clusters: npt.NDArray[np.uint64], seed: int, draws: int = DRAWS
) -> Probabilities:
    """Errors, shape (draws,), that a calibrated model would show on rows like these.

    Each entity's residuals keep or turn their sign together: on average nothing is off then, while rows of one entity
    stay as alike as they are (wild cluster bootstrap; Cameron, Gelbach and Miller, 2008).
    """
    _, owner = np.unique(clusters, return_inverse=True)
    bins = bin_numbers(probabilities)
    owners, width = int(owner.max()) + 1, int(bins.max()) + 1
    sums = np.bincount(owner * width + bins, probabilities - labels, owners * width).reshape(owners, width)
    random = np.random.default_rng(seed)
    turned = (random.choice((-1.0, 1.0), owners) @ sums for _ in range(draws))
    return np.array([np.abs(gaps).sum() for gaps in turned]) / len(labels)
