"""A small simulated business, really stored and really modelled, and a real server for it on loopback."""

import json
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import pytest
import uvicorn
from anyio.from_thread import start_blocking_portal
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from threadpoolctl import threadpool_limits

from features.build import Rows, build
from features.labels import label
from features.spec import learn_spec
from history.home import Home
from history.record import History
from history.simulator import WorldConfig, simulate
from history.store import Store
from models.artifact import Bundle, save
from models.calibration import Calibration, fit_map
from models.champion import Champion, set_champion
from models.grades import thresholds_from
from models.intent import Intent
from models.sandbox.forecast import (
    Cell,
    Forecast,
    Note,
    Range,
    Region,
    RegionShare,
    RegionWeek,
    RepShare,
    SourceCell,
    Split,
    Week,
)
from models.sandbox.scenario import Scenario
from models.scorers.average import Averaged
from models.scorers.baselines import Logistic
from models.scorers.boosted import Boosted, Boosting
from models.win import Win
from serving.app import create_app
from serving.lifespan import Clock
from serving.scores.opening import Live, open_live
from serving.server import bind, config, serve
from serving.settings import Settings

CHROMIUM = Path("/usr/bin/chromium")
SEVEN_DAYS = timedelta(days=7)


def _fit(history: History, rows: Rows) -> Bundle:
    # Tiny fits on busy cores take a hundred times as long with several threads.
    with threadpool_limits(1):
        return _fitted(history, pd.Timestamp(history.last_recorded), rows)


def _fitted(history: History, as_of: pd.Timestamp, rows: Rows) -> Bundle:
    spec = learn_spec(history, as_of)
    table = build(history, [as_of - timedelta(days=days) for days in range(14, 120, 14)], rows, spec)
    bought = label(history, table, rows.entity, SEVEN_DAYS)
    scorer = Averaged(Logistic(), Boosted(Boosting(rounds=30, min_rows=20))).fit(table, bought)
    scores = scorer.predict(table)
    calibration = Calibration(fit_map(scores, bought, slope=True), scores, bought)
    intent = Intent(scorer, calibration, thresholds_from(calibration.probability(scores), bought))
    return Bundle(rows, SEVEN_DAYS, spec, intent, Win.fit(history, spec, as_of), {"simulated": True, "seed": 7})


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
    return _fit(history, Rows("account", "all"))


@pytest.fixture(scope="session")
def lead_bundle(history: History) -> Bundle:
    """A bundle that scores open leads, fitted as of the newest row."""
    return _fit(history, Rows("lead", "open"))


