"""Who is scored, and where each stands."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd


class Directory:
    """Ids and their positions. It is shared by all books of the same ids, and looked up many times."""

    def __init__(self, ids: pd.Index) -> None:
        self.ids = ids

    @cached_property
    def names(self) -> npt.NDArray[np.object_]:
        """The ids as plain texts."""
        return self.ids.to_numpy(dtype=object)

    def places(self, ids: Sequence[str]) -> npt.NDArray[np.intp]:
        """The position of each id, −1 for one that is not there."""
        return np.array(self.listed(ids), dtype=np.intp)

    def listed(self, ids: Sequence[str]) -> list[int]:
        """The same as a list: of one id an array takes ten times as long."""
        return [self._at.get(name, -1) for name in ids]

    @cached_property
    def _at(self) -> dict[str, int]:
        # An index of pandas takes a hundred times as long to look one id up.
        return {name: place for place, name in enumerate(self.names.tolist())}
