"""What is worth an alert: what holds now and did not when somebody last looked.

A rule compares what it finds with the marks that the last look left, and says which marks to set and to clear. What
holds when a rule looks for the first time is no news, and sets marks only.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from models.grades import NEVER
from models.today import AtRisk, NewSignal, RegionBelow
from serving.push.facts import Alert, Facts
from serving.push.settings import PushSettings, Rule

# A lead that was at risk is news again only after so long without; a region, which is judged over weeks, later still.
RISK_RESTS, REGION_RESTS = timedelta(days=14), timedelta(days=28)
# Longer than any signal stays new.
SIGNAL_RESTS = timedelta(days=60)
# The three most at risk of each rep are on the list however little they fell; an alert takes a quarter.
STEEP = 0.75
BUYING = "procurement"
BEST = ("A", "B")

Marks = Mapping[str, datetime]


@dataclass
class Change:
    """What a rule found: alerts, and the marks that it sets and clears."""

    alerts: list[Alert] = field(default_factory=list)
    setting: set[str] = field(default_factory=set)
    clearing: set[str] = field(default_factory=set)


def look(facts: Facts, marks: Marks, settings: PushSettings, now: datetime) -> Change:
    """All rules that the settings ask for."""
    whole = Change()
    for rule in settings.alerts:
        found = _RULES[rule](facts, marks, settings, now)
        began = _began(rule, facts)
        if began not in marks:
            found.alerts.clear()
            found.clearing |= {mark for mark in marks if mark.startswith(f"began:{rule}:")} - {began}
            found.setting.add(began)
        whole.alerts += found.alerts
        whole.setting |= found.setting
        whole.clearing |= found.clearing
    return whole


def _began(rule: Rule, facts: Facts) -> str:
    """The mark of a rule that has looked before. With another model or threshold everybody's score is another one."""
    return f"began:{rule}:{facts.today.model}:{facts.threshold:g}" if rule == "grade" else f"began:{rule}:"


def _grades(facts: Facts, marks: Marks, settings: PushSettings, _now: datetime) -> Change:
    """Above the threshold, and not since it was last clearly below."""
    found, begun = Change(), _began("grade", facts) in marks
    if facts.threshold >= NEVER:
        return found
    for entry in facts.today.top:
        mark = f"grade:{entry.id}"
        if entry.probability >= facts.threshold and mark not in marks:
            found.setting.add(mark)
            key = f"{mark}:{facts.today.as_of.isoformat()}"
            found.alerts.append(Alert("grade", key, entry, entry.rep, entry.region))
        elif mark in marks and entry.probability < facts.threshold * (settings.falls_to if begun else 1):
            found.clearing.add(mark)
    return found


def _signals(facts: Facts, marks: Marks, _settings: PushSettings, now: datetime) -> Change:
    """What tells of buying, of an account graded A or B; of any account, where leads are scored."""
    found = Change(
        clearing={mark for mark, at in marks.items() if mark.startswith("signal:") and now - at > SIGNAL_RESTS}
    )
    best = {entry.id for entry in facts.today.top if entry.grade in BEST}
    for signal in facts.today.signals:
        graded = facts.today.entity == "lead" or signal.account_id in best
        mark = _mark_of(signal)
        if BUYING in signal.topics and graded and mark not in marks:
            found.setting.add(mark)
            found.alerts.append(Alert("signal", mark, signal, signal.rep, signal.region))
    found.clearing -= found.setting
    return found


def _mark_of(signal: NewSignal) -> str:
    """The same for the same words about the same account, wherever they were read."""
    said = signal.evidence.title or "/".join(signal.evidence.key)
    words = "".join(each for each in said.casefold() if each.isalnum())
    return f"signal:{signal.account_id}:{hashlib.sha256(words.encode()).hexdigest()[:16]}"


def _risks(facts: Facts, marks: Marks, _settings: PushSettings, now: datetime) -> Change:
    found = Change()
    for lead in facts.at_risk:
        if lead.now <= STEEP * lead.before:
            _held(found, marks, f"risk:{lead.lead_id}", RISK_RESTS, now, lead)
    return found


def _regions(facts: Facts, marks: Marks, _settings: PushSettings, now: datetime) -> Change:
    found = Change()
    for region in facts.today.regions:
        _held(found, marks, f"region:{region.region}", REGION_RESTS, now, region)
    return found


def _held(
    change: Change, marks: Marks, mark: str, rests: timedelta, now: datetime, found: AtRisk | RegionBelow
) -> None:
    """It holds now: news, unless it held within the time that it `rests`."""
    change.setting.add(mark)
    if mark not in marks or now - marks[mark] > rests:
        rule: Rule = "risk" if isinstance(found, AtRisk) else "region"
        rep = found.rep if isinstance(found, AtRisk) else None
        change.alerts.append(Alert(rule, f"{mark}:{now.isoformat()}", found, rep, found.region))


_RULES: dict[Rule, Callable[[Facts, Marks, PushSettings, datetime], Change]] = {
    "grade": _grades,
    "signal": _signals,
    "risk": _risks,
    "region": _regions,
}
