"""What the notebooks' plots share."""

import warnings
from collections.abc import Iterator

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("agg")

from matplotlib import pyplot as plt

from training.plotting import CROSSES, HELD, forest, promises, set_up


@pytest.fixture(autouse=True)
def _untouched() -> Iterator[None]:
    """Settings and warnings are as before afterwards, and no picture stays open."""
    with mpl.rc_context(), warnings.catch_warnings():
        yield
    plt.close("all")


def test_the_first_font_with_chinese_letters_is_taken():
    """
    Letters that the usual font lacks are looked for in it.
    """
    assert "Noto Sans CJK JP" == set_up(["SimHei", "Noto Sans CJK JP", "DejaVu Sans"])
    assert ["DejaVu Sans", "Noto Sans CJK JP"] == mpl.rcParams["font.family"]


def test_without_such_a_font_plots_are_drawn_without_a_word():
    """
    Boxes stand for the letters, and a warning for each of them would bury everything else.
    """
    assert set_up(["DejaVu Sans"]) is None
    fig, ax = plt.subplots()
    ax.set_title("华东")
    fig.canvas.draw()


def test_an_estimate_is_coloured_if_its_interval_leaves_zero_out():
    """
    The first stands on top; one that crosses 0 is grey; what is unknown is named but not drawn.
    """
    _, ax = plt.subplots()
    unknown = {"value": None, "low": None, "high": None}
    sure, unsure = {"value": 2.0, "low": 1.0, "high": 3.0}, {"value": 0.5, "low": -1.0, "high": 2.0}
    forest(ax, {"sure": sure, "unsure": unsure, "unknown": unknown})
    spans = {line.get_color(): list(line.get_xdata()) for line in ax.lines if line.get_linewidth() == 2}

    assert {HELD: [1.0, 3.0], CROSSES: [-1.0, 2.0]} == spans
    assert ["unknown", "unsure", "sure"] == [label.get_text() for label in ax.get_yticklabels()]


@pytest.mark.parametrize("rate", [0.02, 0.9])
def test_promises_are_drawn_on_axes_of_shares(rate):
    """
    Rare and usual purchases alike: from 0 to what is needed, labels apart.
    """
    random = np.random.default_rng(0)
    probabilities = np.clip(random.normal(rate, rate / 10, 2_000), 0.001, 0.999)
    _, ax = plt.subplots()
    promises(ax, random.random(2_000) < probabilities, probabilities)
    ticks = ax.get_xticks()

    assert 0 == ax.get_xlim()[0]
    assert rate < ax.get_xlim()[1] <= 1
    assert 2 <= len(ticks) <= 10
