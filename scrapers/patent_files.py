"""Patents from files, such as the offices' weekly bulk data: matched to accounts and kept as signals."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from history.errors import UserError
from scrapers.ledger.ledger import Ledger, add_missing
from scrapers.ledger.visits import SIGNALS
from scrapers.meaning.meaning import Meaning
from scrapers.readers import Surroundings, patents
from scrapers.records import Page, UnreadablePage
from scrapers.signals import first_look
from scrapers.targets import EVERY, Target
from scrapers.watching import account_names


@dataclass
class PatentReport:
    """How many signals are new, by how sure they are, and which files could not be read, or not all of them."""

    new: Counter[str] = field(default_factory=Counter)
    problems: dict[str, str] = field(default_factory=dict)


def read_files(
    ledger: Ledger, files: Iterable[Path], meaning: Meaning, now: datetime, aliases: Mapping[str, str] | None = None
) -> PatentReport:
    """Read every file; what is known already changes nothing. The file itself is not kept, its SHA-256 is.

    All accounts whose names are known have been looked for once a file is read.

    `aliases` are accounts by further names of applicants, which people keep.

    Raises:
        UserError: a file cannot be opened.
    """
    known, report = Surroundings(accounts=account_names(ledger), aliases=aliases or {}), PatentReport()
    looks = [first_look("patent", now, account).row(account, None, now) for account in known.accounts]
    read = meaning.reader(patents.read)
    for file in files:
        page, target = _page(file, now), Target("", "", "", str(file), "patents", EVERY["patents"])
        try:
            reading = read(target, page, known)
        except UnreadablePage as error:
            report.problems[str(file)] = str(error)
            continue
        if reading.reason:
            report.problems[str(file)] = reading.reason
        with ledger.writing() as connection:
            add_missing(connection, SIGNALS, looks)
            looks.clear()
            for signal in reading.signals:
                row = signal.row("", page.digest, now)
                report.new[signal.details["tier"]] += add_missing(connection, SIGNALS, [row])
    return report


def _page(file: Path, now: datetime) -> Page:
    try:
        return Page(file.name, file.read_bytes(), now)
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}.", "Check the path.") from None
