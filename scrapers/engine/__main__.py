"""One run in a process of its own: options as JSON on standard input, what happens as JSON lines on standard output."""

import json
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from history.errors import UserError
from scrapers.engine.options import Options, scrapy_settings
from scrapers.engine.rounds import Rounds
from scrapers.ledger import leases
from scrapers.ledger.ledger import Ledger
from scrapers.meaning.meaning import Meaning
from scrapers.meaning.taxonomy import Taxonomy
from scrapers.readers import read
from scrapers.reading import Answer, Reading
from scrapers.targets import Target


def say(**what: Any) -> None:
    """One line for the process that started this one; ends at once where that was killed.

    A run that went on, or hung, would keep its hosts from the next run. What was written down stays.
    """
    try:
        sys.stdout.write(json.dumps(what, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os._exit(1)


def told(target: Target, answer: Answer, reading: Reading, new: int) -> None:
    """Say what came of a visit."""
    kinds = [signal.kind for signal in reading.signals]
    say(
        visit=target.url,
        account=target.account_id,
        outcome=reading.outcome.value,
        reason=reading.reason or answer.reason,
        signals={kind: kinds.count(kind) for kind in dict.fromkeys(kinds)} if new else {},
        new=new,
    )


def main() -> int:
    """Work through everything that is due."""
    # Whoever stops the collector stops its engines as well: at once, since what is written down is whole.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    options = Options.model_validate_json(sys.stdin.read())
    started = options.started or datetime.now(UTC)
    run = leases.Run(leases.own_name(), started, options.everything, options.account_id)
    with Ledger.upgraded(options.database_url) as ledger:
        with ledger.reading() as connection:
            say(due=leases.count_due(connection, run))
        process = AsyncCrawlerProcess(scrapy_settings(options))
        crawler = process.create_crawler(Rounds)
        meaning = Meaning(Taxonomy.load(Path(options.taxonomy) if options.taxonomy else None), options.offering)
        process.crawl(crawler, ledger, run, meaning.reader(read), told, options)
        process.start(install_signal_handlers=False)
    if not isinstance(crawler.spider, Rounds):
        raise RuntimeError("the engine did not start")
    if crawler.spider.fault is not None:
        raise crawler.spider.fault
    say(done=True)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except UserError as error:
        say(error=error.message, hint=error.hint)
        sys.exit(1)
