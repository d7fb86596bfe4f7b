"""Scores as the API gives them: JSON-able, as `serving.schemas.scores.ScoreOut` describes."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import numpy as np

from serving.scores.live import ScoreBook
from serving.scores.opening import Live

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOTHING: dict[str, Any] = dict.fromkeys(
    ("name", "region", "industry", "as_of", "model", "probability", "interval", "grade", "percentile", "trend")
)

# What plans add, where they were asked for.
UNASKED: dict[str, Any] = {"plans": [], "held_out": None}


def results(
    live: Live, ids: Sequence[str], places: Sequence[int], reasons: Mapping[int, msgspec.Raw]
) -> list[dict[str, Any]]:
    """The score of each of `ids`, which stand at `places` of the score book (−1: nowhere), with `reasons` by place."""
    scored = scores(live, sorted({place for place in places if place >= 0}))
    return [
        {"id": name, "status": "scored", **scored[place], "reasons": reasons.get(place, []), **UNASKED}
        if place >= 0
        else untold(name, live.book)
        for name, place in zip(ids, places, strict=True)
    ]


def untold(name: str, book: ScoreBook) -> dict[str, Any]:
    """What is told of an id that is not scored."""
    status = "out_of_scope" if name in book.known else "unknown"
    return {"id": name, "status": status, **NOTHING, "reasons": [], **UNASKED}


def shared(live: Live) -> dict[str, Any]:
    """What all scores in one answer share."""
    return {
        "entity": live.book.entity,
        "as_of": live.book.as_of.to_pydatetime(),
        "model": live.model,
        "horizon_days": live.horizon_days,
    }


def scores(live: Live, places: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What is known of the scores at those places of the book."""
    book, at = live.book, np.array(places, dtype=np.intp)
    texts = {name: getattr(book, name)[at].tolist() for name in ("name", "region", "industry", "grade", "trend")}
    numbers = (book.scores.probability, book.scores.low, book.scores.high, book.scored_at)
    columns = [*texts.values(), *(values[at].tolist() for values in numbers), book.percentiles(at).tolist()]
    return {
        place: {
            "name": name,
            "region": region,
            "industry": industry,
            "as_of": EPOCH + timedelta(microseconds=moment),
            "model": live.model,
            "probability": probability,
            "interval": {"low": low, "high": high},
            "grade": grade,
            "percentile": percentile,
            "trend": trend,
        }
        for place, name, region, industry, grade, trend, probability, low, high, moment, percentile in zip(
            places, *columns, strict=True
        )
    }
