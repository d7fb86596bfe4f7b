"""`leadcast push`: the morning list of a real home, sent to a real server on loopback."""

import json
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from features.build import Rows, build
from features.labels import label
from features.spec import learn_spec
from history.settings import Business
from history.simulator import WorldConfig, simulate
from history.store.store import Store
from leadcast import main
from models.artifact import Bundle, save
from models.calibration import Calibration, Map
from models.champion import Champion, set_champion
from models.intent import Intent
from models.scorers.baselines import Logistic
from models.win import Win
from tests.serving.business import stored

WEEK = timedelta(days=7)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a small simulated history and a model that grades a few A."""
    folder = tmp_path_factory.mktemp("home")
    history = simulate(WorldConfig(accounts=120, days=200, start=date(2026, 1, 5)), 7).history
    stored(history, f"sqlite:///{folder / 'leadcast.db'}")
    as_of = pd.Timestamp(history.last_recorded)
    spec, rows = learn_spec(history, as_of), Rows("account", "all")
    table = build(history, [as_of - timedelta(days=days) for days in range(14, 150, 28)], rows, spec)
    bought = label(history, table, "account", WEEK)
    scorer = Logistic().fit(table, bought)
    said = scorer.predict(build(history, [as_of], rows, spec))
    thresholds = tuple(float(pd.Series(said).quantile(share)) for share in (0.5, 0.8, 0.9))
    intent = Intent(scorer, Calibration.learned(Map(), scorer.predict(table), bought), thresholds)
    bundle = Bundle(rows, WEEK, spec, intent, Win.fit(history, spec, as_of), {"simulated": True})
    save(bundle, folder / "models" / "1")
    set_champion(folder / "models", Champion("1", datetime(2026, 9, 1, tzinfo=UTC)))
    return folder


@pytest.fixture
def posted() -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The port of a web server, and what it was sent; what comes to /broken it refuses."""
    bodies: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if not self.path.startswith("/broken"):
                bodies.append(body)
            self.send_response(500 if self.path.startswith("/broken") else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """It says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1], bodies
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def own(home: Path, store_url: str) -> list[str]:
    """The options that lead to that home with a store of this test alone, on either database."""
    with Store.open(f"sqlite:///{home / 'leadcast.db'}") as source, Store.open(store_url) as store:
        for name, rows in source.read(Business()).tables.items():
            if len(rows):
                store.append(name, rows)
    return ["--home", str(home), "--database-url", store_url]


def settings(home: Path, push: str) -> None:
    """Write `[push]` into the settings of `home`."""
    business = '[business]\nstages = ["新建", "已联系", "需求确认", "方案报价", "商务谈判"]\n'
    (home / "leadcast.toml").write_text(f"{business}\n[push]\n{push}\n", encoding="utf-8")


def target(name: str, port: int, path: str = "in", more: str = "") -> str:
    """A webhook, with a secret in its address."""
    return f'[[push.targets]]\nname = "{name}"\nurl = "json://127.0.0.1:{port}/{path}?+X-Key=hunter2"\n{more}\n'


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    with pytest.raises(SystemExit) as ended:
        main(["push", *arguments])
    printed = capsys.readouterr()
    assert "hunter2" not in printed.out + printed.err
    return int(ended.value.code or 0), printed.out, printed.err


# Working hours that never end: a test runs at any time of the week.
ALWAYS = 'quiet = ""\nquiet_holidays = false\nbase_url = "https://lead.example.com"\n'


def test_a_rehearsal_needs_no_target(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    """It prints the whole list, in the language asked for, and notes nothing."""
    own = ["--home", str(home)]
    settings(home, ALWAYS)
    status, out, _ = run(capsys, "digest", "--dry-run", "--lang", "zh", *own)
    english = run(capsys, "digest", "--dry-run", "--lang", "en", *own)[1]

    assert (0, True, True) == (status, "今天先联系" in out, "模拟数据" in out)
    assert 5 == out.count("天内购买概率")
    assert "https://lead.example.com/accounts/SIM-A" in out
    assert "Call first" in english


def test_a_digest_goes_to_each_target_once(
    capsys: pytest.CaptureFixture[str], home: Path, own: list[str], posted: tuple[int, list[dict[str, Any]]]
) -> None:
    """One that fails stops no other, says so, and is tried again; nobody gets it twice."""
    port, bodies = posted
    settings(home, ALWAYS + target("broken", port, "broken") + target("good", port, more='language = "en"'))
    status, out, err = run(capsys, "digest", *own)

    assert (1, True, True) == (status, "broken: JSON: failure" in out, "good: 1 sent" in out)
    assert "tried again" in err
    assert 0 == run(capsys, "digest", "--to", "good", *own)[0]
    assert [True] == ["Call first" in body["message"] for body in bodies]
    state = {each["target"]: each for each in json.loads(run(capsys, "status", "--json", *own)[1])}
    assert (("waiting", "JSON: failure"), ("sent", None)) == tuple(
        (state[name]["status"], state[name]["fault"]) for name in ("broken", "good")
    )
    assert "JSON: failure" in run(capsys, "status", *own)[1]


def test_in_quiet_hours_nothing_goes_out(
    capsys: pytest.CaptureFixture[str], home: Path, own: list[str], posted: tuple[int, list[dict[str, Any]]]
) -> None:
    """It waits, and the command says until when."""
    port, bodies = posted
    now = datetime.now(UTC) + timedelta(hours=8)
    hours = f"{now - timedelta(hours=2):%H:%M}-{now + timedelta(hours=2):%H:%M}"
    settings(home, f'quiet = "{hours}"\nquiet_holidays = false\n' + target("good", port))
    status, _, err = run(capsys, "digest", *own)

    assert (0, []) == (status, bodies)
    assert f"{now + timedelta(hours=2):%H:%M}" in err
    settings(home, ALWAYS + target("good", port))
    assert 0 == run(capsys, "digest", *own)[0]
    assert 1 == len(bodies)


def test_alerts_are_what_is_new_since_the_last_look(
    capsys: pytest.CaptureFixture[str], home: Path, own: list[str], posted: tuple[int, list[dict[str, Any]]]
) -> None:
    """The first look is no news. Later, who rose is told of once, and a rehearsal before changes nothing."""
    port, bodies = posted
    settings(home, ALWAYS + 'alerts = ["grade"]\n' + target("good", port))
    assert "0 alerts" in run(capsys, "alerts", "--as-of", "2026-06-01", *own)[2]
    rehearsed = run(capsys, "alerts", "--dry-run", *own)[1]
    assert [] == bodies

    found = run(capsys, "alerts", *own)[2]
    assert "0 alerts" in run(capsys, "alerts", *own)[2]
    assert (0, "", "No alert would be sent.\n") == run(capsys, "alerts", "--dry-run", *own)
    assert 1 == len(bodies)
    count = int(found.split()[0])
    assert count == bodies[0]["message"].count("内购买概率") == rehearsed.count("内购买概率") > 0


def test_a_line_to_try_every_target(
    capsys: pytest.CaptureFixture[str], home: Path, posted: tuple[int, list[dict[str, Any]]]
) -> None:
    """It says of each whether it arrived."""
    port, bodies = posted
    settings(home, target("broken", port, "broken") + target("good", port))
    status, out, _ = run(capsys, "test", "--home", str(home))

    assert (1, "broken: JSON: failure\ngood: sent\n") == (status, out)
    assert [True] == ["“good”" in body["message"] for body in bodies]


def test_without_targets_the_error_says_where_to_write_one(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    """And one that does not exist is named beside those that do."""
    settings(home, "")
    assert "[[push.targets]]" in run(capsys, "digest", "--home", str(home))[2]
    settings(home, target("good", 9))
    status, _, err = run(capsys, "digest", "--to", "bad", "--home", str(home))
    assert (1, True) == (status, "no target bad" in err and "good" in err)


@pytest.mark.slow
def test_one_who_goes_on_begins_again_without_repeating(
    home: Path, posted: tuple[int, list[dict[str, Any]]], tmp_path: Path
) -> None:
    """Two processes, one after the other, each ended by Ctrl-C: one digest."""
    port, bodies = posted
    folder = tmp_path / "home"
    shutil.copytree(home, folder)
    settings(folder, ALWAYS + 'digest_at = "00:00"\n' + target("good", port))
    for _ in range(2):
        command = [sys.executable, "-m", "leadcast", "push", "run", "--home", str(folder)]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        said = next(line for line in process.stderr if "messages sent" in line)
        assert "hunter2" not in said
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        assert 0 == process.returncode

    assert 1 == len(bodies)
