"""What comes of the leads that arrive in the week from a moment on: for each region, the chance of one to be won.

The sandbox asked another way: the number of leads of the coming week is given, not what comes on top of the usual one,
and any number of days can be asked for.
"""

import numpy as np
import numpy.typing as npt

from models.sandbox.course.ground import NOW, Ground
from models.sandbox.course.kinds import mixed
from models.sandbox.state.standing import AGE_WEEKS

Array = npt.NDArray[np.float64]


def won_within(ground: Ground, arriving: Array, days: int) -> Array:
    """P(won within `days` days of arrival) (R, D) of one of the `arriving` (R) leads of the coming week.

    They come instead of the usual leads of that week, in their mix; after it the usual ones come. Between two whole
    weeks the chance rises evenly.
    """
    weeks = min(days // 7, AGE_WEEKS)
    extra = np.zeros((weeks + 2, len(arriving)))
    extra[0] = arriving - ground.standing.inflow.sum(axis=1)
    stock = ground.stock_beside(extra[..., None], ground.usual_mix, ground.usual)[..., 0]
    course = ground.course_with(stock, ground.staff)[0]
    cells, shares = ground.cells(ground.usual), ground.usual_mix / ground.usual_mix.sum(axis=1, keepdims=True)
    before, after = (
        mixed(course.chances(cells, NOW, horizon), shares) if horizon else 0.0
        for horizon in (weeks, min(weeks + 1, AGE_WEEKS))
    )
    return np.asarray(before + (after - before) * (days / 7 - weeks if weeks < AGE_WEEKS else 0.0))
