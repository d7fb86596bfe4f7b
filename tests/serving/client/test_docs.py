"""The examples of docs/client.md, run against a real server, and its table of methods."""

import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from serving.client.calls import Calls
from serving.client.methods import Listing, Method
from serving.settings import Settings

PAGE = (Path(__file__).parents[3] / "docs" / "client.md").read_text(encoding="utf-8")
SERVER = "http://127.0.0.1:8000"


def test_every_example_runs(served: Callable[[Settings], httpx.Client], own: Settings) -> None:
    """One after the other, as a reader would type them; the server is this test's own."""
    url = str(served(own).base_url).rstrip("/")
    blocks = [block.replace(SERVER, url) for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)]
    names: dict[str, Any] = {"__name__": "example"}
    failed: list[BaseException] = []

    def run() -> None:
        try:
            for block in blocks:
                exec(compile(block, "docs/client.md", "exec"), names)
        except Exception as error:
            failed.append(error)

    # In a thread of its own: the browser's tests keep a loop running in this one.
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    names["client"].close()

    assert [] == failed
    assert 8 == len(blocks)
    assert (1, 1) == (names["stored"].accepted, names["again"].duplicates)


def test_every_method_is_told() -> None:
    """In the table, by its name."""
    methods = {name for name, each in vars(Calls).items() if isinstance(each, Method | Listing)}
    table = PAGE[PAGE.index("## Every call") :]

    assert {name.removesuffix("_page") for name in methods} == set(re.findall(r"`(\w+)`", table))
