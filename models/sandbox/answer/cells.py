"""From draws to the rows of cells that people read: region × industry, region × source."""

from collections.abc import Mapping, Sequence
from itertools import product, starmap
from math import isnan
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from features.spec import Spec
from models.sandbox.answer.counts import Ranges, counted, ranged, summed
from models.sandbox.answer.forecast import Cell, Range, SourceCell
from models.sandbox.course.draws import moments
from models.sandbox.outcome.outcome import Outcome
from models.sandbox.state.standing import Standing

Array = npt.NDArray[np.float64]

UNKNOWN = "(unknown)"
Named = list[tuple[int, str]]
Columns = Mapping[str, Sequence[Any]]
Row = TypeVar("Row", bound=Struct)


def named(known: tuple[str, ...], counts: Array) -> Named:
    """Codes and names to show: all that are known, and "unknown" where some leads are."""
    found = list(enumerate(known))
    return [*found, (len(known), UNKNOWN)] if counts[-1] > 0 or not known else found


def ranges(found: Ranges) -> list[Range]:
    """One a place, in C order."""
    return list(starmap(Range, found.rows().tolist()))


def rows_of(kind: type[Row], names: Columns, places: Sequence[int], columns: Columns) -> tuple[Row, ...]:
    """One `kind` for each of `places`, its fields from what `columns` hold there and `names` in the order of places."""
    fields = {name: [column[place] for place in places] for name, column in columns.items()} | dict(names)
    return tuple(map(kind, *(fields[name] for name in kind.__struct_fields__)))


def plain(values: npt.NDArray[np.floating]) -> list[float]:
    """Numbers in C order, to the millionth."""
    found: list[float] = np.ravel(values).astype(np.float64).round(6).tolist()
    return found


def known(values: npt.NDArray[np.floating]) -> list[float | None]:
    """The same, None for NaN."""
    # Numbers of Python's own: NumPy takes ten times as long for each.
    return [None if isnan(value) else value for value in plain(values)]


def seen(draws: npt.NDArray[np.floating], noise: float) -> tuple[Array, Array]:
    """Mean and variance of counts around `draws` (..., D) of what is expected; `noise` is the relative variance of a
    rate beyond chance."""
    mean, spread = moments(draws)
    return mean, mean + spread + noise * (spread + mean**2)


def won(probability: npt.NDArray[np.floating], shares: Array, outcome: Outcome) -> tuple[Array, Array]:
    """Mean and variance of how many of the plan's leads are won; each comes by `shares` (...) and then has
    `probability` (..., D)."""
    leads = outcome.plan.leads
    mean, spread = (part * share for part, share in zip(moments(probability), (shares, shares**2), strict=True))
    return leads * mean, leads * mean * (1 - mean) + leads**2 * (spread + outcome.steady_noise * mean**2)


def revenue_of(wins: tuple[Array, Array], value: Array, standing: Standing) -> Ranges | None:
    """What so many wins (mean, variance) bring, each `value` on average; None where values are unknown."""
    if standing.values is None:
        return None
    mean, variance = wins
    return summed(mean * value, (variance + mean * standing.values.spread) * value**2, np.exp(-mean))


class Lots:
    """The cells of an outcome, by industry and by source."""

    def __init__(self, outcome: Outcome, spec: Spec) -> None:
        self.outcome = outcome
        standing = self.standing = outcome.ground.standing
        self.regions = named(spec.regions, standing.past.sum(axis=1))
        self.industries = named(spec.industries, standing.past.sum(axis=0))
        self.sources = named(spec.sources, standing.past_sources.sum(axis=0))
        recent = standing.inflow if standing.inflow.sum() else standing.past
        self._overall = float((outcome.chances.plain * recent).sum() / recent.sum())

    def cells(self) -> tuple[Cell, ...]:
        """Every region × industry, whether the scenario sends leads there or not."""
        outcome, past = self.outcome, self.standing.past
        value = self.standing.values.value if self.standing.values else np.zeros(past.shape)
        parts = (outcome.chances.standard, outcome.chances.plain)
        columns = self._columns(outcome.chances.probability, outcome.plan.mix, parts, value, past)
        return self._crossed(Cell, "industry", self.industries, columns)

    def source_cells(self) -> tuple[SourceCell, ...]:
        """Every region × source."""
        outcome, past = self.outcome, self.standing.past_sources
        chance = outcome.chances.by_source.mean(axis=2, dtype=np.float64)
        # What load and season do to a region's leads they do to those of each source.
        usual = outcome.chances.by_region.mean(axis=1)
        standard, calm = (
            chance * (outcome.chances.averaged(part) / usual)[:, None]
            for part in (outcome.chances.standard, outcome.chances.plain)
        )
        shares = outcome.plan.mix.sum(axis=1, keepdims=True) * outcome.plan.origins.sources
        value = np.repeat(outcome.plan_value[:, None], past.shape[1], axis=1)
        columns = self._columns(outcome.chances.by_source, shares, (standard, calm), value, past)
        return self._crossed(SourceCell, "source", self.sources, columns)

    def _crossed(self, kind: type[Row], called: str, others: Named, columns: Columns) -> tuple[Row, ...]:
        """A row for each region with each of `others`, of `columns` in C order."""
        width = len(columns["leads"]) // len(self.standing.reps)
        pairs = list(product(self.regions, others))
        names = {"region": [region for (_, region), _ in pairs], called: [other for _, (_, other) in pairs]}
        return rows_of(kind, names, [r * width + place for (r, _), (place, _) in pairs], columns)

    # Five arrays of one shape: a table of its own for one use would say no more.
    def _columns(
        self,
        probability: npt.NDArray[np.floating],
        shares: Array,
        parts: tuple[Array, Array],
        value: Array,
        past: Array,
    ) -> Columns:
        """The numbers of cells in C order: draws (R, J, D), shares of the leads, `parts` standard and plain chances."""
        standard, calm = parts
        chance, wins = ranged(probability), won(probability, shares, self.outcome)
        revenue = revenue_of(wins, value, self.standing)
        return {
            "leads": plain(self.outcome.plan.leads * shares),
            "win_probability": ranges(chance),
            "standard": plain(standard),
            "wins": ranges(counted(*wins)),
            "revenue": ranges(revenue) if revenue else [None] * standard.size,
            "base": [round(self._overall, 6)] * standard.size,
            "mix": plain(calm - self._overall),
            "season": plain(standard - calm),
            "load": plain(chance.value - standard),
            "evidence": plain(past),
        }
