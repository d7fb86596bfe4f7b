"""Signals that were recorded since the last working day ended."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from features.signals import is_first_look
from history.record import History
from history.tables import RECORDED
from models.dossier import Row, plain_rows
from models.evidence import details_of, evidence_of, topics_of
from models.today.owners import Owners
from models.today.result import NewSignal


def signals_since(
    known: History, since: datetime, owners: Owners, regions: Mapping[str, str | None], chances: Mapping[str, float]
) -> list[NewSignal]:
    """The signals of `known` recorded after `since`, by account: the account with the most relevant one first, where
    none is judged or they are equal the one with the highest chance; within an account by relevance, then the newest.

    Of several with the same title the most relevant stands for all.
    """
    rows = known["signals"]
    recorded = (Row("signals", values) for values in plain_rows(rows[rows[RECORDED] > pd.Timestamp(since)]))
    fresh = [row for row in recorded if not is_first_look(row["details"])]
    found = [
        NewSignal(
            evidence=evidence_of(row),
            account_id=row["account_id"],
            name=owners.accounts.get(row["account_id"]),
            region=regions.get(row["account_id"]),
            rep=owners.of_account(row["account_id"]),
            topics=tuple(topics_of(row)),
            relevance=relevance_of(row),
            probability=chances.get(row["account_id"]),
            copies=copies,
        )
        for row, copies in _distinct(fresh)
    ]
    best: dict[str, float] = {}
    for each in found:
        best[each.account_id] = max(best.get(each.account_id, -1.0), _relevance(each))

    def rank(each: NewSignal) -> Any:
        chance = -1.0 if each.probability is None else each.probability
        newest = -each.evidence.recorded_at.timestamp()
        return (-best[each.account_id], -chance, each.account_id, -_relevance(each), newest, each.evidence.key)

    return sorted(found, key=rank)


def relevance_of(row: Row) -> float | None:
    """How much a signal has to do with what is sold, 0 … 1; None where nobody has judged it."""
    meaning = details_of(row).get("meaning")
    judged = meaning.get("relevance") if isinstance(meaning, dict) else None
    score = judged.get("score") if isinstance(judged, dict) else None
    return float(score) if isinstance(score, int | float) else None


def _relevance(signal: NewSignal) -> float:
    return -1.0 if signal.relevance is None else signal.relevance


def _distinct(rows: Sequence[Row]) -> Iterator[tuple[Row, int]]:
    """Each (account, title) once, with how many more there are; a signal without a title stands for itself."""
    titles = [(row["account_id"], _plain(row["title"]) or row["signal_id"]) for row in rows]
    count = Counter(titles)
    best: dict[tuple[str, str], Row] = {}
    for title, row in zip(titles, rows, strict=True):
        if title not in best or (relevance_of(row) or 0.0) > (relevance_of(best[title]) or 0.0):
            best[title] = row
    for title, row in best.items():
        yield row, count[title] - 1


def _plain(title: str | None) -> str:
    """Letters and digits only, in small half-width forms, so that copies are found whatever stands between them."""
    return "".join(each for each in unicodedata.normalize("NFKC", title or "").casefold() if each.isalnum())
