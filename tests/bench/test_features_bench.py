"""The benchmark of features on a few thousand events: all sides come to the same table."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The benchmark as a user runs it."""
    command = [sys.executable, "bench/features.py", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.slow
def test_all_sides_come_to_equal_answers():
    """Both counting cores, whole build, pandas and DuckDB agree to the bit; each stands in the table."""
    done = ran("--events", "3000", "--accounts", "60", "--cutoffs", "5", "--rounds", "1", "--build")

    assert (0, "") == (done.returncode, done.stderr)
    assert 5 == done.stdout.count("equal")
    assert "differs" not in done.stdout


def test_help_shows_an_example():
    """Who asks for help sees a command to copy."""
    assert "python bench/features.py --events 50000000" in ran("--help").stdout
