"""The benchmark of reasons, on a small world: it builds, serves, measures and compares."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SMALL = ("--accounts", "250", "--ids", "40", "--rounds", "2", "--json")


@pytest.mark.slow
def test_a_small_world_is_measured_and_its_answers_are_equal(tmp_path):
    """As many as were asked for are explained, the same first and later."""
    command = [sys.executable, "bench/reasons.py", *SMALL, "--home", str(tmp_path / "home")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)

    assert 0 == done.returncode, done.stderr
    said = json.loads(done.stdout)
    assert (40, 40, True) == (said["ids asked for"], said["different ones"], said["answers with reasons are equal"])
    assert said["reasons told"] > 40
