"""One module per kind of target: what a page there means for the account. Pure; the engine keeps what they return."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module

from scrapers.reading import Outcome, Reading
from scrapers.records import Page, UnreadablePage
from scrapers.targets import Target


@dataclass(frozen=True)
class Surroundings:
    """What a reader may know besides its target and the page.

    `earlier` are the pages that this one goes on from. `site_memory` is what readers learned of the host, `robots` the
    site's robots.txt, None where unknown; `accounts` are the names of all accounts by id, `aliases` accounts by further
    names, which people keep.
    """

    earlier: tuple[Page, ...] = ()
    site_memory: str | None = None
    robots: str | None = None
    accounts: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)


def read(target: Target, page: Page, known: Surroundings) -> Reading:
    """What a page says, by the module of the target's kind."""
    reader = import_module(f"scrapers.readers.{target.kind}")
    try:
        reading: Reading = reader.read(target, page, known)
    except UnreadablePage as error:
        return Reading(Outcome.BAD_CAPTURE, reason=str(error))
    return reading
