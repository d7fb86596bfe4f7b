"""Every call of the OpenAPI document, asked a thousand things that it allows or forbids, by Schemathesis."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from serving.settings import Settings

CONFIG = Path(__file__).with_name("schemathesis.toml")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.slow
def test_nothing_is_answered_but_what_the_document_says(
    own: Settings, served: Callable[[Settings], httpx.Client], tmp_path: Path
) -> None:
    """No server error, no status, header or shape that is not documented, nothing taken that the schema forbids."""
    address = str(served(own).base_url)
    options = ["--continue-on-failure", "--max-examples", "25", "--seed", "1", "--no-color"]
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run", f"{address}/openapi.json"]

    done = subprocess.run([*command, *options], capture_output=True, text=True, cwd=tmp_path, check=False)

    assert 0 == done.returncode, COLOURS.sub("", done.stdout)[-10_000:]
    assert re.search(r"\d+ generated, \d+ passed", done.stdout)
