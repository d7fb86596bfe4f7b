"""An alert as a few lines of text."""

from models.today import AtRisk, NewSignal, RegionBelow, Today, TopEntry
from serving.push.digest import entry_block, risk_block, signal_block
from serving.push.facts import Alert
from serving.push.script import Script
from serving.push.settings import PushSettings

# The order in which a message tells of several.
HEADINGS = ("tender", "became-a", "rose", "newly-at-risk", "region-below")


def heading_of(alert: Alert, settings: PushSettings) -> str:
    """The phrase that an alert stands below, with others of its kind."""
    if alert.rule == "grade":
        return "became-a" if settings.probability is None else "rose"
    return {"signal": "tender", "risk": "newly-at-risk", "region": "region-below"}[alert.rule]


def text_of(alert: Alert, today: Today, script: Script) -> str:
    """What it is about, with a link."""
    match alert.found:
        case TopEntry():
            return entry_block(alert.found, today, script)
        case NewSignal():
            return signal_block(alert.found, script)
        case AtRisk():
            return risk_block(alert.found, script)
        case RegionBelow():
            return script.block(script.sentence(alert.found.text))
