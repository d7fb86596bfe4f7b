"""To train again what was trained before, from the very rows that it saw."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pandas as pd

from history.copies.snapshot import find, read
from history.errors import UserError
from history.home import Home
from history.record import History
from models.scorers.boosted import Boosting
from training.learning.tuning import Tuned, Tuner
from training.settings import Task
from training.track import bundle_of, registered


def stored(home: Home, snapshot: str, as_of: str) -> tuple[History, str]:
    """The history of a stored snapshot, named by its hash, and the moment to train as of.

    Without `as_of` it is that of the latest version trained from this snapshot; empty where there is none.

    Raises:
        UserError: there is no such snapshot, or it was changed.
    """
    path = find(home.snapshots, snapshot)
    if not as_of:
        trained = [each for each in registered(home.runs) if each.tags.get("snapshot", "").startswith(path.name)]
        as_of = trained[-1].texts["trained_until"] if trained else ""
    return read(path), as_of


def searched(home: Home, snapshot: str, task: Task, as_of: pd.Timestamp) -> Tuner | None:
    """What a search found for the latest version trained from the snapshot of this hash, for the same task and moment.

    None where there is no such version with its files, or where nothing was searched for it.
    """
    asked = (task.model_dump(mode="json"), as_of.isoformat())
    card = next((each for each in _cards(home, snapshot) if (each["task"], each["trained_until"]) == asked), {})
    if not card.get("search"):
        return None
    tuned = Tuned(Boosting(**card["selection"]["boosting"]), card["search"])
    return lambda *_: tuned


def _cards(home: Home, snapshot: str) -> Iterator[dict[str, Any]]:
    """The cards of all versions trained from a snapshot, the latest first."""
    for each in reversed(registered(home.runs)):
        if each.tags.get("snapshot") == snapshot:
            # One whose files were deleted is often the very one that is built again.
            with suppress(UserError):
                if (bundle := bundle_of(home.runs, each.version)) is not None:
                    yield bundle.card
