"""One round of pushing: look for alerts, make the digest when its time has come, send what is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from models.today import Today
from serving.push.addressed import list_for
from serving.push.facts import Facts
from serving.push.ledger import Ledger
from serving.push.quiet import Quiet
from serving.push.sending import Audience, Delivered, Outlet, deliver, digest_of, find_alerts
from serving.push.settings import PushSettings


@dataclass(frozen=True)
class Round:
    """What every round of a process shares."""

    ledger: Ledger
    outlets: Sequence[Outlet]
    quiet: Quiet
    settings: PushSettings

    @property
    def time_zone(self) -> str:
        """The business time zone."""
        return self.quiet.business.time_zone

    def digests(self, facts: Facts, now: datetime) -> int:
        """Write down the digest of the day for whoever wants it and has not got it; how many messages these are."""
        return sum(
            self.ledger.add(digest_of(each, self._list(each, facts), self.settings, now, self.time_zone))
            for each in (outlet.audience for outlet in self.outlets)
            if "digest" in each.target.kinds
        )

    def _list(self, audience: Audience, facts: Facts) -> Today:
        return list_for(audience.target, facts, self.settings.top)

    def alerts(self, facts: Facts, now: datetime) -> int:
        """Look for alerts and write them down; how many were found."""
        return len(find_alerts(self.ledger, facts, self.outlets, self.settings, now))

    def deliver(self, now: datetime) -> list[Delivered]:
        """Send what is due, each target by itself: one that fails stops no other."""
        return [deliver(self.ledger, outlet, self.quiet, now) for outlet in self.outlets]

    def is_due(self, now: datetime) -> bool:
        """Whether the digest of the day may be made: its time has come, and it is not quiet."""
        clock = now.astimezone(ZoneInfo(self.time_zone)).time()
        return clock >= self.settings.digest_at and not self.quiet.holds(now)
