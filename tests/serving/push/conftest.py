"""Morning lists made by hand, a channel that fails when it is told to, and a web server that keeps what it is sent."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import pytest

from history.settings import Business
from history.store.store import Store
from models.evidence import Evidence, Text
from models.today import AtRisk, Cause, NewSignal, Person, RegionBelow, Today, TopEntry
from serving.push.facts import Facts
from serving.push.ledger import Ledger
from serving.push.quiet import Quiet
from serving.push.script import Script
from serving.push.sending import Audience, Outlet
from serving.push.settings import PushSettings, Target

# A Tuesday that is worked in China, 10:00 there.
MORNING = datetime(2026, 6, 30, 2, tzinfo=UTC)
BUSINESS = Business(time_zone="Asia/Shanghai", country="CN")
WANG, LI = Person("R1", "王芳"), Person("R2", None)


def entry(
    number: int, probability: float = 0.2, rep: Person | None = WANG, region: str | None = "华东", **more: Any
) -> TopEntry:
    """An account, graded A from 0.1 on."""
    made = TopEntry(
        id=f"A{number}",
        name=f"第{number}公司",
        region=region,
        industry="制造业",
        rep=rep,
        probability=probability,
        low=probability / 2,
        high=min(2 * probability, 1),
        grade="A" if probability >= 0.1 else "B" if probability >= 0.05 else "D",
        trend="improving",
        value=100_000.0,
        value_told=False,
        at_stake=100_000 * probability,
    )
    return replace(made, **more)


def signal(
    account: str = "A1", title: str = "轴承采购招标公告", topics: tuple[str, ...] = ("procurement",)
) -> NewSignal:
    """A signal of a tender."""
    evidence = Evidence("signals", ("S1",), "news", MORNING, MORNING, title=title, url="https://example.com/a_b")
    return NewSignal(evidence, account, f"{account} 公司", "华东", WANG, topics, 0.8, 0.2, 0)


def at_risk(lead: str = "L1", before: float = 0.4, now: float = 0.2, rep: Person | None = WANG) -> AtRisk:
    """An open lead whose chance fell."""
    cause = Cause("silent", Text("No touch for 9 working days.", "已有9个工作日没有联系。"), ())
    return AtRisk(lead, "A1", "第1公司", "华东", rep, "方案报价", MORNING, 5e4, True, before, now, 1e4, (cause,))


def below(region: str = "华东") -> RegionBelow:
    """A region below its limit."""
    text = Text(f"{region} won 2 of 40 leads.", f"{region}了结的40条线索中赢单2条。")
    return RegionBelow(region, MORNING.date(), MORNING.date(), 40, 2, 0.05, 0.2, 0.1, 0.3, text)


def today_of(**parts: Any) -> Today:
    """A morning list with these parts; the others are empty."""
    made = Today(
        as_of=MORNING,
        model="3",
        entity="account",
        horizon_days=7.0,
        simulated=False,
        currency_known=True,
        at_risk_by="value",
        signals_since=MORNING,
        total=0,
        top=(),
        at_risk=(),
        signals=(),
        regions=(),
        remarks=(),
    )
    return replace(made, **parts)


def facts_of(threshold: float = 0.1, **parts: Any) -> Facts:
    """The facts of such a list."""
    today = today_of(**parts)
    return Facts(today, today.at_risk, threshold, lambda ids: [None] * len(ids))


@dataclass
class Book:
    """A channel that keeps what it is sent, and fails while it is told to."""

    broken: bool = False
    sent: list[tuple[str, str]] = field(default_factory=list)

    def send(self, title: str, body: str) -> str | None:
        """Kept, unless it is broken."""
        if self.broken:
            return "broken"
        self.sent.append((title, body))
        return None


def outlet_of(channel: Any, name: str = "sales", most_bytes: int = 4000, markdown: bool = False, **more: Any) -> Outlet:
    """A target with that channel."""
    target = Target(name=name, url="json://127.0.0.1/", **more)
    return Outlet(Audience(target, Script(target.language, markdown, "https://lead.example.com/"), most_bytes), channel)


def quiet_of(settings: PushSettings | None = None) -> Quiet:
    """The quiet hours of the settings."""
    settings = settings or PushSettings()
    return Quiet(settings.quiet, settings.quiet_holidays, BUSINESS)


@pytest.fixture
def ledger(store_url: str) -> Iterator[Ledger]:
    """An empty ledger, on either database."""
    Store.open(store_url).close()
    with Ledger.open(store_url) as opened:
        yield opened


@dataclass
class Server:
    """A web server on loopback: its port, what it answers, and the bodies and paths that it was sent."""

    port: int
    status: int = 200
    answer: dict[str, Any] | None = None
    bodies: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    """One that runs, and takes JSON."""
    found = Server(0)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if found.status == 200:
                found.bodies.append(json.loads(body))
                found.paths.append(self.path)
            answer = b"" if found.answer is None else json.dumps(found.answer).encode()
            self.send_response(found.status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args: object) -> None:
            """It says nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = listening.server_address[1]
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield found
    listening.shutdown()
    listening.server_close()
    thread.join()


@pytest.fixture(scope="session")
def made() -> SimpleNamespace:
    """All that makes something, since test modules cannot import this one."""
    return SimpleNamespace(
        entry=entry,
        signal=signal,
        at_risk=at_risk,
        below=below,
        today=today_of,
        facts=facts_of,
        outlet=outlet_of,
        quiet=quiet_of,
        book=Book,
        morning=MORNING,
        wang=WANG,
        li=LI,
    )
