"""What was worked out of an account or lead, kept until the history or the model changes."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from serving.scores.opening import Live

MOST_KEPT = 500
Made = TypeVar("Made")


class Kept:
    """The results used last, for one history and one model: opening the next page of a timeline costs nothing anew."""

    def __init__(self) -> None:
        self._found: OrderedDict[Hashable, Any] = OrderedDict()
        self._of: tuple[object, object] = (None, None)
        self._turn = threading.Lock()

    def get(self, live: Live, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` gives for `key` on the history and the model of `live`.

        Two that ask for the same at once may both make it.
        """
        of = (live.rows, live.bundle)
        with self._turn:
            if self._of[0] is not of[0] or self._of[1] is not of[1]:
                self._found.clear()
                self._of = of
            if key in self._found:
                self._found.move_to_end(key)
                found: Made = self._found[key]
                return found
        made = make()
        with self._turn:
            if self._of[0] is of[0] and self._of[1] is of[1]:
                self._found[key] = made
                if len(self._found) > MOST_KEPT:
                    self._found.popitem(last=False)
        return made
