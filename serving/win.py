"""Win curves as the API answers them."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from features.build import Rows, build
from features.frame import CUTOFF, ENTITY
from history.indexed import Indexed
from history.record import History
from models.dossier import dossiers
from models.new_lead_reasons import new_lead_reasons
from models.open_leads import OpenLeads
from models.sandbox.sandbox import Sandbox
from models.win_curve import KINDS, new_lead_curves
from models.win_reasons import win_reasons
from serving.inline import taken
from serving.schemas.win import WhyOut, WinBy, WinOut, WinParts, WinRequest
from serving.scores.opening import Live
from serving.scores.paring import pared

TOLD = (*KINDS, "stage")


def new_leads(box: Sandbox, rows: Indexed, asked: WinRequest) -> list[WinOut]:
    """The curve of each lead given inline, with intervals and how its last chance comes about, with `reasons` in words
    as well. What it says of its account and its rep is looked up in `rows`."""
    if not asked.leads:
        return []
    leads, days, reasons = taken(rows, asked.leads, box.as_of), asked.days, asked.reasons
    rising = sorted(days)
    found = new_lead_curves(box, leads, rising)
    told = [WhyOut.of(rising[-1], why) for why in new_lead_reasons(box, leads, found, rising[-1])] if reasons else None
    return [
        WinOut(
            id=asked.leads[n].lead_id,
            status="new",
            unseen=list(lead.unseen(box)),
            win=_asked(days, dict(zip(rising, zip(*values, strict=True), strict=True))),
            parts=WinParts(base=found.base, mix=found.mix[n], season=found.season[n], load=found.load[n]),
            why=told[n] if told else None,
            **{name: getattr(lead, name) for name in KINDS},
        )
        for n, lead in enumerate(leads)
        for values in [[part[n].tolist() for part in (found.chance.value, found.chance.low, found.chance.high)]]
    ]


def _asked(days: Sequence[int], by_day: dict[int, tuple[float, float, float]]) -> list[WinBy]:
    rows = ((day, *by_day[day]) for day in days)
    return [WinBy(day=day, probability=value, low=low, high=high) for day, value, low, high in rows]


def stored_leads(live: Live, model: OpenLeads, asked: WinRequest) -> list[WinOut]:
    """The curve of each lead that is open; of another, why it has none."""
    ids, days = asked.lead_ids or [], asked.days
    near = pared(live.history, set(ids), "lead")
    table = build(near, [live.book.as_of], Rows("lead", "open"), live.bundle.spec, only=set(ids))
    curves = dict(zip(table[ENTITY], model.curves(table)[:, [day - 1 for day in days]].tolist(), strict=True))
    told = _told(model, near, table, max(days)) if asked.reasons else {}
    facts = {row[ENTITY]: row for row in _facts(table)}
    known = set(live.history["leads"]["lead_id"])
    return [
        WinOut(id=name, status="open", win=_points(days, curves[name]), why=told.get(name), **_without_id(facts[name]))
        if name in curves
        else WinOut(id=name, status="ended" if name in known else "unknown")
        for name in ids
    ]


def _told(model: OpenLeads, history: History, table: pd.DataFrame, day: int) -> dict[str, WhyOut]:
    """Why each lead of the table is as likely as it is to be won by the day."""
    if table.empty:
        return {}
    names, as_of = table[ENTITY].tolist(), table[CUTOFF].iloc[0]
    known = dossiers(history, "lead", names, as_of)
    found = win_reasons(model, table, [known[name] for name in names], day)
    return {name: WhyOut.of(day, why) for name, why in zip(names, found, strict=True)}


def _points(days: Sequence[int], curve: Sequence[float]) -> list[WinBy]:
    return [WinBy(day=day, probability=value) for day, value in zip(days, curve, strict=True)]


def _facts(table: pd.DataFrame) -> list[dict[str, Any]]:
    """What is told of each row, None where it is unknown."""
    told = table[[ENTITY, *(name for name in TOLD if name in table)]].astype(object)
    return [
        {str(name): value for name, value in row.items()} for row in told.where(told.notna(), None).to_dict("records")
    ]


def _without_id(fact: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fact.items() if name != ENTITY}
