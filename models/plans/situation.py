"""Where an account or lead stands at a moment, read off its dossier: the facts that plays ask for, each with a row."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise

from features.signals import tells
from history.tables import TERMINAL_STAGES
from models.dossier import Dossier, Row
from models.plans.channels import QUOTE, WEB

DAY = timedelta(days=1)
# A lead that changes hands more often goes from desk to desk as part of the work.
MOST_HANDOVERS = 2


class Situation:
    """The facts of one dossier. `channels` says which channel an activity's kind is; unknown is None throughout.

    `lead` is the open lead that stands furthest on, the newest of those; of a lead's dossier, that lead.
    """

    def __init__(self, dossier: Dossier, channels: Mapping[str, str]) -> None:
        self.dossier = dossier
        self._channels = channels

    def days_since(self, moment: datetime) -> float:
        """Days from `moment` to the moment of the dossier."""
        return (self.dossier.as_of - moment) / DAY

    def channel(self, row: Row) -> str | None:
        """Which channel an activity is; None for a kind that nobody has named."""
        return self._channels.get(str(row["kind"]).casefold())

    @cached_property
    def profile(self) -> Row | None:
        """What says who this is: the account, else the newest lead, else the newest row of any kind."""
        newest = list(self.dossier.leads.values())[-1:]
        rest = sorted((row for rows in self.dossier.rows.values() for row in rows), key=lambda row: row.recorded_at)
        return next(iter([each for each in (self.dossier.account, *newest, *rest[-1:]) if each is not None]), None)

    @cached_property
    def stages(self) -> Mapping[str, Sequence[Row]]:
        """The changes of stage of each lead, in their order."""
        found: dict[str, list[Row]] = {}
        for row in sorted(self.dossier["stage_changes"], key=lambda row: (row.at, row.recorded_at)):
            found.setdefault(row["lead_id"], []).append(row)
        return found

    def _is_open(self, lead: str) -> bool:
        return all(row["stage"] not in TERMINAL_STAGES for row in self.stages.get(lead, ()))

    def _rank(self, row: Row | None) -> int:
        stages = self.dossier.business.stages
        return stages.index(row["stage"]) if row is not None and row["stage"] in stages else -1

    @cached_property
    def lead(self) -> Row | None:
        """The open lead that matters most."""
        opened = [row for name, row in self.dossier.leads.items() if self._is_open(name)]
        return max(opened, key=lambda row: (self._rank(self._last_stage(row["lead_id"])), row.at), default=None)

    def _last_stage(self, lead: str) -> Row | None:
        changes = self.stages.get(lead)
        return changes[-1] if changes else None

    @cached_property
    def stage(self) -> Row | None:
        """The change that brought the lead to its stage."""
        return None if self.lead is None else self._last_stage(self.lead["lead_id"])

    @property
    def stage_place(self) -> float | None:
        """How far on the stage is among the open ones: 0 for the first, 1 for the last."""
        rank, last = self._rank(self.stage), len(self.dossier.business.stages) - 1
        return None if rank < 0 else rank / max(last, 1)

    @cached_property
    def touches(self) -> Sequence[Row]:
        """Contacts with the customer in either direction, in their order: no visits to web pages, no inner work."""
        rows = (row for row in self.dossier["activities"] if self.channel(row) != WEB)
        return [row for row in rows if row["direction"] in ("in", "out") or self.channel(row) is not None]

    @cached_property
    def inbound(self) -> Row | None:
        """The last time that the customer got in touch."""
        return next((row for row in reversed(self.touches) if row["direction"] == "in"), None)

    @cached_property
    def web(self) -> Row | None:
        """The last visit to our pages."""
        return next((row for row in reversed(self.dossier["activities"]) if self.channel(row) == WEB), None)

    @cached_property
    def own_touches(self) -> Sequence[Row]:
        """The contacts that belong to the lead."""
        name = None if self.lead is None else self.lead["lead_id"]
        return [row for row in self.touches if name is not None and row["lead_id"] == name]

    @cached_property
    def last_touch(self) -> Row | None:
        """The last contact that belongs to what goes on: of the open lead since it came in, else of any kind."""
        lead = self.lead
        rows = self.touches
        if lead is not None:
            rows = [row for row in rows if row["lead_id"] in (None, lead["lead_id"]) and row.at >= lead.at]
        return rows[-1] if rows else None

    @cached_property
    def quote(self) -> Row | None:
        """The last quote of the lead, if nothing came of it: no word from the customer since, no other stage."""
        sent = [row for row in self.own_touches if self.channel(row) == QUOTE]
        answers = [row.at for row in self.own_touches if row["direction"] == "in"]
        answers += [self.stage.at] if self.stage is not None else []
        return sent[-1] if sent and all(at <= sent[-1].at for at in answers) else None

    @cached_property
    def orders(self) -> Sequence[Row]:
        """The orders, in their order."""
        return self.dossier["orders"]

    @cached_property
    def bought(self) -> Row | None:
        """The last order, or where there is none the last lead that was won."""
        won = [row for row in self.dossier["stage_changes"] if row["stage"] == "won"]
        rows = self.orders or won
        return rows[-1] if rows else None

    @property
    def usual_gap(self) -> float | None:
        """The mean of the days between orders; None with fewer than three."""
        days = sorted({row.at.date() for row in self.orders})
        return None if len(days) < 3 else (days[-1] - days[0]).days / (len(days) - 1)

    @cached_property
    def lost(self) -> Row | None:
        """The last lead that was lost, if none is open and nothing was bought since."""
        ended = [row for row in self.dossier["stage_changes"] if row["stage"] == "lost"]
        if not ended or self.lead is not None:
            return None
        return None if self.bought is not None and self.bought.at > ended[-1].at else ended[-1]

    @cached_property
    def handover(self) -> Row | None:
        """The last time that the lead went to another rep; None where leads are passed on as a matter of course."""
        name = None if self.lead is None else self.lead["lead_id"]
        versions = [row for row in self.dossier["leads"] if row["lead_id"] == name]
        versions.sort(key=lambda row: row.recorded_at)
        moves = [
            after
            for before, after in pairwise(versions)
            if None not in (before["rep_id"], after["rep_id"]) and before["rep_id"] != after["rep_id"]
        ]
        return moves[-1] if 0 < len(moves) <= MOST_HANDOVERS else None

    @cached_property
    def signals(self) -> Sequence[Row]:
        """Public signals that surely are the account's, the newest first."""
        found = [row for row in self.dossier["signals"] if row["title"] and tells(row["details"])]
        return sorted(found, key=lambda row: (signal_time(row), row.key), reverse=True)


def signal_time(row: Row) -> datetime:
    """When a signal was published, where that is told and was not ahead of its time, else when it was first seen."""
    return min(row["published_at"] or row.at, row.at)
