"""Patent documents, from an endpoint or a file: one signal per invention and account, whatever it is published as."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module

from scrapers.patents.applicants import Accounts, Match
from scrapers.readers import Surroundings
from scrapers.reading import Outcome, Reading
from scrapers.records import Page, Parsed, Patent, UnreadablePage
from scrapers.signals import Signal
from scrapers.targets import Target

SOURCES = ("uspto_xml", "uspto_sgml", "uspto_greenbook", "epo_ops", "uspto_odp")
# Told apart by what stands in the document, in the order of SOURCES.
MARKS = (b"<us-patent-", b"<PATDOC", b"PATN", b"world-patent-data", b"{")


def read(target: Target, page: Page, known: Surroundings) -> Reading:
    """Signals of all accounts that are certainly or possibly applicants of what is published."""
    del target
    accounts = _index(tuple(sorted(known.accounts.items())), tuple(sorted(known.aliases.items())))
    parsed = parse(page)
    signals = (_signal(patent, match, page) for patent in parsed.records for match in _owners(patent, accounts))
    reason = f"{len(parsed.problems)} documents could not be read" if parsed.problems else None
    return Reading(Outcome.READ, tuple(signals), reason=reason)


def parse(page: Page) -> Parsed[Patent]:
    """The patents in a document of any of the kinds that are known.

    Raises:
        UnreadablePage: it is of none of them.
    """
    head = page.body[: 64 * 1024]
    name = next((source for source, mark in zip(SOURCES, MARKS, strict=True) if mark in head), None)
    if name is None:
        raise UnreadablePage("This is no patent document of USPTO or EPO that is known.")
    found: Parsed[Patent] = import_module(f"scrapers.sources.{name}").parse(page)
    return found


@cache
def _index(names: tuple[tuple[str, str], ...], aliases: tuple[tuple[str, str], ...]) -> Accounts:
    return Accounts(dict(names), dict(aliases))


def _owners(patent: Patent, accounts: Accounts) -> Iterator[Match]:
    """Each account once, by the surest of its names."""
    matches = [match for name in patent.applicants if (match := accounts.match(name))]
    surest = {match.account_id: match for match in sorted(matches, key=lambda each: each.tier == "certain")}
    yield from surest.values()


def _signal(patent: Patent, match: Match, page: Page) -> Signal:
    document = f"{patent.office}{patent.number}{patent.kind_code or ''}"
    published = patent.published.at if patent.published else None
    return Signal(
        kind="patent",
        identity=patent.family or document,
        # All could see it from that day on; when it was read here stands in the evidence.
        observed_at=min(published or page.fetched_at, page.fetched_at),
        title=patent.title,
        text=patent.abstract,
        url=patent.url,
        published_at=published,
        span=f"{document}: {', '.join(patent.applicants)}",
        digest=page.digest,
        account_id=match.account_id,
        details={
            "document": document,
            "tier": match.tier,
            "applicants": list(patent.applicants),
            "classes": list(patent.classes[:20]),
            "filed": patent.filed.at.date().isoformat() if patent.filed else None,
        },
    )
