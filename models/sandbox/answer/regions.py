"""From draws to the rows that people read: regions, weeks, weeks of a region, the split of the leads."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from models.sandbox.answer.cells import Columns, Named, known, plain, ranges, revenue_of, rows_of, seen, won
from models.sandbox.answer.counts import Ranges, counted, ranged
from models.sandbox.answer.forecast import Range, Region, RegionShare, RegionWeek, RepShare, Split, Week
from models.sandbox.course.draws import expected
from models.sandbox.outcome.outcome import Outcome
from models.sandbox.outcome.split import Gains
from models.sandbox.state.staff import shared_out

Array = npt.NDArray[np.float64]


def _maybe(found: Ranges | None, size: int) -> list[Range] | list[None]:
    return ranges(found) if found else [None] * size


def region_rows(outcome: Outcome, regions: Named, gains: Gains) -> tuple[Region, ...]:
    """Every region, its cells weighted by the scenario's leads, or by the recent mix where it gets none."""
    standing, plan = outcome.ground.standing, outcome.plan
    shares, wins = plan.mix.sum(axis=1), won(outcome.chances.by_region, plan.mix.sum(axis=1), outcome)
    people = np.where(np.isfinite(standing.reps).any(), standing.reps, np.nan)
    reached = np.max(outcome.loads, axis=0)
    columns: dict[str, list[Any]] = {
        "leads": plain(plan.leads * shares),
        "win_probability": ranges(ranged(outcome.chances.by_region)),
        "standard": plain(outcome.chances.averaged(outcome.chances.standard)),
        "probability_without": plain(outcome.chances.averaged(outcome.chances.without)),
        "wins": ranges(counted(*wins)),
        "net_wins": ranges(ranged(outcome.net_wins)),
        "revenue": _maybe(revenue_of(wins, outcome.plan_value, standing), len(shares)),
        "open_leads": plain(standing.open.sum(axis=(1, 2))),
        "open_wins": ranges(counted(*seen(outcome.open_wins.sum(axis=0), outcome.steady_noise))),
        "open_wins_without": plain(expected(outcome.ground.open_wins[: plan.timing.shown].sum(axis=0))),
        "reps_now": known(people),
        "reps_planned": known(np.where(np.isfinite(people), plan.staff.reps[-1], np.nan)),
        "load_now": known(standing.load_now),
        "load_reached": known(reached),
        "load_seen": known(standing.load_seen),
        "overloaded": (reached > standing.load_seen).tolist(),
        "enough": known(np.where(np.isfinite(gains.enough), gains.enough, np.nan)),
    }
    return rows_of(Region, {"region": [name for _, name in regions]}, [r for r, _ in regions], columns)


def week_rows(outcome: Outcome, today: date) -> tuple[Week, ...]:
    """The coming weeks from `today` on, with the wins of all leads."""
    standing = outcome.ground.standing
    wins = seen(outcome.wins.sum(axis=1), outcome.noise)
    worth, worth_without = (each.sum(axis=1) for each in outcome.worth)
    revenue = revenue_of(wins, worth / np.maximum(wins[0], 1e-300), standing)
    columns: dict[str, list[Any]] = {
        "arriving": plain(outcome.plan.arriving.sum(axis=1)),
        "wins": ranges(counted(*wins)),
        "wins_without": plain(expected(outcome.wins_without.sum(axis=1))),
        "revenue": _maybe(revenue, len(worth)),
        "revenue_without": plain(worth_without) if revenue else [None] * len(worth),
    }
    return rows_of(Week, {"start": _starts(today, len(worth))}, range(len(worth)), columns)


def _starts(today: date, weeks: int) -> list[date]:
    return [today + timedelta(weeks=week) for week in range(weeks)]


def region_week_rows(outcome: Outcome, regions: Named, today: date) -> tuple[RegionWeek, ...]:
    """Every week of every region."""
    count = outcome.wins.shape[1]
    wins = seen(outcome.wins, outcome.noise)
    revenue = revenue_of(wins, outcome.worth[0] / np.maximum(wins[0], 1e-300), outcome.ground.standing)
    columns: dict[str, list[Any]] = {
        "arriving": plain(outcome.plan.arriving),
        "win_probability": ranges(ranged(outcome.by_arrival)),
        "wins": ranges(counted(*wins)),
        "wins_without": plain(expected(outcome.wins_without)),
        "revenue": _maybe(revenue, outcome.loads.size),
        "load": known(outcome.loads),
    }
    starts = _starts(today, len(outcome.loads))
    names: Columns = {"region": [name for _, name in regions for _ in starts], "start": starts * len(regions)}
    places = [week * count + r for r, _ in regions for week in range(len(starts))]
    return rows_of(RegionWeek, names, places, columns)


def split_of(outcome: Outcome, regions: Named, gains: Gains) -> Split | None:
    """The scenario's split beside the best one; None without extra leads."""
    plan = outcome.plan
    if plan.leads == 0:
        return None
    given = plan.leads * plan.mix.sum(axis=1)
    best = gains.best(float(plan.leads))
    planned = float(outcome.net_wins.mean(axis=1).sum())
    curve = gains.net(given)
    gained = gains.net(best) - curve
    # Average hazards promise a little more than draws of them do, of any split.
    sober = min(planned / curve, 1.0) if curve > 0 < planned else 1.0
    # Where the given split is as good as any, nothing is gained by another.
    best = best if gained > 0 else given
    shares = zip(regions, plain(given[[r for r, _ in regions]]), plain(best[[r for r, _ in regions]]), strict=True)
    return Split(
        round(planned, 6),
        round(planned + max(gained, 0.0) * sober, 6),
        tuple(RegionShare(name, leads, most) for (_, name), leads, most in shares),
        tuple(_rep_shares(outcome, regions, best)),
    )


def _rep_shares(outcome: Outcome, regions: Named, best: Array) -> list[RepShare]:
    people = outcome.ground.standing.people
    found = []
    for r, region in regions:
        here = [person for person in people if person.region == r]
        shares = plain(shared_out(float(best[r]), here)) if here else []
        found += [RepShare(p.rep_id, p.name, region, p.open, more) for p, more in zip(here, shares, strict=True)]
    return found
