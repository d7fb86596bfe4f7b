"""To train again what was trained before, from the very rows that it saw."""

from history.home import Home
from history.record import History
from history.snapshot import find, read
from training.track import registered


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
