"""Every feature column is described, in the code and on the page."""

from pathlib import Path

import pandas as pd
import pytest

from features.build import Rows, build
from features.dictionary import describe, entries, entry_of
from features.document import page
from features.frame import feature_names
from features.spec import learn_spec
from history.simulator import WorldConfig, simulate

PAGE = Path(__file__).resolve().parents[2] / "docs" / "features.md"


@pytest.fixture(scope="module")
def columns() -> set[str]:
    """All feature columns of the accounts and leads of a simulated world."""
    history = simulate(WorldConfig(accounts=40, days=90), seed=4).history
    end = history.last_recorded
    assert end is not None
    spec = learn_spec(history, end)
    tables = [build(history, [end], rows, spec) for rows in (Rows("account", "all"), Rows("lead", "open"))]
    return {name for table in tables for name in feature_names(table)}


def test_every_column_is_described(columns: set[str]) -> None:
    """What `build` yields stands in features/dictionary.csv."""
    assert [] == sorted(name for name in columns if describe(name) is None)


def test_every_pattern_describes_a_column(columns: set[str]) -> None:
    """No line outlives its feature, and none is hidden by a line before it."""
    assert [] == [entry.pattern for entry in entries() if entry not in {entry_of(name) for name in columns}]


def test_every_description_is_complete(columns: set[str]) -> None:
    """No field is empty, and no placeholder is left open in the description of a column."""
    texts = pd.DataFrame([describe(name) for name in sorted(columns)])

    assert [] == [text for text in texts.to_numpy().ravel() if not text or "{" in text]


def test_the_page_is_what_the_command_writes() -> None:
    """docs/features.md is up to date; if not, run `make docs`."""
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize(
    ("column", "en", "zh"),
    [
        ("orders_count_30d", "orders (last 30 days)", "近30天订单数"),
        ("touches_打_电话_count_all", "打_电话 (so far)", "累计打_电话次数"),
        (
            "touches_account_inbound_count_30d",
            "inbound contacts with the account (last 30 days)",
            "近30天与该客户的客户主动联系次数",
        ),
        ("rate_closed_rep", "win rate of ended leads of the same salesperson", "同销售已结束线索成交率"),
        ("calendar_working_days_next_7d", "working days (next 7 days)", "未来7天工作日数"),
    ],
)
def test_labels_are_worded_in_both_languages(column: str, en: str, zh: str) -> None:
    """Windows, kinds and the like are put into the words of each language."""
    entry = describe(column)

    assert (en, zh) == (entry and entry.en, entry and entry.zh)


def test_a_name_that_is_no_feature_has_no_description() -> None:
    """Nothing is made up."""
    assert describe("orders_colour") is None
