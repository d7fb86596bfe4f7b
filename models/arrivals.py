"""What comes of the leads that arrive in the week from a moment on: for each region, the chance of one to be won.

Day by day and from the hazards themselves, so that any number of days can be asked for; the sandbox, which shows many
weeks at once, works in whole weeks.
"""

from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.exposure import AGE_EDGES, Exposure, idle_shares, months, product_codes
from features.load import measure_load, slotted
from features.moments import DAY, NEVER, micros
from history.record import History
from models.hazard import Hazard, working
from models.win import Hazards

Array = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

RECENT_WEEKS = 8
AGE_WEEKS = int(AGE_EDGES[-1]) // 7
# What the mix of all regions weighs, in leads, against the recent ones of a region.
LEANING_LEADS = 30
# Leads arrive evenly all through the week, on average in its middle.
MIDDLE = 3


@dataclass(frozen=True)
class Surroundings:
    """What leads meet that arrive from a moment on, by region (R) and the weeks after it (W).

    `industries` (R, I), `sources` (R, S) and `products` (R, P) are the shares of late, `usual` (R) leads a week, `idle`
    (W) the share of days not worked, `month` (W) 0 for January, `open` (R, 26) the leads open by week of age, `reps`
    (R) those active (NaN where unknown).
    """

    industries: Array
    sources: Array
    products: Array
    usual: Array
    idle: Array
    month: Codes
    open: Array
    reps: Array


def look_round(known: History, exposure: Exposure, hazards: Hazards, as_of: pd.Timestamp, weeks: int) -> Surroundings:
    """What was `known` at `as_of`: a history that holds nothing recorded later, on which `exposure` was measured."""
    spec, products = hazards.spec, hazards.won.products
    leads, moment = exposure.leads, int(micros(pd.Series([as_of]))[0])
    version = leads.version_at(np.full(len(leads), moment))
    names = {"region": spec.regions, "industry": spec.industries, "source": spec.sources}
    code = {name: slotted(leads.versions.labels[name][version], len(found)) for name, found in names.items()}
    age = (moment - leads.created) // (7 * DAY)
    recent = (leads.created < moment) & (age < RECENT_WEEKS)
    is_open = (leads.created < moment) & (leads.ended_seen == NEVER) & (age < AGE_WEEKS)
    regions, weekly = len(spec.regions) + 1, moment + np.arange(weeks) * 7 * DAY
    return Surroundings(
        industries=_shares(code["region"][recent], code["industry"][recent], (regions, len(spec.industries) + 1)),
        sources=_shares(code["region"][recent], code["source"][recent], (regions, len(spec.sources) + 1)),
        products=_shares(
            code["region"][recent], product_codes(leads, spec, version, products)[recent], (regions, len(products) + 1)
        ),
        usual=np.bincount(code["region"][recent], minlength=regions) / RECENT_WEEKS,
        idle=idle_shares(weekly, known.business),
        month=months(weekly, known.business),
        open=_table(code["region"][is_open], age[is_open], (regions, AGE_WEEKS)),
        reps=measure_load(known, leads, spec, np.array([moment])).reps[:, 0],
    )


def _table(row: Codes, column: Codes, shape: tuple[int, int]) -> Array:
    return np.bincount(row * shape[1] + column, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)


def _shares(row: Codes, column: Codes, shape: tuple[int, int]) -> Array:
    """The mix of each row, leaning on that of all rows; even where nothing is known."""
    table = _table(row, column, shape)
    whole = table.sum(axis=0) + 1e-9
    leaning = table + LEANING_LEADS * whole / whole.sum()
    return np.asarray(leaning / leaning.sum(axis=1, keepdims=True))


def won_within(hazards: Hazards, met: Surroundings, arriving: Array, days: int, number: int) -> Array:
    """P(won within `days` days of arrival) of one of the `arriving` (R) leads of the coming week; shape (number, R).

    Draws of the posterior, each with its own course of the level; the load is that which these leads and the usual
    ones after them make.
    """
    won, lost = (_Rate.of(hazard, met, number, seed) for seed, hazard in enumerate((hazards.won, hazards.lost)))
    load = _relative_load(won, lost, met, arriving, hazards.won.usual_load)
    alive, found = np.ones(won.cell.shape), np.zeros(won.cell.shape)
    for (bracket, week), length in _steps(days):
        one = won.at(bracket, week) * (length * np.exp(won.load[:, None] * load[:, week]))[:, :, None]
        both = one + lost.at(bracket, week) * length
        left = np.exp(-both)
        found += alive * (1 - left) * one / np.maximum(both, 1e-30)
        alive *= left
    return np.asarray((found * met.industries).sum(axis=2))


