"""All that a salesperson wants to know of one account or lead, as of the moment of its score."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

from features.frame import Entity
from history.tables import TERMINAL_STAGES
from models.dossier import Dossier, Row, dossiers
from serving.accounts_kept import Kept
from serving.accounts_weekly import won_within_month
from serving.opening import Live


@dataclass(frozen=True)
class Person:
    """A rep; `name` is None where the history has only the id."""

    id: str
    name: str | None


@dataclass(frozen=True)
class OpenLead:
    """A lead that has not ended: `stage` it stands in `since` when, None and its creation where no stage is known.

    `win_30d` is the chance to be won within 30 days, None without a model of open leads.
    """

    lead_id: str
    stage: str | None
    since: datetime
    rep: Person | None
    value: float | None
    product: str | None
    win_30d: float | None


def moment_of(live: Live, entity: Entity, name: str) -> pd.Timestamp:
    """As of when the page of `name` speaks: the moment of its score, of the newest score where it has none."""
    place = place_of(live, entity, name)
    if place is None:
        return live.book.as_of
    return pd.Timestamp(datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(live.book.scored_at[place])))


def place_of(live: Live, entity: Entity, name: str) -> int | None:
    """Where `name` stands in the score book; None for what is not scored."""
    place = int(live.book.places([name])[0]) if entity == live.book.entity else -1
    return None if place < 0 else place


def dossier_of(live: Live, kept: Kept, entity: Entity, name: str) -> Dossier | None:
    """All that was known of `name` at its moment; None for one that nothing is known of."""
    as_of = moment_of(live, entity, name)
    key = ("dossier", entity, name, as_of)
    found = kept.get(live, key, lambda: dossiers(live.history, entity, [name], as_of)[name])
    return found if any(found.rows.values()) else None


def person(dossier: Dossier, rep_id: str | None) -> Person | None:
    """The rep of that id; None for none."""
    if rep_id is None:
        return None
    rep = dossier.reps.get(rep_id)
    return Person(rep_id, rep["name"] if rep else None)


def rep_of(dossier: Dossier) -> Person | None:
    """Whose account it is: who has its newest open lead, else its newest lead with a rep."""
    leads = list(dossier.leads.values())
    opened = [lead for lead in leads if is_open(dossier, lead["lead_id"])]
    named = [lead["rep_id"] for lead in (*leads, *opened) if lead["rep_id"] is not None]
    return person(dossier, named[-1]) if named else None


def is_open(dossier: Dossier, lead: str) -> bool:
    """Whether the lead has neither been won nor lost."""
    return not any(row["lead_id"] == lead and row["stage"] in TERMINAL_STAGES for row in dossier["stage_changes"])


def open_leads(live: Live, dossier: Dossier) -> list[OpenLead]:
    """The leads that are open, the likeliest to be won first, then the newest."""
    newest_first = list(dossier.leads.items())[::-1]
    opened = {name: row for name, row in newest_first if is_open(dossier, name)}
    chances = won_within_month(live, list(opened), pd.Timestamp(dossier.as_of))
    stages = {row["lead_id"]: row for row in dossier["stage_changes"]}
    found = [_open_lead(dossier, row, stages.get(name), chances.get(name)) for name, row in opened.items()]
    return sorted(found, key=lambda lead: -(lead.win_30d or 0.0))


def _open_lead(dossier: Dossier, row: Row, stage: Row | None, chance: float | None) -> OpenLead:
    return OpenLead(
        lead_id=row["lead_id"],
        stage=stage["stage"] if stage else None,
        since=stage.at if stage else row.at,
        rep=person(dossier, row["rep_id"]),
        value=row["value"],
        product=row["product"],
        win_30d=chance,
    )


def who(live: Live, dossier: Dossier) -> Mapping[str, Any]:
    """What it is called and where it belongs: by the score book, which read it as the features do, else by its rows."""
    place = place_of(live, dossier.entity, dossier.id)
    account = dossier.account
    rep = rep_of(dossier)
    rows = {
        "account": account,
        "lead": next(iter(list(dossier.leads.values())[-1:]), None),
        "rep": dossier.reps.get(rep.id) if rep else None,
    }
    lead_of = account if dossier.entity == "lead" else None
    return {
        "name": account["name"] if account else None,
        "account": None if lead_of is None else {"id": lead_of["account_id"], "name": lead_of["name"]},
        "region": live.book.region[place] if place is not None else _first(rows, dossier.business.region),
        "industry": live.book.industry[place] if place is not None else _first(rows, dossier.business.industry),
        "employees": account["employees"] if account else None,
        "website": account["website"] if account else None,
        "rep": rep and asdict(rep),
    }


def _first(rows: Mapping[str, Row | None], sources: tuple[str, ...]) -> str | None:
    """The first of the sources, as the settings order them, that knows it."""
    for source in sources:
        table, _, column = source.partition(".")
        row = rows[table]
        if row is not None and row[column] is not None:
            return str(row[column])
    return None
