"""Public signals: unknown before an account was looked at, and 0 from then on where there were none."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from features.build import Rows, build
from features.signals import is_first_look, tells
from features.spec import Spec
from history.record import History
from history.settings import Business

BEGIN = pd.Timestamp("2025-01-01T00:00Z")
SPEC = Spec(tables=("accounts", "signals"))
LOOK = '{"evidence": {}, "first_look": true}'


def day(number: float) -> pd.Timestamp:
    return BEGIN + pd.Timedelta(days=number)


def at(cutoff: float, *signals: tuple[str, float, str | None]) -> pd.Series:
    """The features of an account at a day, from signals as (kind, day, details)."""
    accounts = pd.DataFrame([{"account_id": "a", "name": "A", "valid_from": day(0), "recorded_at": day(0)}])
    rows: list[dict[str, Any]] = [
        {"signal_id": str(n), "account_id": "a", "kind": k, "observed_at": day(d), "details": x, "recorded_at": day(d)}
        for n, (k, d, x) in enumerate(signals)
    ]
    history = History.of(Business(), accounts=accounts, signals=pd.DataFrame(rows))
    return build(history, [day(cutoff)], Rows("account", "all"), SPEC).iloc[0]


def test_an_account_never_looked_at_is_unknown() -> None:
    """Neither its counts nor its totals are 0."""
    row = at(10)

    assert np.isnan([row["signals_news_count_30d"], row["signals_count_30d"], row["signals_acceleration"]]).all()


def test_nothing_was_there_once_it_was_looked_at() -> None:
    """From the first look on, no signal is 0 signals, and the look itself is none."""
    row = at(10, ("news", 5, LOOK))

    assert [0, 0] == [row["signals_news_count_7d"], row["signals_count_30d"]]
    assert np.isnan(row["signals_news_days_since_last"])


def test_kinds_are_looked_at_apart() -> None:
    """Who reads an account's feed knows nothing of its jobs."""
    row = at(10, ("news", 5, LOOK))

    assert np.isnan(row["signals_job_posting_count_30d"])


@pytest.mark.parametrize("details", [None, '{"tier": "possible"}'])
def test_a_first_signal_is_a_first_look(details: str | None) -> None:
    """Where signals were imported, an account was looked at for a kind from its first signal of that kind on."""
    before, after = at(4, ("patent", 5, details)), at(200, ("patent", 5, details))

    assert np.isnan(before["signals_patent_count_30d"])
    assert 0 == after["signals_patent_count_30d"]


def test_a_look_recorded_later_is_not_known_before() -> None:
    """What is known at a cut-off does not change by looks that come after it."""
    assert np.isnan(at(4, ("news", 5, LOOK))["signals_count_30d"])


def test_details_say_what_tells() -> None:
    """A first look tells nothing of the account, and says so however its JSON is spaced."""
    assert [True, True, False] == [is_first_look(each) for each in (LOOK, '{"first_look":true}', None)]
    assert [False, False, True] == [tells(each) for each in (LOOK, '{"tier":"possible"}', None)]
