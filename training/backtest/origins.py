"""The moments at which a back-test learns anew, and the cut-offs that each is judged on."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from features.book import open_book
from features.build import population
from features.moments import Micros, cutoff_micros
from features.spec import Spec
from history.errors import UserError
from history.record import History
from training.backtest.protocol import Protocol
from training.datasets import Mask
from training.fit import first_known
from training.settings import Question, Task

# The share of the cut-offs that the home's own task is judged on: the rest is there to learn from.
JUDGED = 1 / 3


@dataclass(frozen=True)
class Origin:
    """Learn on the cut-offs `train` from what was recorded by `known_until`; judge on the later cut-offs `test`."""

    train: pd.DatetimeIndex
    test: pd.DatetimeIndex
    known_until: pd.Timestamp


@dataclass(frozen=True)
class Plan:
    """A back-test to play: the question, its origins in the order of time, and until when the history tells outcomes.

    `between` are cut-offs before the first test that were too late to learn from at the first origin.
    """

    name: str
    question: Question
    time_zone: str
    origins: tuple[Origin, ...]
    between: pd.DatetimeIndex
    end: pd.Timestamp
    overlap: timedelta = timedelta(0)

    @property
    def tests(self) -> pd.DatetimeIndex:
        """All test cut-offs, in order."""
        return pd.DatetimeIndex([moment for origin in self.origins for moment in origin.test])

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data: the question as it is written in settings, and each origin's dates (UTC)."""
        origins = [
            {
                "known_until": each.known_until.isoformat(),
                "train": [each.train[0].isoformat(), each.train[-1].isoformat(), len(each.train)],
                "test": [each.test[0].isoformat(), each.test[-1].isoformat(), len(each.test)],
            }
            for each in self.origins
        ]
        asked = self.question.model_dump(mode="json", by_alias=True)
        return asked | {"name": self.name, "time_zone": self.time_zone, "folds": len(origins), "origins": origins}


def plan_of_protocol(protocol: Protocol, history: History, folds: int = 1) -> Plan:
    """The windows of `protocol`, its test window in up to `folds` parts of about as many cut-offs.

    The first origin learns on the training window, each later one also on every cut-off since whose outcome is known
    by then.

    Raises:
        UserError: one of the windows has no cut-off with a known outcome.
    """
    end = _end(history)
    train, test = protocol.cutoffs(end)
    if not len(train) or not len(test):
        raise UserError(
            f"The history, which ends on {end:%Y-%m-%d}, has no cut-off in the {'test' if len(train) else 'training'} "
            "window whose outcome is known.",
            "Move the dates of the protocol into the history, or import more of it.",
        )
    every = protocol.moments(end)
    parts = _parts(test, folds)
    later = (Origin(every[every <= part[0] - protocol.horizon], part, part[0]) for part in parts[1:])
    origins = (Origin(train, parts[0], train[-1] + protocol.horizon), *later)
    between = every[(every > train[-1]) & (every < test[0])]
    return Plan(protocol.name, protocol, protocol.time_zone, origins, between, end, protocol.overlap)


def plan_of_task(task: Task, history: History, folds: int) -> Plan:
    """The last third of the cut-offs in up to `folds` parts; each origin learns as `leadcast train` would have then.

    Raises:
        UserError: the history is too short to learn at the first origin.
    """
    end, zone = _end(history), history.business.time_zone
    every = task.cutoffs(first_known(history, task), end, zone)
    every = every[_peopled(history, task, every)]
    judged = every[len(every) - int(len(every) * JUDGED) :]
    parts = _parts(judged, folds) if len(judged) else []
    origins = tuple(_of_task(task, history, part) for part in parts)
    if not origins or not len(origins[0].train):
        raise UserError(
            f"The history, which ends on {end:%Y-%m-%d}, is too short to learn from one part and judge on another.",
            "Import more of the past, or ask for a shorter horizon.",
        )
    between = every[(every > origins[0].train[-1]) & (every < judged[0])]
    return Plan("intent", task, zone, origins, between, end)


def _peopled(history: History, question: Question, cutoffs: pd.DatetimeIndex) -> Mask:
    """At which of `cutoffs` anybody stands in the table: an export of leads often ends before their outcomes."""
    if not len(cutoffs):
        return np.empty(0, dtype=bool)
    moments = cutoff_micros(list(cutoffs))
    enter, leave = (np.sort(edge) for edge in _stays(history, question, moments))
    there = np.searchsorted(enter, moments, side="right") - np.searchsorted(leave, moments, side="right")
    return np.asarray(there > 0)


def _stays(history: History, question: Question, moments: Micros) -> tuple[Micros, Micros]:
    enter, leave = population(open_book(history, Spec(), moments), question.rows)
    return enter, np.maximum(enter, leave)


def _of_task(task: Task, history: History, test: pd.DatetimeIndex) -> Origin:
    known = history.known_by(test[0])
    try:
        train = task.cutoffs(first_known(known, task), test[0], history.business.time_zone)
    except UserError:
        train = pd.DatetimeIndex([], tz="UTC")
    return Origin(train, test, test[0])


def _end(history: History) -> pd.Timestamp:
    if history.last_recorded is None:
        raise UserError("The history is empty.", "Import an export first: leadcast import DIR --sql SQL_DIR.")
    return history.last_recorded


def _parts(cutoffs: pd.DatetimeIndex, folds: int) -> list[pd.DatetimeIndex]:
    places = np.array_split(np.arange(len(cutoffs)), min(folds, len(cutoffs)))
    return [cutoffs[place] for place in places]
