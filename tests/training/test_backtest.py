import json
from datetime import date
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from history.errors import UserError
from history.record import History
from training.backtest.backtest import Depth, backtest
from training.backtest.findings import findings
from training.backtest.origins import plan_of_protocol
from training.backtest.protocol import Protocol
from training.report.report import write_report


def protocol(**changes):
    given = {
        "name": "made",
        "time_zone": "Asia/Shanghai",
        "from": date(2025, 1, 20),
        "train_until": date(2025, 5, 26),
        "test_from": date(2025, 6, 2),
        **changes,
    }
    return Protocol.model_validate(given)


@pytest.fixture(scope="module")
def found(orders):
    """A back-test on a history where half of the accounts order every other week and half hardly ever."""
    return backtest(orders, protocol())


def test_a_signal_is_found(found):
    """
    Where some accounts buy all the time and others never, the chosen model beats the base rate on the test window.
    """
    assert "beats the base rate" in found.verdict.en
    assert "优于基准率" in found.verdict.zh
    assert found.resampled.measured["leadcast"].auc > 0.8


def test_windows_are_those_of_the_protocol(found):
    """
    Training ends and testing begins where the protocol says.
    """
    report = findings(found)

    assert pd.Timestamp("2025-05-26", tz="Asia/Shanghai") == pd.Timestamp(report["train"]["last"])
    assert pd.Timestamp("2025-06-02", tz="Asia/Shanghai") == pd.Timestamp(report["test"]["first"])


def test_the_test_window_does_not_touch_the_model(orders, found):
    """
    With everything gone that was recorded after training, but for what tests need, the same is chosen and predicted.
    """
    end = pd.Timestamp("2025-06-02", tz="Asia/Shanghai")
    late = orders["orders"]["recorded_at"] > end
    turned = orders["orders"].assign(amount=orders["orders"]["amount"].where(~late, 1e6))
    other = backtest(History.of(orders.business, accounts=orders["accounts"], orders=turned), protocol())
    first = found.test.table["cutoff"] == end

    assert found.learned.selection.to_json() == other.learned.selection.to_json()
    assert np.array_equal(found.predictions["leadcast"][first], other.predictions["leadcast"][first])


def test_the_report_is_json_and_one_page_without_a_network(found, tmp_path):
    """
    The JSON holds every metric with its interval; the page loads nothing and says what the JSON says.
    """
    data, page = write_report(findings(found), found.plan, tmp_path / "report")
    report = json.loads(data.read_text(encoding="utf-8"))
    seen = Seen()
    seen.feed(page.read_text(encoding="utf-8"))

    names = [model["key"] for model in report["models"]]

    assert {"base_rate", "logistic", "lightgbm", "leadcast"} <= set(names)
    assert {"value", "low", "high"} == set(report["models"][names.index("leadcast")]["metrics"]["log_loss"])
    assert [] == [each for each in seen.fetched if not each.startswith("#")]
    assert 5 == seen.tags.count("svg")
    assert report["verdict"]["zh"] in "".join(seen.text)


def test_every_link_of_the_page_leads_somewhere(deep, tmp_path):
    """
    Each anchor that the top of the page names is there, with folds and with all that takes long.
    """
    _, page = write_report(findings(deep), deep.plan, tmp_path)
    seen = Seen()
    seen.feed(page.read_text(encoding="utf-8"))

    assert 12 == len(seen.fetched)
    assert {each.removeprefix("#") for each in seen.fetched} <= set(seen.anchors)
    assert 7 == seen.tags.count("svg")


@pytest.fixture(scope="module")
def deep(orders):
    """A back-test of two origins, refitted, with each family left out."""
    return backtest(orders, plan_of_protocol(protocol(), orders, folds=2), depth=Depth())


def test_the_first_fold_is_the_protocol_s_own(found, deep):
    """
    Up to the second origin the models say the very same as with one origin.
    """
    rows = len(deep.stretches[0].rows)

    assert np.array_equal(found.predictions["leadcast"][:rows], deep.predictions["leadcast"][:rows])
    assert len(found.test) == len(deep.test)


def test_later_folds_learn_from_what_came_between(deep):
    """
    The second origin learns on every cut-off whose outcome is known by then, and on none later.
    """
    first, second = deep.plan.origins

    assert second.train[-1] + deep.plan.question.horizon <= second.test[0]
    assert len(deep.stretches[1].learned.data.cutoffs) > len(first.train)
    assert set(first.test[:-1]) <= set(second.train)


def test_folds_are_measured_apart_and_together(deep):
    """
    Each fold's log loss is that of its rows, and all together their mean by rows.
    """
    report = findings(deep)
    parts = [(fold["test"]["rows"], fold["models"]["leadcast"]["log_loss"]["value"]) for fold in report["folds"]]
    whole = deep.resampled.measured["leadcast"].log_loss

    assert whole == pytest.approx(sum(rows * loss for rows, loss in parts) / sum(rows for rows, _ in parts))
    assert "At 2 moments" in report["verdict"]["en"]


def test_the_deeper_parts_are_told(deep):
    """
    Drift of features and scores, upkeep, families and the lack of signals stand in the findings.
    """
    report = json.loads(json.dumps(findings(deep), allow_nan=False))

    assert "frozen" == report["upkeep"]["ways"][0]["key"]
    assert report["upkeep"]["refits"] > 0
    assert "purchases" in [each["family"] for each in report["ablations"]["families"]]
    assert report["stability"]["scores"]["psi"] >= 0
    assert any("No signals" in note["en"] for note in report["notes"])


class Seen(HTMLParser):
    """The tags and text of a page, and every address that it would fetch."""

    def __init__(self):
        super().__init__()
        self.tags, self.text, self.fetched, self.anchors = [], [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.fetched += [value for name, value in attributes if name in ("src", "href")]
        self.anchors += [value for name, value in attributes if name == "id"]

    def handle_data(self, data):
        self.text.append(data)


def test_overlap_is_noted(orders):
    """
    Training outcomes that reach into the test window are named in the report.
    """
    found = backtest(orders, protocol(test_from=date(2025, 5, 29)))

    assert any("into the test window" in note["en"] for note in findings(found)["notes"])


@pytest.mark.parametrize(
    ("changes", "window"),
    [
        ({"from": date(2026, 1, 5), "train_until": date(2026, 3, 2), "test_from": date(2026, 3, 9)}, "training"),
        ({"train_until": date(2025, 6, 30), "test_from": date(2026, 3, 9)}, "test"),
    ],
)
def test_dates_beyond_the_history_are_refused(orders, changes, window):
    """
    Where a window has no cut-off with a known outcome, the error names it.
    """
    with pytest.raises(UserError, match=f"no cut-off in the {window} window"):
        backtest(orders, protocol(**changes))


def test_an_empty_history_is_refused(orders):
    """
    Without rows there is nothing to test on.
    """
    with pytest.raises(UserError, match="empty"):
        backtest(History.of(orders.business), protocol())
