from xml.etree import ElementTree

import pytest

from models.sandbox.answer.forecast import Note
from training.report.charts import Frame, share_axis

LABEL = Note("share & more", "比例")


@pytest.mark.parametrize(
    ("highest", "last", "count"),
    [(1, "100%", 6), (0.13, "15%", 4), (0.037, "4%", 5), (0.0041, "0.5%", 6), (0.0, "0.10%", 6)],
)
def test_ticks_are_round_and_reach_the_highest(highest, last, count):
    """
    A share axis has few ticks, all round, the last of which covers the highest value.
    """
    axis = share_axis(highest, LABEL)

    assert (last, count) == (axis.ticks[-1][1], len(axis.ticks))
    assert axis.high >= highest


def test_a_drawing_is_well_formed_and_says_what_it_shows():
    """
    The picture is XML with both languages' labels, its text escaped.
    """
    frame = Frame(share_axis(1, LABEL), share_axis(1, LABEL))
    drawn = frame.drawn(
        Note("Title", "标题"), [frame.path([(0, 0), (1, 1)], "line"), frame.dot(0.5, 0.5, "dot", "a < b")]
    )
    picture = ElementTree.fromstring(drawn)

    assert "Title 标题" == picture.attrib["aria-label"]
    assert "share & more" in [text.text for text in picture.iter("text")]
    assert "a < b" in [title.text for title in picture.iter("title")]


def test_places_run_from_the_corner():
    """
    The lower left corner is the lowest of both axes, and up is up.
    """
    frame = Frame(share_axis(1, LABEL), share_axis(1, LABEL))

    assert frame.across(0) < frame.across(1)
    assert frame.up(0) > frame.up(1)
