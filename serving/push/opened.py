"""From a home to all that pushes are made from: settings, channels, the morning list, the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from history.home import Home, checked
from models.reasons import Reason
from models.today import Wanted
from serving.push.channels import open_channel
from serving.push.facts import Facts
from serving.push.quiet import Quiet
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


def outlets_of(settings: PushSettings, targets: Sequence[Target], environment: Mapping[str, str]) -> list[Outlet]:
    """Each target with its channel.

    Raises:
        UserError: an address is missing, or none that Apprise knows.
    """
    found = []
    for target in targets:
        channel = open_channel(target, environment)
        script = Script(target.language, channel.markdown, settings.base_url)
        found.append(Outlet(Audience(target, script, channel.most_bytes), channel))
    return found


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
    return [next((each for each in why if each.effect == "raises"), None) for why in morning.making.why(places)]
