"""From a group to its sentence: which facts tell it, and the reason that comes of them."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from models.dossier import Row
from models.evidence import evidence_of
from models.reasons.facts.leads import leads, outcomes, pipeline
from models.reasons.facts.purchases import order_value, purchases
from models.reasons.facts.signals import all_kinds, of_kind
from models.reasons.facts.stage import queue, stage
from models.reasons.facts.surroundings import calendar, category, level, load_region, load_rep, rep
from models.reasons.facts.touches import account_touches, inbound, response, touches
from models.reasons.facts.traits import arrival, known, lead_age, lead_value, size
from models.reasons.reason import MOST_EVIDENCE, Reason
from models.reasons.view import Fact, View
from models.reasons.words import phrases

TELL: Mapping[str, Callable[[View], Fact | None]] = {
    "purchases": purchases,
    "order_value": order_value,
    "signals": all_kinds,
    "site_updates": of_kind("site_update"),
    "job_postings": of_kind("job_posting"),
    "patents": of_kind("patent"),
    "news": of_kind("news"),
    "touches": touches,
    "inbound": inbound,
    "account_touches": account_touches,
    "response": response,
    "pipeline": pipeline,
    "leads": leads,
    "outcomes": outcomes,
    "stage": stage,
    "queue": queue,
    "level": level,
    "load_region": load_region,
    "load_rep": load_rep,
    "rep": rep,
    "region": category("region"),
    "industry": category("industry"),
    "source": category("source"),
    "product": category("product"),
    "calendar": calendar,
    "size": size,
    "known": known,
    "lead_value": lead_value,
    "arrival": arrival,
    "lead_age": lead_age,
}


def reason(group: str, view: View, odds: float, points: float) -> Reason | None:
    """The group's reason for a view that knows which way it moves; None where nothing can be told.

    `odds` are the log-odds that it adds, `points` the percentage points.
    """
    fact = TELL[group](view)
    return None if fact is None else worded(group, fact, odds, points)


def worded(group: str, fact: Fact, odds: float, points: float) -> Reason:
    """The reason that a fact is."""
    return Reason(
        group=group,
        label=phrases(f"group-{group}"),
        text=phrases(fact.message, **fact.values),
        effect="raises" if points > 0 else "lowers",
        points=points,
        odds_factor=float(np.exp(odds)),
        evidence=tuple(evidence_of(row) for row in newest_first(fact.rows)[:MOST_EVIDENCE]),
        evidence_count=len(fact.rows),
        message=fact.message,
        values=fact.values,
    )


def newest_first(rows: Sequence[Row]) -> list[Row]:
    """Rows by when they happened, the newest first; of one moment by table and key."""
    return sorted(sorted(rows, key=lambda row: (row.table, row.key)), key=lambda row: row.at, reverse=True)
