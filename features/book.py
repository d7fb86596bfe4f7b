"""A history as the streams and small tables that features are built from: made once, then read by every partition."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from features.calendar import calendar_features
from features.counting import Codes, Events, Grid, ratio, window_sums
from features.leads import Leads, gather_leads
from features.load import Load, measure_load
from features.moments import Micros, micros, to_times
from features.rates import Rates, base_rates
from features.spec import Spec
from features.streams import Stream, codes_of, stream
from features.touches import INBOUND, OUTBOUND
from history.record import History
from history.tables import RECORDED, SIGNAL_KINDS, TABLES


@dataclass(frozen=True)
class Book:
    """Streams per account (`orders`, `purchase_days`, `account_touches`, `account_stages`, `signals`, `born`) and per
    lead (`stages`, `touches`), the lead and account versions, and the tables that all partitions share.
    """

    spec: Spec
    cutoffs: Micros
    time_zone: str
    accounts: pd.Index
    account_versions: Stream
    account_from: Micros
    orders: Stream
    purchase_days: Stream
    account_touches: Stream
    account_stages: Stream
    born: Stream
    signals: Stream
    leads: Leads
    stages: Stream
    touches: Stream
    load: Load
    rates: Rates
    calendar: dict[str, Grid]
    level: dict[str, Grid]

    def of_accounts(self, chosen: Codes) -> "Book":
        """The same book with only the account streams of `chosen` (sorted codes), renumbered from 0."""
        names = ("orders", "purchase_days", "signals")
        return replace(self, **{name: getattr(self, name).owned_by(chosen) for name in names})


def _named_accounts(history: History) -> tuple[pd.Index, Micros]:
    """Every account that some row names, in the order of their ids, and when the first such row was known."""
    named = [
        pd.DataFrame({"id": rows["account_id"], "known": rows[[TABLES[name].happened, RECORDED]].max(axis=1)})
        for name, rows in history.tables.items()
        if "account_id" in rows
    ]
    first = pd.concat(named).dropna(subset=["id"]).groupby("id", sort=True)["known"].min()
    return pd.Index(first.index), micros(first)


def _account_versions(history: History, spec: Spec, accounts: pd.Index) -> Stream:
    rows = history["accounts"]
    labels = {
        "region": _own(rows, history.business.region, spec.regions),
        "industry": _own(rows, history.business.industry, spec.industries),
    }
    dated = rows.assign(valid_from=rows[[RECORDED, "valid_from"]].max(axis=1))
    return stream("accounts", dated, codes_of(rows["account_id"], accounts), labels, ("employees",))


def _own(rows: pd.DataFrame, sources: tuple[str, ...], vocabulary: tuple[str, ...]) -> Codes:
    columns = [source.split(".")[1] for source in sources if source.startswith("account.")]
    values = rows[columns[0]] if columns else pd.Series(np.nan, index=rows.index, dtype="str")
    return codes_of(values, pd.Index(vocabulary))


def _touch_labels(rows: pd.DataFrame, spec: Spec) -> dict[str, Codes]:
    direction = rows["direction"].str.strip().str.lower()
    code = np.where(direction.isin(INBOUND), 0, np.where(direction.isin(OUTBOUND), 1, -1))
    return {"kind": codes_of(rows["kind"], pd.Index(spec.kinds)), "direction": code.astype(np.int64)}


def _via_lead(rows: pd.DataFrame, leads: Leads) -> tuple[Codes, pd.DataFrame]:
    """The account of each row's lead, and the rows with `recorded_at` no earlier than the lead itself was known."""
    lead = codes_of(rows["lead_id"], leads.ids)
    account = np.where(lead >= 0, leads.account[lead], -1) if len(leads) else np.full(len(rows), -1)
    seen = np.where(lead >= 0, leads.seen[lead], 0) if len(leads) else np.zeros(len(rows), dtype=np.int64)
    recorded = to_times(np.maximum(micros(rows[RECORDED]), seen))
    return account, rows.assign(**{RECORDED: recorded})


def _account_touches(history: History, spec: Spec, accounts: pd.Index, leads: Leads) -> Stream:
    rows = history["activities"]
    own = codes_of(rows["account_id"], accounts)
    via, late = _via_lead(rows, leads)
    rows = rows.assign(**{RECORDED: rows[RECORDED].where(own >= 0, late[RECORDED])})
    return stream("activities", rows, np.where(own >= 0, own, via), _touch_labels(rows, spec))


