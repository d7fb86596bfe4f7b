"""An alert as a few lines of text."""

from models.today import AtRisk, NewSignal, RegionBelow, Today, TopEntry
from serving.push.digest import entry_block, risk_block, signal_block
from serving.push.rules import Alert
from serving.push.script import Script
from serving.push.settings import PushSettings


def text_of(alert: Alert, today: Today, script: Script, settings: PushSettings) -> str:
    """What happened, and to whom, with a link."""
    return script.headed(script.say(_heading(alert, settings)), _block(alert, today, script))


def _heading(alert: Alert, settings: PushSettings) -> str:
    if alert.rule == "grade":
        return "became-a" if settings.probability is None else "rose"
    return {"signal": "tender", "risk": "newly-at-risk", "region": "region-below"}[alert.rule]


def _block(alert: Alert, today: Today, script: Script) -> str:
    match alert.found:
        case TopEntry():
            return entry_block(alert.found, today, script)
        case NewSignal():
            return signal_block(alert.found, script)
        case AtRisk():
            return risk_block(alert.found, script)
        case RegionBelow():
            return script.block(script.sentence(alert.found.text))
