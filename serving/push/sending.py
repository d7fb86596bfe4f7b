"""From what was found to messages that went out: written down first, sent when it is not quiet, each once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from models.today import Today
from serving.push.addressed import concerns, explained
from serving.push.alerts import HEADINGS, heading_of, text_of
from serving.push.channels import Channel
from serving.push.digest import blocks_of, title_of
from serving.push.facts import Alert, Facts
from serving.push.ledger import Ledger, Push
from serving.push.packing import packed, size
from serving.push.quiet import Quiet
from serving.push.rules import look
from serving.push.script import Script
from serving.push.settings import PushSettings, Target


@dataclass(frozen=True)
class Audience:
    """Who reads, how it is written for them, and how many bytes of UTF-8 one message may have."""

    target: Target
    script: Script
    most_bytes: int


@dataclass(frozen=True)
class Outlet:
    """An audience, and the channel that reaches it."""

    audience: Audience
    channel: Channel

    @property
    def name(self) -> str:
        """That of the target."""
        return self.audience.target.name


@dataclass(frozen=True)
class Message:
    """What is sent in one piece, and the pushes that are in it."""

    title: str
    body: str
    pushes: tuple[Push, ...]


@dataclass(frozen=True)
class Delivered:
    """What became of one target: messages that went out, and what kept the first that did not."""

    target: str
    sent: int
    fault: str | None = None


def digest_of(audience: Audience, today: Today, settings: PushSettings, now: datetime, time_zone: str) -> list[Push]:
    """The digest of the day of `now`, in as many pushes as the channel needs messages."""
    script, local = audience.script, now.astimezone(ZoneInfo(time_zone)).date()
    title = title_of(today, script, now, time_zone)
    blocks = blocks_of(today, script, settings.top, now, time_zone)
    bodies = [body.strip("\n") for _, body in packed(blocks, blocks, audience.most_bytes - size(title))]
    return [
        Push(
            audience.target.name,
            f"digest:{local}:{page}",
            "digest",
            _numbered(title, page, len(bodies)),
            body,
            now,
            now,
        )
        for page, body in enumerate(bodies, start=1)
    ]


def find_alerts(
    ledger: Ledger, facts: Facts, outlets: Iterable[Outlet], settings: PushSettings, now: datetime
) -> list[Alert]:
    """Look for alerts, and write them down for every target that they concern."""
    wanting = [each.audience for each in outlets if "alerts" in each.audience.target.kinds]
    with ledger.looking() as looking:
        change = look(facts, looking.marks(), settings, now)
        looking.clear(change.clearing)
        looking.set(change.setting, now)
        told = explained(change.alerts, facts)
        looking.add(push for each in wanting for push in alerts_for(each, told, facts.today, settings, now))
    return told


def alerts_for(
    audience: Audience, alerts: Sequence[Alert], today: Today, settings: PushSettings, now: datetime
) -> Iterator[Push]:
    """Those that concern the target, each as a push."""
    for place, alert in enumerate(alerts):
        if concerns(audience.target, alert):
            text, heading = text_of(alert, today, audience.script), heading_of(alert, settings)
            # A microsecond apart, so that they keep their order.
            found_at = now + timedelta(microseconds=place)
            yield Push(audience.target.name, alert.key, heading, "", text, found_at, now)


def deliver(ledger: Ledger, outlet: Outlet, quiet: Quiet, now: datetime) -> Delivered:
    """Send all that is due for one target, unless it is quiet. What fails is due again later."""
    if quiet.holds(now):
        return Delivered(outlet.name, 0)
    sent, fault = 0, None
    for message in messages_of(outlet.audience, ledger.take(outlet.name, now)):
        fault = fault or outlet.channel.send(message.title, message.body)
        # Once a channel fails, the rest is not tried in vain: it waits with what failed.
        if fault is None:
            ledger.sent(outlet.name, message.pushes, now)
            sent += 1
        else:
            ledger.failed(outlet.name, message.pushes, now, fault)
    return Delivered(outlet.name, sent, fault)


def messages_of(audience: Audience, pushes: Sequence[Push]) -> Iterator[Message]:
    """A digest's pages as they are; all alerts together, in as few messages as the channel takes."""
    for push in pushes:
        if push.kind == "digest":
            yield Message(push.title, push.body, (push,))
    alerts = sorted((push for push in pushes if push.kind != "digest"), key=lambda push: HEADINGS.index(push.kind))
    if alerts:
        title = audience.script.say("alerts-title", count=len(alerts))
        pages = list(packed(alerts, list(_headed(audience.script, alerts)), audience.most_bytes - size(title)))
        for page, (held, body) in enumerate(pages, start=1):
            yield Message(_numbered(title, page, len(pages)), body.strip("\n"), tuple(held))


def _headed(script: Script, alerts: Sequence[Push]) -> Iterator[str]:
    """The first of each kind below the heading of the kind."""
    last = ""
    for push in alerts:
        yield push.body if push.kind == last else "\n" + script.headed(script.say(push.kind), push.body)
        last = push.kind


def _numbered(title: str, page: int, pages: int) -> str:
    return title if pages == 1 else f"{title} ({page}/{pages})"
