"""From a home to its morning list: for the command line and for pushes."""

import pandas as pd

from history.home import Home, checked
from history.opening import moment_of, read_history
from models.champion import read_champion
from models.today import TodaySettings
from serving.grades.opened import champion_bundle
from serving.scores.live import ScoreBook
from serving.today.today import Making, Morning, reasons_of


def settings_of(place: Home) -> TodaySettings:
    """The `[today]` table of the settings.

    Raises:
        UserError: it cannot be read as that.
    """
    return checked(TodaySettings, place.table("today"), f"{place.settings_file}, [today]")


def open_morning(place: Home, as_of: str) -> Morning:
    """The morning list as of a moment (business time), of the newest row without one.

    Raises:
        UserError: there is no history, no promoted model, or the text is no moment.
    """
    history, bundle = read_history(place), champion_bundle(place)
    champion = read_champion(place.models)
    book = ScoreBook.open(history, bundle, pd.Timestamp(moment_of(as_of, history)))
    making = Making(champion.version if champion else "", settings_of(place), reasons_of(history, book))
    return Morning.open(history, bundle, book, making)
