"""The promoted model with the grades that the settings of the home ask for."""

from history.home import Home, checked
from models.artifact import Bundle, load
from models.champion import champion_folder
from models.regraded import GradeSettings, regraded


def grades_of(place: Home) -> GradeSettings:
    """The table `[grades]`.

    Raises:
        UserError: it names no probabilities.
    """
    return checked(GradeSettings, place.table("grades"), f"{place.settings_file}, [grades]")


def champion_bundle(place: Home) -> Bundle:
    """The promoted model; its grades are those of `[grades]`, where they are set.

    Raises:
        UserError: no model is promoted, it is damaged, or the grades do not fall from A to C.
    """
    return regraded(load(champion_folder(place.models)), grades_of(place))
