"""How long leads stood at risk, week by week, and how they ended: what a hazard is estimated from.

Leads still open count with the time that they have been open, so that none is dropped (right censoring).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.account_streams import named_accounts
from features.arrays import Codes
from features.calendar import is_working_day
from features.leads import Leads, gather_leads
from features.load import Load, measure_load, slotted
from features.moments import DAY, NEVER, Micros, local_midnights, micros, to_times
from features.response import response_classes
from features.spec import Spec
from history.record import History
from history.settings import Business

# Edges of the age brackets, in days since creation: fine where leads are young and much happens.
AGE_EDGES = np.array([0, 1, 2, 4, 7, 14, 21, 28, 42, 56, 84, 120, 182])
LONGEST_DAYS = int(AGE_EDGES[-1])
KEYS = ["region", "industry", "source", "product", "response", "age", "week"]
# The other products share one slot.
MOST_PRODUCTS = 40


@dataclass(frozen=True)
class Exposure:
    """`cells`: one row per region × industry × source × product × response × age bracket × week (codes; the last code
    of a category is "unknown"), with `days` at risk, `won` and `lost` leads, `log_load` (log of open leads per active
    rep of the region in mid-week, NaN without reps), `idle` (share of the week's days that are not worked) and `season`
    (its month, 0 for January). `product` is a place in `products`, the most frequent ones by name, the last code being
    all others; `response` is 0 in the first day of life, then 1 for the fastest class to 4 for the slowest.
    `weeks` are the starts of the weeks (local Mondays, UTC); `responses` tells whether any response is known.
    """

    cells: pd.DataFrame
    weeks: pd.DatetimeIndex
    leads: Leads
    load: Load
    products: tuple[str, ...]
    responses: bool


def measure_exposure(history: History, spec: Spec, as_of: pd.Timestamp, weeks: int = 156) -> Exposure:
    """Exposure of all leads known by `as_of` over the last `weeks` weeks before it. Uses nothing recorded later."""
    known = history.known_by(as_of)
    leads = gather_leads(known, spec, named_accounts(known)[0])
    load, edges = weekly_load(known, leads, spec, as_of, weeks)
    starts = edges[:-1]
    products, answered = frequent_products(leads, spec), response_classes(known, leads)
    cells = _cells(leads, _codes(leads, spec, edges[-1], products), edges, answered)
    with np.errstate(divide="ignore"):
        log_load = np.log(load.open_per_rep)
    log_load[~np.isfinite(log_load)] = np.nan
    cells["log_load"] = log_load[cells["region"], cells["week"]]
    cells["idle"] = idle_shares(starts, history.business)[cells["week"]]
    cells["season"] = months(starts, history.business)[cells["week"]]
    return Exposure(cells, to_times(starts), leads, load, products, answered is not None)


def weekly_load(known: History, leads: Leads, spec: Spec, as_of: pd.Timestamp, weeks: int = 156) -> tuple[Load, Micros]:
    """The load that `leads`, all of a history of which nothing was recorded after `as_of`, made in the middle of each
    of the last `weeks` weeks before it, and the edges of these weeks.
    """
    edges = _week_edges(known, as_of, weeks)
    return measure_load(known, leads, spec, (edges[1:] + edges[:-1]) // 2), edges


def frequent_products(leads: Leads, spec: Spec) -> tuple[str, ...]:
    """The products that most leads ask for, by name, 40 at the most; none where leads name none."""
    code = leads.versions.labels["product"][leads.first_version]
    counts = np.bincount(code[code >= 0], minlength=len(spec.products))
    most = np.argsort(-counts, kind="stable")[:MOST_PRODUCTS]
    return tuple(sorted(spec.products[place] for place in most if counts[place] > 0))


def product_codes(leads: Leads, spec: Spec, version: Codes, products: tuple[str, ...]) -> Codes:
    """The place of each lead's product in `products`, their number for all others, in the versions given."""
    place = {name: position for position, name in enumerate(products)}
    slot = np.array([*(place.get(name, len(products)) for name in spec.products), len(products)])
    return np.asarray(slot[leads.versions.labels["product"][version]])


def months(starts: Micros, business: Business) -> Codes:
    """The month (0 for January) in which most of each week from `starts` on lies, by the business's time."""
    middle = to_times(starts + 3 * DAY + DAY // 2).tz_convert(business.time_zone)
    return np.asarray(middle.month, dtype=np.int64) - 1


def _week_edges(history: History, as_of: pd.Timestamp, weeks: int) -> Micros:
    """Local Monday midnights from the first lead on, `as_of` itself as the last edge."""
    zone = history.business.time_zone
    earliest = as_of - pd.Timedelta(weeks=weeks)
    first = max(history["leads"]["created_at"].min(), earliest) if len(history["leads"]) else earliest
    local = first.tz_convert(zone).tz_localize(None).normalize()
    monday = (local - pd.Timedelta(days=local.weekday())).tz_localize(zone, nonexistent="shift_forward", ambiguous=True)
    mondays = local_midnights(monday, as_of - pd.Timedelta(hours=1), 7, zone)
    return np.append(micros(pd.Series(mondays)), micros(pd.Series([as_of])))


def idle_shares(starts: Micros, business: Business) -> npt.NDArray[np.float64]:
    """Share of days not worked in the local week from each start, by the business's calendar."""
    first = to_times(starts).tz_convert(business.time_zone)
    worked = [
        sum(is_working_day((day + pd.Timedelta(days=step)).date(), business.country) for step in range(7))
        for day in first
    ]
    return 1 - np.array(worked, dtype=np.float64) / 7


def _codes(leads: Leads, spec: Spec, moment: int, products: tuple[str, ...]) -> dict[str, Codes]:
    """What each lead is, by its version of `moment`."""
    version = leads.version_at(np.full(len(leads), moment))
    names = (("region", spec.regions), ("industry", spec.industries), ("source", spec.sources))
    found = {name: slotted(leads.versions.labels[name][version], len(of)) for name, of in names}
    return found | {"product": product_codes(leads, spec, version, products)}


def _cells(leads: Leads, codes: dict[str, Codes], edges: Micros, answered: Codes | None) -> pd.DataFrame:
    # A lead that ended at its very creation was at risk for a moment: an hour, so that its end is not lost.
    ended = np.where(leads.ended < NEVER, np.maximum(leads.ended, leads.created + DAY // 24), NEVER)
    end = np.minimum(np.minimum(ended, leads.created + LONGEST_DAYS * DAY), edges[-1])
    first = np.maximum(np.searchsorted(edges, leads.created, side="right") - 1, 0)
    last = np.searchsorted(edges, end, side="left")
    count = np.maximum(last - first, 0)
    lead = np.repeat(np.arange(len(leads)), count)
    week = first[lead] + np.arange(len(lead)) - np.repeat(np.cumsum(count) - count, count)
    parts = [_bracket(leads, (lead, week), (ended, end), edges, position) for position in range(len(AGE_EDGES) - 1)]
    rows = pd.concat(parts, ignore_index=True)
    for name, code in codes.items():
        rows[name] = code[rows["lead"]]
    late = AGE_EDGES[rows["age"]] >= 1
    rows["response"] = np.where(late, answered[rows["lead"]] + 1, 0) if answered is not None else 0
    return rows.groupby(KEYS, as_index=False)[["days", "won", "lost"]].sum()


def _bracket(
    leads: Leads, pairs: tuple[Codes, Codes], ends: tuple[Micros, Micros], edges: Micros, position: int
) -> pd.DataFrame:
    """What each (lead, week) spends in one age bracket, and whether it ends there."""
    lead, week = pairs
    ended, end = ends
    opens = leads.created[lead] + AGE_EDGES[position] * DAY
    closes = leads.created[lead] + AGE_EDGES[position + 1] * DAY
    start = np.maximum(edges[week], opens)
    stop = np.minimum(np.minimum(edges[week + 1], closes), end[lead])
    inside = stop > start
    over = inside & (ended[lead] == stop)
    won = leads.won[lead]
    return pd.DataFrame(
        {
            "lead": lead[inside],
            "week": week[inside],
            "age": position,
            "days": (stop - start)[inside] / DAY,
            "won": (over & won)[inside].astype(np.float64),
            "lost": (over & ~won)[inside].astype(np.float64),
        }
    )
