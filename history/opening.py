"""From what a user names on the command line to the store, the history and the moment that are meant."""

import pandas as pd

from history.errors import UserError
from history.home import Home
from history.record import History
from history.store.store import Store


def make_store(home: Home) -> Store:
    """The store of `home`, for what fills it: both are made if need be."""
    home.folder.mkdir(parents=True, exist_ok=True)
    return Store.open(home.url)


def open_store(home: Home) -> Store:
    """The store of `home`, migrated if need be. Nothing is made.

    Raises:
        UserError: there is none.
    """
    return Store.existing(home.url)


def read_history(home: Home) -> History:
    """The whole history of `home`.

    Raises:
        UserError: there is none.
    """
    with open_store(home) as store:
        history = store.read(home.business)
    if history.last_recorded is None:
        raise UserError("The history is empty.", "Import an export first: leadcast import DIR --sql SQL_DIR.")
    return history


def moment_of(text: str, history: History) -> pd.Timestamp:
    """The cut-off that `text` names, in business time, as aware UTC; without one, the moment of the newest row.

    Raises:
        UserError: the text is no moment.
    """
    if not text and history.last_recorded is not None:
        return history.last_recorded
    try:
        moment = pd.Timestamp(text)
    except ValueError:
        raise UserError(f"{text!r} is no moment.", "Write it as 2026-01-12 or 2026-01-12T09:00.") from None
    zone = history.business.time_zone
    return (moment.tz_localize(zone) if moment.tzinfo is None else moment).tz_convert("UTC")
