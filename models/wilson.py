"""Wilson's interval of a share, where SciPy's takes whole numbers only."""

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

Shares = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

SURE = float(norm.ppf(0.975))


def wilson(share: Shares | float, rows: Shares | Places | float) -> tuple[Shares, Shares]:
    """The two ends of the 95 % interval of a share seen among so many independent rows, each within 0 and 1.

    Of one share or of many (n,); rows are more than 0 and may be a fraction. Wilson, "Probable inference, the law of
    succession, and statistical inference", 1927.
    """
    spread = SURE**2 / rows
    middle = (share + spread / 2) / (1 + spread)
    half = SURE / (1 + spread) * np.sqrt(share * (1 - share) / rows + spread / rows / 4)
    # Where none or all said yes, the bound is the share itself, but for the last bit.
    low = np.where(share > 0, np.maximum(middle - half, 0), 0.0)
    return low, np.where(share < 1, np.minimum(middle + half, 1), 1.0)
