"""The order that scores put accounts or leads in, kept while some of them change."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from models.scorers.scorer import Probabilities

Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Order:
    """`places` of scores by falling probability, by place where these are equal, and the `falling` probabilities."""

    places: Places
    falling: Probabilities

    @classmethod
    def of(cls, probability: Probabilities) -> Self:
        """The order of all these."""
        places = np.lexsort((np.arange(len(probability)), -probability))
        return cls(places, probability[places])

    def moved(self, probability: Probabilities, changed: Places) -> "Order":
        """The order once the places `changed` have the probabilities that they have here; all others keep theirs."""
        is_changed = np.zeros(len(probability), dtype=bool)
        is_changed[changed] = True
        stays = ~is_changed[self.places]
        places, falling = self.places[stays], self.falling[stays]
        new = np.sort(changed)
        new = new[np.argsort(-probability[new], kind="stable")]
        rising = -falling
        low, high = (np.searchsorted(rising, -probability[new], side=side).tolist() for side in ("left", "right"))
        # Among those that score just the same, by place.
        ties = zip(low, high, new.tolist(), strict=True)
        at = [start + int(np.searchsorted(places[start:stop], place)) for start, stop, place in ties]
        return Order(np.insert(places, at, new), np.insert(falling, at, probability[new]))

    def percentiles(self, probability: Probabilities) -> Probabilities:
        """The share of the others that score lower than each of these, ties counted half, in percent."""
        rising = self.falling[::-1]
        low, high = (np.searchsorted(rising, probability, side=side) for side in ("left", "right"))
        found: Probabilities = 100 * ((low + high) / 2) / max(len(rising), 1)
        return found
