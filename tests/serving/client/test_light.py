"""What importing the client brings along, and how its calls are typed."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = "pandas numpy scipy sklearn lightgbm pyarrow duckdb sqlalchemy fastapi starlette uvicorn mlflow fluent jinja2"
TYPED = Path(__file__).parent / "typed.py"


def test_importing_it_brings_nothing_of_the_server() -> None:
    """In a fresh process: no model, no table, no web framework."""
    asked = f"import sys, serving.client; print([name for name in '{HEAVY}'.split() if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert "[]" == found.stdout.strip()


@pytest.mark.slow
def test_calls_are_typed_at_once_and_awaited() -> None:
    """A strict type checker knows every answer, and finds the two mistakes that the file has."""
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--explicit-package-bases", str(TYPED)],
        capture_output=True,
        text=True,
    )
    wrong = [line for line in checked.stdout.splitlines() if ": error:" in line]

    assert ["days", "colour"] == [name for line in wrong for name in ("days", "colour") if f'"{name}"' in line], checked
    assert 2 == len(wrong), checked.stdout
