"""A small simulated business, really stored and really modelled, and a real server for it on loopback."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from datetime import date
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from playwright.sync_api import Browser, expect, sync_playwright

from features.build import Rows
from history.home import Home
from history.record import History
from history.simulator import WorldConfig, simulate
from models.artifact import Bundle
from serving.lifespan import Clock
from serving.scores.opening import Live, open_live
from serving.settings import Settings
from tests.serving.business import modelled, promoted, settings_of, stored
from tests.serving.servers import apart, running

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def history() -> History:
    """250 accounts over eight months, three regions, two industries."""
    config = WorldConfig(
        accounts=250,
        days=240,
        start=date(2026, 1, 5),
        regions=("华东", "华南", "North"),
        industries=("制造业", "Retail"),
        sources=("官网", "展会"),
    )
    return simulate(config, 7).history


@pytest.fixture(scope="session")
def bundle(history: History) -> Bundle:
    """A bundle that scores accounts, fitted as of the newest row."""
    return modelled(history, Rows("account", "all"))


@pytest.fixture(scope="session")
def lead_bundle(history: History) -> Bundle:
    """A bundle that scores open leads, fitted as of the newest row."""
    return modelled(history, Rows("lead", "open"))


@pytest.fixture(scope="session")
def settings(history: History, bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a home folder that holds the history and the bundle as promoted version 3."""
    home = tmp_path_factory.mktemp("home")
    url = f"sqlite:///{home / 'history.db'}"
    stored(history, url)
    promoted(bundle, home / "models")
    return settings_of(history, url, home / "models")


@pytest.fixture
def own(history: History, bundle: Bundle, bare_url: str, put: Callable[..., None], tmp_path: Path) -> Settings:
    """Settings of a store and a models folder of this test alone."""
    put(bare_url, "sales", lambda url: stored(history, url))
    promoted(bundle, tmp_path / "models")
    return settings_of(history, bare_url, tmp_path / "models")


@pytest.fixture(scope="session")
def fill(history: History, bundle: Bundle) -> Callable[[Home], None]:
    """Gives a home the history, the bundle as promoted version 3, and its settings."""

    def filling(home: Home) -> None:
        stored(history, home.url)
        promoted(bundle, home.models)
        stages = json.dumps(history.business.stages, ensure_ascii=False)
        home.settings_file.write_text(f"[business]\nsimulated = true\nstages = {stages}\n", encoding="utf-8")
        assert history.business == home.business

    return filling


@pytest.fixture
def sales(fill: Callable[[Home], None], tmp_path: Path) -> Home:
    """A home of this test alone, whose history is in SQLite."""
    home = Home(tmp_path / "sales")
    fill(home)
    return home


@pytest.fixture(scope="session")
def live(settings: Settings) -> Live:
    """What the server answers from."""
    return open_live(settings)


@pytest.fixture(scope="session")
def api(settings: Settings, live: Live) -> Iterator[httpx.Client]:
    """A client of the running server."""
    with running(settings, live) as client:
        yield client


@pytest.fixture
def another(settings: Settings) -> Iterator[Callable[[Live], httpx.Client]]:
    """Starts a server of its own for what it is given, by the settings of that."""
    with ExitStack() as stack:
        yield lambda live: stack.enter_context(running(getattr(live, "settings", settings), live))


@pytest.fixture(scope="session")
def serving(live: Live) -> Iterator[Callable[[Settings, Clock], httpx.Client]]:
    """Starts a server of its own by other settings and another clock."""
    with ExitStack() as stack:
        yield lambda told, clock: stack.enter_context(running(told, replace(live, settings=told), clock))


@pytest.fixture
def served() -> Iterator[Callable[[Settings], httpx.Client]]:
    """Opens what settings say, and starts a server of its own for it."""
    with ExitStack() as stack:
        yield lambda settings: stack.enter_context(running(settings, open_live(settings)))


@pytest.fixture(scope="session")
def started() -> Callable[[Settings], AbstractContextManager[tuple[BaseProcess, httpx.Client]]]:
    """Starts servers in processes of their own, which can be killed."""
    return apart


@pytest.fixture(scope="session")
def address(api: httpx.Client) -> str:
    """Where the running server is, without a slash at the end."""
    return str(api.base_url).rstrip("/")


@pytest.fixture(scope="session")
def awaited() -> Iterator[Callable[..., Any]]:
    """Calls an async function in a thread of its own: Playwright keeps a loop running in this one."""
    with start_blocking_portal() as portal:
        yield portal.call


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium. Without one these tests are skipped, and fail in CI."""
    if not CHROMIUM.exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no Chromium at {CHROMIUM}: install chromium")
    quiet = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
    quieter = ("--disable-component-update", "--disable-sync", "--no-first-run", "--disable-default-apps")
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=[*quiet, *quieter])
        yield opened
        opened.close()
