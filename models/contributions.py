"""What each feature adds to a score, exactly: Shapley values on the log-odds scale."""

from typing import Protocol, runtime_checkable

import pandas as pd

from models.average import Averaged
from models.columns import Matrix
from models.scorer import Scorer


@runtime_checkable
class Additive(Protocol):
    """A scorer that can say what each of its features adds."""

    def contributions(self, table: pd.DataFrame) -> tuple[tuple[str, ...], Matrix]:
        """Names of features, and what each adds to the log-odds of each row beside an average row: (rows, names)."""
        ...


def contributions(scorer: Scorer, table: pd.DataFrame) -> pd.DataFrame:
    """What each feature adds to the log-odds of each row of `table`, a column a feature; of an average the mean.

    With the log-odds of an average row they sum to the row's own. No columns for a model without features.
    """
    if isinstance(scorer, Averaged):
        shares = [contributions(part, table) for part in scorer.parts]
        names = list(dict.fromkeys(name for share in shares for name in share.columns))
        # A feature that a part does not see moves that part by nothing.
        aligned = [share.reindex(columns=names, fill_value=0.0) for share in shares]
        return sum(aligned[1:], aligned[0]) / len(aligned)
    if not isinstance(scorer, Additive):
        return pd.DataFrame(index=range(len(table)))
    names_seen, values = scorer.contributions(table)
    return pd.DataFrame(values, columns=list(names_seen))