@pytest.fixture(scope="session")
def settings(history: History, bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a home folder that holds the history and the bundle as promoted version 3."""
    home = tmp_path_factory.mktemp("home")
    url = f"sqlite:///{home / 'history.db'}"
    with Store.open(url) as store:
        for name, rows in history.tables.items():
            if len(rows):
                store.append(name, rows)
    save(bundle, home / "models" / "3")
    set_champion(home / "models", Champion("3", datetime(2026, 9, 1, 8, tzinfo=UTC)))
    return Settings(
        database_url=url,
        models_dir=home / "models",
        business=history.business,
        started_at=datetime(2026, 9, 2, 9, tzinfo=UTC),
    )


@pytest.fixture
def own(history: History, bundle: Bundle, store_url: str, tmp_path: Path) -> Settings:
    """Settings of a store and a models folder of this test alone."""
    with Store.open(store_url) as store:
        for name, rows in history.tables.items():
            if len(rows):
                store.append(name, rows)
    save(bundle, tmp_path / "models" / "3")
    set_champion(tmp_path / "models", Champion("3", datetime(2026, 9, 1, 8, tzinfo=UTC)))
    return Settings(
        database_url=store_url,
        models_dir=tmp_path / "models",
        business=history.business,
        started_at=datetime(2026, 9, 2, 9, tzinfo=UTC),
    )


@pytest.fixture(scope="session")
def fill(history: History, bundle: Bundle) -> Callable[[Home], None]:
    """Gives a home the history, the bundle as promoted version 3, and its settings."""

    def filling(home: Home) -> None:
        with Store.open(home.url) as store:
            for name, rows in history.tables.items():
                if len(rows):
                    store.append(name, rows)
        save(bundle, home.models / "3")
        set_champion(home.models, Champion("3", datetime(2026, 9, 1, 8, tzinfo=UTC)))
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


@contextmanager
def _running(settings: Settings, live: Live, clock: Clock = lambda: datetime.now(UTC)) -> Iterator[httpx.Client]:
    """A client of a server that answers from `live`."""
    with bind("127.0.0.1", 0) as bound:
        server = uvicorn.Server(config(create_app(settings, lambda _: live, clock)))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        address = f"http://127.0.0.1:{bound.getsockname()[1]}"
        with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
            yield client
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="session")
def api(settings: Settings, live: Live) -> Iterator[httpx.Client]:
    """A client of the running server."""
    with _running(settings, live) as client:
        yield client


@pytest.fixture
def another(settings: Settings) -> Iterator[Callable[[Live], httpx.Client]]:
    """Starts a server of its own for what it is given, by the settings of that."""
    with ExitStack() as stack:
        yield lambda live: stack.enter_context(_running(getattr(live, "settings", settings), live))


@pytest.fixture(scope="session")
def serving(live: Live) -> Iterator[Callable[[Settings, Clock], httpx.Client]]:
    """Starts a server of its own by other settings and another clock."""
    with ExitStack() as stack:
        yield lambda told, clock: stack.enter_context(_running(told, replace(live, settings=told), clock))


@pytest.fixture
def served() -> Iterator[Callable[[Settings], httpx.Client]]:
    """Opens what settings say, and starts a server of its own for it."""
    with ExitStack() as stack:
        yield lambda settings: stack.enter_context(_running(settings, open_live(settings)))


@contextmanager
def _started(settings: Settings) -> Iterator[tuple[BaseProcess, httpx.Client]]:
    """A server in a process of its own, and a client of it; the process is killed in the end."""
    # Its modules are imported once, before it is forked: twenty starts take as long as four would.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["serving.server"])
    told, telling = context.Pipe(duplex=False)
    process = context.Process(target=serve, args=(settings, "127.0.0.1", 0, telling.send))
    process.start()
    try:
        assert told.poll(120)
        with httpx.Client(base_url=told.recv().rstrip("/"), trust_env=False, timeout=60) as client:
            yield process, client
    finally:
        process.kill()
        process.join()


@pytest.fixture(scope="session")
def started() -> Callable[[Settings], AbstractContextManager[tuple[BaseProcess, httpx.Client]]]:
    """Starts servers in processes of their own, which can be killed."""
    return _started


@pytest.fixture(scope="session")
def address(api: httpx.Client) -> str:
    """Where the running server is, without a slash at the end."""
    return str(api.base_url).rstrip("/")


@pytest.fixture
def forecast() -> Forecast:
    """A forecast made by hand: two regions, two industries, one cell thin, one region overloaded."""

    def around(value: float, low: float, high: float) -> Range:
        below, above = value - low, high - value
        return Range(value, low, high, value - below / 2, value + above / 2, value - 1.5 * below, value + 1.5 * above)

    def lot(region: str, chance: float, evidence: float) -> dict[str, Any]:
        return {
            "region": region,
            "leads": 50.0,
            "win_probability": around(chance, chance - 0.02, chance + 0.03),
            "standard": chance + 0.01,
            "wins": around(50 * chance, 2.0, 9.0),
            "revenue": around(50_000 * chance, 2_000.0, 9_000.0),
            "base": 0.1,
            "mix": chance - 0.085,
            "season": -0.005,
            "load": -0.01,
            "evidence": evidence,
        }

    def cell(region: str, industry: str, chance: float, evidence: float) -> Cell:
        return Cell(industry=industry, **lot(region, chance, evidence))

    def region(name: str, chance: float, reached: float | None) -> Region:
        return Region(
            region=name,
            leads=100.0,
            win_probability=around(chance, chance - 0.01, chance + 0.01),
            standard=chance + 0.012,
            probability_without=chance + 0.015,
            wins=around(100 * chance, 5.0, 14.0),
            net_wins=around(7.25, 5.0, 10.0),
            revenue=around(100_000 * chance, 5_000.0, 14_000.0),
            open_leads=240.0,
            open_wins=around(20.0, 15.0, 26.0),
            open_wins_without=21.5,
            reps_now=None if reached is None else 4.0,
            reps_planned=None if reached is None else 5.0,
            load_now=None if reached is None else 17.25,
            load_reached=reached,
            load_seen=None if reached is None else 25.0,
            overloaded=reached is not None and reached > 25,
            enough=None if reached is None else 140.0,
        )

    cells = (
        cell("华东", "制造业", 0.1234, 40.0),
        cell("华东", "Retail", 0.0625, 3.0),
        cell("(unknown)", "制造业", 0.2, 12.0),
        cell("(unknown)", "Retail", 0.11, 11.0),
    )
    starts = [date(2026, 9, 7) + timedelta(weeks=n) for n in range(3)]
    weeks = tuple(
        Week(
            start=start,
            arriving=200.0 if n == 0 else 0.0,
            wins=around(10.0 + n, 6.0, 15.0),
            wins_without=9.5,
            revenue=around(10_000.0, 5_000.0, 16_000.0),
            revenue_without=9_000.0,
        )
        for n, start in enumerate(starts)
    )
    region_weeks = tuple(
        RegionWeek(
            region=name,
            start=start,
            arriving=100.0,
            win_probability=around(0.1, 0.08, 0.13),
            wins=around(5.0, 2.0, 8.0),
            wins_without=4.5,
            revenue=5_000.0,
            load=None if name == "(unknown)" else 28.0,
        )
        for name in ("华东", "(unknown)")
        for start in starts
    )
    return Forecast(
        scenario=Scenario(200, date(2026, 9, 7), regions={"华东": 0.5}),
        as_of=datetime(2026, 9, 4, tzinfo=UTC),
        cells=cells,
        regions=(region("华东", 0.095, 31.0), region("(unknown)", 0.155, None)),
        weeks=weeks,
        sources=tuple(SourceCell(source="官网", **lot(name, 0.1, 80.0)) for name in ("华东", "(unknown)")),
        region_weeks=region_weeks,
        split=Split(
            14.5,
            16.0,
            (RegionShare("华东", 100.0, 140.0), RegionShare("(unknown)", 100.0, 60.0)),
            (RepShare("R1", "王芳", "华东", 17.0, 140.0),),
        ),
        wins=around(25.05, 18.0, 33.0),
        revenue=around(25_050.0, 15_000.0, 36_000.0),
        net_wins=around(14.5, -1.0, 20.3),
        load_effect=around(-0.386, -0.478, -0.272),
        notes=(Note("Something to know.", "须知。"),),
    )


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


@pytest.fixture(scope="session")
def window(browser: Browser, address: str) -> BrowserContext:
    """What all pages share: the cache, which keeps Plotly. The page itself stores nothing."""
    context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(20_000)
    return context


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    """A fresh page on the server's address; nothing is opened yet."""
    page = window.new_page()
    yield page
    page.close()


@pytest.fixture
def opened(page: Page) -> Callable[[str], Page]:
    """Opens a path and waits until its forecast is there."""

    def opening(path: str) -> Page:
        page.goto(path)
        expect(page.locator("#results")).to_have_attribute("aria-busy", "false")
        return page

    return opening


@pytest.fixture
def drawn(opened: Callable[[str], Page]) -> Callable[[str], Page]:
    """Opens a path and waits until its charts are there as well."""

    def opening(path: str) -> Page:
        page = opened(path)
        expect(page.locator("#heat")).to_have_attribute("aria-busy", "false")
        expect(page.locator("#weeks-chart .barlayer .trace").first).to_be_attached()
        return page

    return opening


@pytest.fixture
def asked(page: Page) -> list[str]:
    """Every address that the page asks for."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    return addresses


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the page's console warns of, and what its scripts fail with."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("warning", "error") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said
