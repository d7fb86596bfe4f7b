"""New signals: which, in what order, and what is left out."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

import pandas as pd
import pytest

from history.record import History
from history.settings import Business
from models.today.overnight import signals_since
from models.today.owners import owners_of
from models.today.result import NewSignal

EVENING = datetime.fromisoformat("2026-03-02T10:00:00+00:00")
NOW = pd.Timestamp("2026-03-03T01:00Z")
CHANCES = {"A": 0.1, "B": 0.3, "C": 0.2}


def found(*signals: tuple[str, str, float, float | None], chances: Mapping[str, float] = CHANCES) -> list[NewSignal]:
    """The new ones among signals: account, title, hours after the evening, relevance."""
    rows = pd.DataFrame(
        [
            {
                "signal_id": f"S{place}",
                "account_id": account,
                "kind": "news",
                "title": title,
                "observed_at": EVENING + timedelta(hours=hours),
                "recorded_at": EVENING + timedelta(hours=hours),
                "details": None if relevance is None else json.dumps({"meaning": {"relevance": {"score": relevance}}}),
            }
            for place, (account, title, hours, relevance) in enumerate(signals)
        ]
    )
    accounts = pd.DataFrame(
        [
            {"account_id": name, "name": f"{name} Ltd.", "valid_from": EVENING, "recorded_at": EVENING}
            for name in ("A", "B", "C")
        ]
    )
    history = History.of(Business(), signals=rows, accounts=accounts)
    known = history.known_by(NOW)
    return signals_since(known, EVENING, owners_of(known, NOW), {"A": "华东"}, chances)


def keys(signals: list[NewSignal]) -> list[str]:
    """Their ids."""
    return [each.evidence.key[0] for each in signals]


def test_only_what_came_since_the_evening_is_new() -> None:
    """Not what was known then, nor what nobody knows yet."""
    assert ["S1"] == keys(found(("A", "a", 0, None), ("A", "b", 1, None), ("A", "c", 16, None)))


def test_the_most_relevant_account_comes_first_with_all_its_signals() -> None:
    """Then what is not judged, by the account's score."""
    signals = found(
        ("A", "a", 1, 0.2), ("A", "b", 2, 0.9), ("B", "c", 3, 0.5), ("C", "d", 4, None), ("B", "e", 5, None)
    )

    assert ["S1", "S0", "S2", "S4", "S3"] == keys(signals)
    assert ["A Ltd.", 0.9, 0.1, "华东"] == [
        getattr(signals[0], name) for name in ("name", "relevance", "probability", "region")
    ]


def test_copies_are_told_once() -> None:
    """Whatever stands between the letters; the most relevant stands for all, and other accounts keep theirs."""
    signals = found(
        ("A", "招标 公告", 1, 0.1), ("A", "招标公告！", 2, 0.4), ("B", "招标公告", 3, 0.2), ("A", "Ａ", 4, None)
    )

    assert [("S1", 1), ("S3", 0), ("S2", 0)] == [(each.evidence.key[0], each.copies) for each in signals]


def test_signals_without_a_title_are_no_copies_of_each_other() -> None:
    """Each stands for itself."""
    assert 2 == len(found(("A", "", 1, None), ("A", "", 2, None)))


@pytest.mark.parametrize("details", ["no JSON", "[]", '{"meaning": 3}', '{"meaning": {"relevance": null}}'])
def test_a_signal_that_nobody_judged_has_no_relevance(details: str) -> None:
    """It is unknown, not 0."""
    rows = pd.DataFrame(
        [
            {
                "signal_id": "S",
                "account_id": "A",
                "kind": "news",
                "observed_at": NOW,
                "recorded_at": NOW,
                "details": details,
            }
        ]
    )
    known = History.of(Business(), signals=rows)

    (signal,) = signals_since(known, EVENING, owners_of(known, NOW), {}, {})

    assert (None, None, None) == (signal.relevance, signal.probability, signal.name)
