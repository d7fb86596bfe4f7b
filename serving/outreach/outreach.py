"""Plans for the accounts or leads that somebody looks at."""

import logging
import threading
from collections.abc import Sequence

import pandas as pd

from features.partition import partition
from history.errors import UserError
from history.outreach.log import OutreachLog
from models.dossier import Dossier, dossiers
from models.plans import Context, Planned, load_library, open_context, plan_or_hold_out
from serving.outreach.rewrite import Rewriter
from serving.scores.opening import Live
from serving.settings import Settings

_LOG = logging.getLogger(__name__)
# A language model takes seconds a plan: it is asked for so many accounts in one call, no more.
MOST_REWRITTEN = 3


class Planner:
    """Makes plans by the settings' plays. Threads may share it.

    What plans rest on beside the customer's own rows is measured once for each scoring of everybody.

    Raises:
        UserError: the file of plays is not as it should be.
    """

    def __init__(self, settings: Settings) -> None:
        self._outreach, self._url = settings.outreach, settings.database_url
        self._library = load_library(settings.outreach.plays)
        rewrite = settings.outreach.rewrite
        self._rewriter = None if rewrite is None else Rewriter(rewrite, settings.rewrite_key)
        self._turn = threading.Lock()
        self._opened: tuple[pd.Timestamp, Context] | None = None

    def plans(self, live: Live, ids: Sequence[str]) -> dict[str, Planned]:
        """The plans of each of `ids`, accounts or leads as the model scores them."""
        found = dossiers(partition(live.rows, ids, live.book.entity), live.book.entity, ids, live.book.as_of)
        return self.planned(live, list(found.values()))

    def planned(self, live: Live, found: Sequence[Dossier]) -> dict[str, Planned]:
        """The plans for dossiers that have been opened, by their id."""
        context = self._context(live)
        made = {each.id: plan_or_hold_out(each, self._library, context) for each in found}
        if self._rewriter is None or len(made) > MOST_REWRITTEN:
            return made
        return {name: Planned(self._rewriter.reworded(each.plans), each.held_out) for name, each in made.items()}

    def _context(self, live: Live) -> Context:
        with self._turn:
            if self._opened is None or self._opened[0] != live.as_of:
                logged = self._logged(live)
                context = open_context(live.history, self._outreach, live.as_of, logged or ())
                if logged is None:
                    return context
                self._opened = live.as_of, context
            return self._opened[1]

    def _logged(self, live: Live) -> list[tuple[str, str]] | None:
        """Play and outcome of all that was noted by the moment of the scores; None while the store cannot be reached.

        Plans can do without, and the history that they rest on is in memory.
        """
        try:
            with OutreachLog.open(self._url) as log:
                return [(each.play, each.outcome) for each in log.until(live.as_of.to_pydatetime())]
        except UserError as error:
            _LOG.warning("the log of outreach cannot be read: %s", error.message)
            return None
