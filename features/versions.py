"""Which version of an account, a rep or a lead holds when: until a later one supersedes it."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from features.arrays import Codes, Grid, Mask, pick_code, ranges
from features.events import Events
from features.moments import NEVER, Micros, micros
from features.spec import Spec
from features.streams import Stream, codes_of, concatenated
from history.settings import Business
from history.tables import RECORDED

# Known, but not in the vocabulary: no other source is asked in its place.
UNLISTED = -2


def holding(owner: Codes, since: Micros) -> Mask:
    """Which versions are in force at some time, as a mask.

    They come by owner, in the order in which they were recorded; `since` is from when each would be in force. One that
    is superseded by a later record before then never is.
    """
    rank = np.unique(since, return_inverse=True)[1]
    # Backwards the owners fall, so that the lowest rank starts anew with each.
    backwards = (rank + owner * len(rank))[::-1]
    overtaken = np.zeros(len(rank), dtype=bool)
    overtaken[1:] = np.minimum.accumulate(backwards)[:-1] <= backwards[1:]
    return ~overtaken[::-1]


def versions_of(
    owner: Codes,
    times: tuple[Micros, Micros],
    labels: Mapping[str, Codes],
    values: Mapping[str, Grid] | None = None,
) -> Stream:
    """Versions as a stream of (owner, since when each holds), from `times`: recorded, and holding since."""
    recorded, since = times
    order = np.lexsort((recorded, owner))[np.count_nonzero(owner < 0) :]
    kept = order[holding(owner[order], since[order])]
    return Stream(Events(owner, since, since), labels, values or {}).taken(kept)


def row_at(events: Events, owner: Codes, moments: Micros) -> Codes:
    """Row number of what holds for each `owner` at each moment, −1 for nothing; `events` in the order of a stream."""
    asked, place = np.unique(moments, return_inverse=True)
    width = len(asked) + 1
    keys = events.code * width + np.searchsorted(asked, events.happened)
    row = np.searchsorted(keys, owner * width + place, side="right") - 1
    found: Codes = np.where((owner >= 0) & (pick_code(events.code, row) == owner), row, -1)
    return found


def place_labels(place: str, rows: pd.DataFrame, business: Business, spec: Spec) -> dict[str, Codes]:
    """What versions of a `place` (lead, account, rep) say of a region or an industry, a label for each that the
    settings ask for, such as "region:account.region"; `UNLISTED` for what the spec does not list.
    """
    labels = {}
    for kind, sources, vocabulary in asked_of(business, spec):
        for source in sources:
            owner, column = source.split(".")
            if owner == place:
                code = codes_of(rows[column], pd.Index(vocabulary))
                labels[f"{kind}:{source}"] = np.where((code < 0) & rows[column].notna(), UNLISTED, code)
    return labels


def asked_of(business: Business, spec: Spec) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """For region and for industry: the name, the columns that the settings read it from, and its vocabulary."""
    return ("region", business.region, spec.regions), ("industry", business.industry, spec.industries)


def echoed(own: Stream, label: str, versions: Stream) -> Stream:
    """A copy of an `own` version for each later version of what its `label` names, until the next `own` version."""
    code, since, named = own.events.code, own.events.happened, own.labels[label]
    following = np.full(len(own), NEVER)
    following[:-1] = np.where(code[1:] == code[:-1], since[1:], NEVER)
    first, last = (np.searchsorted(versions.events.code, named, side=side) for side in ("left", "right"))
    rows, moments = np.repeat(np.arange(len(own)), last - first), versions.events.happened[ranges(first, last)]
    between = (moments > since[rows]) & (moments < following[rows])
    again, moments = own.taken(rows[between]), moments[between]
    return Stream(Events(again.events.code, moments, moments), again.labels, again.values)


def with_echoes(own: Stream, others: Mapping[str, Stream]) -> Stream:
    """`own` versions, and a copy whenever what one of their labels names changes; at most one for each moment."""
    every = concatenated(own, *(echoed(own, label, versions) for label, versions in others.items()))
    # A stable sort: of an own version and an echo at the same moment the own one comes first.
    order = np.lexsort((every.events.happened, every.events.code))
    code, since = every.events.code[order], every.events.happened[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (code[1:] != code[:-1]) | (since[1:] != since[:-1])
    return every.taken(order[new])


def resolved(versions: Stream, kind: str, sources: tuple[str, ...], others: Mapping[str, Stream]) -> Codes:
    """Per lead version the first region or industry known among `sources`; −1 for none, or one not listed.

    `others` holds the versions of accounts and of reps, by the label of `versions` that names them.
    """
    value = np.full(len(versions), -1)
    for source in sources:
        place, name = source.split(".")[0], f"{kind}:{source}"
        if place == "lead":
            found = versions.labels[name]
        else:
            named, owner = others[f"{place}_id"], versions.labels[f"{place}_id"]
            found = pick_code(named.labels[name], row_at(named.events, owner, versions.events.happened))
        value = np.where(value == -1, found, value)
    listed: Codes = np.maximum(value, -1)
    return listed


def since_when(rows: pd.DataFrame, *columns: str) -> tuple[Micros, Micros]:
    """When each row was recorded, and the latest of that and the times in all of `columns`."""
    recorded = micros(rows[RECORDED])
    since = recorded
    for column in columns:
        since = np.maximum(since, micros(rows[column]))
    return recorded, since
