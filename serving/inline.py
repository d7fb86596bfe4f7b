"""Leads that are given inline, as the win model takes them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from history.indexed import Indexed
from history.tables import RECORDED
from models.win_curve import NewLead
from serving.schemas.win import NewLeadIn

_OWNERS = ("account", "rep")
Named = Mapping[str, Mapping[Any, Any]]


def taken(rows: Indexed, leads: Sequence[NewLeadIn], as_of: pd.Timestamp) -> list[NewLead]:
    """Each with the region and industry that it says itself, else from where the settings read them for the history's
    leads: another of its columns, its account, its rep, as they are `as_of`."""
    owners = {
        place: _newest(rows, place, {name for lead in leads if (name := getattr(lead, f"{place}_id"))}, as_of)
        for place in _OWNERS
    }
    business = rows.business
    return [
        NewLead(
            region=lead.region or _first_known(lead, business.region, owners),
            industry=lead.industry or _first_known(lead, business.industry, owners),
            source=lead.source,
            product=lead.product,
        )
        for lead in leads
    ]


def _newest(rows: Indexed, place: str, ids: Collection[str], as_of: pd.Timestamp) -> Named:
    """The newest version of each of these accounts or reps that is known and holds; some are announced ahead."""
    if not ids:
        return {}
    key = f"{place}_id"
    # Accounts may be a million, and are found by their index; reps are few.
    near = rows.near("accounts", account_id=ids) if place == "account" else rows.history["reps"]
    named = near[near[key].isin(list(ids))]
    holding = named[named["valid_from"] <= as_of] if place == "account" else named
    found = holding.sort_values(RECORDED, kind="stable").drop_duplicates(key, keep="last")
    return {str(row[key]): row for row in found.to_dict("records")}


def _first_known(lead: NewLeadIn, sources: Sequence[str], owners: Mapping[str, Named]) -> str | None:
    values = (_value(lead, source, owners) for source in sources)
    return next((value for value in values if isinstance(value, str)), None)


def _value(lead: NewLeadIn, source: str, owners: Mapping[str, Named]) -> Any:
    place, column = source.split(".")
    if place == "lead":
        return getattr(lead, column)
    return owners[place].get(getattr(lead, f"{place}_id") or "", {}).get(column)
