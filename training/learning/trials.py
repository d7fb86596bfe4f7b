"""What was tried and not only what was taken: whether to forget the older half of the past."""

from training.evidence import Difference, difference
from training.kinds import BASE
from training.learning.candidates import forward
from training.learning.learn import Learned
from training.learning.memory import forgetting
from training.learning.splits import forward_folds, usable


def memory_trial(learned: Learned) -> Difference | None:
    """The log loss that the chosen kind saves on later rows when it learns from the later half of the time only.

    None where the base rate serves, or half of the time is too short to be tried.
    """
    data, selection = learned.data, learned.selection
    folds = usable(forward_folds(data.cutoffs, learned.question.horizon), data)
    halved = usable(forgetting(folds, (data.cutoffs[-1] - data.cutoffs[0]) / 2), data)
    if selection.kind == BASE or not folds or len(halved) < len(folds):
        return None
    asked = selection.boosting, (selection.kind,), (selection.rounds or 1,)
    whole, half = (forward(data, some, *asked) for some in (folds, halved))
    return difference(whole.losses(selection.kind.key), half.losses(selection.kind.key), whole.clusters)
