"""The reps at work, and how leads would be shared out among them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.leads import Leads
from features.load import Load, slotted
from features.moments import micros
from features.spec import Spec
from features.streams import codes_of
from history.record import History
from history.tables import RECORDED

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Person:
    """A rep at work: `region` is a code, `open` the leads that the rep looks after."""

    rep_id: str
    name: str
    region: int
    open: float


def people_of(history: History, leads: Leads, now: Load, spec: Spec, moment: int) -> tuple[Person, ...]:
    """The reps that have joined and not left by `moment` (microseconds), by their newest version; `now` is the load."""
    newest = history["reps"].sort_values(RECORDED, kind="stable").drop_duplicates("rep_id", keep="last")
    here = newest[(micros(newest["joined_at"]) <= moment) & (micros(newest["left_at"]) > moment)]
    region = slotted(codes_of(here["region"], pd.Index(spec.regions)), len(spec.regions))
    place = leads.reps.get_indexer(pd.Index(here["rep_id"]))
    rows = zip(here["rep_id"], here["name"], region.tolist(), now.rep_open[place, 0].tolist(), strict=True)
    return tuple(Person(str(rep_id), str(name), code, open_) for rep_id, name, code, open_ in rows)


def shared_out(leads: float, people: Sequence[Person]) -> Array:
    """How `leads` go to these people (n) so that their open leads end as even as can be: those with few come first."""
    held = np.array([person.open for person in people])
    order = np.sort(held)
    # The level that the leads fill up to, if they fill the first 1, 2, … of the people.
    levels = (leads + np.cumsum(order)) / np.arange(1, len(order) + 1)
    filled = int(np.argmax(np.append(levels[:-1] <= order[1:], True)))
    return np.asarray(np.maximum(levels[filled] - held, 0.0))