def _purchase_days(orders: Stream, ends: Stream, business_time_zone: str, kinds: tuple[str, ...]) -> Stream:
    """One event per account and local day with a purchase, known as soon as the first of them is."""
    chosen = [part.events for kind, part in (("order", orders), ("won", ends)) if kind in kinds]
    code, happened, recorded = (
        np.concatenate([getattr(events, name) for events in chosen]) for name in ("code", "happened", "recorded")
    )
    frame = pd.DataFrame({"code": code, "happened": happened, "recorded": np.maximum(happened, recorded)})
    frame["day"] = to_times(happened).tz_convert(business_time_zone).normalize()
    days = frame.sort_values(["code", "day", "recorded", "happened"]).drop_duplicates(["code", "day"])
    days = days.sort_values(["code", "happened"], kind="stable")
    return Stream(Events(*(days[name].to_numpy() for name in ("code", "happened", "recorded"))))


def _level(orders: Stream, leads: Leads, account_from: Micros, cutoffs: Micros) -> dict[str, Grid]:
    """How busy everyone was lately: orders per known account, and wins per open lead, of the last 7 and 30 days."""

    def recent(events: Events, days: int, among: Grid) -> Grid:
        count = window_sums(events.owned_by(np.zeros(len(events), dtype=np.int64)), 1, cutoffs, days)[0]
        return ratio(count, among)

    wins = Events(np.zeros(len(leads), dtype=np.int64), leads.ended, leads.ended_seen).where(leads.won)
    accounts = np.searchsorted(np.sort(account_from), cutoffs, side="right").astype(np.float64)
    begun, ended = (np.searchsorted(np.sort(times), cutoffs, side="right") for times in (leads.seen, leads.ended_seen))
    still_open = (begun - ended).astype(np.float64)
    found = {f"level_orders_per_account_{days}d": recent(orders.events, days, accounts) for days in (7, 30)}
    return found | {f"level_wins_per_open_lead_{days}d": recent(wins, days, still_open) for days in (7, 30)}


def open_book(history: History, spec: Spec, cutoffs: Micros) -> Book:
    """Everything that `history` tells at `cutoffs` (sorted microseconds), coded by `spec`."""
    accounts, account_from = _named_accounts(history)
    leads = gather_leads(history, spec, accounts)
    changes, activities, signals = history["stage_changes"], history["activities"], history["signals"]
    orders, rows = history["orders"], history["leads"].drop_duplicates("lead_id")
    via, late = _via_lead(changes, leads)
    names = (*spec.stages, "won", "lost")
    stage = {"stage": codes_of(changes["stage"], pd.Index(names))}
    ordered = stream("orders", orders, codes_of(orders["account_id"], accounts), {}, ("amount",))
    account_stages = stream("stage_changes", late, via, stage)
    wins = account_stages.where(account_stages.labels["stage"] == names.index("won"))
    zone, business = history.business.time_zone, history.business
    kinds = {"kind": codes_of(signals["kind"], pd.Index(SIGNAL_KINDS))}
    return Book(
        spec=spec,
        cutoffs=cutoffs,
        time_zone=zone,
        accounts=accounts,
        account_versions=_account_versions(history, spec, accounts),
        account_from=account_from,
        orders=ordered,
        purchase_days=_purchase_days(ordered, wins, zone, business.purchase),
        account_touches=_account_touches(history, spec, accounts, leads),
        account_stages=account_stages,
        born=stream("leads", rows, codes_of(rows["account_id"], accounts), {}),
        signals=stream("signals", signals, codes_of(signals["account_id"], accounts), kinds),
        leads=leads,
        stages=stream("stage_changes", changes, codes_of(changes["lead_id"], leads.ids), stage),
        touches=stream(
            "activities", activities, codes_of(activities["lead_id"], leads.ids), _touch_labels(activities, spec)
        ),
        load=measure_load(history, leads, spec, cutoffs),
        rates=base_rates(leads, spec, cutoffs),
        calendar=calendar_features(cutoffs, business),
        level=_level(ordered, leads, account_from, cutoffs),
    )
