"""Events of coded owners, as they are counted."""

from dataclasses import dataclass, field

import numpy as np

from features.arrays import Codes, Mask
from features.moments import NEVER, Micros


@dataclass(frozen=True)
class Events:
    """Events of coded owners: `code` (−1 = nobody's), `happened` and `recorded` in microseconds, one row each.

    From `until` on an event no longer belongs to its owner (a lead that has moved to another account takes its past
    along); None where all of them stay.
    """

    code: Codes
    happened: Micros
    recorded: Micros
    until: Micros | None = None
    _entering: dict[int, tuple[Micros, Codes]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.code)

    def taken(self, rows: Codes | slice | Mask) -> "Events":
        """Only these rows, in the order given."""
        until = None if self.until is None else self.until[rows]
        return Events(self.code[rows], self.happened[rows], self.recorded[rows], until)

    def owned_by(self, code: Codes) -> "Events":
        """The same events under other owners; those of nobody drop out when they are counted."""
        return Events(code, self.happened, self.recorded, self.until)

    @property
    def backwards(self) -> "Events":
        """The same events in the opposite order, so that the last of them is the first."""
        return self.taken(slice(None, None, -1))

    @property
    def known(self) -> Micros:
        """From when on each event can be used: it has happened, and it has been recorded."""
        return np.maximum(self.happened, self.recorded)

    def entering(self, cutoffs: Micros) -> Codes:
        """The number of the first of `cutoffs` at which each event is known, their count for none.

        Every window of the same events asks for it, so it is kept for as long as the events are.
        """
        kept, places = self._entering.get(id(cutoffs), (None, None))
        if kept is not cutoffs or places is None:
            places = np.searchsorted(cutoffs, self.known, side="left")
            self._entering[id(cutoffs)] = cutoffs, places
        return places

    @property
    def ends(self) -> Micros:
        """`until`, `NEVER` for events that stay."""
        return np.full(len(self), NEVER) if self.until is None else self.until
