"""All that a salesperson wants to know of one account or lead, as of the moment of its score."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

from features.frame import Entity
from features.partition import partition
from history.tables import TERMINAL_STAGES
from models.dossier import Dossier, Row, dossiers
from models.evidence import Text
from models.reasons.words import stage_name
from serving.accounts.kept import Kept
from serving.accounts.weekly import won_within_month
from serving.scores.opening import Live


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
    stage_name: Text | None
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
    found = kept.get(live, key, lambda: dossiers(partition(live.rows, [name], entity), entity, [name], as_of)[name])
    return found if any(found.rows.values()) else None


def person(dossier: Dossier, rep_id: str | None) -> Person | None:
    """The rep of that id; None for none."""
    if rep_id is None:
        return None
    rep = dossier.reps.get(rep_id)
    return Person(rep_id, rep["name"] if rep else None)


def rep_of(dossier: Dossier) -> Person | None:
    """Who looks after it: of a lead whom it names; of an account the rep of its newest open lead, else of its last lead
    or activity. Who has left looks after no account.

    The morning list goes by the same rule (`models.today.owners`), for everybody at once.
    """
    leads = _own_leads(dossier)
    if dossier.entity == "lead":
        return person(dossier, leads[dossier.id]["rep_id"]) if dossier.id in leads else None
    ended = _ended(dossier)
    said = [(name not in ended, row) for name, row in leads.items()]
    said += [(False, row) for row in dossier["activities"] if (row["account_id"] or _account(leads, row)) == dossier.id]
    here = [(is_lead_open, row) for is_lead_open, row in said if _is_here(dossier, row["rep_id"])]
    last = max(reversed(here), key=lambda each: (each[0], each[1].at), default=None)
    return None if last is None else person(dossier, last[1]["rep_id"])


def _own_leads(dossier: Dossier) -> dict[str, Row]:
    """The leads that are its own at the moment: one that went to another account is that one's."""
    is_own = dossier.entity == "lead"
    return {name: row for name, row in dossier.leads.items() if is_own or row["account_id"] == dossier.id}


def _account(leads: Mapping[str, Row], activity: Row) -> str | None:
    lead = leads.get(activity["lead_id"])
    return None if lead is None else lead["account_id"]


def _is_here(dossier: Dossier, rep_id: str | None) -> bool:
    if rep_id is None:
        return False
    left = dossier.reps[rep_id]["left_at"] if rep_id in dossier.reps else None
    return left is None or left > dossier.as_of


def _ended(dossier: Dossier) -> frozenset[str]:
    """The leads that have been won or lost."""
    return frozenset(row["lead_id"] for row in dossier["stage_changes"] if row["stage"] in TERMINAL_STAGES)


def open_leads(live: Live, dossier: Dossier) -> list[OpenLead]:
    """The leads that are open, the likeliest to be won first, then the newest."""
    newest_first, ended = list(_own_leads(dossier).items())[::-1], _ended(dossier)
    opened = {name: row for name, row in newest_first if name not in ended}
    chances = won_within_month(live, list(opened), pd.Timestamp(dossier.as_of))
    stages = {row["lead_id"]: row for row in dossier["stage_changes"]}
    found = [_open_lead(dossier, row, stages.get(name), chances.get(name)) for name, row in opened.items()]
    return sorted(found, key=lambda lead: -(lead.win_30d or 0.0))


def _open_lead(dossier: Dossier, row: Row, stage: Row | None, chance: float | None) -> OpenLead:
    return OpenLead(
        lead_id=row["lead_id"],
        stage=stage["stage"] if stage else None,
        stage_name=stage_name(stage["stage"]) if stage else None,
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
        "lead": next(iter(list(_own_leads(dossier).values())[-1:]), None),
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
