"""The benchmark of the sandbox, on a small world: it builds, serves, measures and compares."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bench.sandbox import AGAIN, BARE, Measured, main
from bench.sandbox_home import Size, made
from bench.sandbox_sides import Plans
from history.errors import UserError

ROOT = Path(__file__).resolve().parents[2]
SMALL = (
    "--accounts",
    "250",
    "--days",
    "240",
    "--regions",
    "3",
    "--industries",
    "2",
    "--rounds",
    "2",
    "--compared",
    "1",
)
SIDES = {"200 leads", "20,000 leads", "200,000 leads", AGAIN, BARE}


@pytest.mark.slow
def test_a_small_world_is_measured_and_its_answers_are_equal(tmp_path):
    """Every side has its runs; what the service answered is what a sandbox opened for it alone says."""
    command = [sys.executable, "bench/sandbox.py", *SMALL, "--home", str(tmp_path / "home"), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)

    assert 0 == done.returncode, done.stderr
    said = json.loads(done.stdout)
    assert dict.fromkeys(SIDES, 2) == {side: told["runs"] for side, told in said["sides"].items()}
    assert (3 * 2 * 26, 4, 0) == (said["rows"], said["compared"], said["differing"])


def test_ratios_are_of_the_same_round():
    """Medians of what is divided round by round: a slow machine in one round slows all sides of it alike."""
    slow = np.array([1.0, 10.0, 1.0])
    seconds = {BARE: 0.5 * slow, "200 leads": slow, "20,000 leads": 1.1 * slow, "200,000 leads": 1.3 * slow}
    said = Measured(rows=1, features=1, seconds={side: list(times) for side, times in seconds.items()}).to_json()

    assert [1.0, 2.0] == [said["sides"][side]["to_bare"] for side in (BARE, "200 leads")]
    assert pytest.approx(1.3) == said["sides"]["200,000 leads"]["to_200"]
    assert not said["same_cost"]


def test_plans_differ_but_for_the_number_of_leads():
    """No two have the same mix; one asked for other numbers of leads is the same beside."""
    names = {"regions": ("北京", "天津", "河北"), "industries": ("零售",)}
    plans = Plans(names, date(2026, 11, 22), seed=1)
    one, other, more = plans.plan(0, 200), plans.plan(1, 200), plans.plan(0, 20_000)

    assert one["regions"] != other["regions"]
    assert more == one | {"leads": 20_000}
    assert 2 == len(one["regions"])
    assert {"零售": 1.0} == one["industries"]


def test_a_home_without_a_model_is_left_alone(tmp_path):
    """No simulated rows get among what is there."""
    (tmp_path / "leadcast.toml").write_text("")

    with pytest.raises(UserError, match="No model serves"):
        made(tmp_path, Size(50, 100, 1, 1), 7)
    assert ["leadcast.toml"] == [each.name for each in tmp_path.iterdir()]


def test_help_shows_an_example(capsys):
    """--help shows how it is called."""
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    assert "python bench/sandbox.py --home ~/bench-home" in capsys.readouterr().out
