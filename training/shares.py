"""A share of yes among rows that are no independent witnesses, with an interval that stays between 0 and 1."""

import numpy as np
import numpy.typing as npt

from models.scorers.scorer import Labels
from models.wilson import wilson
from training.bootstrap import Interval
from training.evidence import difference


def share_of(labels: Labels, clusters: npt.NDArray[np.int64]) -> Interval:
    """The share of yes and its 95 % interval, the rows of one entity being one witness.

    Wilson's interval for as many independent rows as would give the standard error of the clustered ones (Korn and
    Graubard, 1998); as many as there are entities where no error can be seen. Takes at least one row.
    """
    answers = labels.astype(np.float64)
    share, entities = float(answers.mean()), len(np.unique(clusters))
    error = difference(answers, np.zeros(len(answers)), clusters).error
    rows = share * (1 - share) / error**2 if 0 < error < np.inf else float(entities)
    low, high = wilson(share, min(max(rows, 1.0), len(labels)))
    return Interval(share, float(low), float(high))
