"""The win curve of single leads: P(won by day d), for leads that are open and for leads that come in now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from models.sandbox.answer.counts import Ranges, ranged
from models.sandbox.course.course import Course
from models.sandbox.course.ground import NOW, WEEKLY_DRAWS, Ground
from models.sandbox.course.kinds import Cells, Single
from models.sandbox.course.pace import Pace
from models.sandbox.sandbox import Sandbox

Array = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

# Leads worked on at a time, so that their draws stay small.
AT_ONCE = 100


@dataclass(frozen=True)
class NewLead:
    """A lead that comes in now. What is not told (None), or was never seen, counts as unknown, as it does in the
    history."""

    region: str | None = None
    industry: str | None = None
    source: str | None = None
    product: str | None = None

    def unseen(self, box: Sandbox) -> tuple[str, ...]:
        """Which of its names the model has never seen."""
        told = ((name, getattr(self, name)) for name in KINDS)
        return tuple(name for name, value in told if value is not None and value not in getattr(box, KINDS[name]))


KINDS = {"region": "regions", "industry": "industries", "source": "sources", "product": "products"}


@dataclass(frozen=True)
class NewLeadCurves:
    """Chances of n new leads to be won by each of the days asked, (n, days), with 80 % intervals; and how the chance
    on the last of them comes about, (n) each: `base` + `mix` + `season` + `load` is that chance.

    `base` is the chance of a lead of the recent mix at usual load in usual weeks, `mix` what the lead's own region,
    industry, source and product change, `season` the coming weeks, `load` that of its region as it is.
    """

    chance: Ranges
    base: float
    mix: Array
    season: Array
    load: Array


def new_lead_curves(box: Sandbox, leads: Sequence[NewLead], days: Sequence[int]) -> NewLeadCurves:
    """The curves of `leads` if nothing but the usual comes beside them; `days` rise and are 1 … 182 days after arrival.

    Within a week chances grow evenly.
    """
    different = list(dict.fromkeys(leads))
    parts = [_curves(box, different[start : start + AT_ONCE], days) for start in range(0, len(different), AT_ONCE)]
    at = {lead: place for place, lead in enumerate(different)}
    place = [at[lead] for lead in leads]
    draws, standard, plain = (np.concatenate(each)[place] for each in zip(*parts, strict=True))
    chance, base = ranged(draws), _base(box, days[-1])
    mix, season = plain[:, -1] - base, standard[:, -1] - plain[:, -1]
    return NewLeadCurves(chance, base, mix, season, load=chance.value[:, -1] - standard[:, -1])


def _curves(box: Sandbox, leads: Sequence[NewLead], days: Sequence[int]) -> tuple[Single, Array, Array]:
    """Draws (n, days, D) of the chances; their means at usual load, and in usual weeks as well (n, days)."""
    ground = box.ground
    code = {name: _codes(leads, name, getattr(box, KINDS[name])) for name in KINDS}
    cells = Cells(*(_factors(pace, code) for pace in (ground.won, ground.lost)))
    weeks = -(-days[-1] // 7)
    course = Course(ground.won, ground.lost, ground.course.factor[: weeks + 2, code["region"]])
    draws = _by_day(course, cells, days)
    few, some = course.first(WEEKLY_DRAWS), cells.first(WEEKLY_DRAWS)
    # The few draws differ from all of them in the mean of the load as it is; so they do at usual load.
    lifted = draws.mean(axis=2, dtype=np.float64) / draws[..., :WEEKLY_DRAWS].mean(axis=2, dtype=np.float64)
    usual = replace(few, factor=np.ones_like(few.factor[:1]))
    plain = replace(usual, won=few.won.unseasonal, lost=few.lost.unseasonal)
    means = (_by_day(each, some, days).mean(axis=2, dtype=np.float64) * lifted for each in (usual, plain))
    return draws, *means


def _codes(leads: Sequence[NewLead], name: str, known: tuple[str, ...]) -> Codes:
    at = {value: place for place, value in enumerate(known)}
    return np.array([at.get(getattr(lead, name), len(known)) for lead in leads], dtype=np.int64)


def _factors(pace: Pace, code: dict[str, Codes]) -> Single:
    """Factors (n, 1, D) of the hazard of each lead."""
    cell = pace.cell[code["region"], code["industry"]]
    found = cell * pace.source[code["source"]] * pace.product[code["product"]]
    return np.asarray(found[:, None], dtype=np.float32)


def _by_day(course: Course, cells: Cells, days: Sequence[int]) -> Single:
    """Chances (n, days, D), from those of the whole weeks around each day."""
    whole = sorted({week for day in days for week in (day // 7, -(-day // 7)) if week})
    weekly = {0: np.zeros_like(cells.won[:, 0])}
    for week in whole:
        weekly[week] = course.chances(cells, NOW, week)[:, 0]
    return np.stack([_between(weekly, day) for day in days], axis=1)


def _between(weekly: dict[int, Single], day: int) -> Single:
    before, after = weekly[day // 7], weekly[-(-day // 7)]
    return np.asarray(before + (after - before) * np.float32(day % 7 / 7))


def _base(box: Sandbox, day: int) -> float:
    """The chance of a lead of the recent mix to be won by `day`, at usual load in usual weeks."""
    before, after = (_overall(box.ground, week) if week else 0.0 for week in (day // 7, -(-day // 7)))
    return before + (after - before) * (day % 7) / 7


def _overall(ground: Ground, weeks: int) -> float:
    recent = ground.standing.inflow if ground.standing.inflow.sum() else ground.standing.past
    plain = ground.chances_of(ground.usual, NOW, weeks)[2]
    return float((plain * recent).sum() / recent.sum())
