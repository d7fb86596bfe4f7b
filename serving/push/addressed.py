"""What goes to whom: a target's part of the list, the alerts that concern it, and the reasons told with both."""

from collections.abc import Sequence
from dataclasses import replace

from models.today import AtRisk, NewSignal, Person, Today, TopEntry
from serving.push.facts import Alert, Facts
from serving.push.settings import Target

MOST_AT_RISK = 3
NOBODY = (None, None)


def list_for(target: Target, facts: Facts, most: int) -> Today:
    """The morning list of what goes to the target: its reps' and its regions' own, the first `most` with reasons."""
    today = facts.today

    def mine(each: TopEntry | NewSignal | AtRisk) -> bool:
        return target.wants(_who(each.rep), each.region)

    top = tuple(filter(mine, today.top))
    return replace(
        today,
        top=(*told(top[:most], facts), *top[most:]),
        at_risk=tuple(filter(mine, facts.at_risk))[:MOST_AT_RISK],
        signals=tuple(filter(mine, today.signals)),
        regions=tuple(each for each in today.regions if target.wants(NOBODY, each.region)),
    )


def told(entries: Sequence[TopEntry], facts: Facts) -> list[TopEntry]:
    """The same with the strongest reason of each."""
    reasons = facts.why([entry.id for entry in entries])
    return [replace(entry, reason=reason) for entry, reason in zip(entries, reasons, strict=True)]


def explained(alerts: Sequence[Alert], facts: Facts) -> list[Alert]:
    """The same, those of accounts with their reason, and without the trend of four weeks, which is another matter."""
    entries = [alert.found for alert in alerts if isinstance(alert.found, TopEntry)]
    reasons = {entry.id: replace(entry, trend=None) for entry in told(entries, facts)}
    return [
        replace(alert, found=reasons[alert.found.id]) if isinstance(alert.found, TopEntry) else alert
        for alert in alerts
    ]


def concerns(target: Target, alert: Alert) -> bool:
    """Whether the alert goes to the target."""
    return target.wants(_who(alert.rep), alert.region)


def _who(rep: Person | None) -> tuple[str | None, str | None]:
    return NOBODY if rep is None else (rep.id, rep.name)
