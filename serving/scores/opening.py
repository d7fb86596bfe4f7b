"""Everything that requests are answered from, opened once."""

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pandas as pd

from features.book import Book
from features.build import Opened
from features.census import Census
from history.errors import UserError
from history.indexed import Indexed
from history.record import History
from history.store.newer import Mark
from history.store.store import Store
from models.artifact import Bundle, load
from models.champion import Champion, champion_folder, read_champion
from models.question import Vocabulary
from models.regraded import regraded
from models.sandbox.sandbox import Sandbox
from serving.scores.live import ScoreBook, moments
from serving.scores.memory import give_back
from serving.scores.ranking import Ranking
from serving.settings import Settings

_LOG = logging.getLogger("leadcast.opening")
# Each holds a part of the features, some hundred megabytes.
MOST_THREADS = 4


@dataclass(frozen=True)
class Live:
    """The model, the scores, and the sandbox; `sandbox` is None where the history cannot feed one, for `reason`.

    `as_of` is the moment of the sandbox and of the last scoring of everybody; the book says of each score as of when
    it is. `rows` is the history that both were made of, found by whom they name, and `census` the counts of everybody
    in it: it belongs to the one who scores. `tombstones` is how many are known of companies that were forgotten.
    `trends_known` is false as long as the trends of most are not worked out. `mark` says how far the store was read.
    """

    settings: Settings
    model: str
    promoted_at: datetime
    serving_since: datetime
    bundle: Bundle
    as_of: pd.Timestamp
    rows: Indexed
    census: Census
    book: ScoreBook
    ranking: Ranking
    sandbox: Sandbox | None
    reason: UserError | None
    tombstones: int = 0
    trends_known: bool = True
    mark: Mark | None = None

    @property
    def history(self) -> History:
        """All rows. After some were added, putting a table together takes a pass over it."""
        return self.rows.history

    @property
    def newest(self) -> pd.Timestamp:
        """The moment that scores made now are as of: that of the newest row."""
        last = self.rows.last_recorded
        return self.book.as_of if last is None else max(last, self.book.as_of)

    @property
    def today(self) -> date:
        """The local day of `as_of`."""
        return self.as_of.tz_convert(self.settings.business.time_zone).date()

    @property
    def coming_monday(self) -> date:
        """The Monday after today, from which a plan starts that says no day."""
        return self.today + timedelta(days=7 - self.today.weekday())

    @property
    def horizon_days(self) -> float:
        """How many days ahead a score looks."""
        return self.bundle.horizon / timedelta(days=1)

    @property
    def simulated(self) -> bool:
        """Whether the model was trained on simulated data."""
        return bool(self.bundle.card.get("simulated"))

    @property
    def vocabulary(self) -> Vocabulary:
        """The names that a question may use; none without a sandbox."""
        return Vocabulary((), ()) if self.sandbox is None else Vocabulary.of_sandbox(self.sandbox)


def open_live(settings: Settings) -> Live:
    """Read the history as of the settings' moment, load the promoted model, score everybody.

    Of more than `settings.most_with_trends` the trends are left for later.

    Raises:
        UserError: there is no promoted model, or no history to score.
    """
    champion = promoted(settings)
    bundle = regraded(load(champion_folder(settings.models_dir)), settings.grades)
    settings = settings.model_copy(update={"business": bundle.spec.naming(settings.business)})
    _LOG.debug("the model is loaded")
    rows, mark = read_stored(settings)
    if rows.last_recorded is None:
        raise UserError("The history is empty.", "Import an export first: `leadcast import DIR --sql SQL_DIR`.")
    wanted = None if settings.as_of is None else pd.Timestamp(settings.as_of).tz_convert("UTC")
    # Nobody is served yet: all cores may work.
    live = open_on(settings, champion, bundle, rows, wanted or rows.last_recorded, threads=_cores())
    return replace(live, mark=mark)


def _cores() -> int:
    return min(os.cpu_count() or 1, MOST_THREADS)


def promoted(settings: Settings) -> Champion:
    """The model that should serve.

    Raises:
        UserError: there is none, or its folder is gone.
    """
    champion_folder(settings.models_dir)
    champion = read_champion(settings.models_dir)
    assert champion is not None
    return champion


def read_stored(settings: Settings) -> tuple[Indexed, Mark]:
    """All that the store holds, as of the settings' moment, found by whom it names; and how far it was filled.

    Raises:
        UserError: the database is gone or locked, or holds no history.
    """
    wanted = None if settings.as_of is None else pd.Timestamp(settings.as_of).tz_convert("UTC")
    with Store.existing(settings.database_url) as store:
        # What comes in between is read twice, and known the second time.
        mark = store.mark()
        rows = Indexed.of(store.read(settings.business, wanted))
    # Tables as they were read are gone by now: in memory they are once.
    give_back()
    _LOG.debug("the history is read")
    return rows, mark


def open_on(
    settings: Settings,
    champion: Champion,
    bundle: Bundle,
    rows: Indexed,
    as_of: pd.Timestamp,
    threads: int = 1,
) -> Live:
    """Score everybody of `rows` as of `as_of`, and open the sandbox where there can be one, on so many threads."""
    history = rows.history
    whole = Opened.on(history, moments(as_of), bundle.rows, bundle.spec)
    trends_known = len(whole.ids) <= settings.most_with_trends
    give_back()
    _LOG.debug("the streams are made")
    # Together they take about as long as the scores.
    with ThreadPoolExecutor(2, "beside") as beside:
        opened = beside.submit(opened_sandbox, history, bundle, as_of, whole.book)
        counted = beside.submit(Census, whole.book, with_stays=bundle.rows.entity == "lead")
        if threads == 1:
            beside.shutdown()
        book = ScoreBook.of(history, bundle, whole if trends_known else whole.last, threads)
        _LOG.debug("everybody is scored")
    (sandbox, reason), census = opened.result(), counted.result()
    del whole, opened, counted
    give_back()
    return Live(
        settings=settings,
        model=champion.version,
        promoted_at=champion.promoted_at,
        serving_since=settings.started_at,
        bundle=bundle,
        as_of=as_of,
        rows=rows,
        census=census,
        book=book,
        ranking=Ranking(book),
        sandbox=sandbox,
        reason=reason,
        trends_known=trends_known,
    )


def opened_sandbox(
    history: History, bundle: Bundle, as_of: pd.Timestamp, book: Book | None = None
) -> tuple[Sandbox | None, UserError | None]:
    """The sandbox, or why the history cannot feed one; `book` as for `models.sandbox.state.standing.take_standing`."""
    try:
        return Sandbox.open(history, bundle, as_of, book), None
    except UserError as error:
        return None, error
    finally:
        _LOG.debug("the sandbox is open")
