"""Which plays fit a situation, how well, and what they may say of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import exp
from zoneinfo import ZoneInfo

from models.dossier import Row
from models.evidence import Text
from models.phrases import Value
from models.plans.asked import ASKED
from models.plans.held import Held
from models.plans.library import Library
from models.plans.play import Play
from models.plans.situation import Situation, signal_time
from models.plans.wording import PHRASES, forms

# How well a play without conditions fits, and how much weight of conditions brings the rest up to 1 by a factor e.
LEAST_FIT, ENOUGH = 0.3, 4.0
PLAIN = ("open_lead", "buyer")


@dataclass(frozen=True)
class Match:
    """A play that fits: how well (0 … 1), by which conditions, and the rows it cites by name."""

    play: Play
    fit: float
    held: Mapping[str, Held]
    rows: Mapping[str, Row]


def matches(library: Library, now: Situation) -> Iterator[Match]:
    """The plays of the library that fit, in its order; none where nothing at all is known."""
    if now.profile is not None:
        found = (_match(play, now, now.profile) for play in library.plays.values())
        yield from (each for each in found if each is not None)


def _match(play: Play, now: Situation, profile: Row) -> Match | None:
    held = {}
    for name, asked in play.when.asked():
        found = ASKED[name].check(asked, now)
        if found is None:
            return None
        held[name] = found
    weight = sum(ASKED[name].meaning.weight * each.degree for name, each in held.items())
    fit = 1 - (1 - LEAST_FIT) * exp(-weight / ENOUGH)
    return Match(play, fit, held, _rows(held, profile))


def _rows(held: Mapping[str, Held], profile: Row) -> dict[str, Row]:
    rows = {"profile": profile}
    for name, each in held.items():
        cite = ASKED[name].meaning.cite
        if cite is not None and each.row is not None:
            rows.setdefault(cite, each.row)
    return rows


def values(held: Mapping[str, Held], now: Situation) -> dict[str, Value]:
    """What fills the placeholders of a play by the conditions that hold."""
    account, zone = now.dossier.account, ZoneInfo(now.dossier.business.time_zone)
    found: dict[str, Value] = {"company": PHRASES("company") if account is None else str(account["name"])}
    for name, each in held.items():
        meaning = ASKED[name].meaning
        found |= each.said
        if meaning.cite and meaning.dated and each.row is not None and f"{meaning.cite}_date" not in found:
            found |= forms(meaning.cite, _at(each.row), now.dossier.as_of, zone)
    return found


def _at(row: Row) -> datetime:
    return signal_time(row) if row.table == "signals" else row.at


def because(match: Match, now: Situation) -> list[Text]:
    """Each condition that holds, in words, those that count most first."""
    zone = ZoneInfo(now.dossier.business.time_zone)
    # Where something more special is said, that a lead is open, or that they have bought, goes without saying.
    special = any(name not in PLAIN and each.row is not None for name, each in match.held.items())
    told = {name: each for name, each in match.held.items() if not (special and name in PLAIN and each.row is not None)}
    ordered = sorted(told.items(), key=lambda item: -ASKED[item[0]].meaning.weight)
    return [_because(match.play, name, each, zone) for name, each in ordered]


def _because(play: Play, name: str, held: Held, zone: ZoneInfo) -> Text:
    key = f"why-{name}" + ("-false" if getattr(play.when, name) is False else "")
    days = {} if held.row is None else {"day": _at(held.row).astimezone(zone).date()}
    return PHRASES(key, **days, **held.said)
