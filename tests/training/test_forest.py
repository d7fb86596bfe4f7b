from xml.etree import ElementTree

import pytest

from models.sandbox.answer.forecast import Note
from training.report.charts import number_axis
from training.report.forest import Estimate, forest

LABEL = Note("saved", "改善")


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (-0.003, 0.011, ["−0.005", "0.000", "+0.005", "+0.010", "+0.015"]),
        (0, 2.4, ["0", "+1", "+2", "+3"]),
        (0, 0, ["0.0000000", "+0.0000005"]),
    ],
)
def test_numbers_have_round_steps_with_zero_among_them(low, high, texts):
    """
    The axis reaches from at most the lowest to at least the highest value, by a round step that meets 0.
    """
    axis = number_axis(low, high, LABEL, sign=True)

    assert texts == [text for _, text in axis.ticks]
    assert axis.low <= low <= high <= axis.high


def test_each_estimate_stands_under_its_name():
    """
    The picture is XML with every name in both languages, and a mark for each known value.
    """
    known, unknown = Estimate(Note("a < b", "甲"), 0.1, 0.05, 0.15), Estimate(Note("c", "乙"), None, None, None)
    picture = ElementTree.fromstring(forest(Note("Title", "标题"), LABEL, [known, unknown]))
    texts = [each.text for each in picture.iter("text")]

    assert {"a < b", "甲", "c", "乙", "saved", "改善"} <= set(texts)
    assert ["dot-main"] == [each.attrib["class"] for each in picture.iter("circle")]


def test_an_interval_that_holds_zero_is_told_apart():
    """
    What may as well be nothing is drawn softly.
    """
    picture = ElementTree.fromstring(forest(LABEL, LABEL, [Estimate(LABEL, 0.1, -0.05, 0.15)]))

    assert ["dot-soft"] == [each.attrib["class"] for each in picture.iter("circle")]
