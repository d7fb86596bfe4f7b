"""The mean of scorers on the log-odds scale: often a little better than each, never far from the best."""

import json
from pathlib import Path
from typing import Self

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from models.scorers.baselines import Logistic
from models.scorers.boosted import Boosted
from models.scorers.columns import Columns, Matrix
from models.scorers.scorer import Coded, Labels, Probabilities

KINDS: dict[str, type[Coded]] = {"logistic": Logistic, "boosted": Boosted}
FILE = "parts.json"


def mean_log_odds(*probabilities: Probabilities) -> Probabilities:
    """Probabilities whose log-odds are the mean of those given, each of shape (n,)."""
    # One after the other, so that a single row is rounded as it is among many.
    return np.asarray(expit(sum(logit(each) for each in probabilities) / len(probabilities)))


class Averaged:
    """Logistic regressions and LightGBMs, averaged with equal weights. Takes at least one part."""

    def __init__(self, *parts: Coded) -> None:
        self.parts = parts

    @property
    def name(self) -> str:
        """What reports call it."""
        return f"mean of {' and '.join(part.name for part in self.parts)}"

    def fit(self, table: pd.DataFrame, labels: Labels) -> Self:
        """Fit every part."""
        for part in self.parts:
            part.fit(table, labels)
        return self

    def predict(self, table: pd.DataFrame) -> Probabilities:
        """The averaged probability of each row."""
        return mean_log_odds(*(part.predict(table) for part in self.parts))

    @property
    def columns_(self) -> Columns:
        """The columns of all parts, each once, in the order in which the parts name them."""
        each = [part.columns_ for part in self.parts]
        names = tuple(dict.fromkeys(name for columns in each for name in columns.names))
        return Columns(names, {name: values for columns in each for name, values in columns.categories.items()})

    def predict_codes(self, codes: Matrix) -> Probabilities:
        """The averaged probability of each row of `columns_.codes(table)`."""
        place = {name: position for position, name in enumerate(self.columns_.names)}
        mine = [codes[:, [place[name] for name in part.columns_.names]] for part in self.parts]
        return mean_log_odds(*(part.predict_codes(some) for part, some in zip(self.parts, mine, strict=True)))

    def save(self, folder: Path) -> None:
        """Write each part into a folder of its own, and what they are into one JSON file."""
        kinds = [next(name for name, each in KINDS.items() if type(part) is each) for part in self.parts]
        (folder / FILE).write_text(json.dumps(kinds), encoding="utf-8")
        for number, part in enumerate(self.parts):
            (folder / str(number)).mkdir()
            part.save(folder / str(number))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        kinds = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return cls(*(KINDS[kind].load(folder / str(number)) for number, kind in enumerate(kinds)))
