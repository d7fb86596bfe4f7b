"""From a home to all that pushes are made from: settings, channels, the morning list, the ledger."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from history.errors import UserError
from history.home import Home, checked
from history.names import Names
from history.opening import open_store
from models.reasons import Reason, foremost
from models.today import Wanted
from serving.push.channels import open_channel
from serving.push.facts import Facts
from serving.push.ledger import Ledger
from serving.push.quiet import Quiet
from serving.push.rounds import Round
from serving.push.script import Script
from serving.push.sending import Audience, Outlet
from serving.push.settings import PushSettings, Target
from serving.today.today import Morning

EVERYBODY = 10**9


def push_settings(place: Home) -> PushSettings:
    """The table `[push]`.

    Raises:
        UserError: it is wrong; addresses are not told.
    """
    return checked(PushSettings, place.table("push"), f"{place.settings_file}, [push]")


def outlets_of(
    settings: PushSettings, targets: Sequence[Target], environment: Mapping[str, str], names: Names
) -> list[Outlet]:
    """Each target with its channel; `names` are what else regions are called.

    Raises:
        UserError: an address is missing, or none that Apprise knows.
    """
    found = []
    for target in targets:
        channel = open_channel(target, environment)
        script = Script(target.language, channel.markdown, settings.base_url, names)
        found.append(Outlet(Audience(target, script, channel.most_bytes), channel))
    return found


def targets_of(settings: PushSettings, to: str) -> list[Target]:
    """All targets, or the one named `to`.

    Raises:
        UserError: none has that name.
    """
    chosen = [each for each in settings.targets if to in ("", each.name)]
    if to and not chosen:
        known = ", ".join(each.name for each in settings.targets) or "none"
        raise UserError(f"[push] has no target {to}.", f"Known are: {known}.")
    return chosen


def outlets_at(place: Home, to: str) -> list[Outlet]:
    """The targets with their channels.

    Raises:
        UserError: there are none, or one cannot be opened.
    """
    settings = push_settings(place)
    chosen = targets_of(settings, to)
    if not chosen:
        raise UserError(
            "[push] names no targets yet.", "Write one in leadcast.toml: [[push.targets]] with a name and a url."
        )
    return outlets_of(settings, chosen, os.environ, place.business.names)


@contextmanager
def open_round(place: Home, to: str) -> Iterator[Round]:
    """A round of those targets, its ledger open as long as the context.

    Raises:
        UserError: as `outlets_at`, or the database cannot be used.
    """
    settings = push_settings(place)
    outlets = outlets_at(place, to)
    open_store(place).close()
    with Ledger.open(place.url) as ledger:
        yield Round(ledger, outlets, quiet_of(settings, place), settings)


def quiet_of(settings: PushSettings, place: Home) -> Quiet:
    """When nothing is sent."""
    return Quiet(settings.quiet, settings.quiet_holidays, place.business)


def facts_from(morning: Morning, settings: PushSettings) -> Facts:
    """What alerts are looked for in; an A begins where the model or `[grades]` says, unless `[push]` names a chance."""
    untold = replace(morning.making, why=lambda places: [()] * len(places))
    whole = replace(morning, making=untold).today(Wanted(limit=EVERYBODY))
    least = settings.probability or morning.bundle.intent.thresholds[-1]
    return Facts(whole, morning.at_risk, least, partial(_strongest, morning))


def _strongest(morning: Morning, ids: Sequence[str]) -> list[Reason | None]:
    places = [int(place) for place in morning.book.places(ids)]
    return [foremost(why) for why in morning.making.why(places)]
