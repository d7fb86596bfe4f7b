"""The benchmark of intervals, on a small world: it learns, judges and prints every way."""

import json

import pytest

from bench.interval_sides import BAND
from bench.intervals import main


@pytest.mark.slow
def test_every_way_is_judged_and_the_score_is_no_end_of_its_band(capsys: pytest.CaptureFixture[str]) -> None:
    """Five ways to a probability and three to an interval, whose shares are shares."""
    assert 0 == main(["--accounts", "300", "--parts", "1", "--models", "1", "--json"])

    said = json.loads(capsys.readouterr().out)
    assert (5, 3) == (len(said["points"]), len(said["holds"]))
    assert all(0 <= row["top"] <= 1 and row["width"] > 0 for row in said["holds"])
    assert [0.0] == [row["edge"] for row in said["holds"] if row["side"] == BAND]
