from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from history.errors import UserError
from history.settings import Business
from training.backtest.protocol import read_protocol

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
TEXT = """
entity = "lead"
population = "open"
horizon = "7d"
from = 2025-01-01
every = "1d"
train_until = 2025-03-01
test_from = 2025-03-08
"""
SHANGHAI = Business()
LATER = pd.Timestamp("2025-04-01", tz="Asia/Shanghai")


def read(tmp_path, text):
    path = tmp_path / "protocol.toml"
    path.write_text(text, encoding="utf-8")
    return read_protocol(path, SHANGHAI)


@pytest.mark.parametrize(
    "path", sorted(EXAMPLES.glob("*/protocol*.toml")), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_examples_can_be_read(path):
    """
    Every protocol of the examples is one.
    """
    assert read_protocol(path, SHANGHAI).overlap == timedelta(0)


def test_dates_are_midnights_of_the_business(tmp_path):
    """
    The first cut-off is the local midnight that begins `from`.
    """
    train, _ = read(tmp_path, TEXT).cutoffs(LATER)

    assert pd.Timestamp("2025-01-01", tz="Asia/Shanghai") == train[0]
    assert pd.Timestamp("2025-03-01", tz="Asia/Shanghai") == train[-1]


def test_test_window_ends_where_outcomes_are_unknown(tmp_path):
    """
    Without `to`, the last cut-off is the last whose horizon has passed.
    """
    _, test = read(tmp_path, TEXT).cutoffs(LATER)

    assert pd.Timestamp("2025-03-08", tz="Asia/Shanghai") == test[0]
    assert LATER - pd.Timedelta(days=7) == test[-1]


def test_to_ends_the_test_window(tmp_path):
    """
    `to` is the last cut-off.
    """
    _, test = read(tmp_path, TEXT + "to = 2025-03-10\n").cutoffs(LATER)

    assert 3 == len(test)


def test_steps_run_through_both_windows(tmp_path):
    """
    Cut-offs are counted from `from`, also those of the test window.
    """
    _, test = read(tmp_path, TEXT.replace('"1d"', '"14d"')).cutoffs(LATER)

    assert "2025-03-12" == str(test[0].tz_convert("Asia/Shanghai").date())


def test_overlap_says_how_far_outcomes_reach(tmp_path):
    """
    Training outcomes that reach into the test window are measured, not refused.
    """
    assert timedelta(days=3) == read(tmp_path, TEXT.replace("2025-03-08", "2025-03-05")).overlap


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TEXT.replace("train_until = 2025-03-01", ""), "train_until is missing"),
        (TEXT + "until = 2025-03-01\n", "until is unknown"),
        (TEXT.replace("2025-03-08", "2025-02-08"), "order"),
        (TEXT.replace('"open"', '"buyers"'), "open or new"),
        (TEXT.replace('"7d"', '"a week"'), "no duration"),
        (TEXT.replace("= 2025-01-01", "= yesterday"), "not TOML"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, text, said):
    """
    A protocol that is none is refused with the reason.
    """
    with pytest.raises(UserError, match=said):
        read(tmp_path, text)


def test_a_protocol_that_is_not_there_is_said_to_be(tmp_path):
    """
    A missing file is named.
    """
    with pytest.raises(UserError, match="no protocol"):
        read_protocol(tmp_path / "none.toml", SHANGHAI)
