"""Where things stand at a moment: what a forecast starts from."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.arrays import Codes
from features.book import Book, open_book
from features.build import Opened, Rows
from features.exposure import LONGEST_DAYS, idle_shares, months, product_codes, weekly_load
from features.leads import Leads
from features.load import Load, measure_load, slotted
from features.moments import DAY, NEVER, Micros, micros
from features.spec import Spec
from history.errors import UserError
from history.record import History
from history.settings import Business
from models.hazard.fit import WARM_UP_WEEKS
from models.open_leads import OpenLeads
from models.sandbox.state.deal_values import DealValues, deal_values
from models.sandbox.state.fluctuation import Fluctuation
from models.sandbox.state.recent_mix import counted_by, mix_by
from models.sandbox.state.staff import Person, people_of
from models.win import Win

Array = npt.NDArray[np.float64]

RECENT_WEEKS = 8
AGE_WEEKS = LONGEST_DAYS // 7
MOST_WEEKS = 80
YEAR_WEEKS = 52
RARELY = 0.05
# Of so many leads each day's chance is in memory at a time, some ten thousand bytes a lead.
LEADS_TOGETHER = 5_000


@dataclass(frozen=True)
class Standing:
    """Counts by region × industry (R, I), the last code of each standing for "unknown".

    `open` (R, I, 26): leads open now by whole weeks of age; `inflow` (R, I): leads a week over the last eight;
    `past` (R, I) and `past_sources` (R, S): leads ever; `sources` (R, S) and `products` (R, P): the recent mix; `reps`,
    `load_now`, `load_seen`, `load_least` (R): active reps, open leads per rep today, the most in any past week and what
    was rarely undercut, NaN without reps; `stock` (past weeks): leads open in the middle of each, oldest first;
    `busiest` the most leads in a past week, `busiest_by_region` (R) likewise; `people` the reps at work; `values` what
    a won lead is worth, None if unknown; `idle` and `month` the share of days not worked and the month (0 for January)
    of each coming week; `open_wins` (R, weeks): wins expected each coming week from the leads open now at today's load,
    None without a model for them; `load_strays` (R) `inflow_strays` (1): how loads and all inflow strayed in the past.
    """

    open: Array
    inflow: Array
    past: Array
    past_sources: Array
    sources: Array
    products: Array
    reps: Array
    load_now: Array
    load_seen: Array
    load_least: Array
    stock: Array
    busiest: float
    busiest_by_region: Array
    people: tuple[Person, ...]
    values: DealValues | None
    idle: Array
    month: Codes
    open_wins: Array | None
    load_strays: Fluctuation
    inflow_strays: Fluctuation


def take_standing(history: History, spec: Spec, as_of: pd.Timestamp, win: Win, book: Book | None = None) -> Standing:
    """Count what was recorded by `as_of`; `win` knows which products count and what open leads will do.

    `book`, that of `history` with `as_of` as its last cut-off, spares opening one where nothing was recorded later.

    Raises:
        UserError: no lead was.
    """
    known = history.known_by(as_of)
    if not len(known["leads"]):
        local = as_of.tz_convert(history.business.time_zone)
        hint = "Import leads, or forecast as of a later moment."
        raise UserError(f"The history has no leads by {local:%Y-%m-%d %H:%M}.", hint)
    moment = int(micros(pd.Series([as_of]))[0])
    if book is None or any(known[name] is not rows for name, rows in history.tables.items()):
        book = open_book(known, spec, np.array([moment]))
    leads, slots = book.leads, _slots(spec, win.won.products)
    code = _codes(leads, spec, moment, win.won.products)
    now = measure_load(known, leads, spec, np.array([moment]))
    load, _ = weekly_load(known, leads, spec, as_of)
    weekly = np.bincount(np.maximum((moment - leads.created) // (7 * DAY), 0))
    coming = moment + np.arange(MOST_WEEKS) * 7 * DAY
    return Standing(
        **_leads_by_cell(leads, code, slots, moment),
        **_loads(load, now),
        busiest=float(weekly.max(initial=0)),
        people=people_of(known, leads, now, spec, moment),
        values=deal_values(known, leads, code, (slots["region"], slots["industry"])),
        idle=idle_shares(coming, history.business),
        month=months(coming, history.business),
        open_wins=_open_wins(book, win.open_leads),
        load_strays=Fluctuation.of(load.open_per_rep[:, WARM_UP_WEEKS:]),
        inflow_strays=Fluctuation.of(_weekly_inflow(weekly, moment, history.business)),
    )


def _leads_by_cell(leads: Leads, code: dict[str, Codes], slots: dict[str, int], moment: int) -> dict[str, Array]:
    """What the standing says of leads by region and industry, source or product."""
    recent = leads.created > moment - RECENT_WEEKS * 7 * DAY
    region, industry = code["region"], code["industry"]
    shape, by_source, by_product = ((slots["region"], slots[name]) for name in ("industry", "source", "product"))
    return {
        "open": _open_by_age(leads, code, shape, moment),
        "inflow": counted_by(region, industry, shape, recent) / RECENT_WEEKS,
        "past": counted_by(region, industry, shape),
        "past_sources": counted_by(region, code["source"], by_source),
        "sources": mix_by(region, code["source"], by_source, recent),
        "products": mix_by(region, code["product"], by_product, recent),
        "busiest_by_region": _busiest(leads, region, slots["region"], moment),
    }


def _loads(load: Load, now: Load) -> dict[str, Array]:
    """What the standing says of the loads of past weeks and of today."""
    return {
        "reps": now.reps[:, 0],
        "load_now": now.open_per_rep[:, 0],
        "load_seen": _highest(load.open_per_rep),
        "load_least": _rarely_undercut(load.open_per_rep[:, WARM_UP_WEEKS:]),
        "stock": load.open.sum(axis=0),
    }


def _slots(spec: Spec, products: tuple[str, ...]) -> dict[str, int]:
    """How many codes there are of each, with that for "unknown"."""
    known = {"region": spec.regions, "industry": spec.industries, "source": spec.sources, "product": products}
    return {name: len(values) + 1 for name, values in known.items()}


def _busiest(leads: Leads, region: Codes, regions: int, moment: int) -> Array:
    """The most leads (R) in a week, of the weeks that end at the moment and before it."""
    ago = np.maximum((moment - leads.created) // (7 * DAY), 0)
    weeks = int(ago.max()) + 1
    counts = np.bincount(region * weeks + ago, minlength=regions * weeks).reshape(regions, weeks)
    return np.asarray(counts.max(axis=1), dtype=np.float64)


def _weekly_inflow(weekly: npt.NDArray[np.int64], moment: int, business: Business) -> Array:
    """Leads of the past year's whole weeks (1, weeks), oldest first; NaN where less than half of one was worked."""
    count = weekly[:-1][:YEAR_WEEKS][::-1].astype(np.float64)
    idle = idle_shares(moment - np.arange(len(count), 0, -1) * 7 * DAY, business)
    return np.where(idle < 0.5, count, np.nan)[None]


