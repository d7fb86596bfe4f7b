"""What a home's settings and store mean for the collector."""

from pathlib import Path
from typing import TYPE_CHECKING

from history.console import progress_bars, stepper

if TYPE_CHECKING:
    from history.home import Home
    from scrapers.collecting import Report
    from scrapers.ledger.ledger import Ledger
    from scrapers.meaning.meaning import Meaning
    from scrapers.rereading import Reread


def home_in(folder: Path, database_url: str) -> "Home":
    """The home in a folder, with the store that is asked for."""
    from history.home import Home

    return Home(folder, database_url)


def make_ledger(place: "Home") -> "Ledger":
    """The ledger in a home's store, for what fills it: both are made if need be."""
    from scrapers.ledger.ledger import Ledger

    place.folder.mkdir(parents=True, exist_ok=True)
    return Ledger.open(place.url)


def open_ledger(place: "Home") -> "Ledger":
    """The ledger in a home's store. Nothing is made.

    Raises:
        UserError: there is no such home, or no store.
    """
    from history.home import existing
    from scrapers.ledger.ledger import Ledger

    return Ledger.existing(existing(place).url)


def meaning_of(place: "Home") -> "Meaning":
    """What signals are judged by: the home's own taxonomy, if it has one, and its offering."""
    from history.home import checked
    from scrapers.meaning.meaning import Meaning
    from scrapers.meaning.relevance import Offering
    from scrapers.meaning.taxonomy import Taxonomy

    own = place.folder / "taxonomy.toml"
    offering = checked(Offering, place.table("offering"), f"{place.settings_file}, [offering]")
    return Meaning(Taxonomy.load(own if own.exists() else None), offering)


def aliases_of(place: "Home") -> dict[str, str]:
    """Accounts by further names, as people keep them."""
    from history.home import checked
    from scrapers.settings import Aliases

    table = place.table("aliases")
    return checked(Aliases, {"root": table}, f"{place.settings_file}, [aliases]").root


def collect_once(place: "Home", *, account: str, everything: bool) -> "Report":
    """Visit what is due by the home's settings, with a progress bar."""
    from history.home import checked
    from scrapers.collecting import collect as run
    from scrapers.engine.options import Options
    from scrapers.settings import CollectSettings
    from scrapers.watching import account_names

    meaning, own = meaning_of(place), place.folder / "taxonomy.toml"
    settings = checked(CollectSettings, place.table("collect"), f"{place.settings_file}, [collect]")
    with open_ledger(place) as ledger:
        names = account_names(ledger)
    options = Options(
        database_url=place.url,
        collect=settings,
        everything=everything,
        account_id=account or None,
        accounts=names,
        aliases=aliases_of(place),
        offering=meaning.offering,
        taxonomy=str(own.resolve()) if own.exists() else None,
    )
    with progress_bars() as progress:
        step = stepper(progress)
        return run(options, lambda done, of, _: step("collecting", done, of))


def reread_all(place: "Home", account: str) -> "Reread":
    """Read stored bodies again by the home's settings, with a progress bar."""
    from datetime import UTC, datetime

    from scrapers.readers import Surroundings
    from scrapers.rereading import reread
    from scrapers.watching import account_names

    with open_ledger(place) as ledger, progress_bars() as progress:
        known, step = Surroundings(accounts=account_names(ledger), aliases=aliases_of(place)), stepper(progress)
        now, only = datetime.now(UTC), account or None
        return reread(ledger, meaning_of(place), known, now, only, lambda done, of: step("reading again", done, of))
