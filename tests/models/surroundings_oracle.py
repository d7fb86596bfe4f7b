"""What surrounds an account or lead, counted row by row over a whole history: load, rates, queues, calendar."""

from datetime import timedelta
from functools import cache
from typing import Any

import holidays
import pandas as pd

from tests.models.reasons_oracle import DAY, Known, Record

STALE = 180 * DAY
MUCH = 20


class Lead:
    """One lead: its versions, when it was known, and how it ended."""

    def __init__(self, known: Known, versions: list[Record], changes: list[Record]) -> None:
        self.versions = sorted(versions, key=lambda row: row["recorded_at"])
        first = self.versions[0]
        self.id, self.created, self.seen = first["lead_id"], first["at"], first["known"]
        ends = sorted(
            (row for row in changes if row["stage"] in ("won", "lost")),
            key=lambda row: (row["known"], row["at"], row["stage"] == "won"),
        )
        self.end = ends[0] if ends else None
        self.ended_seen = max(ends[0]["known"], self.seen) if ends else None
        self.won = bool(ends) and ends[0]["stage"] == "won"
        self.moves = [row for row in changes if row["stage"] not in ("won", "lost")]
        self.known = known

    def version(self, moment: pd.Timestamp) -> Record:
        """The version that holds at a moment."""
        so_far = [row for row in self.versions if row["recorded_at"] <= moment]
        return (so_far or self.versions)[max(len(so_far) - 1, 0)]

    @property
    def is_open(self) -> bool:
        """Whether it has not ended, as far as is known."""
        return self.end is None

    @property
    def is_held(self) -> bool:
        """Whether it is open and takes somebody's time."""
        return self.is_open and self.known.as_of < self.created + STALE

    def stays(self) -> list[tuple[Record, Any, Any]]:
        """Each move with from when until when it was the last one known."""
        found = []
        for place, move in enumerate(self.moves):
            later = [row["known"] for row in self.moves[place + 1 :]]
            edges = [*later, *([self.ended_seen] if self.ended_seen is not None else [])]
            found.append((move, max(move["known"], self.seen), min(edges, default=None)))
        return found


class Surroundings:
    """All that many rows say together at a moment."""

    def __init__(self, known: Known) -> None:
        self.known = known
        versions, changes = _grouped(known.tables["leads"]), _grouped(known.tables["stage_changes"])
        self.leads = {
            name: Lead(known, rows, sorted(changes.get(name, []), key=lambda row: (row["at"], row["stage"])))
            for name, rows in versions.items()
        }
        self._newest = {
            table: {
                row[f"{table[:-1]}_id"]: row for row in sorted(known.tables[table], key=lambda row: row["recorded_at"])
            }
            for table in ("accounts", "reps")
        }

    def place(self, kind: str, lead: Lead, moment: pd.Timestamp) -> str | None:
        """The region or industry of a lead, the first source of the settings that tells one."""
        version = lead.version(moment)
        if kind not in ("region", "industry"):
            found: str | None = version["rep_id" if kind == "rep" else kind]
            return found
        for source in getattr(self.known.business, kind):
            table, column = source.split(".")
            row: Record | None = version if table == "lead" else self._held(f"{table}s", version[f"{table}_id"], moment)
            if row is not None and row[column] is not None:
                return str(row[column])
        return None

    def _held(self, table: str, name: str | None, moment: pd.Timestamp) -> Record | None:
        column = f"{table[:-1]}_id"
        rows = [row for row in self.known.tables[table] if row[column] == name] if name else []
        held = [row for row in rows if (row["known"] if table == "accounts" else row["recorded_at"]) <= moment]
        return max(held, key=lambda row: row["recorded_at"], default=None)

    @cache  # noqa: B019 – it lives as long as its test
    def load_region(self, region: str | None) -> Record:
        """Open leads of a region in all and per active rep, and new ones of a week."""
        as_of = self.known.as_of
        mine = [lead for lead in self.leads.values() if self.place("region", lead, as_of) == region]
        held = sum(lead.is_held for lead in mine)
        active = [
            row
            for row in self._newest["reps"].values()
            if row["region"] == region and (row["left_at"] is None or row["left_at"] > as_of)
        ]
        each = held / len(active) if active else None
        return {"held": held, "each": each, "fresh": sum(as_of < lead.created + 7 * DAY for lead in mine)}

    def load_rep(self, rep: str | None) -> Record:
        """Open leads of a rep, and new ones of a week."""
        as_of = self.known.as_of
        mine = [lead for lead in self.leads.values() if lead.version(as_of)["rep_id"] == rep]
        return {
            "held": sum(lead.is_held for lead in mine),
            "fresh": sum(as_of < lead.created + 7 * DAY for lead in mine),
        }

    @cache  # noqa: B019 – it lives as long as its test
    def rate(self, kind: str, name: str | None, since: timedelta | None = None) -> float | None:
        """Won share of the ended leads of a category, in percent, with twenty leads of the share of all beside."""
        ended = [
            lead
            for lead in self.leads.values()
            if lead.ended_seen is not None and (since is None or self.known.as_of - lead.ended_seen < since)
        ]
        if not ended:
            return None
        overall = sum(lead.won for lead in ended) / len(ended)
        mine = [lead for lead in ended if self.place(kind, lead, lead.ended_seen) == name]
        return 100 * (sum(lead.won for lead in mine) + MUCH * overall) / (len(mine) + MUCH)

    def queue(self, lead_id: str) -> Record:
        """Who stands in a lead's stage, who of them longer, and how many left it within two weeks."""
        as_of, mine = self.known.as_of, self.leads[lead_id].moves[-1]
        standing = [
            lead.moves[-1]
            for lead in self.leads.values()
            if lead.is_held and lead.moves and lead.moves[-1]["stage"] == mine["stage"]
        ]
        left = [
            until
            for lead in self.leads.values()
            for move, since, until in lead.stays()
            if move["stage"] == mine["stage"] and until is not None and since < until and as_of - until < 14 * DAY
        ]
        return {
            "stage": mine["stage"],
            "open": len(standing),
            "ahead": sum(row["at"] < mine["at"] for row in standing),
            "left": len(left),
        }

    @cache  # noqa: B019 – it lives as long as its test
    def level(self) -> Record:
        """Orders per hundred accounts, wins per hundred open leads, of thirty days."""
        accounts = {row["account_id"] for rows in self.known.tables.values() for row in rows if row.get("account_id")}
        still = sum(lead.is_open for lead in self.leads.values())
        won = [lead for lead in self.leads.values() if lead.won and self.known.as_of - lead.end["at"] < 30 * DAY]
        orders = self.known.recent(self.known.tables["orders"], 30)
        return {
            "orders": 100 * len(orders) / len(accounts) if accounts else None,
            "wins": 100 * len(won) / still if still else None,
        }

    def calendar(self) -> Record:
        """Working days of a week from today on, and the next public holiday."""
        today, calendar = self.known.day(self.known.as_of), holidays.country_holidays(self.known.business.country)
        ahead = [today + n * DAY for n in range(60)]
        free = next((day for day in ahead if day in calendar), None)
        return {
            "n": sum(calendar.is_working_day(day) for day in ahead[:7]),
            "holiday": free,
            "ahead": (free - today).days if free else None,
        }


def _grouped(rows: list[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for row in rows:
        found.setdefault(row["lead_id"], []).append(row)
    return found