def _codes(leads: Leads, spec: Spec, moment: int, products: tuple[str, ...]) -> dict[str, Codes]:
    version = leads.version_at(np.full(len(leads), moment))
    sizes = {"region": len(spec.regions), "industry": len(spec.industries), "source": len(spec.sources)}
    found = {name: slotted(leads.versions.labels[name][version], size) for name, size in sizes.items()}
    return found | {"product": product_codes(leads, spec, version, products)}


def _open_by_age(leads: Leads, code: dict[str, Codes], shape: tuple[int, int], moment: int) -> Array:
    age: Micros = (moment - leads.created) // (7 * DAY)
    is_open = (leads.ended_seen == NEVER) & (age < AGE_WEEKS)
    cell = (code["region"] * shape[1] + code["industry"]) * AGE_WEEKS + np.maximum(age, 0)
    counts = np.bincount(cell[is_open], minlength=shape[0] * shape[1] * AGE_WEEKS)
    return counts.reshape(*shape, AGE_WEEKS).astype(np.float64)


def _highest(loads: Array) -> Array:
    return np.where(np.isnan(loads).all(axis=1), np.nan, np.max(np.nan_to_num(loads, nan=-1.0), axis=1))


def _rarely_undercut(loads: Array) -> Array:
    """The load (R) below which a twentieth of the weeks lay, NaN where none is known."""
    least = [np.quantile(known, RARELY) if len(known := row[~np.isnan(row)]) else np.nan for row in loads]
    return np.array(least, dtype=np.float64)


def _open_wins(book: Book, model: OpenLeads | None) -> Array | None:
    if model is None:
        return None
    opened, regions = Opened.of(book, Rows("lead", "open")).last, len(book.spec.regions)
    sums = np.zeros((regions + 1, LONGEST_DAYS // 7))
    for part in opened.parts(LEADS_TOGETHER * len(book.cutoffs)):
        table = opened.table(part)
        weekly = np.diff(model.curves(table)[:, 6::7], axis=1, prepend=0.0)
        region = slotted(np.asarray(table["region"].cat.codes, dtype=np.int64), regions)
        np.add.at(sums, region, weekly)
    padded: Array = np.pad(sums, ((0, 0), (0, MOST_WEEKS - sums.shape[1])))
    return padded
