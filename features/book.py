"""A history as the streams and small tables that features are built from: made once, then read by every partition."""

from dataclasses import dataclass, replace
from itertools import chain

import pandas as pd

from features.account_streams import AccountStreams, gather_accounts, named_accounts
from features.leads import Leads, gather_leads
from features.level import Level, known_level_spans, lead_level_spans, level_of, order_level_spans
from features.load import Load, load_of, load_spans
from features.moments import Micros
from features.queue import Queue, measure_queue
from features.rates import Rates, rate_spans, rates_of
from features.spans import Counts, Named, Others, counted
from features.spec import Spec
from features.stays import stays_of
from features.streams import Stream, codes_of, stream
from features.touches import touch_labels
from history.record import History
from history.settings import Business
from history.tables import TERMINAL_STAGES


@dataclass(frozen=True)
class Book:
    """Ids and streams of accounts and of leads (`moves` between open stages, `touches`), and the tables by cut-off that
    all partitions share. A book is about its `cutoffs`, sorted microseconds.
    """

    spec: Spec
    business: Business
    cutoffs: Micros
    account_ids: pd.Index
    accounts: AccountStreams
    leads: Leads
    moves: Stream
    touches: Stream
    load: Load
    queue: Queue
    rates: Rates
    level: Level

    def at(self, moments: slice) -> "Book":
        """The same book at some of its cut-offs."""
        return replace(
            self,
            cutoffs=self.cutoffs[moments],
            load=self.load.at(moments),
            queue=self.queue.at(moments),
            rates=self.rates.at(moments),
        )


def moves_of(history: History, spec: Spec, leads: Leads) -> Stream:
    """The changes of `leads` between open stages, labelled with their stage."""
    changes = history["stage_changes"]
    changes = changes[~changes["stage"].isin(TERMINAL_STAGES)]
    stage = codes_of(changes["stage"], pd.Index(spec.stages))
    return stream("stage_changes", changes, codes_of(changes["lead_id"], leads.ids), {"stage": stage})


def _touches(history: History, spec: Spec, leads: Leads) -> Stream:
    rows = history["activities"]
    return stream("activities", rows, codes_of(rows["lead_id"], leads.ids), touch_labels(rows, spec.kinds))


def spans_of_leads(leads: Leads, spec: Spec) -> Named:
    """What leads add to the tables that all partitions share."""
    yield from load_spans(leads, spec)
    yield from rate_spans(leads, spec)
    yield from lead_level_spans(leads)


def spans_of_accounts(accounts: AccountStreams) -> Named:
    """What accounts add to them."""
    yield from order_level_spans(accounts.orders.events)
    yield from known_level_spans(accounts.known.events.known)


def _counts(leads: Leads, spec: Spec, accounts: AccountStreams, cutoffs: Micros) -> Counts:
    return counted(chain(spans_of_leads(leads, spec), spans_of_accounts(accounts)), cutoffs)


def open_book(history: History, spec: Spec, cutoffs: Micros, others: Others | None = None) -> Book:
    """Everything that `history` tells at `cutoffs` (sorted microseconds), coded by `spec`.

    Where `history` is only a part of what there is, `others` says what the shared tables hold of all of it.
    """
    named = named_accounts(history)
    leads = gather_leads(history, spec, named[0])
    moves, touches = moves_of(history, spec, leads), _touches(history, spec, leads)
    accounts = gather_accounts(history, spec, named, leads, moves, touches)
    counts = _counts(leads, spec, accounts, cutoffs) if others is None else others.counts(cutoffs, leads.reps)
    stays = stays_of(moves, leads) if others is None else others.stays()
    return Book(
        spec=spec,
        business=history.business,
        cutoffs=cutoffs,
        account_ids=named[0],
        accounts=accounts,
        leads=leads,
        moves=moves,
        touches=touches,
        load=load_of(history, leads.reps, spec, cutoffs, counts),
        queue=measure_queue(stays, len(spec.stages), cutoffs),
        rates=rates_of(counts),
        level=level_of(counts),
    )
