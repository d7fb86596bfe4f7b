"""What would be sent, as text: nothing goes out, and nothing is written down."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from history.errors import UserError
from history.names import Names
from serving.push.addressed import explained, list_for
from serving.push.channels import open_channel
from serving.push.facts import Facts
from serving.push.rules import Marks, look
from serving.push.script import Script
from serving.push.sending import Audience, Message, alerts_for, digest_of, messages_of
from serving.push.settings import PushSettings, Target
from serving.wording import Language

# Where no target is named yet, or its address is not at hand: as much as fits into most channels.
USUAL_BYTES = 19_000
ANYBODY = Target.model_construct(name="no target yet", kinds=("digest", "alerts"), reps=(), regions=(), language="zh")


def audiences(
    settings: PushSettings,
    targets: Iterable[Target],
    environment: Mapping[str, str],
    names: Names,
    language: Language | None = None,
) -> list[Audience]:
    """The readers of `targets`, in `language` if it is given; somebody who wants everything where there are none.

    `names` are what else regions are called.
    """

    def script(target: Target) -> Script:
        return Script(language or target.language, False, settings.base_url, names)

    return [_audience(each, script(each), environment) for each in targets] or [_audience(ANYBODY, script(ANYBODY), {})]


def digests(
    readers: Iterable[Audience], facts: Facts, settings: PushSettings, now: datetime, zone: str
) -> Iterator[str]:
    """The messages of the digest, each below the name of its target."""
    for reader in readers:
        if "digest" in reader.target.kinds:
            pushes = digest_of(reader, list_for(reader.target, facts, settings.top), settings, now, zone)
            yield from (shown(reader, each) for each in messages_of(reader, pushes))


def alerts(
    readers: Iterable[Audience], facts: Facts, settings: PushSettings, marks: Marks, now: datetime
) -> Iterator[str]:
    """The messages of alerts, likewise, as a look would find them now."""
    found = explained(look(facts, marks, settings, now).alerts, facts)
    for reader in readers:
        if "alerts" in reader.target.kinds:
            pushes = list(alerts_for(reader, found, facts.today, settings, now))
            yield from (shown(reader, each) for each in messages_of(reader, pushes))


def shown(reader: Audience, message: Message) -> str:
    """One message for a terminal."""
    return f"── {reader.target.name}\n{message.title}\n\n{message.body}\n"


def _audience(target: Target, script: Script, environment: Mapping[str, str]) -> Audience:
    try:
        channel = open_channel(target, environment) if target is not ANYBODY else None
    except UserError:
        channel = None
    if channel is None:
        return Audience(target, script, USUAL_BYTES)
    return Audience(target, replace(script, markdown=channel.markdown), channel.most_bytes)