def weeks_met(days: int) -> int:
    """How many calendar weeks, the one of arrival included, leads live in that are followed for `days` days."""
    return (MIDDLE + days - 1) // 7 + 1


def _steps(days: int) -> list[tuple[tuple[int, int], int]]:
    """The days of a life as runs of one age bracket in one week."""
    life = np.arange(min(days, int(AGE_EDGES[-1])))
    places = zip(np.searchsorted(AGE_EDGES, life, side="right") - 1, (MIDDLE + life) // 7, strict=True)
    return [((int(place[0]), int(place[1])), len(list(run))) for place, run in groupby(places)]


@dataclass(frozen=True)
class _Rate:
    """Draws of one cause: factors by age bracket (D, A), cell (D, R, I) and coming week (D, W), and the load effect."""

    age: Array
    cell: Array
    week: Array
    load: Array

    @classmethod
    def of(cls, hazard: Hazard, met: Surroundings, number: int, seed: int) -> "_Rate":
        layout, draws = hazard.layout, hazard.draws(number, seed)
        part = {name: draws[:, layout.part(name)] for name in layout.sizes}
        source = np.log(np.exp(part["source"]) @ met.sources.T)
        if layout.sizes["product"]:
            source = source + np.log(np.exp(part["product"]) @ met.products.T)
        pair = part["pair"].reshape(number, layout.sizes["region"], layout.sizes["industry"])
        cell = (part["region"] + source)[:, :, None] + part["industry"][:, None, :] + pair
        work = working(met.idle)
        week = hazard.moves(number, len(met.idle), seed + 10) + work * (1 + part["work"]) + part["level"][:, -1:]
        if layout.sizes["season"]:
            week = week + part["season"][:, met.month]
        age = np.exp(part["age"])
        # Leads are answered as soon as of late, which shows from their second day on.
        if layout.sizes["response"]:
            age[:, AGE_EDGES[:-1] >= 1] *= (np.exp(part["response"]) @ hazard.answered)[:, None]
        return cls(age, np.exp(cell), np.exp(week), part["load"][:, 0])

    def at(self, bracket: int, week: int) -> Array:
        """The daily hazards (D, R, I)."""
        return self.cell * (self.age[:, bracket] * self.week[:, week])[:, None, None]


def _relative_load(won: _Rate, lost: _Rate, met: Surroundings, arriving: Array, usual_load: Array) -> Array:
    """Log of the coming loads over the usual one (R, W); 0 where either is unknown."""
    reps = np.where(met.reps > 0, met.reps, np.nan)
    stock, loads = met.open, np.empty((len(reps), len(met.idle)))
    for week in range(len(met.idle)):
        leads = np.column_stack([arriving if week == 0 else met.usual, stock])
        gone = sum(_weekly(rate, met, week) for rate in (won, lost))
        loads[:, week] = (leads * np.append(0.5, np.ones(AGE_WEEKS)) * np.exp(-gone / 2)).sum(axis=1) / reps
        stock = (leads * np.exp(-gone))[:, :-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.log(loads) - usual_load[:, None]
    return np.where(np.isfinite(gap), gap, 0.0)


def _weekly(rate: _Rate, met: Surroundings, week: int) -> Array:
    """The mean hazard (R, 27) of `week` for leads by week of age, newcomers first; at the usual load."""
    brackets = np.searchsorted(AGE_EDGES, 7 * np.maximum(np.arange(AGE_WEEKS + 1) - 0.5, 0.25), side="right") - 1
    age = rate.age.mean(axis=0)[np.minimum(brackets, len(AGE_EDGES) - 2)]
    cell = (rate.cell.mean(axis=0) * met.industries).sum(axis=1)
    return np.asarray(7 * rate.week[:, week].mean() * np.outer(cell, age))
