"""What happened around each account, whether it names the account itself or a lead of it."""

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from features.arrays import Codes
from features.events import Events
from features.leads import Leads
from features.moments import NEVER, Micros
from features.purchases import purchase_days, purchase_events
from features.signals import first_looks, telling
from features.spec import Spec
from features.streams import Stream, codes_of, concatenated, ordered, stream
from features.touches import touch_labels
from features.versions import since_when
from history.record import History
from history.settings import Business
from history.tables import SIGNAL_KINDS, TABLES

PLACES = ("region", "industry")


@dataclass(frozen=True)
class AccountStreams:
    """Streams owned by accounts: `known` (one event, from when on it is known), its own `versions` and the `places` of
    its leads (labels region and industry), `orders`, `purchases` (days), `touches`, `signals` and since when they are
    looked for (`looks`, label kind); of its leads `born` (all that were created), `open_leads` (those not ended),
    `ends` (label won, 1 or 0) and `moves` between open stages.
    """

    known: Stream
    versions: Stream
    places: Stream
    orders: Stream
    purchases: Stream
    touches: Stream
    signals: Stream
    looks: Stream
    born: Stream
    open_leads: Stream
    ends: Stream
    moves: Stream

    def of(self, accounts: Codes) -> "AccountStreams":
        """The streams of `accounts` alone, numbered by their place there."""
        return AccountStreams(**{each.name: getattr(self, each.name).of(accounts) for each in fields(self)})


def named_accounts(history: History) -> tuple[pd.Index, Micros]:
    """Every account that some row names, in the order of their ids, and when the first such row was known."""
    named = [
        (rows["account_id"], since_when(rows, TABLES[name].happened)[1])
        for name, rows in history.tables.items()
        if "account_id" in rows
    ]
    ids = pd.Index(pd.concat([ids for ids, _ in named]).dropna().unique()).sort_values()
    first = np.full(len(ids), NEVER)
    for owners, known in named:
        code = codes_of(owners, ids)
        np.minimum.at(first, code[code >= 0], known[code >= 0])
    return ids, first


def _touches(history: History, spec: Spec, accounts: pd.Index, of_leads: Stream) -> Stream:
    rows = history["activities"]
    rows = rows[rows["account_id"].notna()]
    direct = stream("activities", rows, codes_of(rows["account_id"], accounts), touch_labels(rows, spec.kinds))
    both = concatenated(direct, of_leads)
    return ordered(both.events, both.labels)


def _lead_streams(leads: Leads) -> dict[str, Stream]:
    numbers, links, versions = np.arange(len(leads)), leads.links, leads.versions
    ended = leads.ended_seen < NEVER
    of_leads = {
        "born": Stream(Events(numbers, leads.created, leads.seen)),
        "open_leads": Stream(Events(numbers, leads.created, leads.seen, leads.ended_seen)),
        "ends": Stream(
            Events(numbers, leads.ended, leads.ended_seen).taken(ended), {"won": leads.won[ended].astype(np.int64)}
        ),
        "places": Stream(versions.events, {name: versions.labels[name] for name in PLACES}),
    }
    return {name: links.accounts_of(each) for name, each in of_leads.items()}


def gather_accounts(
    history: History, spec: Spec, named: tuple[pd.Index, Micros], leads: Leads, moves: Stream, touches: Stream
) -> AccountStreams:
    """The streams of the accounts `named`. `moves` between open stages and `touches` are those of `leads`."""
    accounts, known = named
    orders, signals = history["orders"], telling(history["signals"])
    ordered_by = stream("orders", orders, codes_of(orders["account_id"], accounts), {}, ("amount",))
    kinds = {"kind": codes_of(signals["kind"], pd.Index(SIGNAL_KINDS))}
    unaddressed = touches.where(touches.labels["addressed"] == 0)
    return AccountStreams(
        known=Stream(Events(np.arange(len(accounts)), known, known)),
        versions=leads.accounts,
        orders=ordered_by,
        purchases=_purchases(ordered_by.events, leads, history.business),
        touches=_touches(history, spec, accounts, leads.links.accounts_of(unaddressed)),
        signals=stream("signals", signals, codes_of(signals["account_id"], accounts), kinds),
        looks=first_looks(history["signals"], accounts),
        moves=leads.links.accounts_of(moves),
        **_lead_streams(leads),
    )


def _purchases(orders: Events, leads: Leads, business: Business) -> Stream:
    _, sales = leads.links.followed(leads.sales)
    return purchase_days(purchase_events(orders, sales, business.purchase), business.time_zone)
