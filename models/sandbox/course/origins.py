"""Where leads come from, and the factors of their hazards that follow from it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.sandbox.course.kinds import Cells, mixed
from models.sandbox.course.pace import Pace

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Origins:
    """Where the leads of each region come from and what they ask for: shares of sources (R, S), of products (R, P), and
    what answering leads sooner or later than of late does to winning (D; None: as of late)."""

    sources: Array
    products: Array
    answered: Array | None = None

    @property
    def _key(self) -> tuple[bytes, bytes, bytes]:
        answered = b"" if self.answered is None else self.answered.tobytes()
        return self.sources.tobytes(), self.products.tobytes(), answered

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Origins) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


def _wanted(origins: Origins, won: Pace, lost: Pace) -> Iterator[tuple[Pace, Array]]:
    """What the products of a region's leads, and how soon they are answered, do to each cause (R, 1, D)."""
    answered = 1.0 if origins.answered is None else origins.answered
    for pace, more in ((won, answered), (lost, 1.0)):
        yield pace, np.asarray((origins.products @ pace.product) * more)[:, None]


def cells_from(origins: Origins, won: Pace, lost: Pace) -> Cells:
    """Factors of region × industry (R, I, D) for leads of these origins."""
    parts = [
        pace.cell * (origins.sources @ pace.source)[:, None] * wanted for pace, wanted in _wanted(origins, won, lost)
    ]
    return Cells.of(*parts)


def source_cells_from(origins: Origins, industries: Array, won: Pace, lost: Pace) -> Cells:
    """Factors of region × source (R, S, D) for leads of these origins with the mix `industries` (R, I)."""
    parts = [
        mixed(pace.cell, industries)[:, None] * pace.source * wanted for pace, wanted in _wanted(origins, won, lost)
    ]
    return Cells.of(*parts)
