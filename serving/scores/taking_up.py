"""A newly promoted model takes over once it has scored everybody; one that cannot is refused, and the old one stays."""

import logging
from dataclasses import replace
from datetime import datetime

from features.book import open_book
from features.census import Census
from features.moments import cutoff_micros
from history.errors import UserError
from models.artifact import Bundle, load
from models.champion import Champion, read_champion
from models.regraded import regraded
from serving.scores.current import Current, Refusal
from serving.scores.live import ScoreBook, moments
from serving.scores.memory import give_back
from serving.scores.opening import Live, opened_sandbox
from serving.scores.parts import PartScorer
from serving.scores.ranking import Ranking

_LOG = logging.getLogger(__name__)


def promoted_anew(current: Current) -> Champion | None:
    """The model that was promoted since, if it is neither the one that serves nor the one that was refused."""
    live, refusal = current.live, current.refusal
    champion = read_champion(live.settings.models_dir)
    known = {(live.model, live.promoted_at)} | ({(refusal.id, refusal.promoted_at)} if refusal else set())
    return None if champion is None or (champion.version, champion.promoted_at) in known else champion


def take_up(current: Current, champion: Champion, now: datetime) -> None:
    """Let the model serve from `now` (aware) on, or refuse it."""
    live = current.live
    try:
        opened = _opened(live, champion)
    except Exception as error:
        reason = error.message if isinstance(error, UserError) else type(error).__name__
        reason = reason.replace(f"{live.settings.models_dir}/", "")
        current.refusal = Refusal(champion.version, champion.promoted_at, reason)
        _LOG.warning("model %s is refused, %s goes on serving", champion.version, live.model, exc_info=error)
        return
    current.live = replace(opened, serving_since=now)
    current.refusal = None
    _LOG.info("model %s serves", champion.version)


def _opened(live: Live, champion: Champion) -> Live:
    bundle = regraded(load(live.settings.models_dir / champion.version), live.settings.grades)
    opened = _opened_beside(live, bundle)
    check_scores(opened.book)
    return replace(opened, model=champion.version, promoted_at=champion.promoted_at)


def _opened_beside(live: Live, bundle: Bundle) -> Live:
    """`live` scored by another model, part by part, so that beside what serves little is in memory."""
    # Its own, which is gone before the scoring.
    as_of, history = live.book.as_of, replace(live.rows).history
    book = open_book(history, bundle.spec, cutoff_micros(moments(as_of)))
    sandbox, reason = opened_sandbox(history, bundle, as_of, book)
    census = Census(book, with_stays=bundle.rows.entity == "lead")
    del history, book
    give_back()
    scores = PartScorer(live.rows, census, bundle, as_of).everybody()
    return replace(
        live,
        bundle=bundle,
        as_of=as_of,
        census=census,
        book=scores,
        ranking=Ranking(scores),
        sandbox=sandbox,
        reason=reason,
        trends_known=True,
    )


def check_scores(book: ScoreBook) -> None:
    """Refuse scores that are none.

    Raises:
        UserError: one is no probability, or its interval does not hold it.
    """
    low, probability, high = book.scores.low, book.scores.probability, book.scores.high
    if not all(((each >= 0) & (each <= 1)).all() for each in (low, probability, high)):
        raise UserError("It gives scores that are no probabilities.", "Train again: leadcast train.")
