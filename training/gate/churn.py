"""How much of a ranking a new model turns over: a sales team that works a list should know it again."""

import numpy as np
import pandas as pd

from history.record import History
from models.artifact import Bundle
from models.ranking import score_all
from models.sandbox.answer.forecast import Note
from models.scorers.scorer import Probabilities
from training.datasets import Mask
from training.gate.rule import Verdict, judged, not_applicable
from training.settings import Gate

TOP, NEAR_TOP = 0.1, 0.2
# Of fewer, the top tenth is a handful that changes by chance.
LEAST_RANKED = 100


def turned_over(candidate: Bundle, champion: Bundle | None, history: History, settings: Gate) -> Verdict:
    """It fails where too few of the champion's top tenth stand in the candidate's top fifth.

    Both score everybody as of the moment that the candidate was trained.
    """
    if champion is None or champion.rows != candidate.rows:
        return not_applicable("churn", "There is no ranking to compare with.", "没有可比较的排序。")
    as_of = pd.Timestamp(candidate.card["trained_until"])
    old, new = (score_all(history.known_by(as_of), each, as_of) for each in (champion, candidate))
    both = old.merge(new, on=old.columns[0], suffixes=("_old", "_new"))
    before, after = both["probability_old"].to_numpy(), both["probability_new"].to_numpy()
    if len(both) < LEAST_RANKED:
        return not_applicable("churn", f"Fewer than {LEAST_RANKED} are ranked.", f"参与排序的不足 {LEAST_RANKED}。")
    if min(np.ptp(before), np.ptp(after)) == 0:
        return not_applicable("churn", "One of the two ranks nobody.", "其中一个模型不做排序。")
    share = kept(before, after)
    note = Note(
        f"Of the champion's top tenth of {len(both):,}, {share:.0%} stand in the new top fifth; "
        f"at least {settings.kept:.0%} must.",
        f"现用模型排名前十分之一者（共 {len(both):,}）中，{share:.0%} 仍在新模型的前五分之一；"
        f"至少应有 {settings.kept:.0%}。",
    )
    return judged("churn", share < settings.kept, note, {"kept": share, "least": settings.kept, "rows": len(both)})


def kept(before: Probabilities, after: Probabilities) -> float:
    """The share of the top tenth by `before` that stands in the top fifth by `after`, shape (n,) each, n ≥ 1.

    What ties with the last of a top belongs to it.
    """
    return float(_top(after, NEAR_TOP)[_top(before, TOP)].mean())


def _top(scores: Probabilities, share: float) -> Mask:
    count = max(1, int(np.ceil(share * len(scores))))
    return np.asarray(scores >= np.sort(scores)[-count])
